"""Containers from outside: a Parquet file that promises too much, and sizes that lie, are refused before anything is read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tanlu.io.container_safety import Unsafe, judge_parquet, judge_workbook


def test_a_parquet_file_is_judged_by_what_its_footer_promises(tmp_path: Path):
    path = tmp_path / "lines.parquet"
    pq.write_table(pa.table({"line": pa.nulls(5_000, pa.int8())}), path)
    judge_parquet(path, "lines.parquet", most=5_000)
    with pytest.raises(Unsafe, match="5,000 rows") as met:
        judge_parquet(path, "lines.parquet", most=4_999)
    assert met.value.reason == "zip_bomb"


def test_what_a_workbook_unpacks_to_is_counted_over_all_of_its_parts(tmp_path: Path):
    path = tmp_path / "lines.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for number in range(4):
            book.writestr(f"xl/media/{number}.bin", b"\0" * 1_000)
    judge_workbook(path, "lines.xlsx", most=4_000)
    with pytest.raises(Unsafe) as met:
        judge_workbook(path, "lines.xlsx", most=3_999)
    assert met.value.reason == "zip_bomb"


def test_a_formula_is_found_where_two_blocks_meet(tmp_path: Path):
    path = tmp_path / "lines.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * ((1 << 20) - 1) + b"<f>1+1</f>")
    with pytest.raises(Unsafe) as met:
        judge_workbook(path, "lines.xlsx")
    assert met.value.reason == "formula"
