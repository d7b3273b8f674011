"""The load of the answers' benchmark: requests written beforehand, sent over kept-alive connections, each reply waited for."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import pickle
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvloop


def is_whole(reply: bytes) -> bool:
    """Whether a reply has come to its end."""
    head = reply.find(b"\r\n\r\n")
    at = reply.find(b"content-length: ")
    return head >= 0 and at >= 0 and len(reply) >= head + 4 + int(reply[at + 16 : reply.index(b"\r", at)])


class Sender(asyncio.Protocol):
    """One connection: sends a request, waits for the reply, sends the next."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._started = 0.0
        self._left = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport: Any = transport
        self._next()

    def _next(self) -> None:
        request = next(self._load.requests, None)
        if request is None:
            self._transport.close()
            if not self.done.done():
                self.done.set_result(None)
            return
        self._request = request
        self._started = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take a reply, or a part of one."""
        data = self._left + data
        if not is_whole(data):
            self._left = data
            return
        self._left = b""
        status = data[9:12]
        self._load.statuses[status] += 1
        self._load.seconds.append(time.perf_counter() - self._started)
        if status == b"503":
            self._transport.write(self._request)  # the same key again
            return
        self._load.released += b'"released_fen":1,' in data
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side went."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))


class Load:
    """All that is to be sent, and what came back."""

    def __init__(self, requests: list[bytes]) -> None:
        self.requests: Iterator[bytes] = iter(requests)
        self.statuses: Counter[bytes] = Counter()
        self.seconds: list[float] = []
        self.released = 0


async def send(requests: list[bytes], port: int, connections: int) -> dict[str, Any]:
    """Send everything; what it took."""
    loop = asyncio.get_running_loop()
    load = Load(requests)
    started, cpu = time.perf_counter(), time.process_time()
    senders = [(await loop.create_connection(lambda: Sender(load), "127.0.0.1", port))[1] for _ in range(connections)]
    await asyncio.gather(*(sender.done for sender in senders))
    wall = time.perf_counter() - started
    ordered = sorted(load.seconds)
    return {
        "answers": len(requests),
        "wall_seconds": wall,
        "answers_a_second": len(requests) / wall,
        "cpu_seconds": time.process_time() - cpu,
        "p50_ms": 1000 * ordered[len(ordered) // 2],
        "p99_ms": 1000 * ordered[int(len(ordered) * 0.99)],
        "released": load.released,
        "statuses": {status.decode(): count for status, count in load.statuses.items()},
    }


def main() -> None:
    """Send the requests of a file, and print what it took as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--requests", type=Path, required=True)
    arguments.add_argument("--connections", type=int, default=64)
    told = arguments.parse_args()
    requests: list[bytes] = pickle.loads(told.requests.read_bytes())
    os.nice(0)
    print(json.dumps(uvloop.run(send(requests, told.port, told.connections))))


if __name__ == "__main__":
    main()
