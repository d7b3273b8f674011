"""Claims: each Wh that a plant made bears one environmental claim, and a second one is refused by naming the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tanlu.core.errors import AlreadyClaimed, CertificateError
from tanlu.power.certificates.rules import RULES, WH_PER_MWH

OTHER_SCHEMES = {
    "ccer": "CCER offset credits (国家核证自愿减排量)",
    "irec": "I-REC certificates",
    "go": "guarantees of origin",
    "green_tariff": "a supplier's green tariff",
}
"""Claims that other books hold; here they are only noted, so that their energy is not certified again."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Energy of a plant in a month, or in one hour of it, that somebody claims.

    Parameters
    ----------
    month : "2024-03"
    hour : "2024-03-01T05:00Z", or "" for the month as a whole
    scheme : a rule set of certificates, or one of ``OTHER_SCHEMES``
    sold : whether it may be sold on: output used on site and output fed in are two streams of one plant
    claimant : who claims it
    wh : int, > 0
    metered_wh : the plant's whole output then, or None where nobody said
    entry, recorded : where the book has it, and since when
    """

    plant: str
    month: str
    hour: str
    scheme: str
    sold: bool
    claimant: str
    wh: int
    metered_wh: int | None = None
    entry: int = 0
    recorded: date | None = None

    @property
    def stream(self) -> tuple[str, str, bool]:
        """Claims of one stream are added to only by a correction."""
        return (self.scheme, self.hour, self.sold)

    def touches(self, other: Claim) -> bool:
        """Whether two claims can mean the same energy."""
        if (self.plant, self.month) != (other.plant, other.month):
            return False
        return not (self.hour and other.hour) or self.hour == other.hour

    def told(self) -> str:
        """The claim as a part of a sentence: what, of whom, since when."""
        what = OTHER_SCHEMES.get(self.scheme) or f"{RULES[self.scheme].name}s"
        since = f" on {self.recorded}" if self.recorded else ""
        return f"{self.wh / WH_PER_MWH:,.6g} MWh as {what} by {self.claimant} (entry {self.entry}{since})"


def claimed_wh(claim: Claim, known: Iterable[Claim]) -> int:
    """What the claim's own stream holds already, in Wh."""
    return sum(each.wh for each in known if each.touches(claim) and each.stream == claim.stream)


def require_room(claim: Claim, known: Sequence[Claim], *, correction: bool = False) -> None:
    """Pass where the energy of a claim is free.

    A second claim on a plant's month is refused, unless the whole metered output is told and has room for both.

    Parameters
    ----------
    known : claims of the plant and month that the book holds
    correction : whether the claim adds to an earlier one of its own stream

    Raises
    ------
    AlreadyClaimed
        An earlier claim has the energy; the sentence names the first.
    CertificateError
        More is claimed than was metered.

    Examples
    --------
    >>> first = Claim("wind", "2024-03", "", "ccer", True, "Qingyun Fund", 1_000_000, entry=3)
    >>> require_room(Claim("wind", "2024-03", "", "gec", True, "wind", 1_000_000), [first])
    Traceback (most recent call last):
    tanlu.core.errors.AlreadyClaimed: wind's output of 2024-03 is claimed already: 1 MWh as CCER offset credits \
(国家核证自愿减排量) by Qingyun Fund (entry 3); one MWh has one claim. If the plant made more, say so with --metered-kwh
    """
    met = [each for each in known if each.touches(claim)]
    own = [each for each in met if each.stream == claim.stream]
    when = claim.hour or claim.month
    if own and not correction:
        raise AlreadyClaimed(
            f"{claim.plant}'s output of {when} is claimed already: {own[0].told()}; nothing is issued twice. "
            "If the metered figure rose, give the new total with --correction"
        )
    whole = [each.metered_wh for each in (*met, claim) if each.metered_wh is not None and each.hour == claim.hour]
    metered, total = min(whole, default=None), sum(each.wh for each in met) + claim.wh
    others = [each for each in met if each.stream != claim.stream]
    if others and (metered is None or total > metered):
        limit = "If the plant made more, say so with --metered-kwh" if metered is None else _limit(metered)
        raise AlreadyClaimed(
            f"{claim.plant}'s output of {when} is claimed already: {others[0].told()}; one MWh has one claim. {limit}"
        )
    if metered is not None and total > metered:
        raise CertificateError(
            f"{total / WH_PER_MWH:,.6g} MWh of {claim.plant} in {when} cannot be claimed. {_limit(metered)}"
        )


def _limit(metered_wh: int) -> str:
    return f"Its metered output is {metered_wh / WH_PER_MWH:,.6g} MWh"
