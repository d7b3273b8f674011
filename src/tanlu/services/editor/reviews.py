"""The acts on versions that are in the bank: approved or doubted by a person, and retired."""

from __future__ import annotations

from typing import Any, NamedTuple

from tanlu.engage.quiz.draft import Writer
from tanlu.engage.quiz.question import Question
from tanlu.engage.quiz.review import Verdict
from tanlu.services.editor.draft_commands import refuse_own
from tanlu.services.editor.queries import version_view
from tanlu.services.editor.transactions import EditingRefused, attempt, day_in_shanghai
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.database.transaction import Connection
from tanlu.store.quiz import editing as store


class Opinion(NamedTuple):
    """What a person says of a version.

    Parameters
    ----------
    note : why it is doubted; of an approval, a remark
    sha256 : fingerprint of what was read
    """

    verdict: Verdict
    source_read: bool
    note: str
    sha256: str


def review_version(
    game: QuizService, reviewer: Writer, question: str, version: int, opinion: Opinion
) -> dict[str, Any]:
    """Approve a version, or doubt it; the newest word counts.

    Raises
    ------
    EditingRefused
        ``no_such_question``, ``reads_otherwise``, ``own_question``, ``note_needed``.
    """

    def act(connection: Connection) -> None:
        now = game.questions.now
        met = _version(game, question, version)
        if met.sha256 != opinion.sha256:
            told = f"question {question} version {version} does not read as what was reviewed"
            raise EditingRefused("reads_otherwise", f"{told}; read it again, then review it")
        accepted = now.changes.accepted.get(met.key)
        refuse_own(reviewer, accepted.writers if accepted else ())
        if opinion.verdict == "doubt" and not opinion.note.strip():
            raise EditingRefused("note_needed", "a doubt came without a word; say what is doubtful")
        store.add_review(
            connection,
            {
                "number": now.seen.review + 1,
                "question": question,
                "version": version,
                "sha256": met.sha256,
                "person": reviewer.person,
                "reviewer": reviewer.name,
                "verdict": opinion.verdict,
                "source_read": int(opinion.source_read),
                "note": opinion.note.strip(),
                "at_ms": game.clock(),
            },
        )

    attempt(game, act)
    return version_view(game, _version(game, question, version), reviewer)


def retire_version(game: QuizService, by: Writer, question: str, version: int, reason: str) -> dict[str, Any]:
    """Take a version out of play for good; answers to it are graded and give nothing from now on.

    Raises
    ------
    EditingRefused
        ``no_such_question``, ``retired_already``, ``reason_needed``.
    """

    def act(connection: Connection) -> None:
        met, at_ms = _version(game, question, version), game.clock()
        if met.retired is not None:
            told = f"question {question} version {version} was retired on {met.retired}"
            raise EditingRefused("retired_already", f"{told}; there is nothing left to do")
        if not reason.strip():
            raise EditingRefused("reason_needed", "no reason was given; say why it is retired")
        store.add_retirement(
            connection,
            {
                "number": game.questions.now.seen.retirement + 1,
                "question": question,
                "version": version,
                "person": by.person,
                "retired_by": by.name,
                "reason": reason.strip(),
                "day": day_in_shanghai(at_ms).isoformat(),
                "at_ms": at_ms,
            },
        )

    attempt(game, act)
    return version_view(game, _version(game, question, version), by)


def _version(game: QuizService, question: str, version: int) -> Question:
    found = game.questions.now.bank.get(question, version)
    if found is None:
        met = f"no question has the id {question} and the version {version}"
        raise EditingRefused("no_such_question", f"{met}; look at the list of questions")
    return found
