"""One row of a bank becomes a question, or is refused with every reason at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from tanlu.core.errors import NotADate, QuestionError
from tanlu.core.period import parse_date
from tanlu.engage.quiz.question import DIFFICULTIES, THEMES, Question

LETTERS = "abcd"
"""The columns of options: ``a_zh``, ``a_en`` … ``d_en``; the fourth may be left empty."""

FEWEST_OPTIONS = 3
COLUMNS = (
    *("question", "version", "theme", "difficulty", "text_zh", "text_en"),
    *(f"{letter}_{language}" for letter in LETTERS for language in ("zh", "en")),
    *("right", "explanation_zh", "explanation_en", "source", "source_date", "source_checked"),
    *("reviewer", "recorded", "retired"),
)
_MAY_BE_EMPTY = frozenset({"d_zh", "d_en", "reviewer", "retired"})
_ID = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SOURCE_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


FlawCode = Literal[
    "empty", "no_right", "one_language", "few_options", "options_alike", "unknown_theme", "no_chinese", "no_source_date",
    "several_right", "right_is_no_option", "not_whole", "asked_elsewhere",
    "no_id", "not_yes_or_no", "no_day", "retired_before",
]  # fmt: skip
"""What can be wrong; the last four only in files, since the editor writes those columns itself."""


class RowIssue(NamedTuple):
    """What is wrong with a row.

    Parameters
    ----------
    column : where it is to be mended
    code, values : what is wrong, for pages that say it in their own words
    message : a sentence
    """

    column: str
    code: FlawCode
    message: str
    values: Mapping[str, str | int] = MappingProxyType({})


def question_from(cells: Mapping[str, str], *, where: str) -> Question:
    """The question of one row.

    Parameters
    ----------
    cells : the text of each of ``COLUMNS``
    where : file and row, for the message

    Raises
    ------
    QuestionError
        Naming each flaw of the row: see :func:`judged`.
    """
    question, flaws = judged(cells)
    if flaws:
        raise QuestionError([f"{where}, question {question.question or '(no id)'}: {flaw.message}" for flaw in flaws])
    return question


def judged(cells: Mapping[str, str]) -> tuple[Question, list[RowIssue]]:
    """The question of one row as far as it can be understood, and all that is wrong with it.

    Empty cells, options that are missing, alike or in one language only, no or two right ones, an unknown theme, a
    version or difficulty out of range, a date that is none: each is a flaw. The question is sound where there is none.

    Parameters
    ----------
    cells : the text of each of ``COLUMNS``
    """
    text = {name: cells.get(name, "").strip() for name in COLUMNS}
    flaws = _Flaws()
    for name in COLUMNS:
        if not text[name] and name not in _MAY_BE_EMPTY:
            flaws.add(name, "no_right" if name == "right" else "empty", f"{name} is empty; fill it")
    options_zh, options_en = _options(text, flaws)
    _judge_names(text, flaws)
    question = Question(
        question=text["question"],
        version=_whole(text, "version", flaws, range(1, 1000)),
        theme=text["theme"],
        difficulty=_whole(text, "difficulty", flaws, DIFFICULTIES),
        text_zh=text["text_zh"],
        text_en=text["text_en"],
        options_zh=options_zh,
        options_en=options_en,
        right=_right(text, len(options_zh), flaws),
        explanation_zh=text["explanation_zh"],
        explanation_en=text["explanation_en"],
        source=text["source"],
        source_date=text["source_date"],
        source_checked=text["source_checked"] == "yes",
        reviewer=text["reviewer"],
        recorded=_day(text, "recorded", flaws) or date.min,
        retired=_day(text, "retired", flaws),
    )
    if question.retired and question.retired < question.recorded:
        days = f"it was retired ({question.retired}) before it was recorded ({question.recorded})"
        flaws.add("retired", "retired_before", f"{days}; mend a date")
    return question, flaws.found


class _Flaws:
    """What is wrong with one row."""

    def __init__(self) -> None:
        self.found: list[RowIssue] = []

    def add(self, column: str, what: FlawCode, message: str, **values: str | int) -> None:
        self.found.append(RowIssue(column, what, message, values))


def _options(text: Mapping[str, str], flaws: _Flaws) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = [(text[f"{letter}_zh"], text[f"{letter}_en"]) for letter in LETTERS]
    if bool(pairs[-1][0]) != bool(pairs[-1][1]):
        column = "d_en" if pairs[-1][0] else "d_zh"
        flaws.add(column, "one_language", "option d has only one language; fill both, or leave both empty")
    filled = [pair for pair in pairs if any(pair)]
    if len(filled) < FEWEST_OPTIONS:
        flaws.add("c_zh", "few_options", f"it has {len(filled)} options; give 3 or 4", count=len(filled))
    zh, en = tuple(zh for zh, _ in filled), tuple(en for _, en in filled)
    for language, options in (("zh", zh), ("en", en)):
        read = [as_read(option) for option in options]
        if twice := next((place for place, option in enumerate(read) if option in read[:place]), None):
            column = f"{LETTERS[twice]}_{language}"
            met = f"two of its options read alike ({language})"
            flaws.add(column, "options_alike", f"{met}; make each say something else")
    return zh, en


def as_read(text: str) -> str:
    """Text as a reader takes it: width of letters, capitals and blanks do not count.

    Examples
    --------
    >>> as_read(" ２.３ Kg ") == as_read("2.3 kg")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _judge_names(text: Mapping[str, str], flaws: _Flaws) -> None:
    if text["question"] and not _ID.fullmatch(text["question"]):
        met = "an id starts with a letter and has only small letters, digits, - and _, 63 at most"
        flaws.add("question", "no_id", f"{met}; rename it")
    if text["theme"] and text["theme"] not in THEMES:
        met = f"theme {text['theme'][:40]!r} is unknown"
        flaws.add("theme", "unknown_theme", f"{met}; take one of {', '.join(THEMES)}")
    if text["source_checked"] and text["source_checked"] not in {"yes", "no"}:
        met = f"source_checked is {text['source_checked'][:40]!r}"
        flaws.add("source_checked", "not_yes_or_no", f"{met}; write yes or no")
    for name in ("text_zh", "explanation_zh"):
        if text[name] and not _HAN.search(text[name]):
            flaws.add(name, "no_chinese", f"{name} has no Chinese in it; did two columns change places?")
    if text["source_date"] and not _is_source_date(text["source_date"]):
        met = f"source_date {text['source_date'][:40]!r} is no date"
        flaws.add("source_date", "no_source_date", f"{met}; write 2024, 2024-08 or 2024-08-26")


def _is_source_date(text: str) -> bool:
    if not (match := _SOURCE_DATE.fullmatch(text)):
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        return date(year, month, day).year >= 1800
    except ValueError:
        return False


def _right(text: Mapping[str, str], options: int, flaws: _Flaws) -> int:
    named = re.findall(r"\w", text["right"].casefold())
    if len(named) > 1 and set(named) <= set(LETTERS):
        met = f"right names {len(named)} options ({text['right'][:40]})"
        flaws.add("right", "several_right", f"{met}; exactly one is right", count=len(named))
    elif len(named) == 1 and named[0] in LETTERS[:options]:
        return LETTERS.index(named[0])
    elif text["right"]:
        met = f"right is {text['right'][:40]!r}, but its options are {', '.join(LETTERS[:options])}"
        flaws.add("right", "right_is_no_option", f"{met}; name one of them")
    return 0


def _whole(text: Mapping[str, str], name: str, flaws: _Flaws, allowed: range) -> int:
    written = text[name]
    if written.isascii() and written.isdigit() and len(written) < 4 and int(written) in allowed:
        return int(written)
    if written:
        met = f"{name} is {written[:40]!r}; write a whole number from {allowed[0]} to {allowed[-1]}"
        flaws.add(name, "not_whole", met, least=allowed[0], most=allowed[-1])
    return allowed[0]


def _day(text: Mapping[str, str], name: str, flaws: _Flaws) -> date | None:
    try:
        return parse_date(text[name]) if text[name] else None
    except NotADate as error:
        flaws.add(name, "no_day", f"{name} {error}")
        return None
