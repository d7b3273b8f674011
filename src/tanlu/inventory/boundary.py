"""The boundary: how much of a site's emissions is the company's under equity share, financial or operational control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tanlu.core.finding import Finding
from tanlu.core.place import places

Consolidation = Literal["operational_control", "financial_control", "equity_share"]
CONSOLIDATIONS: tuple[Consolidation, ...] = ("operational_control", "financial_control", "equity_share")
LEASED_CATEGORY = {"in": 8, "out": 13}
"""Scope 3 category of what a leased asset emits outside the boundary (GHG Protocol, Scope 3 Standard, appendix A)."""
KINDS = ("office", "data_centre", "factory", "park", "construction", "other")


@dataclass(frozen=True, slots=True)
class Site:
    """One site of the case.

    Parameters
    ----------
    region : str
        ISO 3166-2 code or country that factors are looked up for.
    share : fraction
        Equity held; 1 where the table does not say.
    operational_control, financial_control : bool
        As stated, else whether the share is above one half.
    leased : "in", "out" or ""
    """

    site: str
    region: str
    name: str = ""
    kind: str = ""
    share: float = 1.0
    operational_control: bool = True
    financial_control: bool = True
    leased: str = ""
    entity: str = ""

    @property
    def chain(self) -> tuple[str, ...]:
        """Its region and each parent up to the country."""
        return places().chain(self.region)

    def weight(self, consolidation: Consolidation) -> float:
        """Fraction of the site's emissions inside the boundary.

        Examples
        --------
        >>> venture = Site("jv", "CN", share=0.5, operational_control=True, financial_control=False)
        >>> [venture.weight(c) for c in ("equity_share", "financial_control", "operational_control")]
        [0.5, 0.0, 1.0]
        """
        if consolidation == "equity_share":
            return self.share
        return float(self.operational_control if consolidation == "operational_control" else self.financial_control)

    def shares(
        self, scope: str, category: int | None, consolidation: Consolidation
    ) -> list[tuple[str, int | None, float]]:
        """Where a line's emissions go: (scope, category, weight); a leased asset's scope 1 and 2 never vanish.

        Examples
        --------
        >>> Site("shop", "CN", operational_control=False, leased="in").shares("2", None, "operational_control")
        [('2', None, 0.0), ('3', 8, 1.0)]
        """
        inside = self.weight(consolidation)
        parts = [(scope, category, inside)]
        if self.leased and scope in ("1", "2") and inside < 1:
            parts.append(("3", LEASED_CATEGORY[self.leased], 1 - inside))
        return parts


def site_from(cells: Mapping[str, Any], *, row: int, file: str) -> tuple[Site | None, list[Finding]]:
    """One site from the cells of its row, and the flaws met in it; a site without id or place is not used."""
    flaws: list[Finding] = []

    def flaw(column: str, message: str, mend: str, severity: Literal["error", "warning"] = "error") -> None:
        flaws.append(Finding("site_flaw", severity, message, mend, "sites", file, row, column))

    name = cells.get("site")
    if not name:
        flaw("site", "a site has no id", "give each site a short id of its own")
        return None, flaws
    region = str(cells.get("region") or cells.get("country") or "").strip()
    if not places().known(region):
        flaw(
            "region",
            f"region {region or '(empty)'!s} of site {name} is not known",
            "use ISO 3166 codes such as CN-GD or CN",
        )
        return None, flaws
    if cells.get("kind") and cells["kind"] not in KINDS:
        flaw("kind", f"kind {cells['kind']!r} of site {name} is not known", f"use one of {', '.join(KINDS)}", "warning")
    share = cells.get("share")
    share = 1.0 if share is None else float(share)
    if not 0 <= share <= 1:
        flaw(
            "share",
            f"share {share:g} of site {name} is not between 0 and 1",
            "give the share held as a fraction, 0.5 for 50 %",
        )
        return None, flaws
    leased = str(cells.get("leased") or "").lower()
    if leased not in ("", "in", "out"):
        flaw(
            "leased",
            f"leased {leased!r} of site {name} is not known",
            "write in (leased from others) or out (leased to others)",
            "warning",
        )
        leased = ""
    controls = {
        column: _yes_no(cells.get(column), share > 0.5) for column in ("operational_control", "financial_control")
    }
    for column, value in controls.items():
        if value is None:
            flaw(
                column,
                f"{column} {cells.get(column)!r} of site {name} is neither yes nor no",
                "write yes or no",
                "warning",
            )
    return Site(
        str(name),
        region,
        str(cells.get("name") or name),
        str(cells.get("kind") or ""),
        share,
        _or(controls["operational_control"], share > 0.5),
        _or(controls["financial_control"], share > 0.5),
        leased,
        str(cells.get("entity") or ""),
    ), flaws


_YES = frozenset({"yes", "y", "true", "1", "是"})
_NO = frozenset({"no", "n", "false", "0", "否"})


def _yes_no(value: object, default: bool) -> bool | None:
    text = str(value if value is not None else "").strip().lower()
    if not text:
        return default
    return True if text in _YES else False if text in _NO else None


def _or(value: bool | None, default: bool) -> bool:
    return default if value is None else value
