"""The library: every pack that tanlu carries, and beside them the company's own factors, by activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files

from tanlu.core.errors import ConflictingFactor
from tanlu.factors.factor import Factor
from tanlu.factors.pack import PackRows, read_pack
from tanlu.factors.refrigerants import refrigerant_factor

CASE = "case"
NOT_PACKS = frozenset({"activities", "conversions", "refrigerant_blends", "refrigerant_blends_published"})
"""Tables that lie beside the packs and hold no factors."""


class Published(Mapping[str, Sequence[Factor]]):
    """The factors of packs by activity; those of one activity are understood when they are first asked for.

    A case asks for a dozen of some two thousand activities, so most rows of the packs stay text.
    """

    def __init__(self, packs: Sequence[PackRows]) -> None:
        self._packs = packs
        self._activities = dict.fromkeys(activity for pack in packs for activity in pack.rows)
        self._understood: dict[str, tuple[Factor, ...]] = {}

    def __getitem__(self, activity: str) -> tuple[Factor, ...]:
        if activity not in self._activities:
            raise KeyError(activity)
        if activity not in self._understood:
            rows = tuple(factor for pack in self._packs for factor in pack.factors(activity))
            self._understood[activity] = rows
        return self._understood[activity]

    def __iter__(self) -> Iterator[str]:
        return iter(self._activities)

    def __len__(self) -> int:
        return len(self._activities)


class Beside(Mapping[str, Sequence[Factor]]):
    """Published factors by activity, and after them a company's own of the same activity."""

    def __init__(self, published: Mapping[str, Sequence[Factor]], own: Iterable[Factor]) -> None:
        self._published = published
        self._own: dict[str, tuple[Factor, ...]] = {}
        for factor in own:
            self._own[factor.activity] = (*self._own.get(factor.activity, ()), factor)

    def __getitem__(self, activity: str) -> Sequence[Factor]:
        own = self._own.get(activity)
        if own is None:
            return self._published[activity]
        return (*self._published.get(activity, ()), *own)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._published, *self._own)))

    def __len__(self) -> int:
        return len(self._published.keys() | self._own.keys())


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
        """Every factor of exactly this activity, of any region, year, basis and unit.

        Raises
        ------
        IncompleteFactor, ConflictingFactor
            A row of the activity is not whole, or two rows of one pack contradict each other.
        """
        found = self.by_activity.get(activity, ())
        if released := refrigerant_factor(activity):
            return (*found, released)
        return found

    def with_case(self, factors: Iterable[Factor]) -> Library:
        """The library with a company's own factors beside it; an own row never overwrites a published one."""
        return Library(Beside(self.by_activity, factors), self.packs)

    def find(self, factor: str) -> Factor | None:
        """The factor of that id, or None; every row is understood for it."""
        for rows in self.by_activity.values():
            for row in rows:
                if row.factor == factor:
                    return row
        return None


@cache
def library() -> Library:
    """The packs under ``factors/data``, read once.

    Raises
    ------
    ConflictingFactor
        Two packs carry the same id.
    """
    with as_file(files("tanlu.factors") / "data") as folder:
        packs = [read_pack(path) for path in sorted(folder.glob("*.csv")) if path.stem not in NOT_PACKS]
    refuse_shared_ids(packs)
    return Library(Published(packs), {pack.name: pack.sha256 for pack in packs})


def refuse_shared_ids(packs: Iterable[PackRows]) -> None:
    """Refuse packs of which two carry the same factor id.

    Raises
    ------
    ConflictingFactor
        Naming the id and the second pack.
    """
    known: set[str] = set()
    for pack in packs:
        own = pack.ids()
        if shared := known & own:
            raise ConflictingFactor(
                f"factor id {min(shared)} stands in two packs, the second is {pack.name}; ids are unique"
            )
        known |= own
