"""Hourly tables of a case read into arrays: one row a name, one column an hour, what is not known as NaN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray, IntArray
from tanlu.core.errors import NotADate, TableError
from tanlu.core.finding import SHOWN_ROWS, Finding, Severity
from tanlu.core.schema import TableSchema
from tanlu.engines.columns.base import Columns
from tanlu.engines.hourly_batches import SeriesBatch, series_batches
from tanlu.io.tables import LinesFile, open_lines
from tanlu.power.hours import Hours, Labels, Stamp, read_stamp

_NOT_READ = Stamp(-(2**40), False, False)
_FLAWS: dict[str, tuple[Severity, str, str]] = {
    "missing_value": ("error", "rows without a name or a stamp are not used", "fill them"),
    "unreadable_stamp": (
        "error",
        "stamps read as no day and hour",
        "write the UTC start of the hour: 2023-01-31T13:00Z",
    ),
    "not_an_hour": (
        "error",
        "stamps do not stand on a whole hour of UTC, so their rows are not used",
        "sum half-hours to hours, and give each hour by its UTC start",
    ),
    "stamps_in_another_zone": (
        "warning",
        "stamps are told in a zone other than UTC; they were brought to UTC by the offset that they name",
        "write UTC starts of hours, or check the offset",
    ),
    "absurd_energy": ("error", "values are not finite or larger than anything real", "mend the number or its unit"),
}
_ABSURD = 1e12


@dataclass
class HourTable:
    """An hourly table of a case.

    Parameters
    ----------
    names : in order
    values : column → (names, hours); NaN where nothing is given
    seen : name → first and last hour that any of its rows has, inside the hours or not
    twice : name → how many rows stand on an hour that another row has
    """

    table: TableSchema
    file: str | None = None
    names: list[str] = field(default_factory=list[str])
    values: dict[str, FloatArray] = field(default_factory=dict[str, FloatArray])
    seen: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    twice: dict[str, int] = field(default_factory=dict[str, int])
    findings: list[Finding] = field(default_factory=list[Finding])


def read_hourly(
    folder: Path,
    table: TableSchema,
    hours: Hours,
    engine: Columns,
    spool: Path,
    *,
    most: frozenset[str] = frozenset(),
    labels: Labels = "start",
) -> HourTable | None:
    """Read a table of ``name, start, values``; None where it is not there or cannot be understood by its header.

    Parameters
    ----------
    most : columns
        Of two rows of one name and hour the larger value counts in these columns and the smaller in all others, so that
        the order of rows is no matter and nothing is gained by a row that stands twice.
    """
    file, flaws = open_lines(folder, table, spool)
    found = HourTable(table, findings=flaws)
    if file is None:
        return found if flaws else None
    stamp = "start"
    columns = [one.name for one in table.columns if one.kind == "number" and one.name in file.columns]
    name = [one for one in table.names if one in file.columns and one not in (stamp, *columns)]
    names = sorted(set(file.names.values()))
    found.file = names[0] if len(names) == 1 else None
    reader = _Reader(hours, tuple(columns), most, labels)
    try:
        for batch in series_batches(engine, file, name=name, stamp=stamp, values=columns):
            reader.add(batch)
    except TableError as error:
        damaged = file.damaged()
        met, mend = f"{damaged or table.name}: {error}", "write or copy the file again"
        found.findings.append(Finding("unreadable_table", "error", met, mend, table.name, damaged))
        return found
    reader.finish(found, file)
    return found


class _Reader:
    """Rows taken in batch by batch."""

    def __init__(self, hours: Hours, columns: tuple[str, ...], most: frozenset[str], labels: Labels) -> None:
        self._hours, self._columns = hours, columns
        self._labels: Labels = labels
        self._better = {column: np.fmax if column in most else np.fmin for column in columns}
        self._place: dict[str, int] = {}
        self._stamps: dict[str, Stamp] = {}
        self._values = {column: np.full((8, hours.count), np.nan) for column in columns}
        self._given = np.zeros((8,), np.int64)
        self._first, self._last = np.full(8, 2**40), np.full(8, -(2**40))
        self._flawed: dict[str, list[int]] = {}
        self._counts: dict[str, int] = {}

    def add(self, batch: SeriesBatch) -> None:
        """Take in the rows of one batch."""
        stamps = [self._stamp(text) for text in batch.stamps.texts] or [_NOT_READ]
        code = batch.stamps.codes
        hour = np.array([stamp.hour for stamp in stamps])[code]
        filled = (code >= 0) & (batch.names.codes >= 0)
        readable = hour != _NOT_READ.hour
        whole = np.array([stamp.whole for stamp in stamps])[code]
        sound = self._without(~filled, "missing_value", batch, np.ones(len(code), np.bool_))
        sound = self._without(~readable, "unreadable_stamp", batch, sound)
        sound = self._without(~whole, "not_an_hour", batch, sound)
        self._without(np.array([stamp.zoned for stamp in stamps])[code], "stamps_in_another_zone", batch, sound)
        place = np.array([self._row(text) for text in batch.names.texts] or [0], np.int64)[batch.names.codes]
        self._keep(batch, place[sound], hour[sound], sound)

    def _keep(self, batch: SeriesBatch, place: IntArray, hour: IntArray, sound: BoolArray) -> None:
        np.minimum.at(self._first, place, hour)
        np.maximum.at(self._last, place, hour)
        inside = (hour >= self._hours.first) & (hour < self._hours.end)
        flat = place[inside] * self._hours.count + hour[inside] - self._hours.first
        given = np.zeros(len(flat), np.bool_)
        for column in self._columns:
            values = batch.values[column].copy()
            absurd = ~np.isnan(values) & ~(np.abs(values) < _ABSURD)
            self._without(absurd, "absurd_energy", batch, sound)
            values[absurd] = np.nan
            kept = values[sound][inside]
            given |= ~np.isnan(kept)
            self._better[column].at(self._values[column].ravel(), flat, kept)
        self._given += np.bincount(place[inside][given], minlength=len(self._given))

    def _stamp(self, text: str) -> Stamp:
        found = self._stamps.get(text)
        if found is None:
            try:
                found = read_stamp(text, labels=self._labels)
            except NotADate:
                found = _NOT_READ
            self._stamps[text] = found
        return found

    def _row(self, name: str) -> int:
        place = self._place.setdefault(name, len(self._place))
        if place >= len(self._given):
            size = len(self._given)
            self._given = np.concatenate([self._given, np.zeros(size, np.int64)])
            self._first = np.concatenate([self._first, np.full(size, 2**40)])
            self._last = np.concatenate([self._last, np.full(size, -(2**40))])
            for column, values in self._values.items():
                self._values[column] = np.concatenate([values, np.full((size, self._hours.count), np.nan)])
        return place

    def _without(self, flawed: BoolArray, code: str, batch: SeriesBatch, sound: BoolArray) -> BoolArray:
        """Rows that are sound without those that a flaw takes out, which are remembered."""
        flawed = flawed & sound
        if flawed.any():
            rows = batch.rows[flawed]
            self._counts[code] = self._counts.get(code, 0) + len(rows)
            self._flawed[code] = sorted([*self._flawed.get(code, []), *np.sort(rows)[:SHOWN_ROWS].tolist()])[
                :SHOWN_ROWS
            ]
        return sound & ~flawed

    def finish(self, found: HourTable, file: LinesFile) -> None:
        """Hand over what was read, names in order."""
        found.names = sorted(name for name, place in self._place.items() if self._last[place] > -(2**40))
        order = [self._place[name] for name in found.names]
        found.values = {column: values[order] for column, values in self._values.items()}
        found.seen = {
            name: (int(self._first[at]), int(self._last[at])) for name, at in zip(found.names, order, strict=True)
        }
        any_value = np.zeros((len(order), self._hours.count), np.bool_)
        for values in found.values.values():
            any_value |= ~np.isnan(values)
        extra = self._given[order] - any_value.sum(axis=1)
        found.twice = {name: int(more) for name, more in zip(found.names, extra, strict=True) if more > 0}
        found.findings += [self._finding(found, code, rows) for code, rows in sorted(self._flawed.items())]

    def _finding(self, found: HourTable, code: str, rows: Sequence[int]) -> Finding:
        severity, met, mend = _FLAWS[code]
        column = None if code in ("absurd_energy", "missing_value") else "start"
        place = (found.table.name, found.file, rows[0], column)
        message = f"{found.file or found.table.name}: {met}"
        return Finding(code, severity, message, mend, *place, self._counts[code], tuple(rows))
