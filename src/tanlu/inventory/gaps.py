"""Gaps: days of the year that the lines of a metered activity at a site leave uncovered, and their estimate where asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tanlu.core.finding import Finding
from tanlu.core.period import Period, uncovered


@dataclass
class DaysCovered:
    """Which days the lines of each activity at each site cover, and how much they sum to in one unit."""

    year: Period
    days: dict[tuple[str, str], set[Period]] = field(default_factory=lambda: defaultdict(set))
    sums: dict[tuple[str, str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, site: str, activity: str, unit: str, period: Period, quantity: Decimal) -> None:
        """One line's days in the year and its quantity in them."""
        self.days[site, activity].add(period)
        self.sums[site, activity, unit] += quantity

    def gaps(self) -> Iterator[tuple[str, str, list[Period]]]:
        """Site, activity and the stretches left open, in order of their names."""
        for (site, activity), covered in sorted(self.days.items()):
            if open_days := uncovered(self.year, covered):
                yield site, activity, open_days

    def mean_day(self, site: str, activity: str, open_days: list[Period]) -> dict[str, Decimal]:
        """Quantity a day over the covered days, by unit."""
        covered = self.year.days - sum(period.days for period in open_days)
        units = {unit: total for (s, a, unit), total in self.sums.items() if (s, a) == (site, activity)}
        return {unit: total / covered for unit, total in sorted(units.items())} if covered else {}


def gap_finding(site: str, activity: str, open_days: list[Period], *, estimated: bool) -> Finding:
    """The finding that names site, activity and months of a gap."""
    months = sorted({month for gap in open_days for month in _months(gap)})
    total = sum(gap.days for gap in open_days)
    done = "they are estimated at the mean of the covered days" if estimated else "nothing was added for them"
    return Finding(
        "gap",
        "warning",
        f"{activity} at {site} has no line for {total} day{'s' if total > 1 else ''} of the year ({', '.join(months)}); {done}",
        'add the missing lines, or write gaps = "mean_day" under [estimate] in case.toml',
        "activities",
        column="start",
    )


def _months(gap: Period) -> Iterator[str]:
    year, month = gap.start.year, gap.start.month
    while (year, month) <= (gap.end.year, gap.end.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
