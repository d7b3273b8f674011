"""The tables of the book of certificates: entries, the batches they bear, their postings and their claims."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table

from tanlu.store.database.types import UtcDateTime

TABLES = MetaData()


def _of_entry() -> list[Column[int]]:
    return [
        Column("entry", Integer, ForeignKey("certificate_entries.number"), primary_key=True),
        Column("line", Integer, primary_key=True, autoincrement=False),
    ]


ENTRIES = Table(
    "certificate_entries",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("verb", String, nullable=False),
    Column("day", Date),
    Column("to", String, nullable=False),
    Column("site", String, nullable=False),
    Column("period", String, nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("purpose", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False, unique=True),
)
BATCHES = Table(
    "certificate_batches",
    TABLES,
    *_of_entry(),
    Column("certificate", String, nullable=False, unique=True),
    Column("parent", String, nullable=False),
    Column("plant", String, nullable=False),
    Column("month", String, nullable=False),
    Column("hour", String, nullable=False),
    Column("rules", String, nullable=False),
    Column("technology", String, nullable=False),
    Column("region", String, nullable=False),
    Column("tradable", Boolean, nullable=False),
    Column("expires", Date, nullable=False),
    Column("sales", Integer, nullable=False),
)
POSTINGS = Table(
    "certificate_postings",
    TABLES,
    *_of_entry(),
    Column("account", String, nullable=False),
    Column("plant", String, nullable=False),
    Column("tradable", Boolean, nullable=False),
    Column("certificate", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("wh", BigInteger, nullable=False),
    Index("certificate_postings_by_certificate", "certificate"),
    Index("certificate_postings_by_account", "account", "plant"),
)
CLAIMS = Table(
    "certificate_claims",
    TABLES,
    *_of_entry(),
    Column("plant", String, nullable=False),
    Column("month", String, nullable=False),
    Column("hour", String, nullable=False),
    Column("scheme", String, nullable=False),
    Column("sold", Boolean, nullable=False),
    Column("claimant", String, nullable=False),
    Column("wh", BigInteger, nullable=False),
    Column("metered_wh", BigInteger),
    Index("certificate_claims_by_month", "plant", "month"),
)
PARTS = (BATCHES, POSTINGS, CLAIMS)
"""The tables whose rows belong to an entry, by ``entry`` and ``line``."""
