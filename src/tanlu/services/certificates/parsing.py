"""What a person writes of certificates, understood: amounts, months, hours, periods, names, and what the case knows of them."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tanlu.core.errors import CertificateError, NotADate, NotANumber, UnknownCertificate
from tanlu.core.period import Period, parse_date
from tanlu.core.place import places
from tanlu.core.units import parse_number
from tanlu.io.tables import read_rows
from tanlu.power.certificates.transitions import same_name
from tanlu.power.matching.contracts import CONTRACTS
from tanlu.services.case.settings import Settings, read_settings
from tanlu.services.case.tables import SITES

T = TypeVar("T")
LONGEST = 200
_MONTH = re.compile(r"\d{4}-\d{2}")
_STRETCH = re.compile(r"\s*(?:\.\.|/|\bto\b|至)\s*")
_TECHNOLOGIES = {
    "wind": ("wind", "风"),
    "solar": ("solar", "pv", "photovoltaic", "光伏", "太阳"),
    "biomass": ("biomass", "生物质"),
    "geothermal": ("geothermal", "地热"),
    "ocean": ("ocean", "tidal", "海洋", "潮汐"),
    "hydro": ("hydro", "水电", "水力"),
    "nuclear": ("nuclear", "核电"),
    "storage": ("storage", "battery", "储能"),
}


@dataclass(frozen=True)
class CaseContext:
    """What the case knows: its names, its sites and where they are, and the rows of its contracts by plant."""

    settings: Settings
    names: tuple[str, ...]
    sites: tuple[str, ...]
    regions: Mapping[str, str] = field(default_factory=dict[str, str])
    plants: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict[str, Sequence["Mapping[str, Any]"]])

    @property
    def today(self) -> date:
        """The day it is in the case's zone."""
        return datetime.now(ZoneInfo(self.settings.time_zone)).date()

    def is_reporter(self, name: str) -> bool:
        """Whether a name is one that the case goes by."""
        return any(same_name(name, own) for own in self.names)

    def technology(self, plant: str) -> str:
        """The technology that contracts say, or ""."""
        words = [_text(row.get("technology")).casefold() for row in self.plants.get(plant, ())]
        found = (name for word in words for name, signs in _TECHNOLOGIES.items() if any(sign in word for sign in signs))
        return next(found, "")

    def region(self, plant: str) -> str:
        """The place that contracts say, or ""."""
        written = (_code(_text(row.get("region"))) for row in self.plants.get(plant, ()))
        return next((code for code in written if code and places().known(code)), "")

    def only_on_site(self, plant: str) -> bool:
        """Whether all of its contracts are for power made and used on site."""
        kinds = {_text(row.get("kind")).casefold() for row in self.plants.get(plant, ())}
        return kinds == {"onsite"}


def known_of(folder: Path) -> CaseContext:
    """What a case knows; flaws of its tables are the matter of ``check`` and ``measure``.

    Raises
    ------
    CaseError
        The folder is no case.
    """
    settings = read_settings(folder)
    listed = [row.cells for row in read_rows(folder, SITES)[0]]
    entities = {_text(cells.get("entity")) for cells in listed}
    plants: dict[str, list[Mapping[str, Any]]] = {}
    for row in read_rows(folder, CONTRACTS, settings.time_zone)[0]:
        plants.setdefault(_text(row.cells.get("plant")), []).append(row.cells)
    names = [settings.name, settings.name_zh, *sorted(entities)]
    sites = tuple(_text(cells.get("site")) for cells in listed)
    written = (_code(_text(cells.get("region")) or _text(cells.get("country"))) for cells in listed)
    regions = dict(zip(sites, written, strict=True))
    return CaseContext(settings, tuple(name for name in names if name), sites, regions, plants)


def energy_wh(text: str, option: str, *, per: int) -> int:
    """An amount in Wh from text in another unit.

    Parameters
    ----------
    per : Wh in one of the unit that is written

    Raises
    ------
    NotANumber
        It is not one number, or finer than a Wh.

    Examples
    --------
    >>> energy_wh("1234.7", "--kwh", per=1_000), energy_wh("12.5万", "--kwh", per=1_000)
    (1234700, 125000000)
    """
    number = named(option, parse_number, text)
    wh = Decimal(repr(number)) * per
    if wh != wh.to_integral_value():
        raise NotANumber(f"{option}: {text[:40]!r} is finer than a Wh; round it")
    return int(wh)


def clean_name(text: str | None, option: str) -> str:
    """A name as it is kept: trimmed, in one spelling, of a length that can be read.

    Raises
    ------
    CertificateError
        It is too long, or holds signs that nobody can read.
    """
    plain = unicodedata.normalize("NFC", (text or "").strip())
    if len(plain) > LONGEST:
        raise CertificateError(f"{option}: {plain[:40]!r}… has {len(plain):,} characters; write at most {LONGEST}")
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") for sign in plain):
        shown = plain.encode("utf-8", "backslashreplace").decode()
        raise CertificateError(f"{option}: {shown[:40]!r} holds signs that cannot be read; write plain text")
    return plain


def named(option: str, read: Callable[[str], T], text: str) -> T:
    """What a reader makes of an option's text; its sentence names the option."""
    try:
        return read(text)
    except (NotANumber, NotADate) as error:
        raise type(error)(f"{option}: {error}") from error


def past_day(text: str | None, option: str, *, today: date) -> date | None:
    """A day that is not in the future, or None where none is given.

    Raises
    ------
    NotADate
        It is no day.
    CertificateError
        It is still to come.
    """
    if text is None:
        return None
    day = named(option, parse_date, text)
    if day > today:
        raise CertificateError(f"{option}: {day} is still to come (today is {today}); the book tells what happened")
    return day


def hour_of(text: str, *, zone: str, now: datetime) -> tuple[str, str]:
    """The hour as its UTC start, and the month it belongs to in the case's zone.

    Raises
    ------
    NotADate
        It is no whole hour.
    CertificateError
        It is not over yet.
    """
    try:
        start = datetime.fromisoformat(unicodedata.normalize("NFKC", text.strip()))
    except ValueError:
        raise NotADate(
            f"--hour: {text[:40]!r} is not an hour; write its UTC start, such as 2024-03-01T05:00Z"
        ) from None
    start = start.replace(tzinfo=UTC) if start.tzinfo is None else start.astimezone(UTC)
    if start.minute or start.second or start.microsecond:
        raise NotADate(f"--hour: {text[:40]!r} does not stand on a whole hour of UTC; write 2024-03-01T05:00Z")
    if start.timestamp() + 3600 > now.timestamp():
        raise CertificateError(f"--hour: {text[:40]} is not over yet; certificates are issued for what was metered")
    return f"{start:%Y-%m-%dT%H:%MZ}", f"{start.astimezone(ZoneInfo(zone)):%Y-%m}"


def period_of(text: str, settings: Settings) -> Period:
    """The days of a period as people write it: a year of the company, a month, a day, or two days.

    Raises
    ------
    NotADate
        It reads as none of them.

    Examples
    --------
    >>> period_of("2023-02", Settings("wind")), period_of("2023-05-01..2023-05-03", Settings("wind")).days
    (Period(start=datetime.date(2023, 2, 1), end=datetime.date(2023, 2, 28)), 3)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{4}年?", plain):
        return named("--period", lambda year: settings.year(int(year[:4])), plain)
    if _MONTH.fullmatch(plain):
        first = named("--period", parse_date, f"{plain}-01")
        return Period(first, first.replace(day=monthrange(first.year, first.month)[1]))
    ends = _STRETCH.split(plain) if not re.fullmatch(r"\d{4}/\d{1,2}/\d{1,2}", plain) else [plain]
    if len(ends) > 2:
        raise NotADate(f"--period: {text[:40]!r} is no period; write 2023, 2023-03 or 2023-03-01..2023-03-15")
    try:
        return Period(parse_date(ends[0]), parse_date(ends[-1]))
    except NotADate as error:
        raise NotADate(f"--period: {error}; or write a year, such as 2023, or a month, such as 2023-03") from error


def region_of(text: str) -> str:
    """The code of a place.

    Raises
    ------
    CertificateError
        It is none.
    """
    code = _code(text)
    if code and not places().known(code):
        raise CertificateError(
            f"--region: {text[:40]!r} is no place; write a country or a province, such as CN or CN-NM"
        )
    return code


def chosen_ids(asked: Iterable[str], known: Sequence[str]) -> list[str]:
    """The ids that are meant, each once, whatever case they are written in.

    Raises
    ------
    UnknownCertificate
        One is not in the book; the sentence has those that look like it.
    """
    spelled = {id.casefold(): id for id in known}
    found: dict[str, None] = {}
    for text in asked:
        plain = unicodedata.normalize("NFKC", text.strip()).casefold()
        if plain not in spelled:
            raise UnknownCertificate(_unknown(text, list(spelled.values())))
        found[spelled[plain]] = None
    return list(found)


def suggest(text: str, known: Iterable[str]) -> str:
    """Those that look like a text, or the first few, as the end of a sentence."""
    listed = list(known)
    likely = get_close_matches(text, listed, n=3, cutoff=0.6) or listed[:5]
    return ", ".join(likely) if likely else "none yet"


def _unknown(text: str, known: Sequence[str]) -> str:
    shown = text.encode("utf-8", "backslashreplace").decode()[:40]
    if not known:
        return f"certificate {shown!r} is not in the book, which holds none yet; issue some first: tanlu certificates CASE issue …"
    return f"certificate {shown!r} is not in the book; it has {suggest(shown, known)} (tanlu certificates CASE show lists them all)"


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value).strip()) if value is not None else ""


def _code(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()
