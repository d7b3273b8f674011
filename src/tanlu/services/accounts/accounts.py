"""Services on accounts: who a session is, who may do what, and what is written down of changes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tanlu.core.errors import StoreError, TanluError
from tanlu.store import accounts as tables
from tanlu.store.database.database import Database, open_url

DATABASE = Path(".tanlu") / "tanlu.db"
"""The database of a server that names none, in the case or the working folder."""
LOCAL_ADMINISTRATOR = "admin"
_SEEN_EVERY = timedelta(minutes=5)


class NoSuchPerson(TanluError):
    """Nobody has that name, or the change would leave nobody who can manage."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Person:
    """Somebody who may use the server.

    Parameters
    ----------
    how : the way of signing in: ``loopback``, ``local`` or ``oidc``
    """

    person: str
    name: str
    email: str | None
    role: str
    how: str
    last_seen: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """The person as the API shows it."""
        seen = self.last_seen.isoformat(timespec="seconds") if self.last_seen else None
        own = {name: getattr(self, name) for name in ("person", "name", "email", "role", "how")}
        return {**own, "last_seen": seen}


def _person(cells: Mapping[str, Any]) -> Person:
    return Person(*(cells[name] for name in ("person", "name", "email", "role", "how", "last_seen")))


def database_url(case: Path | None, told: str | None) -> str:
    """The address of the database: as told, else a SQLite file in the case, or in the working folder without one.

    Raises
    ------
    StoreError
        The file cannot be written.
    """
    if told:
        return told
    path = (case or Path.cwd()).resolve() / DATABASE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        mend = "let it be written, or name another place with --database sqlite:///file.db"
        raise StoreError(f"{path} cannot be written ({error.strerror}); {mend}") from error
    return f"sqlite:///{path}"


class Accounts:
    """Accounts in an open database.

    Raises
    ------
    StoreError
        The database cannot be opened, or is of a newer version.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._database: Database = open_url(url)
        self._database.migrate()

    def key(self) -> bytes:
        """The key that this server signs with: made once, and kept, so that sessions outlive a restart."""
        with self._database.writing() as connection:
            word = tables.word_of(connection, "key")
            if word is None:
                word = secrets.token_hex(32)
                tables.keep_word(connection, "key", word)
        return bytes.fromhex(word)

    # ------------------------------------------------------------ people

    def signed_in(self, how: str, subject: str, *, name: str, email: str | None, role: str) -> Person:
        """The person whom a way of signing in vouches for; somebody new gets the role, somebody known keeps theirs."""
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            known = tables.person_by(connection, how, subject)
            if known is None:
                person = f"p_{secrets.token_hex(8)}"
                tables.add_person(
                    connection,
                    person=person,
                    how=how,
                    subject=subject,
                    name=name,
                    email=email,
                    role=role,
                    last_seen=now,
                )
            else:
                tables.change_person(connection, known["person"], name=name, email=email, last_seen=now)
            found = tables.person_by(connection, how, subject)
        assert found is not None
        return _person(found)

    def people(self) -> list[Person]:
        """Everybody who has signed in, or may."""
        with self._database.reading() as connection:
            return [_person(row) for row in tables.people(connection)]

    def set_role(self, person: str, role: str) -> tuple[Person, str]:
        """Give a person a role; the person and the role they had.

        Raises
        ------
        NoSuchPerson
            There is none, or nobody would be left who can manage.
        """
        with self._database.writing() as connection:
            everybody = {row["person"]: row for row in tables.people(connection)}
            if person not in everybody:
                raise NoSuchPerson("no_such_person", f"nobody has the id {person[:40]!r}; ask for the list of people")
            before = everybody[person]["role"]
            managers = [row["person"] for row in everybody.values() if row["role"] == "administrator"]
            if role != "administrator" and managers == [person]:
                met = "nobody would be left who can manage; make somebody else an administrator first"
                raise NoSuchPerson("last_administrator", met)
            tables.change_person(connection, person, role=role)
            return _person({**everybody[person], "role": role}), before

    def local_secret(self, name: str) -> str | None:
        """The hash of a local administrator's secret, or None where there is none."""
        with self._database.reading() as connection:
            known = tables.person_by(connection, "local", name)
            return None if known is None else known["secret"]

    def set_local_secret(self, name: str, hashed: str) -> Person:
        """Make the local administrator, or give a new secret; every session under the old one ends."""
        person = self.signed_in("local", name, name=name, email=None, role="administrator")
        with self._database.writing() as connection:
            tables.change_person(connection, person.person, secret=hashed)
            tables.close_sessions_of(connection, person.person)
        return person

    def has_local_administrator(self) -> bool:
        """Whether somebody has been given a local secret."""
        with self._database.reading() as connection:
            return any(row["secret"] for row in tables.people(connection))

    # ------------------------------------------------------------ sessions

    def open_session(self, session: str, person: Person, *, seconds: int) -> None:
        """Open a session of a person who has just signed in."""
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            tables.open_session(connection, session, person.person, now + timedelta(seconds=seconds), now)

    def person_of(self, session: str) -> Person | None:
        """Who a session is, or None where it has ended; that they were seen is noted now and then."""
        now = datetime.now(UTC)
        with self._database.reading() as connection:
            found = tables.person_in(connection, session, now)
        if found is None:
            return None
        if found["last_seen"] is None or now - found["last_seen"] > _SEEN_EVERY:
            with self._database.writing() as connection:
                tables.change_person(connection, found["person"], last_seen=now)
        return _person(found)

    def close_session(self, session: str) -> None:
        """Close a session."""
        with self._database.writing() as connection:
            tables.close_session(connection, session)

    # ------------------------------------------------------------ the record

    def record(self, who: str, act: str, about: str, details: Mapping[str, Any]) -> None:
        """Add an entry to the record of changes."""
        with self._database.writing() as connection:
            tables.add_entry(connection, who, act, about, details)

    def record_json(self, *, offset: int, limit: int) -> dict[str, Any]:
        """The record, the newest entry first, and whether its chain of hashes is whole."""
        with self._database.reading() as connection:
            total, rows = tables.entries(connection, offset=offset, limit=limit)
            whole = tables.first_unsound(connection) is None
        shown = [
            {
                **{name: row[name] for name in ("number", "who", "act", "about", "hash")},
                "at": row["at"].isoformat(timespec="milliseconds"),
                "details": json.loads(row["details"]),
            }
            for row in rows
        ]
        return {"total": total, "whole": whole, "entries": shown}
