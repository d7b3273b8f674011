"""Delimited text when a table is read: encodings, separators, rows that do not fit, cut files, stray quotes."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tanlu.core.schema import table
from tanlu.io.tables import LinesFile, open_lines, read_rows

LINES = table("activities", required="line site quantity unit", optional="evidence note", numbers="quantity")
HEADER = "line,site,quantity,unit,note"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "activities.csv").write_bytes(text.encode(encoding))
    return folder


def spooled(folder: Path) -> tuple[list[dict[str, object]], list]:
    lines, findings = open_lines(folder, LINES, folder / "spool")
    assert isinstance(lines, LinesFile)
    records = pq.read_table(lines.paths[0]).to_pylist()
    assert len(records) == lines.rows
    return records, findings


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def test_a_spool_has_typed_columns_row_numbers_and_what_could_not_be_read(tmp_path):
    records, findings = spooled(write(tmp_path, f"{HEADER}\nL1, hq ,１２万,kWh,\n\nL2,hq,many,kWh,x\nL3,hq,,kWh,\n"))
    assert [record["row"] for record in records] == [2, 4, 5]
    assert records[0] == {
        "row": 2, "flaw": None, "file": "activities.csv", "line": "L1", "site": "hq",
        "quantity": 120_000.0, "quantity_text": None, "unit": "kWh", "note": None,
    }  # fmt: skip
    assert [(r["quantity"], r["quantity_text"]) for r in records[1:]] == [(None, "many"), (None, None)]
    assert [(f.code, f.row, f.column) for f in findings] == [("not_a_number", 4, "quantity")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-32"])
def test_unicode_is_read_without_a_word(tmp_path, encoding):
    text = f"{HEADER}\nL1,深圳,1,千瓦时,\n"
    content = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)
    (tmp_path / "activities.csv").write_bytes(content)
    records, findings = spooled(tmp_path)
    assert (records[0]["site"], records[0]["unit"], findings) == ("深圳", "千瓦时", [])


def test_gb18030_is_read_and_told(tmp_path):
    records, (finding,) = spooled(write(tmp_path, f"{HEADER}\nL1,深圳,1,千瓦时,𠮷\n", "gb18030"))
    assert (records[0]["site"], records[0]["note"]) == ("深圳", "𠮷")
    assert (finding.code, finding.severity) == ("encoding", "note")
    assert "GB18030" in finding.message
    assert "UTF-8" in finding.mend


def test_one_broken_byte_does_not_turn_utf8_into_gb18030(tmp_path):
    text = f"{HEADER}\n" + "L1,深圳,1,千瓦时,\n" * 5
    (tmp_path / "activities.csv").write_bytes(text.encode() + b"L2,\xe6\xb7,1,kWh,\n")
    records, (finding,) = spooled(tmp_path)
    assert records[0]["site"] == "深圳"
    assert (finding.code, finding.severity, finding.row) == ("bad_bytes", "warning", 7)


def test_a_character_cut_off_at_the_end_of_the_file_does_not_change_the_encoding(tmp_path):
    (tmp_path / "activities.csv").write_bytes(f"{HEADER}\nL1,深圳,1,kWh,\nL2,深圳".encode()[:-1])
    records, findings = spooled(tmp_path)
    assert records[0]["site"] == "深圳"
    assert codes(findings) == ["cut_file"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，"])
def test_the_header_tells_the_separator(tmp_path, separator):
    records, findings = spooled(write(tmp_path, f"{HEADER}\nL1,hq,1.5,kWh,\n".replace(",", separator)))
    assert (records[0]["line"], records[0]["quantity"], findings) == ("L1", 1.5, [])


def test_a_row_with_another_separator_is_understood_and_told(tmp_path):
    records, (finding,) = spooled(write(tmp_path, f"{HEADER}\nL1;hq;1;kWh;\nL2,hq,2,kWh,\nL3;hq;3;kWh;x\n"))
    assert [record["quantity"] for record in records] == [1.0, 2.0, 3.0]
    assert (finding.code, finding.severity, finding.rows) == ("mixed_separators", "note", (2, 4))


def test_an_unquoted_thousand_separator_sets_the_row_aside(tmp_path):
    records, (finding,) = spooled(write(tmp_path, f'{HEADER}\nL1,hq,1,200,kWh,\nL2,hq,"1,200",kWh,\n'))
    assert records[0]["flaw"] == "the row has 6 cells where the header has 5"
    assert (records[1]["flaw"], records[1]["quantity"]) == (None, 1200.0)
    assert (finding.code, finding.severity, finding.row) == ("extra_cells", "error", 2)


def test_unnamed_columns_that_a_spreadsheet_adds_at_the_right_are_dropped(tmp_path):
    records, findings = spooled(write(tmp_path, f"{HEADER},,\nL1,hq,1,kWh,,,\nL2,hq,1,kWh,n,,x\n"))
    assert [record["flaw"] for record in records] == [None, "the row has 7 cells where the header has 5"]
    assert codes(findings) == ["extra_cells"]


def test_a_short_row_is_told_only_where_a_required_cell_is_missing(tmp_path):
    records, (finding,) = spooled(write(tmp_path, f"{HEADER}\nL1,hq,1,kWh\nL2,hq,2\nL3,hq,3,kWh,\n"))
    assert [(record["unit"], record["flaw"]) for record in records] == [("kWh", None), (None, None), ("kWh", None)]
    assert (finding.code, finding.severity, finding.rows) == ("short_row", "warning", (3,))


def test_a_file_cut_in_the_middle_of_a_row_sets_that_row_aside(tmp_path):
    records, (finding,) = spooled(write(tmp_path, f"{HEADER}\nL1,hq,1,kWh,\nL2,hq,1"))
    assert [record["flaw"] for record in records] == [None, "the file ends in the middle of this row"]
    assert (finding.code, finding.severity, finding.row) == ("cut_file", "error", 3)
    assert [row.number for row in read_rows(tmp_path, LINES)[0]] == [2]


def test_a_last_row_without_a_line_end_is_a_row(tmp_path):
    records, findings = spooled(write(tmp_path, f"{HEADER}\nL1,hq,1,kWh,x"))
    assert (records[0]["note"], findings) == ("x", [])


def test_a_cell_of_several_lines_is_one_row_at_the_line_where_it_starts(tmp_path):
    records, findings = spooled(write(tmp_path, f'{HEADER}\nL1,hq,1,kWh,"one\ntwo, three\r\nfour"\nL2,hq,1,kWh,\n'))
    assert [(record["row"], record["line"]) for record in records] == [(2, "L1"), (5, "L2")]
    assert (records[0]["note"], findings) == ("one\ntwo, three\r\nfour", [])


@pytest.mark.parametrize(
    "behind",
    [
        'L3,hq,3,kWh,\nL4,hq,4,kWh,"fine"\n',
        "L3,hq,3,kWh,\nL4,hq,4,kWh,plain\n",
        'L3,hq,3,kWh,"fine"\nL4,hq,4,kWh,\n',
        'L3,hq,3,kWh,\nL4,hq,4,kWh,ends"\n',
    ],
)
def test_a_quote_left_open_does_not_swallow_the_rows_behind_it(tmp_path, behind):
    records, findings = spooled(write(tmp_path, f'{HEADER}\nL1,hq,1,kWh,\nL2,hq,2,kWh,"open\n{behind}'))
    assert [(record["row"], record["quantity"]) for record in records] == [(2, 1.0), (3, 2.0), (4, 3.0), (5, 4.0)]
    assert records[1]["note"] == "open"
    assert [(f.code, f.severity, f.row) for f in findings] == [("open_quote", "error", 3)]


def test_a_quote_left_open_in_a_long_file_is_noticed_in_bounded_memory(tmp_path):
    rows = "".join(f"L{place},hq,1,kWh,\n" for place in range(20_000))
    records, findings = spooled(write(tmp_path, f'{HEADER}\nL,hq,1,kWh,"open\n{rows}'))
    assert len(records) == 20_001
    assert codes(findings) == ["open_quote"]


def test_quotes_inside_cells_are_left_alone(tmp_path):
    records, findings = spooled(
        write(tmp_path, f'{HEADER}\nL1,hq,1,kWh,5" pipe\nL2,hq,1,kWh,"a ""b"" c"\nL3,hq,1,kWh,"a"b\n')
    )
    assert [record["note"] for record in records] == ['5" pipe', 'a "b" c', "ab"]
    assert findings == []


def test_nul_bytes_and_old_line_ends_are_tolerated(tmp_path):
    records, findings = spooled(write(tmp_path, f"{HEADER}\rL1,h\0q,1,kWh,\r\0\0\0"))
    assert [(record["row"], record["site"]) for record in records] == [(2, "hq")]
    assert findings == []


def test_header_names_are_compared_without_case_width_or_space(tmp_path):
    records, findings = spooled(write(tmp_path, "\n Line ,ＳＩＴＥ,Quantity,UNIT,\ufeffnote\nL1,hq,1,kWh,x\n"))
    assert (records[0]["row"], records[0]["site"], findings) == (3, "hq", [])
