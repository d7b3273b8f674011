"""The seal of the book: each entry's hash covers the one before and every row that belongs to the entry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

FIRST = ""
"""What stands for the hash before the first entry."""


def seal(entry: Mapping[str, Any], parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Hash of an entry as it is kept: its columns without the hash itself, and its rows in each table.

    Parameters
    ----------
    entry : column → value; ``previous`` is among them
    parts : table → the entry's rows in it, in order of their lines

    Examples
    --------
    >>> one = seal({"number": 1, "verb": "issue", "previous": ""}, {"certificate_postings": [{"wh": 5}]})
    >>> one == seal({"number": 1, "verb": "issue", "previous": ""}, {"certificate_postings": [{"wh": 6}]})
    False
    """
    document = {
        "entry": {name: value for name, value in _plain(entry).items() if name != "hash"},
        **{table: [_plain(row) for row in rows] for table, rows in parts.items()},
    }
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON has it. What is empty is left out, so that a column added later leaves old seals as they are."""
    return {name: _value(value) for name, value in row.items() if value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
