"""Checkpoints kept outside the ledger: written into a file, read from files, and compared with the ledger as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tanlu.core.errors import GivingError
from tanlu.core.finding import Finding, few
from tanlu.engage.giving.saved_checkpoints import (
    CheckpointMismatch,
    NotACheckpoint,
    SavedCheckpoint,
    disagreements,
    saved_from,
)
from tanlu.services.giving.views import checkpoints
from tanlu.store.database.server_database import open_server_database

Row = dict[str, Any]
MEND = "find out who wrote to the database since it was saved, and restore a backup in which nothing differs"
MEND_OF_A_FILE = "take the file again from whoever saved it; one that was altered proves nothing"


def save_checkpoints(url: str, out: Path, after: int = 0) -> Row:
    """Write the ledger's checkpoints into a new file, as ``GET /api/giving/checkpoints`` gives them.

    Parameters
    ----------
    after : only those after this sequence

    Raises
    ------
    GivingError
        The file is there already, or cannot be written.
    StoreError
        There is no such database, or it does not answer.
    """
    database = open_server_database(url, make=False)
    try:
        document = checkpoints(database, after)
    finally:
        database.close()
    try:
        with out.open("x", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)
            file.write("\n")
    except FileExistsError as error:
        raise GivingError(f"{out} is there already, and what was saved is never replaced; name a new file") from error
    except OSError as error:
        raise GivingError(f"{out} cannot be written ({error.strerror}); name a file that can") from error
    rows = document["checkpoints"]
    newest = {name: rows[-1][name] for name in ("sequence", "hash", "at")} if rows else None
    return {"out": str(out), "checkpoints": len(rows), "newest": newest, "public_key": document["public_key"]}


class Saved:
    """Saved checkpoints, and what is met of the postings that they name.

    Parameters
    ----------
    files : each as the endpoint gives it, or a list of checkpoints

    Raises
    ------
    NotACheckpoint
        A file cannot be read, or is none.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = len(files)
        self._checkpoints = list(dict.fromkeys(one for file in files for one in _read(file)))
        self._wanted = {(head.chain, head.number) for one in self._checkpoints for head in one.heads}
        self._met: dict[tuple[str, int], str] = {}

    def take(self, row: Row) -> None:
        """Look at a posting of the ledger."""
        place = (row["chain"], row["number"])
        if place in self._wanted:
            self._met[place] = row["hash"]

    def findings(self, written: Sequence[Row]) -> list[Finding]:
        """What differs, once each posting was looked at; ``written`` are the ledger's own checkpoints."""
        own = {row["sequence"]: (str(row["hash"]), str(row["public_key"])) for row in written}
        found = disagreements(self._checkpoints, own, self._met)
        return few(_finding(flaw) for flaw in found)

    def as_json(self) -> Row | None:
        """How much was compared; None where nothing was asked for."""
        if not self._files:
            return None
        signed = sum(bool(one.signature) for one in self._checkpoints)
        return {"files": self._files, "checkpoints": len(self._checkpoints), "signed": signed}


def _finding(flaw: CheckpointMismatch) -> Finding:
    mend = MEND_OF_A_FILE if flaw.code == "saved_signature_wrong" else MEND
    return Finding(flaw.code, "error", flaw.met, mend, table="giving", cause=flaw.met)


def _read(file: Path) -> Iterator[SavedCheckpoint]:
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NotACheckpoint(f"{file} cannot be read ({error.strerror}); name a file of saved checkpoints") from error
    except (ValueError, RecursionError) as error:
        raise NotACheckpoint(
            f"{file} is no JSON; save checkpoints with giving checkpoints, or from /api/giving/checkpoints"
        ) from error
    try:
        yield from saved_from(document)
    except NotACheckpoint as error:
        raise NotACheckpoint(
            f"{file} is no file of checkpoints: {error}; save them with giving checkpoints, or from /api/giving/checkpoints"
        ) from error
