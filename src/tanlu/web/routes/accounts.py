"""Who may use the server, and the record of who changed what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from tanlu.web.dependencies import AppStateDep
from tanlu.web.errors import error_responses
from tanlu.web.routes.parameters import Limit, Offset
from tanlu.web.schemas.base import PeopleAnswer, PersonAnswer, RecordAnswer, RoleIn
from tanlu.web.sessions import Administrator, RecordReader

router = APIRouter(prefix="/api", tags=["people"], responses=error_responses())


@router.get("/people", response_model=PeopleAnswer)
def people(state: AppStateDep, visitor: Administrator) -> object:
    """Everybody who has signed in, or may."""
    return {"people": [person.as_json() for person in state.accounts.people()]}


@router.put("/people/{person}", response_model=PersonAnswer, responses=error_responses(409, 413))
def set_role(
    state: AppStateDep, visitor: Administrator, person: Annotated[str, Path(max_length=60)], body: RoleIn
) -> object:
    """Give a person a role."""
    found, before = state.accounts.set_role(person, body.role)
    state.record(visitor, "role_set", found.name, person=person, before=before, after=body.role)
    return {"person": found.as_json()}


@router.get("/record", response_model=RecordAnswer)
def record(state: AppStateDep, visitor: RecordReader, offset: Offset = 0, limit: Limit = 50) -> object:
    """Who changed what, the newest first, and whether the chain of hashes is whole."""
    return state.accounts.record_json(offset=offset, limit=limit)
