"""What a report is built of, whatever it is drawn with: sections of sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Text:
    """One piece of text; ``lang`` says where it is not in the report's own language."""

    text: str
    lang: str = ""


Cell = str | Text


@dataclass(frozen=True)
class Table:
    """A table with a head; the first cell of each row names the row.

    Parameters
    ----------
    numbers : columns that are set to the right
    widths : relative widths of the columns, where a page is narrow; by default equal
    last_is_sum : whether the last row adds up those above
    """

    kind: ClassVar[str] = "table"
    id: str
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()
    last_is_sum: bool = False


@dataclass(frozen=True)
class Chart:
    """A picture of what the table beside it says.

    Parameters
    ----------
    description : what a reader who does not see it is told
    draw : gives it as SVG, without any script or reference; called only where a picture is wanted
    """

    kind: ClassVar[str] = "chart"
    id: str
    title: str
    description: str
    draw: Callable[[], str]

    @property
    def svg(self) -> str:
        """The picture."""
        return self.draw()


@dataclass(frozen=True)
class Paragraph:
    """One or more sentences."""

    kind: ClassVar[str] = "paragraph"
    text: str


Block = Table | Chart | Paragraph


@dataclass(frozen=True)
class Section:
    """A part of the report with a place of its own, which the index names."""

    id: str
    title: str
    blocks: Sequence[Block] = field(default_factory=list[Block])
