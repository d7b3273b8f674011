"""Sealing: what has been posted since the last checkpoint is hashed onto it and signed."""

from __future__ import annotations

from dataclasses import asdict

from tanlu.engage.giving.checkpoint import Checkpoint, Head, new_key, signed
from tanlu.store.database.secrets import keep_secret
from tanlu.store.database.server_database import ServerDatabase
from tanlu.store.database.transaction import Connection
from tanlu.store.giving.checkpoints import add_checkpoint, last_checkpoint, lock_grown

LEDGER_KEY = "ledger key"
QUIZ_SECRET = "quiz secret"


def seal(connection: Connection, now_ms: int) -> Checkpoint | None:
    """Write a checkpoint over all chains that have grown; None where none has."""
    grown = lock_grown(connection)
    if not grown:
        return None
    last = last_checkpoint(connection)
    sequence, previous = (last["sequence"] + 1, last["hash"]) if last else (1, "")
    heads = [Head(*one) for one in grown]
    checkpoint = signed(sequence, now_ms, previous, heads, keep_secret(connection, LEDGER_KEY, new_key()))
    add_checkpoint(connection, asdict(checkpoint), grown)
    return checkpoint


def seal_now(database: ServerDatabase, now_ms: int) -> Checkpoint | None:
    """Write a checkpoint in a transaction of its own.

    Raises
    ------
    ComeAgain
        Another process wrote the same checkpoint first, which does as well.
    """
    with database.write_attempt() as connection:
        return seal(connection, now_ms)
