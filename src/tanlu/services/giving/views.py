"""What anybody may see of a campaign: its sums, and the checkpoints of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tanlu.core.errors import GivingError
from tanlu.engage.giving.accounts import Posting, totals
from tanlu.engage.giving.hash_chain import book_of
from tanlu.services.giving.campaigns import delivered
from tanlu.store.database.server_database import ServerDatabase
from tanlu.store.database.transaction import Connection
from tanlu.store.giving.blocks import committed
from tanlu.store.giving.campaigns import campaign, campaigns, newest_open
from tanlu.store.giving.checkpoints import all_checkpoints, all_heads
from tanlu.store.giving.postings import book_postings

Row = dict[str, Any]


class NoSuchCampaign(GivingError):
    """There is no campaign of that id."""

    code = "no_such_campaign"


def all_campaigns(database: ServerDatabase) -> Row:
    """Every campaign, the newest first, and the one that right answers give from."""
    with database.snapshot() as connection:
        names = [row["campaign"] for row in campaigns(connection)]
        giving = newest_open(connection)
    views = [campaign_view(database, name) for name in reversed(names)]
    return {"giving_from": giving["campaign"] if giving else None, "campaigns": views}


def campaign_view(database: ServerDatabase, name: str) -> Row:
    """A campaign's figures, all of one moment.

    Raises
    ------
    NoSuchCampaign
    """
    with database.snapshot() as connection:
        row = known_campaign(connection, name)
        committed_fen, answers = committed(connection, name)
        book = book_postings(connection, name, book_of(name))
    done = totals(map(posting_of, book))
    return {
        "campaign": name,
        "sponsor": row["sponsor"],
        "project": row["project"],
        "rate_fen": row["rate_fen"],
        "budget_fen": row["budget_fen"],
        "committed_fen": committed_fen,
        "settled_fen": done.settled_fen,
        "unsettled_fen": committed_fen - done.settled_fen,
        "delivered_fen": done.delivered_fen,
        "remaining_fen": row["budget_fen"] - committed_fen,
        "right_answers": answers,
        "delivered": delivered(book),
        "is_open": row["closed_ms"] is None,
        "opened_at": instant(row["opened_ms"]),
        "closed_at": instant(row["closed_ms"]),
    }


def checkpoints(database: ServerDatabase, after: int = 0) -> Row:
    """Checkpoints from the one after ``after``, with what verifies them offline: heads, signatures, the public key."""
    with database.snapshot() as connection:
        rows, heads = all_checkpoints(connection, after), all_heads(connection, after)
    return {
        "algorithm": "Ed25519 over the hexadecimal SHA-256",
        "public_key": rows[-1]["public_key"] if rows else None,
        "checkpoints": [
            {
                "sequence": row["sequence"],
                "hash": row["hash"],
                "at": instant(row["at_ms"]),
                "at_ms": row["at_ms"],
                "previous_hash": row["previous_hash"],
                "signature": row["signature"],
                "public_key": row["public_key"],
                "heads": [{"chain": c, "number": n, "hash": h} for c, n, h in heads.get(row["sequence"], [])],
            }
            for row in rows
        ],
    }


def instant(at_ms: int | None) -> str | None:
    """A moment as ISO 8601 in UTC, to the millisecond.

    Examples
    --------
    >>> instant(1_767_225_600_123)
    '2026-01-01T00:00:00.123Z'
    """
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def known_campaign(connection: Connection, name: str) -> Row:
    """A campaign.

    Raises
    ------
    NoSuchCampaign
    """
    row = campaign(connection, name)
    if row is None:
        raise NoSuchCampaign(f"there is no campaign {name!r:.80}; look at its address again")
    return row


def posting_of(row: Row) -> Posting:
    """A posting as the accounts know it."""
    return Posting(**{name: row[name] for name in Posting._fields})
