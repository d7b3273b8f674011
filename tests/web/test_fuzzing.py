"""Requests made up from our own OpenAPI document meet no failure of the server and no answer that it does not declare."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from support.case_builders import a_case, lines
from support.server import environment, served

CHECKS = ",".join(
    (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
        "negative_data_rejection",
        "unsupported_method",
        "missing_required_header",
        "use_after_free",
    )
)
"""All but that whatever fits the document is accepted: a table that is sent can fit it and be none."""


def test_made_up_requests_find_nothing(tmp_path: Path):
    folder = a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t 2023", "electricity/grid 1 MWh 2023"))
    with served(str(folder)) as server:
        session = httpx.get(f"{server.address}/api/session")
        cookie = session.headers["set-cookie"].partition(";")[0]
        for path in ("case", "inventory?year=2023", "findings"):
            httpx.get(f"{server.address}/api/{path}", timeout=60)
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.address}/api/openapi.json"),
                *("--header", f"Cookie: {cookie}", "--header", f"X-CSRF-Token: {session.json()['csrf']}"),
                *(
                    "--checks",
                    CHECKS,
                    "--max-examples",
                    "12",
                    "--seed",
                    "20231231",
                    "--phases",
                    "examples,coverage,fuzzing",
                ),
                *("--max-time", "25", "--suppress-health-check", "all", "--exclude-path-regex", "events"),
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment(),
            check=False,
        )
        alive = httpx.get(f"{server.address}/healthz").status_code
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
    assert alive == 200
