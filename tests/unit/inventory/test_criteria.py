"""Quality criteria of instruments: what refuses, what warns, and what the sentence names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tanlu.core.finding import Finding
from tanlu.core.period import reporting_year
from tanlu.inventory.scope2.instruments import Instrument, instrument_from
from tanlu.inventory.scope2.quality_criteria import judge

YEAR = reporting_year(2022)
PARENTS = {"CN-GD": ("CN-GRID-SOUTH", "CN"), "CN-BJ": ("CN-GRID-NORTH", "CN"), "CN-YN": ("CN-GRID-SOUTH", "CN")}
SOUND = {
    "instrument": "gec_1",
    "kind": "certificate",
    "market": "CN",
    "region": "CN-YN",
    "kwh": 1000.0,
    "kgco2e_per_kwh": 0.0,
    "start": "2022-01-01",
    "end": "2022-12-31",
    "vintage_start": "2022-01-01",
    "vintage_end": "2022-06-30",
    "retired_for": "Tencent",
    "registry": "GEC 2022-000123",
}


def chain(place: str) -> tuple[str, ...]:
    return (place, *PARENTS.get(place, (place[:2],) if "-" in place else ()))


SITES = {"shenzhen": chain("CN-GD"), "beijing": chain("CN-BJ")}


def row(number: int = 2, /, **cells: object) -> Instrument:
    found = instrument_from({**SOUND, **cells}, row=number, file="instruments.csv")
    assert isinstance(found, Instrument), found
    return found


def judged(*rows: Instrument, year: int = 2022) -> tuple[list[str], list[Finding]]:
    usable, findings = judge(
        rows,
        reporter_names=["Tencent", "腾讯"],
        chain_of=chain,
        site_chains=SITES,
        year=reporting_year(year),
    )
    return [each.instrument for each in usable], findings


def told(findings: Sequence[Finding]) -> list[tuple[str, str, str | None]]:
    return [(finding.code, finding.severity, finding.column) for finding in findings]


def test_a_certificate_that_shows_every_criterion_is_usable():
    assert judged(row()) == (["gec_1"], [])
    assert judged(row(retired_for="  ＴＥＮＣＥＮＴ ")) == (["gec_1"], [])
    assert judged(row(retired_for="腾讯")) == (["gec_1"], [])


CONTRADICTED = [
    ("market", {"market": "US"}, "no site of the case lies in market US"),
    ("market", {"market": "CN-GRID-SOUTH", "site": "beijing"}, "site beijing is in CN-BJ in CN-GRID-NORTH in CN"),
    ("market", {"region": "US-CA"}, "its plant in US-CA is outside market CN"),
    ("market", {"market": "CN-GRID-SOUTH", "region": "CN-BJ"}, "its plant in CN-BJ is outside market CN-GRID-SOUTH"),
    ("vintage", {"vintage_start": "2020-01-01", "vintage_end": "2020-12-31"}, "made 2020-01-01 to 2020-12-31"),
    ("retirement", {"retired_for": "Somebody Else"}, "retired for 'Somebody Else', who is not the reporter"),
]


@pytest.mark.rule("inventory-3")
@pytest.mark.parametrize("kind", ["certificate", "contract", "supplier_rate"])
@pytest.mark.parametrize(("criterion", "cells", "why"), CONTRADICTED)
def test_a_criterion_that_is_contradicted_refuses_and_is_named(
    kind: str, criterion: str, cells: dict[str, object], why: str
):
    usable, findings = judged(row(kind=kind, **cells))
    assert usable == []
    assert [(finding.code, finding.severity) for finding in findings] == [("instrument_refused", "error")]
    assert f"contradicts the criterion {criterion} ({why}" in findings[0].sentence()
    assert findings[0].row == 2


NOT_SHOWN = [
    ("market", {"market": None, "site": "shenzhen"}, "market"),
    ("market", {"region": None}, "region"),
    ("vintage", {"vintage_start": None}, "vintage_start"),
    ("retirement", {"retired_for": None}, "retired_for"),
    ("unique claim", {"registry": None}, "registry"),
]


@pytest.mark.rule("inventory-3")
@pytest.mark.parametrize(("criterion", "cells", "column"), NOT_SHOWN)
def test_a_criterion_not_shown_refuses_a_certificate_and_warns_on_a_contract_or_a_rate(
    criterion: str, cells: dict[str, object], column: str
):
    usable, findings = judged(row(**cells))
    assert (usable, told(findings)) == ([], [("instrument_refused", "error", column)])
    assert f"does not show the criterion {criterion} (" in findings[0].sentence()
    for kind in ("contract", "supplier_rate"):
        usable, findings = judged(row(kind=kind, **cells))
        assert (usable, told(findings)) == (["gec_1"], [("criterion_not_shown", "warning", column)])
        assert f"does not show the criterion {criterion} (" in findings[0].sentence()


@pytest.mark.rule("inventory-3")
@pytest.mark.parametrize(
    "again",
    [
        {"instrument": "GEC_1 ", "registry": "GEC 2022-999999"},
        {"instrument": "gec_2", "registry": "gec 2022-000123"},
    ],
)
def test_the_second_row_that_claims_one_certificate_is_refused_and_names_the_first(again: dict[str, object]):
    rows = [row(2), row(5, **again)]
    for given in (rows, rows[::-1]):
        usable, findings = judged(*given)
        assert usable == ["gec_1"]
        assert [(finding.code, finding.row) for finding in findings] == [("instrument_refused", 5)]
        assert "unique claim (row 2 of instruments.csv already claims it as 'gec_1')" in findings[0].sentence()


def test_a_certificate_is_claimed_once_for_all_years_and_a_contract_once_for_a_day():
    later = {"start": "2023-01-01", "end": "2023-12-31", "vintage_start": "2022-12-01", "vintage_end": "2023-06-30"}
    assert judged(row(2), row(3, **later), year=2023)[0] == []
    contracts = row(2, kind="contract"), row(3, kind="contract", **later)
    assert judged(*contracts, year=2023) == (["gec_1"], [])
    assert judged(row(2, kind="contract"), row(3, kind="contract"))[0] == ["gec_1"]


def test_the_bare_name_of_a_registry_is_shared_by_all_that_it_holds():
    rows = [row(2, registry="I-REC"), row(3, instrument="gec_2", registry="I-REC")]
    assert judged(*rows) == (["gec_1", "gec_2"], [])
    rows = [row(2, registry="GEC 2022"), row(3, instrument="gec_2", registry="GEC 2022")]
    assert judged(*rows) == (["gec_1", "gec_2"], [])


def test_a_row_that_is_refused_claims_nothing():
    usable, findings = judged(row(2, retired_for="Somebody Else"), row(3))
    assert usable == ["gec_1"]
    assert [(finding.code, finding.row) for finding in findings] == [("instrument_refused", 2)]


def test_a_site_that_the_case_does_not_know_refuses():
    usable, findings = judged(row(site="atlantis", kind="contract"))
    assert (usable, told(findings)) == ([], [("unknown_site", "error", "site")])


def test_a_row_of_another_year_is_left_to_that_year_and_a_vintage_that_says_so_is_noted():
    assert judged(row(retired_for="Somebody Else"), year=2023) == ([], [])
    usable, findings = judged(row(start=None, end=None), year=2023)
    assert (usable, told(findings)) == ([], [("instrument_of_another_year", "note", "vintage_start")])
    assert "criterion vintage" in findings[0].sentence()


def test_a_contract_that_names_only_its_plant_serves_the_plants_country():
    (usable,), _ = judge(
        [row(kind="contract", market=None)],
        reporter_names=["Tencent"],
        chain_of=chain,
        site_chains=SITES,
        year=YEAR,
    )
    assert (usable.site, usable.market) == (None, "CN")
