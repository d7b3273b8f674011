"""Verifying: the ledger is read from its first posting to its last, and what does not fit is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tanlu.core.errors import StoreError
from tanlu.core.finding import Finding, grouped
from tanlu.engage.giving.checkpoint import Checkpoint, Head, checkpoint_hash, is_signed, public_key_of
from tanlu.services.giving.balance_check import balance_findings
from tanlu.services.giving.chain_walk import ChainWalk
from tanlu.services.giving.saved_checkpoints import Saved
from tanlu.store.database.secrets import secret
from tanlu.store.database.server_database import open_server_database
from tanlu.store.database.transaction import Connection
from tanlu.store.giving.campaigns import campaigns
from tanlu.store.giving.checkpoints import all_blocks, all_checkpoints, all_heads, sqlite_damage
from tanlu.store.giving.postings import all_postings

Row = dict[str, Any]
LEDGER_KEY = "ledger key"
MEND = "restore the database from a backup made before, and compare its checkpoints with those published"


def verify(url: str, files: Sequence[Path] = ()) -> Row:
    """The answer of ``tanlu giving verify``: everything computed again from the postings; no server need run.

    Parameters
    ----------
    files : checkpoints that others saved before; the ledger is compared with them

    Raises
    ------
    NotACheckpoint
        A file cannot be read, or holds no checkpoints.
    StoreError
        There is no such database, or it does not answer.
    """
    saved = Saved(files)
    database = open_server_database(url, make=False)
    answer: Row
    try:
        with database.snapshot() as connection:
            answer = _verified(connection, saved)
    except StoreError as error:
        if "damaged" not in str(error):
            raise
        answer = {
            "campaigns": {},
            "postings": None,
            "checkpoints": None,
            "saved": None,
            "findings": [_finding("damaged_file", str(error))],
        }
    finally:
        database.close()
    answer["findings"] = [finding.as_json() for finding in grouped(answer["findings"])]
    answer["whole"] = not any(finding["severity"] == "error" for finding in answer["findings"])
    return answer


def _verified(connection: Connection, saved: Saved) -> Row:
    rows, blocks, heads = campaigns(connection), all_blocks(connection), all_heads(connection)
    walk = ChainWalk(
        rows, blocks, {(chain, number): hashed for kept in heads.values() for chain, number, hashed in kept}
    )
    count = 0
    for row in all_postings(connection):
        walk.take(row)
        saved.take(row)
        count += 1
    walk.end()
    checkpoints = all_checkpoints(connection)
    found = [_finding(code, met) for code, met in walk.flaws]
    found += [_finding(code, met) for code, met in balance_findings(rows, blocks, walk.sums)]
    found += [_finding(*flaw) for flaw in _checkpoint_flaws(checkpoints, heads, secret(connection, LEDGER_KEY))]
    found += saved.findings(checkpoints)
    found += [_finding("damaged_file", f"the database file: {line}") for line in sqlite_damage(connection)[:20]]
    return {
        "campaigns": {row["campaign"]: _told(row, walk) for row in rows},
        "postings": count,
        "checkpoints": len(checkpoints),
        "saved": saved.as_json(),
        "findings": found,
    }


def _told(row: Row, walk: ChainWalk) -> Row:
    sums = walk.sums[row["campaign"]]
    return {
        "budget_fen": row["budget_fen"],
        "committed_fen": sums.came_into("committed"),
        "settled_fen": sums.came_into("settled"),
        "delivered_fen": sums.came_into("delivered"),
        "debits_fen": sum(sums.debits.values()),
        "credits_fen": sum(sums.credits.values()),
    }


def _checkpoint_flaws(
    checkpoints: list[Row], heads: dict[int, list[tuple[str, int, str]]], key: str | None
) -> Iterator[tuple[str, str]]:
    previous, expected = "", 1
    public_key = _public(key)
    for row in checkpoints:
        name = f"checkpoint {row['sequence']}"
        if row["sequence"] != expected:
            yield "missing_checkpoint", f"checkpoint {expected} is missing before {name}"
            expected = row["sequence"] if isinstance(row["sequence"], int) else expected
        own = [Head(*one) for one in heads.pop(row["sequence"], [])]
        hashed = checkpoint_hash(row["sequence"], row["at_ms"], row["previous_hash"], own)
        if row["hash"] != hashed or row["previous_hash"] != previous or row["public_key"] != public_key:
            yield "altered_checkpoint", f"{name} is not as it was written"
        elif not is_signed(Checkpoint(**row)):
            yield "altered_checkpoint", f"{name} does not bear the signature of its key"
        previous, expected = row["hash"], expected + 1
    for sequence in sorted(heads, key=str):
        yield "missing_checkpoint", f"checkpoint {sequence} is missing, and the chains that it covered are there"


def _public(key: str | None) -> str | None:
    try:
        return None if key is None else public_key_of(key)
    except ValueError:
        return None


def _finding(code: str, met: str) -> Finding:
    return Finding(code, "error", met, MEND, table="giving", cause=met)
