"""Places and their parents: province → regional grid → country, from one table; a country has no parent."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

_COUNTRY = re.compile(r"[A-Z]{2}")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9-]{1,20}")


@dataclass(frozen=True)
class Places:
    """The tree of places that factors are published for.

    Parameters
    ----------
    parents : place → its parent, or "" where it has none
        ISO 3166 codes, ``CN-GRID-…`` for China's regional grids, ``US-EGRID-…`` for subregions.
    """

    parents: Mapping[str, str] = field(default_factory=dict[str, str])

    def known(self, place: str) -> bool:
        """Whether the code is listed, or has the shape of an ISO 3166-1 or 3166-2 code."""
        return place in self.parents or bool(_COUNTRY.fullmatch(place) or _SUBDIVISION.fullmatch(place))

    def chain(self, place: str) -> tuple[str, ...]:
        """The place, then each parent up to its country; never into another country.

        Examples
        --------
        >>> places().chain("CN-GD")
        ('CN-GD', 'CN-GRID-SOUTH', 'CN')
        >>> places().chain("FR-IDF")
        ('FR-IDF', 'FR')
        """
        steps = [place]
        while parent := self.parents.get(steps[-1], _country_of(steps[-1])):
            if parent in steps:
                break
            steps.append(parent)
        return tuple(steps)


def _country_of(place: str) -> str:
    return place[:2] if _SUBDIVISION.fullmatch(place) else ""


@cache
def places() -> Places:
    """The places of the library (``core/places.csv``)."""
    with (files("tanlu.core") / "places.csv").open(encoding="utf-8") as stream:
        return Places({row["place"]: row["parent"] for row in csv.DictReader(stream)})
