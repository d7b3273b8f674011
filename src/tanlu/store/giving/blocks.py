"""Blocks and leases: money set aside for one server, taken back when that server is gone or others are left with nothing.

Locks are taken in one order everywhere: campaign, then blocks by their names. An answer's transaction takes only its own
server's block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from tanlu.store.database.bulk import Answer, execute_rows, query_value

Row = dict[str, Any]


@dataclass(slots=True)
class BlockRow:
    """A block as it is kept.

    Parameters
    ----------
    amount_fen, spent_fen, returned_fen : set aside; given from it; gone back to the pot
    number, head : how many postings its chain has, and the hash of the last
    """

    block: str
    campaign: str
    owner: str
    amount_fen: int
    spent_fen: int
    returned_fen: int
    number: int
    head: str
    is_open: int

    @property
    def left_fen(self) -> int:
        """What can still be given from it."""
        return self.amount_fen - self.spent_fen - self.returned_fen if self.is_open else 0


_COLUMNS = ", ".join(BlockRow.__dataclass_fields__)


def _locked(connection: Connection) -> str:
    return " FOR UPDATE" if connection.dialect.name == "postgresql" else ""


def lock_block(connection: Connection, block: str) -> Answer:
    """Ask for one block, a ``BlockRow``, this transaction's alone until it ends."""
    return query_value(connection, f"SELECT {_COLUMNS} FROM giving_block b WHERE block = {{value}} {{lock b}}", block)


def lock_campaign(connection: Connection, campaign: str) -> Row | None:
    """A campaign, this transaction's alone until it ends."""
    sql = f"SELECT * FROM giving_campaign WHERE campaign = :campaign{_locked(connection)}"
    found = connection.execute(text(sql), {"campaign": campaign}).mappings().first()
    return None if found is None else dict(found)


def lock_open_blocks(connection: Connection, campaign: str) -> list[BlockRow]:
    """All open blocks of a campaign in order of their names; the campaign must be locked already."""
    sql = f"SELECT {_COLUMNS} FROM giving_block WHERE campaign = :campaign AND is_open = 1 ORDER BY block{_locked(connection)}"
    return [BlockRow(*row) for row in connection.execute(text(sql), {"campaign": campaign})]


def fold(connection: Connection, block: BlockRow) -> int:
    """Close a locked block: what was given from it joins the campaign's own row, the rest goes back to the pot.

    Returns
    -------
    int, the fen that went back
    """
    back = block.left_fen
    connection.execute(
        text("UPDATE giving_block SET is_open = 0, returned_fen = returned_fen + :back WHERE block = :block"),
        {"back": back, "block": block.block},
    )
    connection.execute(
        text(
            "UPDATE giving_campaign SET granted_fen = granted_fen - :back, folded_fen = folded_fen + :spent, "
            "folded_answers = folded_answers + :number WHERE campaign = :campaign"
        ),
        {"back": back, "spent": block.spent_fen, "number": block.number, "campaign": block.campaign},
    )
    block.returned_fen, block.is_open = block.returned_fen + back, 0
    return back


def grant(connection: Connection, block: BlockRow) -> None:
    """Set a new block aside from a locked campaign."""
    connection.execute(
        text("UPDATE giving_campaign SET granted_fen = granted_fen + :amount WHERE campaign = :campaign"),
        {"amount": block.amount_fen, "campaign": block.campaign},
    )
    connection.execute(
        text(
            "INSERT INTO giving_block (block, campaign, owner, amount_fen, spent_fen, returned_fen, number, head, sealed, is_open) "
            "VALUES (:block, :campaign, :owner, :amount, 0, 0, 0, :head, 0, 1)"
        ),
        {
            "block": block.block,
            "campaign": block.campaign,
            "owner": block.owner,
            "amount": block.amount_fen,
            "head": block.head,
        },
    )


_SPEND = """
UPDATE giving_block SET spent_fen = r.spent_fen, number = r.number, head = r.head
FROM {rows} WHERE giving_block.block = r.block
"""


def spend(connection: Connection, block: BlockRow) -> None:
    """Write how far a locked block has come."""
    execute_rows(connection, _SPEND, ("block", "spent_fen", "number", "head"), [block])


_COMMITTED = """
SELECT c.folded_fen + COALESCE((SELECT SUM(b.spent_fen) FROM giving_block b
         WHERE b.campaign = c.campaign AND b.is_open = 1), 0),
       c.folded_answers + COALESCE((SELECT SUM(b.number) FROM giving_block b
         WHERE b.campaign = c.campaign AND b.is_open = 1), 0)
FROM giving_campaign c WHERE c.campaign = {value}
"""


def committed(connection: Connection, campaign: str) -> tuple[int, int]:
    """What right answers of a campaign have released, in fen, and how many they were."""
    ((fen, answers),) = ask_committed(connection, campaign)()
    return int(fen), int(answers)


def ask_committed(connection: Connection, campaign: str) -> Answer:
    """Ask for what right answers of a campaign have released, in fen, and how many they were."""
    return query_value(connection, _COMMITTED, campaign)


def renew_lease(connection: Connection, owner: str, until_ms: int) -> None:
    """Say that a server lives."""
    connection.execute(
        text(
            "INSERT INTO giving_lease (owner, until_ms) VALUES (:owner, :until_ms) "
            "ON CONFLICT (owner) DO UPDATE SET until_ms = excluded.until_ms"
        ),
        {"owner": owner, "until_ms": until_ms},
    )


def end_lease(connection: Connection, owner: str) -> None:
    """Say that a server has gone."""
    connection.execute(text("DELETE FROM giving_lease WHERE owner = :owner"), {"owner": owner})


def campaigns_of_the_gone(connection: Connection, now_ms: int) -> list[str]:
    """Campaigns of which a server holds an open block whose lease has ended."""
    found = connection.execute(
        text(
            "SELECT DISTINCT b.campaign FROM giving_block b LEFT JOIN giving_lease l ON l.owner = b.owner "
            "WHERE b.is_open = 1 AND (l.until_ms IS NULL OR l.until_ms < :now_ms) ORDER BY b.campaign"
        ),
        {"now_ms": now_ms},
    )
    return [row[0] for row in found]


def living(connection: Connection, now_ms: int) -> set[str]:
    """Servers whose lease runs."""
    found = connection.execute(text("SELECT owner FROM giving_lease WHERE until_ms >= :now_ms"), {"now_ms": now_ms})
    return {row[0] for row in found}
