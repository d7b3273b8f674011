"""Who may use the server, and the record of who changed what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from tanlu.web.dependencies import TheDesk
from tanlu.web.errors import declared
from tanlu.web.routes.parameters import Limit, Offset
from tanlu.web.schemas.base import PeopleAnswer, PersonAnswer, RecordAnswer, RoleWish
from tanlu.web.sessions import Administrator, RecordReader

router = APIRouter(prefix="/api", tags=["people"], responses=declared())


@router.get("/people", response_model=PeopleAnswer)
def people(desk: TheDesk, visitor: Administrator) -> object:
    """Everybody who has signed in, or may."""
    return {"people": [person.as_json() for person in desk.accounts.people()]}


@router.put("/people/{person}", response_model=PersonAnswer, responses=declared(409, 413))
def set_role(
    desk: TheDesk, visitor: Administrator, person: Annotated[str, Path(max_length=60)], wish: RoleWish
) -> object:
    """Give a person a role."""
    found, before = desk.accounts.set_role(person, wish.role)
    desk.record(visitor, "role_set", found.name, person=person, before=before, after=wish.role)
    return {"person": found.as_json()}


@router.get("/record", response_model=RecordAnswer)
def record(desk: TheDesk, visitor: RecordReader, offset: Offset = 0, limit: Limit = 50) -> object:
    """Who changed what, the newest first, and whether the chain of hashes is whole."""
    return desk.accounts.record_json(offset=offset, limit=limit)
