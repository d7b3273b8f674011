"""The verbs of the command line, collected from the packages beside this module; each exports ``COMMANDS``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import typer

import tanlu.cli
from tanlu.cli.options import LanguageOption


@dataclass(frozen=True)
class Verb:
    """A verb, or a group of verbs.

    Parameters
    ----------
    place : where ``tanlu --help`` lists it; lower comes first
    command : the function whose parameters are the options, or a group
    name : the word typed; by default the name of the function or the group
    """

    place: int
    command: Callable[..., Any] | typer.Typer
    name: str | None = None


def collected_verbs() -> list[Verb]:
    """Every verb that a package of the command line exports, in the order of ``--help``."""
    return sorted(_exported(), key=lambda verb: verb.place)


def _exported() -> Iterator[Verb]:
    for package in iter_modules(tanlu.cli.__path__, "tanlu.cli."):
        if package.ispkg:
            yield from import_module(f"{package.name}.commands").COMMANDS


def add_verbs(app: typer.Typer) -> None:
    """Add every verb to the command line; each takes ``--lang``."""
    for verb in collected_verbs():
        if isinstance(verb.command, typer.Typer):
            for command in verb.command.registered_commands:
                command.callback = _with_language(command.callback) if command.callback else None
            app.add_typer(verb.command)
        else:
            app.command(verb.name)(_with_language(verb.command))


def _with_language(act: Callable[..., Any]) -> Callable[..., Any]:
    """The verb with ``--lang`` behind its own options; one that has a ``lang`` of its own keeps it."""
    signature = inspect.signature(act, eval_str=True)
    if "lang" in signature.parameters:
        return act

    @wraps(act)
    def speaking(*, lang: str | None = None, **options: Any) -> Any:
        return act(**options)  # the language is known since before the options were read

    lang = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=LanguageOption)
    parameters = [given.replace(kind=inspect.Parameter.KEYWORD_ONLY) for given in signature.parameters.values()]
    vars(speaking)["__signature__"] = signature.replace(parameters=[*parameters, lang])
    return speaking
