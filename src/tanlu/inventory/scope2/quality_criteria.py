"""Quality criteria of instruments: market, vintage, retirement, unique claim; each shown, not shown or contradicted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tanlu.core.finding import Finding, Severity
from tanlu.core.period import Period
from tanlu.inventory.scope2.instruments import Instrument

State = Literal["shown", "not_shown", "contradicted"]
Chain = tuple[str, ...]

_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Criterion:
    """How an instrument stands to one criterion.

    Parameters
    ----------
    name : "market", "vintage", "retirement" or "unique claim"
    state : "shown", "not_shown" or "contradicted"
    why : what the row says, as the end of a sentence; empty where it is shown
    column : the column that would mend it
    """

    name: str
    state: State
    why: str = ""
    column: str | None = None


def judge(
    instruments: Iterable[Instrument],
    *,
    reporter_names: Iterable[str],
    chain_of: Callable[[str], Chain],
    site_chains: Mapping[str, Chain],
    year: Period,
) -> tuple[list[Instrument], list[Finding]]:
    """The instruments that may be used in a year, and what is wrong with the others.

    A certificate must show every criterion. On a contract or a supplier's rate a criterion that is not shown is a
    warning; one that is contradicted refuses. Of two rows that claim one thing the earlier row has it: a certificate
    once for all years, a contract or a rate once for a day (one contract may have a row for each year).

    Parameters
    ----------
    instruments : rows of every year, in any order
    reporter_names : names the reporter goes by, e.g. the case's ``name`` and ``name_zh``
    chain_of : place → the place and its parents, up to its country
    site_chains : every site of the case → the chain of its region
    year : the reporting year

    Returns
    -------
    usable instruments in the order of their rows, findings

    References
    ----------
    GHG Protocol Scope 2 Guidance (2015), table 7.1, quality criteria 2 to 6.

    Examples
    --------
    >>> from datetime import date
    >>> from tanlu.inventory.scope2.instruments import instrument_from
    >>> cells = {"instrument": "gec_1", "kind": "certificate", "market": "CN", "kwh": 1000, "kgco2e_per_kwh": 0}
    >>> row = instrument_from(cells, row=2, file="instruments.csv")
    >>> year = Period(date(2022, 1, 1), date(2022, 12, 31))
    >>> usable, findings = judge([row], reporter_names=["Tencent"], chain_of=lambda place: (place, place[:2]),
    ...                          site_chains={"shenzhen": ("CN-GD", "CN")}, year=year)
    >>> usable, findings[0].message
    ([], "certificate 'gec_1' is refused: it does not show the criterion market (no region says where its plant is)")
    """
    bench = _CriteriaContext(frozenset(map(_folded, reporter_names)), chain_of, site_chains, year)
    usable: list[Instrument] = []
    findings: list[Finding] = []
    for instrument in sorted(instruments, key=lambda each: (each.file, each.row, each.instrument)):
        flaws = list(bench.flaws(instrument))
        refused = any(flaw.severity == "error" for flaw in flaws)
        if not refused:
            bench.claim(instrument)
        if instrument.days_in(year) is None:
            # Another year's row is that year's matter, except where only its vintage says which year it serves.
            findings += [_of_another_year(instrument, year)] if instrument.period is None else []
            continue
        findings += flaws
        usable += [] if refused else [bench.placed(instrument)]
    return usable, findings


@dataclass(slots=True)
class _CriteriaContext:
    """What the rows are judged against, and what earlier rows have claimed."""

    reporters: frozenset[str]
    chain_of: Callable[[str], Chain]
    site_chains: Mapping[str, Chain]
    year: Period
    consumed_in: frozenset[str] = field(init=False)
    claimed: dict[tuple[str, str], list[Instrument]] = field(default_factory=dict[tuple[str, str], list[Instrument]])

    def __post_init__(self) -> None:
        self.consumed_in = frozenset(place for chain in set(self.site_chains.values()) for place in chain)

    def flaws(self, instrument: Instrument) -> Iterator[Finding]:
        if instrument.site is not None and instrument.site not in self.site_chains:
            message = f"{_named(instrument)} is refused: site {instrument.site!r} is not in the table sites"
            yield _finding(instrument, "unknown_site", "error", message, "add the site or mend its name", "site")
            return
        for criterion in self.criteria(instrument):
            if criterion.state != "shown":
                yield _flaw(instrument, criterion)

    def criteria(self, instrument: Instrument) -> tuple[Criterion, ...]:
        judged = (self.market(instrument), self.vintage(instrument), self.retirement(instrument))
        return (*judged, self.unique_claim(instrument))

    def market(self, instrument: Instrument) -> Criterion:
        """The energy is made and used in one market."""
        site, market, region = instrument.site, instrument.market, instrument.region
        if market is None:
            return Criterion("market", "not_shown", "no market is given", "market")
        if site is not None and market not in self.site_chains[site]:
            where = " in ".join(self.site_chains[site])
            return Criterion("market", "contradicted", f"site {site} is in {where}, outside market {market}", "market")
        if market not in self.consumed_in:
            return Criterion("market", "contradicted", f"no site of the case lies in market {market}", "market")
        if region is None:
            return Criterion("market", "not_shown", "no region says where its plant is", "region")
        if market not in self.chain_of(region):
            return Criterion("market", "contradicted", f"its plant in {region} is outside market {market}", "region")
        return Criterion("market", "shown")

    def vintage(self, instrument: Instrument) -> Criterion:
        """The energy was made in, or close to, the days it is claimed for."""
        if instrument.vintage is None:
            return Criterion("vintage", "not_shown", "vintage_start and vintage_end are not given", "vintage_start")
        period = instrument.days_in(self.year) or instrument.claimed_period(self.year)
        if instrument.vintage.overlap(period) is None:
            why = f"made {_days(instrument.vintage)}, claimed for {_days(period)}"
            return Criterion("vintage", "contradicted", why, "vintage_start")
        return Criterion("vintage", "shown")

    def retirement(self, instrument: Instrument) -> Criterion:
        """It is used up, for the reporter and nobody else."""
        if instrument.retired_for is None:
            return Criterion("retirement", "not_shown", "retired_for is blank", "retired_for")
        if _folded(instrument.retired_for) not in self.reporters:
            why = f"retired for {instrument.retired_for!r}, who is not the reporter"
            return Criterion("retirement", "contradicted", why, "retired_for")
        return Criterion("retirement", "shown")

    def unique_claim(self, instrument: Instrument) -> Criterion:
        """It is followed in a registry, and no earlier row claims it."""
        for key in _claims(instrument):
            for first in self.claimed.get(key, ()):
                if self._compete(first, instrument):
                    where = f"row {first.row} of {first.file} already claims it as {first.instrument!r}"
                    return Criterion("unique claim", "contradicted", where, key[0])
        if instrument.registry is None:
            return Criterion("unique claim", "not_shown", "registry is blank", "registry")
        return Criterion("unique claim", "shown")

    def claim(self, instrument: Instrument) -> None:
        for key in _claims(instrument):
            self.claimed.setdefault(key, []).append(instrument)

    def placed(self, instrument: Instrument) -> Instrument:
        """One that names neither site nor market, but its plant, serves the plant's country."""
        if instrument.site or instrument.market or not instrument.region:
            return instrument
        return replace(instrument, market=self.chain_of(instrument.region)[-1])

    def _compete(self, first: Instrument, second: Instrument) -> bool:
        if "certificate" in (first.kind, second.kind):
            return True
        return first.claimed_period(self.year).overlap(second.claimed_period(self.year)) is not None


def _claims(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """What a row lays claim to: its id, and its entry in a registry.

    A registry's bare name (``I-REC``, ``GEC 2022``) is shared by all that it holds; an entry carries a number.
    """
    yield "instrument", _folded(instrument.instrument)
    entry = _folded(instrument.registry or "")
    if any(sign.isdigit() for sign in _YEAR.sub("", entry)):
        yield "registry", entry


def _flaw(instrument: Instrument, criterion: Criterion) -> Finding:
    fault = "contradicts" if criterion.state == "contradicted" else "does not show"
    told = f"it {fault} the criterion {criterion.name} ({criterion.why})"
    if criterion.state == "contradicted" or instrument.kind == "certificate":
        message, mend = f"{_named(instrument)} is refused: {told}", f"mend {criterion.column}, or remove the row"
        code, severity = "instrument_refused", "error"
    else:
        message, mend = f"{_named(instrument)} is used, but {told}", f"fill {criterion.column} from the contract"
        code, severity = "criterion_not_shown", "warning"
    cause = f"{instrument.kind} {criterion.name} {criterion.state}"
    return _finding(instrument, code, severity, message, mend, criterion.column, cause)


def _of_another_year(instrument: Instrument, year: Period) -> Finding:
    vintage = _days(instrument.claimed_period(year))
    message = f"{_named(instrument)} covers nothing of {_days(year)}: its vintage is {vintage} (criterion vintage)"
    mend = "give start and end if it is claimed for other days than its vintage"
    return _finding(instrument, "instrument_of_another_year", "note", message, mend, "vintage_start", "another year")


def _finding(
    instrument: Instrument, code: str, severity: Severity, message: str, mend: str, column: str | None, cause: str = ""
) -> Finding:
    place = ("instruments", instrument.file, instrument.row, column)
    return Finding(code, severity, message, mend, *place, cause=cause)


def _named(instrument: Instrument) -> str:
    return f"{instrument.kind.replace('_', ' ')} {instrument.instrument!r}"


def _days(period: Period) -> str:
    return f"{period.start} to {period.end}"


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
