"""The command line: flat verbs, each reads a request, calls one service and shows the answer."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer
from typer.exceptions import TyperException

from tanlu.cli.language import choose_language, words
from tanlu.cli.options import LanguageOption
from tanlu.cli.verbs import add_verbs
from tanlu.core.errors import TanluError
from tanlu.core.message import Message, message

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
    lang: LanguageOption = None,
) -> None:
    """碳路 tanlu, the carbon road: measure, plan and deliver carbon neutrality. Every number opens to its source."""


add_verbs(app)


def main() -> None:
    """Run the command line; every error of ours is one message on standard error and exit status 2."""
    gc.set_threshold(100_000, 50, 50)  # what a verb makes it keeps to its end; looking for rubbish often finds none
    # What we print is UTF-8 wherever it goes, a file or a narrower terminal too.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    choose_language(sys.argv[1:])
    try:
        raise SystemExit(typer.main.get_command(app).main(prog_name="tanlu", standalone_mode=False) or 0)
    except TanluError as error:
        _refuse(error.message)
    except TyperException as error:
        _refuse_call(error)
    except KeyboardInterrupt:
        _refuse(message("cli.stopped"))
    except Exception as error:
        if os.environ.get("TANLU_DEBUG"):
            raise
        _refuse(message("cli.unforeseen", kind=type(error).__name__, reason=str(error)[:300]))


def _refuse_call(error: TyperException) -> None:
    from tanlu.cli.usage_errors import is_help, usage_sentence

    if is_help(error):
        print(error.format_message(), file=sys.stderr)
        raise SystemExit(2)
    _refuse(usage_sentence(error))


def _refuse(sentence: Message) -> None:
    """Say one sentence, on one line whatever was quoted in it, and leave with 2."""
    print(f"tanlu: {' '.join(words(sentence).split())}", file=sys.stderr)
    raise SystemExit(2)
