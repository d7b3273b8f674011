"""The walk along all chains: each posting against its own hash, the one before it, and the checkpoint that covers it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tanlu.engage.giving.accounts import Posting
from tanlu.engage.giving.hash_chain import book_of, first_hash, posting_hash, terms_hash
from tanlu.store.giving.campaigns import terms_of

Row = dict[str, Any]
MOST_TOLD = 50
"""So many flaws are told one by one; one is enough to know that the ledger is not whole."""


@dataclass
class CampaignSums:
    """Debits and credits of one campaign by account, and what reversals took out of an account again."""

    debits: Counter[str] = field(default_factory=lambda: Counter[str]())
    credits: Counter[str] = field(default_factory=lambda: Counter[str]())
    taken_back: Counter[str] = field(default_factory=lambda: Counter[str]())
    came: Counter[str] = field(default_factory=lambda: Counter[str]())

    def add(self, posting: Posting) -> None:
        """Take a posting in."""
        self.debits[posting.debit] += posting.amount_fen
        self.credits[posting.credit] += posting.amount_fen
        if posting.reverses:
            self.taken_back[posting.credit] += posting.amount_fen
        else:
            self.came[posting.debit] += posting.amount_fen

    def came_into(self, account: str) -> int:
        """What came into an account, less what was taken back."""
        return self.came[account] - self.taken_back[account]


@dataclass
class Chain:
    """A chain as its block or its campaign says it is, and how far the walk has come on it."""

    campaign: str
    number: int
    head: str
    spent_fen: int | None
    at: int = 0
    last: str = ""
    sum_fen: int = 0


class ChainWalk:
    """Postings are taken chain by chain, in order of their numbers; flaws are pairs of a code and a sentence.

    Parameters
    ----------
    heads : (chain, number) → the hash that a checkpoint says is there
    """

    def __init__(self, campaigns: Sequence[Row], blocks: Sequence[Row], heads: dict[tuple[str, int], str]) -> None:
        self.flaws: list[tuple[str, str]] = []
        self.sums: defaultdict[str, CampaignSums] = defaultdict(CampaignSums)
        self._heads = heads
        self._opened = {row["campaign"]: (terms_hash(terms_of(row)), row["opened_ms"]) for row in campaigns}
        self._chains = {row["block"]: _of_block(row) for row in blocks}
        self._chains |= {book_of(row["campaign"]): _of_book(row) for row in campaigns}
        self._ids: set[str] = set()
        self._reversed: dict[str, Posting] = {}

    def take(self, row: Row) -> None:
        """Judge the next posting."""
        posting, name = posting_from(row), _name(row)
        if posting is None or row["hash"] != posting_hash(posting, str(row["previous_hash"])):
            self._flaw("altered_posting", f"{name} is not as it was written")
        chain = self._chains.get(str(row["chain"]))
        if chain is None:
            self._flaw("altered_posting", f"{name} stands in a chain that does not exist")
            return
        self._judge_place(row, chain, name)
        if (sealed := self._heads.pop((row["chain"], row["number"]), None)) is not None and sealed != row["hash"]:
            self._flaw("altered_posting", f"{name} is not the one that a checkpoint covers")
        if posting is None:
            return
        self.sums[posting.campaign].add(posting)
        chain.sum_fen += posting.amount_fen
        if chain.spent_fen is None:
            self._judge_house_posting(posting, name)
        elif (posting.debit, posting.credit, posting.campaign) != ("committed", "pot", chain.campaign):
            self._flaw("altered_posting", f"{name} is no release of the campaign whose block it stands in")

    def _judge_place(self, row: Row, chain: Chain, name: str) -> None:
        if row["number"] != chain.at + 1:
            self._flaw("missing_posting", f"posting {chain.at + 1} of chain {row['chain']} is missing before {name}")
        elif row["previous_hash"] != chain.last:
            self._flaw("altered_posting", f"{name} does not follow the posting before it")
        chain.at = row["number"] if isinstance(row["number"], int) else chain.at + 1
        chain.last = row["hash"]

    def _judge_house_posting(self, posting: Posting, name: str) -> None:
        opened = (_terms_in(posting), posting.at_ms)
        if posting.debit == "pot" and not posting.reverses and opened != self._opened.get(posting.campaign):
            met = f"campaign {posting.campaign} has not the terms or the moment that {name} opened it with"
            self._flaw("altered_campaign", met)
        if posting.reverses:
            self._reversed[posting.reverses] = posting

    def end(self) -> None:
        """Judge what must have been met by now."""
        for name, chain in self._chains.items():
            if chain.at != chain.number or (chain.last != chain.head):
                what = (
                    "has another last posting than was written"
                    if chain.at >= chain.number
                    else "lacks its last postings"
                )
                self._flaw(
                    "missing_posting", f"chain {name} {what} ({chain.at} are there, {chain.number} were written)"
                )
            if chain.spent_fen is not None and chain.sum_fen != chain.spent_fen:
                self._flaw("altered_block", f"block {name} says {chain.spent_fen} fen, its postings {chain.sum_fen}")
        for chain, number in sorted(self._heads, key=str)[:MOST_TOLD]:
            self._flaw("missing_posting", f"posting {number} of chain {chain}, which a checkpoint covers, is missing")

    def _flaw(self, code: str, met: str) -> None:
        if len(self.flaws) < MOST_TOLD:
            self.flaws.append((code, met))


def posting_from(row: Row) -> Posting | None:
    """The posting of a row; None where a number is none."""
    if not all(isinstance(row[name], int) for name in ("number", "amount_fen", "at_ms")):
        return None
    texts = {name: str(row[name]) for name in ("giver", "posting", "campaign", "chain", "debit", "credit", "memo")}
    numbers = {name: row[name] for name in ("number", "amount_fen", "at_ms")}
    return Posting(**texts, **numbers, reverses=row["reverses"] or "")


def _name(row: Row) -> str:
    return f"posting {row['posting']} (number {row['number']} of chain {row['chain']}, campaign {row['campaign']})"


def _terms_in(posting: Posting) -> str | None:
    try:
        return json.loads(posting.memo).get("terms")
    except (ValueError, AttributeError):
        return None


def _of_block(row: Row) -> Chain:
    first = first_hash(str(row["block"]), str(row["campaign"]), row["amount_fen"])
    return Chain(row["campaign"], row["number"], row["head"], row["spent_fen"], last=first)


def _of_book(row: Row) -> Chain:
    first = first_hash(book_of(row["campaign"]), str(row["campaign"]), row["budget_fen"])
    return Chain(row["campaign"], row["book_number"], row["book_head"], None, last=first)
