"""Past runs of a case: what each came to, whether it is as it was left, and what differed between two."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tanlu.services.console.errors import NotFound
from tanlu.services.inventory.runs import MANIFEST, RUNS, verify_run

SHOWN_ACCOUNTS = 50
_NAME = re.compile(r"[0-9]{4}-[0-9a-f]{6,64}")
_SAME = "same"


def run_folder(case: Path, name: str) -> Path:
    """The folder of a kept run.

    Raises
    ------
    NotThere
        The name is none of a run, or there is no such folder; a path never leaves ``runs``.
    """
    folder = case / RUNS / name
    if not _NAME.fullmatch(name) or folder.is_symlink() or not (folder / "inventory.json").is_file():
        raise NotFound("no_such_run", f"the case keeps no run {name[:60]!r}; ask for the list of runs")
    return folder


def runs_json(case: Path) -> dict[str, Any]:
    """Every kept run, the last kept first."""
    runs = case / RUNS
    names = [path.name for path in runs.iterdir() if path.is_dir()] if runs.is_dir() else []
    found = [
        run_json(case, name) for name in names if _NAME.fullmatch(name) and (runs / name / "inventory.json").is_file()
    ]
    return {"runs": sorted(found, key=lambda row: (row["kept"], row["folder"]), reverse=True)}


def run_json(case: Path, name: str) -> dict[str, Any]:
    """One kept run in short; ``whole`` says whether it is as it was left."""
    folder = run_folder(case, name)
    inventory = _read(folder / "inventory.json")
    return {
        "folder": name,
        **{key: inventory.get(key) for key in ("run", "year", "gwp", "as_of")},
        "tco2e": inventory.get("tco2e") or {},
        "lines": inventory.get("lines") or {},
        "kept": datetime.fromtimestamp((folder / "inventory.json").stat().st_mtime, UTC).isoformat(timespec="seconds"),
        "whole": verify_run(folder) is None,
    }


def inventory_of(case: Path, name: str) -> dict[str, Any]:
    """The inventory that a run left."""
    return _read(run_folder(case, name) / "inventory.json")


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotFound("no_such_run", f"{path.parent.name} cannot be read; measure the year again") from error


def compare_runs(case: Path, a: str, b: str) -> dict[str, Any]:
    """What differed between two runs: figures, request, inputs, rules, packs, factors, and the accounts that moved most."""
    folders = run_folder(case, a), run_folder(case, b)
    first, second = run_json(case, a), run_json(case, b)
    manifests = [_manifest(folder) for folder in folders]
    return {
        "a": first,
        "b": second,
        "tco2e": [_figure(metric, first["tco2e"].get(metric), value) for metric, value in second["tco2e"].items()],
        "request": _values(*(manifest.get("request", {}) for manifest in manifests)),
        **{
            name: _content(*(manifest.get(of, {}) for manifest in manifests))
            for name, of in (("inputs", "inputs"), ("rules", "rules"), ("packs", "packs"), ("factors", "factors used"))
        },
        "accounts": _accounts(*folders),
    }


def _manifest(folder: Path) -> dict[str, Mapping[str, Any]]:
    try:
        links = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["chain"]
        return {link["of"]: link["content"] for link in links}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _figure(metric: str, a: float | None, b: float | None) -> dict[str, Any]:
    return {"metric": metric, "a": a, "b": b, "change": None if a is None or b is None else b - a}


def _values(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = dict.fromkeys([*a, *b])
    return [
        {"name": name, "a": _told(a.get(name)), "b": _told(b.get(name))} for name in names if a.get(name) != b.get(name)
    ]


def _told(value: object) -> str | None:
    return None if value is None else str(value)


def _content(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[dict[str, str]]:
    """Which of some named hashes differ; those that do not are named too, behind them."""
    rows = [{"name": name, "how": _how(a.get(name), b.get(name))} for name in sorted({*a, *b})]
    return sorted(rows, key=lambda row: (row["how"] == _SAME, row["name"]))


def _how(a: object, b: object) -> str:
    if a is None:
        return "added"
    if b is None:
        return "removed"
    return _SAME if a == b else "changed"


def _accounts(a: Path, b: Path) -> list[dict[str, Any]]:
    sums = [_sums(folder / "totals.csv") for folder in (a, b)]
    rows: list[dict[str, Any]] = [
        {
            **dict(zip(("scope", "category", "view", "site", "activity"), place, strict=True)),
            "a": _tonnes(sums[0].get(place)),
            "b": _tonnes(sums[1].get(place)),
            "change": ((sums[1].get(place) or 0.0) - (sums[0].get(place) or 0.0)) / 1000,
        }
        for place in {*sums[0], *sums[1]}
    ]
    moved = [row for row in rows if row["a"] != row["b"]]
    return sorted(moved, key=_by_size)[:SHOWN_ACCOUNTS]


def _by_size(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return -abs(row["change"]), row["site"], row["activity"], row["view"], row["scope"]


def _tonnes(kg: float | None) -> float | None:
    return None if kg is None else kg / 1000


def _sums(path: Path) -> dict[tuple[str, int | None, str, str, str], float]:
    sums: dict[tuple[str, int | None, str, str, str], float] = {}
    if not path.is_file():
        return sums
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            category = int(row["category"]) if row["category"] else None
            place = (row["scope"], category, row["view"], row["site"], row["activity"])
            sums[place] = sums.get(place, 0.0) + float(row["kgco2e"])
    return sums
