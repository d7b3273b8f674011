"""Spark, for real: the same case gives the same answer, to the last digit, as the embedded engine."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars
import pyarrow.parquet as pq
import pytest

from support.case_builders import a_case, factors, lines
from support.dirty_lines import dirty_rows, shuffled, write_case
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.closing import close_or_reopen
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.inventory.run import RunOptions, measure_and_save
from tanlu.services.inventory.serializers import inventory_json

pytestmark = pytest.mark.slow  # Java starts in some seconds; never skipped
YEAR = 2023


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return dirty_rows(1_000)


def kept(folder: Path, out: Path, *, engine: str, as_of: date | None = None, lines: bool = False) -> Measurement:
    return measure_and_save(MeasureRequest(folder, YEAR, as_of=as_of, engine=engine), RunOptions(out=out, lines=lines))


def of_rows(measured: Measurement) -> list[tuple[Any, ...]]:
    """Each line's price in the order of its id."""
    assert measured.trail is not None
    lines = pq.read_table(measured.trail / "lines.parquet").sort_by("line")
    names = ["line", "quantity", "status", "factors", "scope1_kgco2e", "scope2_market_kgco2e", "scope3_kgco2e"]
    return [tuple(row.values()) for row in lines.select(names).to_pylist()]


def test_a_dirty_case_in_parts_has_one_answer_on_both_engines(rows, tmp_path):
    folder = write_case(tmp_path / "a case 碳", rows, parts=3)
    there, here = (kept(folder, tmp_path / engine, engine=engine, lines=True) for engine in ("spark", "duckdb"))
    assert inventory_json(there) == inventory_json(here)
    assert there.trail is not None
    assert here.trail is not None
    for name in ("set_aside.csv", "totals.csv", "market.csv", "keys.parquet"):
        assert (there.trail / name).read_bytes() == (here.trail / name).read_bytes(), name
    assert of_rows(there) == of_rows(here)


@pytest.mark.rule("inventory-34")
def test_shuffled_rows_in_seven_parts_change_no_digit_on_spark(rows, tmp_path):
    other = kept(write_case(tmp_path / "case", shuffled(rows, 4), parts=7), tmp_path / "there", engine="spark")
    here = kept(write_case(tmp_path / "whole", rows), tmp_path / "here", engine="duckdb")
    assert other.run == here.run
    assert other.inventory.tco2e == here.inventory.tco2e
    assert other.measuring.counts == here.measuring.counts


def test_what_was_known_on_a_day_is_the_same_on_both_engines(rows, tmp_path):
    folder = write_case(tmp_path / "case", rows)
    known = [kept(folder, tmp_path / engine, engine=engine, as_of=date(2024, 1, 31)) for engine in ("spark", "duckdb")]
    assert inventory_json(known[0]) == inventory_json(known[1])
    assert known[0].measuring.counts["not_yet_known"] > 0


def test_nothing_but_the_answer_is_printed(rows, tmp_path):
    folder = write_case(tmp_path / "case", rows)
    command = [
        sys.executable,
        "-m",
        "tanlu",
        "measure",
        str(folder),
        "--year",
        str(YEAR),
        "--engine",
        "spark",
        "--json",
    ]
    ended = subprocess.run([*command, "--out", str(tmp_path / "runs")], capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    assert json.loads(ended.stdout)["lines"]["read"] > 0
    assert ended.stderr == ""


OWN = factors("material/steel CN 2023 2000 t", "spend/steel CN 2023 0.5 CNY@2023")
INVOICES = (
    "spend/steel 9000 CNY@2023 evidence=i1",
    "spend/steel 1000 CNY@2023 evidence=i2",
    "material/steel 1 t evidence=i1 method=supplier",
    "material/steel 1 smoot evidence=i2 method=supplier",
    "spend/steel 500 CNY@2023 evidence=i1 method=supplier recorded=2024-02-29T16:00Z",
)


def as_parquet(case: Path) -> Path:
    """The same case with its lines as Parquet: text as text, numbers as numbers."""
    frame = polars.read_csv(case / "activities.csv", infer_schema=False)
    (case / "activities.csv").unlink()
    frame.with_columns(polars.col("quantity").cast(polars.Float64)).write_parquet(case / "activities.parquet")
    return case


@pytest.mark.rule("inventory-22")
@pytest.mark.parametrize("as_of", [None, date(2024, 2, 29)])
def test_suppliers_invoices_and_the_spend_that_stays_are_the_same_on_both_engines(tmp_path: Path, as_of: date | None):
    case = a_case(tmp_path / "case", activities=lines(*INVOICES), factors=OWN, settings={"time_zone": "Asia/Shanghai"})
    as_parquet(case)
    there, here = (kept(case, tmp_path / engine, engine=engine, as_of=as_of) for engine in ("spark", "duckdb"))
    assert inventory_json(there) == inventory_json(here)
    assert there.inventory.tco2e["scope3"] == 2.5 + (0.25 if as_of is None else 0.0)
    assert [finding.count for finding in there.findings if finding.code == "spend_kept"] == [1]


@pytest.mark.parametrize("form", ["text", "stamp", "csv"])
def test_instants_are_the_same_days_on_both_engines(tmp_path: Path, form: str):
    sentence = "material/steel 12 t 2022-12-31T16:00Z..2023-12-31T15:59:59Z"
    case = a_case(tmp_path / "case", activities=lines(sentence), factors=OWN, settings={"time_zone": "Asia/Shanghai"})
    if form != "csv":
        as_parquet(case)
    if form == "stamp":
        frame = polars.read_parquet(case / "activities.parquet")
        stamps = polars.col("start", "end").str.to_datetime(time_zone="UTC")
        frame.with_columns(stamps).write_parquet(case / "activities.parquet")
    there, here = (kept(case, tmp_path / engine, engine=engine) for engine in ("spark", "duckdb"))
    assert inventory_json(there) == inventory_json(here)
    assert there.inventory.tco2e["scope3"] == 24.0


def test_a_year_closed_as_of_a_day_is_compared_on_spark_while_its_lines_are_open(tmp_path: Path):
    early = "material/steel 1 t recorded=2024-01-01"
    case = a_case(tmp_path / "case", activities=lines(early, "material/steel 9 t recorded=2024-06-01"), factors=OWN)
    close_or_reopen(case, YEAR, reopen=False, reason="", by="", as_of=date(2024, 3, 31))
    there = kept(case, tmp_path / "there", engine="spark", lines=True)
    assert "closed_year_changed" not in {finding.code for finding in there.findings}
    assert [row[2] for row in of_rows(there)] == ["priced", "priced"]
