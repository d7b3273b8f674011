"""Sentences for people: a key of the catalogues and the values put into it, said in English or 简体中文.

The catalogues are ``core/messages/<language>/<room>.po``, one file a room and language. A key is ``<room>.<name>``;
its text has ``{places}`` for values, with the format codes of :meth:`str.format` (``{tco2e:,.1f}``). An entry with
plural forms chooses by the value ``count``. A text may hold other messages and lists as values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from numbers import Number
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Union

if TYPE_CHECKING:
    from decimal import Decimal

    from babel.messages.catalog import Catalog

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

Value: TypeAlias = Union[str, int, float, "Decimal", date, PurePath, "Message", Sequence["Value"], None]
"""What may be put into a sentence."""

_CATALOGUES = Path(__file__).parent / "messages"
_SEPARATOR: Mapping[Language, str] = {"en": ", ", "zh": "、"}
_ABSENT: Mapping[Language, str] = {"en": "not known", "zh": "未知"}


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence, not yet said in a language. Make it with :func:`message`.

    Parameters
    ----------
    key : ``<room>.<name>``, e.g. ``inventory.unknown_site``; the catalogues of every language have it
    pairs : the values put into the sentence, sorted by name
    """

    key: str
    pairs: tuple[tuple[str, Value], ...] = ()

    @property
    def values(self) -> dict[str, Value]:
        """The values by name."""
        return dict(self.pairs)

    def text(self, language: Language = "en") -> str:
        """The sentence in one language.

        Raises
        ------
        KeyError
            No catalogue of that language has the key, or the text asks for a value that is not given.
        """
        if not self.key:
            return str(self.values["text"])
        values = self.values
        template = _template(self.key, language, _number(values.get("count")))
        return template.format_map({name: _said(value, language) for name, value in values.items()})

    def part(self, name: str) -> Message | None:
        """The message beside this one, ``<key>.<name>``, with the same values, or None where the catalogue has none."""
        key = f"{self.key}.{name}"
        return Message(key, self.pairs) if self.key and key in catalogue(self.key.split(".")[0], "en") else None

    def plain(self) -> dict[str, Any]:
        """The values as JSON has them."""
        return {name: _plain(value) for name, value in self.pairs}

    def __str__(self) -> str:
        return self.text("en")


def message(key: str, /, **values: Value) -> Message:
    """A sentence of the catalogues with its values.

    Examples
    --------
    >>> met = message("core.more", count=3)
    >>> print(met.text("en"), met.text("zh"), sep="\\n")
    and 3 more like it
    还有 3 处同样的情况
    """
    frozen = ((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())
    return Message(key, tuple(sorted(frozen)))


def literal(text: str) -> Message:
    """A text that is the same in every language: a name, a quotation, another program's words.

    Examples
    --------
    >>> literal("tCO2e").text("zh")
    'tCO2e'
    """
    return Message("", (("text", text),))


def as_message(sentence: Message | str) -> Message:
    """A message, of which a plain text is the same in every language."""
    return sentence if isinstance(sentence, Message) else literal(sentence)


@cache
def catalogue(room: str, language: Language) -> Catalog:
    """The catalogue of a room in a language.

    Raises
    ------
    KeyError
        The room has no catalogue in that language.
    """
    from babel.messages.pofile import read_po

    file = _CATALOGUES / language / f"{room}.po"
    if not file.is_file():
        raise KeyError(f"no catalogue of {room} in {language}")
    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def rooms() -> list[str]:
    """The rooms that have a catalogue."""
    return sorted(file.stem for file in (_CATALOGUES / "en").glob("*.po"))


@cache
def _forms(key: str, language: Language) -> tuple[str, ...]:
    """The texts of a key, one for each plural form."""
    entry = catalogue(key.split(".")[0], language).get(key)
    if entry is None or not entry.string:
        raise KeyError(f"the {language} catalogue has no text {key!r}")
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)


def _template(key: str, language: Language, count: float | None) -> str:
    forms = _forms(key, language)
    if len(forms) == 1:
        return forms[0]
    if count is None:
        raise KeyError(f"the text {key!r} has plural forms and needs a value count")
    from babel import Locale

    return forms[0] if Locale(language).plural_form(count) == "one" else forms[-1]


def _number(value: Value) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    return float(str(value)) if isinstance(value, Number) else None


def _said(value: Value, language: Language) -> Any:
    if value is None:
        return _Absent(_ABSENT[language])
    if isinstance(value, Message):
        return value.text(language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _SEPARATOR[language].join(str(_said(entry, language)) for entry in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, PurePath) else value


def _plain(value: Value) -> Any:
    if isinstance(value, Message):
        return value.text("en")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float) else str(value)


class _Absent(str):
    """A value that is not known, whatever format a number would have had in its place."""

    __slots__ = ()

    def __format__(self, _: str, /) -> str:
        return str(self)
