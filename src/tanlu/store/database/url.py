"""Addresses of databases: a SQLite file or a PostgreSQL server, as a person writes them."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from tanlu.core.errors import StoreError


def address_of(text: str) -> URL:
    """An address as it is understood: ``sqlite:///file.db`` or ``postgresql://user@host/name``.

    Raises
    ------
    StoreError
        It is no address, or of a kind that is not served.

    Examples
    --------
    >>> address_of("postgres://quiz@db/quiz").drivername, address_of("sqlite:///a.db").database
    ('postgresql+psycopg', 'a.db')
    """
    written = "postgresql" + text[len("postgres") :] if text.startswith("postgres://") else text
    try:
        address = make_url(written)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            f"{text[:60]!r} is no address of a database; write sqlite:///file.db or postgresql://user@host/name"
        ) from error
    kind = address.drivername.partition("+")[0]
    if kind == "sqlite" and address.database not in (None, "", ":memory:"):
        return address.set(drivername="sqlite")
    if kind == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    raise StoreError(f"{shown(address)} is not served; write sqlite:///file.db or postgresql://user@host/name")


def shown(url: URL) -> str:
    """An address without its password."""
    return url.render_as_string(hide_password=True)
