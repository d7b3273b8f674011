"""The verbs of the inventory: ``new``, ``check``, ``measure``, ``trace``, ``bridge`` and ``close``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tanlu.cli.options import AsOfOption, CaseArgument, EngineOption, JsonOption, YearOption
from tanlu.cli.verbs import Verb


def new(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="DIR")], json: JsonOption = False
) -> None:
    """Start a case from a template."""
    from tanlu.cli import output as show
    from tanlu.cli.inventory.case_views import print_new_case
    from tanlu.services.case.new_case import start_case

    written = start_case(folder)
    show.answer({"folder": str(folder), "files": [path.name for path in written], "findings": []}, json, print_new_case)


def check(
    case: CaseArgument, json: JsonOption = False, engine: EngineOption = "duckdb", as_of: AsOfOption = None
) -> None:
    """Every finding in every table, in one pass; leaves a stamp that line ids are unique."""
    from tanlu.cli import output as show
    from tanlu.cli.inventory.case_views import print_check
    from tanlu.services.inventory.check import check as act
    from tanlu.services.inventory.check import check_json

    with show.progress(json) as tell:
        checked = act(case, engine=engine, progress=tell, as_of=show.day(as_of))
    show.answer(check_json(checked), json, print_check)


def measure(
    case: CaseArgument,
    year: YearOption,
    json: JsonOption = False,
    gwp: Annotated[
        Literal["AR4", "AR5", "AR6"] | None, typer.Option("--gwp", help="GWP set, by default the case's.")
    ] = None,
    as_of: AsOfOption = None,
    engine: EngineOption = "duckdb",
    lines: Annotated[
        bool, typer.Option("--lines", help="Write each line's price as Parquet into the run folder.")
    ] = False,
    pack: Annotated[
        Path | None, typer.Option("--pack", help="Write the assurance pack into this folder.", metavar="FOLDER")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the pack's sample and of --draws.", min=0)] = 1,
    draws: Annotated[
        int, typer.Option("--draws", help="Monte Carlo draws of the total (0: none).", min=0, max=10_000_000)
    ] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where run folders go, by default runs/ in the case.", metavar="FOLDER")
    ] = None,
) -> None:
    """The inventory of a year."""
    from tanlu.cli import output as show
    from tanlu.cli.inventory.view import inventory
    from tanlu.services.case.request import MeasureRequest
    from tanlu.services.inventory.run import RunOptions, measure_and_save
    from tanlu.services.inventory.serializers import inventory_json

    with show.progress(json) as tell:
        question = MeasureRequest(case, year, gwp, show.day(as_of), engine, tell)
        measured = measure_and_save(question, RunOptions(out, lines, pack, seed, draws))
    show.answer(inventory_json(measured), json, inventory(measured))


def trace(
    case: CaseArgument,
    line: Annotated[str, typer.Argument(help="The id of a line.", metavar="LINE")],
    year: Annotated[
        int | None, typer.Option("--year", help="By default the year in which the line starts.", min=1900, max=2200)
    ] = None,
    json: JsonOption = False,
    as_of: AsOfOption = None,
) -> None:
    """How one number came to be: unit path, factors and why these, sources, evidence."""
    from tanlu.cli import output as show
    from tanlu.cli.inventory.trace_view import print_trace
    from tanlu.services.inventory.trace import trace as act

    id_in_utf8 = line.encode("utf-8", "backslashreplace").decode()
    show.answer(act(case, id_in_utf8, year=year, as_of=show.day(as_of)), json, print_trace)


def bridge(
    case: CaseArgument,
    year_from: Annotated[int, typer.Argument(help="The first year.", metavar="Y1", min=1900, max=2200)],
    year_to: Annotated[
        int,
        typer.Argument(help="The second year; the same one for two vintages of it.", metavar="Y2", min=1900, max=2200),
    ],
    from_as_of: Annotated[
        str | None, typer.Option("--from-as-of", help="What was known of Y1 on this day.", metavar="DATE")
    ] = None,
    as_of: AsOfOption = None,
    basis: Annotated[Literal["market", "location"], typer.Option("--basis", help="Basis of scope 2.")] = "market",
    json: JsonOption = False,
    engine: EngineOption = "duckdb",
) -> None:
    """Why the total changed: activity, factor, boundary, method."""
    from tanlu.cli import output as show
    from tanlu.cli.inventory.bridge_view import print_bridge
    from tanlu.services.inventory.bridge import bridge as act

    days = (show.day(from_as_of, "--from-as-of"), show.day(as_of))
    with show.progress(json) as tell:
        found = act(case, (year_from, year_to), as_ofs=days, basis=basis, engine=engine, progress=tell)
    show.answer(found, json, print_bridge)


def close(
    case: CaseArgument,
    year: Annotated[int, typer.Argument(help="The year.", metavar="YEAR", min=1900, max=2200)],
    reopen: Annotated[bool, typer.Option("--reopen", help="Reopen a closed year; needs a reason.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who closes or reopens it.")] = "",
    json: JsonOption = False,
    as_of: AsOfOption = None,
) -> None:
    """Close a year on its run, or reopen it."""
    from tanlu.cli import output as show
    from tanlu.cli.inventory.case_views import print_closing
    from tanlu.services.inventory.closing import close_or_reopen

    found = close_or_reopen(case, year, reopen=reopen, reason=reason, by=by, as_of=show.day(as_of))
    show.answer(found, json, print_closing)


COMMANDS = [
    Verb(10, new),
    Verb(20, check),
    Verb(30, measure),
    Verb(40, trace),
    Verb(50, bridge),
    Verb(90, close),
]
