"""Record what every verb answers for the worked cases, and compare two such records.

usage: compare_answers.py record FOLDER [--tanlu COMMAND]   write each verb's answer into FOLDER
       compare_answers.py compare BEFORE AFTER              list what differs; exit status 1 where anything does

Words of findings may change, keys may be added, and a solver's bound may move within its tolerance; nothing else may.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "cases"
CHANGING = {"message", "mend", "lower_bound", "relative_gap", "seconds", "folder", "trail", "written", "date", "made"}
"""Keys whose value may differ between two records of the same figures."""

REPORTS = ("html", "xlsx", "json")


def verbs(case: Path) -> Iterator[tuple[str, list[str]]]:
    """Every verb that answers for a case, as a name and its words."""
    name, folder = case.name, str(case)
    years = {"tencent": (2021, 2022, 2023), "nem-2020": (2020,), "procure-24h": (2023, 2024), "roofs": (2022, 2023)}[
        name
    ]
    yield "check", ["check", folder]
    for year in years:
        y = ["--year", str(year)]
        yield f"measure-{year}", ["measure", folder, *y]
        yield f"measure-{year}-draws", ["measure", folder, *y, "--gwp", "AR5", "--draws", "200"]
        yield f"match-{year}", ["match", folder, *y]
        yield f"solar-{year}", ["solar", folder, *y]
        for basis in ("annual", "hourly"):
            yield f"procure-{year}-{basis}", ["procure", folder, *y, "--basis", basis, "--share", "0.8"]
        for ending in REPORTS:
            yield f"report-{year}.{ending}", ["report", folder, "--out", f"report-{year}.{ending}", *y]
    if name == "tencent":
        yield "measure-2021-as-of", ["measure", folder, "--year", "2021", "--as-of", "2022-03-01"]
        for basis in ("market", "location"):
            yield f"bridge-{basis}", ["bridge", folder, "2021", "2023", "--basis", basis]
        yield "bridge-vintages", ["bridge", folder, "2021", "2021", "--from-as-of", "2022-03-01"]
        for line in ("grid_2021", "onsite_2021", "grid_2023", "grid_2024"):
            yield f"trace-{line}", ["trace", folder, line]
    yield "certificates", ["certificates", folder, "show"]
    yield "close", ["close", folder, str(years[0]), "--by", "somebody"]
    yield "measure-closed", ["measure", folder, "--year", str(years[0])]


def record(out: Path, tanlu: list[str]) -> None:
    """Run every verb on a copy of each case and keep what it says."""
    for case in sorted(path.parent for path in CASES.glob("*/case.toml")):
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / case.name
            shutil.copytree(case, copy, ignore=shutil.ignore_patterns("runs", ".tanlu"))
            place = out / case.name
            place.mkdir(parents=True, exist_ok=True)
            for name, words in verbs(copy):
                told = subprocess.run([*tanlu, *words, "--json"], cwd=scratch, capture_output=True, text=True)
                answer = json.loads(told.stdout) if told.stdout.strip() else None
                kept = {"exit": told.returncode, "answer": answer}
                (place / f"{name}.answer.json").write_text(
                    json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True)
                )
                print(f"{case.name} {name}: exit {told.returncode}", file=sys.stderr)
                made = Path(scratch) / name
                if made.exists():
                    shutil.move(made, place / name)


def workbook(path: Path) -> dict[str, Any]:
    """Numbers of a workbook, sheet by sheet and row by row: its words may change."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return {
        name: [
            [cell for cell in row if isinstance(cell, (int, float))] for row in book.get_sheet_by_name(name).to_python()
        ]
        for name in book.sheet_names
    }


def page_figures(path: Path) -> list[str]:
    """Numbers on a page, in their order."""
    import re

    text = re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", path.read_text(encoding="utf-8"), flags=re.S)
    return re.findall(r"\d[\d,]*\.\d+", text)


def differences(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """Where two answers differ, but for added keys and for keys that may change."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before:
            if key in CHANGING:
                continue
            if key not in after:
                yield f"{where}.{key} is gone"
            else:
                yield from differences(before[key], after[key], f"{where}.{key}")
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{where} has {len(after)} entries, before {len(before)}"
        for number, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from differences(old, new, f"{where}[{number}]")
    elif before != after and not (isinstance(before, str) and ("/tmp/" in before or "tanlu-" in before)):
        yield f"{where}: {before!r} became {after!r}"


def compare(before: Path, after: Path) -> int:
    """List what differs between two records."""
    seen = 0
    for old in sorted(path for path in before.rglob("*") if path.is_file()):
        new = after / old.relative_to(before)
        name = str(old.relative_to(before))
        if not new.exists():
            print(f"{name}: not there any more")
            seen += 1
            continue
        if old.suffix == ".xlsx":
            found = list(differences(workbook(old), workbook(new)))
        elif old.suffix == ".html":
            found = list(differences(page_figures(old), page_figures(new)))
        else:
            found = list(differences(json.loads(old.read_text()), json.loads(new.read_text())))
        for line in found[:10]:
            print(f"{name}{line}")
        seen += len(found)
    print(f"{seen} differences")
    return 1 if seen else 0


def main() -> int:
    """Read the command and do it."""
    match sys.argv[1:]:
        case ["record", folder]:
            record(Path(folder), [str(Path(sys.executable).parent / "tanlu")])
        case ["record", folder, "--tanlu", command]:
            record(Path(folder), shlex.split(command))
        case ["compare", before, after]:
            return compare(Path(before), Path(after))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
