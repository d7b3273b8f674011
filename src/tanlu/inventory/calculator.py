"""Measuring: a stream of keys becomes counts, a ledger, loads for scope 2, and flaws to report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tanlu.core.units import BASE_UNITS, Unit
from tanlu.factors.activities import activity_of
from tanlu.factors.factor import Factor
from tanlu.inventory.emission_rates import GRID
from tanlu.inventory.gaps import DaysCovered
from tanlu.inventory.ledger import Account, Ledger
from tanlu.inventory.line_key import LineKey
from tanlu.inventory.line_validation import LineIssue
from tanlu.inventory.pricing import STATUSES, Outcome, Pricing
from tanlu.inventory.scope2.market_based import HowKnown, Load, Loads

DIRECT_ENERGY = "energy/direct"
MOST_FLAWED_KEYS = 200_000
"""Keys whose lines are looked up to name rows; beyond it only their count is told."""


@dataclass
class InventoryCalculator:
    """What has been read so far of one year's lines."""

    pricing: Pricing
    ledger: Ledger = field(default_factory=Ledger)
    loads: Loads = field(default_factory=dict)
    covered: DaysCovered = field(init=False)
    counts: Counter[str] = field(default_factory=lambda: Counter[str](dict.fromkeys(STATUSES, 0)))
    flaws: Counter[LineIssue] = field(default_factory=lambda: Counter[LineIssue]())
    flawed_keys: list[tuple[LineKey, Outcome]] = field(default_factory=list)
    flawed_beyond: int = 0
    factors: dict[str, Factor] = field(default_factory=dict)
    direct_energy_kwh: float | None = None

    def __post_init__(self) -> None:
        self.covered = DaysCovered(self.pricing.year)

    def add(self, key: LineKey) -> Outcome:
        """Count a key once and book it where it is priced."""
        outcome = self.pricing.outcome(key)
        self.counts[outcome.status] += key.lines
        for flaw in outcome.flaws:
            self.flaws[flaw] += key.lines
        if outcome.status in ("set_aside", "without_factor") or any(flaw.severity != "note" for flaw in outcome.flaws):
            self._keep_flawed(key, outcome)
        if outcome.status in ("priced", "without_factor"):
            self._note_days(key, outcome)
        if outcome.status == "priced":
            self.book(key, outcome)
        elif outcome.status == "without_factor" and key["activity"] == DIRECT_ENERGY:
            self._note_direct_energy(key, outcome)
        return outcome

    def _keep_flawed(self, key: LineKey, outcome: Outcome) -> None:
        if len(self.flawed_keys) < MOST_FLAWED_KEYS:
            self.flawed_keys.append((key, outcome))
        else:
            self.flawed_beyond += key.lines

    def _note_days(self, key: LineKey, outcome: Outcome) -> None:
        row = activity_of(key["activity"])
        if row is None or not row.continuous or outcome.inside is None or outcome.line is None:
            return
        part = key.quantity * outcome.inside.days / outcome.line.days
        self.covered.add(key["site"], key["activity"], key["unit"], outcome.inside, part)

    def _note_direct_energy(self, key: LineKey, outcome: Outcome) -> None:
        if outcome.unit is None or outcome.line is None or outcome.inside is None or outcome.site is None:
            return
        weight = outcome.site.weight(self.pricing.consolidation)
        kwh = float(key.quantity) * outcome.unit.base_per_unit * outcome.inside.days / outcome.line.days * weight
        self.direct_energy_kwh = (self.direct_energy_kwh or 0.0) + kwh

    def book(self, key: LineKey, outcome: Outcome, *, estimated: bool = False) -> None:
        """Book a priced key: one account for each factor and place it goes to."""
        assert outcome.unit is not None
        quantity, metered = float(key.quantity), key.is_metered and not estimated
        for booking in outcome.bookings:
            part = outcome.emission_rate.parts[booking.part]
            size = quantity * booking.weight
            self.factors[part.factor.factor] = part.factor
            self.ledger.add(
                Account(
                    key["site"],
                    part.factor.activity if part.role == "upstream" else key["activity"],
                    booking.scope,
                    booking.category,
                    booking.view,
                    part.factor.factor,
                    metered,
                    estimated,
                    key["quality"],
                    base_unit(outcome.unit),
                ),
                kgco2e=part.kgco2e * size,
                gases_kg={gas: kg * size for gas, kg in part.gases_kg.items()},
                biogenic_kg=part.biogenic_kg * size,
                lines_variance_kg2=key.squares * (part.kgco2e * booking.weight * outcome.sd) ** 2
                if outcome.sd
                else 0.0,
                quantity=size * part.share * outcome.unit.base_per_unit,
                gross_quantity=quantity * part.share * outcome.unit.base_per_unit,
                factor_sd=part.factor.sd,
            )
        if key["activity"] == GRID and any(booking.scope == "2" for booking in outcome.bookings):
            self._note_load(key, outcome, quantity, metered, estimated)

    def _note_load(self, key: LineKey, outcome: Outcome, quantity: float, metered: bool, estimated: bool) -> None:
        assert outcome.inside is not None
        load = self.loads.setdefault((key["site"], outcome.inside), Load())
        load.add(HowKnown(metered, estimated, key["quality"]), quantity * outcome.grid_kwh_per_unit)
        if outcome.sd:
            load.variance_kwh2 += key.squares * (outcome.grid_kwh_per_unit * outcome.sd) ** 2

    def estimate_gaps(self) -> list[LineKey]:
        """Keys for the open days of each gap, at the mean of the covered days (``[estimate] gaps = "mean_day"``)."""
        keys: list[LineKey] = []
        for site, activity, open_days in list(self.covered.gaps()):
            for unit, per_day in self.covered.mean_day(site, activity, open_days).items():
                for gap in open_days:
                    cells = {
                        "site": site,
                        "start": gap.start.isoformat(),
                        "end": gap.end.isoformat(),
                        "activity": activity,
                        "unit": unit,
                        "method": "estimated",
                    }
                    keys.append(LineKey(cells, "ok", 0, Decimal(gap.days) * per_day))
        return keys


def counted(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts as the answer of ``measure`` names them; ``read`` = priced + set aside + without factor."""
    read = counts["priced"] + counts["set_aside"] + counts["without_factor"]
    return {"read": read, **{status: counts[status] for status in STATUSES}}


def base_unit(unit: Unit) -> str:
    """The unit that quantities of an account are summed in."""
    return BASE_UNITS.get(unit.dimension) or f"{unit.currency}@{unit.price_year or 'own year'}"
