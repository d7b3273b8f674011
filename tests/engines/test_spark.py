"""Spark, for real: the same case gives the same answer, to the last digit, as the embedded engine."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dirty_lines import dirty_rows, shuffled, write_case
from tanlu.app.accounting import Measured, Question
from tanlu.app.answers import inventory_json
from tanlu.app.trails import Wish, measure_and_keep

pytestmark = pytest.mark.slow  # Java starts in some seconds; never skipped
YEAR = 2023


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return dirty_rows(1_000)


def kept(folder: Path, out: Path, *, engine: str, as_of: date | None = None, lines: bool = False) -> Measured:
    return measure_and_keep(Question(folder, YEAR, as_of=as_of, engine=engine), Wish(out=out, lines=lines))


def of_rows(measured: Measured) -> list[tuple[Any, ...]]:
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
