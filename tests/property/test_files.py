"""Whatever happens to a table on its way here, it is read or refused with findings; it never ends in a traceback."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tanlu.core.finding import Finding
from tanlu.core.schema import table
from tanlu.io.tables import LinesFile, open_lines, read_rows

LINES = table(
    "activities",
    required="line site start quantity unit",
    optional="evidence note",
    numbers="quantity",
    dates="start",
)
HEADER = ["line", "site", "start", "quantity", "unit", "note"]
SEVERITIES = {"error", "warning", "note"}

quantities = st.sampled_from(["1", "-2.5", "1,234.5", "１２３", "12万", "1e3", "", "many", "1,5", "1 234"])
units = st.sampled_from(["kWh", "万千瓦时", "吨", "立方米", ""])
notes = st.sampled_from(["", "深圳总部", 'a "quoted" word', "two\nlines", "a, b; c", "𠮷"])
rows = st.lists(st.tuples(st.sampled_from(["hq", "深圳"]), quantities, units, notes), max_size=12)


def as_csv(lines: list[tuple[str, str, str, str]], separator: str = ",", end: str = "\n") -> str:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in f'{separator}"\n;') else cell

    body = [[f"L{place}", site, "2023-01-01", *rest] for place, (site, *rest) in enumerate(lines)]
    return "".join(separator.join(quoted(cell) for cell in cells) + end for cells in [HEADER, *body])


def read_all(content: bytes, suffix: str) -> tuple[LinesFile | None, pa.Table | None, list[Finding]]:
    """Both ways through the reader; what must hold of any input is asserted here."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"activities{suffix}").write_bytes(content)
        small, small_findings = read_rows(folder, LINES)
        lines, findings = open_lines(folder, LINES, folder / "spool")
        spool = pq.read_table(lines.paths[0]) if lines and lines.spooled else None
    for finding in findings + small_findings:
        assert finding.severity in SEVERITIES
        assert finding.table == "activities"
        assert finding.message
        assert finding.mend
        assert finding.count >= 1
        assert len(finding.rows) <= 20
    refused = {"unreadable_table", "missing_column"} & {finding.code for finding in findings}
    assert (lines is None) == bool(refused)
    if lines is not None and spool is not None:
        flawed = sum(flaw is not None for flaw in spool["flaw"].to_pylist())
        assert lines.rows == len(spool) == len(small) + flawed
        unread = sum(text is not None for text in spool["quantity_text"].to_pylist())
        assert unread == sum(f.count for f in findings if f.code == "not_a_number")
        assert flawed == sum(f.count for f in findings if f.code in ("extra_cells", "cut_file"))
        numbers = spool["row"].to_pylist()
        assert numbers == sorted(set(numbers))
    return lines, spool, findings


@given(lines=rows, separator=st.sampled_from(",;\t|"), end=st.sampled_from(["\n", "\r\n"]),
       encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))  # fmt: skip
def test_every_row_is_read_in_any_separator_line_end_and_encoding(lines, separator, end, encoding):
    text = as_csv(lines, separator, end)
    _, spool, findings = read_all(text.encode(encoding), ".csv")
    assert spool is not None
    assert len(spool) == len(lines)
    assert {f.code for f in findings} <= {"not_a_number", "encoding", "empty_table"}
    if encoding != "gb18030":
        assert spool["site"].to_pylist() == [site for site, *_ in lines]


@given(lines=rows, cut=st.integers(0, 2_000), encoding=st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_a_file_cut_at_any_byte_loses_only_the_rows_behind_the_cut(lines, cut, encoding):
    content = as_csv(lines).encode(encoding)
    _, spool, _ = read_all(content[:cut], ".csv")
    if spool is not None:
        whole = read_all(content, ".csv")[1]
        assert whole is not None
        assert spool["line"].to_pylist()[:-1] == whole["line"].to_pylist()[: max(len(spool) - 1, 0)]


@given(lines=rows, places=st.lists(st.integers(0, 2_000), max_size=4), junk=st.binary(min_size=1, max_size=4))
def test_random_bytes_anywhere_in_a_csv_file_end_in_findings(lines, places, junk):
    content = bytearray(as_csv(lines).encode())
    for place in places:
        place %= len(content)
        content[place : place + len(junk)] = junk
    read_all(bytes(content), ".csv")


@given(content=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".xlsx", ".parquet"]))
def test_any_bytes_at_all_end_in_findings(content, suffix):
    read_all(content, suffix)


@given(text=st.text(alphabet='line,site,start,quantity,unit\n\r";\t|，"0１万L ', max_size=200))
def test_any_text_below_a_sound_header_ends_in_rows_or_findings(text):
    read_all((",".join(HEADER) + "\n" + text).encode(), ".csv")


@given(lines=rows, rest=st.lists(st.sampled_from([",", ";", "\t"]), min_size=12, max_size=12))
def test_rows_with_other_separators_than_their_header_are_rows(lines, rest):
    plain = [(site, "1", unit, "") for site, _, unit, _ in lines]
    head, *body = as_csv(plain).splitlines()
    mixed = [row.replace(",", separator) for row, separator in zip(body, rest, strict=False)]
    _, spool, findings = read_all("\n".join([head, *mixed, ""]).encode(), ".csv")
    assert spool is not None
    assert spool["quantity"].to_pylist() == [1.0] * len(lines)
    assert {f.code for f in findings} <= {"mixed_separators", "empty_table"}


QUANTITY_COLUMNS = st.one_of(
    st.lists(st.one_of(st.none(), st.floats()), min_size=4, max_size=4).map(lambda v: pa.array(v, pa.float64())),
    st.lists(st.one_of(st.none(), st.floats(width=32)), min_size=4, max_size=4).map(
        lambda v: pa.array(v, pa.float32())
    ),
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=4, max_size=4).map(lambda v: pa.array(v, pa.int64())),
    st.lists(st.decimals(-1000, 1000, places=2), min_size=4, max_size=4).map(
        lambda v: pa.array(v, pa.decimal128(12, 2))
    ),
    st.lists(quantities, min_size=4, max_size=4).map(pa.array),
    st.lists(st.text(max_size=9), min_size=4, max_size=4).map(pa.array),
    st.lists(st.binary(max_size=9), min_size=4, max_size=4).map(pa.array),
    st.lists(st.booleans(), min_size=4, max_size=4).map(pa.array),
    st.lists(st.datetimes(datetime(1900, 1, 1)), min_size=4, max_size=4).map(pa.array),
    st.lists(st.timedeltas(timedelta(-9_999), timedelta(9_999)), min_size=4, max_size=4).map(pa.array),
    st.just(pa.nulls(4)),
    st.just(pa.array([[1], [], None, [2, 3]])),
    st.just(pa.array([{"a": 1}, None, {"a": 2}, {"a": None}])),
)
START_COLUMNS = st.one_of(
    st.lists(st.dates(date(1700, 1, 1)), min_size=4, max_size=4).map(pa.array),
    st.lists(st.datetimes(), min_size=4, max_size=4).map(lambda v: pa.array(v, pa.timestamp("us", "Asia/Shanghai"))),
    st.lists(st.integers(0, 99_999_999), min_size=4, max_size=4).map(pa.array),
    st.lists(st.times(), min_size=4, max_size=4).map(pa.array),
    st.just(pa.array(["2023-01-01", "2023-02-30", "", None]).dictionary_encode()),
)


def parquet_bytes(content: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(content, sink)
    return sink.getvalue().to_pybytes()


@given(quantity=QUANTITY_COLUMNS, start=START_COLUMNS, line=st.sampled_from([[1, 2, 3, 4], list("abcd"), [None] * 4]))
def test_parquet_of_any_types_is_used_spooled_or_refused(quantity, start, line):
    columns = {"line": line, "site": ["hq"] * 4, "start": start, "quantity": quantity, "unit": ["kWh"] * 4}
    lines, _, _ = read_all(parquet_bytes(pa.table(columns)), ".parquet")
    assert lines is not None
    assert lines.rows == 4


SOUND_PARQUET = parquet_bytes(
    pa.table(
        {"line": [1, 2], "site": ["a", "b"], "start": ["2023-01-01"] * 2, "quantity": ["1", "2"], "unit": ["t"] * 2}
    )
)


@given(place=st.integers(0, len(SOUND_PARQUET) - 1), junk=st.binary(min_size=1, max_size=3), cut=st.booleans())
def test_damaged_parquet_is_refused_or_read_but_never_a_traceback(place, junk, cut):
    content = SOUND_PARQUET[:place] if cut else SOUND_PARQUET[:place] + junk + SOUND_PARQUET[place + len(junk) :]
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "activities.parquet").write_bytes(content)
        read_rows(Path(name), LINES)
        open_lines(Path(name), LINES, Path(name) / "spool")


@given(lines=rows, first=st.integers(0, 14), last=st.integers(0, 14), column=st.integers(0, 6), width=st.integers(0, 3))
def test_workbooks_with_merged_cells_name_the_range(lines, first, last, column, width):
    first, last = sorted((first, last))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "book.xlsx"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for place, cells in enumerate([HEADER, *([f"L{n}", *line] for n, line in enumerate(lines))]):
            sheet.write_row(place, 0, cells)
        if (first, column) != (last, column + width):
            sheet.merge_range(first, column, last, column + width, "merged")
        book.close()
        content = path.read_bytes()
    opened, _, findings = read_all(content, ".xlsx")
    if opened is not None and (first, column) != (last, column + width):
        assert [f.severity for f in findings if f.code == "merged_cells"] == ["warning"]
    cut = content[: len(content) * (first + 1) // 16]
    read_all(cut, ".xlsx")
