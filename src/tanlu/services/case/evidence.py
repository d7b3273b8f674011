"""Evidence: a file under the case's ``evidence`` folder with its hash, or a free reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tanlu.services.case.provenance import EVIDENCE, file_hash


def evidence_json(folder: Path, text: str) -> dict[str, Any]:
    """Path and SHA-256 of the evidence; a free reference, or a path that leaves the folder, has no hash."""
    path = evidence_path(folder, text)
    return {"path": text or None, "sha256": file_hash(path) if path is not None else None}


def evidence_path(folder: Path, text: str) -> Path | None:
    """The file that an evidence cell names, or None where it names none inside ``evidence`` that can be read."""
    if not text:
        return None
    root = (folder / EVIDENCE).resolve()
    for candidate in (root / text, folder / text):
        if _is_readable_under(root, candidate):
            return candidate.resolve()
    return None


def _is_readable_under(root: Path, candidate: Path) -> bool:
    """Whether the path is a file below the folder; a reference of any length and with any sign in it is none."""
    try:
        resolved = candidate.resolve()
        if not (resolved.is_relative_to(root) and resolved.is_file()):
            return False
        with resolved.open("rb"):
            return True
    except (OSError, ValueError):
        return False
