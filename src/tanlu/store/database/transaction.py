"""An open transaction, by the name under which acts hand it from one statement of the store to the next."""

from __future__ import annotations

from sqlalchemy import Connection

__all__ = ["Connection"]
