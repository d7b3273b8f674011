"""Tables that are only added to: triggers refuse a change on both databases, and on PostgreSQL the right to one is taken away."""

from __future__ import annotations

from alembic import op

_FUNCTION = """
CREATE OR REPLACE FUNCTION tanlu_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the book is only added to: % refuses %', TG_TABLE_NAME, TG_OP;
END $$
"""


def only_added(*tables: str) -> None:
    """Let rows of these tables be added, and neither changed nor removed."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        for table in tables:
            op.execute(
                f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION tanlu_only_added()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION tanlu_only_added()"
            )
            op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER")
        return
    for table in tables:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the book is only added to: {table} refuses {act}'); END"
            )
