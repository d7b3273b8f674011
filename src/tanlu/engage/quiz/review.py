"""Reviews, retirements and accepted versions, and what they make of the bank that stands in the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from tanlu.core.errors import QuestionError
from tanlu.engage.quiz.bank import Bank
from tanlu.engage.quiz.draft import Writer
from tanlu.engage.quiz.question import Question

Verdict = Literal["approve", "doubt"]
VERDICTS: tuple[Verdict, ...] = ("approve", "doubt")
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A version that came in through the editor.

    Parameters
    ----------
    question : as it was accepted, reviewed by nobody
    writers : who wrote it, the first one first
    """

    question: Question
    writers: tuple[Writer, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What a person says of a version, bound to the words that were read.

    Parameters
    ----------
    sha256 : fingerprint of what was read; of other words the review says nothing
    source_read : the reviewer read the deciding figure or statement in the source
    """

    key: Key
    sha256: str
    reviewer: Writer
    verdict: Verdict
    source_read: bool
    note: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Retirement:
    """A version taken out of play, by whom and why."""

    key: Key
    by: Writer
    reason: str
    on: date
    at_ms: int


@dataclass(frozen=True, slots=True)
class Changes:
    """All that editors did to a bank; the reviews of a version stand in the order in which they were given."""

    accepted: Mapping[Key, Accepted] = field(default_factory=dict[Key, Accepted])
    reviews: Mapping[Key, tuple[Review, ...]] = field(default_factory=dict[Key, tuple[Review, ...]])
    retirements: Mapping[Key, Retirement] = field(default_factory=dict[Key, Retirement])

    def plus(
        self, accepted: Iterable[Accepted] = (), reviews: Iterable[Review] = (), retirements: Iterable[Retirement] = ()
    ) -> Changes:
        """These changes and what was done since."""
        all_reviews = dict(self.reviews)
        for review in reviews:
            all_reviews[review.key] = (*all_reviews.get(review.key, ()), review)
        return Changes(
            {**self.accepted, **{one.question.key: one for one in accepted}},
            all_reviews,
            {**self.retirements, **{one.key: one for one in retirements}},
        )

    def reviews_of(self, question: Question) -> list[Review]:
        """The reviews of a version that read what it says, the oldest first."""
        found = self.reviews.get(question.key)
        return [review for review in found if review.sha256 == question.sha256] if found else []

    def judged(self, question: Question) -> Question:
        """A version with what its newest review and its retirement say.

        An approval names the reviewer, and says whether the source was read, unless the file says so already; a doubt
        takes the reviewer away again.
        """
        if found := self.reviews_of(question):
            newest = found[-1]
            approves = newest.verdict == "approve"
            checked = question.source_checked or (approves and newest.source_read)
            question = replace(question, reviewer=newest.reviewer.name if approves else "", source_checked=checked)
        if question.retired is None and (retirement := self.retirements.get(question.key)) is not None:
            question = replace(question, retired=max(retirement.on, question.recorded))
        return question


def with_changes(files: Bank, changes: Changes) -> Bank:
    """The bank in effect: that of the files and the accepted versions, as they were reviewed and retired.

    Versions of a question stand together in their order, and a newer version retires the older ones. An accepted version
    that stands in the files too is that of the files.
    """
    here = {question.key for question in files.questions}
    questions = [*files.questions, *(one.question for key, one in changes.accepted.items() if key not in here)]
    by_id: dict[str, list[Question]] = {}
    for question in questions:
        by_id.setdefault(question.question, []).append(changes.judged(question))
    return Bank(tuple(one for versions in by_id.values() for one in _older_retired(versions)), files.sha256)


def _older_retired(versions: Sequence[Question]) -> list[Question]:
    in_order = sorted(versions, key=lambda question: question.version)
    newest = in_order[-1]
    older = [one if one.retired else replace(one, retired=max(one.recorded, newest.recorded)) for one in in_order[:-1]]
    return [*older, newest]


def refuse_two_readings(files: Bank, changes: Changes) -> None:
    """Refuse files in which a version reads otherwise than the one that was accepted under its number.

    Raises
    ------
    QuestionError
        Naming each of them.
    """
    flaws = [
        f"question {question.question} version {question.version} was accepted in the console and reads otherwise in the "
        f"files; write that of the files under the next free version"
        for question in files.questions
        if (one := changes.accepted.get(question.key)) is not None and one.question.sha256 != question.sha256
    ]
    if flaws:
        raise QuestionError(flaws)
