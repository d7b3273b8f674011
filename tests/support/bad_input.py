"""What must hold of every case folder, however broken: no traceback, nothing lost, each flaw placed, the same bytes twice."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from support import case_builders as builders
from tanlu.core.errors import TanluError
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.check import check, check_json
from tanlu.services.inventory.run import measure_and_save
from tanlu.services.inventory.serializers import inventory_json
from tanlu.services.inventory.trace import trace

COLUMNS = ["line", "site", "start", "end", "activity", "quantity", "unit", "evidence"]
SOUND = [
    ["power-1", "hq", "2023-01-01", "2023-06-30", "electricity/grid", "41200", "kWh", "meter book"],
    ["power-2", "hq", "2023-07-01", "2023-12-31", "electricity/grid", "38650", "kWh", "meter book"],
    ["gas", "hq", "2023-01-01", "2023-12-31", "fuel/natural_gas", "3150", "m3", "bill"],
    ["diesel", "hq", "2023-01-01", "2023-12-31", "fuel/diesel", "420", "L", "delivery note"],
    ["chiller", "hq", "2023-06-14", "2023-06-14", "refrigerant/R-410A", "3.2", "kg", "report"],
]
"""Five lines that are priced, of which tests break one or another."""

SHAPE: Mapping[str, type | tuple[type, ...]] = {
    "case": str, "year": int, "gwp": str, "as_of": (str, type(None)), "run": str, "tco2e": dict, "computed_tco2e": dict,
    "checks": list, "scope3_categories": dict, "gases_t": dict, "biogenic_tco2": (float, int), "interval_95_tco2e": dict,
    "lines": dict, "share_measured": (float, int, type(None)), "findings": list,
}  # fmt: skip
TOTALS = ("scope1", "scope2_location", "scope2_market", "scope3", "total_location", "total_market")
COUNTS = ("read", "priced", "set_aside", "without_factor", "outside_year", "superseded", "not_yet_known")
FINDING = {
    "code": str, "severity": str, "table": (str, type(None)), "file": (str, type(None)), "row": (int, type(None)),
    "column": (str, type(None)), "message": str, "mend": str, "count": int, "rows": list,
}  # fmt: skip


def as_csv(
    rows: Iterable[Iterable[object]],
    columns: Iterable[str] = COLUMNS,
    *,
    delimiter: str = ",",
    lineterminator: str = "\n",
) -> str:
    """Rows below a header as a spreadsheet writes them."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=lineterminator)
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def with_cell(place: int, column: str, text: str) -> list[list[str]]:
    """The sound lines, one cell of one written over."""
    rows = [list(row) for row in SOUND]
    rows[place][COLUMNS.index(column)] = text
    return rows


def broken(
    spoil: Callable[[Path], object] | None = None,
    *,
    activities: str | None = None,
    tables: Mapping[str, str] | None = None,
    thorough: bool = False,
) -> dict[str, Any] | None:
    """Measure the sound case after something was done to its folder; None where the request is refused.

    ``thorough`` also traces a line, and measures twice to compare every byte.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = builders.a_case(Path(name) / "case", activities=activities or as_csv(SOUND))
        for table, text in (tables or {}).items():
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
        if spoil is not None:
            spoil(folder)
        return judged(folder, thorough=thorough)


def in_bytes(content: bytes, file: str = "activities.csv") -> Callable[[Path], object]:
    """Write the file over with these bytes."""
    return lambda folder: (folder / file).write_bytes(content)


def judged(folder: Path, *, year: int = 2023, thorough: bool = False) -> dict[str, Any] | None:
    """Measure and check a case; what must hold of any of them is asserted here."""
    shown = answer_of(lambda: check_json(check(folder)))
    if shown is not None:
        holds_of_findings(shown["findings"])
    first = _kept(folder, year)
    if thorough:
        answer_of(lambda: trace(folder, "power-1", year=year))
        assert first == _kept(folder, year), "two runs differ"
    if first is None:
        return None
    document, files = json.loads(first[0]), first[1]
    holds_of_shape(document)
    holds_of_findings(document["findings"])
    holds_of_set_aside(document, files["set_aside.csv"].decode())
    return document


def answer_of(act: Callable[[], Any]) -> dict[str, Any] | None:
    """The answer of an act as JSON would carry it, or None where it refuses with one of our errors."""
    try:
        return json.loads(json.dumps(act(), allow_nan=False, ensure_ascii=False, default=str))
    except TanluError:
        return None


def _kept(folder: Path, year: int) -> tuple[str, dict[str, bytes]] | None:
    try:
        measured = measure_and_save(MeasureRequest(folder, year))
    except TanluError:
        return None
    text = json.dumps(inventory_json(measured), allow_nan=False, ensure_ascii=False)
    assert measured.trail is not None
    files = {path.name: path.read_bytes() for path in sorted(measured.trail.iterdir())}
    shutil.rmtree(measured.trail)
    return text, files


def holds_of_shape(document: Mapping[str, Any]) -> None:
    """Every name that others rely on is there with its type, and each line is counted exactly once."""
    for name, kind in SHAPE.items():
        assert isinstance(document[name], kind), f"{name} is {document[name]!r}"
    for block in ("tco2e", "computed_tco2e"):
        assert set(document[block]) == set(TOTALS)
        assert all(value is None or isinstance(value, float | int) for value in document[block].values())
    assert set(document["scope3_categories"]) == {str(number) for number in range(1, 16)}
    lines = document["lines"]
    assert set(lines) == set(COUNTS)
    assert lines["read"] == lines["priced"] + lines["set_aside"] + lines["without_factor"]


def counted(document: Mapping[str, Any]) -> int:
    """All lines of the table: those read and those left out."""
    return sum(document["lines"][name] for name in ("read", "outside_year", "superseded", "not_yet_known"))


def holds_of_findings(findings: list[dict[str, Any]]) -> None:
    """Findings are whole, in order, and no cause is told twice."""
    for finding in findings:
        for name, kind in FINDING.items():
            assert isinstance(finding[name], kind), f"{name} of {finding}"
        assert finding["message"].strip()
        assert finding["mend"].strip()
        assert finding["rows"] == sorted(finding["rows"])
        assert len(finding["rows"]) <= min(20, finding["count"])
        assert finding["row"] == (finding["rows"][0] if finding["rows"] else finding["row"])
    order = {"error": 0, "warning": 1, "note": 2}
    ranks = [order[finding["severity"]] for finding in findings]
    assert ranks == sorted(ranks)
    causes = [tuple(finding[name] for name in ("code", "table", "file", "column", "message")) for finding in findings]
    assert len(set(causes)) == len(causes)


def holds_of_set_aside(document: Mapping[str, Any], table: str) -> None:
    """``set_aside.csv`` has exactly the lines that are not priced, and a finding leads to each."""
    rows = list(csv.DictReader(io.StringIO(table)))
    for status in ("set_aside", "without_factor"):
        assert sum(row["status"] == status for row in rows) == document["lines"][status]
    named = {(finding["file"], row) for finding in document["findings"] for row in finding["rows"]}
    many = {finding["file"] for finding in document["findings"] if finding["count"] > 20}
    for row in rows:
        assert (row["file"], int(row["row"])) in named or row["file"] in many, row
    for finding in document["findings"]:
        if finding["severity"] == "error" and finding["table"] == "activities" and finding["rows"]:
            assert finding["file"]
            assert finding["column"]
