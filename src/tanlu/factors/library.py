"""The library: every pack that tanlu carries, and beside them the company's own factors, indexed by activity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files

from tanlu.core.errors import ConflictingFactor
from tanlu.factors.factor import Factor
from tanlu.factors.pack import Pack, load_pack
from tanlu.factors.refrigerants import refrigerant_factor

CASE = "case"
NOT_PACKS = frozenset({"activities", "conversions", "refrigerant_blends", "refrigerant_blends_published"})
"""Tables that lie beside the packs and hold no factors."""


@dataclass(frozen=True)
class Library:
    """Factors by activity, the case's own and the packs' alike.

    Parameters
    ----------
    packs : name → SHA-256 of the pack's bytes
    """

    by_activity: Mapping[str, Sequence[Factor]]
    packs: Mapping[str, str] = field(default_factory=dict[str, str])

    def candidates(self, activity: str) -> Sequence[Factor]:
        """Every factor of exactly this activity, of any region, year, basis and unit."""
        found = self.by_activity.get(activity, ())
        if released := refrigerant_factor(activity):
            return (*found, released)
        return found

    def with_case(self, factors: Iterable[Factor]) -> Library:
        """The library with a company's own factors beside it; an own row never overwrites a published one."""
        merged: dict[str, list[Factor]] = {activity: list(rows) for activity, rows in self.by_activity.items()}
        for factor in factors:
            merged.setdefault(factor.activity, []).append(factor)
        return Library(merged, self.packs)

    def find(self, factor: str) -> Factor | None:
        """The factor of that id, or None."""
        for rows in self.by_activity.values():
            for row in rows:
                if row.factor == factor:
                    return row
        return None


@cache
def library() -> Library:
    """The packs under ``factors/data``, loaded once.

    Raises
    ------
    ConflictingFactor
        Two packs carry the same id.
    """
    with as_file(files("tanlu.factors") / "data") as folder:
        packs = [load_pack(path) for path in sorted(folder.glob("*.csv")) if path.stem not in NOT_PACKS]
    return _joined(packs)


def _joined(packs: Sequence[Pack]) -> Library:
    index: dict[str, list[Factor]] = {}
    ids: set[str] = set()
    for pack in packs:
        for factor in pack.factors:
            if factor.factor in ids:
                raise ConflictingFactor(f"factor id {factor.factor} stands in two packs, the second is {pack.name}; ids are unique")
            ids.add(factor.factor)
            index.setdefault(factor.activity, []).append(factor)
    return Library(index, {pack.name: pack.sha256 for pack in packs})
