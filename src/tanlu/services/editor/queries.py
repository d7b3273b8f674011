"""What editors see: the list of questions, a question with all its versions, drafts, and the bank as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tanlu.engage.quiz.bank_rows import as_read
from tanlu.engage.quiz.draft import Writer, may_judge
from tanlu.engage.quiz.draft_form import bank_csv, cells_of
from tanlu.engage.quiz.question import THEMES, Question
from tanlu.engage.quiz.statistics import knew_percent
from tanlu.services.editor.drafts import Draft, draft_from, draft_view
from tanlu.services.editor.transactions import EditingRefused
from tanlu.services.giving.views import instant
from tanlu.services.quiz.first_choices import Chosen
from tanlu.services.quiz.quiz_service import QuizService
from tanlu.store.quiz import editing as store

Shown = Literal["in_play", "not_reviewed", "retired", "all"]
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """Which questions of the list are wanted.

    Parameters
    ----------
    words : part of an id or of a text, in either language
    """

    theme: str | None = None
    state: Shown = "all"
    words: str = ""
    offset: int = 0
    limit: int = 50


def questions_list(game: QuizService, wanted: QuestionFilter) -> View:
    """The newest version of each question, with counts of all."""
    newest = list({one.question: one for one in _bank(game)}.values())
    drafts = _drafts(game, only_open=True)
    drafted = {draft.question for draft in drafts}
    found = [one for one in newest if _is_wanted(one, wanted)]
    chosen = game.first_choices.counted()
    return {
        "total": len(found),
        "counts": _counts(newest, len(drafts)),
        "themes": [_theme(theme, newest) for theme in THEMES],
        "questions": [
            _line(one, chosen) | {"has_draft": one.question in drafted}
            for one in found[wanted.offset : wanted.offset + wanted.limit]
        ],
    }


def question_view(game: QuizService, question: str, viewer: Writer | None) -> View:
    """A question with all its versions, the newest first, and its open drafts.

    Raises
    ------
    EditingRefused
        ``no_such_question``.
    """
    versions = [one for one in _bank(game) if one.question == question]
    if not versions:
        raise EditingRefused("no_such_question", f"no question has the id {question}; look at the list of questions")
    drafts = [draft for draft in _drafts(game, only_open=True) if draft.question == question]
    return {
        "question": question,
        "versions": [version_view(game, one, viewer) for one in reversed(versions)],
        "drafts": [_shown(game, draft, viewer) for draft in drafts],
    }


def version_view(game: QuizService, question: Question, viewer: Writer | None) -> View:
    """A version with what it says, what players chose at their first attempt, and what persons said of it."""
    changes = game.questions.now.changes
    accepted = changes.accepted.get(question.key)
    retirement = changes.retirements.get(question.key)
    counts = game.first_choices.counted().get(question.key, {})
    reviews = [
        {
            "reviewer": review.reviewer.name,
            "verdict": review.verdict,
            "source_read": review.source_read,
            "note": review.note,
            "at": instant(review.at_ms),
        }
        for review in changes.reviews_of(question)
    ]
    return {
        **_standing(question, counts),
        **cells_of(question),
        "recorded": question.recorded.isoformat(),
        "origin": "editor" if accepted else "file",
        "author": accepted.writers[0].name if accepted else None,
        "writers": [writer.name for writer in accepted.writers] if accepted else [],
        "sha256": question.sha256,
        "chosen": [counts.get(place, 0) for place in range(len(question.options_en))],
        "reviews": reviews,
        "retirement": (
            {"by": retirement.by.name, "reason": retirement.reason, "at": instant(retirement.at_ms)}
            if retirement
            else None
        ),
        "may_review": viewer is None or accepted is None or may_judge(viewer, accepted.writers),
    }


def drafts_list(game: QuizService, *, only_open: bool, viewer: Writer | None) -> View:
    """Drafts, the one changed last first."""
    return {"drafts": [_shown(game, draft, viewer) for draft in _drafts(game, only_open=only_open)]}


def see_draft(game: QuizService, name: str, viewer: Writer | None) -> View:
    """A draft, and the version that it would replace.

    Raises
    ------
    EditingRefused
        ``no_such_draft``.
    """
    with game.database.reading() as connection:
        row = store.draft(connection, name)
    if row is None:
        raise EditingRefused("no_such_draft", f"no draft has the id {name}; look at the list of drafts")
    draft = draft_from(row)
    versions = [one for one in _bank(game) if one.question == draft.question]
    if draft.accepted is not None:
        versions = [one for one in versions if one.version < draft.accepted[1]]
    before = version_view(game, versions[-1], viewer) if versions else None
    return {"draft": _shown(game, draft, viewer), "before": before}


def bank_file(game: QuizService) -> str:
    """The whole bank in effect as a file that ``read_bank`` reads."""
    return bank_csv(_bank(game))


def _bank(game: QuizService) -> tuple[Question, ...]:
    """All versions in effect, with what editors did on other servers a moment ago."""
    game.questions.look()
    return game.questions.now.bank.questions


def _shown(game: QuizService, draft: Draft, viewer: Writer | None) -> View:
    return draft_view(draft, game.questions.now, game.clock(), viewer)


def _drafts(game: QuizService, *, only_open: bool) -> list[Draft]:
    with game.database.reading() as connection:
        return [draft_from(row) for row in store.drafts(connection, only_open=only_open)]


def _is_wanted(question: Question, wanted: QuestionFilter) -> bool:
    words = as_read(wanted.words)
    read = (question.question, as_read(question.text_zh), as_read(question.text_en))
    return (
        wanted.theme in (None, question.theme)
        and (wanted.state == "all" or _is(question, wanted.state))
        and any(words in text for text in read)
    )


def _is(question: Question, state: Shown) -> bool:
    if state == "retired":
        return question.retired is not None
    return question.retired is None and not (state == "not_reviewed" and question.is_reviewed)


def _counts(newest: Sequence[Question], drafts: int) -> View:
    found = Counter[str]()
    for one in newest:
        in_play = one.retired is None
        found["in_play"] += in_play
        found["reviewed"] += in_play and one.is_reviewed
        found["not_reviewed"] += in_play and not one.is_reviewed
        found["source_checked"] += in_play and one.source_checked
        found["retired"] += not in_play
    names = ("in_play", "reviewed", "not_reviewed", "source_checked", "retired")
    return {name: found[name] for name in names} | {"drafts_open": drafts}


def _theme(theme: str, newest: Sequence[Question]) -> View:
    own = [one for one in newest if one.theme == theme and one.retired is None]
    return {
        "theme": theme,
        **THEMES[theme],
        "in_play": len(own),
        "reviewed": sum(one.is_reviewed for one in own),
    }


def _line(question: Question, chosen: Chosen) -> View:
    told = {name: getattr(question, name) for name in ("theme", "difficulty", "text_zh", "text_en")}
    return _standing(question, chosen.get(question.key, {})) | told


def _standing(question: Question, counts: Mapping[int, int]) -> View:
    attempts, right = sum(counts.values()), counts.get(question.right, 0)
    return {
        "question": question.question,
        "version": question.version,
        "reviewer": question.reviewer or None,
        "source_checked": question.source_checked,
        "retired": question.retired.isoformat() if question.retired else None,
        "in_play": question.retired is None,
        "attempts": attempts,
        "right_attempts": right,
        "knew_percent": knew_percent(attempts, right),
    }
