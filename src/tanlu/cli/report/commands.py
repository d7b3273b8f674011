"""The verb ``report``: the inventory as a page, a document, a workbook or facts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tanlu.cli.options import AsOfOption, CaseArgument, EngineOption, JsonOption
from tanlu.cli.verbs import Verb
from tanlu.core.message import message

if TYPE_CHECKING:
    from rich.console import Console


def report(
    case: CaseArgument,
    out: Annotated[
        Path, typer.Option("--out", help="The file; it ends in .html, .pdf, .xlsx or .json.", metavar="FILE")
    ],
    year: Annotated[
        int | None, typer.Option("--year", help="By default the newest year with data.", min=1900, max=2200)
    ] = None,
    lang: Annotated[Literal["zh", "en", "both"], typer.Option("--lang", help="Language of the report.")] = "both",
    gwp: Annotated[
        Literal["AR4", "AR5", "AR6"] | None, typer.Option("--gwp", help="GWP set, by default the case's.")
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    engine: EngineOption = "duckdb",
) -> None:
    """The inventory as a page, a document, a workbook that recomputes, or facts; the file's ending chooses."""
    from tanlu.cli import output as show
    from tanlu.services.case.request import MeasureRequest
    from tanlu.services.report.report import newest_year, require_ending, write_report

    require_ending(out)
    day = show.day(as_of)
    with show.progress(json) as tell:
        chosen = year if year is not None else newest_year(case, day, engine)
        written = write_report(MeasureRequest(case, chosen, gwp, day, engine, tell), out, lang)
    show.answer(written, json, _shown)


def _shown(console: Console, document: Mapping[str, Any]) -> None:
    """Where the report is, and its two totals."""
    from tanlu.cli.inventory.view import as_of_clause
    from tanlu.cli.language import words
    from tanlu.cli.output import scope_name, tonnes

    written = message(
        "cli.report_written",
        case=document["case"],
        year=document["year"],
        as_of=as_of_clause(document),
        file=document["out"],
    )
    console.print(words(written))
    for name in ("total_location", "total_market"):
        figure = message("cli.figure_tco2e", name=scope_name(name), tco2e=tonnes(document["tco2e"][name]))
        console.print(words(figure))
    console.print(words(message("cli.run", run=document["run"])))


COMMANDS = [Verb(100, report)]
