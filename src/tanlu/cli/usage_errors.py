"""A call that the command line does not understand, said in one sentence: what was met, where, what to do, near names."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from typer.exceptions import TyperException

from tanlu.core.message import LANGUAGES, Message, literal, message


def is_help(error: TyperException) -> bool:
    """Whether the call named no verb, so that the help is shown."""
    return type(error).__name__ == "NoArgsIsHelpError"


def usage_sentence(error: TyperException) -> Message:
    """The sentence for a call that is not understood."""
    context: Any = getattr(error, "ctx", None)
    command = _path(context)
    option, param = getattr(error, "option_name", None), getattr(error, "param", None)
    match type(error).__name__:
        case "NoSuchOption":
            near = get_close_matches(str(option), _option_names(context), n=3)
            return message("cli.no_such_option", option=str(option), command=command, near=_near(near))
        case "MissingParameter":
            return _missing(param, command)
        case "BadParameter":
            return _bad_value(error, param, command)
        case "BadOptionUsage" if "does not take a value" in error.message:
            return message("cli.takes_no_value", option=str(option), command=command)
        case "BadOptionUsage":
            return message("cli.option_without_value", option=str(option), command=command)
        case _:
            return _other(error, context, command)


def _missing(param: Any, command: str) -> Message:
    expected = _expected(param)
    if not expected.key:
        return message("cli.missing_argument", name=_name(param), command=command)
    return message("cli.missing", name=_name(param), command=command, expected=expected)


def _other(error: TyperException, context: Any, command: str) -> Message:
    quoted = error.message.split("'")[1] if error.message.count("'") >= 2 else ""
    if error.message.startswith("No such command"):
        names = list(vars(context.command).get("commands", {}))
        near = get_close_matches(quoted, names, n=3)
        return message("cli.no_such_verb", verb=quoted, near=_near(near), verbs=tuple(names))
    if "unexpected extra argument" in error.message:
        extra = error.message.partition("(")[2].partition("(")[2] or error.message.rpartition("(")[2]
        return message("cli.extra_argument", words=extra.rstrip(")"), command=command)
    if error.message.startswith("Missing command"):
        return message("cli.no_verb", command=command, verbs=tuple(vars(context.command).get("commands", {})))
    return message("cli.not_understood", command=command, reason=error.message.rstrip("."))


def _bad_value(error: TyperException, param: Any, command: str) -> Message:
    value = _value(error)
    if value is None:
        return message("cli.bad_value", name=_name(param), command=command, expected=_expected(param))
    near = get_close_matches(value, _choices(param), n=2)
    return message(
        "cli.bad_value_given",
        value=value[:80],
        name=_name(param),
        command=command,
        expected=_expected(param),
        near=_near(near),
    )


def _value(error: TyperException) -> str | None:
    """The value that was met; the check of types carries it."""
    checked: Any = error.__cause__
    errors = checked.errors() if hasattr(checked, "errors") else []
    return str(errors[0]["input"]) if errors else None


def _expected(param: Any) -> Message:
    """What the parameter takes, from its declared type."""
    kind = getattr(param, "type_descriptor", None)
    info = getattr(kind, "parameter_info", None)
    low, high = getattr(info, "min", None), getattr(info, "max", None)
    annotation = getattr(kind, "annotation", None)
    if choices := _choices(param):
        return message("cli.one_of", choices=tuple(choices))
    if low is not None and high is not None:
        return message("cli.number_between", low=low, high=high)
    if low is not None:
        return message("cli.number_from", low=low)
    if annotation is int:
        return message("cli.whole_number")
    if annotation is float:
        return message("cli.number")
    metavar = getattr(param, "metavar", None)
    return literal(metavar) if metavar else message("cli.a_value")


def _choices(param: Any) -> list[str]:
    choices: Iterable[Any] = getattr(getattr(param, "type_descriptor", None), "choices", None) or ()
    return [str(getattr(choice, "value", choice)) for choice in choices]


def _name(param: Any) -> str:
    """The parameter as it is typed: ``--year``, or ``CASE`` of an argument."""
    options = getattr(param, "opts", None) or []
    if options and options[0].startswith("-"):
        return str(options[0])
    return str(getattr(param, "metavar", None) or getattr(param, "name", ""))


def _option_names(context: Any) -> list[str]:
    return [name for param in context.command.params for name in (*param.opts, *param.secondary_opts)] + ["--help"]


def _near(names: Iterable[str]) -> Message:
    near = tuple(names)
    return message("cli.near", names=near) if near else literal("")


def _path(context: Any) -> str:
    """The verb as it is typed; the reader of options tells none, then the first word does."""
    if context is not None:
        return " ".join(["tanlu", *context.command_path.split("tanlu ", 1)[1:]])
    verbs = [word for word in sys.argv[1:] if not word.startswith("-") and word not in LANGUAGES]
    return " ".join(["tanlu", *verbs[:1]])
