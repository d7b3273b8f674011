"""The console's long acts by name: each makes one kept answer, and asks for those that it builds on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tanlu.services.case.request import MeasureRequest, Progress
from tanlu.services.console import answer_cache as kept
from tanlu.services.console.answer_cache import CacheKey, read_answer, write_answer
from tanlu.services.inventory.measure import measure
from tanlu.services.inventory.serializers import inventory_json

Values = Mapping[str, Any]
Make = Callable[[Path, Values, Path, Progress], None]


def get_or_compute(folder: Path, asked: CacheKey, tell: Progress) -> Path:
    """The folder of an answer, made where it is not kept or no longer fits.

    Raises
    ------
    TanluError
        What the task itself refuses.
    """
    found = kept.get(folder, asked)
    if found is not None:
        return found
    return kept.put(folder, asked, lambda into: TASKS[asked.act](folder, asked.values, into, tell))


def day_of(text: str | None) -> date | None:
    """A day as the questions carry it."""
    return None if text is None else date.fromisoformat(text)


def year_request(year: int, as_of: str | None = None, gwp: str | None = None) -> CacheKey:
    """The question for a year's pages."""
    return CacheKey("look", {"year": year, "as_of": as_of, "gwp": gwp})


def _case(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.console.case_view import case_json

    tell("reading the years of the case")
    write_answer(into, case_json(folder))


def _look(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.console.year_snapshot import build_year_snapshot

    build_year_snapshot(folder, values["year"], day_of(values["as_of"]), values["gwp"], into, tell)


def _figures(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.console.overview import figures_json

    full = kept.get(folder, year_request(values["year"]))
    tell(f"measuring {values['year']}")
    if full is not None:
        inventory = read_answer(full)["inventory"]
    else:
        inventory = inventory_json(measure(MeasureRequest(folder, values["year"], progress=tell)))
    write_answer(into, figures_json(inventory))


def _overview(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.console.overview import MOST_YEARS, overview_json

    case = read_answer(get_or_compute(folder, CacheKey("case"), tell))
    year = values["year"]
    inventory = read_answer(get_or_compute(folder, year_request(year), tell))["inventory"]
    bases = [case["base_year"], *(target["base_year"] for target in case["targets"])]
    wanted = {*case["years"][-MOST_YEARS:], year, *(base for base in bases if base in case["years"])}
    years = [read_answer(get_or_compute(folder, CacheKey("figures", {"year": each}), tell)) for each in sorted(wanted)]
    write_answer(into, overview_json(case, inventory, years))


def _check(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.inventory.check import check, check_json

    write_answer(into, check_json(check(folder, progress=tell)))


def _bridge(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.inventory.bridge import bridge

    days = day_of(values["from_as_of"]), day_of(values["as_of"])
    found = bridge(folder, (values["from"], values["to"]), as_ofs=days, basis=values["basis"], progress=tell)
    write_answer(into, {"bridge": found})


def _match(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.console.power_view import keep_power
    from tanlu.services.matching.match import match

    keep_power(match(MeasureRequest(folder, values["year"], progress=tell)), into)


def _measure(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.inventory.run import measure_and_save

    question = MeasureRequest(folder, values["year"], values["gwp"], day_of(values["as_of"]), progress=tell)
    measured = measure_and_save(question)
    name = measured.trail.name if measured.trail else None
    write_answer(into, {"folder": name, "run": measured.run, "year": question.year})


def _report(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    """The report, by the ending of the file that is asked for."""
    from tanlu.services.report.report import write_report

    tell("writing the report")
    out = into / f"report.{values['format']}"
    write_report(MeasureRequest(folder, values["year"], progress=tell), out, values["lang"])
    write_answer(into, {"file": out.name})


def _try_table(folder: Path, values: Values, into: Path, tell: Progress) -> None:
    from tanlu.services.console.upload_preview import preview_upload

    write_answer(into, preview_upload(folder, values["table"], Path(values["path"]), values["name"], tell))


TASKS: dict[str, Make] = {
    "case": _case,
    "look": _look,
    "figures": _figures,
    "overview": _overview,
    "check": _check,
    "bridge": _bridge,
    "match": _match,
    "measure": _measure,
    "report": _report,
    "try_table": _try_table,
}
"""Tasks by name; each writes ``answer.json`` and what goes with it into an empty folder."""
UNCACHED = frozenset({"measure", "try_table", "report"})
"""Tasks that are done each time they are asked for: a kept answer of theirs is read by its job, never found again."""
