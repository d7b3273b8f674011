"""Flaws met while a file streams by: grouped as they come, so that a million of one cause cost no more than one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tanlu.core.finding import CAUSES, SHOWN_ROWS, Finding, grouped


@dataclass
class FindingCollector:
    """The findings of one table, each cause once with its count and its first rows."""

    table: str
    _first: dict[tuple[object, ...], Finding] = field(default_factory=dict[tuple[object, ...], Finding])
    _rows: dict[tuple[object, ...], list[int]] = field(default_factory=dict[tuple[object, ...], list[int]])
    _count: dict[tuple[object, ...], int] = field(default_factory=dict[tuple[object, ...], int])
    _causes: dict[tuple[object, ...], int] = field(default_factory=dict[tuple[object, ...], int])

    def add(self, finding: Finding) -> None:
        """Count a finding; rows of one cause come in the order of the file."""
        place = (finding.code, finding.severity, finding.file, finding.column)
        key = (*place, finding.cause or finding.message)
        if key not in self._first:
            key = self._open(place, key, finding)
        self._count[key] += finding.count
        if finding.row is not None and len(self._rows[key]) < SHOWN_ROWS:
            self._rows[key].append(finding.row)

    def _open(self, place: tuple[object, ...], key: tuple[object, ...], finding: Finding) -> tuple[object, ...]:
        causes = self._causes.get(place, 0)
        if causes >= CAUSES:
            key, finding = (*place, "others"), replace(finding, cause="others")
        if key not in self._first:
            self._causes[place] = causes + 1
            self._first[key] = replace(finding, table=self.table)
            self._rows[key], self._count[key] = [], 0
        return key

    def found(self) -> list[Finding]:
        """The findings so far, errors first."""
        return grouped(
            replace(finding, more=self._more(key), count=self._count[key], rows=tuple(self._rows[key]))
            for key, finding in self._first.items()
        )

    def _more(self, key: tuple[object, ...]) -> int:
        """How many more findings there are of a cause whose sentence names the row of the first."""
        first = self._first[key]
        names_its_row = first.row is not None and f"row {first.row}" in str(first.message)
        return self._count[key] - 1 if names_its_row else 0
