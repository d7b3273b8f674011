"""Whether line ids are unique: looked for by ``measure`` in tables of moderate size, stamped by ``check`` for all others."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from tanlu.core.finding import SHOWN_ROWS, Finding
from tanlu.engines.columns import expressions as c
from tanlu.inventory.line_key import ACTIVITIES, cell_text
from tanlu.io.tables import locate
from tanlu.services.inventory.activity_lines import Lines, first_places, known_lines, places_of

STAMP = Path(".tanlu") / "ids.json"
IDS_CHECKED_UP_TO = 2_000_000
"""``measure`` looks for duplicate ids itself up to so many lines."""


def id_findings(folder: Path, lines: Lines, as_of: date | None) -> list[Finding]:
    """Lines known by a day that share an id or have none, or that they were not looked for."""
    if lines.file.rows <= IDS_CHECKED_UP_TO:
        return duplicates(known_lines(lines, as_of))
    stamp = _read_stamp(folder)
    if stamp is None or stamp["table"] != table_hash(folder):
        met = f"ids were not checked for duplicates: the table has {lines.file.rows:,} lines and no stamp of this state"
        mend = "run tanlu check once; it leaves a stamp that measure then uses"
        return [Finding("ids_not_checked", "warning", met, mend, "activities", column="line")]
    count = stamp["duplicates"]
    if count:
        met = f"{count:,} lines share their id with another or have none, as the last check found; each was counted"
        mend = "give each line its own id; tanlu check names them"
        return [Finding("duplicate_line", "error", met, mend, "activities", column="line", count=count)]
    return []


def duplicates(lines: Lines) -> list[Finding]:
    """Lines that share an id, and lines without one, exactly; a large table spills to disk."""
    frame = c.text_of(lines.frame, "line", "line_id")
    ids, shared, without, shown = 0, 0, 0, list[str]()
    for batch in lines.engine.batches(c.repeated(frame, "line_id")):
        for row in batch.to_pylist():
            name, count = cell_text(row["line_id"]), int(row["lines"])
            if not name:
                without += count
                continue
            ids, shared = ids + 1, shared + count
            shown += [name] if len(shown) < SHOWN_ROWS else []
    found = _without_id(lines, without)
    if ids:
        names = ", ".join(name[:60] for name in sorted(shown)[:5]) + (" …" if ids > 5 else "")
        met = f"{shared:,} lines share {ids:,} id{'s' * (ids > 1)} ({names}); each line was counted"
        found.append(
            _finding(
                "duplicate_line", met, "give each line its own id, or remove the copy", shared, *places_of(lines, shown)
            )
        )
    return found


def _without_id(lines: Lines, at_least: int) -> list[Finding]:
    empty = c.where_equal(c.text_of(lines.frame, "line", "line_id"), "line_id", "")
    file, rows = first_places(lines, empty)
    if not rows:
        return []
    met = "a line has no id, so nothing can trace or correct it; it was counted"
    return [_finding("missing_value", met, "give the line an id of its own", max(at_least, len(rows)), file, rows)]


def _finding(code: str, met: str, mend: str, count: int, file: str | None, rows: tuple[int, ...]) -> Finding:
    return Finding(code, "error", met, mend, "activities", file, rows[0] if rows else None, "line", count, rows)


def check_ids(folder: Path, lines: Lines) -> list[Finding]:
    """Look for duplicate ids at any size, exactly, and leave a stamp with the table's hash."""
    found = duplicates(lines)
    count = sum(finding.count for finding in found)
    stamp = {"table": table_hash(folder), "lines": lines.file.rows, "duplicates": count}
    try:
        (folder / STAMP).parent.mkdir(exist_ok=True)
        (folder / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        met = f"the stamp of the check could not be written ({error.strerror})"
        mend = "let the folder be written, or measure will not know of this check"
        found.append(Finding("stamp_not_written", "note", met, mend, "activities"))
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
    """The stamp of the last check, or None where there is none that can be understood."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return {"table": str(stamp["table"]), "duplicates": int(stamp["duplicates"])}
    except (OSError, ValueError, TypeError, KeyError):
        return None
