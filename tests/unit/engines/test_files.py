"""Reading tables: finding them, reading small ones, and refusing what cannot be understood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tanlu.core.errors import TableError
from tanlu.core.finding import Finding
from tanlu.core.schema import table
from tanlu.io.finding_collector import FindingCollector
from tanlu.io.tables import locate, open_lines, read_rows

SITES = table(
    "sites", required="site share opened floors", optional="note", numbers="share", dates="opened", integers="floors"
)
HEADER = "site,share,opened,floors,note\n"


def sites(folder: Path, text: str | bytes, name: str = "sites.csv") -> Path:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(content)
    return folder


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def test_a_table_is_found_in_any_of_its_forms(tmp_path):
    assert locate(tmp_path, "sites") is None
    (tmp_path / "sites.csv").write_text(HEADER)
    (tmp_path / "load").mkdir()
    (tmp_path / "Factors.XLSX").write_bytes(b"")
    assert locate(tmp_path, "sites") == tmp_path / "sites.csv"
    assert locate(tmp_path, "load") == tmp_path / "load"
    assert locate(tmp_path, "factors") == tmp_path / "Factors.XLSX"


def test_a_table_that_is_there_twice_is_refused_by_name(tmp_path):
    (tmp_path / "sites.csv").write_text(HEADER)
    (tmp_path / "sites.parquet").write_bytes(b"")
    with pytest.raises(TableError, match=r"sites\.csv and as sites\.parquet; keep one"):
        locate(tmp_path, "sites")
    rows, findings = read_rows(tmp_path, SITES)
    assert (rows, codes(findings), findings[0].table) == ([], ["unreadable_table"], "sites")


def test_a_table_that_is_not_there_has_no_rows_and_no_findings(tmp_path):
    assert read_rows(tmp_path, SITES) == ([], [])
    assert open_lines(tmp_path, SITES, tmp_path / "spool") == (None, [])
    assert read_rows(tmp_path / "nowhere", SITES) == ([], [])


def test_cells_are_read_as_their_columns_declare(tmp_path):
    rows, findings = read_rows(
        sites(tmp_path, HEADER + ' hq ,"1,234.5",2023年2月3日,１２,\n\n,,,,\nlab,0.5,2023-02-04,3,old\n'), SITES
    )
    assert findings == []
    assert [row.number for row in rows] == [2, 5]
    assert rows[0].cells == {"site": "hq", "share": 1234.5, "opened": date(2023, 2, 3), "floors": 12, "note": None}
    assert rows[0].file == "sites.csv"


def test_a_cell_that_cannot_be_read_is_a_finding_that_says_where_what_and_how(tmp_path):
    rows, findings = read_rows(sites(tmp_path, HEADER + "hq,half,2023-02-30,2.5,\n"), SITES)
    assert rows[0].flawed == {"share", "opened", "floors"}
    assert [rows[0].cells[name] for name in ("share", "opened", "floors")] == [None, None, None]
    assert codes(findings) == ["not_a_date", "not_a_number", "not_an_integer"]
    number = findings[1].as_json()
    assert (number["file"], number["row"], number["column"]) == ("sites.csv", 2, "share")
    assert "'half'" in number["message"]
    assert "1234.5" in number["mend"]


def test_undeclared_columns_are_kept_as_text_and_told_once(tmp_path):
    rows, findings = read_rows(
        sites(tmp_path, "site,share,opened,floors,colour\na,1,2023-01-01,1,red\nb,1,2023-01-01,1,\n"), SITES
    )
    assert [row.cells["colour"] for row in rows] == ["red", None]
    assert rows[0].cells["note"] is None
    assert [(f.code, f.severity, f.column, f.count) for f in findings] == [("unused_column", "note", "colour", 1)]


def test_missing_columns_are_one_finding_that_names_the_table_and_them(tmp_path):
    rows, findings = read_rows(sites(tmp_path, "site,size\nhq,3\n"), SITES)
    assert rows == []
    (finding,) = findings
    assert (finding.code, finding.severity, finding.table, finding.file) == (
        "missing_column",
        "error",
        "sites",
        "sites.csv",
    )
    assert "share, opened, floors" in finding.sentence()
    assert open_lines(tmp_path, SITES, tmp_path / "spool") == (None, findings)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sites.csv", b""),
        ("sites.csv", b"\n\n  \n"),
        ("sites.csv", b",,,\n"),
        ("sites.csv", "\u3000\n".encode()),
        ("sites.csv", b'"\n'),
        ("sites.csv", b"site,site,share\na,b,1\n"),
        ("sites.xlsx", b""),
        ("sites.xlsx", b"PK\x03\x04 not really"),
        ("sites.parquet", b""),
        ("sites.parquet", b"PAR1 not really PAR1"),
    ],
)
def test_what_cannot_be_understood_is_one_finding_that_names_the_table(tmp_path, name, content):
    sites(tmp_path, content, name)
    for findings in (read_rows(tmp_path, SITES)[1], open_lines(tmp_path, SITES, tmp_path / "spool")[1]):
        (finding,) = findings
        assert (finding.code, finding.severity, finding.table, finding.file) == (
            "unreadable_table",
            "error",
            "sites",
            name,
        )
        assert finding.mend


def test_a_folder_without_parts_is_one_finding(tmp_path):
    (tmp_path / "sites").mkdir()
    rows, (finding,) = read_rows(tmp_path, SITES)
    assert (rows, finding.code) == ([], "unreadable_table")


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    assert read_rows(sites(tmp_path, HEADER), SITES) == ([], [])
    lines, findings = open_lines(tmp_path, SITES, tmp_path / "spool")
    assert lines is not None
    assert (lines.rows, codes(findings)) == (0, ["empty_table"])


def test_a_thousand_flaws_of_one_cause_are_one_finding_with_its_first_rows(tmp_path):
    _, findings = read_rows(sites(tmp_path, HEADER + "hq,n/a,2023-01-01,1,\n" * 1000), SITES)
    (finding,) = findings
    assert (finding.count, finding.row, finding.rows) == (1000, 2, tuple(range(2, 22)))


def test_a_thousand_different_texts_that_are_no_numbers_are_one_finding(tmp_path):
    text = HEADER + "".join(f"hq,n/a {place},2023-01-01,1,\n" for place in range(1000))
    _, (finding,) = read_rows(sites(tmp_path, text), SITES)
    assert (finding.count, finding.rows) == (1000, tuple(range(2, 22)))
    assert finding.message == "sites.csv, row 2, column share: 'n/a 0' is not one number (and 999 more like it)"


def test_a_thousand_causes_do_not_fill_the_memory():
    flaws = FindingCollector("sites")
    for row in range(2, 1002):
        flaws.add(Finding("odd", "error", f"row {row} is odd", file="sites.csv", row=row, cause=f"cause {row}"))
    assert [finding.count for finding in flaws.found()] == [*[1] * 50, 950]


def test_small_tables_come_as_parquet_too(tmp_path):
    pq.write_table(
        pa.table(
            {
                "site": pa.array(["hq", None, " lab "]).dictionary_encode(),
                "share": pa.array([1, None, 0.25]),
                "opened": pa.array([date(2023, 1, 2), None, date(2023, 1, 3)]),
                "floors": pa.array([3, None, 4]),
            }
        ),
        tmp_path / "sites.parquet",
    )
    rows, findings = read_rows(tmp_path, SITES)
    assert findings == []
    assert [(row.number, *row.cells.values()) for row in rows] == [
        (2, "hq", 1.0, date(2023, 1, 2), 3, None),
        (4, "lab", 0.25, date(2023, 1, 3), 4, None),
    ]
