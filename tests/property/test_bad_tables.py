"""A table of lines in Parquet or XLSX, of whatever types and however damaged, is understood or refused in a finding."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from support.bad_input import COLUMNS, SOUND, as_csv, broken, counted

few = settings(max_examples=10)
CELLS = {name: [row[place] for row in SOUND] for place, name in enumerate(COLUMNS)}
NUMBERS = [float(cell) for cell in CELLS["quantity"]]
DAYS = {name: [date.fromisoformat(cell) for cell in CELLS[name]] for name in ("start", "end")}
STAMPS = {name: [datetime(day.year, day.month, day.day) for day in DAYS[name]] for name in DAYS}


@cache
def sound_total() -> float:
    answer = broken()
    assert answer is not None
    return answer["tco2e"]["total_market"]


def as_parquet(**columns: Any) -> bytes:
    sink = io.BytesIO()
    cells = {**CELLS, "quantity": NUMBERS, **columns}
    pq.write_table(pa.table({name: cells[name] for name in cells if cells[name] is not None}), sink, compression="none")
    return sink.getvalue()


def instead(content: bytes, file: str = "activities.parquet") -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        (folder / "activities.csv").unlink()
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(content)

    return spoil


UNDERSTOOD = {
    "quantity as text": {"quantity": CELLS["quantity"]},
    "quantity as Chinese text": {"quantity": ["４１，２００", "3.865万", "3 150", "４２０．０", "3.2"]},
    "quantity as decimal": {"quantity": pa.array([Decimal(cell) for cell in CELLS["quantity"]], pa.decimal128(20, 4))},
    "quantity as dictionary": {"quantity": pa.array(NUMBERS).dictionary_encode()},
    "days as dates": DAYS,
    "days as time stamps": STAMPS,
    "days as nanoseconds": {name: pa.array(STAMPS[name], pa.timestamp("ns")) for name in STAMPS},
    "days in a zone": {name: pa.array(STAMPS[name], pa.timestamp("us", "Asia/Shanghai")) for name in STAMPS},
    "days as whole numbers": {name: [int(cell.replace("-", "")) for cell in CELLS[name]] for name in DAYS},
    "text as dictionaries": {name: pa.array(CELLS[name]).dictionary_encode() for name in COLUMNS if name != "quantity"},
    "text as large strings": {"site": pa.array(CELLS["site"], pa.large_string())},
    "text with spaces": {"unit": [f"  {cell} " for cell in CELLS["unit"]]},
    "columns that engines lay beside": {name: ["x"] * 5 for name in ("filename", "file_row_number", "_file", "_row")},
    "columns that we lay beside": {name: ["x"] * 5 for name in ("state", "superseded", "line_id", "quantity_text")},
    "no evidence": {"evidence": pa.nulls(5)},
}


@pytest.mark.parametrize("columns", UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_parquet_of_other_types_gives_the_same_total(columns):
    answer = broken(instead(as_parquet(**columns)))
    assert answer is not None
    assert answer["lines"]["priced"] == len(SOUND)
    assert answer["tco2e"]["total_market"] == pytest.approx(sound_total(), rel=1e-12)  # sums of floats in other orders


COLUMN = st.sampled_from([name for name in COLUMNS if name != "line"])
VALUES = st.one_of(
    st.just(pa.nulls(5)),
    st.just(pa.array([None] * 5, pa.float64())),
    st.just(pa.array([True, False, None, True, True])),
    st.just(pa.array([[1], [], None, [2], [3]])),
    st.just(pa.array([float("nan"), float("inf"), -5.0, 1e300, None])),
    st.just(pa.array([b"\xff\xfe", b"hq", None, b"", b"a\0b"])),
    st.lists(st.text(max_size=6), min_size=5, max_size=5).map(pa.array),
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=5, max_size=5).map(pa.array),
)


@settings(max_examples=20)
@given(column=COLUMN, values=VALUES)
def test_a_column_of_a_wrong_type_sets_lines_aside_and_loses_none(column, values):
    answer = broken(instead(as_parquet(**{column: values})))
    assert answer is not None
    refused = {"unreadable_table", "missing_column"} & {finding["code"] for finding in answer["findings"]}
    assert bool(refused) != (counted(answer) == len(SOUND))


@few
@given(place=st.integers(0, 2_500), junk=st.binary(min_size=1, max_size=40), cut=st.booleans())
def test_damaged_parquet_is_read_or_named_by_a_finding(place, junk, cut):
    content = as_parquet()
    place %= len(content)
    broken(instead(content[:place] if cut else content[:place] + junk + content[place + len(junk) :]))


def test_a_damaged_part_is_named_with_its_file():
    def spoil(folder: Path) -> None:
        instead(as_parquet(), "activities/part-0.parquet")(folder)
        pages = bytearray(as_parquet())
        pages[20:120] = b"\xff" * 100
        (folder / "activities" / "part-1.parquet").write_bytes(bytes(pages))

    answer = broken(spoil)
    assert answer is not None
    (finding,) = [finding for finding in answer["findings"] if finding["code"] == "unreadable_table"]
    assert finding["file"] == "activities/part-1.parquet"


def test_parts_with_different_columns_and_types_are_one_table_and_rows_are_named_by_part():
    def spoil(folder: Path) -> None:
        instead(as_parquet(), "activities/part-0.parquet")(folder)
        second = as_parquet(quantity=CELLS["quantity"], unit=["foo"] * 5, line=list("abcde"), evidence=None)
        (folder / "activities" / "part-1.parquet").write_bytes(second)

    answer = broken(spoil)
    assert answer is not None
    (finding,) = [finding for finding in answer["findings"] if finding["code"] == "unknown_unit"]
    assert (finding["file"], finding["count"], finding["rows"]) == ("activities/part-1.parquet", 5, [2, 3, 4, 5, 6])
    assert answer["tco2e"]["total_market"] == pytest.approx(sound_total(), rel=1e-12)


@pytest.mark.parametrize("content", [b"", b"PAR1", as_csv(SOUND).encode(), as_parquet()[:700]])
@pytest.mark.parametrize("file", ["activities.parquet", "activities.xlsx"])
def test_a_file_that_is_not_what_its_name_says_is_one_finding(content, file):
    answer = broken(instead(content, file))
    assert answer is not None
    (finding,) = [finding for finding in answer["findings"] if finding["severity"] == "error"]
    assert (finding["code"], finding["table"], finding["file"]) == ("unreadable_table", "activities", file)
    assert answer["lines"]["read"] == 0


def test_a_table_in_two_forms_is_one_finding_and_neither_counts():
    answer = broken(lambda folder: (folder / "activities.parquet").write_bytes(as_parquet()))
    assert answer is not None
    (finding,) = [finding for finding in answer["findings"] if finding["severity"] == "error"]
    assert "activities.csv" in finding["message"]
    assert "activities.parquet" in finding["message"]


def workbook(fill: Callable[[Any, Any], None], sheets: tuple[str, ...] = ("Activities",)) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    for sheet in [book.add_worksheet(name) for name in sheets]:
        fill(book, sheet)
    book.close()
    return stream.getvalue()


def as_typed(book: Any, sheet: Any) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, COLUMNS)
    for row, cells in enumerate(SOUND, start=1):
        sheet.write_row(row, 0, cells)
        sheet.write_number(row, COLUMNS.index("quantity"), float(cells[5]))
        for name in ("start", "end"):
            sheet.write_datetime(row, COLUMNS.index(name), STAMPS[name][row - 1], day)


def as_text(_: Any, sheet: Any) -> None:
    for row, cells in enumerate([COLUMNS, *SOUND]):
        sheet.write_row(row, 0, cells)


@pytest.mark.parametrize("fill", [as_typed, as_text])
@pytest.mark.parametrize("sheets", [("Activities",), ("notes", "activities"), ("Sheet1", "Sheet2")])
def test_a_workbook_gives_the_same_total_however_its_cells_are_typed(fill, sheets):
    answer = broken(instead(workbook(fill, sheets), "activities.xlsx"))
    assert answer is not None
    assert answer["tco2e"]["total_market"] == pytest.approx(sound_total(), rel=1e-12)
    assert ("other_sheets" in {finding["code"] for finding in answer["findings"]}) == (len(sheets) > 1)


@few
@given(first=st.integers(0, 6), last=st.integers(0, 6), column=st.integers(0, 7), text=st.sampled_from(["", "hq", "9"]))
def test_merged_cells_are_named_and_no_line_is_lost(first, last, column, text):
    def fill(book: Any, sheet: Any) -> None:
        as_text(book, sheet)
        if first != last:
            sheet.merge_range(min(first, last), column, max(first, last), column, text)

    broken(instead(workbook(fill), "activities.xlsx"))
