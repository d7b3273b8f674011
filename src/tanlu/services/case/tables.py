"""The tables of a case folder other than lines and statements: the columns they cannot do without, and the rest."""

from __future__ import annotations

from tanlu.core.schema import table
from tanlu.inventory.line_key import ACTIVITIES
from tanlu.inventory.statements import STATEMENTS
from tanlu.power.generation.plants import PLANTS
from tanlu.power.generation.weather_checks import WEATHER
from tanlu.power.generation.wind import POWER_CURVES
from tanlu.power.hours import GENERATION, GRID_MIX, LOAD
from tanlu.power.matching.contracts import CONTRACTS
from tanlu.power.matching.storage import STORAGE
from tanlu.power.procurement.offers import BUYING_TABLES

SITES = table(
    "sites",
    required="site",
    optional="name kind country region latitude longitude share name_zh entity operational_control "
    "financial_control leased time_zone import_max_mw",
    numbers="latitude longitude share import_max_mw",
)
FACTORS = table(
    "factors",
    required="factor activity",
    optional="region valid_from valid_to basis unit kgco2e kg_co2 kg_ch4 kg_n2o kg_biogenic_co2 gwp sd_pct source licence "
    "published recorded confirmed note kgco2e_other kgco2e_producer",
    days="valid_from valid_to published recorded",
)
"""Factor cells stay text when a table is read: the pack reader understands them and names what it does not."""
INSTRUMENTS = table(
    "instruments",
    required="instrument kind kwh kgco2e_per_kwh",
    optional="site market region start end vintage_start vintage_end retired_for registry evidence recorded",
    numbers="kwh kgco2e_per_kwh",
    dates="start end vintage_start vintage_end recorded",
)
CREDITS = table(
    "credits",
    required="credit year tco2e",
    optional="kind registry retirement retired_for source",
    numbers="tco2e",
    integers="year",
)
CHANGES = table(
    "changes",
    required="date kind scope tco2e_base_year",
    optional="change reason",
    numbers="tco2e_base_year",
    dates="date",
)
DEFLATORS = table("deflators", required="currency year index", optional="source", numbers="index", integers="year")
EXCHANGE_RATES = table(
    "exchange_rates", required="from to year rate", optional="source", numbers="rate", integers="year"
)
SMALL_TABLES = (SITES, FACTORS, STATEMENTS, INSTRUMENTS, CREDITS, CHANGES, DEFLATORS, EXCHANGE_RATES)
POWER_TABLES = (LOAD, GENERATION, CONTRACTS, GRID_MIX, STORAGE, PLANTS, POWER_CURVES, WEATHER, *BUYING_TABLES)
ALL_TABLES = (ACTIVITIES, *SMALL_TABLES, *POWER_TABLES)
