"""The verb ``match``: load set against what contracts deliver."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanlu.cli.options import AsOfOption, CaseArgument, EngineOption, JsonOption, YearOption
from tanlu.cli.verbs import Verb


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
    from tanlu.services.case.request import MeasureRequest
    from tanlu.services.matching.match import match as act
    from tanlu.services.matching.match import write_ledger
    from tanlu.services.matching.serializers import match_json

    with show.progress(json) as tell:
        matched = act(MeasureRequest(case, year, as_of=show.day(as_of), engine=engine, progress=tell))
        if ledger is not None:
            write_ledger(matched, ledger)
    show.answer(match_json(matched), json, show_match)


COMMANDS = [Verb(60, match)]
