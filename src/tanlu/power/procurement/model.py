"""The programme of procurement: the cheapest portfolio that serves every site and keeps its target, one function a clause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tanlu.core.arrays import BoolArray, FloatArray
from tanlu.power.procurement.linear_program import Constraint, Number, Programme, Term, Variable
from tanlu.power.procurement.market import Market, Target


@dataclass(frozen=True, eq=False)
class Decisions:
    """What the buyer decides.

    Parameters
    ----------
    offered, solar, battery : MW of each offer, roof and battery
    imported, allocated : (sites, hours) MWh
    sold : (hours,) MWh; what is neither allocated nor sold is spilled
    used : (solars, hours) MWh of on-site solar, stored included; the rest is curtailed
    charged, discharged, level : (batteries, hours) MWh; the level is that at the start of the hour
    charging : (batteries, hours) 1 where the battery may charge, 0 where it may discharge
    missing : (rows of the rule,) MWh by which the rule is missed
    """

    offered: Variable
    solar: Variable
    battery: Variable
    imported: Variable
    allocated: Variable
    sold: Variable
    used: Variable
    charged: Variable
    discharged: Variable
    level: Variable
    charging: Variable
    missing: Variable

    @property
    def all(self) -> list[Variable]:
        """Every block, in order."""
        return list(vars(self).values())


def decisions(market: Market, target: Target, one_way: BoolArray, *, elastic: bool) -> Decisions:
    """The variables, with the bounds that the tables give them."""
    sites, hours, batteries = len(market.sites), market.hours, len(market.batteries)
    site_hours, battery_hours = (sites, hours), (batteries, hours)
    rule_rows = 1 if target.basis == "annual" else sites
    return Decisions(
        Variable("offered", (len(market.offers),), upper=np.array([one.max_mw for one in market.offers])),
        Variable("solar", (len(market.solars),), upper=np.array([one.max_mw for one in market.solars])),
        Variable("battery", (batteries,), upper=np.array([one.max_mw for one in market.batteries])),
        Variable("imported", site_hours, upper=market.import_max_mw[:, None]),
        Variable("allocated", site_hours),
        Variable("sold", (hours,), upper=np.inf if market.sale_per_mwh is not None else 0.0),
        Variable("used", (len(market.solars), hours)),
        Variable("charged", battery_hours),
        Variable("discharged", battery_hours),
        Variable("level", battery_hours),
        Variable("charging", battery_hours, upper=np.where(one_way, 1.0, 0.0), whole=True)
        if one_way.any()
        else Variable("charging", (0, hours)),
        Variable("missing", (rule_rows,), upper=np.inf if elastic else 0.0),
    )


def procurement(
    market: Market, target: Target, one_way: BoolArray, *, elastic: bool = False, may_miss_mwh: float | None = None
) -> tuple[Programme, Decisions]:
    """The whole programme.

    Parameters
    ----------
    one_way : (batteries, hours) where a 0/1 choice keeps a battery from charging and discharging at once
    elastic : let the rule be missed, and by as little as can be whatever it costs
    may_miss_mwh : let the rule be missed by so much in all, at least cost
    """
    chosen = decisions(market, target, one_way, elastic=elastic or may_miss_mwh is not None)
    clauses = [
        load_is_served(market, chosen),
        output_is_shared_out(market, chosen),
        solar_is_within_its_output(market, chosen),
        level_follows_what_went_in_and_out(market, chosen),
        within_battery_power(chosen, chosen.charged),
        within_battery_power(chosen, chosen.discharged),
        within_battery_size(market, chosen),
        *one_way_at_a_time(market, chosen, one_way),
        clean_over_the_year(market, target, chosen)
        if target.basis == "annual"
        else clean_by_hour(market, target, chosen),
    ]
    if may_miss_mwh is not None:
        clauses.append(Constraint("missing", (1,), [Term(chosen.missing, into=0)], upper=may_miss_mwh))
    cost = [Term(chosen.missing)] if elastic else costs(market, chosen)
    return Programme(chosen.all, cost, clauses), chosen


def costs(market: Market, chosen: Decisions) -> list[Term]:
    """Imports, all that offers produce, and what is built, less sales; where a sale would cost, it is spilled instead."""
    offered = np.array([one.price_per_mwh for one in market.offers]) * market.offer_output.sum(axis=1)
    sale: Number = 0.0 if market.sale_per_mwh is None else -market.sale_per_mwh
    return [
        Term(chosen.imported, market.price_per_mwh),
        Term(chosen.offered, offered),
        Term(chosen.solar, np.array([one.cost_per_mw_year for one in market.solars])),
        Term(chosen.battery, np.array([one.cost_per_mw_year for one in market.batteries])),
        Term(chosen.sold, sale),
    ]


def load_is_served(market: Market, chosen: Decisions) -> Constraint:
    """At each site and hour: import + allocation + solar used + discharge = load + charge. Nothing is exported."""
    terms = [
        Term(chosen.imported),
        Term(chosen.allocated),
        Term(chosen.used, into=market.solar_site),
        Term(chosen.discharged, into=market.battery_site),
        Term(chosen.charged, -1.0, into=market.battery_site),
    ]
    return Constraint("load", market.load_mwh.shape, terms, lower=market.load_mwh, upper=market.load_mwh)


def output_is_shared_out(market: Market, chosen: Decisions) -> Constraint:
    """In each hour, what offers produce is allocated to sites or sold; the rest is spilled."""
    terms = [
        Term(chosen.offered, market.offer_output, take=np.s_[:, None]),
        Term(chosen.allocated, -1.0),
        Term(chosen.sold, -1.0),
    ]
    return Constraint("output", (market.hours,), terms, lower=0.0)


def solar_is_within_its_output(market: Market, chosen: Decisions) -> Constraint:
    """On-site solar is used or curtailed."""
    terms = [Term(chosen.solar, market.solar_output, take=np.s_[:, None]), Term(chosen.used, -1.0)]
    return Constraint("solar", chosen.used.shape, terms, lower=0.0)


def level_follows_what_went_in_and_out(market: Market, chosen: Decisions) -> Constraint:
    """Stored += efficiency x charge, stored -= discharge / efficiency; the last hour leads back to the first."""
    kept = market.efficiency[:, None]
    following = np.roll(np.arange(market.hours), -1)
    terms = [
        Term(chosen.level, take=np.s_[:, following]),
        Term(chosen.level, -1.0),
        Term(chosen.charged, -kept),
        Term(chosen.discharged, 1.0 / kept),
    ]
    return Constraint("level", chosen.level.shape, terms, lower=0.0, upper=0.0)


def within_battery_power(chosen: Decisions, flow: Variable) -> Constraint:
    """Charge and discharge are each within the battery's MW, at the site's side."""
    terms = [Term(chosen.battery, take=np.s_[:, None]), Term(flow, -1.0)]
    return Constraint(f"power of {flow.name}", flow.shape, terms, lower=0.0)


def within_battery_size(market: Market, chosen: Decisions) -> Constraint:
    """What is stored is within hours x MW."""
    held = np.array([one.hours for one in market.batteries])[:, None]
    terms = [Term(chosen.battery, held, take=np.s_[:, None]), Term(chosen.level, -1.0)]
    return Constraint("size", chosen.level.shape, terms, lower=0.0)


def one_way_at_a_time(market: Market, chosen: Decisions, one_way: BoolArray) -> list[Constraint]:
    """Where asked for: charge only while charging is 1, discharge only while it is 0."""
    if not one_way.any():
        return []
    place = np.nonzero(one_way)
    most_in, most_out = (most[place] for most in flow_ceilings(market))
    enter = [Term(chosen.charging, most_in, take=place), Term(chosen.charged, -1.0, take=place)]
    leave = [Term(chosen.charging, most_out, take=place), Term(chosen.discharged, take=place)]
    return [
        Constraint("charging", most_in.shape, enter, lower=0.0),
        Constraint("discharging", most_out.shape, leave, upper=most_out),
    ]


def flow_ceilings(market: Market) -> tuple[FloatArray, FloatArray]:
    """(batteries, hours) MWh that a battery which never does both can charge or discharge in an hour.

    Nothing is exported, so a site's only battery discharges at most the site's load, and what it charges in all is at
    most the whole load over its two losses. One of several may also feed the others. Nor can a battery charge
    more than import, all output on offer and the other batteries come to.
    """
    load = market.load_mwh[market.battery_site]
    limit = np.array([one.max_mw for one in market.batteries])[:, None]
    others = _of_others(market, limit)
    solar = np.zeros(market.load_mwh.shape)
    np.add.at(solar, market.solar_site, _at_most(market.solar_output, [one.max_mw for one in market.solars]))
    pool = _at_most(market.offer_output, [one.max_mw for one in market.offers]).sum(axis=0)
    reach = (market.import_max_mw[:, None] + pool + solar)[market.battery_site] + others
    through = (load.sum(axis=1) / market.efficiency**2)[:, None]
    charge = np.minimum(np.minimum(limit, reach), np.maximum(through, np.where(np.isfinite(limit), limit, 0.0)))
    charge = np.where(others > 0, charge, np.minimum(charge, through))
    return charge, np.minimum(limit, load + others)


def _of_others(market: Market, limit: FloatArray) -> FloatArray:
    """(batteries, 1) MW of the other batteries of the same site."""
    at_site = np.bincount(market.battery_site, minlength=len(market.sites))[market.battery_site]
    capped = np.where(np.isfinite(limit[:, 0]), limit[:, 0], market.load_mwh.sum())
    total = np.bincount(market.battery_site, capped, minlength=len(market.sites))[market.battery_site]
    return np.where(at_site > 1, total - capped, 0.0)[:, None]


def _at_most(output: FloatArray, max_mw: list[float]) -> FloatArray:
    limit = np.broadcast_to(np.array(max_mw, np.float64)[:, None], output.shape)
    return np.multiply(output, limit, out=np.zeros(output.shape), where=output > 0)


def clean_over_the_year(market: Market, target: Target, chosen: Decisions) -> Constraint:
    """Over the portfolio: all offer output (sold included: its certificates are kept) + solar used >= share x load."""
    terms = [Term(chosen.offered, market.offer_output.sum(axis=1)), Term(chosen.used), Term(chosen.missing)]
    return Constraint("rule", (1,), terms, lower=target.share * market.total_load_mwh)


def clean_by_hour(market: Market, target: Target, chosen: Decisions) -> Constraint:
    """At each site: import x (1 - cfe), summed over the hours, <= (1 - share) x load."""
    of_site = np.arange(len(market.sites))[:, None]
    terms = [Term(chosen.imported, market.dirty, into=of_site), Term(chosen.missing, -1.0)]
    return Constraint("rule", (len(market.sites),), terms, upper=(1.0 - target.share) * market.load_mwh.sum(axis=1))
