"""Issuing certificates: whole ones for what a month made, and the remainder carried to a later month of the plant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tanlu.core.errors import AlreadyClaimed, CertificateError
from tanlu.power.certificates.carry_forward import NOTHING, Remainders, certified
from tanlu.power.certificates.certificate import Certificate, Entry, WhPosting
from tanlu.power.certificates.claims import OTHER_SCHEMES, Claim, claimed_wh, require_room
from tanlu.power.certificates.rules import RULES, WH_PER_MWH

MOST_WH = 10**15
"""A plant's output of one month; the largest plant there is makes a hundredth of it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is asked for: the output of a plant in a month, or in an hour, to be certified.

    Parameters
    ----------
    wh : all of the output that is to be certified
    tradable : whether it may be sold, or None for what the technology says
    metered_wh : the plant's whole output then, where more claims than this one rest on it
    correction : ``wh`` is a new total, above the one that was certified
    """

    plant: str
    month: str
    wh: int
    rules: str = "gec"
    hour: str = ""
    technology: str = ""
    region: str = ""
    tradable: bool | None = None
    holder: str = ""
    metered_wh: int | None = None
    correction: bool = False
    day: date | None = None


def issue(order: Issue, known: Sequence[Claim], *, carried: Remainders = NOTHING, number: int = 1) -> Entry:
    """The entry that issues certificates of the month, and of a later one that its remainder completes.

    Parameters
    ----------
    known : claims on the plant and month that the book holds
    carried : what is carried of the plant and stream, by the month that made it
    number : the next free number of a batch

    Raises
    ------
    AlreadyClaimed
        The energy has a claim.
    CertificateError
        The amount is not above 0, the technology gets no certificate, an hour is missing or too much, or a month was not
        over on the day of the issue.

    References
    ----------
    One certificate a MWh, what is below one carried to the next month: 国能发新能规〔2024〕67号, as public pages give it.

    Examples
    --------
    >>> entry = issue(Issue("wind", "2024-02", 500_400_000), [], carried={"2024-01": 700_000})
    >>> entry.born[0].count, [posting.wh for posting in entry.postings if posting.account == "carried"]
    (501, [-600000])
    """
    rules = RULES[order.rules]
    may_be_sold = rules.may_be_sold(order.technology)
    if order.tradable is not None:
        may_be_sold = order.tradable
    _require_sound(order)
    claim = Claim(
        order.plant,
        order.month,
        order.hour,
        order.rules,
        may_be_sold,
        order.holder or order.plant,
        order.wh,
        order.metered_wh,
    )
    if order.correction:
        claim = _added(claim, known)
    require_room(claim, known, correction=order.correction)
    held = {**carried, claim.month: carried.get(claim.month, 0) + claim.wh}
    made, left = certified(held, claim.month, unit_wh=rules.unit_wh)
    _require_over(order, made)
    owner = (order.plant, may_be_sold)
    postings = [WhPosting("output", *owner, "", order.plant, -claim.wh)]
    if change_wh := sum(left.values()) - sum(carried.values()):
        postings.append(WhPosting("carried", *owner, "", order.plant, change_wh))
    born = tuple(
        _batch(order, may_be_sold, month, wh, f"{order.rules}-{number + place}")
        for place, (month, wh) in enumerate(made.items())
    )
    postings += [WhPosting("issued", *owner, one.id, one.holder, one.wh) for one in born]
    return Entry("issue", tuple(postings), order.day, born=born, claims=(claim,))


def claim_elsewhere(claim: Claim, known: Sequence[Claim], *, day: date | None = None) -> Entry:
    """The entry that notes a claim of another book, so that its energy is not certified here.

    Raises
    ------
    AlreadyClaimed
        The energy has a claim.
    CertificateError
        The scheme is not known, or the amount is not above 0.
    """
    if claim.scheme not in OTHER_SCHEMES:
        raise CertificateError(f"scheme {claim.scheme[:40]!r} is not known; write one of {', '.join(OTHER_SCHEMES)}")
    _require_amount(claim.plant, claim.wh)
    require_room(claim, known)
    owner = (claim.plant, claim.sold)
    out = WhPosting("output", *owner, "", claim.plant, -claim.wh)
    return Entry(
        "claim",
        (out, WhPosting("elsewhere", *owner, "", claim.claimant, claim.wh)),
        day,
        claim.claimant,
        claims=(claim,),
    )


def _require_sound(order: Issue) -> None:
    _require_amount(order.plant, order.wh)
    rules = RULES[order.rules]
    if order.metered_wh is not None and order.metered_wh < order.wh:
        raise CertificateError(
            f"{order.plant} cannot have {order.wh / WH_PER_MWH:,.6g} MWh certified of the "
            f"{order.metered_wh / WH_PER_MWH:,.6g} MWh that it made in {order.hour or order.month}; mend one of them"
        )
    if rules.hourly and not order.hour:
        raise CertificateError(f"a {rules.name} names its hour; add --hour, such as 2024-03-01T05:00Z")
    if order.hour and not rules.hourly:
        raise CertificateError(f"a {rules.name} is for a month; leave --hour out, or add --rules granular")


def _require_over(order: Issue, made: Iterable[str]) -> None:
    """A month whose certificates are issued on a day was over by then; of an hour, its month had begun."""
    if order.day is None:
        return
    for month in (order.month, *made):
        if month > f"{order.day:%Y-%m}" or (month == f"{order.day:%Y-%m}" and not order.hour):
            whose = "" if month == order.month else f", which what is left of {order.month} completes a certificate of"
            raise CertificateError(
                f"{month}{whose} was not over on {order.day}; give the day on which its certificates were issued"
            )


def _require_amount(plant: str, wh: int) -> None:
    if wh <= 0:
        raise CertificateError(f"{wh / 1000:g} kWh of {plant} cannot be claimed; give the metered kWh, above 0")
    if wh > MOST_WH:
        raise CertificateError(f"{wh / 1000:g} kWh of {plant} is more than any plant makes in a month; check the unit")


def _added(claim: Claim, known: Sequence[Claim]) -> Claim:
    """What a correction adds to the stream's earlier total."""
    before = claimed_wh(claim, known)
    when = claim.hour or claim.month
    if not before:
        raise CertificateError(
            f"nothing of {claim.plant} in {when} has been issued, so there is nothing to correct; leave --correction out"
        )
    if claim.wh <= before:
        same = "the same" if claim.wh == before else "less"
        raise AlreadyClaimed(
            f"{claim.plant}'s {before / WH_PER_MWH:,.6g} MWh of {when} are issued already, and {claim.wh / WH_PER_MWH:,.6g} MWh is {same}; "
            "a correction gives a higher total, and what was issued is not taken back"
        )
    return replace(claim, wh=claim.wh - before)


def _batch(order: Issue, tradable: bool, month: str, wh: int, id: str) -> Certificate:
    rules = RULES[order.rules]
    return Certificate(
        id,
        order.plant,
        month,
        order.hour,
        order.rules,
        order.technology,
        order.region or rules.market,
        tradable,
        wh,
        rules.expires(month),
        holder=order.holder or order.plant,
    )
