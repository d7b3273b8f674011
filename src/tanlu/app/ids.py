"""Whether line ids are unique: looked for by ``measure`` in tables of moderate size, stamped by ``check`` for all others."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tanlu.app.lines import IDS_CHECKED_UP_TO, Lines, duplicates
from tanlu.core.finding import Finding
from tanlu.engines.files import locate
from tanlu.inventory.lines import ACTIVITIES

STAMP = Path(".tanlu") / "ids.json"


def id_findings(folder: Path, lines: Lines) -> list[Finding]:
    """Duplicate ids, or that they were not looked for."""
    if lines.file.rows <= IDS_CHECKED_UP_TO:
        return duplicates(lines)
    stamp = _read_stamp(folder)
    if stamp is None or stamp.get("table") != table_hash(folder):
        met = f"ids were not checked for duplicates: the table has {lines.file.rows:,} lines and no stamp of this state"
        return [
            Finding(
                "ids_not_checked",
                "warning",
                met,
                "run tanlu check once; it leaves a stamp that measure then uses",
                "activities",
                column="line",
            )
        ]
    if stamp["duplicates"]:
        met = f"{stamp['duplicates']} line id(s) stand on more than one line, as the last check found; each line was counted"
        return [
            Finding(
                "duplicate_line",
                "error",
                met,
                "give each line its own id; tanlu check names them",
                "activities",
                column="line",
                count=int(stamp["duplicates"]),
            )
        ]
    return []


def check_ids(folder: Path, lines: Lines) -> list[Finding]:
    """Look for duplicate ids at any size, exactly, and leave a stamp with the table's hash."""
    found = duplicates(lines)
    stamp = {
        "table": table_hash(folder),
        "lines": lines.file.rows,
        "duplicates": sum(finding.count for finding in found),
    }
    try:
        (folder / STAMP).parent.mkdir(exist_ok=True)
        (folder / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        met = f"the stamp of the check could not be written ({error.strerror})"
        found.append(
            Finding(
                "stamp_not_written",
                "note",
                met,
                "let the folder be written, or measure will not know of this check",
                "activities",
            )
        )
    return found


def table_hash(folder: Path) -> str:
    """SHA-256 over the bytes of the table's files, in order of their names."""
    digest = hashlib.sha256()
    table = locate(folder, ACTIVITIES.name)
    files = [] if table is None else sorted(table.rglob("*")) if table.is_dir() else [table]
    for path in (path for path in files if path.is_file()):
        digest.update(path.name.encode())
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _read_stamp(folder: Path) -> dict[str, Any] | None:
    try:
        return json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
