"""What is claimed of a plant's output beside what the plant made, as its hours say; more cannot be claimed than was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tanlu.core.errors import CertificateError
from tanlu.power.certificates.claims import Claim
from tanlu.power.certificates.rules import RULES, WH_PER_MWH


@dataclass(frozen=True, slots=True)
class Output:
    """The output of a plant in a month or in an hour.

    Parameters
    ----------
    when : "2024-03", or the hour as its UTC start
    wh : of the hours that are known
    known, hours : how many of its hours are known, and how many there are
    twice : whether an hour of the plant stands twice, so that what it made is not known for certain
    """

    plant: str
    when: str
    wh: int
    known: int
    hours: int
    twice: bool = False

    @property
    def whole(self) -> bool:
        """Whether each of its hours is known for certain."""
        return self.known == self.hours and not self.twice

    def told(self) -> str:
        """The output as a part of a sentence."""
        if not self.known:
            return f"the table generation has none of its {self.hours:,} hours"
        hours = "all of its hours" if self.whole else f"{self.known:,} of its {self.hours:,} hours"
        again = ", and an hour of the plant stands twice" if self.twice else ""
        return f"the table generation has {self.wh / WH_PER_MWH:,.9g} MWh in {hours}{again}"


@dataclass(frozen=True, slots=True)
class Excess:
    """Claims that come to more than a plant made.

    Parameters
    ----------
    certain : each hour is known and the excess is above one whole certificate, so no remainder and no rounding explains it
    """

    claims: Sequence[Claim]
    output: Output
    certain: bool

    def told(self) -> str:
        """The claims beside the output, as a sentence."""
        booked = sorted({each.entry for each in self.claims if each.entry})
        asked_wh = sum(each.wh for each in self.claims if not each.entry)
        total = (
            f"{sum(each.wh for each in self.claims) / WH_PER_MWH:,.9g} MWh of {self.output.plant} in {self.output.when}"
        )
        since = (
            f"entry {booked[0]}" if len(booked) == 1 else f"{len(booked):,} entries from {booked[0]}" if booked else ""
        )
        if not asked_wh:
            return f"{total} are claimed ({since}), and {self.output.told()}"
        already = f", {asked_wh / WH_PER_MWH:,.9g} MWh of them new beside {since}" if booked else ""
        return f"{total} would be claimed{already}, and {self.output.told()}"


def by_time(claims: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    """Claims by plant and month, and those of one hour by plant and hour too.

    Examples
    --------
    >>> list(by_time([Claim("wind", "2024-03", "2024-03-01T05:00Z", "granular", True, "wind", 5)]))
    [('wind', '2024-03'), ('wind', '2024-03-01T05:00Z')]
    """
    found: dict[tuple[str, str], list[Claim]] = {}
    for each in claims:
        for when in filter(None, (each.month, each.hour)):
            found.setdefault((each.plant, when), []).append(each)
    return found


def excess(claims: Sequence[Claim], output: Output) -> Excess | None:
    """The claims on one month or one hour, where they come to more than the plant made in it.

    Examples
    --------
    >>> two = [Claim("wind", "2024-03", "", "gec", True, "wind", 2_000_000)]
    >>> [excess(two, Output("wind", "2024-03", wh, 744, 744)) is not None for wh in (1_999_999, 2_000_000)]
    [True, False]
    """
    over_wh = sum(each.wh for each in claims) - output.wh
    if over_wh <= 0:
        return None
    unit_wh = max(RULES[each.scheme].unit_wh if each.scheme in RULES else WH_PER_MWH for each in claims)
    return Excess(claims, output, output.whole and over_wh > unit_wh)


def require_made(claims: Iterable[Claim], outputs: Iterable[Output]) -> None:
    """Pass where nothing more is claimed than a plant is known to have made.

    Parameters
    ----------
    claims : those that are to be added and those that the book holds
    outputs : of the months and hours that are claimed; one that is not known is left out

    Raises
    ------
    CertificateError
        Every hour is known, and the claims are above the output by more than one whole certificate.
    """
    claimed = by_time(claims)
    for output in outputs:
        found = excess(claimed.get((output.plant, output.when), ()), output)
        if found is not None and found.certain:
            raise CertificateError(
                f"{found.told()}; more than a plant made is not claimed, and nothing is booked. Mend the amount, or the table"
            )
