"""Market-based scope 2: instruments cover purchased electricity, and the remainder is priced by the policy."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from math import fsum
from typing import NamedTuple

from tanlu.core.errors import AmbiguousFactor, FactorRefused
from tanlu.core.finding import Finding
from tanlu.core.period import Period
from tanlu.core.place import places
from tanlu.core.units import parse_unit
from tanlu.factors.activities import activity_of
from tanlu.factors.resolution import Resolved, resolve
from tanlu.inventory.boundary import Site
from tanlu.inventory.emission_rates import GRID, RateBuilder, market_bases
from tanlu.inventory.ledger import Account, Ledger
from tanlu.inventory.scope2.coverage import Coverage, cover
from tanlu.inventory.scope2.instruments import Instrument
from tanlu.inventory.scope2.quality_criteria import judge
from tanlu.inventory.scope2.segments import Demand

KWH = parse_unit("kWh")


class HowKnown(NamedTuple):
    """How energy is known: metered, an estimate for a gap or neither, and the score of its data (five digits or empty)."""

    measured: bool
    estimated: bool
    quality: str


@dataclass(slots=True)
class Load:
    """Purchased electricity of one site in some days, inside the boundary.

    Parameters
    ----------
    kwh_by : how it is known → kWh
    variance_kwh2 : kWh²
        Own errors of its lines.
    """

    kwh_by: dict[HowKnown, float] = field(default_factory=dict[HowKnown, float])
    variance_kwh2: float = 0.0

    def add(self, how: HowKnown, kwh: float) -> None:
        """Take in the energy of some lines."""
        self.kwh_by[how] = self.kwh_by.get(how, 0.0) + kwh

    @property
    def kwh(self) -> float:
        """All of it."""
        return fsum(self.kwh_by.values())


Loads = dict[tuple[str, Period], Load]


@dataclass
class MarketSide:
    """What the market-based side came to.

    Parameters
    ----------
    kwh_by_level : level of the hierarchy → kWh
    claims : (instrument, kind, site, days, kWh, kgCO2e per kWh)
    load_kgco2e : (site, days of the load) → kgCO2e
    remainder : (factor, region, days) → the factor that served and its kWh
    """

    kwh_by_level: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    claims: list[tuple[str, str, str, Period, float, float]] = field(default_factory=list)
    load_kgco2e: dict[tuple[str, Period], float] = field(default_factory=lambda: defaultdict(float))
    remainder: dict[tuple[str, str, Period], tuple[Resolved, float]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def book_market(
    ledger: Ledger,
    loads: Loads,
    instruments: Sequence[Instrument],
    rate_builder: RateBuilder,
    sites: Mapping[str, Site],
    *,
    reporter: Iterable[str],
    year: Period,
) -> MarketSide:
    """Cover the loads with instruments, price what is left, and book both in the market view."""
    side = MarketSide()
    chains = {name: site.chain for name, site in sites.items()}
    usable, flaws = judge(instruments, reporter_names=reporter, chain_of=places().chain, site_chains=chains, year=year)
    side.findings += flaws
    ordered = sorted(loads)
    demands = [Demand(site, days, round(loads[site, days].kwh * 1000), chains[site]) for site, days in ordered]
    coverage = cover(demands, usable, year=year)
    side.findings += coverage.findings
    _book_claims(ledger, side, coverage, ordered, loads)
    _book_remainder(ledger, side, coverage, ordered, loads, rate_builder, sites)
    return side


def _book_claims(
    ledger: Ledger, side: MarketSide, coverage: Coverage, ordered: Sequence[tuple[str, Period]], loads: Loads
) -> None:
    for claim in coverage.claims:
        site, days = ordered[claim.demand]
        kwh = claim.wh / 1000
        side.kwh_by_level[claim.kind] += kwh
        side.claims.append((claim.instrument, claim.kind, site, claim.period, kwh, claim.kgco2e_per_kwh))
        side.load_kgco2e[site, days] += kwh * claim.kgco2e_per_kwh
        _book(
            ledger,
            site,
            loads[site, days],
            claim.instrument,
            kwh,
            {"CO2e": claim.kgco2e_per_kwh},
            claim.kgco2e_per_kwh,
            None,
        )


def _book_remainder(
    ledger: Ledger,
    side: MarketSide,
    coverage: Coverage,
    ordered: Sequence[tuple[str, Period]],
    loads: Loads,
    rate_builder: RateBuilder,
    sites: Mapping[str, Site],
) -> None:
    factor_of = cache(partial(remainder_factor, rate_builder))
    for demand, period, left_kwh in _left(coverage, ordered, loads):
        site, days = ordered[demand]
        for piece in rate_builder.pieces(GRID, period):
            kwh = left_kwh * piece.days / period.days
            try:
                found = factor_of(sites[site].region, piece)
            except (FactorRefused, AmbiguousFactor) as error:
                side.findings.append(
                    Finding(
                        "no_market_factor",
                        "error",
                        str(error),
                        "add a factor, or change [factors] in case.toml",
                        "instruments",
                    )
                )
                continue
            weight = found.factor.weigh(rate_builder.gwp, "unspecified")
            times = found.path.multiplier
            gases = {gas: kg * times for gas, kg in weight.gases_kg.items()}
            if kwh:
                side.kwh_by_level[found.factor.basis or "average"] += kwh
                key = (found.factor.factor, sites[site].region, piece)
                side.remainder[key] = (found, side.remainder.get(key, (found, 0.0))[1] + kwh)
            side.load_kgco2e[site, days] += kwh * weight.kgco2e * times
            _book(
                ledger, site, loads[site, days], found.factor.factor, kwh, gases, weight.kgco2e * times, found.factor.sd
            )


def _left(
    coverage: Coverage, ordered: Sequence[tuple[str, Period]], loads: Loads
) -> Iterator[tuple[int, Period, float]]:
    """Demand, days and kWh that no instrument covers.

    Instruments cover whole watt-hours; the fraction of one that a load has beyond them is left too, so that a load
    without instruments is priced to the last bit. A load of nothing is left as nothing: it has a figure, 0.
    """
    claimed = coverage.covered_wh().tolist()
    left_wh: Counter[int] = Counter()
    for rest in coverage.remaining:
        left_wh[rest.demand] += rest.wh
    for rest in coverage.remaining:
        kwh = loads[ordered[rest.demand]].kwh - claimed[rest.demand] / 1000
        yield rest.demand, rest.period, kwh * (rest.wh / left_wh[rest.demand])
    for demand, at in enumerate(ordered):
        if not left_wh[demand] and not claimed[demand]:
            yield demand, at[1], loads[at].kwh


def _book(
    ledger: Ledger,
    site: str,
    load: Load,
    source: str,
    kwh: float,
    gases: Mapping[str, float],
    rate: float,
    sd: float | None,
    weight: float = 1.0,
) -> None:
    whole = load.kwh or 1.0
    for how, amount in load.kwh_by.items():
        part = kwh * (amount / whole)
        ledger.add(
            Account(site, GRID, "2", None, "market", source, *how, KWH.name),
            kgco2e=part * rate,
            gases_kg={gas: kg * part for gas, kg in gases.items()},
            lines_variance_kg2=load.variance_kwh2 * (kwh / whole * rate) ** 2 * (amount / whole),
            quantity=part,
            gross_quantity=part / weight if weight else 0.0,
            factor_sd=sd,
        )


def remainder_factor(rate_builder: RateBuilder, region: str, days: Period) -> Resolved:
    """The factor of purchased electricity that no instrument covers.

    Raises
    ------
    FactorRefused, AmbiguousFactor
        As :func:`tanlu.factors.resolution.resolve`.
    """
    row = activity_of(GRID)
    assert row is not None
    bases = market_bases(row, rate_builder.policy, residual=rate_builder.policy.market_remainder == "residual")
    return resolve(rate_builder.library, GRID, region, days, unit=KWH, bases=bases, policy=rate_builder.policy)


def disclosures(side: MarketSide, rate_builder: RateBuilder) -> list[Finding]:
    """Which basis the uncovered remainder took and what the other would have been: never chosen silently."""
    kwh: dict[tuple[str, str], float] = defaultdict(float)
    met: dict[tuple[str, str], tuple[Resolved, Period]] = {}
    for (factor, region, days), (found, amount) in sorted(side.remainder.items(), key=lambda item: item[0]):
        kwh[factor, region] += amount
        met.setdefault((factor, region), (found, days))
    notes = [
        _disclosure(rate_builder, region, *met[factor, region], kwh[factor, region]) for factor, region in sorted(met)
    ]
    doubts = [doubt for found, days in met.values() for doubt in _doubts(found, days)]
    return [note for note in notes if note is not None] + doubts


def _doubts(found: Resolved, days: Period) -> Iterator[Finding]:
    """What a reader should know of the remainder's factor where it is not the one of the location side."""
    factor = found.factor
    if factor.basis not in ("residual", "supplier"):
        return
    if found.how == "earlier_vintage":
        met = f"{GRID} of {days.start.year} in {found.region} that no instrument covers is priced with {factor.factor}, {found.why}"
        mend = "measure again when the year's own factor is published"
        yield Finding("earlier_vintage", "warning", met, mend, "instruments")
    if factor.citation.confirmed == "no":
        met = f"{factor.factor} has not been confirmed against the document itself"
        yield Finding("unconfirmed_factor", "note", met, "compare it with the source before a report", "instruments")


def _disclosure(rate_builder: RateBuilder, region: str, found: Resolved, days: Period, kwh: float) -> Finding | None:
    basis = found.factor.basis or "none"
    if basis == "supplier":
        return None
    rest = f"{kwh:,.0f} kWh in {region} that no instrument covers are priced at"
    if basis == "residual":
        other = _other(rate_builder, region, days, "average")
        text = f"{rest} the residual mix, {_rated(found, rate_builder)}" + (
            f"; the grid average would be {_rated(other, rate_builder)}" if other else ""
        )
        return Finding(
            "market_remainder",
            "note",
            text,
            'to take the average, write market_remainder = "average" under [factors]',
            "instruments",
        )
    other = _other(rate_builder, region, days, "residual")
    published = (
        f"a residual mix is published, {_rated(other, rate_builder)}" if other else "no residual mix is published"
    )
    text = f"{rest} the grid's own factor (basis {basis}), {_rated(found, rate_builder)}; {published}"
    return Finding(
        "market_remainder",
        "note" if other else "warning",
        text,
        "disclose it beside the market-based figure",
        "instruments",
    )


def _rated(found: Resolved, rate_builder: RateBuilder) -> str:
    value = found.factor.weigh(rate_builder.gwp).kgco2e
    return f"{value:g} kg/{found.factor.unit.name} ({found.factor.factor})"


def _other(rate_builder: RateBuilder, region: str, days: Period, basis: str) -> Resolved | None:
    try:
        return resolve(rate_builder.library, GRID, region, days, unit=KWH, bases=(basis,), policy=rate_builder.policy)
    except (FactorRefused, AmbiguousFactor):
        return None
