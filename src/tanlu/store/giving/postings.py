"""Postings: rows of the ledger, added in whole batches and never changed; the database itself refuses a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, text

from tanlu.store.database.bulk import execute_rows

COLUMNS = (
    "giver", "posting", "campaign", "chain", "number", "debit", "credit", "amount_fen", "at_ms", "memo", "reverses",
    "previous_hash", "hash",
)  # fmt: skip
_ADD = f"INSERT INTO giving_posting ({', '.join(COLUMNS)}) SELECT {', '.join(f'r.{name}' for name in COLUMNS)} FROM {{rows}}"
Row = dict[str, Any]
READ_AT_ONCE = 2_000


def add_postings(connection: Connection, postings: Sequence[Row]) -> None:
    """Write postings; ``reverses`` is None where nothing is reversed."""
    if postings:
        execute_rows(connection, _ADD, COLUMNS, postings)


def all_postings(connection: Connection) -> Iterator[Row]:
    """Every posting, chain by chain in order of its number."""
    return _streamed(connection, "ORDER BY chain, number, giver, posting", {})


def postings_of(connection: Connection, campaign: str) -> Iterator[Row]:
    """Every posting of a campaign in order of time."""
    return _streamed(connection, "WHERE campaign = :campaign ORDER BY at_ms, chain, number", {"campaign": campaign})


def book_postings(connection: Connection, campaign: str, chain: str) -> list[Row]:
    """What the project posted for a campaign: a few rows, whatever the number of answers."""
    return list(_streamed(connection, "WHERE chain = :chain AND campaign = :campaign ORDER BY number", {
        "chain": chain, "campaign": campaign
    }))  # fmt: skip


_LAST_CHAINS = """
SELECT p.chain FROM giving_block b JOIN giving_posting p ON p.chain = b.block AND p.number = b.number
WHERE b.campaign = :campaign AND b.number > 0 ORDER BY p.at_ms DESC, p.chain DESC LIMIT :most
"""


def newest_postings(connection: Connection, campaign: str, book: str, most: int) -> list[Row]:
    """The newest postings of a campaign, in order of time.

    Each of them stands among the newest of its chain, and its chain among those that were posted to last; so few rows are
    read, however many there are.
    """
    wanted = {"campaign": campaign, "most": most}
    chains = [book, *(row[0] for row in connection.execute(text(_LAST_CHAINS), wanted))]
    ends = "WHERE chain = :chain AND campaign = :campaign ORDER BY number DESC LIMIT :most"
    rows = [row for chain in chains for row in _streamed(connection, ends, wanted | {"chain": chain})]
    return sorted(rows, key=lambda row: (row["at_ms"], row["chain"], row["number"]))[-most:]


def find_posting(connection: Connection, campaign: str, posting: str) -> Row | None:
    """A posting of a campaign by its id."""
    wanted = {"campaign": campaign, "posting": posting}
    return next(_streamed(connection, "WHERE campaign = :campaign AND posting = :posting", wanted), None)


def _streamed(connection: Connection, clause: str, parameters: Row) -> Iterator[Row]:
    sql = text(f"SELECT {', '.join(COLUMNS)} FROM giving_posting {clause}")
    found = connection.execute(sql, parameters, execution_options={"yield_per": READ_AT_ONCE})
    for row in found:
        yield dict(zip(COLUMNS, row, strict=True))
