"""Answers kept beside a case: each under its question, with a stamp of the files that it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from tanlu.io.tables import SUFFIXES
from tanlu.services.case.tables import ALL_TABLES
from tanlu.services.certificates.instruments import BOOK
from tanlu.services.inventory.line_ids import STAMP as IDS
from tanlu.services.inventory.runs import MANIFEST, RUNS

FORM = 4
"""Raised when the form of what is kept changes."""
STAMP = "stamp.json"
_BESIDE = ("case.toml", "closings.jsonl", BOOK, str(IDS))


@dataclass(frozen=True)
class CacheKey:
    """What is asked of a case: the task and its values.

    Parameters
    ----------
    values : name → value, all of them plain; None where the case decides
    """

    act: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def name(self) -> str:
        """The folder's name that the answer is kept under."""
        told = json.dumps(dict(sorted(self.values.items())), ensure_ascii=False)
        return f"{self.act}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def cache_dir(folder: Path) -> Path:
    """Where answers are kept: ``.tanlu/console`` in the case, or a private folder where the case cannot be written."""
    root = folder / ".tanlu" / "console"
    try:
        root.mkdir(parents=True, exist_ok=True)
        if os.access(root, os.W_OK):
            return root
    except OSError:
        pass
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    aside = Path(tempfile.gettempdir()) / f"tanlu-{os.getuid() if hasattr(os, 'getuid') else 'me'}-{name}"
    aside.mkdir(mode=0o700, exist_ok=True)
    return aside


def fingerprint(folder: Path, *, runs: bool = False) -> str:
    """A cheap identity of a case's files: names, sizes and times of change; their bytes are not read.

    Parameters
    ----------
    runs : whether kept runs count too
    """
    rows = [(str(path.relative_to(folder)), *_times(path)) for path in sorted(_case_files(folder, runs))]
    data = files("tanlu.factors") / "data"
    packs = [(path.name, *_times(path)) for path in sorted(Path(str(data)).iterdir())]
    told = json.dumps([FORM, version("tanlu"), rows, packs])
    return hashlib.sha256(told.encode()).hexdigest()


def _times(path: Path) -> tuple[int, int]:
    known = path.stat()
    return known.st_size, known.st_mtime_ns


def _case_files(folder: Path, runs: bool) -> Iterator[Path]:
    tables = {table.name for table in ALL_TABLES}
    yield from (path for name in _BESIDE if (path := folder / name).is_file())
    for path in folder.iterdir():
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            yield path
        elif path.is_dir() and path.name.lower() in tables:
            yield from (part for part in path.rglob("*") if part.is_file())
    if runs and (folder / RUNS).is_dir():
        yield from (path for path in (folder / RUNS).glob("*/*") if path.is_file() and path.parent.name[0] != ".")
        yield from (folder / RUNS).glob(f"*/{MANIFEST}")


def stamp_of(folder: Path, asked: CacheKey) -> str:
    """The stamp that an answer to the question has now."""
    return fingerprint(folder, runs=asked.act == "check")


def get(folder: Path, asked: CacheKey) -> Path | None:
    """The folder of a kept answer that still fits the case's files, or None."""
    place = cache_dir(folder) / asked.name
    try:
        kept = json.loads((place / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return place if kept.get("stamp") == stamp_of(folder, asked) else None


def put(folder: Path, asked: CacheKey, make: Callable[[Path], None]) -> Path:
    """Make an answer in a folder of its own and put it in place of an older one; what fails leaves nothing.

    The stamp is taken before the answer is made: a file that changes meanwhile makes the answer stale at once.
    """
    root = cache_dir(folder)
    stamp = stamp_of(folder, asked)
    working = Path(tempfile.mkdtemp(prefix=f".making-{os.getpid()}-", dir=root))
    try:
        make(working)
        if asked.act == "check":
            stamp = stamp_of(folder, asked)  # the task itself leaves a stamp of ids
        told = {"stamp": stamp, "act": asked.act, "values": dict(asked.values)}
        (working / STAMP).write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
        return _in_place(working, root / asked.name)
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _in_place(working: Path, place: Path) -> Path:
    if place.exists():
        old = Path(tempfile.mkdtemp(prefix=f".old-{os.getpid()}-", dir=place.parent))
        place.rename(old / "answer")
        working.rename(place)
        shutil.rmtree(old, ignore_errors=True)
    else:
        working.rename(place)
    return place


def remove_stale(folder: Path, process: int) -> None:
    """Remove what a process that was ended left half made."""
    for left in cache_dir(folder).iterdir():
        if left.name.startswith((f".making-{process}-", f".old-{process}-")):
            shutil.rmtree(left, ignore_errors=True)


def read_answer(place: Path, name: str = "answer.json") -> Any:
    """A kept document."""
    return json.loads((place / name).read_text(encoding="utf-8"))


def write_answer(place: Path, document: Any, name: str = "answer.json") -> None:
    """Keep a document, as short as JSON allows."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str)
    (place / name).write_text(text, encoding="utf-8")
