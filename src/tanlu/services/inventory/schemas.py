"""What the verbs of the inventory answer, key by key, as ``--json`` prints it; null where a figure is not known."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from tanlu.core.finding import FindingJson


class ScopeTonnes(TypedDict):
    """The four figures and the two totals, in tCO2e."""

    scope1: float | None
    scope2_location: float | None
    scope2_market: float | None
    scope3: float | None
    total_location: float | None
    total_market: float | None


class StatementCheck(TypedDict):
    """A figure that was published, beside the one here."""

    metric: str
    stated: float
    computed: float | None
    gap_percent: float | None
    source: str


class Scope3Category(TypedDict):
    """How a category of scope 3 stands."""

    status: Literal["calculated", "stated", "not_relevant", "not_calculated"]
    tco2e: float | None
    reason: str
    reason_zh: str


class Interval95(TypedDict):
    """The 95 % interval of the total, market-based."""

    low: float | None
    high: float | None


class MonteCarlo(TypedDict):
    """Monte Carlo of the total, market-based, in tCO2e."""

    draws: int
    seed: int
    mean: float
    sd: float | None
    low: float | None
    high: float | None


class LineCounts(TypedDict):
    """How many lines are counted where; ``read`` is the sum of the three behind it."""

    read: int
    priced: int
    set_aside: int
    without_factor: int
    outside_year: int
    superseded: int
    not_yet_known: NotRequired[int]


class QualityScore(TypedDict):
    """The data quality of the priced lines, from 1 (best) to 5."""

    score: float | None
    share_scored: float | None
    indicators: dict[str, float] | None


class BoundaryJson(TypedDict):
    """How the boundary is drawn, and when the year starts."""

    consolidation: str
    year_starts: str
    time_zone: str


class RemainderFactor(TypedDict):
    """The factor of purchased electricity that no instrument covers."""

    factor: str
    basis: str
    kgco2e_per_unit: float
    unit: str
    source: str
    why: str
    why_zh: str


class Scope2Basis(TypedDict):
    """Which basis each side of scope 2 used, and how many kWh each level of the hierarchy covered."""

    location: str
    market_remainder: str
    vintage: str
    kwh_by_level: dict[str, float]
    remainder_factors: list[RemainderFactor]


class StatedFigure(TypedDict):
    """A published figure that counts."""

    tco2e: float
    source: str
    statement: str


class RetiredCredit(TypedDict):
    """A credit with its retirement id."""

    credit: str | None
    tco2e: float
    registry: str | None
    retirement: str


class CreditsJson(TypedDict):
    """Credits of the year: beside the inventory, never in it."""

    retired_tco2e: float | None
    not_retired: int
    net_tco2e: NotRequired[float | None]
    retirements: list[RetiredCredit]


class RecalculationJson(TypedDict):
    """What the table of changes does to the base year."""

    forced: bool
    cumulative_share: float | None
    threshold: float
    applied: list[str]
    recorded_only: list[str]
    recalculated_tco2e: dict[str, float | None]
    delta_tco2e: dict[str, float]


class InventoryJson(TypedDict):
    """The answer of ``tanlu measure``."""

    case: str
    year: int
    gwp: str
    as_of: str | None
    run: str
    tco2e: ScopeTonnes
    computed_tco2e: ScopeTonnes
    checks: list[StatementCheck]
    scope3_categories: dict[str, Scope3Category]
    gases_t: dict[str, float]
    biogenic_tco2: float
    interval_95_tco2e: Interval95
    interval_covers: float | None
    simulation: MonteCarlo | None
    lines: LineCounts
    share_measured: float | None
    share_estimated: float | None
    data_quality: QualityScore
    boundary: BoundaryJson
    basis: Scope2Basis
    stated: dict[str, StatedFigure]
    credits: CreditsJson
    base_year_recalculation: RecalculationJson | None
    findings: list[FindingJson]


class TableCounts(TypedDict):
    """Rows that are understood, by table."""

    sites: int
    factors: int
    statements: int
    instruments: int


class CheckJson(TypedDict):
    """The answer of ``tanlu check``; ``lines`` is empty where there is no line."""

    case: str
    years: list[int]
    lines: dict[str, int]
    tables: TableCounts
    findings: list[FindingJson]


class BasisTonnes(TypedDict):
    """Tonnes of CO2e of a line under both bases of scope 2."""

    location: float | None
    market: float | None


class TracedFactor(TypedDict):
    """A factor behind a line, and why it was chosen; instruments have no licence, basis, region, depth and pack."""

    factor: str
    role: Literal["direct", "market", "market_remainder", "upstream"]
    value: float | None
    unit: str
    source: str
    licence: NotRequired[str]
    basis: NotRequired[str]
    region: NotRequired[str]
    depth: NotRequired[int]
    valid_from: str
    valid_to: str | None
    why: str
    why_zh: str
    pack: NotRequired[str]
    hash: str | None


class EvidenceJson(TypedDict):
    """Where the evidence of a line lies, and the hash of its file."""

    path: str | None
    sha256: str | None


class TraceJson(TypedDict):
    """The answer of ``tanlu trace``."""

    line: str
    year: int
    status: str
    file: str
    row: int
    site: str
    activity: str
    quantity: float
    unit: str
    scope: str | None
    category: int | None
    tco2e: BasisTonnes
    upstream_tco2e: float | None
    unit_path: list[str]
    unit_path_zh: list[str]
    factors: list[TracedFactor]
    rules: dict[str, str]
    evidence: EvidenceJson
    findings: list[FindingJson]


class BridgeParts(TypedDict):
    """Why a figure changed, in tCO2e."""

    activity: float
    factor: float
    boundary: float
    method: float


class BridgeEnd(TypedDict):
    """One end of a bridge; its total is null where nothing is known of the year."""

    year: int
    as_of: str | None
    tco2e: float | None


BridgeJson = TypedDict(
    "BridgeJson",
    {
        "from": BridgeEnd,
        "to": BridgeEnd,
        "basis": Literal["market", "location"],
        "change_tco2e": float,
        "parts": BridgeParts,
        "by_scope": dict[str, BridgeParts],
        "stated": dict[str, list[str]],
        "findings": list[FindingJson],
    },
)
"""The answer of ``tanlu bridge``."""


class ClosingEvent(TypedDict):
    """A closing or reopening as the book keeps it; ``evidence`` and ``as_of`` only where there is some."""

    year: int
    action: Literal["close", "reopen"]
    at: str
    run: str
    reason: str
    by: str
    previous: NotRequired[str]
    hash: str
    evidence: NotRequired[Any]
    as_of: NotRequired[str]


class CloseJson(TypedDict):
    """The answer of ``tanlu close``."""

    event: ClosingEvent
    findings: list[FindingJson]


class NewCaseJson(TypedDict):
    """The answer of ``tanlu new``."""

    folder: str
    files: list[str]
    findings: list[FindingJson]
