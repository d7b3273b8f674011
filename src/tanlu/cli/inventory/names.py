"""Names of what an answer tells in code words, for people: statuses, bases, roles, metrics."""

from __future__ import annotations

from collections.abc import Mapping

from tanlu.core.message import Message, literal, message

CONSOLIDATIONS = {
    "operational_control": message("cli.consolidation_operational_control"),
    "financial_control": message("cli.consolidation_financial_control"),
    "equity_share": message("cli.consolidation_equity_share"),
}
"""How the boundary is drawn."""

LEVELS = {
    "certificate": message("cli.level_certificate"),
    "contract": message("cli.level_contract"),
    "supplier_rate": message("cli.level_supplier_rate"),
    "residual": message("cli.level_residual"),
    "average": message("cli.level_average"),
    "supplier": message("cli.level_supplier"),
    "ets": message("cli.level_ets"),
    "life_cycle": message("cli.level_life_cycle"),
    "not_known": message("cli.level_not_known"),
}
"""What covers electricity, and the basis of a factor."""

CATEGORY_STATUSES = {
    "calculated": message("cli.category_calculated"),
    "stated": message("cli.category_stated"),
    "not_relevant": message("cli.category_not_relevant"),
    "not_calculated": message("cli.category_not_calculated"),
}
"""How a category of scope 3 stands."""

COUNTS = {
    "read": message("cli.lines_read"),
    "priced": message("cli.lines_priced"),
    "set_aside": message("cli.lines_set_aside"),
    "without_factor": message("cli.lines_without_factor"),
    "outside_year": message("cli.lines_outside_year"),
    "superseded": message("cli.lines_superseded"),
    "not_yet_known": message("cli.lines_not_yet_known"),
}
"""Where a line is counted."""

FACTOR_ROLES = {
    "direct": message("cli.role_direct"),
    "market": message("cli.role_market"),
    "market_remainder": message("cli.role_market_remainder"),
    "upstream": message("cli.role_upstream"),
}
"""What a factor is for."""

CHECKED_METRICS = {
    "scope1": message("cli.metric_scope1"),
    "scope2_location": message("cli.metric_scope2_location"),
    "scope2_market": message("cli.metric_scope2_market"),
    "scope2": message("cli.metric_scope2"),
    "scope3": message("cli.metric_scope3"),
    "total": message("cli.metric_total"),
}
"""What a statement gives."""

LINE_STATUSES = COUNTS
"""What became of a line that is traced."""


def named(names: Mapping[str, Message], word: str) -> Message:
    """The name of a code word; a word that has none stands as it is, its underlines as spaces."""
    return names.get(word) or literal(word.replace("_", " "))
