"""The audit of the book: every seal, every balance and every state, from the first entry to the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, select

from tanlu.core.errors import StoreError
from tanlu.power.certificates.certificate import STATES
from tanlu.store.certificates.seal import FIRST, seal
from tanlu.store.certificates.tables import BATCHES, ENTRIES, PARTS, POSTINGS

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the book is not as it was written.

    Parameters
    ----------
    entry : number of the entry that does not fit
    what : the end of a sentence that begins with the entry
    """

    entry: int
    what: str


def first_broken(connection: Connection) -> Broken | None:
    """The first entry that does not fit its seal, its predecessor or its balance; None where the book is whole.

    That the last entries were cut off cannot be seen in the book itself; whoever keeps a later hash compares it.

    Raises
    ------
    StoreError
        The file is damaged where no seal looks: an index that does not fit its rows would hide a claim.
    """
    _require_sound_file(connection)
    entries = _rows(connection, ENTRIES)
    parts = {table.name: _by_entry(_rows(connection, table)) for table in PARTS}
    found = next(_unsealed(entries, parts), None)
    if found is not None:
        return found
    numbers = {entry["number"] for entry in entries}
    strays = sorted(number for rows in parts.values() for number in rows if number not in numbers)
    if strays:
        return Broken(strays[0], "has rows and is missing itself")
    return next(_misplaced(parts), None)


def _require_sound_file(connection: Connection) -> None:
    """SQLite's own check of its pages, and of each index against the rows it points to."""
    told = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
    if told != "ok":
        raise StoreError(f"{connection.engine.url.database} is damaged ({told}); restore it from your copy")


def _unsealed(entries: list[Row], parts: Mapping[str, Mapping[int, list[Row]]]) -> Iterator[Broken]:
    previous = FIRST
    for expected, entry in enumerate(entries, start=1):
        number = entry["number"]
        if number != expected:
            yield Broken(expected, "is missing")
        if entry["previous"] != previous:
            yield Broken(number, "does not follow the entry before it")
        rows = {name: of.get(number, []) for name, of in parts.items()}
        if entry["hash"] != seal(entry, rows):
            yield Broken(number, "is not as it was written")
        if left := sum(row["wh"] for row in rows[POSTINGS.name]):
            yield Broken(number, f"does not balance: {left:,} Wh are left over")
        previous = entry["hash"]


def _misplaced(parts: Mapping[str, Mapping[int, list[Row]]]) -> Iterator[Broken]:
    """Batches that are not in exactly one state."""
    held: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for rows in parts[POSTINGS.name].values():
        for row in rows:
            held[row["certificate"]][row["account"]] += row["wh"]
    for number, rows in parts[BATCHES.name].items():
        for row in rows:
            balances = [held[row["certificate"]][state] for state in STATES]
            if min(balances) < 0 or sum(wh > 0 for wh in balances) != 1:
                yield Broken(number, f"has batch {row['certificate']}, which is not in exactly one state")


def _rows(connection: Connection, table: Table) -> list[Row]:
    chosen = select(table).order_by(*table.primary_key.columns)
    return [cast("Row", row) for row in connection.execute(chosen).mappings()]


def _by_entry(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["entry"]].append(row)
    return found
