"""The first step: the book of certificates, whose rows can be added and neither changed nor removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tanlu.store.migrations.append_only import only_added

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BOOK = ("certificate_entries", "certificate_batches", "certificate_postings", "certificate_claims")


def upgrade() -> None:
    """Make the tables, and the triggers that keep them as they were written."""
    _entries()
    _batches()
    _postings()
    _claims()
    only_added(*BOOK)


def _of_entry() -> list[sa.Column[int]]:
    return [
        sa.Column("entry", sa.Integer, sa.ForeignKey("certificate_entries.number"), primary_key=True),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
    ]


def _texts(names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names.split()]


def _entries() -> None:
    op.create_table(
        "certificate_entries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String, nullable=False),
        sa.Column("day", sa.Date),
        *_texts("to site period"),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        *_texts("purpose previous"),
        sa.Column("hash", sa.String, nullable=False, unique=True),
    )


def _batches() -> None:
    op.create_table(
        "certificate_batches",
        *_of_entry(),
        sa.Column("certificate", sa.String, nullable=False, unique=True),
        *_texts("parent plant month hour rules technology region"),
        sa.Column("tradable", sa.Boolean, nullable=False),
        sa.Column("expires", sa.Date, nullable=False),
        sa.Column("sales", sa.Integer, nullable=False),
    )


def _postings() -> None:
    op.create_table(
        "certificate_postings",
        *_of_entry(),
        *_texts("account plant"),
        sa.Column("tradable", sa.Boolean, nullable=False),
        *_texts("certificate holder"),
        sa.Column("wh", sa.BigInteger, nullable=False),
    )
    op.create_index("certificate_postings_by_certificate", "certificate_postings", ["certificate"])
    op.create_index("certificate_postings_by_account", "certificate_postings", ["account", "plant"])


def _claims() -> None:
    op.create_table(
        "certificate_claims",
        *_of_entry(),
        *_texts("plant month hour scheme"),
        sa.Column("sold", sa.Boolean, nullable=False),
        *_texts("claimant"),
        sa.Column("wh", sa.BigInteger, nullable=False),
        sa.Column("metered_wh", sa.BigInteger),
    )
    op.create_index("certificate_claims_by_month", "certificate_claims", ["plant", "month"])
