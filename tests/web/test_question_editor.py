"""The routes of the question editor: who may use them, whose a change is, and what they refuse in words."""

from __future__ import annotations

import subprocess
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer

from support.server import Browser, Served, command, problem, served
from tanlu.engage.quiz.bank import bank, read_bank
from tanlu.services.accounts.accounts import Accounts
from tanlu.web.sessions import SessionStore
from tanlu.web.settings import ServerSettings

NAME = "energy-01"
READS = ("questions", f"questions/{NAME}", "drafts", "bank.csv")
NO_DRAFT = "0" * 32
ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "drafts", {"question": NAME}),
    ("POST", f"drafts/{NO_DRAFT}/submit", {}),
    ("POST", f"drafts/{NO_DRAFT}/withdraw", {}),
    ("POST", f"drafts/{NO_DRAFT}/verdict", {"verdict": "accept", "source_read": True, "changed_at": ""}),
    ("POST", f"questions/{NAME}/versions/1/reviews", {"verdict": "approve", "source_read": True, "sha256": "0" * 64}),
    ("POST", f"questions/{NAME}/versions/1/retire", {"reason": "old"}),
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """A server on this machine, where nobody is asked to sign in."""
    with served("--database", f"sqlite:///{tmp_path_factory.mktemp('here') / 'quiz.db'}") as server:
        yield server


@dataclass
class ServedCase:
    """A server that asks people to sign in."""

    server: Served
    accounts: Accounts

    def browser(self, name: str, role: str = "contributor") -> Browser:
        """A browser in which somebody has signed in."""
        person = self.accounts.signed_in("oidc", f"issuer#{name}-{role}", name=name, email=None, role=role)
        sessions = SessionStore(ServerSettings(Path()), self.accounts, asks_sign_in=True)
        signer = URLSafeTimedSerializer(sessions.key, salt="session")
        return self.server.browser((sessions.cookie, str(signer.dumps(sessions.begin(person)))))


@pytest.fixture(scope="module")
def served_case(tmp_path_factory: pytest.TempPathFactory) -> Generator[ServedCase]:
    url = f"sqlite:///{tmp_path_factory.mktemp('served') / 'quiz.db'}"
    subprocess.run(command("serve", "--database", url, "--make-admin"), capture_output=True, check=True)
    with served("--database", url) as server:
        yield ServedCase(server, Accounts(url))


def act(browser: Browser, method: str, path: str, **body: Any) -> Any:
    """What became of an act: the answer's body, or the name of what was met."""
    answer = browser.send(method, f"/api/editor/{path}", json=body)
    return answer.json() if answer.is_success else problem(answer)


def submitted(browser: Browser, **who: str) -> dict[str, Any]:
    """A submitted draft of the next version of a question."""
    draft = act(browser, "POST", "drafts", question=NAME, **who)["draft"]
    cells = {**draft["cells"], "source": f"{draft['cells']['source']}, read again"}
    path = f"drafts/{draft['draft']}"
    act(browser, "PUT", path, cells=cells, changed_at=draft["changed_at"], **who)
    return act(browser, "POST", f"{path}/submit", **who)["draft"]


@pytest.mark.parametrize("role", ["viewer", "auditor"])
def test_who_may_not_change_is_not_shown_what_is_right(served_case: ServedCase, role: str):
    browser = served_case.browser("Zhao Min", role)
    assert {problem(browser.get(f"/api/editor/{path}")) for path in READS} == {"not_allowed"}
    assert {act(browser, method, path, **body) for method, path, body in ACTS} == {"not_allowed"}


def test_without_signing_in_the_editor_is_closed(served_case: ServedCase):
    browser = served_case.server.browser()
    assert {problem(browser.get(f"/api/editor/{path}")) for path in READS} == {"not_signed_in"}
    assert {act(browser, method, path, **body) for method, path, body in ACTS} == {"not_signed_in"}


def test_a_change_without_the_token_of_its_session_is_refused(here: Served):
    browser = here.browser()
    for method, path, body in ACTS:
        answer = browser.http.request(method, f"/api/editor/{path}", json={**body, "name": "Li Hua"})
        assert problem(answer) == "bad_csrf"


@pytest.mark.rule("engage-17")
def test_signed_in_people_are_told_apart_by_their_accounts_and_not_by_what_they_say(served_case: ServedCase):
    li, wang = served_case.browser("Li Hua"), served_case.browser("Wang Wei")
    draft = submitted(li, name="Wang Wei")
    assert (draft["author"], draft["is_mine"], draft["may_review"]) == ("Li Hua", True, False)
    verdict = {"verdict": "accept", "source_read": True, "changed_at": draft["changed_at"], "name": "Somebody"}
    path = f"drafts/{draft['draft']}"
    assert act(li, "POST", f"{path}/verdict", **verdict) == "own_question"
    shown = wang.get(f"/api/editor/{path}").json()
    assert (shown["draft"]["is_mine"], shown["draft"]["may_review"], shown["before"]["version"]) == (False, True, 1)
    accepted = act(wang, "POST", f"{path}/verdict", **verdict)["draft"]
    assert accepted["accepted"] == {"question": NAME, "version": 2}
    newest = wang.get(f"/api/editor/questions/{NAME}").json()["versions"][0]
    assert (newest["author"], newest["reviewer"], newest["source_checked"]) == ("Li Hua", "Wang Wei", True)
    entries = served_case.browser("Auditor", "auditor").get("/api/record").json()["entries"]
    met = [(entry["who"], entry["act"], entry["about"]) for entry in reversed(entries) if entry["about"] == NAME]
    assert met[-4:] == [
        ("Li Hua", "draft_begun", NAME),
        ("Li Hua", "draft_edited", NAME),
        ("Li Hua", "draft_submitted", NAME),
        ("Wang Wei", "draft_accepted", NAME),
    ]


def test_where_nobody_signs_in_a_change_says_whose_it_is(here: Served):
    browser = here.browser()
    for name in (None, "", " L "):
        assert {act(browser, method, path, **body, name=name) for method, path, body in ACTS} == {"name_needed"}
    draft = submitted(browser, name=" Li   Hua ")
    assert (draft["author"], draft["is_mine"], draft["may_review"]) == ("Li Hua", True, False)
    seen = browser.get(f"/api/editor/drafts/{draft['draft']}").json()["draft"]
    assert (seen["is_mine"], seen["may_review"]) == (False, True)  # who looks is not known
    verdict = {"verdict": "accept", "source_read": False, "changed_at": draft["changed_at"]}
    assert act(browser, "POST", f"drafts/{draft['draft']}/verdict", **verdict, name="li hua") == "own_question"
    accepted = act(browser, "POST", f"drafts/{draft['draft']}/verdict", **verdict, name="Wang Wei")
    assert accepted["draft"]["accepted"]["question"] == NAME
    (newest, before, *_) = browser.get("/api/record").json()["entries"]
    assert [(one["who"], one["act"]) for one in (before, newest)] == [
        ("Li Hua", "draft_submitted"),
        ("Wang Wei", "draft_accepted"),
    ]


def test_what_is_not_there_is_told_in_words(here: Served):
    browser = here.browser()
    who = {"name": "Li Hua"}
    assert problem(browser.get("/api/editor/questions/energy-999")) == "no_such_question"
    assert problem(browser.get(f"/api/editor/drafts/{NO_DRAFT}")) == "no_such_draft"
    assert act(browser, "POST", "drafts", question="energy-999", **who) == "no_such_question"
    met = [act(browser, method, path, **body, **who) for method, path, body in ACTS[1:5]]
    assert met == ["no_such_draft", "no_such_draft", "no_such_draft", "reads_otherwise"]
    assert act(browser, "POST", "questions/energy-02/versions/1/retire", reason=" ", **who) == "reason_needed"
    assert act(browser, "POST", "questions/energy-02/versions/9/retire", reason="old", **who) == "no_such_question"


@pytest.mark.parametrize(
    "changed",
    [
        {"text_en": "x" * 2_001},
        {"options_en": ["x"] * 5},
        {"right": 4},
        {"difficulty": 0},
        {"source": "a\x00b"},
        {"explanation_zh": "a\x1bb"},
        {"more": "x"},
    ],
)
def test_cells_beyond_their_bounds_are_not_read(here: Served, changed: dict[str, Any]):
    browser = here.browser()
    cells = act(browser, "POST", "drafts", question=None, name="Li Hua")["draft"]["cells"]
    assert act(browser, "POST", "drafts", question=None, name="Li Hua", cells={**cells, **changed}) == "unreadable"


def test_the_bank_comes_as_a_file_of_its_own_kind(here: Served, tmp_path: Path):
    browser = here.browser()
    answer = browser.get("/api/editor/bank.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    path = tmp_path / "bank.csv"
    path.write_bytes(answer.content)
    read = read_bank([path])
    assert len(read.in_play()) == len(bank().in_play())
    total = browser.get("/api/editor/questions", limit=1).json()["total"]
    assert total == len({question.question for question in read.questions})
