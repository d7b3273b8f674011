"""Demands cut at the days of the instruments that may cover them, and at no others."""

from __future__ import annotations

from datetime import date

from tanlu.core.period import Period, reporting_year
from tanlu.inventory.scope2.instruments import Instrument
from tanlu.inventory.scope2.segments import Demand, InstrumentPeriod, cut_demands

YEAR = reporting_year(2022)
MARCH = Period(date(2022, 3, 1), date(2022, 3, 31))


def offer(days: Period, *, site: str | None = None, market: str | None = None) -> InstrumentPeriod:
    row = Instrument("ppa", "contract", site, market, None, days, 1.0, 0.0, None, None, None, None, None, 2, "i.csv")
    return InstrumentPeriod(row, days)


def test_a_demand_is_cut_only_by_instruments_that_may_cover_it():
    shenzhen, lyon = Demand("shenzhen", YEAR, 365, ("CN-GD", "CN")), Demand("lyon", YEAR, 365, ("FR-ARA", "FR"))
    pieces = cut_demands([shenzhen, lyon], [offer(MARCH, market="CN"), offer(MARCH, site="elsewhere")])
    assert [(pieces.sites[site], wh) for site, wh in zip(pieces.site, pieces.wh.tolist(), strict=True)] == [
        ("lyon", 365),
        ("shenzhen", 59),
        ("shenzhen", 31),
        ("shenzhen", 275),
    ]


def test_a_further_cut_moves_no_watt_hour_between_days():
    demand = Demand("hq", YEAR, 1_000_003, ("CN",))
    coarse = cut_demands([demand], [offer(MARCH)])
    fine = cut_demands([demand], [offer(MARCH), offer(Period(date(2022, 3, 9), date(2022, 3, 17)))])
    assert coarse.wh.tolist()[1] == sum(fine.wh.tolist()[1:4])
    assert sum(fine.wh.tolist()) == demand.wh


def test_edges_outside_a_demand_do_not_cut_it():
    pieces = cut_demands([Demand("hq", MARCH, 31, ("CN",))], [offer(MARCH), offer(YEAR)])
    assert (pieces.wh.tolist(), pieces.period(0), pieces.demand_period(0)) == ([31], MARCH, MARCH)
