"""Campaigns: their terms as they were opened, and how far their book has come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

Row = dict[str, Any]
_TERMS = (
    "campaign", "sponsor", "project", "rate_fen", "budget_fen", "per_player_day", "per_device_day", "per_address_day",
    "per_player_minute", "unreviewed",
)  # fmt: skip


def campaign(connection: Connection, name: str) -> Row | None:
    """A campaign as it stands."""
    if "\x00" in name:  # PostgreSQL takes no such text; no campaign bears such a name
        return None
    found = connection.execute(text("SELECT * FROM giving_campaign WHERE campaign = :name"), {"name": name})
    row = found.mappings().first()
    return None if row is None else dict(row)


def campaigns(connection: Connection) -> list[Row]:
    """All campaigns, the oldest first."""
    found = connection.execute(text("SELECT * FROM giving_campaign ORDER BY opened_ms"))
    return [dict(row) for row in found.mappings()]


def newest_open(connection: Connection) -> Row | None:
    """The campaign that right answers give from."""
    found = connection.execute(
        text("SELECT * FROM giving_campaign WHERE closed_ms IS NULL ORDER BY opened_ms DESC LIMIT 1")
    )
    row = found.mappings().first()
    return None if row is None else dict(row)


def add_campaign(connection: Connection, terms: Row, opened_ms: int, book_head: str) -> int:
    """Open a campaign; returns when, which no other campaign shares."""
    last = connection.execute(text("SELECT COALESCE(MAX(opened_ms), 0) FROM giving_campaign")).scalar_one()
    opened_ms = max(opened_ms, int(last) + 1)
    names = ", ".join(_TERMS)
    connection.execute(
        text(
            f"INSERT INTO giving_campaign ({names}, opened_ms, granted_fen, folded_fen, folded_answers, book_number, "
            f"book_head, book_sealed) VALUES ({', '.join(f':{name}' for name in _TERMS)}, :opened_ms, 0, 0, 0, 0, :head, 0)"
        ),
        {**terms, "unreviewed": int(terms["unreviewed"]), "opened_ms": opened_ms, "head": book_head},
    )
    return opened_ms


def terms_of(row: Row) -> Row:
    """The terms within a campaign's row."""
    return {name: row[name] for name in _TERMS} | {"unreviewed": bool(row["unreviewed"])}


def write_book(connection: Connection, name: str, number: int, head: str) -> None:
    """Write how far the book of a locked campaign has come."""
    connection.execute(
        text("UPDATE giving_campaign SET book_number = :number, book_head = :head WHERE campaign = :name"),
        {"number": number, "head": head, "name": name},
    )


def close_campaign(connection: Connection, name: str, closed_ms: int) -> None:
    """Close a locked campaign."""
    connection.execute(
        text("UPDATE giving_campaign SET closed_ms = :closed_ms WHERE campaign = :name"),
        {"closed_ms": closed_ms, "name": name},
    )


def take_back(connection: Connection, name: str, amount_fen: int) -> None:
    """Let a sum that was committed by mistake be free again; the campaign is locked."""
    connection.execute(
        text(
            "UPDATE giving_campaign SET granted_fen = granted_fen - :amount, folded_fen = folded_fen - :amount "
            "WHERE campaign = :name"
        ),
        {"amount": amount_fen, "name": name},
    )
