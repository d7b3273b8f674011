"""Carrying: what is below one certificate, kept by the month that made it, and certified in that month or a later one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Remainders = Mapping[str, int]
"""Month of production → Wh of it that are in no certificate yet."""

NOTHING: Remainders = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Issued:
    """One issue as the book has it.

    Parameters
    ----------
    entry : its number
    month, wh : the output that it certified
    made : month → Wh of the whole certificates that it brought
    """

    entry: int
    month: str
    wh: int
    made: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Carried:
    """What a stream of a plant's output carries after some issues.

    Parameters
    ----------
    held : what is carried, by the month that made it
    early_wh : entry → Wh that it certified for a month before the one that made them
    """

    held: dict[str, int] = field(default_factory=dict[str, int])
    early_wh: dict[int, int] = field(default_factory=dict[int, int])


def certified(held: Remainders, month: str, *, unit_wh: int) -> tuple[dict[str, int], dict[str, int]]:
    """Whole certificates of a month, and of a later one that its remainder completes.

    A certificate's energy was made in its month or before, never after: what March left makes no certificate of January,
    while what January left makes one of March. The oldest energy goes first.

    Parameters
    ----------
    held : Wh by month, the output of ``month`` among them

    Returns
    -------
    month → Wh of whole certificates; month → Wh that stay carried, less than one certificate where ``held`` was so
    without the output of ``month``

    References
    ----------
    A month's remainder is carried to the next month: 国能发新能规〔2024〕67号, as public pages give it.

    Examples
    --------
    >>> certified({"2024-01": 500, "2024-03": 700}, "2024-01", unit_wh=1_000)
    ({'2024-03': 1000}, {'2024-03': 200})
    >>> certified({"2024-01": 900, "2024-03": 50}, "2024-01", unit_wh=1_000)
    ({}, {'2024-01': 900, '2024-03': 50})
    """
    made: dict[str, int] = {}
    left = dict(held)
    for at in sorted(each for each in held if each >= month):
        ready_wh = sum(wh for each, wh in left.items() if each <= at)
        if whole_wh := ready_wh // unit_wh * unit_wh:
            made[at] = whole_wh
            left, _ = _drawn(left, at, whole_wh)
    return made, left


def carried(issues: Iterable[Issued]) -> Carried:
    """What one stream carries after its issues, told again from the first to the last.

    Examples
    --------
    >>> carried([Issued(1, "2024-03", 700, {}), Issued(2, "2024-01", 500, {"2024-01": 1_000})])
    Carried(held={'2024-03': 200}, early_wh={2: 500})
    """
    held: dict[str, int] = {}
    early_wh: dict[int, int] = {}
    for one in issues:
        held[one.month] = held.get(one.month, 0) + one.wh
        for month, wh in sorted(one.made.items()):
            held, early = _drawn(held, month, wh)
            if early:
                early_wh[one.entry] = early_wh.get(one.entry, 0) + early
    return Carried(held, early_wh)


def _drawn(held: Remainders, month: str, wh: int) -> tuple[dict[str, int], int]:
    """What is left after certificates of a month took Wh, the oldest first; and how much of it a later month had made."""
    left: dict[str, int] = {}
    early = 0
    for each, there in sorted(held.items()):
        taken = min(there, wh)
        wh -= taken
        early += taken if each > month else 0
        if there > taken:
            left[each] = there - taken
    return left, early
