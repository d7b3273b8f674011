"""Parameters that many routes share: a year, a day of knowledge, a GWP set, a page."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Query

from tanlu.web.schemas.base import Day

Year = Annotated[int, Query(ge=1900, le=2200, description="The reporting year.")]
AsOf = Annotated[Day | None, Query(description="What was known on this day.")]
Gwp = Annotated[Literal["AR4", "AR5", "AR6"] | None, Query(description="GWP set, by default the case's.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000, description="Rows to pass over.")]
Limit = Annotated[int, Query(ge=1, le=500, description="At most so many rows.")]
Word = Annotated[str | None, Query(max_length=300)]


def iso(day: date | None) -> str | None:
    """A day as questions carry it."""
    return None if day is None else day.isoformat()
