"""Activity paths: the one published table that says which scope and category each path belongs to."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from tanlu.core.gas import MethaneOrigin


@dataclass(frozen=True, slots=True)
class Activity:
    """What one path prefix means.

    Parameters
    ----------
    prefix : str
        ``electricity/grid``, ``fuel``, ... ; the longest prefix of a path decides.
    scope : "1", "2", "3" or ""
        Empty: in no scope (electricity made on site).
    category : 1–15 or None
        Scope 3 category.
    dimensions : frozenset of str
        What a line of it may be metered in.
    continuous : bool
        Whether days without a line mean a missing reading.
    methane : origin of its methane
    name, name_zh : str
        For screens.
    """

    prefix: str
    scope: str
    category: int | None
    dimensions: frozenset[str]
    continuous: bool
    methane: MethaneOrigin
    name: str
    name_zh: str

    @property
    def asks_basis(self) -> bool:
        """Whether a basis is asked of its factors (electricity and heat only)."""
        return self.scope == "2"


@cache
def activities() -> dict[str, Activity]:
    """The published table, by prefix (``factors/data/activities.csv``)."""
    with (files("tanlu.factors") / "data" / "activities.csv").open(encoding="utf-8") as stream:
        return {row["prefix"]: _activity(row) for row in csv.DictReader(stream)}


def _activity(row: dict[str, str]) -> Activity:
    return Activity(
        prefix=row["prefix"],
        scope=row["scope"],
        category=int(row["category"]) if row["category"] else None,
        dimensions=frozenset(row["dimensions"].split()),
        continuous=row["continuous"] == "yes",
        methane=cast("MethaneOrigin", row["methane"] or "unspecified"),
        name=row["name"],
        name_zh=row["name_zh"],
    )


@lru_cache(maxsize=50_000)
def activity_of(path: str) -> Activity | None:
    """The row of the published table that a path falls under, or None where no prefix fits.

    Examples
    --------
    >>> activity_of("electricity/grid").scope, activity_of("fuel/diesel").scope, activity_of("magic/wand")
    ('2', '1', None)
    """
    steps = path.strip().split("/")
    table = activities()
    for length in range(len(steps), 0, -1):
        if found := table.get("/".join(steps[:length])):
            return found
    return None
