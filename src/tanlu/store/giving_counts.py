"""Counts: how often a player, a device or an address gave from a campaign on a day; several servers count in the same rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from tanlu.store.rows import Answer, ask
from tanlu.store.server import ComeAgain


@dataclass(slots=True)
class CountRow:
    """One count; ``recent`` holds moments of the last minute in milliseconds, with commas."""

    campaign: str
    day: int
    who: str
    given: int
    recent: str


_COLUMNS = tuple(CountRow.__dataclass_fields__)
_KEY = ("campaign", "day", "who")
_LOCK = """
SELECT c.campaign, c.day, c.who, c.given, c.recent
FROM {rows} JOIN giving_count c ON c.who = r.who AND c.campaign = r.campaign AND c.day = r.day
ORDER BY c.who, c.campaign, c.day {lock c}
"""
_ADD = """
INSERT INTO giving_count (campaign, day, who, given, recent)
SELECT r.campaign, r.day, r.who, r.given, r.recent FROM {rows} WHERE true ORDER BY r.who, r.campaign, r.day
ON CONFLICT (who, campaign, day) DO UPDATE SET given = giving_count.given + excluded.given, recent = excluded.recent
RETURNING who, campaign, day, given
"""


def lock_counts(connection: Connection, asked: Collection[tuple[str, int, str]]) -> Answer:
    """Ask for counts, a ``CountRow`` each, this transaction's alone until it ends; one that is not there yet is left out."""
    rows = [dict(zip(_KEY, key, strict=True)) for key in sorted(set(asked), key=lambda key: key[2])]
    return ask(connection, _LOCK, _KEY, rows)


def add_counts(connection: Connection, added: Sequence[CountRow]) -> Answer:
    """Add to counts; the answer is what each came to, as rows of who, campaign, day and count."""
    return ask(connection, _ADD, _COLUMNS, added)


def refuse_other_counts(came_to: Answer, expected: Mapping[tuple[str, int, str], int]) -> None:
    """Notice another server that made the same row meanwhile.

    Raises
    ------
    ComeAgain
        A count came to more than was expected.
    """
    for who, campaign, day, given in came_to():
        if expected[campaign, int(day), who] != given:
            raise ComeAgain("another server counted the same player, device or address")


def forget_counts(connection: Connection, before_day: int) -> None:
    """Let counts of days gone by go."""
    connection.execute(text("DELETE FROM giving_count WHERE day < :day"), {"day": before_day})
