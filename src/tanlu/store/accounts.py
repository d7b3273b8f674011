"""People, their sessions, the server's own words, and the record of who changed what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from tanlu.store.database.types import UtcDateTime

TABLES = MetaData()
PEOPLE = Table(
    "people",
    TABLES,
    Column("person", String, primary_key=True),
    *(Column(name, String, nullable=False) for name in ("how", "subject", "name", "role")),
    Column("email", String),
    Column("secret", String),
    Column("last_seen", UtcDateTime),
    UniqueConstraint("how", "subject"),
)
SESSIONS = Table(
    "sessions",
    TABLES,
    Column("session", String, primary_key=True),
    Column("person", String, ForeignKey("people.person"), nullable=False),
    Column("ends", UtcDateTime, nullable=False),
)
WORDS = Table("server_words", TABLES, Column("name", String, primary_key=True), Column("word", String, nullable=False))
RECORD = Table(
    "record",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    *(Column(name, String, nullable=False) for name in ("who", "act", "about", "details", "previous")),
    Column("hash", String, nullable=False, unique=True),
)
Cells = Mapping[str, Any]


def word_of(connection: Connection, name: str) -> str | None:
    """A word of the server's own, or None where it has not been kept."""
    return connection.execute(select(WORDS.c.word).where(WORDS.c.name == name)).scalar()


def keep_word(connection: Connection, name: str, word: str) -> None:
    """Keep a word for good."""
    connection.execute(insert(WORDS).values(name=name, word=word))


def person_by(connection: Connection, how: str, subject: str) -> Cells | None:
    """The person whom a way of signing in knows by a subject."""
    found = connection.execute(select(PEOPLE).where(PEOPLE.c.how == how, PEOPLE.c.subject == subject))
    row = found.mappings().first()
    return None if row is None else dict(row)


def add_person(connection: Connection, **cells: Any) -> None:
    """Add a person."""
    connection.execute(insert(PEOPLE).values(**cells))


def change_person(connection: Connection, person: str, **cells: Any) -> bool:
    """Change cells of a person; whether there is one."""
    return connection.execute(update(PEOPLE).where(PEOPLE.c.person == person).values(**cells)).rowcount > 0


def people(connection: Connection) -> list[Cells]:
    """Everybody, in the order of their names."""
    return [dict(row) for row in connection.execute(select(PEOPLE).order_by(PEOPLE.c.name, PEOPLE.c.person)).mappings()]


def person_in(connection: Connection, session: str, now: datetime) -> Cells | None:
    """The person of a session that has not ended."""
    query = select(PEOPLE).join(SESSIONS, SESSIONS.c.person == PEOPLE.c.person)
    row = connection.execute(query.where(SESSIONS.c.session == session, SESSIONS.c.ends > now)).mappings().first()
    return None if row is None else dict(row)


def open_session(connection: Connection, session: str, person: str, ends: datetime, now: datetime) -> None:
    """Open a session of a person; those that have ended are forgotten."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.ends <= now))
    connection.execute(insert(SESSIONS).values(session=session, person=person, ends=ends))


def close_session(connection: Connection, session: str) -> None:
    """Close a session."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.session == session))


def close_sessions_of(connection: Connection, person: str) -> None:
    """Close every session of a person."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person))


def add_entry(connection: Connection, who: str, act: str, about: str, details: Cells) -> None:
    """Add an entry to the record; its hash covers the entry and the one before."""
    last = connection.execute(select(RECORD.c.number, RECORD.c.hash).order_by(RECORD.c.number.desc()).limit(1)).first()
    number, previous = (last.number + 1, last.hash) if last else (1, "")
    told = json.dumps(dict(details), ensure_ascii=False, sort_keys=True, default=str)
    entry = {"number": number, "at": datetime.now(UTC), "who": who, "act": act, "about": about, "details": told}
    sealed = seal_of({**entry, "previous": previous})
    connection.execute(insert(RECORD).values(**entry, previous=previous, hash=sealed))


def entries(connection: Connection, *, offset: int, limit: int) -> tuple[int, list[Cells]]:
    """How many entries the record has, and some of them, the newest first."""
    total = connection.execute(select(func.count()).select_from(RECORD)).scalar() or 0
    query = select(RECORD).order_by(RECORD.c.number.desc()).offset(offset).limit(limit)
    return total, [dict(row) for row in connection.execute(query).mappings()]


def first_unsound(connection: Connection) -> int | None:
    """The number of the first entry that does not fit its hash or the entry before; None where the record is whole."""
    previous, expected = "", 1
    for row in connection.execute(select(RECORD).order_by(RECORD.c.number)).mappings():
        entry = dict(row)
        if entry["number"] != expected or entry["previous"] != previous or seal_of(entry) != entry["hash"]:
            return entry["number"]
        previous, expected = entry["hash"], expected + 1
    return None


_SEALED: Sequence[str] = ("number", "at", "who", "act", "about", "details", "previous")


def seal_of(entry: Cells) -> str:
    """The hash of an entry."""
    cells = {name: entry[name] for name in _SEALED}
    cells["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(cells, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
