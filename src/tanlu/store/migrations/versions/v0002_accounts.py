"""The second step: people, their sessions, the server's own words, and the record of changes that is only added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEPT = "the record is only added to"


def upgrade() -> None:
    """Make the tables, and the triggers that keep the record as it was written."""
    op.create_table(
        "people",
        sa.Column("person", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("how", "subject", "name", "role")),
        sa.Column("email", sa.String),
        sa.Column("secret", sa.String),
        sa.Column("last_seen", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("how", "subject"),
    )
    op.create_table(
        "sessions",
        sa.Column("session", sa.String, primary_key=True),
        sa.Column("person", sa.String, sa.ForeignKey("people.person"), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "server_words",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("word", sa.String, nullable=False),
    )
    op.create_table(
        "record",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("who", "act", "about", "details", "previous")),
        sa.Column("hash", sa.String, nullable=False, unique=True),
    )
    _keep("record")


def _keep(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_KEPT}: {table} refuses {act}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_kept() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{_KEPT}'; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()"
    )
