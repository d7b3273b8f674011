"""Cells of a question as an editor fills them in: from a question, to a row of a bank, with all that is wrong with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from tanlu.engage.quiz.bank_rows import COLUMNS, LETTERS, RowIssue, as_read, judged
from tanlu.engage.quiz.question import Question

Key = tuple[str, int]


class Cells(TypedDict):
    """What an editor writes of a question; ``right`` counts options from 0, and None is what nobody has said yet."""

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


def empty_cells() -> Cells:
    """Cells of a question of which nothing is written yet."""
    return Cells(
        theme="",
        difficulty=None,
        text_zh="",
        text_en="",
        options_zh=[""] * len(LETTERS),
        options_en=[""] * len(LETTERS),
        right=None,
        explanation_zh="",
        explanation_en="",
        source="",
        source_date="",
    )


def cells_of(question: Question) -> Cells:
    """Cells of a question that stands in the bank.

    Examples
    --------
    >>> from tanlu.engage.quiz.bank import bank
    >>> cells_of(bank().questions[0])["theme"]
    'buildings'
    """
    return Cells(
        theme=question.theme,
        difficulty=question.difficulty,
        text_zh=question.text_zh,
        text_en=question.text_en,
        options_zh=list(question.options_zh),
        options_en=list(question.options_en),
        right=question.right,
        explanation_zh=question.explanation_zh,
        explanation_en=question.explanation_en,
        source=question.source,
        source_date=question.source_date,
    )


def question_of(cells: Cells, key: Key, recorded: date) -> tuple[Question, list[RowIssue]]:
    """The question that cells make under an id and a version, reviewed by nobody, and their flaws: see ``rows.judged``."""
    row = {name: str(value) for name, value in cells.items() if isinstance(value, str | int)}
    for language, options in (("zh", cells["options_zh"]), ("en", cells["options_en"])):
        row |= {f"{letter}_{language}": option for letter, option in zip(LETTERS, options, strict=False)}
    if cells["right"] is not None:
        row["right"] = LETTERS[cells["right"]]
    more = {"question": key[0], "version": str(key[1]), "source_checked": "no", "recorded": recorded.isoformat()}
    return judged(row | more)


def asked_elsewhere(question: Question, others: Iterable[Question]) -> list[RowIssue]:
    """Texts that another question of a bank asks already, in any of its versions."""
    told: dict[str, str] = {}
    for other in others:
        if other.question != question.question:
            told |= {as_read(other.text_zh): other.question, as_read(other.text_en): other.question}
    texts = {"text_zh": question.text_zh, "text_en": question.text_en}
    return [
        RowIssue(
            column,
            "asked_elsewhere",
            f"question {other} asks the same; change that one, or ask something else",
            {"question": other},
        )
        for column, text in texts.items()
        if text and (other := told.get(as_read(text)))
    ]


def bank_csv(questions: Iterable[Question]) -> str:
    """Questions as a file of a bank, which ``read_bank`` reads as the same questions."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for question in questions:
        writer.writerow(_row_of(question))
    return file.getvalue()


def _row_of(question: Question) -> dict[str, str]:
    cells = cells_of(question)
    row = {name: str(value) for name, value in cells.items() if name in COLUMNS}
    for language, options in (("zh", question.options_zh), ("en", question.options_en)):
        row |= {f"{letter}_{language}": option for letter, option in zip(LETTERS, options, strict=False)}
    return row | {
        "question": question.question,
        "version": str(question.version),
        "right": LETTERS[question.right],
        "source_checked": "yes" if question.source_checked else "no",
        "reviewer": question.reviewer,
        "recorded": question.recorded.isoformat(),
        "retired": question.retired.isoformat() if question.retired else "",
    }
