"""Builders and fixtures of the server's tests: a real server on a free port of this machine, and browsers without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
OFTEN = {"TANLU_LIMIT_PER_MINUTE": "100000", "TANLU_LIMIT_CHANGES_PER_MINUTE": "100000"}
"""Limits that tests do not run into, unless they mean to."""
PATIENCE_SECONDS = 60


@dataclass
class Served:
    """A running server: its process, its address, and what it wrote to standard error where it has ended."""

    process: subprocess.Popen[str]
    address: str
    told: list[str] = field(default_factory=list)

    def browser(self, cookie: tuple[str, str] | None = None) -> Browser:
        """A browser that has opened the console."""
        return Browser(self.address, cookie)

    def stop(self) -> float:
        """Tell the server to end, as a machine that shuts down does; the seconds that it took."""
        start = time.monotonic()
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        return time.monotonic() - start


class Browser:
    """A client that keeps cookies and sends the token of its session with every change."""

    def __init__(self, address: str, cookie: tuple[str, str] | None = None) -> None:
        self.http = httpx.Client(base_url=address, timeout=PATIENCE_SECONDS)
        if cookie is not None:
            self.http.cookies.set(*cookie)
        self.session = self.get("/api/session").json()

    def get(self, path: str, /, **asked: Any) -> httpx.Response:
        """Ask once."""
        return self.http.get(path, params=asked or None)

    def known(self, path: str, /, **asked: Any) -> Any:
        """Ask until what is asked for is known; long work is waited for."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            answer = self.get(path, **asked)
            if answer.status_code != 202:
                assert answer.status_code == 200, answer.text
                return answer.json()
            time.sleep(0.05)
        raise AssertionError(f"{path} was not known after {PATIENCE_SECONDS} s")

    def send(self, method: str, path: str, **parts: Any) -> httpx.Response:
        """Change something, with the token of the session."""
        headers = {"x-csrf-token": self.session["csrf"], **parts.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **parts)

    def upload(self, table: str, body: bytes, name: str | None = None) -> httpx.Response:
        """Send a table."""
        return self.send("POST", "/api/uploads", params={"table": table, "name": name or f"{table}.csv"}, content=body)

    def job(self, name: str) -> dict[str, Any]:
        """A job at its end."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            job = self.get(f"/api/jobs/{name}").json()["job"]
            if job["state"] in ("done", "failed", "cancelled"):
                return job
            time.sleep(0.05)
        raise AssertionError(f"{name} did not end in {PATIENCE_SECONDS} s")


def command(*words: str) -> list[str]:
    """The command line of tanlu under this Python."""
    return [sys.executable, "-m", "tanlu", *words]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This environment without settings of a server, and with those given."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TANLU_")}
    return {**own, **OFTEN, **(more or {})}


@contextmanager
def served(*words: str, settings: Mapping[str, str] | None = None) -> Generator[Served]:
    """A server from its start to its end; ``words`` are those of ``tanlu serve``."""
    process = subprocess.Popen(
        command("serve", *words, "--port", "0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(settings),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise AssertionError(f"the server did not start: {process.stderr.read()}")
        yield Served(process, address)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()
        process.stderr.close()


def problem(answer: httpx.Response) -> str:
    """The name of what was met, of an answer that is a refusal in the declared form."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "message_zh", "mend", "mend_zh", "values"}
    assert error["message"]
    assert error["message_zh"]
    assert error["message"]
    return str(error["code"])
