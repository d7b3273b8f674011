"""What a contract is delivered of a plant: share, yearly limit, days, and never one Wh twice."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tanlu.core.period import Period, reporting_year
from tanlu.power.hours import Hours, hours_of
from tanlu.power.matching.contract_checks import doubts
from tanlu.power.matching.contracts import Contract, contract_from, output_wh, serves

FIRST = 438_288
FOUR = Hours(FIRST, 4)


def delivered(*rows: Contract, made: list[int], hours: Hours = FOUR):
    output, findings = output_wh(rows, {"wind": np.array(made, np.int64)}, hours)
    return output.tolist(), findings


def test_a_share_of_output_is_delivered_and_halves_of_an_odd_watt_hour_give_it_out_once():
    output, findings = delivered(Contract("a", "wind", share=0.5), Contract("b", "wind", share=0.5), made=[7, 3, 0, 1])
    assert np.sum(output, axis=0).tolist() == [7, 3, 0, 1]
    assert findings == []


def test_a_limit_counts_the_first_output_of_the_year():
    assert delivered(Contract("a", "wind", limit_wh=25), made=[10, 10, 10, 10])[0] == [[10, 10, 5, 0]]


def test_a_limit_starts_anew_with_each_calendar_year_of_the_zone():
    """At UTC+10 the year turns at 14:00Z."""
    hours = hours_of(Period(date(2022, 12, 31), date(2023, 1, 1)), "Etc/GMT-10")
    (row,), _ = delivered(Contract("a", "wind", limit_wh=3), made=[1] * 48, hours=hours)
    assert row == [1, 1, 1] + [0] * 21 + [1, 1, 1] + [0] * 21


def test_only_the_days_of_a_contract_are_delivered():
    hours = hours_of(reporting_year(2023), "UTC")
    row = Contract("a", "wind", days=Period(date(2023, 12, 31), date.max))
    assert np.sum(delivered(row, made=[1] * 8760, hours=hours)[0]) == 24


def test_contracts_that_claim_more_than_a_plant_made_share_what_it_made_and_are_told():
    rows = Contract("a", "wind", share=0.7), Contract("b", "wind", share=0.7)
    output, (finding,) = delivered(*rows, made=[1000, 0, 1000, 500])
    assert np.sum(output, axis=0).tolist() == [1000, 0, 1000, 500]
    assert (finding.code, finding.severity) == ("overlapping_contracts", "error")
    assert "1 kWh" in finding.sentence()  # 0.4 of 2,500 Wh


def test_contracts_one_after_the_other_do_not_overlap():
    hours = hours_of(Period(date(2023, 1, 1), date(2023, 1, 2)), "UTC")
    first = Contract("a", "wind", days=Period(date.min, date(2023, 1, 1)))
    second = Contract("b", "wind", days=Period(date(2023, 1, 2), date.max))
    output, findings = delivered(first, second, made=[10] * 48, hours=hours)
    assert np.sum(output, axis=1).tolist() == [240, 240]
    assert findings == []


def test_an_empty_list_of_sites_serves_every_site():
    rows = [Contract("a", "wind"), Contract("b", "wind", sites=("lab",))]
    assert serves(rows, ["hq", "lab"]).tolist() == [[True, True], [False, True]]


@pytest.mark.rule("power-18")
def test_the_day_a_contract_was_signed_is_kept():
    row, flaws = contract_from(
        {"contract": "a", "plant": "wind", "signed": date(2021, 5, 1)}, row=2, file="contracts.csv"
    )
    assert flaws == []
    assert row is not None
    assert row.signed == date(2021, 5, 1)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"contract": "a"}, "plant"),
        ({"plant": "wind"}, "contract"),
        ({"contract": "a", "plant": "wind", "share": 50.0}, "share"),
        ({"contract": "a", "plant": "wind", "kwh_limit": -1.0}, "kwh_limit"),
        ({"contract": "a", "plant": "wind", "start": date(2023, 1, 2), "end": date(2023, 1, 1)}, "end"),
    ],
)
def test_a_contract_that_cannot_be_understood_buys_nothing_and_says_why(cells: dict[str, object], column: str):
    row, (flaw,) = contract_from(cells, row=2, file="contracts.csv")
    assert row is None
    assert (flaw.code, flaw.severity, flaw.column) == ("contract_flaw", "error", column)


def test_a_contract_whose_days_are_all_outside_the_year_is_told():
    rows = [
        Contract("old", "wind", days=Period(date(2022, 1, 1), date(2022, 12, 31))),
        Contract("last", "wind", days=Period(date(2022, 1, 1), date(2023, 1, 1))),
        Contract("first", "wind", days=Period(date(2023, 12, 31), date(2030, 1, 1))),
        Contract("new", "wind", days=Period(date(2024, 1, 1), date(2030, 1, 1))),
        Contract("ever", "wind"),
    ]
    told = doubts(rows, reporting_year(2023), {})
    assert [(one.code, one.sentence().split()[1], one.column) for one in told] == [
        ("contract_not_in_force", "old", "end"),
        ("contract_not_in_force", "new", "start"),
    ]


@pytest.mark.rule("power-16")
def test_a_contract_of_another_country_than_a_site_it_may_serve_is_told():
    rows = [
        Contract("home", "wind", region="CN-NM"),
        Contract("abroad", "wind", region="DE"),
        Contract("its own", "wind", region="DE", sites=("lab",)),
        Contract("not said", "wind"),
        Contract("no code", "wind", region="the north"),
    ]
    told = doubts(rows, reporting_year(2023), {"hq": "CN-GD", "lab": "DE-BE", "depot": ""})
    assert [(one.code, one.severity, one.sentence().split(" delivers")[0]) for one in told] == [
        ("contract_in_another_market", "warning", "contract home"),
        ("contract_in_another_market", "warning", "contract abroad"),
    ]
