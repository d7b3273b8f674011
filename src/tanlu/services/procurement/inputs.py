"""The tables of procurement read into a market, every flaw told; what a plan cannot do without is an error, and there is no plan."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.finding import Finding, Severity
from tanlu.engines.columns.select import open_engine
from tanlu.io.tables import read_rows
from tanlu.power.hours import LOAD, Hours, hours_of
from tanlu.power.matching.hourly_checks import HourlyInput, shifted, twice
from tanlu.power.procurement.market import Asset, Market, Offer
from tanlu.power.procurement.offers import IMPORTS, PROFILES, SALE
from tanlu.services.case.case import Case
from tanlu.services.case.hourly import HourTable, read_hourly
from tanlu.services.case.power_tables import read_assets, read_offers
from tanlu.services.case.tables import SITES
from tanlu.services.procurement.weather_years import Weather, weather_of

KWH_PER_MWH = 1000.0
MANY_TIMES = 300.0
"""A limit so many times the highest load looks like kW written for MW."""
PER_KWH = 3.0
"""A price per MWh below it, in any currency of a power market, looks like one per kWh."""


@dataclass
class Inputs:
    """What the tables of a case give for procurement.

    Parameters
    ----------
    hours : those of the plan, first to last hour of load in the year
    market : None where something that a plan cannot do without is missing
    weather : output in other weather years
    assets : names as the answer bears them, in the order solars, batteries
    left_out : offers that cannot be bought, for want of a sound row or profile
    """

    hours: Hours
    market: Market | None = None
    weather: Weather = field(default_factory=Weather)
    assets: list[str] = field(default_factory=list[str])
    left_out: list[str] = field(default_factory=list[str])
    findings: list[Finding] = field(default_factory=list[Finding])

    def tell(self, code: str, severity: Severity, met: str, mend: str, table: str, column: str | None = None) -> None:
        """Keep a flaw of a table."""
        self.findings.append(Finding(code, severity, met, mend, table, column=column))


@dataclass
class _Tables:
    load: HourTable | None
    imports: HourTable | None
    profiles: HourTable | None
    sale: HourTable | None


def read_inputs(case: Case, year: int, engine: str, *, hourly: bool, weather_years: bool | None) -> Inputs:
    """The market of a case's year.

    Parameters
    ----------
    hourly : whether the clean share of import counts
    weather_years : whether several weather years are wanted; None: where the table has them
    """
    hours = hours_of(case.settings.year(year), case.settings.time_zone)
    inputs = Inputs(hours)
    tables = _read(case, hours, engine)
    load = _load(inputs, tables.load)
    if load is None:
        return inputs
    sites, load_mwh = load
    price, cfe = _imports(inputs, tables.imports, sites, hours, hourly=hourly)
    offers, assets = read_offers(case, inputs.findings), read_assets(case, inputs.findings)
    profiles = {one.profile for one in [*offers, *assets] if one.profile}
    inputs.weather = weather_of(tables.profiles, profiles, hours, inputs.hours, inputs.findings, wanted=weather_years)
    offers = _with_profile(inputs, offers)
    solars, batteries = _built(inputs, sites, assets)
    sale = _sale(inputs, tables.sale, hours)
    limits = _import_limits(inputs, case, sites)
    if any(flaw.severity == "error" and flaw.code in _NO_PLAN for flaw in inputs.findings):
        return inputs
    output = inputs.weather.plan
    inputs.market = Market(
        sites,
        load_mwh,
        price,
        cfe,
        limits,
        offers,
        _outputs(output, offers, inputs.hours.count),
        solars,
        _outputs(output, solars, inputs.hours.count),
        batteries,
        sale,
    )
    _judge_units(inputs, inputs.market)
    return inputs


_NO_PLAN = frozenset(
    {"missing_load", "negative_load", "missing_price", "cfe_flaw", "unreadable_table", "missing_column"}
)
"""What leaves no plan: without it the programme would be another one."""


def _read(case: Case, hours: Hours, engine: str) -> _Tables:
    labels, folder = case.settings.hour_labels, case.folder
    spool = Path(tempfile.mkdtemp(prefix="tanlu-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, spool, ignore_errors=True)
        opened = stack.enter_context(open_engine(engine, spool=spool))

        def read(table: Any, *most: str) -> HourTable | None:
            return read_hourly(folder, table, hours, opened, spool, most=frozenset(most), labels=labels)

        return _Tables(read(LOAD, "kwh"), read(IMPORTS, "price_per_mwh"), read(PROFILES), read(SALE))


def _given(table: HourTable, values: FloatArray) -> HourlyInput:
    names = [name or table.table.name for name in table.names]
    seen = dict(zip(names, table.seen.values(), strict=False))
    more = {name or table.table.name: count for name, count in table.twice.items()}
    return HourlyInput(table.table.name, table.file, names, values, seen, more)


def _load(inputs: Inputs, table: HourTable | None) -> tuple[list[str], FloatArray] | None:
    """Sites and their MWh over the hours of the plan, which begin and end with the load that the year has."""
    if table is not None:
        inputs.findings += table.findings
    known = None if table is None or "kwh" not in table.values else ~np.isnan(table.values["kwh"])
    if table is None or known is None or not known.any():
        met, mend = (
            "the case has no load in the year, so there is nothing to buy for",
            "add the table load: site, start, kwh",
        )
        inputs.tell("no_load", "error", met, mend, "load")
        return None
    year = inputs.hours
    inputs.findings += [
        *twice(_given(table, table.values["kwh"]), "the larger counts"),
        *shifted(_given(table, table.values["kwh"]), year),
    ]
    held = np.nonzero(known.any(axis=0))[0]
    first, end = int(held[0]), int(held[-1]) + 1
    inputs.hours = replace(year, first=year.first + first, count=end - first)
    if end - first != year.count:
        _tell_part(inputs, year.count, end - first)
    kwh = table.values["kwh"][:, first:end]
    for name, row in zip(table.names, kwh, strict=True):
        missing, below = int(np.isnan(row).sum()), int((row < 0).sum())
        if missing:
            met = f"load of {name} is not known in {missing:,} of {len(row):,} hours, so there is no plan"
            inputs.tell("missing_load", "error", met, "fill the hours; what is known to be nothing is 0", "load", "kwh")
        if below:
            met = f"load of {name} is below 0 in {below:,} hours, so there is no plan"
            inputs.tell("negative_load", "error", met, "give what the site takes from all sources", "load", "kwh")
    return table.names, kwh / KWH_PER_MWH


def _tell_part(inputs: Inputs, year: int, count: int) -> None:
    met = f"load is given for {count:,} hours of the year's {year:,}; the plan is for those, and cost_per_mw_year counts whole"
    severity: Severity = "warning" if count > year // 2 else "note"
    inputs.tell("part_of_year", severity, met, "give load for the whole year, unless a part is meant", "load", "start")


def _imports(
    inputs: Inputs, table: HourTable | None, sites: list[str], year: Hours, *, hourly: bool
) -> tuple[FloatArray, FloatArray]:
    """Price and clean share of import, (sites, hours); an hour without a price is an error."""
    part = year.part(inputs.hours)
    price = np.full((len(sites), inputs.hours.count), np.nan)
    cfe = np.zeros_like(price)
    if table is not None:
        inputs.findings += [*table.findings, *twice(_given(table, price), "the higher price and the lower cfe count")]
        for place, site in enumerate(sites):
            if site in table.names and "price_per_mwh" in table.values:
                price[place] = table.values["price_per_mwh"][table.names.index(site), part]
            if site in table.names and "cfe" in table.values:
                cfe[place] = _shares(inputs, site, table.values["cfe"][table.names.index(site), part], hourly=hourly)
    for site, row in zip(sites, price, strict=True):
        missing = int(np.isnan(row).sum())
        if missing:
            met = f"the import price of {site} is not known in {missing:,} of {len(row):,} hours, so there is no plan"
            mend = "give imports for each hour of load; a site that must not import has import_max_mw 0 in sites"
            inputs.tell("missing_price", "error", met, mend, "imports", "price_per_mwh")
    return price, cfe


def _shares(inputs: Inputs, site: str, cfe: FloatArray, *, hourly: bool) -> FloatArray:
    missing, outside = int(np.isnan(cfe).sum()), int(((cfe < 0) | (cfe > 1)).sum())
    if missing and hourly:
        met = f"cfe of {site} is not given in {missing:,} of {len(cfe):,} hours; import counts as wholly unclean there"
        inputs.tell("missing_cfe", "warning", met, "fill them, where the grid's clean share is known", "imports", "cfe")
    if outside and hourly:
        met = f"cfe of {site} is below 0 or above 1 in {outside:,} hours, so there is no plan"
        inputs.tell("cfe_flaw", "error", met, "write a fraction: 0.3 for 30 %", "imports", "cfe")
    return np.nan_to_num(np.clip(cfe, 0.0, 1.0))


def _sale(inputs: Inputs, table: HourTable | None, year: Hours) -> FloatArray | None:
    if table is None:
        return None
    inputs.findings += [*table.findings, *twice(_given(table, np.zeros((1, 1))), "the lower price counts")]
    if not table.names:
        return None
    sale = table.values["price_per_mwh"][0, year.part(inputs.hours)]
    missing = int(np.isnan(sale).sum())
    if missing:
        met = f"the sale price is not known in {missing:,} of {len(sale):,} hours, so there is no plan"
        mend = "fill the hours, with 0 where nothing can be sold; without the table nothing is sold"
        inputs.tell("missing_price", "error", met, mend, "sale", "price_per_mwh")
    return sale


def _with_profile(inputs: Inputs, offers: list[Offer]) -> list[Offer]:
    kept: list[Offer] = []
    for one in offers:
        if one.profile in inputs.weather.plan:
            kept.append(one)
            continue
        met = f"profile {one.profile} of offer {one.offer} has no hour in the plan; the offer is left out"
        mend = "add its hours to profiles, or mend its name"
        inputs.tell("offer_without_profile", "error", met, mend, "offers", "profile")
        inputs.left_out.append(one.offer)
    return kept


def _built(inputs: Inputs, sites: list[str], assets: list[Asset]) -> tuple[list[Asset], list[Asset]]:
    sound: list[Asset] = []
    for one in assets:
        name = f"{one.site}/{one.asset}"
        if one.site not in sites:
            met = f"{name} stands at a site without load; it is left out"
            inputs.tell("asset_flaw", "error", met, "mend its site, or add the site's load", "assets", "site")
        elif one.asset == "solar" and one.profile not in inputs.weather.plan:
            met = f"profile {one.profile} of {name} has no hour in the plan; the asset is left out"
            inputs.tell("asset_flaw", "error", met, "add its hours to profiles, or mend its name", "assets", "profile")
        else:
            sound.append(one)
    solars = [one for one in sound if one.asset == "solar"]
    batteries = [one for one in sound if one.asset == "battery"]
    inputs.assets = _names([*solars, *batteries])
    return solars, batteries


def _names(assets: list[Asset]) -> list[str]:
    """``site/solar``; the second of one kind at a site is ``site/solar_2``."""
    met: dict[str, int] = {}
    names: list[str] = []
    for one in assets:
        name = f"{one.site}/{one.asset}"
        met[name] = met.get(name, 0) + 1
        names.append(name if met[name] == 1 else f"{name}_{met[name]}")
    return names


def _outputs(output: dict[str, FloatArray], kinds: list[Offer] | list[Asset], hours: int) -> FloatArray:
    return np.array([output[one.profile] for one in kinds]).reshape(len(kinds), hours)


def _import_limits(inputs: Inputs, case: Case, sites: list[str]) -> FloatArray:
    """(sites,) MW; infinite where the table sites gives none."""
    limits: dict[str, float] = {}
    for row in read_rows(case.folder, SITES)[0]:
        value = row.cells.get("import_max_mw")
        if not isinstance(value, float | int) or str(row.cells.get("site")) in limits:
            continue
        if not float(value) >= 0:
            met = f"import_max_mw of {row.cells.get('site')} is {value}; it cannot be below 0, and counts as 0"
            inputs.findings.append(
                Finding("site_flaw", "error", met, "mend the cell", "sites", row.file, row.number, "import_max_mw")
            )
        limits[str(row.cells.get("site"))] = max(float(value), 0.0)
    for site in sites:
        if site not in case.sites:
            met = f"site {site} of the table load is not in sites, so its import has no limit"
            inputs.tell("unknown_site", "warning", met, "add it to sites", "load", "site")
    return np.array([limits.get(site, np.inf) for site in sites])


def _judge_units(inputs: Inputs, market: Market) -> None:
    """Limits that look like kW, prices that look like those of a kWh."""
    peak = float(market.load_mwh.sum(axis=0).max(initial=0.0))
    named = [(f"max_mw of offer {one.offer}", one.max_mw, "offers") for one in market.offers]
    kinds = [*market.solars, *market.batteries]
    named += [(f"max_mw of {name}", one.max_mw, "assets") for name, one in zip(inputs.assets, kinds, strict=True)]
    for name, limit, table in named:
        if peak > 0 and np.isfinite(limit) and limit > MANY_TIMES * peak:
            met = f"{name} is {limit:,g} MW beside a highest load of {peak:,.3g} MW, as if kW stood for MW"
            inputs.tell("suspect_unit", "warning", met, "check the unit", table, "max_mw")
    median = float(np.median(np.abs(market.price_per_mwh)))
    if 0 < median < PER_KWH:
        met = f"half of all import prices are below {median:,.3g} a MWh, as if the price of a kWh stood there"
        inputs.tell("suspect_unit", "warning", met, "give the price of a MWh", "imports", "price_per_mwh")
