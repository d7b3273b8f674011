"""The server's database: SQLite in its write-ahead mode, or PostgreSQL, each acknowledging a commit only when it is on disk."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tanlu.core.errors import StoreBusy, StoreError
from tanlu.store.database.database import EARLIER, HEAD, Database, newer
from tanlu.store.database.postgresql import postgresql_engine
from tanlu.store.database.url import address_of, shown

SQLITE_WAIT_SECONDS = 5.0
"""How long a SQLite writer waits for another process; beyond it the request is to be sent again."""

_AGAIN = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL: serialization failure, deadlock, unique violation: another server came first; look again."""


class RetryTransaction(Exception):
    """Another process wrote what this transaction rested on; it is undone and can be tried again at once."""


class ServerDatabase(Database):
    """The database of the server and of giving: any process may open it beside others."""

    def __init__(self, url: URL) -> None:
        super().__init__(url, _engine(url))
        self._driver_error: type[Exception] = self._engine.dialect.loaded_dbapi.Error
        # SQLite lets one write at a time and does not queue; within this process a lock does
        self._turn = nullcontext() if self.is_postgresql else Lock()

    @property
    def is_postgresql(self) -> bool:
        """Whether it is PostgreSQL; else it is SQLite."""
        return self._engine.dialect.name == "postgresql"

    def refuse_other_tables(self) -> None:
        """Refuse tables that this version does not know: what it read or wrote there would be wrong.

        Raises
        ------
        StoreError
            There are none, or a newer or an older version made them.
        """
        step = self.at()
        if step is None:
            raise StoreError(f"{shown(self.url)} holds no tables of tanlu; giving open makes them")
        if step in EARLIER:
            raise StoreError(f"{shown(self.url)} has tables of an older version; tanlu serve brings them to this one's")
        if step != HEAD:
            raise StoreError(newer(shown(self.url), step))

    @contextmanager
    def write_attempt(self) -> Generator[Connection]:
        """A short writing transaction on the way of an answer.

        Raises
        ------
        ComeAgain
            Another process was first; nothing was written.
        StoreBusy
            The database does not answer, or did not say whether it committed.
        """
        try:
            with self._turn, self._engine.connect() as connection:
                alone = connection.execution_options(tanlu_writes=True)
                with alone.begin():
                    yield alone
        except DBAPIError as error:
            raise _told(error.orig) from error
        except self._driver_error as error:
            if is_gone(error):
                self._engine.dispose()  # the other connections are as dead as this one
            raise _told(error) from error
        except PoolTimeout as error:
            raise StoreBusy("all connections to the database are in use; send the request again") from error

    @contextmanager
    def snapshot(self) -> Generator[Connection]:
        """A reading of one moment, however long it takes and whatever is written meanwhile."""
        with self._told(), self._engine.connect() as connection:
            still = (
                connection.execution_options(isolation_level="REPEATABLE READ") if self.is_postgresql else connection
            )
            with still.begin():
                yield still

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A transaction that is kept whole, or not at all."""
        try:
            with self._turn, super().writing() as connection:
                yield connection
        except DBAPIError as error:  # a commit or a rollback that the database no longer hears
            raise StoreBusy(f"the database does not answer ({_cause(error.orig)}); try again") from error

    def close(self) -> None:
        """Let all connections go."""
        self._engine.dispose()


def open_server_database(url: str, *, make: bool = True) -> ServerDatabase:
    """The database at an address, with this version's tables.

    Parameters
    ----------
    make : make it where it is missing, and bring its tables to this version's

    Raises
    ------
    StoreError
        The address is none, the database does not answer, or a newer version wrote it.
    """
    address = address_of(url)
    if address.get_backend_name() == "sqlite" and not make and not Path(address.database or "").is_file():
        raise StoreError(f"there is no database {address.database}; name the one that giving open made")
    database = ServerDatabase(address)
    if make:
        database.migrate()
    else:
        database.refuse_other_tables()
    return database


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=4, max_overflow=12, connect_args={"timeout": SQLITE_WAIT_SECONDS})
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begun)
        return engine
    return postgresql_engine(url, pool_size=4, max_overflow=12, pool_timeout=5, pool_recycle=600)


def _sqlite_connected(connection: Any, _: Any) -> None:
    """Readers do not wait for the writer, and a commit returns when the log is on disk."""
    connection.isolation_level = None
    connection.text_factory = _lenient
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # else REPLACE deletes a row past the trigger that refuses it


def _lenient(text: bytes) -> str:
    """Text also where bytes of the file were damaged, so that the audit can name the row."""
    return text.decode("utf-8", "surrogateescape")


def _sqlite_begun(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tanlu_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _told(error: BaseException | None) -> Exception:
    state = getattr(error, "sqlstate", None)
    name = getattr(error, "sqlite_errorname", "")
    if state in _AGAIN or name.startswith("SQLITE_CONSTRAINT_"):
        return RetryTransaction(_cause(error))
    return StoreBusy(f"the database does not answer ({_cause(error)}); send the request again")


def is_gone(error: Exception) -> bool:
    """Whether PostgreSQL went away: it said so as it ended, or said nothing at all."""
    return str(getattr(error, "sqlstate", "none") or "57")[:2] in {"57", "08"}


def _cause(error: BaseException | None) -> str:
    return " ".join(str(error).split())[:200]
