"""The fourth step: drafts of questions, and what editors did to the bank, which is only added to."""

from __future__ import annotations

from alembic import op

from tanlu.store.migrations.append_only import only_added

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# {id} as in the third step. Numbers of the tables that are only added to have no gaps: who adds a row takes the number after
# the last one that it saw, and of two who saw the same one only one is let in.
_TABLES = """
CREATE TABLE quiz_draft (
  draft {id} NOT NULL PRIMARY KEY,
  question {id},
  state {id} NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted', 'withdrawn')),
  writers TEXT NOT NULL,
  cells TEXT NOT NULL,
  note TEXT,
  begun_ms BIGINT NOT NULL,
  changed_ms BIGINT NOT NULL,
  submitted_ms BIGINT,
  accepted_question {id},
  accepted_version BIGINT
);
CREATE TABLE quiz_accepted (
  number BIGINT NOT NULL PRIMARY KEY,
  question {id} NOT NULL,
  version BIGINT NOT NULL,
  sha256 {id} NOT NULL,
  body TEXT NOT NULL,
  writers TEXT NOT NULL,
  draft {id} NOT NULL UNIQUE,
  at_ms BIGINT NOT NULL,
  UNIQUE (question, version)
);
CREATE TABLE quiz_review (
  number BIGINT NOT NULL PRIMARY KEY,
  question {id} NOT NULL,
  version BIGINT NOT NULL,
  sha256 {id} NOT NULL,
  person {id},
  reviewer TEXT NOT NULL,
  verdict {id} NOT NULL CHECK (verdict IN ('approve', 'doubt')),
  source_read INTEGER NOT NULL,
  note TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE TABLE quiz_retirement (
  number BIGINT NOT NULL PRIMARY KEY,
  question {id} NOT NULL,
  version BIGINT NOT NULL,
  person {id},
  retired_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  day {id} NOT NULL,
  at_ms BIGINT NOT NULL,
  UNIQUE (question, version)
)
"""


def upgrade() -> None:
    """Make the tables, and let all but the drafts only be added to."""
    kind = 'TEXT COLLATE "C"' if op.get_bind().dialect.name == "postgresql" else "TEXT"
    for statement in _TABLES.replace("{id}", kind).split(";"):
        op.execute(statement)
    only_added("quiz_accepted", "quiz_review", "quiz_retirement")
