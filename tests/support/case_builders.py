"""Builders of cases: a case written from sentences, measured through the real services and the real command line."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tanlu.core.gas import Assessment
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.measure import measure
from tanlu.services.inventory.serializers import inventory_json

SITE = "site=hq name=Headquarters kind=office country=CN region=CN share=1"
"""The one site of a case that names no other: an office in China, wholly owned."""
CASE = {
    "name": "wind",
    "base_year": 2022,
    "consolidation": "operational_control",
    "gwp": "AR6",
    "currency": "CNY",
}
LINE_COLUMNS = ("line", "site", "start", "end", "activity", "quantity", "unit", "evidence")


def rows(*sentences: str, columns: Iterable[str] = ()) -> str:
    """A table from sentences of ``column=value`` words; its columns are those that any sentence names.

    >>> print(rows("site=hq share=1", "site=jv kind=factory"), end="")
    site,share,kind
    hq,1,
    jv,,factory
    """
    cells = [dict(word.split("=", 1) for word in shlex.split(sentence)) for sentence in sentences]
    return table(cells, columns)


def table(cells: Iterable[Mapping[str, object]], columns: Iterable[str] = ()) -> str:
    """A table from rows of cells."""
    kept = list(cells)
    names = list(dict.fromkeys([*columns, *(name for row in kept for name in row)]))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return stream.getvalue()


def lines(*sentences: str, site: str = "hq", when: str = "2023") -> str:
    """Activity lines from sentences: path, quantity, unit, then the days (``2023``, ``2023-02``, ``A..B``) and other columns.

    >>> print(lines("electricity/grid 5 MWh 2023-02 site=lab"), end="")
    line,site,start,end,activity,quantity,unit,evidence
    L1,lab,2023-02-01,2023-02-28,electricity/grid,5,MWh,meter book
    """
    met: list[dict[str, object]] = []
    for number, sentence in enumerate(sentences, start=1):
        path, quantity, unit, *more = shlex.split(sentence)
        days = next((word for word in more if "=" not in word), when)
        start, end = days_of(days)
        line = {"line": f"L{number}", "site": site, "start": start, "end": end, "activity": path}
        own = dict(word.split("=", 1) for word in more if "=" in word)
        met.append({**line, "quantity": quantity, "unit": unit, "evidence": "meter book", **own})
    return table(met, LINE_COLUMNS)


def days_of(text: str) -> tuple[str, str]:
    """First and last day of a year, a month, a day or a stretch.

    >>> days_of("2023"), days_of("2023-02"), days_of("2023-05-01..2023-05-03")
    (('2023-01-01', '2023-12-31'), ('2023-02-01', '2023-02-28'), ('2023-05-01', '2023-05-03'))
    """
    if ".." in text:
        start, _, end = text.partition("..")
        return start, end
    if len(text) == 4:
        return f"{text}-01-01", f"{text}-12-31"
    if len(text) == 7:
        first = date.fromisoformat(f"{text}-01")
        following = (first + timedelta(31)).replace(day=1)
        return first.isoformat(), (following - timedelta(1)).isoformat()
    return text, text


def factors(*sentences: str) -> str:
    """Own factors from sentences: path, place, year, value and unit, then other columns.

    >>> print(factors("heat/steam CN 2023 0.4 kWh basis=average").splitlines()[1])
    own_1,heat/steam,CN,2023-01-01,2023-12-31,average,kWh,0.4,our notice,ours
    """
    met: list[dict[str, object]] = []
    for number, sentence in enumerate(sentences, start=1):
        path, region, days, value, unit, *more = shlex.split(sentence)
        start, end = days_of(days)
        row = {"factor": f"own_{number}", "activity": path, "region": region, "valid_from": start, "valid_to": end}
        more_cells = dict(word.split("=", 1) for word in more)
        source = {"basis": "", "unit": unit, "kgco2e": value, "source": "our notice", "licence": "ours"}
        met.append({**row, **source, **more_cells})
    return table(met)


def a_case(
    folder: Path,
    *,
    activities: str = "",
    sites: str | None = None,
    settings: Mapping[str, object] | None = None,
    toml: str = "",
    **tables: str,
) -> Path:
    """Write the folder of a case; a table named again is written over, others stay.

    Parameters
    ----------
    settings : what [case] says beyond, or instead of, the defaults above
    toml : further sections of case.toml
    tables : name of a table → its text
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = {**CASE, **(settings or {})}
    own = "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in told.items())
    (folder / "case.toml").write_text(f"[case]\n{own}\n\n{toml}\n", encoding="utf-8")
    written = {"sites": sites if sites is not None else rows(SITE), **tables}
    if activities:
        written["activities"] = activities
    for name, text in written.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def measured(folder: Path, year: int = 2023, *, as_of: str | None = None, gwp: Assessment | None = None) -> Any:
    """The answer of ``tanlu measure --json``, through the service itself."""
    day = date.fromisoformat(as_of) if as_of else None
    return inventory_json(measure(MeasureRequest(folder, year, gwp, day)))


def tco2e(answer: Mapping[str, Any], metric: str) -> float:
    """One figure of an answer, which must be known."""
    value = answer["tco2e"][metric]
    assert value is not None, f"{metric} is not known"
    return value


def codes(answer: Mapping[str, Any]) -> set[str]:
    """The codes of all findings."""
    return {finding["code"] for finding in answer["findings"]}


def found(answer: Mapping[str, Any], code: str) -> dict[str, Any]:
    """The one finding of a code."""
    met = [finding for finding in answer["findings"] if finding["code"] == code]
    assert len(met) == 1, f"{len(met)} findings {code} among {sorted(codes(answer))}"
    return met[0]


def errors(answer: Mapping[str, Any]) -> list[str]:
    """What findings of error level say."""
    return [finding["message"] for finding in answer["findings"] if finding["severity"] == "error"]


@dataclass(frozen=True)
class Ran:
    """A command as a person runs it, and what came of it."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """Standard output as the one JSON object that it must be."""
        return json.loads(self.out)


def tanlu(*words: str | Path) -> Ran:
    """Run the real command line in a process of its own, in English whatever the locale here."""
    command = [sys.executable, "-m", "tanlu", *map(str, words)]
    english = {**os.environ, "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=english)
    return Ran(ran.returncode, ran.stdout, ran.stderr)
