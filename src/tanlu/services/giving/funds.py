"""Funds of one server: the block that it gives from, set aside anew when it runs short, handed back when it is not needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tanlu.engage.giving.blocks import LEASE_MS, block_fen
from tanlu.engage.giving.hash_chain import first_hash
from tanlu.engage.giving.terms import Terms
from tanlu.engage.quiz.identity import new_id
from tanlu.store.database.server_database import ServerDatabase
from tanlu.store.database.transaction import Connection
from tanlu.store.giving.blocks import (
    BlockRow,
    campaigns_of_the_gone,
    end_lease,
    fold,
    grant,
    living,
    lock_campaign,
    lock_open_blocks,
    renew_lease,
)
from tanlu.store.giving.campaigns import newest_open, terms_of

EMPTY_FOR_MS = 1_000
"""How long a pot that was seen empty is not looked at again."""


class CampaignEnded(Exception):
    """The campaign that a server gave from has been closed."""


class Funds:
    """What one server may give, and the campaign that it gives from.

    The answers' thread and the maintenance thread share it; each change is one assignment, and what a block really holds
    is read, locked, in the transaction that spends it.

    Parameters
    ----------
    owner : the server's name for as long as it runs
    now_ms : the clock
    """

    def __init__(self, database: ServerDatabase, owner: str, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms
        self.owner = owner
        self.terms: Terms | None = None
        self.block: str | None = None
        self._all_there_is = False
        self._looked_ms = 0

    def is_known_empty(self) -> bool:
        """Whether the server's block was all there was when it last looked, a moment ago."""
        return self._all_there_is and self._now_ms() - self._looked_ms < EMPTY_FOR_MS

    def refill(self, connection: Connection, terms: Terms, answers: int) -> BlockRow | None:
        """Set a new block aside for so many answers at least, within the transaction that gives from it; where the pot
        lacks them, what other servers have not given yet is taken back first, so that nothing is called empty while
        money lies anywhere.

        Returns
        -------
        BlockRow or None
            Less than was asked for where that is all there is; None where there is nothing.

        Raises
        ------
        CampaignEnded
            The campaign was closed.
        """
        row = lock_campaign(connection, terms.campaign)
        if row is None or row["closed_ms"] is not None:
            raise CampaignEnded(terms.campaign)
        return self._new_block(connection, row, answers)

    def has(self, block: BlockRow | None, terms: Terms, answers: int) -> None:
        """Remember, after the transaction, what was set aside for so many answers."""
        self.block = block.block if block else None
        self._all_there_is = block is None or block.amount_fen < answers * terms.rate_fen
        self._looked_ms = self._now_ms()

    def _new_block(self, connection: Connection, row: dict[str, Any], answers: int) -> BlockRow | None:
        free = int(row["budget_fen"]) - int(row["granted_fen"])
        others: list[BlockRow] = []
        for block in lock_open_blocks(connection, row["campaign"]):
            if block.owner == self.owner:
                free += fold(connection, block)
            else:
                others.append(block)
        for block in others:
            if free >= answers * row["rate_fen"]:
                break
            free += fold(connection, block)
        amount = block_fen(free, row["rate_fen"], answers)
        if not amount:
            return None
        name = new_id(self._now_ms())
        head = first_hash(name, row["campaign"], amount)
        block = BlockRow(name, row["campaign"], self.owner, amount, 0, 0, 0, head, 1)
        grant(connection, block)
        return block

    def look_for_campaign(self) -> None:
        """Give from the newest open campaign; a block of another one is handed back."""
        with self._database.reading() as connection:
            row = newest_open(connection)
        terms = Terms(**terms_of(row)) if row else None
        if terms != self.terms:
            left = self.terms
            self._all_there_is, self.block = False, None
            self.terms = terms
            if left is not None:
                self._hand_back(left.campaign, lambda block, _: block.owner == self.owner)

    def live(self) -> None:
        """Renew the lease, and take back what servers held that are gone."""
        now = self._now_ms()
        with self._database.write_attempt() as connection:
            renew_lease(connection, self.owner, now + LEASE_MS)
        with self._database.reading() as connection:
            left_behind = campaigns_of_the_gone(connection, now)
        for campaign in left_behind:
            self._hand_back(campaign, lambda block, alive: block.owner not in alive)

    def leave(self) -> None:
        """Hand everything back and end the lease."""
        terms, self.terms, self.block = self.terms, None, None
        if terms is not None:
            self._hand_back(terms.campaign, lambda block, _: block.owner == self.owner)
        with self._database.write_attempt() as connection:
            end_lease(connection, self.owner)

    def _hand_back(self, campaign: str, whose: Callable[[BlockRow, set[str]], bool]) -> None:
        with self._database.write_attempt() as connection:
            lock_campaign(connection, campaign)
            alive = living(connection, self._now_ms())
            for block in lock_open_blocks(connection, campaign):
                if whose(block, alive):
                    fold(connection, block)
