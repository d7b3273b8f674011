"""Bad requests and broken folders on the real command line: exit status 0, 1 or 2, one sentence, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import case_builders as builders
from support.bad_input import SOUND, as_csv, with_cell


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return builders.a_case(tmp_path_factory.mktemp("bad") / "case", activities=as_csv(SOUND))


def refused(*words: str | Path) -> str:
    """The one sentence with which a request is refused."""
    ran = builders.tanlu(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    lines = ran.err.strip().splitlines()
    assert lines[0].startswith("tanlu: ")
    assert len(lines) == 1
    return lines[0]


REFUSED = [
    ("measure {case} --year 2023 --engine oxcart", "engine 'oxcart' is not known; use duckdb or spark"),
    ("check {case} --engine oxcart", "engine 'oxcart' is not known; use duckdb or spark"),
    ("measure {case} --year 2023 --as-of yesterday", "--as-of: 'yesterday' is not a day of the calendar"),
    ("measure {case} --year 2023 --as-of 2023-02-30", "--as-of: '2023-02-30' is not a day of the calendar"),
    ("bridge {case} 2022 2023 --from-as-of x", "--from-as-of: 'x' is not a day of the calendar"),
    ("measure {case}/nowhere --year 2023", "is not a folder"),
    ("check {case}/case.toml", "is not a folder"),
    ("trace {case} no-such-line", "has the id 'no-such-line'"),
    ("close {case} 2023 --reopen", "is open; there is nothing to reopen"),
    ("new {case}", "is there and not empty"),
    ("measure {case} --year 2023 --pack {case}", "is there and not empty"),
]


@pytest.mark.parametrize(("request_line", "sentence"), REFUSED)
def test_a_request_that_cannot_be_served_is_refused_in_one_sentence(case, request_line, sentence):
    assert sentence in refused(*request_line.format(case=case).split(" "))


@pytest.mark.parametrize("year", ["1899", "2201", "x"])
def test_a_year_beyond_all_reporting_is_a_wrong_call(case, year):
    ran = builders.tanlu("measure", case, "--year", year, "--json")
    assert (ran.status, ran.out) == (2, "")
    assert "--year" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("year", ["1900", "2200"])
def test_a_year_without_lines_is_measured_as_not_known(case, year):
    ran = builders.tanlu("measure", case, "--year", year, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.answer["lines"]["outside_year"] == len(SOUND)
    assert ran.answer["tco2e"]["total_market"] is None


def test_a_broken_line_sets_the_exit_status_and_standard_output_is_one_object(tmp_path):
    folder = builders.a_case(tmp_path / "case", activities=as_csv(with_cell(0, "quantity", "nan")))
    for verb in (["measure", folder, "--year", "2023"], ["check", folder], ["trace", folder, "power-1"]):
        ran = builders.tanlu(*verb, "--json")
        assert (ran.status, ran.err) == (1, "")
        assert isinstance(ran.answer, dict)
        assert "NaN" not in ran.out


def test_two_runs_print_and_keep_the_same_bytes(case, tmp_path):
    kept: list[tuple[str, dict[str, bytes]]] = []
    for name in ("first", "second"):
        ran = builders.tanlu("measure", case, "--year", "2023", "--json", "--out", tmp_path / name)
        (run,) = (tmp_path / name).iterdir()
        kept.append((ran.out, {path.name: path.read_bytes() for path in run.iterdir()}))
    assert kept[0] == kept[1]


def test_evidence_that_climbs_out_of_the_folder_has_no_hash(tmp_path):
    for climbing in ("../../../../etc/passwd", "/etc/passwd", "x" * 3_000):
        folder = builders.a_case(tmp_path / "case", activities=as_csv(with_cell(0, "evidence", climbing)))
        assert builders.tanlu("trace", folder, "power-1", "--json").answer["evidence"] == {
            "path": climbing,
            "sha256": None,
        }


def test_a_terminal_that_knows_only_ascii_gets_utf_8(case):
    command = [sys.executable, "-m", "tanlu", "check", str(case)]
    ran = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert ran.stdout.decode("utf-8")


def test_a_case_in_which_no_run_can_be_kept_is_measured_and_says_so(tmp_path):
    """A file in the place of ``runs`` stands for a folder that may not be written: it stops root as well."""
    folder = builders.a_case(tmp_path / "case", activities=as_csv(SOUND))
    (folder / "runs").write_text("no folder")
    ran = builders.tanlu("measure", folder, "--year", "2023", "--json")
    assert ran.status == 0
    assert "run_not_kept" in {finding["code"] for finding in json.loads(ran.out)["findings"]}


def test_a_folder_for_runs_that_cannot_be_made_is_a_note(case, tmp_path):
    (tmp_path / "file").write_text("no folder")
    ran = builders.tanlu("measure", case, "--year", "2023", "--json", "--out", tmp_path / "file" / "runs")
    assert ran.status == 0
    assert "run_not_kept" in {finding["code"] for finding in ran.answer["findings"]}
