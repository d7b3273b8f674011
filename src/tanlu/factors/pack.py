"""A pack of factors: rows read into factors, refused where they are incomplete or contradict each other."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from tanlu.core.citation import Citation
from tanlu.core.errors import ConflictingFactor, IncompleteFactor, QuantityError
from tanlu.core.gas import ASSESSMENTS
from tanlu.core.period import ONE_DAY, Period, parse_date
from tanlu.core.place import places
from tanlu.core.units import parse_number, parse_unit
from tanlu.factors.factor import BASES, OPEN_END, Factor, content_hash

GLOBAL = "GLOBAL"
_T = TypeVar("_T")
_MUST = ("factor", "activity", "region", "valid_from", "unit", "source", "licence")
LARGEST_VALUE = 1e9
"""No published factor comes near it (SF6 weighs 2.5e7 kgCO2e a tonne); beyond it stands a slip of the keyboard."""
LARGEST_SD_PCT = 1000
_GASES = {"kg_co2": "CO2", "kg_ch4": "CH4", "kg_n2o": "N2O"}


@dataclass(frozen=True)
class Pack:
    """Factors that were published together, and the hash of the bytes they were read from."""

    name: str
    factors: tuple[Factor, ...]
    sha256: str


@dataclass(frozen=True)
class PackRows:
    """A pack as it was read: the cells of its rows by activity, not yet understood.

    Parameters
    ----------
    header : names of the columns
    rows : activity → (row, cells) in the order of the file; the header is row 1
    sha256 : of the bytes they were read from
    """

    name: str
    header: tuple[str, ...]
    rows: Mapping[str, Sequence[tuple[int, list[str]]]]
    sha256: str

    def factors(self, activity: str) -> list[Factor]:
        """The factors of one activity, refused where they are incomplete or contradict each other.

        Raises
        ------
        IncompleteFactor, ConflictingFactor
            As :func:`load_pack`, for these rows.
        """
        found = [
            factor_from(dict(zip(self.header, cells, strict=False)), pack=self.name, row=row)
            for row, cells in self.rows.get(activity, ())
        ]
        found = until_replaced(found)
        refuse_conflicts(found)
        return found

    def ids(self) -> set[str]:
        """The ids of all its factors."""
        place = self.header.index("factor")
        return {cells[place].strip() for rows in self.rows.values() for _, cells in rows}


def read_pack(path: Path) -> PackRows:
    """Read the rows of one pack from a CSV file, by activity; none of them is understood yet.

    Raises
    ------
    IncompleteFactor
        The file has no column for the factor's id, its activity or its basis.
    """
    data = path.read_bytes()
    reader = csv.reader(data.decode("utf-8-sig").splitlines())
    header = tuple(next(reader, ()))
    for name in ("factor", "activity", "basis"):
        if name not in header:
            raise IncompleteFactor(f"{path.name} has no column {name}; add it (a cell of the basis may be empty)")
    place = header.index("activity")
    rows: dict[str, list[tuple[int, list[str]]]] = {}
    for number, cells in enumerate((cells for cells in reader if cells), start=2):
        rows.setdefault(cells[place].strip() if len(cells) > place else "", []).append((number, cells))
    return PackRows(path.stem, header, rows, hashlib.sha256(data).hexdigest())


def load_pack(path: Path) -> Pack:
    """Read one pack from a CSV file and understand every row of it.

    Raises
    ------
    IncompleteFactor
        A row lacks source, year, region, basis column, licence, unit or value.
    ConflictingFactor
        One key carries two values, or two validities of it overlap.
    """
    pack = read_pack(path)
    factors = [factor for activity in pack.rows for factor in pack.factors(activity)]
    refuse_conflicts(factors)
    return Pack(pack.name, tuple(sorted(factors, key=lambda factor: factor.row)), pack.sha256)


def factor_from(cells: Mapping[str, str | None], *, pack: str, row: int) -> Factor:
    """One factor from the cells of its row, as text.

    Raises
    ------
    IncompleteFactor
        A cell that a factor cannot do without is empty or not understood; the message names it.
    """
    text = {name: (value or "").strip() for name, value in cells.items() if name}
    where = f"factor {text.get('factor') or '(no id)'} ({pack}, row {row})"
    _demand_cells(text, where)
    try:
        gases = {gas: _number(text, column) or 0.0 for column, gas in _GASES.items() if text.get(column)}
        return Factor(
            factor=text["factor"],
            activity=text["activity"],
            region=text["region"],
            basis=text.get("basis", ""),
            validity=_validity(text),
            unit=_read(text, "unit", parse_unit),
            kgco2e=_number(text, "kgco2e"),
            gases_kg={gas: kg for gas, kg in gases.items() if kg} or ({"CO2": 0.0} if gases else {}),
            citation=_citation(text),
            other_kgco2e=_number(text, "kgco2e_other") or 0.0,
            biogenic_kgco2=_number(text, "kg_biogenic_co2") or 0.0,
            gwp=text.get("gwp", ""),
            sd=_fraction(text),
            known=_day(text, "recorded") or _day(text, "published"),
            recorded=_day(text, "recorded"),
            pack=pack,
            note=text.get("note", ""),
            producer_kgco2e=_number(text, "kgco2e_producer"),
            row=row,
            sha256=content_hash(text),
        )
    except _Unread as error:
        raise IncompleteFactor(f"{where}: {error}", error.column) from error


class _Unread(QuantityError):
    """A cell that is not understood, with its column."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _read(text: Mapping[str, str], name: str, reader: Callable[[str], _T]) -> _T:
    try:
        return reader(text[name])
    except QuantityError as error:
        raise _Unread(name, str(error)) from error


def _demand_cells(text: Mapping[str, str], where: str) -> None:
    missing = [name for name in _MUST if not text.get(name)]
    if missing:
        raise IncompleteFactor(f"{where} has no {', '.join(missing)}; a factor without it cannot be used", missing[0])
    if not any(text.get(name) for name in ("kgco2e", *_GASES)):
        raise IncompleteFactor(f"{where} has neither kgco2e nor a gas column; give at least one", "kgco2e")
    if text.get("basis", "") not in BASES:
        known = ", ".join(basis for basis in BASES if basis)
        raise IncompleteFactor(f"{where}: basis {text['basis'][:40]!r} is not one of {known} or empty", "basis")
    if text.get("gwp", "") not in ("", "SAR", "TAR", *ASSESSMENTS):
        raise IncompleteFactor(
            f"{where}: gwp {text['gwp'][:40]!r} is not one of {', '.join(ASSESSMENTS)} or empty", "gwp"
        )
    if text["region"] != GLOBAL and not places().known(text["region"]):
        raise IncompleteFactor(f"{where}: region {text['region'][:40]!r} is no ISO 3166 code, grid or GLOBAL", "region")


def _validity(text: Mapping[str, str]) -> Period:
    start, end = _read(text, "valid_from", parse_date), _day(text, "valid_to") or OPEN_END
    if end < start:
        raise _Unread("valid_to", f"it ends ({end}) before it starts ({start}); swap or mend the dates")
    return Period(start, end)


def _citation(text: Mapping[str, str]) -> Citation:
    return Citation(text["source"], text["licence"], _day(text, "published"), text.get("confirmed", ""))


def _number(text: Mapping[str, str], name: str) -> float | None:
    if not text.get(name):
        return None
    value = _read(text, name, parse_number)
    if not 0 <= value <= LARGEST_VALUE:
        message = f"{name} {value:g} is not between 0 and {LARGEST_VALUE:g}; what is removed or avoided is no factor"
        raise _Unread(name, message)
    return value


def _fraction(text: Mapping[str, str]) -> float | None:
    percent = _number(text, "sd_pct")
    if percent is not None and percent >= LARGEST_SD_PCT:
        raise _Unread("sd_pct", f"sd_pct {percent:g} is {LARGEST_SD_PCT} or more; give it in per cent of the factor")
    return None if percent is None else percent / 100


def _day(text: Mapping[str, str], name: str) -> date | None:
    return _read(text, name, parse_date) if text.get(name) else None


def refuse_conflicts(factors: Iterable[Factor]) -> None:
    """Refuse a pack in which one key has two values, or validities that overlap.

    The key is activity, region, basis, unit and first day; a swapped pair of years is met here because both rows
    then claim days that another row has.

    Raises
    ------
    ConflictingFactor
        Naming both factors and the days.
    """
    for _, error in conflicts(factors):
        raise error


def until_replaced(factors: Sequence[Factor]) -> list[Factor]:
    """Factors of which one without a last day ends the day before the next one of its key starts.

    The key is activity, region, basis, unit and the day it was recorded.
    """
    starts: dict[tuple[object, ...], list[date]] = {}
    for factor in factors:
        starts.setdefault(_key(factor), []).append(factor.validity.start)
    ended: list[Factor] = []
    for factor in factors:
        later = [day for day in starts[_key(factor)] if day > factor.validity.start]
        if factor.validity.end == OPEN_END and later:
            factor = replace(factor, validity=Period(factor.validity.start, min(later) - ONE_DAY))
        ended.append(factor)
    return ended


def _key(factor: Factor) -> tuple[object, ...]:
    return factor.activity, factor.region, factor.basis, factor.unit.name, factor.recorded


def conflicts(factors: Iterable[Factor]) -> Iterator[tuple[Factor, ConflictingFactor]]:
    """Factors whose id another row bears, or that serve a day which another row of the same key and vintage serves."""
    groups: dict[tuple[object, ...], list[Factor]] = {}
    ids: dict[str, Factor] = {}
    for factor in factors:
        if (other := ids.setdefault(factor.factor, factor)) is not factor:
            where = f"factor id {factor.factor} stands in rows {other.row} and {factor.row} of {factor.pack}"
            yield factor, ConflictingFactor(f"{where}; ids are unique")
        groups.setdefault(_key(factor), []).append(factor)
    for group in groups.values():
        yield from _overlaps(sorted(group, key=lambda f: (f.validity, f.row)))


def _overlaps(group: Sequence[Factor]) -> Iterator[tuple[Factor, ConflictingFactor]]:
    longest = group[0]
    for later in group[1:]:
        if later.validity.start <= longest.validity.end:
            both = f"factors {longest.factor} and {later.factor} of {later.pack} both serve"
            met = f"{both} {later.activity} in {later.region} on {later.validity.start}"
            yield later, ConflictingFactor(f"{met}; end the first before the second starts, or remove one")
        longest = max(longest, later, key=lambda factor: factor.validity.end)
