"""A small HTTP client for many connections at once, and the server as a process that is started, killed and started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from support.postgresql import free_port

ROOT = Path(__file__).resolve().parents[2]


class Connection:
    """One kept-alive connection; a request that fails closes it and raises ``OSError``."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of the reply."""
        payload = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        told = {"host": f"127.0.0.1:{self._port}", "content-length": str(len(payload)), **(headers or {})}
        if body is not None:
            told.setdefault("content-type", "application/json")
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return await self.send(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + payload)

    async def send(self, message: bytes) -> tuple[int, bytes]:
        """Status and body of the reply to a request that is written already."""
        try:
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
            self._writer.write(message)
            return await self._reply()
        except (OSError, asyncio.IncompleteReadError, ValueError, IndexError) as error:
            self.close()
            raise ConnectionError(str(error)) from error

    async def _reply(self) -> tuple[int, bytes]:
        assert self._reader is not None
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line[:15].lower() == b"content-length:"), 0)
        body = await self._reader.readexactly(length)
        if any(line.lower() == b"connection: close" for line in lines):
            self.close()
        return int(lines[0][9:12]), body

    def close(self) -> None:
        """Let the connection go."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


class ServeProcess:
    """``tanlu serve`` as an operator starts it."""

    def __init__(self, url: str, port: int | None = None, *words: str) -> None:
        self.url, self.port, self._words = url, port or free_port(), words
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        """Start it, and wait until it serves."""
        command = [
            sys.executable,
            "-m",
            "tanlu",
            "serve",
            "--port",
            str(self.port),
            "--database",
            self.url,
            *self._words,
        ]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        if wait:
            self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Wait until it says that it can serve."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                assert self._process is None or self._process.poll() is None, "the server ended while it started"
                time.sleep(0.05)
        raise AssertionError(f"the server does not serve after {seconds} s")

    def kill(self) -> None:
        """End it with signal 9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def terminate(self) -> tuple[int, float]:
        """End it with SIGTERM; its exit status, and the seconds it took."""
        assert self._process is not None
        started = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(60)
        return status, time.monotonic() - started

    def cpu_seconds(self) -> float:
        """CPU that it has taken so far."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self) -> ServeProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
