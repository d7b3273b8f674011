"""Who may do what: four roles, sessions that begin and end, a local administrator, and the record that nobody edits."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from support.case_builders import a_case, lines
from support.server import Browser, Served, command, problem, served
from tanlu.services.accounts.accounts import Accounts, database_url
from tanlu.web.sessions import SessionStore
from tanlu.web.settings import ServerSettings

ROLES = ("viewer", "contributor", "auditor", "administrator")
TABLE = lines("fuel/diesel 2 t 2023").encode()


@dataclass
class ServedCase:
    """A server that asks people to sign in, its case, and the administrator's secret."""

    folder: Path
    secret: str
    server: Served
    accounts: Accounts

    def browser(self, role: str) -> Browser:
        """A browser in which somebody of that role has signed in."""
        person = self.accounts.signed_in("oidc", f"issuer#{role}", name=role, email=None, role=role)
        sessions = SessionStore(ServerSettings(self.folder), self.accounts, asks_sign_in=True)
        signer = URLSafeTimedSerializer(sessions.key, salt="session")
        return self.server.browser((sessions.cookie, str(signer.dumps(sessions.begin(person)))))


@pytest.fixture(scope="module")
def served_case(tmp_path_factory: pytest.TempPathFactory) -> Generator[ServedCase]:
    folder = a_case(tmp_path_factory.mktemp("case") / "case", activities=lines("fuel/diesel 1 t 2023"))
    made = subprocess.run(command("serve", str(folder), "--make-admin"), capture_output=True, text=True, check=True)
    with served(str(folder), settings={"TANLU_LIMIT_SIGN_INS_PER_MINUTE": "5"}) as server:
        yield ServedCase(folder, made.stdout.strip(), server, Accounts(database_url(folder, None)))


def test_without_signing_in_nothing_of_the_case_is_shown(served_case: ServedCase):
    browser = served_case.server.browser()
    assert (browser.session["signed_in"], browser.session["sign_in"]["needed"]) == (False, True)
    for path in (
        "/api/case",
        "/api/inventory?year=2023",
        "/api/findings",
        "/api/factors",
        "/api/jobs",
        "/api/record",
        "/api/tables",
        "/api/editor/items",
        "/api/editor/learning",
    ):
        answer = browser.get(path)
        assert (answer.status_code, problem(answer)) == (401, "not_signed_in")
    assert problem(browser.upload("activities", TABLE)) == "not_signed_in"
    assert problem(browser.send("POST", "/api/runs", json={"year": 2023})) == "not_signed_in"


READS = (
    "/api/case",
    "/api/inventory?year=2023",
    "/api/findings",
    "/api/tables",
    "/api/runs",
    "/api/jobs",
    "/api/factors",
    "/api/editor/items",
    "/api/editor/learning",
)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_the_case(served_case: ServedCase, role: str):
    browser = served_case.browser(role)
    assert browser.session["person"]["role"] == role
    for path in READS:
        assert browser.get(path).status_code in (200, 202)


@pytest.mark.parametrize(
    ("role", "changes", "reads_record", "manages"),
    [
        ("viewer", False, False, False),
        ("contributor", True, False, False),
        ("auditor", False, True, False),
        ("administrator", True, True, True),
    ],
)
def test_each_role_may_do_its_own_and_no_more(
    served_case: ServedCase, role: str, changes: bool, reads_record: bool, manages: bool
):
    browser = served_case.browser(role)
    sent = browser.upload("activities", TABLE)
    assert sent.status_code == (201 if changes else 403)
    if changes:
        assert browser.send("DELETE", f"/api/uploads/{sent.json()['upload']['upload']}").status_code == 200
    else:
        assert problem(browser.send("POST", "/api/runs", json={"year": 2023})) == "not_allowed"
        assert problem(browser.send("POST", "/api/uploads/u_1/confirm")) == "not_allowed"
        assert problem(browser.send("POST", "/api/tables/activities/versions/1/restore")) == "not_allowed"
    assert (browser.get("/api/record").status_code == 200) is reads_record
    assert (browser.get("/api/people").status_code == 200) is manages
    changed = browser.send("PUT", "/api/people/nobody", json={"role": "administrator"})
    assert problem(changed) == ("no_such_person" if manages else "not_allowed")


def test_a_viewer_cannot_make_themselves_more(served_case: ServedCase):
    viewer = served_case.browser("viewer")
    own = viewer.session["person"]["person"]
    assert problem(viewer.send("PUT", f"/api/people/{own}", json={"role": "administrator"})) == "not_allowed"


def test_the_administrator_signs_in_with_the_secret_made_at_set_up_and_out_again(served_case: ServedCase):
    browser = served_case.server.browser()
    before = browser.http.cookies["tanlu_session"]
    answer = browser.send("POST", "/api/sign-in/local", json={"name": "admin", "secret": served_case.secret})
    assert (answer.status_code, answer.json()["person"]["role"]) == (200, "administrator")
    signed_in = browser.http.cookies["tanlu_session"]
    assert signed_in != before
    assert browser.get("/api/people").status_code == 200
    browser.session = answer.json()
    assert browser.send("POST", "/api/sign-out").json()["signed_in"] is False
    copied = served_case.server.browser(("tanlu_session", signed_in))
    assert copied.session["signed_in"] is False


def test_a_session_cannot_be_made_up_or_edited(served_case: ServedCase):
    real = served_case.browser("administrator").http.cookies["tanlu_session"]
    for cookie in ("", "admin", real[:-2], f"x{real}", real.replace(".", "")):
        assert served_case.server.browser(("tanlu_session", cookie)).session["signed_in"] is False


def test_a_role_is_given_at_once_and_written_down(served_case: ServedCase):
    admin, viewer = served_case.browser("administrator"), served_case.browser("viewer")
    person = viewer.session["person"]["person"]
    assert admin.send("PUT", f"/api/people/{person}", json={"role": "auditor"}).json()["person"]["role"] == "auditor"
    assert viewer.get("/api/record").status_code == 200
    entry = admin.get("/api/record").json()["entries"][0]
    assert (entry["act"], entry["who"], entry["details"]["before"], entry["details"]["after"]) == (
        "role_set", "administrator", "viewer", "auditor"
    )  # fmt: skip
    admin.send("PUT", f"/api/people/{person}", json={"role": "viewer"})


def test_the_last_administrator_stays_one(tmp_path: Path):
    accounts = Accounts(f"sqlite:///{tmp_path / 'own.db'}")
    only = accounts.set_local_secret("admin", "hash")
    with pytest.raises(Exception, match="nobody would be left"):
        accounts.set_role(only.person, "viewer")


def test_secrets_are_kept_as_argon2_and_differ_each_time(served_case: ServedCase, tmp_path: Path):
    folder = a_case(tmp_path / "case")
    secrets = [
        subprocess.run(
            command("serve", str(folder), "--make-admin"), capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert len({*secrets, served_case.secret}) == 3
    assert all(len(secret) >= 20 for secret in secrets)
    database = folder / ".tanlu" / "tanlu.db"
    hashed = Accounts(f"sqlite:///{database}").local_secret("admin") or ""
    assert hashed.startswith("$argon2id$")
    assert database.stat().st_mode & 0o077 == 0
    assert not any(secret.encode() in database.read_bytes() for secret in secrets)


def test_guessing_is_slowed_down_and_written_down(tmp_path: Path):
    folder = a_case(tmp_path / "case")
    subprocess.run(command("serve", str(folder), "--make-admin"), capture_output=True, check=True)
    with served(str(folder), settings={"TANLU_LIMIT_SIGN_INS_PER_MINUTE": "2"}) as server:
        browser = server.browser()
        tries = [
            browser.send("POST", "/api/sign-in/local", json={"name": name, "secret": "x"})
            for name in ("admin", "bob", "admin")
        ]
    assert [problem(answer) for answer in tries] == ["wrong_secret", "wrong_secret", "too_many_requests"]
    record = Accounts(database_url(folder, None)).record_json(offset=0, limit=10)
    assert [entry["act"] for entry in record["entries"]] == ["sign_in_refused", "sign_in_refused", "administrator_made"]


def test_the_record_refuses_edits_and_shows_those_made_behind_its_back(tmp_path: Path):
    path = tmp_path / "own.db"
    accounts = Accounts(f"sqlite:///{path}")
    for number in range(3):
        accounts.record("me", "table_taken", "sites", {"number": number})
    assert accounts.record_json(offset=0, limit=9)["whole"] is True
    with sqlite3.connect(path) as raw:
        for statement in ("UPDATE record SET who = 'you'", "DELETE FROM record"):
            with pytest.raises(sqlite3.DatabaseError, match="only added to"):
                raw.execute(statement)
        raw.execute("DROP TRIGGER record_no_update")
        raw.execute("UPDATE record SET who = 'you' WHERE number = 2")
    assert accounts.record_json(offset=0, limit=9)["whole"] is False


def test_tokens_and_secrets_are_in_no_answer(served_case: ServedCase):
    admin = served_case.browser("administrator")
    everything = "".join(admin.get(path).text for path in ("/api/session", "/api/people", "/api/record?limit=500"))
    assert not re.search(r"argon2|secret\"|client_secret", everything)
