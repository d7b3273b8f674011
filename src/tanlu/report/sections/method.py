"""What a report says about itself: boundary, method, base year and targets, and the four accounts that never net."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanlu.report.blocks import Block, Cell, Paragraph, Section, Table, Text
from tanlu.report.disclosures import Data
from tanlu.report.sections.figures import MOST_ROWS, SCOPES, metric_name, printed_scopes
from tanlu.report.translations import Words


def boundary(data: Data, words: Words) -> Section:
    """Consolidation, the year's days, and the weight of each site."""
    found = data["boundary"]
    approach = words(found["consolidation"])
    blocks: list[Block] = [Paragraph(words("boundary_text", approach=approach, sites=f"{len(found['sites']):,}"))]
    rows: list[list[Cell]] = [
        [
            Text(row["name"] or row["site"], "und"),
            words(f"kind_{row['kind']}") if words.has(f"kind_{row['kind']}") else "",
            row["region"],
            words.percent(row["share"]),
            words(f"leased_{row['leased']}") if row["leased"] else words("leased_no"),
            words.percent(row["weight"]),
        ]
        for row in found["sites"][:MOST_ROWS]
    ]
    head = [words(name) for name in ("site", "kind", "region", "share", "leased", "weight")]
    if rows:
        blocks.append(
            Table("t-boundary", words("boundary_caption"), head, rows, frozenset({3, 5}), (30, 14, 12, 14, 14, 16))
        )
    if len(found["sites"]) > MOST_ROWS:
        blocks.append(Paragraph(words("more_rows", count=len(found["sites"]) - MOST_ROWS)))
    return Section("boundary", words("boundary"), blocks)


def method(data: Data, words: Words) -> Section:
    """The method statement: sets, policies, vintage of knowledge, and the hashes that pin them."""
    found, period = data["method"], data["period"]
    as_of = words("as_of_all") if data["as_of"] is None else words.day(data["as_of"])
    rows: list[list[Cell]] = [
        [words("m_period"), f"{words.day(period['start'])} – {words.day(period['end'])}"],
        [words("m_standard"), words("m_standard_text")],
        [words("m_gwp"), words("m_gwp_text", gwp=found["gwp"])],
        [words("m_vintage"), words(f"vintage_{found['vintage']}")],
        [words("m_stand_ins"), ", ".join(found["stand_ins"]) or words("none")],
        [words("m_location"), words(f"grid_{found['grid']}")],
        [words("m_market"), words(f"remainder_{found['market_remainder']}")],
        [words("m_upstream"), words("m_upstream_text")],
        [words("m_gaps"), words(f"gaps_{found['gaps']}")],
        [words("m_statements"), words("m_statements_text")],
        [words("m_as_of"), as_of],
        [words("m_version"), f"tanlu {found['tanlu']}"],
        [words("m_rules"), f"sha256:{found['rules_sha256']}"],
        [words("m_packs"), f"sha256:{found['packs_sha256']}"],
        [words("m_run"), data["run"]],
    ]
    text = Paragraph(words("method_text"))
    head = [words("m_what"), words("m_how")]
    return Section(
        "method", words("method"), [text, Table("t-method", words("method_caption"), head, rows, widths=(30, 70))]
    )


def base_year(data: Data, words: Words) -> Section:
    """The base year's figures, when it is recalculated, and the targets set on it."""
    found = data["base_year"]
    blocks: list[Block] = []
    threshold = words.percent(data["method"]["recalculation_threshold"])
    if found["year"] is None:
        blocks.append(Paragraph(words("base_none")))
    else:
        blocks.append(Paragraph(words("base_text", year=found["year"], threshold=threshold)))
    if found["tco2e"] is not None:
        printed = [printed_scopes(tco2e, words) for tco2e in (found["tco2e"], data["inventory"]["tco2e"])]
        rows = [[words(name), printed[0][name], printed[1][name]] for name in SCOPES]
        head = ["", str(found["year"]), str(data["year"])]
        blocks.append(Table("t-base", words("base_caption"), head, rows, frozenset({1, 2}), (50, 25, 25)))
    elif found["year"] is not None:
        blocks.append(Paragraph(words("base_unknown", year=found["year"])))
    blocks += _recalculation(found["recalculation"], words) + _targets(data, words)
    return Section("base_year", words("base_year"), blocks)


def _recalculation(found: Mapping[str, Any] | None, words: Words) -> list[Block]:
    if found is None:
        return []
    applied = ", ".join(found["applied"]) or words("none")
    recorded = ", ".join(found["recorded_only"]) or words("none")
    share = words.percent(found["cumulative_share"])
    told = words("recalculation_forced" if found["forced"] else "recalculation_not_forced", share=share)
    changes = words("recalculation_changes", applied=applied, recorded=recorded)
    blocks: list[Block] = [Paragraph(f"{told} {changes}")]
    if found["forced"]:
        rows = [[words(metric), words.number(value)] for metric, value in found["recalculated_tco2e"].items()]
        head = ["", words("tco2e")]
        blocks.append(Table("t-recalculated", words("recalculated_caption"), head, rows, frozenset({1}), (60, 40)))
    return blocks


def _targets(data: Data, words: Words) -> list[Block]:
    rows: list[list[Cell]] = [_target_row(target, words) for target in data["targets"]]
    if not rows:
        return [Paragraph(words("targets_none"))]
    head = [words(name) for name in ("target", "metric", "target_year", "limit", "now", "changed")]
    note = Paragraph(words("targets_note"))
    widths = (28, 16, 10, 16, 16, 14)
    return [Table("t-targets", words("targets_caption"), head, rows, frozenset({2, 3, 4, 5}), widths), note]


def _target_row(target: Mapping[str, Any], words: Words) -> list[Cell]:
    share = target["metric"] == "renewable_share"
    limit = words.percent(target["share"]) if share else words.number(target["limit_tco2e"])
    changed = words("not_known") if target["changed"] is None else f"{100 * target['changed']:+.1f} %"
    return [
        Text(target["name"], "und"),
        words("renewable_share") if share else metric_name(target["metric"], words),
        str(target["year"] or words("not_known")),
        limit,
        words("see_match") if share else words.number(target["tco2e"]),
        changed,
    ]


def accounts(data: Data, words: Words) -> Section:
    """Inventory, savings, avoided emissions and credits, each alone: nothing is taken off across them."""
    credits = data["inventory"]["credits"]
    printed = printed_scopes(data["inventory"]["tco2e"], words)
    retired = credits["retired_tco2e"]
    rows: list[list[Cell]] = [
        [words("account_inventory"), printed["total_market"], words("account_inventory_text")],
        [words("account_savings"), words("not_here"), words("account_savings_text")],
        [words("account_avoided"), words("not_here"), words("account_avoided_text")],
        [
            words("account_credits"),
            words("none") if retired is None else words.number(retired),
            words("account_credits_text", waiting=credits["not_retired"]),
        ],
    ]
    head = [words("account"), words("tco2e"), words("holds")]
    blocks: list[Block] = [
        Paragraph(words("accounts_text")),
        Table("t-accounts", words("accounts_caption"), head, rows, frozenset({1}), (24, 20, 56)),
    ]
    retirements: list[list[Cell]] = [
        [
            Text(str(row["credit"] or ""), "und"),
            words.number(row["tco2e"]),
            Text(str(row["registry"] or ""), "und"),
            Text(str(row["retirement"]), "und"),
        ]
        for row in credits["retirements"]
    ]
    if retirements:
        names = [words(name) for name in ("credit", "tco2e", "registry", "retirement")]
        blocks.append(Table("t-credits", words("credits_caption"), names, retirements, frozenset({1})))
    return Section("accounts", words("accounts"), blocks)
