"""The verb ``procure``: the cheapest portfolio of contracts, roofs and batteries that keeps a target."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tanlu.cli.options import AsOfOption, CaseArgument, EngineOption, JsonOption, YearOption
from tanlu.cli.verbs import Verb


def procure(
    case: CaseArgument,
    year: YearOption,
    share: Annotated[float, typer.Option("--share", help="Part of load that has to be clean: 0.9 for 90 %.")],
    basis: Annotated[
        Literal["annual", "hourly"],
        typer.Option("--basis", help="annual: the portfolio, over the year; hourly: each site, in the hour of use."),
    ] = "hourly",
    json: JsonOption = False,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="Seconds for each search.", metavar="SECONDS")
    ] = None,
    weather_years: Annotated[
        bool | None,
        typer.Option(
            "--weather-years/--no-weather-years",
            help="Try the plan in each weather year of profiles; by default where there are some.",
        ),
    ] = None,
    holds_in: Annotated[
        float | None,
        typer.Option("--holds-in", help="Plan so that the rule holds in this part of weather years.", metavar="PART"),
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", help="Write the hourly schedule as .parquet or .csv.", metavar="FILE")
    ] = None,
    as_of: AsOfOption = None,
    engine: EngineOption = "duckdb",
) -> None:
    """The cheapest portfolio that keeps a target: offers, roofs and batteries, with its proof."""
    from tanlu.cli import output as show
    from tanlu.cli.procurement.view import show_procure
    from tanlu.services.case.request import MeasureRequest
    from tanlu.services.procurement.procure import ProcureRequest
    from tanlu.services.procurement.procure import procure as act
    from tanlu.services.procurement.schedule import writable, write_schedule
    from tanlu.services.procurement.serializers import procure_json

    schedule = None if write is None else writable(write)
    with show.progress(json) as tell:
        question = MeasureRequest(case, year, as_of=show.day(as_of), engine=engine, progress=tell)
        bought = act(question, ProcureRequest(basis, share, time_limit, weather_years, holds_in))
        if schedule is not None:
            write_schedule(bought, schedule)
    show.answer(procure_json(bought), json, show_procure)


COMMANDS = [Verb(110, procure)]
