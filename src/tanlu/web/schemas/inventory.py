"""Shapes of answers that show a case: figures, findings, lines, traces, quality, factors, runs and tables."""

from __future__ import annotations

from typing import Any, Literal

from tanlu.core.finding import FindingJson
from tanlu.web.schemas.base import Open, ResponseModel

Figure = float | None
"""A figure in the unit that its name bears; null where it is not known."""


class Both(ResponseModel):
    """A mass in tCO2e in both views of scope 2."""

    location: Figure
    market: Figure


class TableOut(ResponseModel):
    """A table that a case may have, and the file that holds it."""

    table: str
    file: str | None
    bytes: int | None
    changed: str | None
    required: list[str]
    optional: list[str]


class CaseOut(Open):
    """What a case is."""

    name: str
    name_zh: str
    base_year: int | None
    currency: str
    time_zone: str
    consolidation: str
    gwp: str
    year_starts: str
    folder: str
    years: list[int]
    year: int | None
    power_years: list[int]
    sites: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    tables: list[TableOut]


class CaseAnswer(ResponseModel):
    """The page of a case."""

    case: CaseOut


class TotalsOut(ResponseModel):
    """What counts of a year, in tCO2e."""

    total_market: Figure
    total_location: Figure
    scope1: Figure
    scope2_location: Figure
    scope2_market: Figure
    scope3: Figure


class OverviewAnswer(Open):
    """The overview of a case."""

    year: int
    base_year: int | None
    base: TotalsOut | None
    now: TotalsOut
    change_fraction: Figure
    years: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    coverage: dict[str, Any]
    data_quality: dict[str, Any]
    findings: dict[str, Any]
    run: str


class InventoryOut(Open):
    """The answer of ``tanlu measure --json``."""

    case: str
    year: int
    gwp: str
    as_of: str | None
    run: str
    tco2e: TotalsOut
    computed_tco2e: TotalsOut
    findings: list[FindingJson]


class InventoryAnswer(Open):
    """The page of an inventory; ``by_*`` hold what lines give, ``inventory`` what counts."""

    inventory: InventoryOut
    months: list[str]
    by_scope: list[dict[str, Any]]
    by_site: list[dict[str, Any]]
    sites_not_shown: int
    by_month: list[dict[str, Any]]
    by_activity: list[dict[str, Any]]
    by_gas: list[dict[str, Any]]
    flow: dict[str, list[dict[str, Any]]]
    stated_not_in_cells: list[str]


class LineOut(ResponseModel):
    """One line in one of the cells that it adds to."""

    at: int
    line: str
    file: str
    row: int
    site: str
    start: str
    end: str
    activity: str
    quantity: Figure
    unit: str
    method: str
    status: str
    scope: str | None
    category: int | None
    role: str
    share_in_month: Figure
    tco2e: Both
    factors: list[str]


class LinesAnswer(ResponseModel):
    """A page of the lines of a cell."""

    total: int
    tco2e: Both
    offset: int
    limit: int
    lines: list[LineOut]


class TraceOut(Open):
    """The answer of ``tanlu trace --json``."""

    line: str
    year: int
    status: str
    tco2e: Both
    unit_path: list[str]
    factors: list[dict[str, Any]]
    evidence: dict[str, str | None]
    findings: list[FindingJson]


class TraceAnswer(ResponseModel):
    """A line opened, and where its evidence can be fetched."""

    trace: TraceOut
    evidence_file: str | None


class BridgeOut(Open):
    """The answer of ``tanlu bridge --json``."""

    basis: str
    change_tco2e: Figure
    parts: dict[str, Figure]
    by_scope: dict[str, dict[str, Figure]]
    findings: list[FindingJson]


class BridgeAnswer(ResponseModel):
    """Why the total changed."""

    bridge: BridgeOut


class FindingsAnswer(ResponseModel):
    """Findings of a case, or of a year's measurement."""

    of: Literal["case", "year"]
    total: int
    offset: int
    limit: int
    counts: dict[str, int]
    tables: list[str]
    codes: list[str]
    findings: list[FindingJson]


class QualityAnswer(Open):
    """Measured, estimated and missing days, by site and month."""

    year: int
    months: list[str]
    sites: list[dict[str, Any]]


class PowerAnswer(Open):
    """Coverage of a year's load."""

    match: dict[str, Any]
    sites: list[dict[str, Any]]
    by_month: list[dict[str, Any]]
    contracts: list[dict[str, Any]]


class HoursAnswer(Open):
    """The hours of a year, in kWh."""

    year: int
    first_hour: str
    time_zone: str
    utc_offset_hours: float
    hours: int
    site: str | None
    unit: str
    load: list[Figure]
    supply: list[Figure]
    matched: list[Figure]
    gap: list[Figure]


class CertificatesAnswer(Open):
    """The book of certificates; ``book`` is false where the case keeps none."""

    book: bool
    certificates: list[dict[str, Any]]
    carried_kwh: dict[str, float]
    findings: list[FindingJson]


class FactorOut(ResponseModel):
    """A factor of the library or of the case."""

    factor: str
    activity: str
    region: str
    basis: str
    valid_from: str
    valid_to: str | None
    unit: str
    kgco2e_per_unit: Figure
    gases_kg: dict[str, float]
    biogenic_kgco2: float
    gwp: str
    sd: Figure
    source: str
    licence: str
    published: str | None
    confirmed: str
    pack: str
    note: str
    hash: str


class FactorsAnswer(ResponseModel):
    """Factors that were found."""

    total: int
    offset: int
    limit: int
    factors: list[FactorOut]
    regions: list[str]
    bases: list[str]
    packs: list[str]


class FactorAnswer(ResponseModel):
    """One factor."""

    factor: FactorOut


class VintagesAnswer(ResponseModel):
    """Vintages of an activity side by side."""

    activity: str
    gwp: str
    series: list[dict[str, Any]]


class RunOut(ResponseModel):
    """A kept run in short."""

    folder: str
    run: str | None
    year: int | None
    gwp: str | None
    as_of: str | None
    tco2e: dict[str, Figure]
    lines: dict[str, int]
    kept: str
    whole: bool


class RunsAnswer(ResponseModel):
    """Every kept run."""

    runs: list[RunOut]


class RunAnswer(ResponseModel):
    """One kept run, and the inventory that it left."""

    run: RunOut
    inventory: dict[str, Any]


class ComparedAnswer(Open):
    """What differed between two runs."""

    a: RunOut
    b: RunOut
    tco2e: list[dict[str, Any]]
    request: list[dict[str, Any]]
    inputs: list[dict[str, str]]
    rules: list[dict[str, str]]
    packs: list[dict[str, str]]
    factors: list[dict[str, str]]
    accounts: list[dict[str, Any]]


class TableKept(TableOut):
    """A table, and how many older versions of it are kept."""

    versions: int


class TablesAnswer(ResponseModel):
    """Every table that a case may have."""

    tables: list[TableKept]


class VersionsAnswer(ResponseModel):
    """Kept versions of a table, the newest first."""

    versions: list[dict[str, Any]]


class RestoredAnswer(ResponseModel):
    """A version that was put back, and the version that was kept instead."""

    table: str
    restored: str
    file: str
    version: str | None


class UploadOut(Open):
    """A table that was sent: what is wrong with it, and what taking it would change."""

    upload: str
    table: str
    file: str
    bytes: int
    rows: int
    columns: list[str]
    unused_columns: list[str]
    state: Literal["checked", "taken", "dropped"]
    may_be_taken: bool
    findings: list[FindingJson]
    counts: dict[str, int]
    would: dict[str, Any]
    preview: dict[str, Any]


class UploadAnswer(ResponseModel):
    """One upload."""

    upload: UploadOut
