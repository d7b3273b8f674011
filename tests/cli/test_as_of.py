"""``--as-of`` on every verb, on the real command line: what was known on a day, and the same bytes afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.case_builders import a_case, factors, lines, rows, tanlu

TENCENT = Path(__file__).resolve().parents[2] / "cases" / "tencent"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A line of 10 t, corrected to 11 t in March 2026."""
    activities = lines("material/steel 10 t", "material/steel 11 t replaces=L1 recorded=2026-03-01")
    return a_case(tmp_path / "case", activities=activities, factors=factors("material/steel CN 2023 1000 t"))


@pytest.mark.rule("inventory-8")
def test_tencents_2021_is_5_111_000_tonnes_as_known_in_march_2022(tmp_path: Path):
    """腾讯碳中和目标及行动路线报告, 2022-02-24."""
    ran = tanlu("measure", TENCENT, "--year", "2021", "--as-of", "2022-03-01", "--out", tmp_path, "--json")
    assert ran.status == 0
    assert ran.answer["tco2e"]["total_market"] == 5_111_000
    assert ran.answer["as_of"] == "2022-03-01"


@pytest.mark.rule("inventory-8", "inventory-10")
def test_tencents_two_vintages_of_2021_are_bridged_by_scope():
    """Roadmap of 2022 and 2023 ESG report, p. 106."""
    ran = tanlu("bridge", TENCENT, "2021", "2021", "--from-as-of", "2022-03-01", "--as-of", "2026-01-01", "--json")
    assert ran.status == 0
    answer = ran.answer
    assert (answer["from"]["as_of"], answer["to"]["as_of"]) == ("2022-03-01", "2026-01-01")
    assert answer["from"]["tco2e"] == 5_111_000
    assert sum(answer["by_scope"]["scope3"].values()) == pytest.approx(3_381_941.8 - 2_743_000)


@pytest.mark.rule("inventory-32")
def test_trace_tells_what_a_line_was_on_a_day(case: Path):
    then = tanlu("trace", case, "L1", "--as-of", "2026-02-28", "--json").answer
    now = tanlu("trace", case, "L1", "--json").answer
    assert (then["status"], then["tco2e"]["location"]) == ("priced", 10.0)
    assert now["status"] == "superseded"
    later = tanlu("trace", case, "L2", "--as-of", "2026-02-28", "--json").answer
    assert later["status"] == "not_yet_known"


@pytest.mark.rule("inventory-9")
def test_check_looks_at_what_was_known(case: Path):
    broken = rows("year=2023 metric=scope9 value=1 unit=t source=r recorded=2026-03-01")
    a_case(
        case, activities=lines("material/steel 1 t", "material/steel 1 furlong recorded=2026-03-01"), statements=broken
    )
    assert tanlu("check", case, "--json").status == 1
    ran = tanlu("check", case, "--as-of", "2026-02-28", "--json")
    assert ran.status == 0, ran.out
    assert ran.answer["lines"]["not_yet_known"] == 1


@pytest.mark.rule("inventory-9")
def test_measure_gives_the_same_bytes_after_later_rows(case: Path):
    words = ("measure", case, "--year", "2023", "--as-of", "2026-02-28", "--json")
    before = tanlu(*words)
    a_case(
        case,
        factors=factors("material/steel CN 2023 1000 t", "material/steel CN 2023 9 t recorded=2026-03-01"),
        statements=rows("year=2023 metric=scope3 value=1 unit=t source=r recorded=2026-03-01"),
    )
    after = tanlu(*words)
    assert (before.status, before.out) == (after.status, after.out)
    assert tanlu("measure", case, "--year", "2023", "--json").answer["tco2e"]["scope3"] == 1


@pytest.mark.parametrize("verb", [["check"], ["close", "2023"], ["bridge", "2023", "2023"], ["trace", "L1"]])
def test_every_verb_takes_a_day_and_refuses_what_is_none(case: Path, verb: list[str]):
    words = [verb[0], str(case), *verb[1:]]
    if verb == ["trace", "L1"]:  # one look at the refusal is enough: all read the day in one place
        assert tanlu(*words, "--as-of", "2026-02-30", "--json").status == 2
    ran = tanlu(*words, "--as-of", "2026-12-31", "--json")
    assert ran.status in (0, 1), ran.err
    assert ran.answer["findings"] is not None


@pytest.mark.rule("inventory-9")
def test_a_year_is_closed_as_of_a_day_and_says_so(case: Path):
    ran = tanlu("close", case, "2023", "--as-of", "2026-02-28")
    assert ran.status == 0, ran.err
    assert "as of 2026-02-28, run" in ran.out
    then = tanlu("measure", case, "--year", "2023", "--as-of", "2026-02-28", "--json").answer
    assert then["run"] in "".join(ran.out.split())
    now = tanlu("measure", case, "--year", "2023", "--json").answer
    assert "closed_year_changed" not in {finding["code"] for finding in now["findings"]}


def test_an_instant_is_no_day_of_knowledge(case: Path):
    ran = tanlu("measure", case, "--year", "2023", "--as-of", "2026-02-28T16:00Z")
    assert ran.status == 2
    assert "--as-of" in ran.err
    assert "YYYY-MM-DD" in ran.err
