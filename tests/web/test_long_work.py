"""Long work shows how far it is, can be ended at once, leaves nothing half made, and never keeps the server from ending."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Generator
from pathlib import Path

import duckdb
import pytest

from support.case_builders import a_case, rows
from support.server import Browser, Served, problem, served

LINES = 3_000_000
YEAR = 2023


@pytest.fixture(scope="module")
def served_case(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Path, Served]]:
    """A case whose first look takes some seconds."""
    sites = rows(*(f"site=s{n} country=GB region=GB share=1" for n in range(50)))
    folder = a_case(tmp_path_factory.mktemp("case") / "case", sites=sites)
    duckdb.sql(
        f"""COPY (SELECT 'L' || i AS line, 's' || (i % 50) AS site, make_date(2023, 1 + i % 12, 1) AS start,
        last_day(start) AS "end", 'electricity/grid' AS activity, (i % 1000) / 7.0 AS quantity, 'kWh' AS unit
        FROM range({LINES}) numbers(i)) TO '{folder / "activities.parquet"}' (FORMAT parquet)"""
    )
    with served(str(folder)) as server:
        yield folder, server


def begin(browser: Browser, year: int) -> str:
    """Begin a run and wait until it is at work; the name of its job."""
    job = browser.send("POST", "/api/runs", json={"year": year}).json()["job"]["id"]
    while browser.get(f"/api/jobs/{job}").json()["job"]["step"] == "":
        time.sleep(0.01)
    return job


def half_made(folder: Path) -> list[str]:
    kept = folder / ".tanlu" / "console"
    return [path.name for path in [*kept.glob(".*"), *(folder / "runs").glob(".*")]]


def test_long_work_is_told_of_step_by_step_until_its_end(served_case: tuple[Path, Served]):
    folder, server = served_case
    browser = server.browser()
    job = browser.send("POST", "/api/runs", json={"year": YEAR}).json()["job"]["id"]
    told: list[dict[str, object]] = []
    with browser.http.stream("GET", f"/api/jobs/{job}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        told += [json.loads(line.removeprefix("data: ")) for line in events.iter_lines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert any("lines" in str(each["step"]) for each in told)
    assert (folder / "runs" / str(browser.job(job)["result"]["folder"])).is_dir()


def test_work_that_is_cancelled_ends_at_once_and_leaves_nothing(served_case: tuple[Path, Served]):
    folder, server = served_case
    browser = server.browser()
    before = sorted(path.name for path in (folder / "runs").iterdir())
    job = begin(browser, 2022)
    assert browser.send("DELETE", f"/api/jobs/{job}").json()["job"]["state"] == "cancelled"
    assert half_made(folder) == []
    assert sorted(path.name for path in (folder / "runs").iterdir()) == before
    # What waits behind it is done by a new process.
    assert browser.known("/api/case")["case"]["years"] == [2023]


def test_the_server_stays_awake_while_it_works(served_case: tuple[Path, Served]):
    _, server = served_case
    browser = server.browser()
    job = begin(browser, 2021)
    answers = [browser.get("/healthz").status_code for _ in range(5)]
    assert browser.get(f"/api/jobs/{job}").json()["job"]["state"] in ("running", "done")
    assert answers == [200] * 5
    browser.send("DELETE", f"/api/jobs/{job}")


def test_the_same_question_asked_twice_is_worked_on_once(served_case: tuple[Path, Served]):
    _, server = served_case
    browsers = [server.browser() for _ in range(2)]
    for browser in browsers:
        browser.get("/api/inventory", year=2020)
    looks = [job for job in browsers[0].get("/api/jobs").json()["jobs"] if job["asked"].get("year") == 2020]
    assert len(looks) == 1


def test_a_process_that_is_killed_from_outside_is_told_of_and_replaced(served_case: tuple[Path, Served]):
    _, server = served_case
    browser = server.browser()
    job = begin(browser, 2019)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("utf-8").split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    ended = browser.job(job)
    assert (ended["state"], ended["error"]["code"]) == ("failed", "broken")
    assert browser.known("/api/findings", year=2018)["of"] == "year"


def test_what_is_not_there_is_named(served_case: tuple[Path, Served]):
    browser = served_case[1].browser()
    assert problem(browser.get("/api/jobs/j_none")) == "no_such_job"
    assert problem(browser.get("/api/jobs/j_none/events")) == "no_such_job"
    assert problem(browser.get("/api/reports/j_none/file")) == "no_such_job"


def test_the_server_ends_in_time_in_the_middle_of_work_and_with_somebody_who_follows(served_case: tuple[Path, Served]):
    """Last, for it ends the server. On SIGTERM it must end within 20 s."""
    folder, server = served_case
    browser = server.browser()
    job = begin(browser, 2017)
    with browser.http.stream("GET", f"/api/jobs/{job}/events") as events:
        next(events.iter_lines())
        assert server.stop() < 20
    assert server.process.returncode == 0
    assert half_made(folder) == []
