"""The command line: flat verbs, each reads a request, calls one act and shows the answer."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer

from tanlu.cli.certificates.commands import certificates
from tanlu.cli.generation.commands import solar
from tanlu.cli.giving.commands import giving
from tanlu.cli.options import AsOfOption, CaseArgument, EngineOption, JsonOption, YearOption
from tanlu.cli.procurement.commands import procure
from tanlu.cli.report import commands as report
from tanlu.cli.console.commands import serve
from tanlu.core.errors import TanluError

app = typer.Typer(
    name="tanlu",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"tanlu {version('tanlu')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="The version, and nothing else.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """碳路 tanlu, the carbon road: measure, plan and deliver carbon neutrality. Every number opens to its source."""


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="DIR")], json: JsonOption = False
) -> None:
    """Start a case from a template."""
    from tanlu.cli import output as show
    from tanlu.services.case.new_case import start_case

    written = start_case(folder)
    show.answer({"folder": str(folder), "files": [path.name for path in written], "findings": []}, json, show.started)


@app.command()
def check(
    case: CaseArgument, json: JsonOption = False, engine: EngineOption = "duckdb", as_of: AsOfOption = None
) -> None:
    """Every finding in every table, in one pass; leaves a stamp that line ids are unique."""
    from tanlu.cli import output as show
    from tanlu.services.inventory.check import check as act
    from tanlu.services.inventory.check import check_json

    with show.progress(json) as tell:
        checked = act(case, engine=engine, progress=tell, as_of=show.day(as_of))
    show.answer(check_json(checked), json, show.checked)


@app.command()
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
    from tanlu.services.case.request import Question
    from tanlu.services.inventory.run import Wish, measure_and_keep
    from tanlu.services.inventory.serializers import inventory_json

    with show.progress(json) as tell:
        question = Question(case, year, gwp, show.day(as_of), engine, tell)
        measured = measure_and_keep(question, Wish(out, lines, pack, seed, draws))
    show.answer(inventory_json(measured), json, inventory(measured))


@app.command()
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
    from tanlu.services.inventory.trace import trace as act

    id_in_utf8 = line.encode("utf-8", "backslashreplace").decode()
    show.answer(act(case, id_in_utf8, year=year, as_of=show.day(as_of)), json, show.traced)


@app.command()
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
    from tanlu.services.inventory.bridge import bridge as act

    days = (show.day(from_as_of, "--from-as-of"), show.day(as_of))
    with show.progress(json) as tell:
        found = act(case, (year_from, year_to), as_ofs=days, basis=basis, engine=engine, progress=tell)
    show.answer(found, json, show.bridged)


@app.command()
def match(
    case: CaseArgument,
    year: YearOption,
    json: JsonOption = False,
    as_of: AsOfOption = None,
    engine: EngineOption = "duckdb",
    ledger: Annotated[
        Path | None,
        typer.Option(
            "--ledger", help="Write which contract served which site in which hour, as Parquet.", metavar="FILE"
        ),
    ] = None,
) -> None:
    """Load matched with what contracts deliver: by year, month, day and hour, and for each site."""
    from tanlu.cli import output as show
    from tanlu.cli.matching.view import show_match
    from tanlu.services.case.request import Question
    from tanlu.services.matching.match import match as act
    from tanlu.services.matching.match import write_ledger
    from tanlu.services.matching.serializers import match_json

    with show.progress(json) as tell:
        matched = act(Question(case, year, as_of=show.day(as_of), engine=engine, progress=tell))
        if ledger is not None:
            write_ledger(matched, ledger)
    show.answer(match_json(matched), json, show_match)


app.command()(certificates)
app.command()(solar)


@app.command()
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
    from tanlu.services.inventory.closing import close_or_reopen

    found = close_or_reopen(case, year, reopen=reopen, reason=reason, by=by, as_of=show.day(as_of))
    show.answer(found, json, show.closed)


app.command("report")(report.report)
app.command()(procure)
app.command()(serve)
app.add_typer(giving)


def main() -> None:
    """Run the command line; every error of ours is one message on standard error and exit status 2."""
    gc.set_threshold(100_000, 50, 50)  # what a verb makes it keeps to its end; looking for rubbish often finds none
    # What we print is UTF-8 wherever it goes, a file or a narrower terminal too.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except TanluError as error:
        _refuse(str(error))
    except KeyboardInterrupt:
        _refuse("stopped before the end; nothing of this run was kept")
    except Exception as error:
        if os.environ.get("TANLU_DEBUG"):
            raise
        _refuse(
            f"something unforeseen happened ({type(error).__name__}: {str(error)[:300]}); set TANLU_DEBUG=1 to see where, and report it"
        )


def _refuse(message: str) -> None:
    print(f"tanlu: {message}", file=sys.stderr)
    raise SystemExit(2)
