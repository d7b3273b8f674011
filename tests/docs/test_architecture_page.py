"""ARCHITECTURE.md is true: the walk of a line meets the files it names, in that order, and every path on the page exists."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.case_builders import a_case, lines

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
WALK = re.findall(r"^\| \d+ \| `([\w/]+\.py)` \|", PAGE, re.MULTILINE)
RECORDER = f"""
import json, sys
met = []
def note(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_flags & {inspect.CO_OPTIMIZED} and code.co_name in NAMES.get(code.co_filename, ()):
        if met[-1:] != [code.co_filename]:
            met.append(code.co_filename)
"""
STATIONS = {
    "cli/inventory/commands.py": ["measure"],
    "services/inventory/run.py": ["measure_and_save"],
    "services/inventory/measurement.py": ["calculate"],
    "services/inventory/activity_lines.py": ["open_case_lines"],
    "io/tables.py": ["open_lines"],
    "engines/columns/expressions.py": ["sums_by_key"],
    "inventory/calculator.py": ["add"],
    "inventory/pricing.py": ["outcome"],
    "inventory/line_validation.py": None,
    "inventory/emission_rates.py": ["rate"],
    "factors/resolution.py": ["resolve"],
    "inventory/ledger.py": ["add"],
    "inventory/scope2/market_based.py": ["book_market"],
    "inventory/totals.py": ["assemble"],
    "services/inventory/serializers.py": ["inventory_json"],
}
"""The function of each station that takes the line in; None: any."""


def functions_of(file: str) -> list[str]:
    """Every function that a file defines."""
    return re.findall(r"^ *def (\w+)", (ROOT / "src" / "tanlu" / file).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def stations_met(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = a_case(tmp_path_factory.mktemp("walk") / "case", activities=lines("electricity/grid 1000 kWh"))
    source = ROOT / "src" / "tanlu"
    names = {str(source / file): STATIONS.get(file) or functions_of(file) for file in WALK}
    script = f"""
NAMES = {names!r}
{RECORDER}
sys.argv = ["tanlu", "measure", {str(folder)!r}, "--year", "2023", "--json"]
from tanlu.cli.main import main
sys.setprofile(note)
try:
    main()
except SystemExit:
    pass
sys.setprofile(None)
print(json.dumps(met), file=sys.stderr)
"""
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, encoding="utf-8")
    return [str(Path(file).relative_to(source)) for file in json.loads(ran.stderr.splitlines()[-1])]


def test_the_walk_names_at_most_fifteen_files():
    assert 0 < len(WALK) <= 15


def test_a_line_meets_the_files_of_the_walk_in_their_order(stations_met: list[str]):
    """Some are met before, where a case is opened or another key is looked at; the order of the walk is within."""
    rest = iter(stations_met)
    assert [file for file in WALK if file not in rest] == []


def test_every_folder_on_the_map_exists():
    map_of_source = PAGE.split("```")[1]
    folders = re.findall(r"^  ((?:[a-z_0-9]+/)+)", map_of_source, re.MULTILINE)
    assert len(folders) >= 12
    assert [folder for folder in folders if not (ROOT / "src" / "tanlu" / folder).is_dir()] == []
