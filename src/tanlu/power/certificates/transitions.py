"""What may follow what: reserving, transferring, cancelling and expiring certificates, and the sentence where it may not."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tanlu.core.errors import CertificateError
from tanlu.core.period import Period
from tanlu.power.certificates.certificate import LIVE, Certificate, Entry, State, Verb, WhPosting
from tanlu.power.certificates.rules import WH_PER_MWH

Move = Literal["reserve", "transfer", "cancel"]


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What is asked of some certificates.

    Parameters
    ----------
    to : buyer, or the beneficiary of a cancellation
    also : other names that ``to`` goes by
    holder : who is said to hold them, or "" where it is not said
    part_wh : how much of the one batch, or None for all
    day : the day it happened, or None where nobody said
    site, period, days, purpose : of a cancellation
    """

    to: str
    holder: str = ""
    part_wh: int | None = None
    day: date | None = None
    site: str = ""
    period: str = ""
    days: Period | None = None
    purpose: str = ""
    also: tuple[str, ...] = ()

    def means(self, name: str) -> bool:
        """Whether a name is one that ``to`` goes by."""
        return any(same_name(name, own) for own in (self.to, *self.also))


def move(verb: Move, certificates: Sequence[Certificate], request: MoveRequest, *, number: int) -> Entry:
    """The entry that reserves, transfers or cancels certificates: all of them, or it is refused as a whole.

    Parameters
    ----------
    certificates : as they stand now
    number : the next free number of a batch, for a part that is split off

    Raises
    ------
    CertificateError
        One of them is cancelled, expired, not tradable, reserved for another or held by another; a part is not whole;
        or a cancellation does not name beneficiary, site, period and purpose.

    Examples
    --------
    >>> one = Certificate("gec-1", "wind", "2024-03", "", "gec", "", "CN", True, 2_000_000, date(2026, 2, 28), holder="wind")
    >>> entry = move("transfer", [one], MoveRequest("Tencent", part_wh=1_000_000), number=2)
    >>> [(posting.account, posting.certificate, posting.wh) for posting in entry.postings]
    [('issued', 'gec-1', -1000000), ('transferred', 'gec-2', 1000000)]
    """
    _require_named(verb, request)
    if request.part_wh is not None and len(certificates) != 1:
        raise CertificateError("--mwh takes a part of one certificate batch; name one id")
    postings: list[WhPosting] = []
    born: list[Certificate] = []
    kind: Verb = verb
    for one in certificates:
        require_live(one, verb, request.day)
        _require_holder(one, request)
        account = _target(verb, one, request)
        kind = "release" if verb == "reserve" and account != "reserved" else verb
        target, wh = _split(one, request.part_wh, number)
        born += [] if target is one else [target]
        postings += _sides(one, target, account, wh, holder=request.to if verb == "transfer" else one.holder)
    place = (request.site, request.period, request.days, request.purpose) if verb == "cancel" else ("", "", None, "")
    return Entry(kind, tuple(postings), request.day, request.to, *place, born=tuple(born))


def expire(certificates: Sequence[Certificate], on: date) -> Entry | None:
    """The entry that expires what can be used no more on a day, or None where nothing does.

    Examples
    --------
    >>> one = Certificate("gec-1", "wind", "2024-03", "", "gec", "", "CN", True, 1_000_000, date(2026, 2, 28))
    >>> expire([one], date(2026, 2, 28)) is None, expire([one], date(2026, 3, 1)).postings[1].account
    (True, 'expired')
    """
    past = [one for one in certificates if one.state in LIVE and one.expires < on]
    sides = [side for one in past for side in _sides(one, one, "expired", one.wh, holder=one.holder)]
    return Entry("expire", tuple(sides), on) if sides else None


def require_live(one: Certificate, verb: Verb, day: date | None) -> None:
    """Pass where something may still happen to a certificate on a day.

    Raises
    ------
    CertificateError
        It is cancelled (for whom, for what and when is told), expired, or the day is out of its time.
    """
    if one.state == "cancelled":
        since = f" on {one.moved or one.recorded}" if one.moved or one.recorded else ""
        raise CertificateError(
            f"{one.id} is cancelled already: for {one.beneficiary}, {one.site}, {one.period}, {one.purpose}{since} "
            f"(entry {one.entry}); a cancelled certificate stays where it is"
        )
    if one.state == "expired":
        raise CertificateError(
            f"{one.id} has expired: it could be used to {one.expires} (entry {one.entry}); choose a later month's"
        )
    if day is not None and day > one.expires:
        raise CertificateError(
            f"{one.id} can be used to {one.expires}, and {day} is later; choose a later month's, or mend the day"
        )
    if day is not None and f"{day:%Y-%m}" < one.month:
        raise CertificateError(f"{one.id} was made in {one.month}, and {day} is earlier; mend the day")
    if day is not None and one.moved is not None and day < one.moved:
        raise CertificateError(
            f"{one.id} is {one.state} since {one.moved} (entry {one.entry}), and {day} is earlier; mend the day"
        )
    if verb in ("reserve", "transfer") and not one.tradable:
        raise CertificateError(
            f"{one.id} is not tradable (self-used output or older hydro); its holder {one.holder} may cancel it for its own use"
        )


def _require_named(verb: Move, request: MoveRequest) -> None:
    needed = {"--to": request.to}
    if verb == "cancel":
        needed |= {"--site": request.site, "--period": request.period, "--purpose": request.purpose}
    missing = [option for option, value in needed.items() if not value.strip()]
    if missing:
        what = "names whom, where, when and what for" if verb == "cancel" else "names to whom"
        raise CertificateError(f"{verb} {what}; add {', '.join(missing)}")


def _require_holder(one: Certificate, request: MoveRequest) -> None:
    if request.holder and not same_name(request.holder, one.holder):
        raise CertificateError(
            f"{one.id} is held by {one.holder}, not by {request.holder}; mend --from, or name another id"
        )


def _target(verb: Move, one: Certificate, request: MoveRequest) -> State:
    """The state that a certificate comes to, where it may."""
    if verb == "reserve":
        return _reserved(one, request)
    if one.state == "reserved" and not request.means(one.beneficiary):
        raise CertificateError(
            f"{one.id} is reserved for {one.beneficiary} (entry {one.entry}), not for {request.to}; "
            f"free it first: reserve {one.id} --to {one.holder!r}"
        )
    if verb == "cancel":
        if not one.tradable and not request.means(one.holder):
            raise CertificateError(f"{one.id} is not tradable: only {one.holder} may use it up, not {request.to}")
        return "cancelled"
    limit = one.rule_set.sales
    if limit is not None and one.sales >= limit:
        raise CertificateError(
            f"{one.id} was sold already, to {one.holder}; a {one.rule_set.name} is sold once, and then cancelled by its buyer"
        )
    if request.means(one.holder):
        raise CertificateError(f"{one.id} is held by {one.holder} already; name another buyer")
    return "transferred"


def _reserved(one: Certificate, request: MoveRequest) -> State:
    if request.means(one.holder):
        if one.state != "reserved":
            raise CertificateError(
                f"{one.id} is held by {one.holder} and reserved for nobody; there is nothing to free"
            )
        return "transferred" if one.sales else "issued"
    if one.state == "reserved":
        raise CertificateError(
            f"{one.id} is reserved for {one.beneficiary} already (entry {one.entry}); free it first: reserve {one.id} --to {one.holder!r}"
        )
    return "reserved"


def _split(one: Certificate, part_wh: int | None, number: int) -> tuple[Certificate, int]:
    """The batch that moves, and its Wh: the whole one, or a part with an id of its own."""
    if part_wh is None or part_wh == one.wh:
        return one, one.wh
    unit = one.rule_set.unit_wh
    if part_wh <= 0 or part_wh > one.wh or part_wh % unit:
        raise CertificateError(
            f"{part_wh / WH_PER_MWH:,.6g} MWh cannot be taken of {one.id}: it holds {one.wh / WH_PER_MWH:,.6g} MWh, in whole "
            f"certificates of {unit / WH_PER_MWH:g} MWh"
        )
    return replace(one, id=f"{one.rules}-{number}", wh=part_wh, parent=one.id), part_wh


def _sides(one: Certificate, target: Certificate, account: State, wh: int, *, holder: str) -> list[WhPosting]:
    owner = (one.plant, one.tradable)
    return [WhPosting(one.state, *owner, one.id, one.holder, -wh), WhPosting(account, *owner, target.id, holder, wh)]


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name one company: case, width of letters and spaces apart."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
