"""case.toml: the settings of a case, each with its stated default, and the findings met while reading them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from tanlu.core.errors import CaseError, NotADate
from tanlu.core.finding import Finding
from tanlu.core.gas import ASSESSMENTS, Assessment
from tanlu.core.period import Period, reporting_year
from tanlu.factors.resolution import Policy
from tanlu.inventory.boundary import CONSOLIDATIONS, Consolidation
from tanlu.services.case.targets import is_number, is_year, read_targets

KNOWN: Mapping[str, frozenset[str]] = {
    "case": frozenset(
        [
            "name",
            "name_zh",
            "base_year",
            "consolidation",
            "gwp",
            "currency",
            "time_zone",
            "year_starts",
            "recalculation_threshold",
        ]
    ),
    "factors": frozenset({"vintage", "grid", "market_remainder", "stand_ins"}),
    "estimate": frozenset({"gaps"}),
    "power": frozenset({"labels"}),
}
"""The settings of each section; a word beside them is told, for it may be a known one misspelled."""


@dataclass(frozen=True)
class Settings:
    """What ``case.toml`` says, defaults filled in."""

    name: str
    name_zh: str = ""
    base_year: int | None = None
    consolidation: Consolidation = "operational_control"
    gwp: Assessment = "AR6"
    currency: str = "CNY"
    time_zone: str = "UTC"
    year_starts: str = "01-01"
    recalculation_threshold: float = 0.05
    policy: Policy = field(default_factory=Policy)
    scope3: Mapping[str, str] = field(default_factory=dict[str, str])
    estimate_gaps: Literal["", "mean_day"] = ""
    hour_labels: Literal["start", "end"] = "start"
    targets: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()

    def year(self, year: int) -> Period:
        """The days that the company calls ``year``."""
        return reporting_year(year, starts=self.year_starts)

    def known_by(self, as_of: date | None) -> Policy:
        """The factor policy with a day of knowledge."""
        policy = self.policy
        return Policy(policy.vintage, policy.grid, policy.market_remainder, policy.stand_ins, as_of)


def read_settings(folder: Path) -> Settings:
    """Read ``case.toml``.

    Raises
    ------
    CaseError
        There is no such folder or file, or it is not TOML; a setting that is not known is a finding instead.
    """
    path = folder / "case.toml"
    if not folder.is_dir():
        raise CaseError(f"{folder} is not a folder; name the folder of a case, or start one with: tanlu new {folder}")
    if not path.is_file():
        raise CaseError(f"{folder} has no case.toml, so it is not a case; start one with: tanlu new DIR")
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CaseError(f"{path} is not in UTF-8; save it again as UTF-8 from your editor") from error
    except (ValueError, RecursionError) as error:  # tomllib's own error is a ValueError, as is an integer without end
        raise CaseError(f"{path} cannot be read as TOML ({error}); mend it there, or copy a sound one") from error
    except OSError as error:
        raise CaseError(f"{path} cannot be opened ({error.strerror}); let it be read") from error
    name = folder.resolve().name.encode("utf-8", "replace").decode()
    return _Reader(document, name).settings()


class _Reader:
    def __init__(self, document: Mapping[str, Any], folder_name: str) -> None:
        self._document = document
        self._folder_name = folder_name
        self._findings: list[Finding] = []

    def settings(self) -> Settings:
        case, factors = self._section("case"), self._section("factors")
        self._report_unknown()
        return Settings(
            name=self._text(case, "name", self._folder_name),
            name_zh=self._text(case, "name_zh", ""),
            base_year=self._year(case, "base_year"),
            consolidation=cast(
                "Consolidation", self._one_of(case, "consolidation", CONSOLIDATIONS, "operational_control")
            ),
            gwp=cast("Assessment", self._one_of(case, "gwp", ASSESSMENTS, "AR6")),
            currency=self._currency(case),
            time_zone=self._zone(case),
            year_starts=self._year_starts(case),
            recalculation_threshold=self._fraction(case, "recalculation_threshold", 0.05),
            policy=self._policy(factors),
            scope3=self._scope3(),
            estimate_gaps=cast("Any", self._one_of(self._section("estimate"), "gaps", ("", "mean_day"), "")),
            hour_labels=cast("Any", self._one_of(self._section("power"), "labels", ("start", "end"), "start")),
            targets=self._targets(),
            findings=tuple(self._findings),
        )

    def _targets(self) -> tuple[Mapping[str, Any], ...]:
        targets, flaws = read_targets(self._document.get("targets", []))
        for column, met, mend in flaws:
            self._flaw(column, met, mend)
        return targets

    def _section(self, name: str) -> Mapping[str, Any]:
        section = self._document.get(name, {})
        if isinstance(section, dict):
            return cast("Mapping[str, Any]", section)
        self._flaw(
            name, f"{name} = {section!r:.60} is no section and is not used", f"write [{name}] on a line of its own"
        )
        return {}

    def _text(self, section: Mapping[str, Any], name: str, default: str) -> str:
        value = section.get(name, default)
        if isinstance(value, str):
            return value.strip() or default
        self._flaw(name, f"{name} = {value!r} is no text; {default!r} is used", f'put it in quotes: {name} = "…"')
        return default

    def _currency(self, section: Mapping[str, Any]) -> str:
        currency = self._text(section, "currency", "CNY").upper()
        if re.fullmatch("[A-Z]{3}", currency):
            return currency
        self._flaw(
            "currency", f"currency {currency!r} is not known; CNY is used", 'write its three letters, as in "CNY"'
        )
        return "CNY"

    def _policy(self, factors: Mapping[str, Any]) -> Policy:
        stand_ins = factors.get("stand_ins", [])
        if not isinstance(stand_ins, list) or not all(isinstance(country, str) for country in stand_ins):
            self._flaw("stand_ins", "stand_ins is no list of country codes", 'write stand_ins = ["US"]')
            stand_ins = []
        return Policy(
            cast("Any", self._one_of(factors, "vintage", ("exact", "latest_published"), "exact")),
            cast("Any", self._one_of(factors, "grid", ("average", "ets"), "average")),
            cast("Any", self._one_of(factors, "market_remainder", ("residual", "average"), "residual")),
            tuple(cast("list[str]", stand_ins)),
        )

    def _scope3(self) -> dict[str, str]:
        reasons: dict[str, str] = {}
        for number, reason in self._section("scope3").items():
            if number.isdecimal() and 1 <= int(number) <= 15 and isinstance(reason, str) and reason.strip():
                reasons[str(int(number))] = reason.strip()
            else:
                self._flaw(
                    number,
                    f"[scope3] {number} is no category with a reason",
                    'write "14" = "not relevant: no franchises"',
                )
        return reasons

    def _one_of(self, section: Mapping[str, Any], name: str, allowed: tuple[str, ...], default: str) -> str:
        value = section.get(name, default)
        if value in allowed:
            return str(value)
        self._flaw(
            name,
            f"{name} = {value!r} is not known; {default!r} is used",
            f"write one of {', '.join(a for a in allowed if a)}",
        )
        return default

    def _year(self, section: Mapping[str, Any], name: str) -> int | None:
        value = section.get(name)
        if value is None or is_year(value):
            return value
        self._flaw(name, f"{name} = {value!r} is no year and is not used", f"write {name} = 2021, without quotes")
        return None

    def _fraction(self, section: Mapping[str, Any], name: str, default: float) -> float:
        value = section.get(name, default)
        if is_number(value) and 0 <= value < 1:
            return float(value)
        self._flaw(name, f"{name} = {value!r} is not between 0 and 1; {default} is used", f"write {name} = {default}")
        return default

    def _zone(self, section: Mapping[str, Any]) -> str:
        zone = self._text(section, "time_zone", "UTC")
        try:
            return ZoneInfo(zone).key
        except (KeyError, ValueError, OSError):
            met = f"time_zone {zone!r} is not known; UTC is used"
            self._flaw("time_zone", met, "write a name such as Asia/Shanghai")
            return "UTC"

    def _year_starts(self, section: Mapping[str, Any]) -> str:
        starts = self._text(section, "year_starts", "01-01")
        try:
            reporting_year(2023, starts=starts)
        except NotADate:
            self._flaw(
                "year_starts",
                f"year_starts {starts!r} is no month and day; 01-01 is used",
                'write year_starts = "04-01"',
            )
            return "01-01"
        return starts

    def _report_unknown(self) -> None:
        for name in self._document:
            if name not in (*KNOWN, "scope3", "targets"):
                self._flaw(name, f"[{name}] is not a section that is used", "remove it, or mend its name", "note")
        for name, known in KNOWN.items():
            section = self._document.get(name)
            for word in cast("Mapping[str, Any]", section) if isinstance(section, dict) else ():
                if word not in known:
                    met = f"{word} in [{name}] is not a setting that is used"
                    self._flaw(word, met, f"remove it, or write one of {', '.join(sorted(known))}", "note")

    def _flaw(self, column: str, message: str, mend: str, severity: Literal["error", "note"] = "error") -> None:
        self._findings.append(Finding("setting", severity, message, mend, "case.toml", "case.toml", None, column))
