"""Counts: how often a player, a device or an address gave from a campaign on a day; several servers count in the same rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import Connection, text

from tanlu.store.database.bulk import Answer, execute_rows, query_rows


class CountRow(msgspec.Struct, gc=False):
    """One count; ``recent`` holds moments of the last minute in milliseconds, with commas."""

    campaign: str
    day: int
    who: str
    given: int
    recent: str


_COLUMNS = CountRow.__struct_fields__
_KEY = ("campaign", "day", "who")
_LOCK = """
SELECT c.campaign, c.day, c.who, c.given, c.recent
FROM {rows} JOIN giving_count c ON c.who = r.who AND c.campaign = r.campaign AND c.day = r.day
ORDER BY c.who, c.campaign, c.day {lock c}
"""
_ADD = """
INSERT INTO giving_count (campaign, day, who, given, recent)
SELECT r.campaign, r.day, r.who, r.given, r.recent FROM {rows} ORDER BY r.who, r.campaign, r.day
"""
_CHANGE = """
UPDATE giving_count SET given = r.given, recent = r.recent
FROM {rows} WHERE giving_count.who = r.who AND giving_count.campaign = r.campaign AND giving_count.day = r.day
"""


def lock_counts(connection: Connection, asked: Collection[tuple[str, int, str]]) -> Answer:
    """Ask for counts, a ``CountRow`` each, this transaction's alone until it ends; one that is not there yet is left out."""
    rows = [dict(zip(_KEY, key, strict=True)) for key in sorted(set(asked), key=lambda key: key[2])]
    return query_rows(connection, _LOCK, _KEY, rows)


def write_counts(connection: Connection, *, known: Sequence[CountRow], new: Sequence[CountRow]) -> None:
    """Write what counts have come to: those that were there when they were locked, and those that were not; one that
    another server has made meanwhile is refused by its key."""
    if known:
        execute_rows(connection, _CHANGE, _COLUMNS, known)
    if new:
        execute_rows(connection, _ADD, _COLUMNS, new)


def forget_counts(connection: Connection, before_day: int) -> None:
    """Let counts of days gone by go."""
    connection.execute(text("DELETE FROM giving_count WHERE day < :day"), {"day": before_day})
