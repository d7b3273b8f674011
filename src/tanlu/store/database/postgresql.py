"""PostgreSQL as the store uses it: a commit is on disk before it returns, and nothing waits without end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

CONNECT_SECONDS = 3
_SETTINGS = (
    "SET synchronous_commit = on",
    "SET lock_timeout = '5s'",
    "SET idle_in_transaction_session_timeout = '60s'",
    # small sets of keys meet large tables by their primary keys, whatever the statistics of a young table say
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET enable_seqscan = off",
    "SET plan_cache_mode = force_generic_plan",
    "SET jit = off",
)


def postgresql_engine(url: URL, **pool: Any) -> Engine:
    """An engine for a PostgreSQL server; ``pool`` says how it keeps connections."""
    reach = {"connect_timeout": CONNECT_SECONDS, "keepalives_idle": 5, "tcp_user_timeout": 10_000}
    engine = create_engine(url, connect_args=reach, **pool)
    event.listen(engine, "connect", _connected)
    return engine


def _connected(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        for setting in _SETTINGS:
            cursor.execute(setting)
    connection.commit()


def is_out_of_reach(error: DBAPIError) -> bool:
    """Whether the server was not there, went away, or waits for others too long: the same may work a moment later."""
    state = str(getattr(error.orig, "sqlstate", None) or "08")
    return error.connection_invalidated or state[:2] in {"08", "57", "53", "55", "40"}
