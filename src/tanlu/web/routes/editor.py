"""The question editor: the list, a question and its versions, drafts and their verdicts, reviews, retirement, the bank as a file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import Response

from tanlu.engage.quiz.draft import Writer
from tanlu.engage.quiz.draft_form import Cells
from tanlu.services.editor import draft_commands as drafting
from tanlu.services.editor import queries as looking
from tanlu.services.editor import reviews as reviewing
from tanlu.web.dependencies import TheDesk
from tanlu.web.errors import Problem, declared
from tanlu.web.quiz_context import ThePlaying
from tanlu.web.routes.parameters import Limit, Offset
from tanlu.web.schemas.editor import (
    ActWish,
    CellsShape,
    DraftAnswer,
    DraftBesideAnswer,
    DraftsAnswer,
    DraftWish,
    EditWish,
    QuestionAnswer,
    QuestionsAnswer,
    RetireWish,
    ReviewWish,
    VerdictWish,
    VersionAnswer,
)
from tanlu.web.sessions import Contributor, Visitor

router = APIRouter(prefix="/api/editor", tags=["editor"], responses=declared(503))
CHANGE = declared(409, 413)
QuestionName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]
DraftName = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
VersionNumber = Annotated[int, Path(ge=1, le=999)]
ThemeName = Annotated[str | None, Query(max_length=40)]
Words = Annotated[str, Query(max_length=200)]
OptionalWish = Annotated[ActWish | None, Body()]
SHORTEST_NAME = 2


def viewer_of(visitor: Visitor) -> Writer | None:
    """Who looks; None where nobody is asked to sign in, so that it is not known."""
    person = visitor.person
    if person is None or person.how == "loopback":
        return None
    return Writer(person.person, " ".join(person.name.split()) or person.person)


def writer_of(visitor: Visitor, name: str | None) -> Writer:
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
        met = "nobody is asked to sign in here, so the change must say whose it is"
        raise Problem(422, "name_needed", met, "send a name of 2 to 80 characters")
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
    return looking.questions_list(playing.game, looking.Wanted(theme or None, state, q, offset, limit))


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
    desk: TheDesk,
    playing: ThePlaying,
    visitor: Contributor,
    question: QuestionName,
    version: VersionNumber,
    wish: ReviewWish,
) -> object:
    """Approve a version, or doubt it; the newest word counts."""
    who = writer_of(visitor, wish.name)
    opinion = reviewing.Opinion(wish.verdict, wish.source_read, wish.note, wish.sha256)
    found = reviewing.review_version(playing.game, who, question, version, opinion)
    told = {"version": version, "verdict": wish.verdict, "source_read": wish.source_read, "sha256": wish.sha256}
    desk.record(visitor, "question_reviewed", question, named=who.name, **told)
    return {"version": found}


@router.post(
    "/questions/{question}/versions/{version}/retire",
    status_code=201,
    response_model=VersionAnswer,
    responses=CHANGE,
)
def retire(
    desk: TheDesk,
    playing: ThePlaying,
    visitor: Contributor,
    question: QuestionName,
    version: VersionNumber,
    wish: RetireWish,
) -> object:
    """Take a version out of play for good."""
    who = writer_of(visitor, wish.name)
    found = reviewing.retire_version(playing.game, who, question, version, wish.reason)
    desk.record(visitor, "question_retired", question, named=who.name, version=version, reason=wish.reason[:300])
    return {"version": found}


@router.get("/drafts", response_model=DraftsAnswer)
def drafts(playing: ThePlaying, visitor: Contributor, state: Literal["open", "all"] = "open") -> object:
    """Drafts, the one changed last first."""
    return looking.drafts_list(playing.game, only_open=state == "open", viewer=viewer_of(visitor))


@router.post("/drafts", status_code=201, response_model=DraftAnswer, responses=CHANGE)
def begin(desk: TheDesk, playing: ThePlaying, visitor: Contributor, wish: DraftWish) -> object:
    """Begin a draft: of a new version of a question, or of a new question."""
    who = writer_of(visitor, wish.name)
    cells = _cells(wish.cells) if wish.cells is not None else None
    return _told(desk, visitor, who, "draft_begun", drafting.begin_draft(playing.game, who, wish.question, cells))


@router.get("/drafts/{draft}", response_model=DraftBesideAnswer)
def draft(playing: ThePlaying, visitor: Contributor, draft: DraftName) -> object:
    """A draft, and the version that it would replace."""
    return looking.see_draft(playing.game, draft, viewer_of(visitor))


@router.put("/drafts/{draft}", response_model=DraftAnswer, responses=CHANGE)
def edit(desk: TheDesk, playing: ThePlaying, visitor: Contributor, draft: DraftName, wish: EditWish) -> object:
    """Write the cells of a draft anew; a submitted one is a draft again."""
    who = writer_of(visitor, wish.name)
    found = drafting.edit_draft(playing.game, who, draft, _cells(wish.cells), wish.changed_at)
    return _told(desk, visitor, who, "draft_edited", found)


@router.post("/drafts/{draft}/submit", response_model=DraftAnswer, responses=CHANGE)
def submit(
    desk: TheDesk, playing: ThePlaying, visitor: Contributor, draft: DraftName, wish: OptionalWish = None
) -> object:
    """Hand a draft to whoever reviews it."""
    who = writer_of(visitor, wish.name if wish else None)
    return _told(desk, visitor, who, "draft_submitted", drafting.submit_draft(playing.game, who, draft))


@router.post("/drafts/{draft}/withdraw", response_model=DraftAnswer, responses=CHANGE)
def withdraw(
    desk: TheDesk, playing: ThePlaying, visitor: Contributor, draft: DraftName, wish: OptionalWish = None
) -> object:
    """Put a draft away for good."""
    who = writer_of(visitor, wish.name if wish else None)
    return _told(desk, visitor, who, "draft_withdrawn", drafting.withdraw_draft(playing.game, who, draft))


@router.post("/drafts/{draft}/verdict", response_model=DraftAnswer, responses=CHANGE)
def judge(desk: TheDesk, playing: ThePlaying, visitor: Contributor, draft: DraftName, wish: VerdictWish) -> object:
    """Accept a draft as a version, or return it to its writers."""
    who = writer_of(visitor, wish.name)
    judgement = drafting.Judgement(wish.verdict, wish.source_read, wish.note, wish.changed_at)
    found = drafting.judge_draft(playing.game, who, draft, judgement)
    return _told(desk, visitor, who, "draft_accepted" if wish.verdict == "accept" else "draft_returned", found)


class CsvResponse(Response):
    """A file of comma-separated values."""

    media_type = "text/csv"


@router.get("/bank.csv", response_class=CsvResponse)
def bank_file(playing: ThePlaying, visitor: Contributor) -> CsvResponse:
    """The whole bank in effect, in the columns of its files."""
    return CsvResponse(
        looking.bank_file(playing.game), headers={"content-disposition": 'attachment; filename="bank.csv"'}
    )


def _cells(shape: CellsShape) -> Cells:
    told: dict[str, Any] = shape.model_dump()
    return Cells(**told)


def _told(desk: TheDesk, visitor: Visitor, who: Writer, act: str, draft: dict[str, Any]) -> dict[str, Any]:
    """A draft as the answer, after the act was written down."""
    accepted = draft["accepted"] or {}
    question = accepted.get("question") or draft["question"] or "a new question"
    desk.record(visitor, act, question, named=who.name, draft=draft["draft"], version=accepted.get("version"))
    return {"draft": draft}
