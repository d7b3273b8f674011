"""A vintage is a vintage: what was known on a day gives the same bytes whatever is loaded later, and nothing is deleted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, errors, factors, lines, measured, rows, table, tco2e

DAY = "2026-06-01"
LATER = "recorded=2026-07-01"
LINES = [
    "electricity/grid 1234.567 MWh",
    "electricity/grid 98765.4321 kWh 2022-12-03..2023-03-07",
    "fuel/diesel 987.6 L",
    "refrigerant/R-410A 3.3 kg",
    "material/steel 7 t recorded=2026-01-01",
]
OWN = ["material/steel CN 2023 2000 t recorded=2026-01-01"]


def answer(folder: Path, **more: Any) -> dict[str, Any]:
    activities = more.pop("activities", lines(*LINES))
    own = more.pop("factors", factors(*OWN))
    return measured(a_case(folder, activities=activities, factors=own, **more), as_of=DAY)


@pytest.mark.rule("inventory-9")
@pytest.mark.parametrize(
    "factor",
    [
        f"electricity/grid CN 2023 0.1 kWh basis=average {LATER}",
        f"electricity/grid CN 2023-03-01..2023-10-31 0.1 kWh basis=average {LATER}",
        f"electricity/grid CN 2023 0.1 kWh basis=residual {LATER}",
        "electricity/grid CN 2023 0.1 kWh basis=supplier published=2026-06-02",
        f"material/steel CN 2023 1 t {LATER}",
        f"fuel/diesel CN 2023-05-05..2023-05-06 1 L {LATER}",
        f"upstream/wtt/electricity/grid CN 2023 0.05 kWh {LATER}",
        f"fuel/diesel CN 2023 x L {LATER}",
        f"fuel/diesel CN 2023 1 L licence= {LATER}",
    ],
)
def test_a_factor_loaded_later_moves_no_byte_of_what_was_known(tmp_path: Path, factor: str):
    before = answer(tmp_path / "case")
    after = answer(tmp_path / "case", factors=factors(*OWN, factor))
    assert json.dumps(before) == json.dumps(after)


@pytest.mark.rule("inventory-9")
@pytest.mark.parametrize("toml", ["", '[factors]\nvintage = "latest_published"\n', '[estimate]\ngaps = "mean_day"\n'])
def test_under_every_policy_later_rows_of_every_table_move_no_byte(tmp_path: Path, toml: str):
    before = answer(tmp_path / "case", toml=toml)
    after = answer(
        tmp_path / "case",
        toml=toml,
        factors=factors(*OWN, f"electricity/grid CN 2023-02-02..2023-04-04 0.1 kWh basis=average {LATER}"),
        statements=rows(
            f"year=2023 metric=scope1 value=1 unit=t source=r {LATER}",
            f"year=2023 metric=scope7 value=1 unit=t source=r {LATER}",
            f"year=2023 metric=scope3 value=many unit=t source=r {LATER}",
        ),
        instruments=rows(
            f"instrument=ppa kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=5 kgco2e_per_kwh=0 {LATER}",
            f"instrument=odd kind=gift market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=5 kgco2e_per_kwh=0 {LATER}",
        ),
        activities=lines(*LINES, f"electricity/grid 5 MWh {LATER} replaces=L1", f"fuel/diesel 5 L 2023-04 {LATER}"),
    )
    assert after["lines"].pop("not_yet_known") - before["lines"].pop("not_yet_known") == 2
    assert json.dumps(before) == json.dumps(after)


@pytest.mark.rule("inventory-9")
@pytest.mark.parametrize(
    "line",
    [
        "fuel/diesel lots L",
        "fuel/diesel 5 furlong",
        "magic/wand 5 L 2023-02-30 site=moon",
        "fuel/diesel 5 L quality=9 method=guess sd_pct=x category=77",
        "fuel/diesel 5 L replaces=L3",
    ],
)
def test_a_line_recorded_later_moves_no_byte_however_flawed_it_is(tmp_path: Path, line: str):
    before = answer(tmp_path / "case", activities=lines(*LINES, "fuel/diesel few L"))
    after = answer(tmp_path / "case", activities=lines(*LINES, "fuel/diesel few L", f"{line} {LATER}"))
    assert before["lines"]["set_aside"] == 1
    assert after["lines"].pop("not_yet_known") == before["lines"].pop("not_yet_known") + 1
    assert json.dumps(before) == json.dumps(after)


@pytest.mark.rule("inventory-9")
def test_the_same_question_gives_the_same_run_again_and_another_day_another(tmp_path: Path):
    assert answer(tmp_path)["run"] == answer(tmp_path)["run"]
    assert measured(tmp_path, as_of="2026-06-02")["run"] != answer(tmp_path)["run"]
    assert measured(tmp_path)["run"] != answer(tmp_path)["run"]


@pytest.mark.rule("inventory-32")
def test_a_correction_replaces_and_both_stay_in_the_table(tmp_path: Path):
    activities = lines("material/steel 10 t", "material/steel 11 t replaces=L1 recorded=2026-03-01")
    case = a_case(tmp_path, activities=activities, factors=factors("material/steel CN 2023 1000 t"))
    now, then = measured(case), measured(case, as_of="2026-02-28")
    assert (tco2e(now, "scope3"), tco2e(then, "scope3")) == (11.0, 10.0)
    assert (now["lines"]["superseded"], now["lines"]["priced"]) == (1, 1)
    assert (then["lines"]["superseded"], then["lines"]["not_yet_known"], then["lines"]["priced"]) == (0, 1, 1)


@pytest.mark.rule("inventory-32")
@pytest.mark.parametrize(
    ("day", "tonnes", "superseded"),
    [("2026-01-15", 10, 0), ("2026-02-15", 11, 1), ("2026-03-15", 12, 2), (None, 12, 2)],
)
def test_of_a_chain_of_corrections_the_last_known_counts_alone(
    tmp_path: Path, day: str | None, tonnes: float, superseded: int
):
    activities = lines(
        "material/steel 10 t",
        "material/steel 11 t replaces=L1 recorded=2026-02-01",
        "material/steel 12 t replaces=L2 recorded=2026-03-01",
    )
    case = a_case(tmp_path, activities=activities, factors=factors("material/steel CN 2023 1000 t"))
    answer = measured(case, as_of=day)
    assert (tco2e(answer, "scope3"), answer["lines"]["superseded"]) == (tonnes, superseded)
    assert errors(answer) == []


@pytest.mark.rule("inventory-32")
def test_a_correction_of_days_corrects_only_what_it_names(tmp_path: Path):
    """A line moved into another year by its correction counts in that year only."""
    activities = lines("material/steel 10 t 2023", "material/steel 10 t 2022 replaces=L1")
    own = factors("material/steel CN 2023 1000 t", "material/steel CN 2022 1000 t")
    case = a_case(tmp_path, activities=activities, factors=own)
    assert measured(case, 2023)["tco2e"]["scope3"] is None
    assert tco2e(measured(case, 2022), "scope3") == 10.0


@pytest.mark.rule("inventory-32")
def test_a_supplier_figure_known_later_replaces_spend_only_from_then_on(tmp_path: Path):
    own = factors("material/steel CN 2023 1000 t", "spend/steel CN 2023 1 CNY@2023")
    activities = lines(
        "spend/steel 3000 CNY@2023 evidence=i1",
        "material/steel 2 t evidence=i1 method=supplier recorded=2026-03-01",
    )
    case = a_case(tmp_path, activities=activities, factors=own)
    met = [tco2e(measured(case, as_of=day), "scope3") for day in ("2026-02-28", "2026-03-01", None)]
    assert met == [3.0, 2.0, 2.0]


@pytest.mark.rule("inventory-8", "inventory-32")
def test_a_change_recorded_after_the_day_does_not_recalculate_the_base_year(tmp_path: Path):
    change = rows("change=c date=2026-07-01 kind=structure scope=scope1 tco2e_base_year=100 reason=bought")
    case = a_case(tmp_path, activities=lines("fuel/diesel 100 t 2022"), changes=change)
    then, now = measured(case, 2022, as_of=DAY), measured(case, 2022)
    assert now["base_year_recalculation"]["forced"]
    assert not then["base_year_recalculation"]["forced"]


def test_a_table_may_be_written_by_a_spreadsheet_and_keep_its_days(tmp_path: Path):
    """2026/7/1 and 2026-07-01 are one day."""
    cells = {"year": 2023, "metric": "scope1", "value": 5, "unit": "t", "source": "r", "recorded": "2026/7/1"}
    case = a_case(tmp_path, statements=table([cells]))
    assert measured(case, as_of="2026-06-30")["tco2e"]["scope1"] is None
    assert measured(case, as_of="2026-07-01")["tco2e"]["scope1"] == 5


@pytest.mark.rule("inventory-9", "inventory-32")
def test_a_later_line_that_bears_an_older_id_moves_nothing_of_the_earlier_day(tmp_path):
    header = "line,site,start,end,activity,quantity,unit,evidence,recorded\n"
    first = "L1,hq,2023-01-01,2023-12-31,electricity/grid,10,kWh,bill,2026-01-01\n"
    copy = "L1,hq,2023-01-01,2023-12-31,electricity/grid,12,kWh,bill,2026-07-01\n"
    before = measured(a_case(tmp_path / "case", activities=header + first), as_of=DAY)
    after = measured(a_case(tmp_path / "case", activities=header + first + copy), as_of=DAY)
    assert after["lines"].pop("not_yet_known") == 1
    assert before["lines"].pop("not_yet_known") == 0
    assert after == before
    assert "duplicate_line" in {finding["code"] for finding in measured(tmp_path / "case")["findings"]}
