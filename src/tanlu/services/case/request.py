"""What is asked of a case: which year, as known on which day, by which engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tanlu.core.gas import Assessment
from tanlu.core.message import Message

Progress = Callable[[Message | str], None]


def silent(_: Message | str) -> None:
    """No progress is shown."""


@dataclass
class MeasureRequest:
    """What is asked of a case.

    Parameters
    ----------
    gwp : the GWP set, or None for the case's own
    as_of : the day of knowledge, or None for today's
    engine : ``duckdb`` or ``spark``
    """

    folder: Path
    year: int
    gwp: Assessment | None = None
    as_of: date | None = None
    engine: str = "duckdb"
    progress: Progress = silent
