"""The third step: the giving ledger, which is only added to, its blocks and checkpoints, and the quiz keyed by player."""

from __future__ import annotations

from alembic import op

from tanlu.store.migrations.append_only import only_added

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# {id} is a short text that is compared byte by byte: on PostgreSQL whatever the database's language.
_TABLES = """
CREATE TABLE house_secret (
  name {id} NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE giving_campaign (
  campaign {id} NOT NULL PRIMARY KEY,
  sponsor TEXT NOT NULL,
  project TEXT NOT NULL,
  rate_fen BIGINT NOT NULL CHECK (rate_fen > 0),
  budget_fen BIGINT NOT NULL CHECK (budget_fen > 0),
  per_player_day BIGINT NOT NULL,
  per_device_day BIGINT NOT NULL,
  per_address_day BIGINT NOT NULL,
  per_player_minute BIGINT NOT NULL,
  unreviewed INTEGER NOT NULL,
  opened_ms BIGINT NOT NULL UNIQUE,
  closed_ms BIGINT,
  granted_fen BIGINT NOT NULL CHECK (granted_fen BETWEEN 0 AND budget_fen),
  folded_fen BIGINT NOT NULL,
  folded_answers BIGINT NOT NULL,
  book_number BIGINT NOT NULL,
  book_head {id} NOT NULL,
  book_sealed BIGINT NOT NULL
);
CREATE TABLE giving_block (
  block {id} NOT NULL PRIMARY KEY,
  campaign {id} NOT NULL REFERENCES giving_campaign (campaign),
  owner {id} NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  spent_fen BIGINT NOT NULL CHECK (spent_fen >= 0),
  returned_fen BIGINT NOT NULL CHECK (returned_fen >= 0),
  number BIGINT NOT NULL,
  head {id} NOT NULL,
  sealed BIGINT NOT NULL,
  is_open INTEGER NOT NULL,
  CHECK (spent_fen + returned_fen <= amount_fen)
);
CREATE INDEX giving_block_open ON giving_block (campaign, block) WHERE is_open = 1;
CREATE TABLE giving_lease (
  owner {id} NOT NULL PRIMARY KEY,
  until_ms BIGINT NOT NULL
);
CREATE TABLE giving_posting (
  giver {id} NOT NULL,
  posting {id} NOT NULL,
  campaign {id} NOT NULL,
  chain {id} NOT NULL,
  number BIGINT NOT NULL,
  debit {id} NOT NULL CHECK (debit IN ('pledge', 'pot', 'committed', 'settled', 'delivered')),
  credit {id} NOT NULL CHECK (credit IN ('pledge', 'pot', 'committed', 'settled', 'delivered')),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  at_ms BIGINT NOT NULL,
  memo TEXT NOT NULL,
  reverses {id},
  previous_hash {id} NOT NULL,
  hash {id} NOT NULL,
  PRIMARY KEY (giver, posting),
  UNIQUE (chain, number),
  CHECK (debit <> credit)
);
CREATE UNIQUE INDEX giving_posting_once_reversed ON giving_posting (reverses) WHERE reverses IS NOT NULL;
CREATE TABLE giving_checkpoint (
  sequence BIGINT NOT NULL PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  previous_hash {id} NOT NULL,
  hash {id} NOT NULL,
  signature {id} NOT NULL,
  public_key {id} NOT NULL
);
CREATE TABLE giving_head (
  sequence BIGINT NOT NULL,
  chain {id} NOT NULL,
  number BIGINT NOT NULL,
  hash {id} NOT NULL,
  PRIMARY KEY (sequence, chain)
);
CREATE TABLE giving_count (
  campaign {id} NOT NULL,
  day BIGINT NOT NULL,
  who {id} NOT NULL,
  given BIGINT NOT NULL,
  recent TEXT NOT NULL,
  PRIMARY KEY (who, campaign, day)
);
CREATE TABLE quiz_round (
  player {id} NOT NULL,
  round {id} NOT NULL,
  mode {id} NOT NULL,
  language {id} NOT NULL,
  day BIGINT NOT NULL,
  served_ms BIGINT NOT NULL,
  serves TEXT NOT NULL,
  PRIMARY KEY (player, round)
);
CREATE TABLE quiz_answer (
  player {id} NOT NULL,
  round {id} NOT NULL,
  position BIGINT NOT NULL,
  request_key TEXT NOT NULL,
  question {id} NOT NULL,
  version BIGINT NOT NULL,
  language {id} NOT NULL,
  chosen BIGINT NOT NULL,
  is_right INTEGER NOT NULL,
  first_of {id},
  reason {id} NOT NULL,
  campaign {id},
  released_fen BIGINT NOT NULL,
  remaining_fen BIGINT,
  knew_percent BIGINT,
  streak BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (player, round, position),
  UNIQUE (player, request_key),
  UNIQUE (player, first_of)
);
CREATE TABLE quiz_question (
  question {id} NOT NULL,
  version BIGINT NOT NULL,
  sha256 {id} NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (question, version)
);
CREATE TABLE quiz_erased (
  player {id} NOT NULL PRIMARY KEY,
  at_ms BIGINT NOT NULL
)
"""


def upgrade() -> None:
    """Make the tables, and let those of the ledger only be added to."""
    kind = 'TEXT COLLATE "C"' if op.get_bind().dialect.name == "postgresql" else "TEXT"
    for statement in _TABLES.replace("{id}", kind).split(";"):
        op.execute(statement)
    only_added("giving_posting", "giving_checkpoint", "giving_head", "quiz_question")
