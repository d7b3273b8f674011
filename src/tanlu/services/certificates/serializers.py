"""The answer of ``certificates``: every batch in its one state, what is carried, what was done, and what a reader should know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanlu.core.finding import Finding, grouped
from tanlu.core.place import places
from tanlu.power.certificates.carry_forward import Carried
from tanlu.power.certificates.certificate import LIVE, STATES, Certificate, wh_by_state
from tanlu.power.certificates.issuance import Issue
from tanlu.power.certificates.rules import RULES, WH_PER_KWH, WH_PER_MWH
from tanlu.power.certificates.transitions import MoveRequest
from tanlu.services.certificates.instruments import BOOK, own_use
from tanlu.services.certificates.parsing import CaseContext, suggest
from tanlu.store.certificates.book import CertificateBook, Stream

TABLE = "certificates"


@dataclass(frozen=True, slots=True)
class Did:
    """What an operation did; entry 0 where there was nothing to do.

    Parameters
    ----------
    certificates : batches that came to a new state
    wh : of those, or of what is claimed elsewhere
    """

    verb: str
    entry: int = 0
    hash: str = ""
    certificates: tuple[str, ...] = ()
    wh: int = 0

    def as_json(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        return {
            "verb": self.verb,
            "entry": self.entry or None,
            "hash": self.hash or None,
            "certificates": list(self.certificates),
            "mwh": plain(self.wh, WH_PER_MWH),
        }


def answer(
    book: CertificateBook,
    findings: Iterable[Finding],
    known: CaseContext,
    did: Did | None = None,
    *,
    as_of: date | None = None,
) -> dict[str, Any]:
    """The whole answer, from the book as it stands, or as it stood at the end of a day."""
    listed = book.certificates(as_of=as_of)
    head = book.head(as_of)
    streams = book.carried(as_of=as_of)
    day = as_of or known.today
    told = grouped([*findings, *(() if did is not None else (*_past_validity(listed, day), *_early(streams)))])
    document: dict[str, Any] = {
        "case": known.settings.name,
        "as_of": as_of.isoformat() if as_of else None,
        "certificates": [row(one, day) for one in listed],
        "carried_kwh": {plant: plain(wh, WH_PER_KWH) for plant, wh in book.all_carried_wh(as_of).items()},
        "carried_months": _by_month(streams),
        "mwh": {state: plain(wh, WH_PER_MWH) for state, wh in wh_by_state(listed).items()},
        "book": {"entries": head.number, "head": head.hash if head.number else None},
        "findings": [finding.as_json() for finding in told],
    }
    return document if did is None else document | {"did": did.as_json()}


def blank(known: CaseContext, as_of: date | None = None) -> dict[str, Any]:
    """The answer of a case that has no book."""
    told = {"case": known.settings.name, "as_of": as_of.isoformat() if as_of else None}
    nothing: dict[str, Any] = {"certificates": [], "carried_kwh": {}, "carried_months": {}}
    sums = dict.fromkeys(STATES, 0)
    return {**told, **nothing, "mwh": sums, "book": {"entries": 0, "head": None}, "findings": []}


def _by_month(streams: Mapping[Stream, Carried]) -> dict[str, dict[str, int | float]]:
    """Plant → month that made it → kWh carried."""
    sums: dict[str, dict[str, int]] = {}
    for stream, carried in streams.items():
        of_plant = sums.setdefault(stream.plant, {})
        for month, wh in carried.held.items():
            of_plant[month] = of_plant.get(month, 0) + wh
    return {
        plant: {month: plain(wh, WH_PER_KWH) for month, wh in sorted(months.items())}
        for plant, months in sorted(sums.items())
    }


def _early(streams: Mapping[Stream, Carried]) -> list[Finding]:
    """Certificates of a month that hold energy of a later one; a book of an earlier version may have some."""
    mend = "tell the registry of it; what is issued stays, and a later month is carried back no more"
    return [
        _finding(
            "certificate_before_its_energy",
            "warning",
            f"{plain(wh, WH_PER_KWH):,} kWh of {stream.plant} are in certificates of a month before the one that made them",
            mend,
            entry,
            stream.plant,
        )
        for stream, carried in streams.items()
        for entry, wh in carried.early_wh.items()
    ]


def row(one: Certificate, day: date) -> dict[str, Any]:
    """One batch as ``--json`` prints it; what is not known, or not yet so, is null.

    Parameters
    ----------
    day : on which it is judged whether it can still be used
    """
    return {
        "id": one.id,
        "plant": one.plant,
        "month": one.month,
        "mwh": plain(one.wh, WH_PER_MWH),
        "state": one.state,
        "holder": one.holder,
        "beneficiary": one.beneficiary or None,
        "site": one.site or None,
        "period": one.period or None,
        "purpose": one.purpose or None,
        "expires": one.expires.isoformat(),
        "usable": one.state in LIVE and day <= one.expires,
        "hour": one.hour or None,
        "count": one.count,
        "rules": one.rules,
        "technology": one.technology or None,
        "region": one.region or None,
        "tradable": one.tradable,
        "parent": one.parent or None,
        "entry": one.entry,
        "on": one.moved.isoformat() if one.moved else None,
    }


def plain(wh: int, per: int) -> int | float:
    """Wh in a larger unit: a whole number where it is one.

    Examples
    --------
    >>> plain(1_234_000_000, 1_000_000), plain(50_500, 1_000)
    (1234, 50.5)
    """
    return wh // per if wh % per == 0 else wh / per


def after_issue(order: Issue, known: CaseContext) -> list[Finding]:
    """What somebody who has just issued certificates should know."""
    told: list[Finding] = []
    if known.plants and order.plant not in known.plants:
        met = f"plant {order.plant} stands in no contract; the contracts have {suggest(order.plant, known.plants)}"
        told.append(
            _finding("certificate_plant_unknown", "warning", met, "add its contract, or issue under the right name")
        )
    market = RULES[order.rules].market
    if market and order.region and market not in places().chain(order.region):
        met = f"{order.plant} stands in {order.region}, outside {market}, where a {RULES[order.rules].name} counts; measure will refuse it"
        told.append(
            _finding("certificate_will_not_count", "warning", met, "take the rule set of its country: --rules granular")
        )
    return told


def after_move(moved: Sequence[Certificate], request: MoveRequest, known: CaseContext) -> list[Finding]:
    """What somebody who has just moved certificates should know, the more as a cancellation stays."""
    told: list[Finding] = []
    for one in moved:
        if request.day is None and one.expires < known.today:
            met = f"{one.id} could be used to {one.expires}, and the day it was {one.state} is not given"
            mend = "give the day with --on, so that a reader sees it was in time"
            told.append(_finding("validity_not_shown", "warning", met, mend, one.entry, "validity"))
        if one.state == "cancelled":
            told += [*_doubts(one, known), *([own_use(one)] if one.self_used else [])]
    return told


def expired_ahead(moved: Sequence[Certificate], on: date, known: CaseContext) -> list[Finding]:
    """A day of expiry that is still to come is told."""
    if on <= known.today or not moved:
        return []
    met = f"{on} is still to come (today is {known.today}), and {len(moved):,} batches are booked as expired on it"
    mend = "restore the file from your copy if the day was mistyped: what is expired stays so"
    return [_finding("expired_ahead", "warning", met, mend, moved[0].entry)]


def _doubts(one: Certificate, known: CaseContext) -> list[Finding]:
    """Why ``measure`` will not count a cancellation, where that can be seen already."""
    met: list[tuple[str, str]] = []
    if not known.is_reporter(one.beneficiary):
        own = ", ".join(known.names)
        met.append(
            (
                f"it is for {one.beneficiary}, and the case goes by {own}",
                "nothing, if it was cancelled for another company",
            )
        )
    elif one.site not in known.sites:
        met.append(
            (f"site {one.site} is not in the table sites, which has {suggest(one.site, known.sites)}", "add the site")
        )
    met += _market_doubts(one, known)
    if one.days is not None and not f"{one.days.start:%Y-%m}" <= one.month <= f"{one.days.end:%Y-%m}":
        met.append((f"it was made in {one.month} and is cancelled for {one.period}", "cancel those of the period"))
    return [
        _finding(
            "certificate_will_not_count", "warning", f"measure will not count {one.id}: {why}", mend, one.entry, mend
        )
        for why, mend in met
    ]


def _market_doubts(one: Certificate, known: CaseContext) -> list[tuple[str, str]]:
    """Plant and site have to stand in the market of the certificate; a place that is not known is no doubt."""
    market = one.rule_set.market or one.region[:2]
    mend = "cancel one of the market of its site"
    stand = ((f"its plant in {one.region}", one.region), (f"site {one.site}", known.regions.get(one.site, "")))
    return [
        (f"{what} is outside {market}, the market of a {one.rule_set.name}", mend)
        for what, place in stand
        if market and place and places().known(place) and market not in places().chain(place)
    ]


def _past_validity(listed: Iterable[Certificate], day: date) -> list[Finding]:
    past = [one for one in listed if one.state in LIVE and one.expires < day]
    if not past:
        return []
    mwh = plain(sum(one.wh for one in past), WH_PER_MWH)
    first = min(one.expires for one in past)
    met = f"batches of {mwh:,} MWh are past their last day of use, the first since {first}, and not booked as expired"
    return [_finding("certificates_past_validity", "note", met, f"book it: tanlu certificates CASE expire --on {day}")]


def _finding(code: str, severity: Any, met: str, mend: str, entry: int | None = None, cause: str = "") -> Finding:
    return Finding(code, severity, met, mend, TABLE, BOOK, entry or None, cause=cause)
