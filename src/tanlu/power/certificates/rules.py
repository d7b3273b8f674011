"""Rule sets of certificates: what one certificate stands for, how long it can be used, and which may be sold."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tanlu.core.errors import CertificateError

WH_PER_KWH = 1_000
WH_PER_MWH = 1_000_000


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One kind of certificate; the mechanism of the book is the same for all.

    Parameters
    ----------
    code : the word on the command line, and the first part of an id
    name, name_zh : as a registry calls it
    market : place in which it can be used, or "" for the plant's own country
    unit_wh : Wh behind one certificate
    hourly : whether it names the hour of its energy
    valid_months : months of use counted from the month of production, that month included
    valid_until : a later last day for early output: (first month without it, last day), or None
    sales : how often one certificate may be sold, or None for no limit
    technologies : technology → whether what it makes may be sold; a technology not named gets no certificate
    source : where the rules stand
    """

    code: str
    name: str
    name_zh: str
    market: str
    unit_wh: int
    hourly: bool
    valid_months: int
    valid_until: tuple[str, date] | None
    sales: int | None
    technologies: Mapping[str, bool]
    source: str

    def expires(self, month: str) -> date:
        """The last day on which output of a month can be used.

        Parameters
        ----------
        month : "2024-03"

        Examples
        --------
        >>> GEC.expires("2024-03"), GEC.expires("2023-02")
        (datetime.date(2026, 2, 28), datetime.date(2025, 12, 31))
        """
        if self.valid_until is not None and month < self.valid_until[0]:
            return self.valid_until[1]
        year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + self.valid_months - 1, 12)
        return date(year, number + 1, monthrange(year, number + 1)[1])

    def may_be_sold(self, technology: str) -> bool:
        """Whether certificates of a technology may be sold; "" stands for one that is not told.

        Raises
        ------
        CertificateError
            The technology gets no certificate under this rule set.
        """
        if technology == "storage":
            raise CertificateError(
                "stand-alone storage gets no certificates: it makes no energy; issue them for the plant that charges it"
            )
        if technology and technology not in self.technologies:
            known = ", ".join(self.technologies)
            raise CertificateError(f"technology {technology[:40]!r} gets no {self.name}; write one of {known}")
        return self.technologies.get(technology, True)


GEC = RuleSet(
    code="gec",
    name="China green certificate",
    name_zh="绿证",
    market="CN",
    unit_wh=WH_PER_MWH,
    hourly=False,
    valid_months=24,
    valid_until=("2024-01", date(2025, 12, 31)),
    sales=1,
    technologies={
        "wind": True,
        "solar": True,
        "biomass": True,
        "geothermal": True,
        "ocean": True,
        "hydro": False,
    },
    source="国能发新能规〔2024〕67号 (unit, carry, validity), 发改能源〔2023〕1044号 (sold once; self-used output and older hydro "
    "are issued and not sold), as public pages give them; the notices themselves were not read here",
)
"""China's green electricity certificate. Hydro may be sold only where it is new from 2023-01-01 and wholly in the market."""

GRANULAR = RuleSet(
    code="granular",
    name="granular certificate",
    name_zh="分时绿证",
    market="",
    unit_wh=1,
    hourly=True,
    valid_months=13,
    valid_until=None,
    sales=None,
    technologies={**dict.fromkeys(GEC.technologies, True), "nuclear": True},
    source="one certificate a Wh and hour; usable for 12 months after the month of production, as public pages give "
    "the term of guarantees of origin in Directive (EU) 2018/2001, article 19; neither was read here",
)
"""Certificates of one hour each, so that energy can be claimed in the hour it was made."""

RULES: Mapping[str, RuleSet] = {rules.code: rules for rules in (GEC, GRANULAR)}
