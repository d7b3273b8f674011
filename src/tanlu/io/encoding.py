"""How the bytes of a text file are to be read: a mark decides, else UTF-8, else GB18030 when the whole file fits."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK_BYTES = 1 << 20
_HEAD_BYTES = 512
_BAD = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a file's bytes mean.

    Parameters
    ----------
    codec : str
        Name of Python's codec.
    first_bad_row : int or None
        Row of the first bytes that mean nothing in it; they are shown as �.
    """

    codec: str
    first_bad_row: int | None = None

    @property
    def is_unicode(self) -> bool:
        """Whether it is UTF-8, UTF-16 or UTF-32."""
        return self.codec.startswith("utf")


def find_encoding(path: Path) -> Encoding:
    """The encoding of a whole file, read once in pieces; a character cut off at the very end is forgiven."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    codec = next((codec for mark, codec in _MARKS if head.startswith(mark)), None) or _without_mark(head)
    if _fits(path, codec):
        return Encoding(codec)
    damage = _damage(path, codec)
    if codec == "utf-8" and not damage.mostly_well and _fits(path, "gb18030"):
        return Encoding("gb18030")
    return Encoding(codec, damage.first_bad_row)


def _without_mark(head: bytes) -> str:
    """UTF-8, or UTF-16 where every other byte is zero as in plain letters and digits of a table."""
    high, low = head[0::2].count(0), head[1::2].count(0)
    if max(high, low) * 4 < len(head):
        return "utf-8"
    return "utf-16-be" if high > low else "utf-16-le"


def open_text(path: Path, encoding: Encoding) -> TextIO:
    """The file's text with its own line ends; bytes that mean nothing read as �."""
    return path.open(encoding=encoding.codec, errors="replace", newline="")


def _decoded(path: Path, codec: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield decoder.decode(chunk)


def _fits(path: Path, codec: str) -> bool:
    try:
        for _ in _decoded(path, codec, "strict"):
            pass
    except UnicodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Damage:
    first_bad_row: int
    mostly_well: bool


def _damage(path: Path, codec: str) -> _Damage:
    """Where bad bytes begin, and whether they are few beside the characters outside ASCII that are well formed.

    A UTF-8 file with one broken byte must not be read as GB18030, in which almost any bytes are characters.
    """
    rows, first_bad_row, bad, well = 1, 0, 0, 0
    for text in _decoded(path, codec, "replace"):
        if not first_bad_row and _BAD in text:
            first_bad_row = rows + text[: text.index(_BAD)].count("\n")
        rows += text.count("\n")
        bad += text.count(_BAD)
        well += sum(1 for character in text if character > "\x7f") - text.count(_BAD)
    return _Damage(first_bad_row or 1, mostly_well=well > 3 * bad)
