"""Procurement: a case, a year and a target in, the cheapest portfolio with its proof out, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import process_time

from tanlu.core.errors import TanluError
from tanlu.core.finding import Finding, Severity, grouped
from tanlu.power.procurement.heuristic import plain_plan
from tanlu.power.procurement.infeasibility import Shortfall, shortfall
from tanlu.power.procurement.market import Basis, Market, Target
from tanlu.power.procurement.optimise import Clock, Found, cheapest
from tanlu.power.procurement.plan import cost_of
from tanlu.power.procurement.unbounded import earns_without_limit
from tanlu.power.procurement.weather_risk import Risk, risk_of, target_that_holds
from tanlu.services.case.case import Case, open_case
from tanlu.services.case.request import MeasureRequest
from tanlu.services.procurement.inputs import Inputs, read_inputs

PERCENT = 0.01
HIGHEST_SHARE = 5.0


class NotATarget(TanluError):
    """The share, the part of weather years or the time asked for is no such thing."""


@dataclass(frozen=True)
class ProcureRequest:
    """What the buyer asks for.

    Parameters
    ----------
    share : of load, a fraction
    time_limit : seconds for each search; None: as long as it takes
    weather_years : whether the plan is tried in each weather year; None: where the table profiles has them
    holds_in : part of weather years in which the rule has to hold, or None
    """

    basis: Basis
    share: float
    time_limit: float | None = None
    weather_years: bool | None = None
    holds_in: float | None = None


@dataclass
class ProcurementResult:
    """What came of it.

    Parameters
    ----------
    target : what the plan was made for; above the request where that is how it holds in enough weather years
    next_percent_costs : cost of one per cent more, or None
    seconds : CPU of building and solving
    """

    question: MeasureRequest
    request: ProcureRequest
    case: Case
    inputs: Inputs
    target: Target
    found: Found | None = None
    short: Shortfall | None = None
    next_percent_costs: float | None = None
    risk: Risk | None = None
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    findings: list[Finding] = field(default_factory=list[Finding])

    def add_finding(self, code: str, severity: Severity, met: str, mend: str) -> None:
        """Keep a finding on the whole plan."""
        self.findings.append(Finding(code, severity, met, mend))

    @property
    def status(self) -> str:
        """``optimal``, ``infeasible``, or ``not_proved``."""
        if self.found is None:
            return "not_proved"
        if self.found.status == "infeasible":
            return "infeasible"
        return "optimal" if self.found.proved else "not_proved"


def procure(question: MeasureRequest, request: ProcureRequest) -> ProcurementResult:
    """The cheapest portfolio of a case's year that keeps a target.

    Raises
    ------
    CaseError, EngineError
        The folder is no case, or the engine is not here.
    NotATarget
        The share is no fraction, or another request cannot be understood; everything less is a finding.
    """
    _judge(request)
    begun = process_time()
    case = open_case(question.folder, question.as_of)
    question.progress("reading hours")
    wanted = True if request.holds_in is not None else request.weather_years
    inputs = read_inputs(case, question.year, question.engine, hourly=request.basis == "hourly", weather_years=wanted)
    bought = ProcurementResult(question, request, case, inputs, Target(request.basis, request.share))
    bought.findings += [*case.findings, *inputs.findings]
    bought.seconds["build"] = process_time() - begun
    begun = process_time()
    if inputs.market is not None and _is_bounded(bought, inputs.market):
        question.progress("looking for the cheapest portfolio")
        _solve(bought, inputs.market)
    bought.seconds["solve"] = process_time() - begun
    bought.findings = grouped(bought.findings)
    return bought


def _judge(request: ProcureRequest) -> None:
    if not 0.0 <= request.share <= HIGHEST_SHARE:
        raise NotATarget(f"--share is {request.share:g}; write a fraction: 0.9 for 90 %")
    if request.time_limit is not None and not request.time_limit >= 0:
        raise NotATarget(f"--time-limit is {request.time_limit:g}; give seconds, 0 or more")
    if request.holds_in is not None and not 0.0 < request.holds_in <= 1.0:
        raise NotATarget(f"--holds-in is {request.holds_in:g}; write a fraction: 0.9 for nine weather years in ten")


def _is_bounded(bought: ProcurementResult, market: Market) -> bool:
    """Whether no cost can fall for ever; what earns without limit is told by name."""
    endless = earns_without_limit(market)
    for name in endless:
        met = f"{name} earns more than it costs with every MW and has no max_mw, so there is no cheapest plan"
        bought.add_finding("earns_without_limit", "error", met, "give its max_mw, or mend its price")
    return not endless


def _solve(bought: ProcurementResult, market: Market) -> None:
    limit, request = bought.request.time_limit, bought.request
    if request.holds_in is not None and bought.inputs.weather.years:
        held = target_that_holds(market, bought.target, bought.inputs.weather.years, request.holds_in, Clock.of(limit))
        bought.found, bought.target, bought.risk = held.found, held.target, held.risk
        _tell_held(bought)
    else:
        bought.found = cheapest(market, bought.target, Clock.of(limit))
    _explain(bought, market)
    if bought.status == "optimal":
        bought.question.progress("pricing one per cent more")
        _price_next_percent(bought, market)
        assert bought.found is not None
        if bought.inputs.weather.years and bought.risk is None and bought.found.plan is not None:
            asked = Target(request.basis, request.share)
            bought.risk = risk_of(market, asked, bought.found.plan, bought.inputs.weather.years, Clock.of(limit))


def _explain(bought: ProcurementResult, market: Market) -> None:
    """Say why there is no cheapest plan."""
    found, limit = bought.found, bought.request.time_limit
    assert found is not None
    if found.status == "infeasible":
        bought.question.progress("looking for what stands in the way")
        bought.short = shortfall(market, bought.target, Clock.of(limit))
        words = bought.short.binding if bought.short else "time ran out before the reason was known"
        missing = f"{bought.short.mwh:,.3f} MWh are missing: " if bought.short else ""
        mend = "widen what stands in the way, add offers, or lower the share"
        bought.add_finding("out_of_reach", "error", f"no plan keeps the target; {missing}{words}", mend)
    elif found.status == "unbounded":
        met = "the cost falls without end, so there is no cheapest plan"
        bought.add_finding(
            "earns_without_limit", "error", met, "give max_mw to offers and assets, or mend their prices"
        )
    elif not found.proved:
        bought.found = _with_plain_plan(bought.target, market, found)
        met = f"the solver stopped ({found.termination}) before a cheapest plan was proved; both bounds are reported"
        bought.add_finding("not_proved", "error", met, "give --time-limit more seconds")


def _with_plain_plan(target: Target, market: Market, found: Found) -> Found:
    """Where the search left no plan, a plain one, so that there is an upper bound."""
    if found.plan is not None:
        return found
    plan = plain_plan(market, target)
    return found if plan is None else replace(found, plan=plan, objective=cost_of(market, plan), method="plain plan")


def _price_next_percent(bought: ProcurementResult, market: Market) -> None:
    """What one per cent of load more costs, by solving for it."""
    found = bought.found
    assert found is not None
    assert found.objective is not None
    target = replace(bought.target, share=bought.target.share + PERCENT)
    more = cheapest(market, target, Clock.of(bought.request.time_limit), near=found)
    if more.proved and more.objective is not None:
        bought.next_percent_costs = max(more.objective - found.objective, 0.0)
        return
    reason = "cannot be reached" if more.status == "infeasible" else "was not proved in time"
    met = f"a share of {target.share:g} {reason}, so what the next per cent costs is not known"
    bought.add_finding("next_percent_unknown", "note", met, "nothing, unless more is wanted")


def _tell_held(bought: ProcurementResult) -> None:
    if bought.risk is None:
        met = f"no share that could be reached keeps the rule in {bought.request.holds_in:.0%} of weather years"
        bought.add_finding("does_not_hold", "error", met, "add offers, widen their max_mw, or ask for less")
        return
    met = (
        f"the plan is made for a share of {bought.target.share:.4f}, so that {bought.request.share:g} holds in "
        f"{bought.risk.holds_in} of {len(bought.risk.coverage)} weather years; it is the cheapest for that share, "
        "not proved to be the cheapest that holds"
    )
    bought.add_finding("target_raised", "note", met, "nothing")
