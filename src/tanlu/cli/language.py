"""The language of the terminal: ``--lang zh|en`` where it is given, else what the locale says."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from tanlu.core.message import LANGUAGES, Language, Message

OPTION = "--lang"

_chosen: list[Language] = []


def language() -> Language:
    """The language in which the terminal is spoken to."""
    return _chosen[-1] if _chosen else language_of_locale(os.environ)


def choose_language(arguments: Sequence[str]) -> None:
    """Take the language from the words of the command line, before they are understood: refusals need it as well."""
    _chosen[:] = [asked] if (asked := language_of_arguments(arguments)) else []


def language_of_arguments(arguments: Sequence[str]) -> Language | None:
    """The language that ``--lang`` asks for; None where it is absent or names none of ours.

    Examples
    --------
    >>> language_of_arguments(["measure", "case", "--lang", "zh"]), language_of_arguments(["--lang=en", "check"])
    ('zh', 'en')
    >>> language_of_arguments(["report", "case", "--lang", "both"]) is None
    True
    """
    asked: str | None = None
    for place, word in enumerate(arguments):
        if word == "--":
            break
        if word == OPTION and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif word.startswith(f"{OPTION}="):
            asked = word.partition("=")[2]
    return asked if asked in LANGUAGES else None


def language_of_locale(environment: Mapping[str, str]) -> Language:
    """Chinese where the locale of messages is ``zh…``, else English.

    Examples
    --------
    >>> language_of_locale({"LANG": "zh_CN.UTF-8"}), language_of_locale({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"})
    ('zh', 'en')
    """
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").lower().startswith("zh") else "en"


def words(sentence: Message) -> str:
    """A sentence in the language of the terminal."""
    return sentence.text(language())


def in_language(row: Mapping[str, Any], key: str) -> str:
    """A text of an answer in the language of the terminal: ``<key>_zh`` where Chinese is spoken and it is there."""
    chinese = row.get(f"{key}_zh") if language() == "zh" else None
    return chinese or row[key]
