"""Every address of the API against a real server: figures are those of the command line, and cells open to their lines."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, lines, rows
from support.server import ROOT, Browser, command, problem, served

YEAR = 2023
SITES = rows("site=hq name=HQ country=GB region=GB share=1", "site=mill name=Mill country=GB region=GB share=1")


def told(*words: str) -> dict[str, Any]:
    ended = subprocess.run(command(*words, "--json"), capture_output=True, text=True, check=False)
    return json.loads(ended.stdout)


@pytest.fixture(scope="module")
def tencent(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Path, Browser]]:
    """The worked example, copied and served."""
    folder = tmp_path_factory.mktemp("served") / "tencent"
    shutil.copytree(ROOT / "cases" / "tencent", folder, ignore=shutil.ignore_patterns("runs", ".tanlu"))
    with served(str(folder)) as server:
        yield folder, server.browser()


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Path, Browser]]:
    """A case with two sites, months, gases, a line over months and one that is set aside."""
    written = lines(
        "electricity/grid 10 MWh 2023-01",
        "electricity/grid 20 MWh 2023-02 site=mill method=estimated",
        "fuel/diesel 1000 L 2023-01..2023-03".replace("2023-01..2023-03", "2023-01-01..2023-03-31"),
        "fuel/diesel 5 parsec 2023-04",
        "travel/air/long_haul 9000 pkm 2023-05",
    )
    folder = a_case(tmp_path_factory.mktemp("mill") / "mill", activities=written, sites=SITES)
    (folder / "evidence").mkdir()
    (folder / "evidence" / "meter book").write_text("read in person", encoding="utf-8")
    with served(str(folder)) as server:
        yield folder, server.browser()


def test_it_is_well_and_says_who_is_there(tencent: tuple[Path, Browser]):
    _, browser = tencent
    assert browser.get("/healthz").json() == {"status": "ok"}
    assert browser.session["person"]["role"] == "administrator"
    assert browser.session["sign_in"] == {"needed": False, "local": False, "oidc": None}


def test_the_case_names_its_years_sites_and_tables(tencent: tuple[Path, Browser]):
    _, browser = tencent
    case = browser.known("/api/case")["case"]
    assert (case["name"], case["years"], case["year"], case["base_year"]) == ("tencent", [2021, 2022, 2023], 2023, 2021)
    assert case["sites"][0]["name_zh"] == "腾讯集团（公开数据不分场所）"
    inventory = {"activities", "factors", "instruments", "sites", "statements"}
    assert {row["table"] for row in case["tables"]} == inventory | {"contracts", "generation", "load"}


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_the_inventory_is_the_answer_of_measure(tencent: tuple[Path, Browser], tmp_path: Path, year: int):
    folder, browser = tencent
    shown = browser.known("/api/inventory", year=year)["inventory"]
    assert shown == told("measure", str(folder), "--year", str(year), "--out", str(tmp_path))


def test_the_overview_shows_the_base_year_this_year_and_the_targets(tencent: tuple[Path, Browser]):
    _, browser = tencent
    page = browser.known("/api/overview", year=YEAR)
    inventory = browser.known("/api/inventory", year=YEAR)["inventory"]
    base = browser.known("/api/inventory", year=2021)["inventory"]
    assert page["now"]["total_market"] == inventory["tco2e"]["total_market"]
    assert page["base"]["total_market"] == base["tco2e"]["total_market"]
    assert [row["year"] for row in page["years"]] == [2021, 2022, 2023]
    by_metric = {row["metric"]: row for row in page["targets"]}
    both = base["tco2e"]["scope1"] + base["tco2e"]["scope2_market"]
    assert by_metric["scope1+2"]["limit"] == pytest.approx(0.3 * both, rel=1e-12)
    assert by_metric["renewable_share"]["now"] == page["coverage"]["renewable_share"]


def test_a_line_opens_as_trace_tells_it(tencent: tuple[Path, Browser]):
    folder, browser = tencent
    shown = browser.known("/api/inventory/trace", year=YEAR, line="grid_2023")
    assert shown["trace"] == told("trace", str(folder), "grid_2023", "--year", str(YEAR))
    assert problem(browser.get("/api/inventory/trace", year=YEAR, line="nowhere")) == "no_such_line"


def test_the_bridge_findings_and_quality_are_those_of_the_command_line(tencent: tuple[Path, Browser]):
    folder, browser = tencent
    assert browser.known("/api/bridge", **{"from": 2021, "to": 2023})["bridge"] == told(
        "bridge", str(folder), "2021", "2023"
    )
    page = browser.known("/api/findings")
    assert page["findings"] == told("check", str(folder))["findings"]
    notes = browser.known("/api/findings", severity="note", limit=1)
    assert (notes["total"], len(notes["findings"])) == (page["counts"]["note"], 1)
    quality = browser.known("/api/quality", year=YEAR)
    assert quality["sites"][0]["months"][0] == {"month": "2023-01", "measured": 1.0, "estimated": 0.0, "missing": 0.0}


def test_factors_are_found_opened_and_compared(tencent: tuple[Path, Browser]):
    _, browser = tencent
    found = browser.known("/api/factors", text="diesel", year=2023)
    assert found["total"] > 0
    assert found["factors"][0]["activity"].startswith("fuel/diesel")
    own = browser.known("/api/factors/tencent_grid_2023")["factor"]
    assert (own["pack"], own["kgco2e_per_unit"], own["unit"]) == ("case", 0.5703, "kWh")
    assert problem(browser.get("/api/factors/nothing")) == "no_such_factor"
    series = browser.known("/api/factors/compare", activity="electricity/grid", region="CN")["series"]
    starts = [row["valid_from"] for row in series[0]["rows"]]
    assert starts == sorted(starts)


def test_a_run_is_kept_listed_and_compared(tencent: tuple[Path, Browser]):
    folder, browser = tencent
    names: list[str] = []
    for year in (2022, 2023):
        answer = browser.send("POST", "/api/runs", json={"year": year})
        assert answer.status_code == 202
        job = browser.job(answer.json()["job"]["id"])
        names.append(job["result"]["folder"])
        assert (folder / "runs" / names[-1] / "manifest.json").is_file()
    listed = browser.known("/api/runs")["runs"]
    assert {row["folder"] for row in listed} == set(names)
    assert all(row["whole"] for row in listed)
    compared = browser.known("/api/runs/compare", a=names[0], b=names[1])
    assert {"name": "year", "a": "2022", "b": "2023"} in compared["request"]
    assert {row["how"] for row in compared["inputs"]} == {"same"}
    assert browser.known(f"/api/runs/{names[0]}")["inventory"]["year"] == 2022
    assert problem(browser.get("/api/runs/..%2f..%2fetc")) in ("no_such_run", "not_found")


def test_sums_by_scope_site_month_and_activity_are_the_total_of_lines(mill: tuple[Path, Browser]):
    _, browser = mill
    page = browser.known("/api/inventory", year=YEAR)
    total = page["inventory"]["computed_tco2e"]["total_location"]
    by_scope = [row["tco2e"]["location"] for row in page["by_scope"] if row["tco2e"]["location"] is not None]
    by_month = [row[part] or 0.0 for row in page["by_month"] for part in ("scope1", "scope2_location", "scope3")]
    by_activity = [row["tco2e"]["location"] or 0.0 for row in page["by_activity"]]
    flow = [row["tco2e"] for row in page["flow"]["location"]]
    by_site = [row["tco2e"]["location"] for row in page["by_site"]]
    # Sums of the same doubles in another order differ by a few units of the last place.
    for rows_of in (by_scope, by_month, by_activity, flow, by_site):
        assert sum(rows_of) == pytest.approx(total, rel=1e-12)


def test_a_cell_opens_to_its_lines_and_no_others(mill: tuple[Path, Browser]):
    _, browser = mill
    electricity = browser.known("/api/inventory/lines", year=YEAR, scope="2")
    assert {row["line"] for row in electricity["lines"]} == {"L1", "L2"}
    scope2 = next(row for row in browser.known("/api/inventory", year=YEAR)["by_scope"] if row["scope"] == "2")
    assert electricity["tco2e"]["location"] == pytest.approx(scope2["tco2e"]["location"], rel=1e-12)
    assert electricity["total"] == scope2["lines"] == 2
    upstream = browser.known("/api/inventory/lines", year=YEAR, scope="3", category=3)
    assert {row["role"] for row in upstream["lines"]} == {"upstream"}
    assert {row["line"] for row in upstream["lines"]} == {"L1", "L2", "L3"}


def test_a_month_opens_to_lines_that_touch_it_with_their_share(mill: tuple[Path, Browser]):
    _, browser = mill
    february = browser.known("/api/inventory/lines", year=YEAR, month="2023-02", scope="1")
    (diesel,) = february["lines"]
    assert (diesel["line"], diesel["share_in_month"]) == ("L3", pytest.approx(28 / 90))
    months = {row["month"]: row["scope1"] for row in browser.known("/api/inventory", year=YEAR)["by_month"]}
    assert months["2023-02"] == pytest.approx(diesel["tco2e"]["location"] * 28 / 90, rel=1e-12)
    assert months["2023-06"] is None


def test_lines_come_page_by_page_and_each_once(mill: tuple[Path, Browser]):
    _, browser = mill
    whole = browser.known("/api/inventory/lines", year=YEAR)
    pages = [browser.known("/api/inventory/lines", year=YEAR, offset=at, limit=1) for at in range(whole["total"])]
    assert [page["lines"][0]["at"] for page in pages] == [row["at"] for row in whole["lines"]]
    assert browser.known("/api/inventory/lines", year=YEAR, offset=999)["lines"] == []


def test_lines_that_were_set_aside_can_be_opened_too(mill: tuple[Path, Browser]):
    _, browser = mill
    (row,) = browser.known("/api/inventory/lines", year=YEAR, status="set_aside")["lines"]
    assert (row["line"], row["unit"], row["tco2e"]) == ("L4", "parsec", {"location": None, "market": None})
    trace = browser.known("/api/inventory/trace", year=YEAR, line="L4", at=row["at"])["trace"]
    assert (trace["status"], trace["findings"][0]["code"]) == ("set_aside", "unknown_unit")


@pytest.mark.parametrize("line", ["L1", "L2", "L3", "L4", "L5"])
def test_each_line_is_traced_as_the_command_line_does(mill: tuple[Path, Browser], line: str):
    folder, browser = mill
    shown = browser.known("/api/inventory/trace", year=YEAR, line=line)
    assert shown["trace"] == told("trace", str(folder), line, "--year", str(YEAR))


def test_evidence_is_an_attachment_and_never_leads_out_of_its_folder(mill: tuple[Path, Browser]):
    folder, browser = mill
    link = browser.known("/api/inventory/trace", year=YEAR, line="L1")["evidence_file"]
    answer = browser.get(link)
    assert (answer.text, answer.headers["content-disposition"][:10]) == ("read in person", "attachment")
    (folder / "evidence" / "way_out").symlink_to(folder / "case.toml")
    for path in ("../case.toml", "/etc/passwd", "way_out", "a\0b", "..\\case.toml"):
        assert problem(browser.get("/api/evidence", path=path)) == "no_such_file"


def test_measured_estimated_and_missing_days_are_told_apart(mill: tuple[Path, Browser]):
    _, browser = mill
    sites = {row["site"]: row for row in browser.known("/api/quality", year=YEAR)["sites"]}
    february = sites["mill"]["activities"][0]["months"][1]
    assert (february["days"], february["estimated_days"], february["measured_days"]) == (28, 28, 0)
    january = next(row for row in sites["hq"]["activities"] if row["activity"] == "electricity/grid")["months"][0]
    assert (january["measured_days"], january["missing_days"]) == (31, 0)


def test_a_change_of_a_file_is_seen_at_once(tmp_path: Path):
    folder = a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t 2023"))
    with served(str(folder)) as server:
        browser = server.browser()
        before = browser.known("/api/inventory", year=YEAR)["inventory"]["tco2e"]["scope1"]
        a_case(folder, activities=lines("fuel/diesel 2 t 2023"))
        after = browser.known("/api/inventory", year=YEAR)["inventory"]["tco2e"]["scope1"]
    assert after == pytest.approx(2 * before, rel=1e-12)


def test_without_a_case_the_library_is_there_and_the_rest_says_what_to_do(tmp_path: Path):
    with served("--database", f"sqlite:///{tmp_path / 'own.db'}") as server:
        browser = server.browser()
        assert browser.session["has_case"] is False
        assert problem(browser.get("/api/inventory", year=YEAR)) == "no_case"
        assert browser.known("/api/factors", text="diesel", limit=1)["total"] > 0


def test_a_case_that_cannot_be_written_is_shown_all_the_same(tmp_path: Path):
    """Root may write everywhere, so the folder is made unusable by a file that stands where ours would."""
    folder = a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t 2023"))
    (folder / ".tanlu").write_text("in the way", encoding="utf-8")
    with served(str(folder)) as server:
        assert server.browser().known("/api/inventory", year=YEAR)["inventory"]["tco2e"]["scope1"] > 0


def test_pages_of_the_console_have_one_file_and_the_api_has_none_of_them(tencent: tuple[Path, Browser]):
    _, browser = tencent
    first = browser.get("/")
    for path in ("/inventory", "/inventory/lines/grid_2023", "/factors/compare", "/sign-in"):
        assert browser.get(path).text == first.text
    assert problem(browser.get("/api/nothing")) == "not_found"
    assert problem(browser.get("/nothing.js")) == "not_found"
    for path in ("/../server.py", "/..%2f..%2fcase.toml", "/%2e%2e/settings.py"):
        assert "import" not in browser.get(path).text
