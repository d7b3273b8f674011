"""The verb ``solar``: what a case's plants are expected to make in a year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanlu.cli.options import AsOfOption, CaseArgument, EngineOption, JsonOption, YearOption
from tanlu.cli.verbs import Verb

PriceOption = Annotated[
    float | None,
    typer.Option("--price", help="What a kWh saves, in the case's currency; goes before the tables.", metavar="PRICE"),
]
WriteOption = Annotated[
    Path | None,
    typer.Option("--write", help="Write the hours as a table generation, .csv or .parquet.", metavar="FILE"),
]


def solar(
    case: CaseArgument,
    year: YearOption,
    json: JsonOption = False,
    price: PriceOption = None,
    write: WriteOption = None,
    as_of: AsOfOption = None,
    engine: EngineOption = "duckdb",
) -> None:
    """Expected output of solar and wind plants from weather: by month, P50 and P90, share of load, worth."""
    from tanlu.cli import output as show
    from tanlu.cli.generation.view import show_solar
    from tanlu.services.case.request import MeasureRequest
    from tanlu.services.generation.plant_years import SolarOptions
    from tanlu.services.generation.serializers import solar_json
    from tanlu.services.generation.simulate import solar as act

    with show.progress(json) as tell:
        question = MeasureRequest(case, year, as_of=show.day(as_of), engine=engine, progress=tell)
        expected = act(question, SolarOptions(price, write))
    show.answer(solar_json(expected), json, show_solar)


COMMANDS = [Verb(80, solar)]
