"""The boundary: how much of a site's emissions is the company's under equity share, financial or operational control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    reader = _SiteRow(cells, row, file)
    return reader.site(), reader.flaws


@dataclass
class _SiteRow:
    cells: Mapping[str, Any]
    row: int
    file: str
    flaws: list[Finding] = field(default_factory=list[Finding])

    def site(self) -> Site | None:
        name, region, share = self._text("site"), self._text("region") or self._text("country"), self._share()
        if not name:
            return self._flaw("site", "a site has no id", "give each site a short id of its own")
        if not places().known(region):
            met = f"region {region or '(empty)'} of site {name} is not known"
            return self._flaw("region", met, "use ISO 3166 codes such as CN-GD or CN")
        if not 0 <= share <= 1:
            met = f"share {share:g} of site {name} is not between 0 and 1"
            return self._flaw("share", met, "give the share held as a fraction, 0.5 for 50 %")
        return Site(
            name,
            region,
            self._text("name") or name,
            self._one_of("kind", KINDS),
            share,
            self._yes_no("operational_control", share > 0.5),
            self._yes_no("financial_control", share > 0.5),
            self._one_of("leased", ("in", "out")),
            self._text("entity"),
        )

    def _text(self, column: str) -> str:
        return str(self.cells.get(column) or "").strip()

    def _share(self) -> float:
        share = self.cells.get("share")
        return 1.0 if share is None else float(share)

    def _one_of(self, column: str, known: tuple[str, ...]) -> str:
        text = self._text(column).lower()
        if text and text not in known:
            met = f"{column} {text!r} of site {self._text('site')} is not known"
            self._flaw(column, met, f"use one of {', '.join(known)}", "warning")
            return ""
        return text

    def _yes_no(self, column: str, default: bool) -> bool:
        text = self._text_of_any(column)
        if text in _YES or text in _NO:
            return text in _YES
        if text:
            met = f"{column} {text!r} of site {self._text('site')} is neither yes nor no"
            self._flaw(column, met, "write yes or no", "warning")
        return default

    def _text_of_any(self, column: str) -> str:
        value = self.cells.get(column)
        return "" if value is None else str(value).strip().lower()

    def _flaw(self, column: str, met: str, mend: str, severity: Literal["error", "warning"] = "error") -> None:
        self.flaws.append(Finding("site_flaw", severity, met, mend, "sites", self.file, self.row, column))


_YES = frozenset({"yes", "y", "true", "1", "是"})
_NO = frozenset({"no", "n", "false", "0", "否"})
