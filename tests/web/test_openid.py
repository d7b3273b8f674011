"""Sign-in at a real, small OpenID provider on this machine: what it vouches for comes in, and nothing else does."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from support.case_builders import a_case, lines
from support.server import Browser, Served, served

CLIENT, SECRET = "tanlu", "between the two of us"


@dataclass
class Provider:
    """A provider of OpenID Connect with the authorization code flow and PKCE, as its specification has it."""

    server: ThreadingHTTPServer
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    claims: dict[str, Any] = field(default_factory=dict[str, Any])
    signs_with: RSAKey | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to; everybody is signed in at once."""
        assert asked["response_type"] == "code"
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        assert asked["nonce"]
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code that is used once, by the client that began, with the word that it kept."""
        known = self.codes.pop(asked.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "+").encode()).decode()
        own = {f"Basic {basic}", f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"}
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if known is None or known["code_challenge"] != challenge or authorization not in own:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": known["nonce"],
            **self.claims,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signs_with or self.key)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("location", provider.authorize(asked))
                self.end_headers()
            elif parts.path == "/keys":
                self.say({"keys": [provider.key.as_dict(private=False)]})
            else:
                self.say(provider.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            tokens = provider.token(asked, self.headers.get("authorization", ""))
            self.say(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

        def say(self, document: dict[str, Any], status: int = 200) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    return Answers


@pytest.fixture(scope="module")
def provider() -> Generator[Provider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    found = Provider(server)
    server.RequestHandlerClass = handler(found)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def server(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    folder = a_case(tmp_path_factory.mktemp("case") / "case", activities=lines("fuel/diesel 1 t 2023"))
    settings = folder.parent / "server.toml"
    settings.write_text(
        f"""[sign_in]
name = "Company sign-in"
issuer = "{provider.issuer}"
client_id = "{CLIENT}"
administrators = ["boss@example.org"]
role = "contributor"
""",
        encoding="utf-8",
    )
    with served(str(folder), "--settings", str(settings), settings={"TANLU_OIDC_CLIENT_SECRET": SECRET}) as server:
        yield server


@pytest.fixture(autouse=True)
def vouched(provider: Provider) -> None:
    provider.claims, provider.signs_with = (
        {"sub": "1", "name": "Ann", "email": "ann@example.org", "email_verified": True},
        None,
    )


def walk(browser: Browser, to: str = "/inventory") -> httpx.Response:
    """Go to the provider and back, as a browser does; the last answer of our own server."""
    begun = browser.get("/api/sign-in/oidc", to=to)
    assert begun.status_code == 302, begun.text
    there = httpx.get(begun.headers["location"])
    return browser.http.get(there.headers["location"])


def who(browser: Browser) -> dict[str, Any] | None:
    browser.session = browser.get("/api/session").json()
    return browser.session["person"]


def test_whom_the_provider_vouches_for_comes_in_with_the_first_role(server: Served):
    browser = server.browser()
    assert browser.session["sign_in"]["oidc"] == {"name": "Company sign-in", "start": "/api/sign-in/oidc"}
    back = walk(browser)
    assert (back.status_code, back.headers["location"]) == (302, "/inventory")
    person = who(browser)
    assert person is not None
    assert (person["name"], person["email"], person["role"], person["how"]) == (
        "Ann",
        "ann@example.org",
        "contributor",
        "oidc",
    )
    assert browser.get("/api/case").status_code in (200, 202)


def test_an_administrator_is_known_by_an_address_that_the_provider_has_verified(server: Served, provider: Provider):
    provider.claims = {"sub": "2", "email": "Boss@example.org", "email_verified": True}
    first, second = server.browser(), server.browser()
    walk(first)
    assert (who(first) or {})["role"] == "administrator"
    provider.claims = {"sub": "3", "email": "boss@example.org", "email_verified": False}
    walk(second)
    assert (who(second) or {})["role"] == "contributor"


def test_a_role_that_was_given_outlives_the_next_sign_in(server: Served, provider: Provider):
    provider.claims = {"sub": "4", "email": "boss@example.org", "email_verified": True}
    boss, ann = server.browser(), server.browser()
    walk(boss)
    provider.claims = {"sub": "5", "name": "Bea"}
    walk(ann)
    person = (who(ann) or {})["person"]
    who(boss)
    assert boss.send("PUT", f"/api/people/{person}", json={"role": "auditor"}).status_code == 200
    again = server.browser()
    walk(again)
    assert (who(again) or {})["role"] == "auditor"


def refused(server: Served, browser: Browser, address: str) -> None:
    back = browser.http.get(address)
    assert (back.status_code, back.headers["location"]) == (302, "/sign-in?failed=sign_in_failed")
    assert who(browser) is None


def began(browser: Browser) -> str:
    """Begin, and let the provider send us back; the address it sends us to."""
    begun = browser.get("/api/sign-in/oidc")
    return httpx.get(begun.headers["location"]).headers["location"]


def test_an_answer_that_does_not_fit_what_was_begun_is_refused(server: Served, provider: Provider):
    browser = server.browser()
    address = began(browser)
    refused(server, browser, address.replace("state=", "state=x"))
    stranger = server.browser()
    refused(server, stranger, began(server.browser()))  # begun in another browser: a forged sign-in
    refused(server, server.browser(), f"{server.address}/api/sign-in/oidc/back?error=access_denied")
    refused(server, server.browser(), f"{server.address}/api/sign-in/oidc/back")


@pytest.mark.parametrize(
    "wrong",
    [{"nonce": "another"}, {"aud": "somebody else"}, {"iss": "https://evil.example"}, {"exp": 1000}, {"sub": None}],
)
def test_a_token_that_is_not_ours_is_refused(server: Served, provider: Provider, wrong: dict[str, Any]):
    provider.claims = {**provider.claims, **wrong}
    browser = server.browser()
    refused(server, browser, began(browser))


def test_a_token_that_another_key_signed_is_refused(server: Served, provider: Provider):
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    browser = server.browser()
    refused(server, browser, began(browser))


def test_a_code_is_good_once(server: Served):
    browser = server.browser()
    address = began(browser)
    assert browser.http.get(address).headers["location"] == "/"
    other = server.browser()
    refused(server, other, address)


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "evil"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(server: Served, to: str):
    assert walk(server.browser(), to).headers["location"] == "/"


def test_a_provider_that_cannot_be_reached_is_a_sentence(tmp_path: Path):
    settings = {"TANLU_OIDC_ISSUER": "http://127.0.0.1:9", "TANLU_OIDC_CLIENT_ID": "x", "TANLU_OIDC_CLIENT_SECRET": "y"}
    with served("--database", f"sqlite:///{tmp_path / 'own.db'}", settings=settings) as server:
        answer = server.browser().get("/api/sign-in/oidc")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "provider_not_reached")
