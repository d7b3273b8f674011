"""The security middleware of the server: hosts, tokens of changes, sizes, rates, headers, cookies, and where it refuses to listen."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from support.case_builders import a_case, lines
from support.server import PATIENCE_SECONDS, Browser, Served, command, environment, problem, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    folder = a_case(tmp_path_factory.mktemp("case") / "case", activities=lines("fuel/diesel 1 t 2023"))
    with served(str(folder), settings={"TANLU_LIMIT_BODY_BYTES": "2000"}) as server:
        yield server


@pytest.fixture
def browser(server: Served) -> Browser:
    return server.browser()


def test_a_name_that_was_made_to_point_here_is_refused(browser: Browser):
    for host in ("evil.example", "127.0.0.1.evil.example", "", "[::", "localhost.evil.example:80"):
        assert problem(browser.http.get("/api/session", headers={"host": host})) == "bad_host"
    for host in ("localhost", "127.0.0.1:1", "[::1]:8000"):
        assert browser.http.get("/api/session", headers={"host": host}).status_code == 200


def test_pages_too_are_given_only_under_our_own_name(browser: Browser):
    assert problem(browser.http.get("/", headers={"host": "evil.example"})) == "bad_host"


@pytest.mark.parametrize(
    "address", ["/", "/api/session", "/healthz", "/api/openapi.json", "/api/nothing", "/assets/no.js"]
)
def test_every_answer_has_the_headers_that_keep_a_browser_safe(browser: Browser, address: str):
    headers = browser.get(address).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert "server" not in headers


def test_answers_of_the_api_are_kept_by_no_cache(browser: Browser):
    assert browser.get("/api/session").headers["cache-control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(server: Served):
    cookie = httpx.get(f"{server.address}/api/session").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_change_needs_the_token_of_its_own_session(server: Served, browser: Browser):
    other = server.browser().session["csrf"]
    for token in (None, "", "guess", other, browser.session["csrf"][:-1]):
        headers = {} if token is None else {"x-csrf-token": token}
        for method, path in (
            ("POST", "/api/runs"),
            ("POST", "/api/uploads"),
            ("PUT", "/api/people/p"),
            ("DELETE", "/api/jobs/j"),
        ):
            assert problem(browser.http.request(method, path, headers=headers)) == "bad_csrf"
    bare = httpx.post(f"{server.address}/api/sign-out", headers={"x-csrf-token": browser.session["csrf"]})
    assert problem(bare) == "bad_csrf"


def test_a_change_that_another_site_sends_is_refused_even_with_a_token(browser: Browser):
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert problem(browser.send("POST", "/api/sign-out", headers=headers)) == "bad_origin"
    own = str(browser.http.base_url).rstrip("/")
    assert browser.send("POST", "/api/sign-out", headers={"origin": own}).status_code == 200


def test_a_body_beyond_its_limit_is_not_read(browser: Browser):
    assert problem(browser.send("POST", "/api/runs", content=b"x" * 2001)) == "upload_too_large"

    def endless() -> Generator[bytes]:
        for _ in range(1000):
            yield b"x" * 1000

    assert problem(browser.send("POST", "/api/runs", content=endless())) == "upload_too_large"


def test_what_is_not_understood_is_named_in_the_one_form(browser: Browser):
    assert problem(browser.get("/api/inventory")) == "unreadable"
    assert browser.get("/api/inventory", year="soon").json()["error"]["values"] == {"field": "year"}
    assert problem(browser.send("POST", "/api/runs", content=b"{")) == "unreadable"
    assert problem(browser.send("POST", "/api/case")) == "method_not_allowed"


def test_who_asks_too_often_is_told_to_wait(tmp_path: Path):
    settings = {"TANLU_LIMIT_PER_MINUTE": "3"}
    with served("--database", f"sqlite:///{tmp_path / 'own.db'}", settings=settings) as server:
        answers = [httpx.get(f"{server.address}/api/session") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert problem(answers[-1]) == "too_many_requests"
    assert int(answers[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_it_does_not_listen_where_others_reach_it_before_sign_in_is_set_up(tmp_path: Path, host: str):
    folder = a_case(tmp_path / "case")
    ended = subprocess.run(
        command("serve", str(folder), "--host", host, "--port", "0"), capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "no sign-in is set up" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_that_is_taken_and_a_folder_that_is_no_case_are_sentences(tmp_path: Path):
    folder = a_case(tmp_path / "case")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            command("serve", str(folder), "--port", port), capture_output=True, text=True, check=False
        )
    assert (ended.returncode, "--port" in ended.stderr) == (2, True)
    ended = subprocess.run(command("serve", str(tmp_path / "none")), capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("settings", "met"),
    [
        ({"TANLU_OIDC_ISSUER": "http://login.example", "TANLU_OIDC_CLIENT_ID": "x"}, "https"),
        ({"TANLU_OIDC_ISSUER": "https://login.example"}, "client_id"),
        ({"TANLU_PUBLIC_URL": "carbon.example"}, "public_url"),
        ({"TANLU_LIMIT_UPLOAD_BYTES": "many"}, "upload_bytes"),
        ({"TANLU_DATABASE": "no database"}, "no address of a database"),
    ],
)
def test_a_setting_that_is_not_understood_is_a_sentence(settings: dict[str, str], met: str):
    env = environment(settings)
    ended = subprocess.run(
        command("serve", "--port", "0"), capture_output=True, text=True, env=env, check=False, timeout=PATIENCE_SECONDS
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert met in ended.stderr


def test_the_rate_of_the_console_is_that_of_whom_a_named_proxy_names_and_of_nobody_else(tmp_path: Path):
    rate = {"TANLU_LIMIT_PER_MINUTE": "3"}
    database = ("--database", f"sqlite:///{tmp_path / 'own.db'}")
    for words, expected in ((("--proxy", "127.0.0.1"), {200}), ((), {200, 429})):
        with served(*database, *words, settings=rate) as server:
            asked = [
                httpx.get(f"{server.address}/api/session", headers={"x-forwarded-for": f"198.51.100.{n}"})
                for n in range(6)
            ]
        assert {answer.status_code for answer in asked} == expected
