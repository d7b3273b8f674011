"""The console writes the same report as the command line, as a job, and gives it out as a file."""

from __future__ import annotations

import shutil
from collections.abc import Generator

import pytest

from support.server import ROOT, Browser, served

STARTS = {"html": b"<!doctype html>", "pdf": b"%PDF-", "xlsx": b"PK\x03\x04"}


@pytest.fixture(scope="module")
def tencent(tmp_path_factory: pytest.TempPathFactory) -> Generator[Browser]:
    folder = tmp_path_factory.mktemp("reported") / "tencent"
    shutil.copytree(ROOT / "cases" / "tencent", folder, ignore=shutil.ignore_patterns("runs", ".tanlu"))
    with served(str(folder)) as server:
        yield server.browser()


@pytest.mark.parametrize("form", sorted(STARTS))
def test_a_report_is_written_and_fetched(tencent: Browser, form: str):
    asked = tencent.send("POST", "/api/reports", json={"year": 2023, "format": form, "lang": "zh"})
    assert asked.status_code == 202
    job = tencent.job(asked.json()["job"]["id"])
    assert (job["state"], job["error"]) == ("done", None)
    file = tencent.get(f"/api/reports/{job['id']}/file")
    assert file.status_code == 200
    assert f"tencent-2023.{form}" in file.headers["content-disposition"]
    assert file.content.lower().startswith(STARTS[form].lower())
