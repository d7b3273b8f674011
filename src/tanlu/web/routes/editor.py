"""The question editor: the list, a question and its versions, drafts and their verdicts, reviews, retirement, the bank as a file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import Response

from tanlu.core.message import message
from tanlu.services.editor import draft_commands as drafting
from tanlu.services.editor import queries as looking
from tanlu.services.editor import reviews as reviewing
from tanlu.services.editor.terms import Cells, Writer
from tanlu.web.dependencies import AppStateDep
from tanlu.web.errors import ApiError, error_responses
from tanlu.web.quiz_context import ThePlaying
from tanlu.web.routes.parameters import Limit, Offset
from tanlu.web.schemas.editor import (
    ActIn,
    CellsOut,
    DraftAnswer,
    DraftBesideAnswer,
    DraftIn,
    DraftsAnswer,
    EditIn,
    QuestionAnswer,
    QuestionsAnswer,
    RetireIn,
    ReviewIn,
    VerdictIn,
    VersionAnswer,
)
from tanlu.web.sessions import Contributor, Principal

router = APIRouter(prefix="/api/editor", tags=["editor"], responses=error_responses(503))
CHANGE = error_responses(409, 413)
QuestionName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]
DraftName = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
VersionNumber = Annotated[int, Path(ge=1, le=999)]
ThemeName = Annotated[str | None, Query(max_length=40)]
Words = Annotated[str, Query(max_length=200)]
OptionalWish = Annotated[ActIn | None, Body()]
SHORTEST_NAME = 2


def viewer_of(visitor: Principal) -> Writer | None:
    """Who looks; None where nobody is asked to sign in, so that it is not known."""
    person = visitor.person
    if person is None or person.how == "loopback":
        return None
    return Writer(person.person, " ".join(person.name.split()) or person.person)


def writer_of(visitor: Principal, name: str | None) -> Writer:
    """Who acts: the person who has signed in, or whoever the body names where nobody is asked to.

    Raises
    ------
    Problem
        ``name_needed``.
    """
    if (signed_in := viewer_of(visitor)) is not None:
        return signed_in
    told = " ".join((name or "").split())
    if len(told) < SHORTEST_NAME:
        raise ApiError(422, "name_needed", message("web.name_needed"))
    return Writer(None, told)


@router.get("/questions", response_model=QuestionsAnswer)
def questions(
    playing: ThePlaying,
    visitor: Contributor,
    theme: ThemeName = None,
    state: Literal["in_play", "not_reviewed", "retired", "all"] = "all",
    q: Words = "",
    offset: Offset = 0,
    limit: Limit = 50,
) -> object:
    """The newest version of each question, by theme, state and words, with counts of all."""
    return looking.questions_list(playing.game, looking.QuestionFilter(theme or None, state, q, offset, limit))


@router.get("/questions/{question}", response_model=QuestionAnswer)
def question(playing: ThePlaying, visitor: Contributor, question: QuestionName) -> object:
    """A question with all its versions and its open drafts."""
    return looking.question_view(playing.game, question, viewer_of(visitor))


@router.post(
    "/questions/{question}/versions/{version}/reviews",
    status_code=201,
    response_model=VersionAnswer,
    responses=CHANGE,
)
def review(
    state: AppStateDep,
    playing: ThePlaying,
    visitor: Contributor,
    question: QuestionName,
    version: VersionNumber,
    body: ReviewIn,
) -> object:
    """Approve a version, or doubt it; the newest word counts."""
    who = writer_of(visitor, body.name)
    opinion = reviewing.Opinion(body.verdict, body.source_read, body.note, body.sha256)
    found = reviewing.review_version(playing.game, who, question, version, opinion)
    told = {"version": version, "verdict": body.verdict, "source_read": body.source_read, "sha256": body.sha256}
    state.record(visitor, "question_reviewed", question, named=who.name, **told)
    return {"version": found}


@router.post(
    "/questions/{question}/versions/{version}/retire",
    status_code=201,
    response_model=VersionAnswer,
    responses=CHANGE,
)
def retire(
    state: AppStateDep,
    playing: ThePlaying,
    visitor: Contributor,
    question: QuestionName,
    version: VersionNumber,
    body: RetireIn,
) -> object:
    """Take a version out of play for good."""
    who = writer_of(visitor, body.name)
    found = reviewing.retire_version(playing.game, who, question, version, body.reason)
    state.record(visitor, "question_retired", question, named=who.name, version=version, reason=body.reason[:300])
    return {"version": found}


@router.get("/drafts", response_model=DraftsAnswer)
def drafts(playing: ThePlaying, visitor: Contributor, state: Literal["open", "all"] = "open") -> object:
    """Drafts, the one changed last first."""
    return looking.drafts_list(playing.game, only_open=state == "open", viewer=viewer_of(visitor))


@router.post("/drafts", status_code=201, response_model=DraftAnswer, responses=CHANGE)
def begin(state: AppStateDep, playing: ThePlaying, visitor: Contributor, body: DraftIn) -> object:
    """Begin a draft: of a new version of a question, or of a new question."""
    who = writer_of(visitor, body.name)
    cells = _cells(body.cells) if body.cells is not None else None
    return _told(state, visitor, who, "draft_begun", drafting.begin_draft(playing.game, who, body.question, cells))


@router.get("/drafts/{draft}", response_model=DraftBesideAnswer)
def draft(playing: ThePlaying, visitor: Contributor, draft: DraftName) -> object:
    """A draft, and the version that it would replace."""
    return looking.see_draft(playing.game, draft, viewer_of(visitor))


@router.put("/drafts/{draft}", response_model=DraftAnswer, responses=CHANGE)
def edit(state: AppStateDep, playing: ThePlaying, visitor: Contributor, draft: DraftName, body: EditIn) -> object:
    """Write the cells of a draft anew; a submitted one is a draft again."""
    who = writer_of(visitor, body.name)
    found = drafting.edit_draft(playing.game, who, draft, _cells(body.cells), body.changed_at)
    return _told(state, visitor, who, "draft_edited", found)


@router.post("/drafts/{draft}/submit", response_model=DraftAnswer, responses=CHANGE)
def submit(
    state: AppStateDep, playing: ThePlaying, visitor: Contributor, draft: DraftName, body: OptionalWish = None
) -> object:
    """Hand a draft to whoever reviews it."""
    who = writer_of(visitor, body.name if body else None)
    return _told(state, visitor, who, "draft_submitted", drafting.submit_draft(playing.game, who, draft))


@router.post("/drafts/{draft}/withdraw", response_model=DraftAnswer, responses=CHANGE)
def withdraw(
    state: AppStateDep, playing: ThePlaying, visitor: Contributor, draft: DraftName, body: OptionalWish = None
) -> object:
    """Put a draft away for good."""
    who = writer_of(visitor, body.name if body else None)
    return _told(state, visitor, who, "draft_withdrawn", drafting.withdraw_draft(playing.game, who, draft))


@router.post("/drafts/{draft}/verdict", response_model=DraftAnswer, responses=CHANGE)
def judge(state: AppStateDep, playing: ThePlaying, visitor: Contributor, draft: DraftName, body: VerdictIn) -> object:
    """Accept a draft as a version, or return it to its writers."""
    who = writer_of(visitor, body.name)
    judgement = drafting.Judgement(body.verdict, body.source_read, body.note, body.changed_at)
    found = drafting.judge_draft(playing.game, who, draft, judgement)
    return _told(state, visitor, who, "draft_accepted" if body.verdict == "accept" else "draft_returned", found)


class CsvResponse(Response):
    """A file of comma-separated values."""

    media_type = "text/csv"


@router.get("/bank.csv", response_class=CsvResponse)
def bank_file(playing: ThePlaying, visitor: Contributor) -> CsvResponse:
    """The whole bank in effect, in the columns of its files."""
    return CsvResponse(
        looking.bank_file(playing.game), headers={"content-disposition": 'attachment; filename="bank.csv"'}
    )


def _cells(shape: CellsOut) -> Cells:
    told: dict[str, Any] = shape.model_dump()
    return Cells(**told)


def _told(state: AppStateDep, visitor: Principal, who: Writer, act: str, draft: dict[str, Any]) -> dict[str, Any]:
    """A draft as the answer, after the change was recorded."""
    accepted = draft["accepted"] or {}
    question = accepted.get("question") or draft["question"] or "a new question"
    state.record(visitor, act, question, named=who.name, draft=draft["draft"], version=accepted.get("version"))
    return {"draft": draft}
