"""Facts: a figure that two frameworks ask for is one fact, gross before credits, and each disclosure has a place or a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.case_builders import a_case, lines, rows
from support.report_builders import many_kinds, told
from tanlu.report.disclosures import disclosures
from tanlu.report.sections import SECTIONS
from tanlu.report.sections.evidence import FRAMEWORKS

CREDITS = rows(
    "credit=c1 year=2023 tco2e=2 kind=removal registry=VCS retirement=R-1 retired_for=wind source=registry",
    "credit=c2 year=2023 tco2e=9 kind=avoidance registry=VCS source=registry",
)


def test_every_disclosure_of_each_framework_has_a_place_in_the_report_or_a_reason_why_not():
    names = {name for name, _ in SECTIONS}
    assert {each.framework for each in disclosures()} == set(FRAMEWORKS)
    assert [each for each in disclosures() if bool(each.place) == bool(each.because)] == []
    assert {each.place for each in disclosures() if each.place} <= names
    assert [each for each in disclosures() if each.because and each.facts] == []


@pytest.mark.rule("report-4")
def test_a_number_that_two_frameworks_ask_for_is_one_fact(tmp_path: Path):
    said = told(many_kinds(tmp_path / "case"), tmp_path)
    users: dict[str, set[str]] = {}
    for each in said["index"]:
        for name in each["facts"]:
            users.setdefault(name, set()).add(each["framework"])
    assert users["scope1"] == set(FRAMEWORKS)
    assert users["scope2_location"] == set(FRAMEWORKS)
    assert set(users) <= set(said["facts"])
    values = [(fact["value"], fact["unit"]) for name, fact in said["facts"].items() if name.startswith("scope1")]
    assert values == [(said["inventory"]["tco2e"]["scope1"], "tCO2e")]


@pytest.mark.rule("report-2", "inventory-18")
def test_scopes_are_gross_and_credits_have_a_fact_of_their_own(tmp_path: Path):
    case = a_case(tmp_path / "case", activities=lines("fuel/diesel 10 t"))
    without = told(case, tmp_path)["facts"]
    a_case(case, activities=lines("fuel/diesel 10 t"), credits=CREDITS)
    said = told(case, tmp_path)
    facts = said["facts"]
    assert sorted(said["inventory"]["credits"]) == ["not_retired", "retired_tco2e", "retirements"]
    assert (without["credits_retired"]["value"], facts["credits_retired"]["value"]) == (None, 2)
    assert {name: fact for name, fact in facts.items() if name != "credits_retired"} == {
        name: fact for name, fact in without.items() if name != "credits_retired"
    }


@pytest.mark.rule("report-1", "inventory-33")
def test_every_factor_that_lines_name_stands_in_the_list_with_source_and_licence(tmp_path: Path):
    said = told(many_kinds(tmp_path / "case"), tmp_path)
    assert len(said["factors"]) >= 15
    for factor in said["factors"]:
        assert factor["source"]
        assert factor["licence"]
        assert factor["why"]
        assert factor["vintage"]
