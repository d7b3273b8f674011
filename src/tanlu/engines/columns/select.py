"""The engine of a name, opened."""

from __future__ import annotations

from pathlib import Path

from tanlu.core.errors import EngineError
from tanlu.engines.columns.base import Columns

ENGINES = ("duckdb", "spark")


def require_engine(name: str) -> None:
    """Pass where the engine is one of ours, also where nothing is there for it to read.

    Raises
    ------
    EngineError
        It is not known.
    """
    if name not in ENGINES:
        raise EngineError(f"engine {name!r} is not known; use {' or '.join(ENGINES)}")


def open_engine(name: str, *, spool: Path | None = None) -> Columns:
    """The engine of that name: ``duckdb`` (embedded, the default) or ``spark``.

    Raises
    ------
    EngineError
        Unknown, not installed, or did not start; the message says what to do.
    """
    require_engine(name)
    if name == "spark":
        from tanlu.engines.columns.spark import Distributed

        return Distributed(spool=spool)
    from tanlu.engines.columns.embedded import Embedded

    return Embedded(spool=spool)
