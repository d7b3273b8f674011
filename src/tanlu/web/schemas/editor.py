"""Shapes of the question editor, as the API's document shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tanlu.web.schemas.base import ResponseModel
from tanlu.web.schemas.quiz import RequestBody

MOST_LETTERS = 2_000
READABLE = r"^[^\x00-\x09\x0b-\x1f\x7f]*$"
"""Text without control characters; lines may end."""

Text = Annotated[str, Field(max_length=MOST_LETTERS, pattern=READABLE)]
Name = Annotated[str, Field(max_length=80, pattern=READABLE)]
"""Who acts, where nobody is asked to sign in; elsewhere it is passed over."""


class CellsOut(RequestBody):
    """Cells of a question; ``right`` counts options from 0, and null is what nobody has said yet."""

    theme: Annotated[str, Field(max_length=40, pattern=READABLE)]
    difficulty: Annotated[int, Field(ge=1, le=5)] | None
    text_zh: Text
    text_en: Text
    options_zh: Annotated[list[Text], Field(max_length=4)]
    options_en: Annotated[list[Text], Field(max_length=4)]
    right: Annotated[int, Field(ge=0, le=3)] | None
    explanation_zh: Text
    explanation_en: Text
    source: Text
    source_date: Annotated[str, Field(max_length=40, pattern=READABLE)]


class ActIn(RequestBody):
    """An act that needs nothing but who does it."""

    name: Name | None = None


class DraftIn(ActIn):
    """A draft to be begun: of a new version of a question, or of a new question."""

    question: Annotated[str, Field(max_length=63)] | None
    cells: CellsOut | None = None


class EditIn(ActIn):
    """Cells to be written anew, and the moment of the draft that was read."""

    cells: CellsOut
    changed_at: Annotated[str, Field(max_length=40)]


class VerdictIn(ActIn):
    """What a second person says of a draft."""

    verdict: Literal["accept", "return"]
    source_read: bool
    note: Text = ""
    changed_at: Annotated[str, Field(max_length=40)]


class ReviewIn(ActIn):
    """What a person says of a version, bound to the words that were read."""

    verdict: Literal["approve", "doubt"]
    source_read: bool
    note: Text = ""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class RetireIn(ActIn):
    """Why a version is taken out of play."""

    reason: Text


class FlawOut(ResponseModel):
    """What is wrong with a draft: the column of the bank's files where it is to be mended, a code with its values, a sentence."""

    column: str
    code: str
    message: str
    values: dict[str, str | int]


class AcceptedOut(ResponseModel):
    """The version that a draft became."""

    question: str
    version: int


class CellsOfDraft(ResponseModel):
    """Cells of a draft as they are kept; those that came from a file of the bank may be of any length."""

    theme: str
    difficulty: int | None
    text_zh: str
    text_en: str
    options_zh: list[str]
    options_en: list[str]
    right: int | None
    explanation_zh: str
    explanation_en: str
    source: str
    source_date: str


class DraftOut(ResponseModel):
    """A draft of a question."""

    draft: str
    question: str | None
    state: Literal["draft", "submitted", "returned", "accepted", "withdrawn"]
    author: str
    writers: list[str]
    cells: CellsOfDraft
    flaws: list[FlawOut]
    note: str | None
    changed_at: str
    submitted_at: str | None
    accepted: AcceptedOut | None
    is_mine: bool
    may_review: bool


class Standing(ResponseModel):
    """How a version of a question stands, and how first attempts at it went."""

    question: str
    version: int
    theme: str
    difficulty: int
    text_zh: str
    text_en: str
    reviewer: str | None
    source_checked: bool
    retired: str | None
    in_play: bool
    attempts: int
    right_attempts: int
    knew_percent: int | None


class QuestionLine(Standing):
    """The newest version of a question, and whether somebody works on another."""

    has_draft: bool


class ReviewOut(ResponseModel):
    """What a person said of a version."""

    reviewer: str
    verdict: Literal["approve", "doubt"]
    source_read: bool
    note: str
    at: str


class RetirementOut(ResponseModel):
    """Who took a version out of play, and why."""

    by: str
    reason: str
    at: str


class VersionOut(Standing):
    """A version of a question with all that it says."""

    options_zh: list[str]
    options_en: list[str]
    right: int
    explanation_zh: str
    explanation_en: str
    source: str
    source_date: str
    recorded: str
    origin: Literal["file", "editor"]
    author: str | None
    writers: list[str]
    sha256: str
    chosen: list[int]
    reviews: list[ReviewOut]
    retirement: RetirementOut | None
    may_review: bool


class CountsOut(ResponseModel):
    """How many questions there are of each kind, and how many open drafts."""

    in_play: int
    reviewed: int
    not_reviewed: int
    source_checked: int
    retired: int
    drafts_open: int


class ThemeOut(ResponseModel):
    """A theme, and how many of its questions are in play and reviewed."""

    theme: str
    zh: str
    en: str
    in_play: int
    reviewed: int


class QuestionsAnswer(ResponseModel):
    """A page of the list of questions."""

    total: int
    counts: CountsOut
    themes: list[ThemeOut]
    questions: list[QuestionLine]


class QuestionAnswer(ResponseModel):
    """A question with all its versions, the newest first, and its open drafts."""

    question: str
    versions: list[VersionOut]
    drafts: list[DraftOut]


class VersionAnswer(ResponseModel):
    """One version."""

    version: VersionOut


class DraftsAnswer(ResponseModel):
    """Drafts, the one changed last first."""

    drafts: list[DraftOut]


class DraftAnswer(ResponseModel):
    """One draft."""

    draft: DraftOut


class DraftBesideAnswer(DraftAnswer):
    """One draft, and the version that it would replace."""

    before: VersionOut | None
