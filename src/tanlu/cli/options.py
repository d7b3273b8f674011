"""What verbs of the command line have in common: the case, --json, --as-of, --engine, --year, --lang."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

CaseArgument = Annotated[Path, typer.Argument(help="The folder of the case.", metavar="CASE")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output and nothing else.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="What was known on this day (YYYY-MM-DD).", metavar="DATE")
]
EngineOption = Annotated[str, typer.Option("--engine", help="duckdb (embedded) or spark (distributed).")]
YearOption = Annotated[int, typer.Option("--year", help="The reporting year.", min=1900, max=2200)]
LanguageOption = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", help="Language of the terminal, by default the locale's; --json has both."),
]
