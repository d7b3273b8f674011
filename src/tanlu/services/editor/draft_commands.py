"""The acts on drafts: begun, edited, submitted, withdrawn, and accepted or returned by another person than who wrote them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from tanlu.engage.quiz.bank_rows import RowIssue
from tanlu.engage.quiz.draft import Writer, may_judge
from tanlu.engage.quiz.draft_form import Cells, cells_of, empty_cells
from tanlu.engage.quiz.identity import new_id
from tanlu.engage.quiz.question import Question
from tanlu.services.editor.drafts import Draft, draft_from, draft_view, row_of, would_be
from tanlu.services.editor.transactions import EditingRefused, attempt
from tanlu.services.giving.views import instant
from tanlu.services.quiz.editor_rows import body_of, writers_text
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.database.server_database import RetryTransaction
from tanlu.store.database.transaction import Connection
from tanlu.store.quiz import editing as store
from tanlu.store.quiz.rounds import known_versions

View = dict[str, Any]


class Judgement(NamedTuple):
    """What a second person says of a draft.

    Parameters
    ----------
    note : why it goes back; of an acceptance, a remark
    changed_at : the moment of the draft that was read
    """

    verdict: Literal["accept", "return"]
    source_read: bool
    note: str
    changed_at: str


def begin_draft(game: QuizService, writer: Writer, question: str | None, cells: Cells | None) -> View:
    """Begin a draft of a new version of a question, or of a new question where none is named.

    Raises
    ------
    EditingRefused
        ``no_such_question``.
    """

    def act(connection: Connection) -> Draft:
        newest = newest_version(game, question) if question is not None else None
        told = cells or (cells_of(newest) if newest else empty_cells())
        at_ms = game.clock()
        draft = Draft(new_id(at_ms), question, "draft", (writer,), told, None, at_ms, at_ms)
        store.add_draft(connection, row_of(draft))
        return draft

    return _shown(game, attempt(game, act), writer)


def edit_draft(game: QuizService, writer: Writer, draft: str, cells: Cells, changed_at: str) -> View:
    """Write the cells of a draft anew; who does becomes one of its writers.

    Raises
    ------
    EditingRefused
        ``no_such_draft``, ``not_open``, ``changed_meanwhile``.
    """

    def change(met: Draft, _: Connection) -> Draft:
        edited = met.moved("edit", game.clock())
        _refuse_changed(met, changed_at)
        return replace(edited, cells=cells, submitted_ms=None).written_by(writer)

    return _shown(game, _change(game, draft, change), writer)


def submit_draft(game: QuizService, writer: Writer, draft: str) -> View:
    """Hand a draft to whoever reviews it.

    Raises
    ------
    EditingRefused
        ``no_such_draft``, ``not_open``, ``has_flaws``.
    """

    def change(met: Draft, _: Connection) -> Draft:
        submitted = met.moved("submit", game.clock())
        _refuse_flaws(game, met)
        return replace(submitted, submitted_ms=submitted.changed_ms, note=None)

    return _shown(game, _change(game, draft, change), writer)


def withdraw_draft(game: QuizService, writer: Writer, draft: str) -> View:
    """Put a draft away for good.

    Raises
    ------
    EditingRefused
        ``no_such_draft``, ``not_open``.
    """
    return _shown(game, _change(game, draft, lambda met, _: met.moved("withdraw", game.clock())), writer)


def judge_draft(game: QuizService, judge: Writer, draft: str, judgement: Judgement) -> View:
    """Accept a draft, which makes it a version and is its first review, or return it to its writers.

    Raises
    ------
    EditingRefused
        ``no_such_draft``, ``not_open``, ``not_submitted``, ``changed_meanwhile``, ``own_question``, ``note_needed``,
        ``has_flaws``.
    """

    def change(met: Draft, connection: Connection) -> Draft:
        judged = met.moved(judgement.verdict, game.clock())
        _refuse_changed(met, judgement.changed_at)
        refuse_own(judge, met.writers)
        if judgement.verdict == "accept":
            return _accepted(game, connection, judged, judge, judgement)
        if not judgement.note.strip():
            raise EditingRefused("note_needed", "the draft goes back without a word; say what is to be mended")
        return replace(judged, note=judgement.note.strip())

    return _shown(game, _change(game, draft, change), judge)


def refuse_own(judge: Writer, writers: tuple[Writer, ...]) -> None:
    """Refuse a review of words of one's own.

    Raises
    ------
    EditingRefused
        ``own_question``.
    """
    if not may_judge(judge, writers):
        met = f"{judge.name} wrote in this version, and nobody reviews words of their own"
        raise EditingRefused("own_question", f"{met}; ask somebody else to review it")


def newest_version(game: QuizService, question: str) -> Question:
    """The newest version of a question in effect.

    Raises
    ------
    EditingRefused
        ``no_such_question``.
    """
    versions = [one for one in game.questions.now.bank.questions if one.question == question]
    if not versions:
        raise EditingRefused("no_such_question", f"no question has the id {question}; look at the list of questions")
    return versions[-1]


def _accepted(game: QuizService, connection: Connection, draft: Draft, judge: Writer, judgement: Judgement) -> Draft:
    now, at_ms = game.questions.now, draft.changed_ms
    if unknown := known_versions(connection) - now.by_key.keys():
        game.questions.get(*next(iter(unknown)))  # another server brought them; their numbers are taken
        raise RetryTransaction("versions came that were not known here")
    question, flaws = would_be(draft, now, at_ms)
    _refuse(flaws)
    of_version = {"question": question.question, "version": question.version, "sha256": question.sha256}
    accepted = {
        "number": now.seen.accepted + 1,
        "body": body_of(question),
        "writers": writers_text(draft.writers),
        "draft": draft.draft,
        "at_ms": at_ms,
    }
    review = {
        "number": now.seen.review + 1,
        "person": judge.person,
        "reviewer": judge.name,
        "verdict": "approve",
        "source_read": int(judgement.source_read),
        "note": judgement.note.strip(),
        "at_ms": at_ms,
    }
    store.add_accepted(connection, of_version | accepted)
    store.add_review(connection, of_version | review)
    return replace(draft, accepted=question.key)


def _change(game: QuizService, name: str, change: Callable[[Draft, Connection], Draft]) -> Draft:
    """Change a draft as one step, on what it is at that moment."""

    def act(connection: Connection) -> Draft:
        row = store.draft(connection, name)
        if row is None:
            raise EditingRefused("no_such_draft", f"no draft has the id {name}; look at the list of drafts")
        met = draft_from(row)
        changed = change(met, connection)
        if not store.change_draft(connection, row_of(changed), met.changed_ms):
            raise RetryTransaction("the draft was changed meanwhile")
        return changed

    return attempt(game, act)


def _refuse_changed(met: Draft, changed_at: str) -> None:
    if changed_at != instant(met.changed_ms):
        told = "the draft was changed by somebody since it was read"
        raise EditingRefused("changed_meanwhile", f"{told}; read it again, then send what is to change")


def _refuse_flaws(game: QuizService, draft: Draft) -> None:
    _refuse(would_be(draft, game.questions.now, game.clock())[1])


def _refuse(flaws: list[RowIssue]) -> None:
    if flaws:
        first, more = flaws[0].message.replace(";", ","), len(flaws) - 1
        met = f"the draft is not ready: {first}" + (f" (and {more} more)" if more else "")
        raise EditingRefused("has_flaws", f"{met}; mend what its flaws name, then go on")


def _shown(game: QuizService, draft: Draft, viewer: Writer) -> View:
    return draft_view(draft, game.questions.now, game.clock(), viewer)
