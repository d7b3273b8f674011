"""Stored balances against those built again from the postings: what is set aside, what is given, and the campaign's cap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tanlu.services.giving.chain_walk import CampaignSums

Row = dict[str, Any]


def balance_findings(
    campaigns: Sequence[Row], blocks: Sequence[Row], sums: Mapping[str, CampaignSums]
) -> Iterator[tuple[str, str]]:
    """Where a stored balance is not what the postings make it; pairs of a code and a sentence."""
    known = {row["campaign"] for row in campaigns}
    by_campaign: defaultdict[str, list[Row]] = defaultdict(list)
    for block in blocks:
        by_campaign[block["campaign"]].append(block)
    for name in sorted(set(sums) | set(by_campaign), key=str):
        if name not in known:
            yield "altered_campaign", f"campaign {name} has entries and is missing itself"
    for row in campaigns:
        name = row["campaign"]
        own = sums[name] if name in sums else CampaignSums()
        yield from _of_campaign(row, by_campaign[name], own)


def _of_campaign(row: Row, blocks: Sequence[Row], own: CampaignSums) -> Iterator[tuple[str, str]]:
    name, back = row["campaign"], own.taken_back["committed"]
    committed = own.came_into("committed")
    closed = [block for block in blocks if not block["is_open"]]
    rebuilt = {
        "granted_fen": sum(block["amount_fen"] - block["returned_fen"] for block in blocks) - back,
        "folded_fen": sum(block["spent_fen"] for block in closed) - back,
        "folded_answers": sum(block["number"] for block in closed),
    }
    for column, value in rebuilt.items():
        if row[column] != value:
            yield (
                "altered_campaign",
                f"campaign {name} says {column} is {row[column]}, and its postings make it {value}",
            )
    for block in closed:
        if block["amount_fen"] != block["spent_fen"] + block["returned_fen"]:
            yield (
                "altered_block",
                f"block {block['block']} is closed, and what was given and returned is not what it held",
            )
    if own.came_into("pot") != row["budget_fen"]:
        yield (
            "altered_campaign",
            f"campaign {name} has a budget of {row['budget_fen']} fen and a pledge of {own.came_into('pot')}",
        )
    if committed > row["budget_fen"]:
        yield "overspent", f"campaign {name} has committed {committed} fen of {row['budget_fen']}"
    if sum(own.debits.values()) != sum(own.credits.values()):
        yield "unbalanced", f"campaign {name} has debits and credits that differ"
    if not own.came_into("delivered") <= own.came_into("settled") <= committed:
        yield "overspent", f"campaign {name} has settled or delivered more than came before it"
