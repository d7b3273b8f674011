"""The bank of questions: files are read, every flaw is named, and a question whose words changed must be a new version."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

from tanlu.core.errors import QuestionError
from tanlu.engage.quiz.bank_rows import COLUMNS, as_read, question_from
from tanlu.engage.quiz.question import Question


@dataclass(frozen=True, slots=True)
class Bank:
    """Questions in the order of their files, all versions of them, and the hash of the bytes they were read from."""

    questions: tuple[Question, ...]
    sha256: str

    def in_play(self, theme: str | None = None) -> tuple[Question, ...]:
        """The versions that may be served: those not retired, of one theme or of all."""
        return tuple(q for q in self.questions if q.retired is None and theme in (None, q.theme))

    def get(self, question: str, version: int) -> Question | None:
        """One version of one question, retired or not."""
        return next((q for q in self.questions if q.key == (question, version)), None)

    def refuse_silent_changes(self, known: Mapping[tuple[str, int], str]) -> None:
        """Refuse a bank in which a version that players have met reads otherwise, or is gone.

        Parameters
        ----------
        known : (question, version) → ``Question.sha256`` as it was when it was first served

        Raises
        ------
        QuestionError
            Naming each of them.
        """
        here = {q.key: q.sha256 for q in self.questions}
        flaws = [_changed(key, here.get(key)) for key, sha256 in sorted(known.items()) if here.get(key) != sha256]
        if flaws:
            raise QuestionError(flaws)


def _changed(key: tuple[str, int], now: str | None) -> str:
    question, version = key
    if now is None:
        return f"question {question} version {version} is gone; keep old versions and give them a retired day"
    return (
        f"question {question} version {version} was met by players and reads otherwise now; "
        f"write it as version {version + 1} and retire version {version}"
    )


@cache
def bank() -> Bank:
    """The bank that travels with the library.

    Examples
    --------
    >>> {question.theme for question in bank().in_play("energy")}
    {'energy'}
    """
    with as_file(files("tanlu.engage.quiz") / "data") as folder:
        return read_bank(sorted(folder.glob("*.csv")))


def read_bank(paths: Iterable[Path]) -> Bank:
    """Read a bank from CSV files (UTF-8, one header each) and check it as a whole.

    Raises
    ------
    QuestionError
        With every flaw that was found: see :func:`question_from`; also a column that is missing or a row that does
        not fit its header, one id and version twice, an older version that is not retired, a text used twice.
    """
    digest = hashlib.sha256()
    questions: list[Question] = []
    flaws: list[str] = []
    for path in paths:
        try:
            data = _bytes_of(path)
            digest.update(hashlib.sha256(data).digest())
            for where, cells in _rows(path.name, data):
                _understand(cells, where, questions, flaws)
        except QuestionError as error:
            flaws += error.flaws
    flaws += [*_twice(questions), *_versions(questions), *_same_texts(questions)]
    if not questions and not flaws:
        flaws.append("there is no question in the bank; write at least one row below the header")
    if flaws:
        raise QuestionError(flaws)
    return Bank(tuple(questions), digest.hexdigest())


def _understand(cells: Mapping[str, str], where: str, questions: list[Question], flaws: list[str]) -> None:
    try:
        questions.append(question_from(cells, where=where))
    except QuestionError as error:
        flaws += error.flaws


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise QuestionError([f"{path.name} cannot be read ({error.strerror}); check that the file is there"]) from error


def _rows(file: str, data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Place and cells of each row; a place counts lines as an editor does."""
    reader = csv.reader(io.StringIO(_text(file, data), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _judge_header(file, header)
        for cells in reader:
            where = f"{file}, row {reader.line_num}"
            if len(cells) > len(header):
                raise QuestionError(
                    [f"{where} has {len(cells)} cells, its header {len(header)}; quote a cell with commas"]
                )
            if any(cell.strip() for cell in cells):
                yield where, dict(zip(header, cells, strict=False))
    except csv.Error as error:
        message = f"{file}, row {reader.line_num} is no CSV ({error}); mend its quotes"
        raise QuestionError([message]) from error


def _text(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionError([f"{file} is not UTF-8 (byte {error.start + 1}); save it as UTF-8"]) from error


def _judge_header(file: str, header: Sequence[str]) -> None:
    flaws = [f"{file} has no column {name}; add it" for name in COLUMNS if name not in header]
    flaws += [f"{file} has column {name[:40]} twice; keep one" for name in COLUMNS if header.count(name) > 1]
    if flaws:
        raise QuestionError(flaws)


def _twice(questions: Sequence[Question]) -> Iterator[str]:
    seen: set[tuple[str, int]] = set()
    for question in questions:
        if question.key in seen:
            yield f"question {question.question} has version {question.version} twice; a change is a new version"
        seen.add(question.key)


def _versions(questions: Sequence[Question]) -> Iterator[str]:
    by_id: dict[str, list[Question]] = {}
    for question in questions:
        by_id.setdefault(question.question, []).append(question)
    for name, found in by_id.items():
        found.sort(key=lambda question: question.version)
        if found[0].version != 1 or any(later.version - older.version > 1 for older, later in pairwise(found)):
            numbers = ", ".join(str(question.version) for question in found)
            yield f"question {name} has only version {numbers}; older versions are kept, so that old answers can be read"
        for older in found[:-1]:
            if older.retired is None and older.version < found[-1].version:
                yield f"question {name} version {older.version} is still in play beside version {found[-1].version}; retire it"


def _same_texts(questions: Sequence[Question]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for question in questions:
        for text in (question.text_zh, question.text_en):
            if text and (other := seen.setdefault(as_read(text), question.question)) != question.question:
                yield f"questions {other} and {question.question} ask the same: {text[:60]!r}; drop one"
