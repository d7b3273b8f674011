"""The verbs as a person runs them: exit status, one JSON object and nothing else, one sentence where it cannot be served."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.case_builders import a_case, lines, rows, tanlu

MEASURE_KEYS = {
    "case",
    "year",
    "gwp",
    "as_of",
    "run",
    "tco2e",
    "computed_tco2e",
    "checks",
    "scope3_categories",
    "gases_t",
    "biogenic_tco2",
    "interval_95_tco2e",
    "lines",
    "share_measured",
    "findings",
}
SIX = {"scope1", "scope2_location", "scope2_market", "scope3", "total_location", "total_market"}
FINDING = {"code", "severity", "table", "file", "row", "column", "count", "rows", "values"} | {
    *("message", "message_zh", "mend", "mend_zh"),
}


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A case without an error."""
    return a_case(tmp_path / "case", activities=lines("electricity/grid 1 MWh 2023", "electricity/grid 2 MWh 2022"))


@pytest.fixture
def flawed(tmp_path: Path) -> Path:
    """A case with a line that cannot be used."""
    return a_case(tmp_path / "flawed", activities=lines("electricity/grid 1 MWh", "electricity/grid 1 furlong"))


def test_measure_answers_with_every_key_and_nothing_else_on_standard_output(sound: Path):
    ran = tanlu("measure", sound, "--year", "2023", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    answer = ran.answer
    assert set(answer) >= MEASURE_KEYS
    assert set(answer["tco2e"]) == set(answer["computed_tco2e"]) == SIX
    assert (answer["case"], answer["year"], answer["gwp"], answer["as_of"]) == ("wind", 2023, "AR6", None)
    assert answer["run"].startswith("sha256:")
    assert answer["tco2e"]["scope1"] is None
    assert all(set(finding) == FINDING for finding in answer["findings"])


def test_an_error_finding_sets_status_1_and_the_rest_is_answered(flawed: Path):
    ran = tanlu("measure", flawed, "--year", "2023", "--json")
    assert (ran.status, ran.err) == (1, "")
    assert ran.answer["lines"]["priced"] == 1
    (error,) = [finding for finding in ran.answer["findings"] if finding["severity"] == "error"]
    assert (error["file"], error["row"], error["column"]) == ("activities.csv", 3, "unit")


@pytest.mark.parametrize(
    "words",
    [
        ["measure", "NOWHERE", "--year", "2023", "--json"],
        ["measure", "CASE", "--year", "2023", "--as-of", "yesterday", "--json"],
        ["measure", "CASE", "--year", "2023", "--gwp", "AR7", "--json"],
        ["measure", "CASE", "--json"],
        ["trace", "CASE", "NO-SUCH-LINE", "--json"],
        ["close", "CASE", "2023", "--reopen", "--json"],
    ],
)
def test_what_cannot_be_served_is_status_2_with_one_message_and_no_traceback(sound: Path, words: list[str]):
    named = {"CASE": str(sound), "NOWHERE": str(sound / "nowhere")}
    ran = tanlu(*(named.get(word, word) for word in words))
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.strip()
    assert "Traceback" not in ran.err


def test_tables_for_people_are_the_default(sound: Path):
    ran = tanlu("measure", sound, "--year", "2023")
    assert ran.status == 0
    assert "Scope 2, market-based" in ran.out
    assert "0.6" in ran.out
    with pytest.raises(json.JSONDecodeError):
        json.loads(ran.out)


def test_a_case_is_started_checked_measured_traced_bridged_and_closed(tmp_path: Path):
    case = tmp_path / "firm"
    started = tanlu("new", case, "--json")
    assert (started.status, started.answer["findings"]) == (0, [])
    checked = tanlu("check", case, "--json")
    assert checked.status == 0, checked.out
    assert (case / ".tanlu" / "ids.json").is_file()
    answer = tanlu("measure", case, "--year", "2023", "--json").answer
    line = (case / "activities.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    traced = tanlu("trace", case, line, "--json")
    assert traced.status == 0
    assert set(traced.answer) >= {
        "line",
        "status",
        "scope",
        "category",
        "tco2e",
        "unit_path",
        "factors",
        "evidence",
        "findings",
    }
    assert set(traced.answer["factors"][0]) >= {
        "factor",
        "value",
        "unit",
        "source",
        "valid_from",
        "valid_to",
        "why",
        "hash",
    }
    closed = tanlu("close", case, "2023", "--by", "Li", "--json")
    assert closed.status == 0
    assert closed.answer["event"]["run"] == answer["run"]
    assert tanlu("close", case, "2023", "--json").status == 2


def test_new_refuses_a_folder_that_holds_something(sound: Path):
    before = sorted(path.name for path in sound.iterdir())
    ran = tanlu("new", sound, "--json")
    assert (ran.status, ran.out) == (2, "")
    assert sorted(path.name for path in sound.iterdir()) == before


def test_check_names_every_flaw_in_one_pass_with_status_1(tmp_path: Path):
    text = lines(
        "electricity/grid 1 furlong", "magic/wand 1 kWh", "electricity/grid x kWh", "electricity/grid 1 MWh line=L1"
    )
    case = a_case(tmp_path, activities=text, statements=rows("year=2023 metric=scope9 value=1 unit=t source=r"))
    ran = tanlu("check", case, "--json")
    assert ran.status == 1
    by_code = {finding["code"]: finding for finding in ran.answer["findings"] if finding["severity"] == "error"}
    assert set(by_code) >= {"unknown_unit", "unknown_activity", "duplicate_line", "statement_flaw"}
    assert by_code["duplicate_line"]["rows"] == [2, 5]
    assert all(finding["mend"] for finding in by_code.values())


@pytest.mark.rule("inventory-10")
def test_bridge_answers_with_its_parts_by_scope(sound: Path):
    ran = tanlu("bridge", sound, "2022", "2023", "--json")
    assert ran.status == 0
    answer = ran.answer
    assert set(answer) >= {"from", "to", "basis", "change_tco2e", "parts", "by_scope", "findings"}
    assert (answer["from"]["year"], answer["to"]["year"], answer["basis"]) == (2022, 2023, "market")
    assert set(answer["parts"]) == {"activity", "factor", "boundary", "method"}
    assert set(answer["by_scope"]) == {"scope1", "scope2", "scope3"}
    assert sum(answer["parts"].values()) == pytest.approx(answer["change_tco2e"], abs=1e-9)


@pytest.mark.rule("inventory-10")
def test_a_year_of_which_nothing_is_known_is_not_zero_in_the_bridge(sound: Path):
    assert tanlu("bridge", sound, "2020", "2023", "--json").answer["from"]["tco2e"] is None
    assert tanlu("bridge", sound, "2020", "2023").out.startswith("2020: not known → 2023: ")


def test_measure_prints_where_each_stated_figure_is_from(sound: Path):
    said = "statement=s1 year=2023 metric=scope1 value=12 unit=tCO2e source='annual report, p. 7' recorded=2024-03-01 use=figure"
    a_case(sound, statements=rows(said))
    out = tanlu("measure", sound, "--year", "2023").out
    assert "Stated: scope1 (s1)\n  source: annual report, p. 7\n" in out


@pytest.mark.rule("inventory-15")
def test_the_gwp_set_asked_for_is_the_one_told(sound: Path):
    """IPCC AR4: SF6 weighs 22,800."""
    a_case(sound, activities=lines("refrigerant/SF6 1 kg"))
    answer = tanlu("measure", sound, "--year", "2023", "--gwp", "AR4", "--json").answer
    assert (answer["gwp"], answer["tco2e"]["scope1"]) == ("AR4", 22.8)


@pytest.mark.rule("inventory-31")
def test_the_assurance_pack_is_written_where_it_is_asked_for(sound: Path, tmp_path: Path):
    pack = tmp_path / "pack"
    assert tanlu("measure", sound, "--year", "2023", "--pack", pack, "--seed", "9", "--json").status == 0
    assert {"README.md", "lines.csv", "statement.json", "sample.csv"} <= {path.name for path in pack.iterdir()}


@pytest.mark.rule("inventory-30")
def test_every_measurement_leaves_its_run_folder_and_lines_are_written_on_request(sound: Path):
    ran = tanlu("measure", sound, "--year", "2023", "--lines", "--json")
    (folder,) = (sound / "runs").iterdir()
    assert folder.name == f"2023-{ran.answer['run'].removeprefix('sha256:')[:12]}"
    assert {"manifest.json", "lines.parquet"} <= {path.name for path in folder.iterdir()}
    assert json.loads((folder / "inventory.json").read_text(encoding="utf-8")) == ran.answer


@pytest.mark.slow
def test_the_distributed_engine_gives_the_same_answer(sound: Path):
    embedded = tanlu("measure", sound, "--year", "2023", "--json").answer
    distributed = tanlu("measure", sound, "--year", "2023", "--engine", "spark", "--json").answer
    assert distributed == embedded
