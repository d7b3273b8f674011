"""What a company has promised: the targets of case.toml that can be used, and why the others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard, cast

from tanlu.core.period import FIRST_YEAR, LAST_YEAR

METRICS = ("scope1+2", "scope3", "total", "renewable_share")
Flaws = list[tuple[str, str, str]]
"""Setting, what was met, mend."""


def read_targets(rows: object) -> tuple[tuple[Mapping[str, Any], ...], Flaws]:
    """The targets that can be used, as they are written, and what is wrong with the others.

    Examples
    --------
    >>> read_targets([{"name": "half", "metric": "total", "year": "2030"}])[1][0][:2]
    ('targets.year', "year = '2030' of target 'half' is not understood, so the target is not used")
    """
    if not isinstance(rows, list):
        return (), [("targets", "targets is no list of tables and is not used", "write each under [[targets]]")]
    targets: list[Mapping[str, Any]] = []
    flaws: Flaws = []
    for row in cast("list[Any]", rows):
        met = _flaws_of(row)
        flaws += met
        targets += [] if met else [row]
    return tuple(targets), flaws


def _flaws_of(row: Any) -> Flaws:
    if not isinstance(row, dict):
        return [("targets", f"target {row!r:.60} is no table and is not used", "write each under [[targets]]")]
    target = cast("Mapping[str, Any]", row)
    wrong = [name for name in ("base_year", "year") if not is_year(target.get(name, FIRST_YEAR))]
    wrong += [name for name in ("reduction", "limit_tco2e", "share") if not is_number(target.get(name, 0))]
    wrong += ["metric"] if target.get("metric") not in METRICS else []
    wrong += ["name"] if not isinstance(target.get("name", ""), str) else []
    mends = {"metric": f"write one of {', '.join(METRICS)}", "name": "put it in quotes"}
    whose = f"target {target.get('name')!r:.60}"
    return [
        (
            f"targets.{name}",
            f"{name} = {target.get(name)!r:.60} of {whose} is not understood, so the target is not used",
            mends.get(name, f"write {name} as a plain number, without quotes"),
        )
        for name in wrong
    ]


def is_year(value: object) -> TypeGuard[int]:
    """Whether a setting is a reporting year."""
    return isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a setting is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
