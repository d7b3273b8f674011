"""A finding: a flaw in the user's data, named, located and with its mend, returned beside the result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from typing_extensions import TypedDict

from tanlu.core.message import Language, Message, as_message, message

Severity = Literal["error", "warning", "note"]

SHOWN_ROWS = 20
"""How many row numbers a grouped finding carries."""

LONGEST = 600
"""A sentence is cut there: a cell of any length may stand in it."""

CAUSES = 50
"""How many causes of one code, file and column are told apart; the rest are one."""

_ORDER = {"error": 0, "warning": 1, "note": 2}


class FindingJson(TypedDict):
    """A finding as ``--json`` prints it; ``message`` and ``mend`` are English, those with ``_zh`` Chinese."""

    code: str
    severity: Severity
    table: str | None
    file: str | None
    row: int | None
    column: str | None
    message: str
    message_zh: str
    mend: str
    mend_zh: str
    values: dict[str, Any]
    count: int
    rows: list[int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw, or several of one cause after :func:`grouped`.

    Parameters
    ----------
    code : str
        Stable name, e.g. ``unknown_unit``; the manual lists them all.
    severity : "error", "warning" or "note"
        An error sets the exit status to 1.
    message : Message
        What was met. What the reader does about it is the catalogue's text ``<key>.mend``, with the same values.
    table, file, row, column : optional
        Where; ``row`` counts as an editor does (the header is row 1).
    cause : str
        Findings with the same code, table, file, column and cause are one when grouped;
        empty means that the message itself is the cause.
    """

    code: str
    severity: Severity
    message: Message | str
    mend: Message | str = ""
    table: str | None = None
    file: str | None = None
    row: int | None = None
    column: str | None = None
    count: int = 1
    rows: tuple[int, ...] = ()
    cause: str = ""
    more: int = 0

    def sentence(self, language: Language = "en") -> str:
        """What was met, in one language."""
        met = as_message(self.message).text(language)
        if self.more:
            more = message("core.more", count=self.more).text(language)
            met = f"{met}（{more}）" if language == "zh" else f"{met} ({more})"
        return _cut(met)

    def advice(self, language: Language = "en") -> str:
        """What the reader does about it, in one language; empty where the finding only tells."""
        mend = self.mend or (self.message.part("mend") if isinstance(self.message, Message) else None)
        return _cut(as_message(mend).text(language)) if mend else ""

    @property
    def values(self) -> dict[str, Any]:
        """What the sentence is made of, as JSON has it."""
        return as_message(self.message).plain()

    def as_json(self) -> FindingJson:
        """The finding as ``--json`` prints it."""
        rows = self.rows or ((self.row,) if self.row is not None else ())
        return {
            "code": self.code,
            "severity": self.severity,
            "table": self.table,
            "file": self.file,
            "row": self.row if self.row is not None else (rows[0] if rows else None),
            "column": self.column,
            "message": self.sentence("en"),
            "message_zh": self.sentence("zh"),
            "mend": self.advice("en"),
            "mend_zh": self.advice("zh"),
            "values": self.values,
            "count": self.count,
            "rows": list(rows[:SHOWN_ROWS]),
        }


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST]} …"


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of one cause as one, errors first; counts add up and rows are kept in order.

    Examples
    --------
    >>> a = Finding("unknown_unit", "error", "unit 'foo' is not known", row=3, cause="foo")
    >>> b = Finding("unknown_unit", "error", "unit 'foo' is not known", row=2, cause="foo")
    >>> [(f.count, f.rows) for f in grouped([a, b])]
    [(2, (2, 3))]
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        key = (
            finding.code,
            finding.severity,
            finding.table,
            finding.file,
            finding.column,
            finding.cause or finding.message,
        )
        groups.setdefault(key, []).append(finding)
    merged = [_merge(group) for group in groups.values()]
    return sorted(
        merged, key=lambda f: (_ORDER[f.severity], f.code, f.table or "", f.file or "", f.rows, str(f.message))
    )


def _merge(group: list[Finding]) -> Finding:
    rows = sorted({row for f in group for row in (f.rows or ((f.row,) if f.row is not None else ()))})
    first = min(group, key=lambda f: (f.row if f.row is not None else 0, str(f.message)))
    count = sum(f.count for f in group)
    more = 0 if len({f.message for f in group}) == 1 else count - 1
    return replace(
        first, more=more or first.more, count=count, rows=tuple(rows[:SHOWN_ROWS]), row=rows[0] if rows else None
    )


def few(findings: Iterable[Finding], *, causes: int = CAUSES) -> list[Finding]:
    """The findings with at most so many causes of one code, file and column apart; the others of it share one cause.

    Examples
    --------
    >>> sites = [Finding("unknown_site", "error", f"site {n} is not known", row=n) for n in range(2, 1002)]
    >>> [finding.count for finding in grouped(few(sites, causes=2))]
    [1, 1, 998]
    """
    met: dict[tuple[object, ...], set[object]] = {}
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.row or 0, str(f.message))):
        cause = finding.cause or finding.message
        known = met.setdefault((finding.code, finding.severity, finding.file, finding.column), set())
        if cause in known or len(known) < causes:
            known.add(cause)
            kept.append(finding)
        else:
            kept.append(replace(finding, cause="others"))
    return kept
