"""The same lines in one file, in parts or in another order: not a printed digit moves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars
import pytest

from support.case_builders import a_case, factors, lines, measured, rows

SENTENCES = [
    f"{path} {number * 0.1 + 0.07:.3f} {unit} {days} site={site}"
    for number, (path, unit, days, site) in enumerate(
        [
            ("electricity/grid", "MWh", "2023-01", "hq"),
            ("electricity/grid", "kWh", "2023-02", "gd"),
            ("fuel/diesel", "L", "2023", "hq"),
            ("fuel/natural_gas", "m3", "2022-11-11..2023-03-03", "gd"),
            ("material/steel", "t", "2023", "hq"),
            ("refrigerant/R-410A", "kg", "2023-07-07", "gd"),
        ]
        * 15
    )
]
FIXED = {
    "sites": rows("site=hq region=CN share=0.9", "site=gd region=CN-GD share=0.3"),
    "factors": factors("material/steel CN 2023 2000 t"),
    "instruments": rows(
        "instrument=ppa kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=333.333 kgco2e_per_kwh=0.0123"
    ),
    "settings": {"consolidation": "equity_share", "time_zone": "Asia/Shanghai"},
    "toml": '[estimate]\ngaps = "mean_day"\n',
}


def answer(folder: Path) -> str:
    """The answer without findings, which name rows and files."""
    told = measured(folder)
    del told["findings"]
    return json.dumps(told)


@pytest.fixture
def whole(tmp_path: Path) -> tuple[Path, polars.DataFrame, str]:
    """The case in one file, its table, and its answer."""
    more: dict[str, Any] = FIXED
    case = a_case(tmp_path / "case", activities=lines(*SENTENCES), **more)
    return case, polars.read_csv(case / "activities.csv", infer_schema_length=None), answer(case)


@pytest.mark.rule("inventory-34")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_rows_give_the_same_digits(whole: tuple[Path, polars.DataFrame, str], seed: int):
    case, frame, told = whole
    frame.sample(fraction=1, shuffle=True, seed=seed).write_csv(case / "activities.csv")
    assert answer(case) == told


@pytest.mark.rule("inventory-34")
@pytest.mark.parametrize("parts", [1, 2, 7, 90])
def test_any_number_of_parts_gives_the_same_digits(whole: tuple[Path, polars.DataFrame, str], parts: int):
    case, frame, told = whole
    (case / "activities.csv").unlink()
    (case / "activities").mkdir()
    for number in range(parts):
        frame.gather_every(parts, number).write_parquet(case / "activities" / f"part-{number:03}.parquet")
    assert answer(case) == told


def test_parquet_stamps_in_utc_give_the_digits_of_the_days_that_they_are(whole: tuple[Path, polars.DataFrame, str]):
    case, frame, told = whole
    (case / "activities.csv").unlink()
    midnight = polars.col("start", "end").str.to_datetime("%Y-%m-%d", time_zone="Asia/Shanghai")
    frame.with_columns(midnight.dt.convert_time_zone("UTC")).write_parquet(case / "activities.parquet")
    assert answer(case) == told
