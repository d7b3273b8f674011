"""The embedded engine: keys and exact sums whatever the order and the parts, and each line's price adding up to the totals."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.dirty_lines import dirty_rows, shuffled, write_case
from tanlu.core.errors import EngineError, TableError
from tanlu.engines.columns.base import BATCH_ROWS
from tanlu.engines.columns.select import open_engine
from tanlu.inventory.line_key import LineKey
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.activity_lines import open_case_lines, opened
from tanlu.services.inventory.line_flags import prepare
from tanlu.services.inventory.measure import measure
from tanlu.services.inventory.measurement import Measurement
from tanlu.services.inventory.run import RunOptions, measure_and_save
from tanlu.services.inventory.serializers import inventory_json

YEAR = 2023


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return dirty_rows()


@pytest.fixture(scope="module")
def whole(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Measurement:
    return measure(MeasureRequest(write_case(tmp_path_factory.mktemp("whole") / "case", rows), YEAR))


def told(measured: Measurement) -> dict[str, Any]:
    """Everything of the answer that does not name a row or a file; findings by code, with their count."""
    answer: dict[str, Any] = {**inventory_json(measured)}
    counts = Counter[str]()
    for found in answer.pop("findings"):
        counts[found["code"]] += found["count"]
    return answer | {"findings": counts}


def keys_of(folder: Path, spool: Path) -> list[LineKey]:
    file, _ = open_case_lines(folder, spool)
    assert file is not None
    with open_engine("duckdb", spool=spool) as engine:
        lines = opened(engine, file, zone="UTC", as_of=None)
        return list(prepare(lines, as_of=None, entities=("Daughter",), status=lambda key: "priced").stream())


@pytest.mark.rule("inventory-34")
@pytest.mark.parametrize(("parts", "seed"), [(1, 1), (3, 2), (7, 3)])
def test_shuffled_rows_in_any_number_of_parts_change_no_digit(rows, whole, tmp_path, parts, seed):
    again = measure(MeasureRequest(write_case(tmp_path / "case", shuffled(rows, seed), parts=parts), YEAR))
    assert told(again) == told(whole)


@pytest.mark.rule("inventory-34")
def test_the_sum_of_a_key_is_the_exact_sum_of_its_doubles(tmp_path):
    quantities = [1e12, 0.1, 0.2, 0.3, 1234.567, 1e-9] * 50
    lines = [sound(number, quantity) for number, quantity in enumerate(quantities)]
    (key,) = keys_of(write_case(tmp_path / "case", lines), tmp_path)
    exact = sum((Decimal(quantity) for quantity in quantities), Decimal(0))
    # each line's rest is rounded to 10^-12, so 300 lines are within half of that each
    assert abs(key.quantity - exact) <= Decimal(300) * Decimal("5e-13")
    assert key.lines == len(quantities)


def test_squares_of_quantities_are_summed_where_a_line_has_its_own_error(tmp_path):
    quantities = [0.01, 2.5, 3e6, 4e12]
    lines = [sound(number, quantity) | {"sd_pct": "5"} for number, quantity in enumerate(quantities)]
    (key,) = keys_of(write_case(tmp_path / "case", lines), tmp_path)
    # the squares are doubles before they are summed: some parts in 10^16
    assert key.squares == pytest.approx(sum(quantity**2 for quantity in quantities), rel=1e-14)


def test_an_absent_cell_and_an_empty_one_are_the_same_key(tmp_path):
    lines = [sound(number, 1.0) | {"method": method} for number, method in enumerate((None, "", None))]
    (key,) = keys_of(write_case(tmp_path / "case", lines), tmp_path)
    assert (key["method"], key.lines) == ("", 3)


def test_lines_that_are_unsound_stand_in_keys_of_their_own_and_add_nothing(tmp_path):
    quantities = [5.0, -1.0, None, float("nan"), float("inf"), 1e13, 0.0]
    lines = [sound(number, quantity) for number, quantity in enumerate(quantities)]
    keys = keys_of(write_case(tmp_path / "case", lines), tmp_path)
    met = {key.state: (key.lines, key.quantity) for key in keys}
    assert met == {"ok": (2, 5), "negative": (1, 0), "empty": (1, 0), "absurd": (3, 0)}


@pytest.mark.rule("inventory-34")
def test_the_prices_of_all_lines_sum_to_the_totals(rows, tmp_path):
    folder = write_case(tmp_path / "case", rows, parts=3)
    measured = measure_and_save(MeasureRequest(folder, YEAR), RunOptions(out=tmp_path / "runs", lines=True))
    assert measured.trail is not None
    lines = pq.read_table(measured.trail / "lines.parquet")
    counts = inventory_json(measured)["lines"]
    assert lines.num_rows == len(rows)
    assert {status: lines["status"].to_pylist().count(status) for status in ("priced", "set_aside", "superseded")} == {
        status: counts[status] for status in ("priced", "set_aside", "superseded")
    }
    for part, column in {
        "scope1": "scope1",
        "scope2_location": "scope2_location",
        "scope2_market": "scope2_market",
    }.items():
        tonnes = sum(value or 0.0 for value in lines[f"{column}_kgco2e"].to_pylist()) / 1000
        # thousands of doubles are added in the order of the file, each rounded once
        assert tonnes == pytest.approx(measured.inventory.computed[part], rel=1e-9), part
    scope3 = sum(value or 0.0 for name in ("scope3", "upstream") for value in lines[f"{name}_kgco2e"].to_pylist())
    assert scope3 / 1000 == pytest.approx(measured.inventory.computed["scope3"], rel=1e-9)


def test_results_come_in_batches_and_the_rest_is_not_fetched(tmp_path):
    pq.write_table(pa.table({"number": range(200_000)}), tmp_path / "numbers.parquet")
    with open_engine("duckdb", spool=tmp_path) as engine:
        batches = engine.batches(engine.scan([tmp_path / "numbers.parquet"]))
        assert 0 < next(batches).num_rows <= BATCH_ROWS


def test_an_engine_of_another_name_is_refused():
    with pytest.raises(EngineError, match="use duckdb or spark"):
        open_engine("abacus")


def test_a_table_whose_pages_are_damaged_is_told_as_such(tmp_path):
    path = tmp_path / "numbers.parquet"
    pq.write_table(pa.table({"number": [float(n) for n in range(50_000)]}), path)
    data = bytearray(path.read_bytes())
    data[100:2_000] = bytes(1_900)
    path.write_bytes(data)
    with open_engine("duckdb", spool=tmp_path) as engine, pytest.raises(TableError, match="cannot be read to its end"):
        list(engine.batches(engine.scan([path])))


def sound(number: int, quantity: float | None) -> dict[str, Any]:
    """One line of electricity."""
    return {
        "line": f"L{number}",
        "site": "hall",
        "start": "2023-01-01",
        "end": "2023-01-31",
        "activity": "electricity/grid",
        "unit": "kWh",
        "quantity": quantity,
    }
