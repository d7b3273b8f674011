"""The programme of procurement on markets small enough to solve by hand."""

from __future__ import annotations

import numpy as np
import pytest

from support.procurement_builders import a_market, mwh
from support.reference_models.procurement_linopy import independent
from tanlu.power.procurement.infeasibility import shortfall
from tanlu.power.procurement.market import Asset, Basis, Market, Target
from tanlu.power.procurement.optimise import Clock, Found, cheapest, cheapest_by_highs

NO_CLOCK = Clock.of(None)
DAY = {"hq": mwh("10 10 10 10")}
FLAT = {"hq": mwh("50 50 50 50")}


def found(market: Market, share: float, basis: Basis = "hourly") -> Found:
    return cheapest(market, Target(basis, share), NO_CLOCK)


def test_without_a_target_the_cheaper_of_import_and_offer_serves_the_load():
    dear = a_market(DAY, FLAT, offers={"wind": (60, np.inf, "1 1 1 1")})
    assert found(dear, 0.0).objective == pytest.approx(2000)
    cheap = a_market(DAY, FLAT, offers={"wind": (40, np.inf, "1 1 1 1")})
    assert found(cheap, 0.0).objective == pytest.approx(1600)


def test_an_offer_is_paid_for_all_it_produces():
    """Half of the output falls into an hour where nothing needs it: 10 MW x 2 hours x 30 = 600, and 10 MWh at 50."""
    market = a_market({"hq": mwh("10 0")}, {"hq": mwh("90 90")}, offers={"wind": (30, np.inf, "1 1")})
    assert found(market, 1.0).objective == pytest.approx(600)


def test_excess_is_sold_where_that_brings_something_and_spilled_where_it_costs():
    offers = {"wind": (30.0, np.inf, "1 1")}
    sold = a_market({"hq": mwh("10 0")}, {"hq": mwh("90 90")}, offers=offers, sale="20 20")
    assert found(sold, 1.0).objective == pytest.approx(600 - 200)
    spilled = a_market({"hq": mwh("10 0")}, {"hq": mwh("90 90")}, offers=offers, sale="20 -5")
    answer = found(spilled, 1.0)
    assert answer.objective == pytest.approx(600)
    assert answer.plan is not None
    assert answer.plan.spilled(spilled).tolist() == pytest.approx([0, 10])


def test_what_is_sold_keeps_its_certificates_in_the_annual_rule_and_serves_nothing_in_the_hourly_one():
    market = a_market({"hq": mwh("0 10")}, {"hq": mwh("50 50")}, offers={"sun": (30, np.inf, "1 0")}, sale="10 10")
    assert found(market, 1.0, "annual").objective == pytest.approx(500 + 300 - 100)
    assert found(market, 1.0, "hourly").status == "infeasible"


def test_a_site_at_its_target_says_nothing_for_another():
    """Rule by site: site b has no sun to itself and its import is unclean, whatever site a does."""
    loads = {"a": mwh("10 10"), "b": mwh("10 10")}
    prices = {"a": mwh("50 50"), "b": mwh("50 50")}
    roof = Asset("a", "solar", 10.0, 10.0, "roof")
    market = a_market(loads, prices, solars=[roof], profiles={"roof": "1 1"})
    assert found(market, 0.5, "annual").status == "optimal"
    assert found(market, 0.5, "hourly").status == "infeasible"


def test_a_battery_carries_energy_with_its_losses_and_ends_as_it_began():
    """8.1 MWh at noon come from 10 charged at 0.9 each way: 18.1 MW of sun, a battery of 10 MW at 1 a MW."""
    battery = Asset("hq", "battery", 1.0, np.inf, "", 1.0, 0.9)
    market = a_market(
        {"hq": mwh("8.1 8.1")}, {"hq": mwh("90 90")}, offers={"sun": (30, np.inf, "1 0")}, batteries=[battery]
    )
    answer = found(market, 1.0)
    assert answer.plan is not None
    assert answer.plan.offered.tolist() == pytest.approx([18.1])
    assert answer.plan.battery.tolist() == pytest.approx([10.0])
    assert answer.objective == pytest.approx(18.1 * 30 + 10)


@pytest.mark.rule("power-7")
def test_no_battery_burns_energy_for_a_price_below_zero():
    """Both at once would earn (1 - 0.81) x 50 a MWh. One way at a time: charge 10 at first, of which 8.1 come back, 3.1 into
    the second hour and 5 into the third: import is 15, 1.9 and 0."""
    battery = Asset("hq", "battery", 0.0, 10.0, "", 1.0, 0.9)
    market = a_market({"hq": mwh("5 5 5")}, {"hq": mwh("-50 -50 20")}, batteries=[battery])
    answer = found(market, 0.0, "annual")
    assert answer.plan is not None
    assert answer.choices > 0
    assert (answer.plan.charged * answer.plan.discharged).max() == 0.0
    status, cost = independent(market, Target("annual", 0.0))
    assert (status, answer.objective) == ("optimal", pytest.approx(cost, rel=1e-6))
    assert answer.objective == pytest.approx(-50 * (15 + 1.9))


@pytest.mark.rule("power-7")
def test_no_battery_burns_the_roofs_excess_to_count_it_as_used():
    """The annual rule counts stored solar as used: at prices above zero, too, doing both at once would pay."""
    battery = Asset("hq", "battery", 1.0, 20.0, "", 0.1, 0.5)
    roof = Asset("hq", "solar", 1.0, 100.0, "roof")
    market = a_market(
        {"hq": mwh("10 10")}, {"hq": mwh("50 50")}, solars=[roof], profiles={"roof": "1 0"}, batteries=[battery]
    )
    target = Target("annual", 0.55)
    answer = cheapest(market, target, NO_CLOCK)
    assert answer.plan is not None
    assert (answer.plan.charged * answer.plan.discharged).max() == 0.0
    assert answer.objective == pytest.approx(independent(market, target)[1], rel=1e-6)


@pytest.mark.rule("power-6")
@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_limiting_unclean_import_and_asking_for_clean_supply_are_one_rule_when_nothing_is_exported(share):
    """24/7-CFE asks for allocation + solar + discharge - charge + import x cfe >= share x load."""
    battery = Asset("hq", "battery", 20.0, np.inf, "", 2.0, 0.9)
    market = a_market(
        {"hq": mwh("10 12 8 9 11 10")},
        {"hq": mwh("50 60 40 80 90 55")},
        offers={"wind": (45, np.inf, "0.9 0.1 0.6 0 0.3 0.8"), "sun": (35, np.inf, "0 0.5 1 0.6 0.1 0")},
        batteries=[battery],
        cfe=0.2,
    )
    target = Target("hourly", share)
    limited, matched = independent(market, target), independent(market, target, form="matched")
    assert limited[0] == matched[0] == "optimal"
    # solver's tolerance of 1e-9
    assert cheapest(market, target, NO_CLOCK).objective == pytest.approx(matched[1], rel=1e-6)
    assert limited[1] == pytest.approx(matched[1], rel=1e-6)


@pytest.mark.rule("power-6")
def test_free_energy_from_a_battery_that_starts_full_is_not_to_be_had():
    battery = Asset("hq", "battery", 0.0, 100.0, "", 10.0, 1.0)
    market = a_market(DAY, FLAT, batteries=[battery])
    assert found(market, 0.1).status == "infeasible"


def test_a_limit_on_import_stands_apart_from_a_target_out_of_reach():
    offers = {"wind": (40.0, 5.0, "1 1 1 1")}
    target = Target("hourly", 0.9)
    reached = shortfall(a_market(DAY, FLAT, offers=offers), target, NO_CLOCK)
    assert reached is not None
    assert reached.mwh == pytest.approx(0.4 * 40)
    assert "max_mw of offer wind" in reached.binding
    assert reached.reachable_share == pytest.approx(0.5)
    unserved = shortfall(a_market(DAY, FLAT, offers=offers, import_max_mw={"hq": 3.0}), target, NO_CLOCK)
    assert unserved is not None
    assert unserved.mwh == pytest.approx(2 * 4)
    assert "import_max_mw of site hq" in unserved.binding
    assert "whatever the target" in unserved.binding


def test_the_last_mwh_within_reach_is_priced():
    """Past the cheap wind, the last MWh comes from the dear one: 80 for it less 50 of import saved."""
    offers = {"cheap": (40.0, 2.0, "1 1 1 1"), "dear": (80.0, 3.0, "1 1 1 1")}
    short = shortfall(a_market(DAY, FLAT, offers=offers), Target("hourly", 0.9), NO_CLOCK)
    assert short is not None
    assert short.price_per_mwh == pytest.approx(30)


@pytest.mark.rule("power-23")
def test_a_solver_without_time_proves_nothing():
    answer = cheapest_by_highs(a_market(DAY, FLAT), Target("annual", 0.0), Clock.of(0.0))
    assert (answer.status, answer.proved, answer.lower_bound) == ("stopped", False, 0.0)
