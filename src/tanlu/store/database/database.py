"""The database of the store: opened, brought to the current tables, read and written in whole transactions."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tanlu.core.errors import StoreBusy, StoreError
from tanlu.store.database.postgresql import is_out_of_reach, postgresql_engine
from tanlu.store.database.url import address_of, shown

MIGRATIONS = Path(__file__).parents[1] / "migrations"
HEAD = "0004"
"""The step of ``migrations`` that this version's tables are at."""
EARLIER = frozenset(file.name[1:5] for file in (MIGRATIONS / "versions").glob("v*_*.py")) - {HEAD}
"""The steps before it, from which ``migrate`` goes on."""

WAIT_SECONDS = 60.0
"""How long a writer waits for another one before it gives up; a write takes milliseconds."""


class Database:
    """An open database; ``reading`` sees one moment of it, ``writing`` is the only writer until it ends.

    Parameters
    ----------
    url : where it is, e.g. ``sqlite:///certificates.db``
    engine : an engine made for it; by default one that opens a connection for each use
    """

    def __init__(self, url: URL, engine: Engine | None = None) -> None:
        self.url = url
        self._engine = engine or _engine(url)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A transaction that writes nothing.

        Raises
        ------
        StoreError
            The file is no database, or is damaged.
        """
        with self._told(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A transaction that is kept whole, or not at all; other writers wait for its end.

        Raises
        ------
        StoreError
            Another writer does not end, or the file cannot be written.
        """
        with self._told(), self._engine.connect() as connection:
            alone = connection.execution_options(tanlu_writes=True)
            with alone.begin():
                yield alone

    def at(self) -> str | None:
        """The step its tables are at, or None where it has none yet."""
        with self.reading() as connection:
            return _step(connection)

    def migrate(self) -> None:
        """Bring the tables to this version's, in one transaction; what is there stays.

        Raises
        ------
        StoreError
            A newer version wrote it.
        """
        if self.at() == HEAD:
            return
        with self.writing() as connection:
            _upgrade(connection, self.url)

    @contextmanager
    def _told(self) -> Generator[None]:
        """Errors of the database as sentences."""
        try:
            yield
        except DBAPIError as error:
            cause = " ".join(str(error.orig).split())[:300]
            if self.url.get_backend_name() != "postgresql":
                raise StoreError(_sentence(self.url.database or "the database", cause)) from error
            kind = StoreBusy if is_out_of_reach(error) else StoreError
            raise kind(
                f"{shown(self.url)} refused ({cause}); see that it runs and lets us in, and try again"
            ) from error


def open_url(text: str) -> Database:
    """The database at an address, e.g. ``sqlite:///file.db``.

    Raises
    ------
    StoreError
        The address is not understood, or its kind is not served.
    """
    return Database(address_of(text))


@contextmanager
def open_file(path: Path, *, write: bool) -> Generator[Database]:
    """A SQLite file of the store, brought to this version's tables; with ``write`` it is made where it is missing.

    Raises
    ------
    StoreError
        It cannot be opened, is no database, or a newer version wrote it.
    """
    if path.is_dir():
        raise StoreError(
            f"{path} is a folder, and a book is one file; give the folder another name, or restore the file"
        )
    with Database(URL.create("sqlite", database=str(path))) as database:
        if write or database.at() not in (None, HEAD):
            database.migrate()
        yield database


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return postgresql_engine(url, poolclass=NullPool)
    if url.get_backend_name() != "sqlite":
        raise StoreError(
            f"{url.get_backend_name()} is not served; name a SQLite file, such as sqlite:///file.db, or postgresql://…"
        )
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: Any, _: Any) -> None:
    """A rollback journal that is on the disk before a commit returns; transactions are begun by us alone."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # else REPLACE deletes a row past the trigger that refuses it
    connection.execute("PRAGMA synchronous = EXTRA")


def _begun(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tanlu_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _step(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, url: URL) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(MIGRATIONS))
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(747272)"))  # one process at a time makes tables
    current = _step(connection)  # asked again: another process may have come first
    known = {step.revision for step in steps.walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(newer(str(url.database), current))
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for step in reversed(list(steps.iterate_revisions(HEAD, current or "base"))):
            step.module.upgrade()
    context.stamp(steps, HEAD)


def newer(where: str, step: str | None) -> str:
    """The sentence on tables that this version does not know."""
    return f"{where} was written by another version of tanlu (its tables are at step {step}, ours at {HEAD}); open it with that version"


def _sentence(where: str, cause: str) -> str:
    if "locked" in cause or "busy" in cause:
        return f"{where} is being written by another process for more than {WAIT_SECONDS:.0f} s; try again when it has ended"
    if "readonly" in cause or "read-only" in cause or "unable to open" in cause:
        return f"{where} cannot be opened for writing ({cause}); let the folder and the file be written"
    if "not a database" in cause or "malformed" in cause:
        return f"{where} is damaged ({cause}); restore it from your copy"
    return f"{where} refused ({cause}); restore it from your copy if it was edited"
