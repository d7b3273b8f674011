"""Tables sent to a case: staged aside, tried, then taken whole or dropped; what they replace is kept as a version."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from tanlu.core.errors import CaseError
from tanlu.io.tables import SUFFIXES
from tanlu.services.console.errors import InvalidUpload, NotFound, UploadConflict
from tanlu.services.console.upload_preview import TABLES, locate_any

ASIDE = Path(".tanlu")
_ID = re.compile(r"u_[0-9a-f]{20}")
_VERSION = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST_NAME = 120
_taking = Lock()


@dataclass(frozen=True)
class Sent:
    """A table on its way in: where it lies, and what it was sent as."""

    upload: str
    table: str
    file: str
    folder: Path
    path: Path


def refuse_name(name: str, table: str) -> str:
    """The form of a sent file (``.csv``, ``.parquet`` or ``.xlsx``), by its name alone.

    The name is never used as a path; one that tries to be a path is refused all the same.

    Raises
    ------
    InvalidUpload
        The table is not one of a case, or the name is none of a plain file.

    Examples
    --------
    >>> refuse_name("Lines 2023.CSV", "activities")
    '.csv'
    >>> refuse_name("../case.toml", "activities")
    Traceback (most recent call last):
    tanlu.services.console.errors.InvalidUpload: '../case.toml' is no plain file name; send the file under a name without a folder
    """
    if table not in TABLES:
        raise InvalidUpload("unknown_table", f"{table[:60]!r} is no table of a case; choose one of {', '.join(TABLES)}")
    climbs = any(sign in name for sign in "/\\:\0") or name.startswith(".") or ".." in name or name != name.strip(" .")
    if climbs:
        raise InvalidUpload("path", f"{name[:60]!r} is no plain file name; send the file under a name without a folder")
    if not name.isprintable() or len(name) > LONGEST_NAME or _DEVICES.fullmatch(name):
        raise InvalidUpload("bad_name", f"{name[:60]!r} cannot be the name of a file everywhere; give it a plain one")
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidUpload("not_a_table", f"{name[:60]!r} is no table; send .csv, .parquet or .xlsx")
    return suffix


def begin_upload(case: Path, table: str, name: str) -> Sent:
    """A place for a table that is about to be sent.

    Raises
    ------
    InvalidUpload, CaseError
        The name cannot be used; the case cannot be written.
    """
    suffix = refuse_name(name, table)
    upload = f"u_{secrets.token_hex(10)}"
    folder = _aside(case, "uploads") / upload
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise CaseError(f"{case.name} cannot be written ({error.strerror}); let its folder be written") from error
    return Sent(upload, table, name, folder, folder / f"{table}{suffix}")


def _aside(case: Path, name: str) -> Path:
    """A folder under ``.tanlu`` that is the case's own: a link that leads out of it is refused."""
    folder = case / ASIDE / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaseError(f"{case.name} cannot be written ({error.strerror}); let its folder be written") from error
    if not folder.resolve().is_relative_to(case.resolve()):
        raise CaseError(f"{ASIDE / name} of the case is a link that leads out of it; remove the link")
    return folder


def drop_files(sent: Sent) -> None:
    """Leave nothing of a table that is not taken."""
    shutil.rmtree(sent.folder, ignore_errors=True)


def keep_tried(case: Path, sent: Sent, tried: dict[str, Any], who: str) -> dict[str, Any]:
    """Keep what trying a table found, with the state of the table that it was compared with."""
    document = {
        "upload": sent.upload,
        "table": sent.table,
        "file": sent.file,
        "bytes": sent.path.stat().st_size,
        "state": "checked",
        "may_be_taken": True,
        "by": who,
        **tried,
    }
    told = {"against": table_state(case, sent.table), "sent_as": sent.path.name}
    _write(sent.folder / "upload.json", {"document": document, **told})
    return document


def _write(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")


def table_state(case: Path, table: str) -> str:
    """A cheap identity of what holds a table now."""
    parts = [
        part
        for path in locate_any(case, TABLES[table])
        for part in ([path] if path.is_file() else sorted(path.rglob("*")))
    ]
    known = [(str(part.relative_to(case)), part.stat().st_size, part.stat().st_mtime_ns) for part in parts]
    return hashlib.sha256(repr(known).encode()).hexdigest()


def read_upload(case: Path, upload: str) -> tuple[dict[str, Any], Path]:
    """What is known of a table that was sent, and its folder.

    Raises
    ------
    NotThere
        No such upload.
    """
    folder = case / ASIDE / "uploads" / upload
    if not _ID.fullmatch(upload):
        raise NotFound("no_such_upload", f"no upload is named {upload[:40]!r}; send the table again")
    try:
        return json.loads((folder / "upload.json").read_text(encoding="utf-8")), folder
    except (OSError, ValueError) as error:
        raise NotFound("no_such_upload", f"no upload is named {upload[:40]!r}; send the table again") from error


def drop(case: Path, upload: str) -> dict[str, Any]:
    """Drop a table that was tried; the file is removed, what was found is kept.

    Raises
    ------
    UploadStale
        It was taken already.
    """
    known, folder = read_upload(case, upload)
    with _taking:
        _require_open(known["document"])
        return _ended(known, folder, "dropped")


def _require_open(document: dict[str, Any]) -> None:
    if document["state"] != "checked":
        raise UploadConflict(f"this upload was {document['state']} already; send the table again", "already_done")


def _ended(known: dict[str, Any], folder: Path, state: str) -> dict[str, Any]:
    known["document"] |= {"state": state, "may_be_taken": False}
    _write(folder / "upload.json", known)
    with suppress(FileNotFoundError):
        (folder / known["sent_as"]).unlink()
    return known["document"]


def take(case: Path, upload: str, who: str) -> dict[str, Any]:
    """Put a tried table in place of the old one, which is kept as a version.

    Raises
    ------
    UploadStale
        The table changed since it was compared, or the upload was taken or dropped already.
    """
    known, folder = read_upload(case, upload)
    with _taking:
        known, folder = read_upload(case, upload)
        document = known["document"]
        _require_open(document)
        if table_state(case, document["table"]) != known["against"]:
            raise UploadConflict(f"the table {document['table']} changed since this upload was checked; send it again")
        document["version"] = _replace(case, document["table"], folder / known["sent_as"], who)
        return _ended(known, folder, "taken")


def _replace(case: Path, table: str, new: Path, who: str) -> str | None:
    """Keep the old table, then let the new one appear in one step; the name of the kept version."""
    old = locate_any(case, TABLES[table])
    target = case / f"{table}{new.suffix}"
    version = _keep_version(case, table, old, who) if old else None
    staged = case / f".{target.name}.{secrets.token_hex(4)}"
    try:
        shutil.copyfile(new, staged)
        with staged.open("rb+") as stream:
            os.fsync(stream.fileno())
        for path in (path for path in old if path.name != target.name and path.is_dir()):
            shutil.rmtree(path)
        os.replace(staged, target)
        for path in (path for path in old if path.name != target.name and path.is_file()):
            path.unlink()
    finally:
        with suppress(FileNotFoundError):
            staged.unlink()
    return version


def _keep_version(case: Path, table: str, old: list[Path], who: str) -> str:
    now = datetime.now(UTC)
    name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    root = _aside(case, "versions") / table
    working = root / f".{name}"
    working.mkdir(parents=True)
    for path in old:
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, working / path.name)
    size = sum(part.stat().st_size for part in working.rglob("*") if part.is_file())
    told = {
        "version": name,
        "file": old[0].name,
        "bytes": size,
        "kept_at": now.isoformat(timespec="seconds"),
        "by": who,
    }
    _write(working / "version.json", told)
    working.rename(root / name)
    return name


def versions(case: Path, table: str) -> list[dict[str, Any]]:
    """Kept versions of a table, the newest first."""
    found: list[dict[str, Any]] = []
    for path in (case / ASIDE / "versions" / table).glob("*/version.json"):
        with suppress(OSError, ValueError):
            found.append(json.loads(path.read_text(encoding="utf-8")))
    return sorted(found, key=lambda row: row["version"], reverse=True)


def restore(case: Path, table: str, version: str, who: str) -> dict[str, Any]:
    """Put a kept version back in place; what stands there now is kept as a version too.

    Raises
    ------
    NotThere
        The table keeps no such version.
    """
    folder = case / ASIDE / "versions" / table / version
    file = next((row["file"] for row in versions(case, table) if row["version"] == version), None)
    if not _VERSION.fullmatch(version) or file is None or not (folder / file).is_file():
        raise NotFound("no_such_version", f"the table {table} keeps no version {version[:40]!r} that is one file")
    with _taking, _copied(folder / file, case, table) as new:
        kept = _replace(case, table, new, who)
    return {"table": table, "restored": version, "file": f"{table}{Path(file).suffix.lower()}", "version": kept}


@contextmanager
def _copied(path: Path, case: Path, table: str) -> Generator[Path]:
    folder = _aside(case, "uploads") / f"r_{secrets.token_hex(10)}"
    folder.mkdir(mode=0o700)
    try:
        yield Path(shutil.copy2(path, folder / f"{table}{path.suffix.lower()}"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
