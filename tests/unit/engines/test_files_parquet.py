"""Parquet when a table is read: used as it stands where it can be, streamed through where it cannot, parts that differ."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tanlu.core.schema import table
from tanlu.io.arrow_text import as_text
from tanlu.io.tables import LinesFile, open_lines, read_rows

LINES = table("activities", required="line start quantity unit", optional="note", numbers="quantity", dates="start")


def lines_of(**columns: Any) -> pa.Table:
    """Three sound lines, with columns replaced; None drops one."""
    sound: dict[str, Any] = {
        "line": ["L1", "L2", "L3"],
        "start": [date(2023, 1, day) for day in (1, 2, 3)],
        "quantity": [1.0, 2.0, 3.0],
        "unit": ["kWh"] * 3,
    }
    return pa.table({name: values for name, values in (sound | columns).items() if values is not None})


def opened(folder: Path, content: pa.Table) -> tuple[LinesFile, list]:
    pq.write_table(content, folder / "activities.parquet")
    lines, findings = open_lines(folder, LINES, folder / "spool")
    assert lines is not None
    return lines, findings


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"quantity": pa.array([1, 2, 3], pa.int32())},
        {"quantity": [Decimal("1.50")] * 3},
        {"quantity": [None, 2.0, None]},
        {"unit": pa.array(["kWh"] * 3).dictionary_encode()},
        {"start": [datetime(2023, 1, 1)] * 3},
        {"start": ["2023-01-01"] * 3},
        {"unit": pa.array(["kWh"] * 3, pa.large_string())},
    ],
)
def test_parquet_of_numbers_texts_and_days_is_used_as_it_stands(tmp_path, columns):
    lines, findings = opened(tmp_path, lines_of(**columns))
    assert lines == LinesFile(
        paths=(tmp_path / "activities.parquet",),
        columns=("line", "start", "quantity", "unit"),
        row_column=None,
        flaw_column=None,
        names={str(tmp_path / "activities.parquet"): "activities.parquet"},
        rows=3,
    )
    assert findings == []
    assert not (tmp_path / "spool").exists()


@pytest.mark.parametrize(
    ("columns", "read"),
    [
        ({"quantity": ["1", "１,２３４", "3万"]}, {"quantity": [1.0, 1234.0, 30_000.0]}),
        ({"quantity": [float("nan"), float("inf"), 1.0], "line": [1, 2, 3]}, {"quantity": [None, None, 1.0]}),
        ({"start": [20230101, 20230102, None]}, {"start": ["20230101", "20230102", None]}),
        ({"line": [1.0, 2.5, None]}, {"line": ["1", "2.5", None]}),
        ({"line": [b"a", b"\xff", None]}, {"line": ["a", "�", None]}),
        ({"line": [["a"], ["b", "c"], []]}, {"line": ["['a']", "['b', 'c']", "[]"]}),
        ({"note": [None, None, None], "unit": [" kWh ", "", "t"]}, {"unit": ["kWh", None, "t"]}),
        ({"unit": pa.nulls(3)}, {"unit": [None, None, None]}),
        ({"quantity": pa.nulls(3)}, {"quantity": [None, None, None]}),
        ({"quantity": [True, False, None]}, {"quantity_text": ["True", "False", None]}),
    ],
)
def test_parquet_of_other_types_is_read_through_the_door(tmp_path, columns, read):
    lines, _ = opened(tmp_path, lines_of(**{"line": [1, 2, 3], **columns}))
    assert (lines.spooled, lines.row_column, lines.flaw_column, lines.rows) == (True, "row", "flaw", 3)
    content = pq.read_table(lines.paths[0])
    assert content["row"].to_pylist() == [2, 3, 4]
    assert {name: content[name].to_pylist() for name in read} == read


def test_texts_that_are_no_numbers_are_findings_with_their_rows(tmp_path):
    lines, (finding,) = opened(tmp_path, lines_of(quantity=["1", "many", "3"]))
    assert (finding.code, finding.file, finding.row, finding.column) == (
        "not_a_number",
        "activities.parquet",
        3,
        "quantity",
    )
    assert pq.read_table(lines.paths[0])["quantity_text"].to_pylist() == [None, "many", None]


def test_records_that_are_empty_throughout_are_no_lines(tmp_path):
    empty = {"line": ["L1", None, "  "], "start": [date(2023, 1, 1), None, None], "quantity": [1.0, None, None]}
    lines, _ = opened(tmp_path, lines_of(**empty, unit=["kWh", None, ""]))
    assert lines.spooled
    assert pq.read_table(lines.paths[0])["row"].to_pylist() == [2]


def test_a_stamp_with_a_zone_stays_the_instant_that_it_is():
    stamps = pa.array([datetime(2022, 12, 31, 16), datetime(2023, 1, 1, 3, 30)], pa.timestamp("us", "Asia/Shanghai"))
    assert as_text(stamps).to_pylist() == ["2022-12-31 16:00:00Z", "2023-01-01 03:30:00Z"]


def test_parts_that_are_alike_are_used_as_they_stand(tmp_path):
    folder = tmp_path / "activities"
    folder.mkdir()
    for name in ("b.parquet", "a.parquet"):
        pq.write_table(lines_of(), folder / name)
    (folder / "_SUCCESS").write_text("")
    lines, findings = open_lines(tmp_path, LINES, tmp_path / "spool")
    assert lines is not None
    assert lines.paths == (folder / "a.parquet", folder / "b.parquet")
    assert list(lines.names.values()) == ["activities/a.parquet", "activities/b.parquet"]
    assert (lines.rows, lines.spooled, findings) == (6, False, [])


def test_parts_that_differ_are_brought_together_in_the_spool(tmp_path):
    folder = tmp_path / "activities"
    folder.mkdir()
    pq.write_table(lines_of(quantity=[1, 2, 3]), folder / "a.parquet")
    pq.write_table(lines_of(quantity=["4", "5", "x"], note=["n"] * 3, unit=None), folder / "b.parquet")
    lines, findings = open_lines(tmp_path, LINES, tmp_path / "spool")
    assert lines is not None
    content = pq.read_table(lines.paths[0])
    assert content["quantity"].to_pylist() == [1.0, 2.0, 3.0, 4.0, 5.0, None]
    assert content["note"].to_pylist() == [None] * 3 + ["n"] * 3
    assert content["row"].to_pylist() == [2, 3, 4, 2, 3, 4]
    assert content["file"].to_pylist() == ["activities/a.parquet"] * 3 + ["activities/b.parquet"] * 3
    assert [(f.code, f.file, f.row) for f in findings] == [
        ("missing_column", "activities/b.parquet", None),
        ("not_a_number", "activities/b.parquet", 4),
    ]
    assert [row.number for row in read_rows(tmp_path, LINES)[0]] == [2, 3, 4, 2, 3, 4]


def test_a_damaged_part_refuses_the_table_and_is_named(tmp_path):
    folder = tmp_path / "activities"
    folder.mkdir()
    pq.write_table(lines_of(), folder / "a.parquet")
    (folder / "b.parquet").write_bytes((folder / "a.parquet").read_bytes()[:-20])
    lines, (finding,) = open_lines(tmp_path, LINES, tmp_path / "spool")
    assert lines is None
    assert (finding.code, finding.table) == ("unreadable_table", "activities")
    assert "activities/b.parquet" in finding.sentence()


def test_header_names_of_parquet_are_compared_as_everywhere(tmp_path):
    lines, findings = opened(tmp_path, lines_of().rename_columns([" Line", "START", "quantity", "unit"]))
    assert (lines.spooled, lines.columns, findings) == (True, ("line", "start", "quantity", "unit"), [])
