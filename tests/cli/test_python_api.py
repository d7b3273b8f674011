"""The Python API: each function returns what the command prints, refuses what the command refuses, and imports little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tanlu
from support.case_builders import tanlu as command

ROOT = Path(__file__).resolve().parents[2]
TENCENT = ROOT / "cases" / "tencent"
NEM = ROOT / "cases" / "nem-2020"


def printed(*words: str | Path) -> dict[str, Any]:
    """What the command prints, without what differs from run to run."""
    return without_time(command(*words, "--json").answer)


def without_time(answer: Any) -> dict[str, Any]:
    return json.loads(json.dumps({**answer, "seconds": None, "trail": None}, default=str))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda: tanlu.measure(TENCENT, year=2023), ("measure", TENCENT, "--year", "2023", "--out", "{out}")),
        (lambda: tanlu.check(TENCENT), ("check", TENCENT)),
        (lambda: tanlu.trace(TENCENT, "grid_2023"), ("trace", TENCENT, "grid_2023")),
        (lambda: tanlu.bridge(TENCENT, 2021, 2023), ("bridge", TENCENT, "2021", "2023")),
        (lambda: tanlu.match(NEM, year=2020), ("match", NEM, "--year", "2020")),
        (lambda: tanlu.certificates(NEM), ("certificates", NEM, "show")),
    ],
    ids=["measure", "check", "trace", "bridge", "match", "certificates"],
)
def test_a_function_returns_what_its_command_prints(answer: Any, words: tuple[str | Path, ...], tmp_path: Path):
    here = [str(tmp_path) if word == "{out}" else word for word in words]
    assert without_time(answer()) == printed(*here)


def test_what_the_command_refuses_raises_the_error_with_its_sentence(tmp_path: Path):
    with pytest.raises(tanlu.TanluError) as refusal:
        tanlu.measure(tmp_path / "nothing", year=2023)
    ran = command("measure", tmp_path / "nothing", "--year", "2023")
    assert ran.status == 2
    assert str(refusal.value) in ran.err


def test_no_function_is_named_as_a_package_is():
    packages = {path.name for path in (ROOT / "src" / "tanlu").iterdir() if path.is_dir()}
    assert set(tanlu.__all__) & packages == set()


def test_a_factor_is_found_with_its_reason():
    """Ministry of Ecology and Environment, averages of 2022: Guangdong 0.4403 kgCO2/kWh."""
    found = tanlu.find_factor("electricity/grid", "CN-GD", year=2022, unit="度")
    assert (found["factor"], found["kgco2e"]) == ("cn_grid_avg_CN-GD_2022", 0.4403)
    assert "own region" in found["why"]


def test_importing_it_takes_less_than_a_tenth_of_a_second_of_cpu():
    """The least of five: what other processes take from a shared machine is not its own."""
    code = "import time; begun = time.process_time(); import tanlu; print(time.process_time() - begun)"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    took = [
        float(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    assert min(took) < 0.1
