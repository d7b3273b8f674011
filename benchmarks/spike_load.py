"""The load of the spike: each answer is sent when it is due, whether the server keeps up or not, and again until it is acknowledged."""

from __future__ import annotations

import argparse
import asyncio
import json
import pickle
import time
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop

from answer_load import is_whole

AGAIN = (b"503", b"429")
AGAIN_SECONDS = 0.2


class Sender(asyncio.Protocol):
    """One connection: its requests in turn, each at its time or, where the one before is still on its way, right after it."""

    def __init__(self, load: Load, requests: list[tuple[float, bytes]]) -> None:
        self._load, self._requests, self._at = load, requests, 0
        self._left = b""
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take note of the way out."""
        self._transport: Any = transport

    def begin(self) -> None:
        """Send the next one when it is due."""
        if self._at == len(self._requests):
            self._transport.close()
            if not self.done.done():
                self.done.set_result(None)
            return
        due, _ = self._requests[self._at]
        self._loop.call_at(self._load.started + due, self._send)

    def _send(self) -> None:
        self._transport.write(self._requests[self._at][1])

    def data_received(self, data: bytes) -> None:
        """Take a reply, or a part of one."""
        data = self._left + data
        if not is_whole(data):
            self._left = data
            return
        self._left = b""
        status = data[9:12]
        self._load.statuses[status] += 1
        if status in AGAIN:
            self._loop.call_later(AGAIN_SECONDS, self._send)
            return
        self._load.took(self._loop.time() - self._load.started - self._requests[self._at][0])
        self._load.released += b'"released_fen":1,' in data
        self._at += 1
        self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side went."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))


class Load:
    """What came back, second by second."""

    def __init__(self) -> None:
        self.started = 0.0
        self.statuses: Counter[bytes] = Counter()
        self.seconds: list[float] = []
        self.each_second: Counter[int] = Counter()
        self.released = 0

    def took(self, seconds: float) -> None:
        """An answer was acknowledged so long after it was due."""
        self.seconds.append(seconds)
        self.each_second[int(asyncio.get_running_loop().time() - self.started)] += 1


async def send(requests: list[bytes], port: int, connections: int, per_second: float) -> dict[str, Any]:
    """Send everything at its time; what it took."""
    loop = asyncio.get_running_loop()
    load, cpu = Load(), time.process_time()
    timed = [(number / per_second, request) for number, request in enumerate(requests)]
    parts = [timed[n::connections] for n in range(connections)]
    senders = [(await loop.create_connection(lambda p=p: Sender(load, p), "127.0.0.1", port))[1] for p in parts]
    load.started = loop.time() + 0.2
    for sender in senders:
        sender.begin()
    await asyncio.gather(*(sender.done for sender in senders))
    wall, ordered = loop.time() - load.started, sorted(load.seconds)
    sending = len(requests) / per_second
    return {
        "answers": len(requests),
        "per_second_sent": per_second,
        "seconds_sending": sending,
        "seconds_until_all_were_acknowledged": wall,
        "acknowledged": len(load.seconds),
        "released": load.released,
        "statuses": {status.decode(): count for status, count in load.statuses.items()},
        "acknowledged_a_second_while_sending": sum(n for at, n in load.each_second.items() if at < sending) / sending,
        "p50_ms": 1000 * ordered[len(ordered) // 2],
        "p99_ms": 1000 * ordered[int(len(ordered) * 0.99)],
        "cpu_seconds": time.process_time() - cpu,
    }


def main() -> None:
    """Send the requests of a file, and print what it took as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--requests", type=Path, required=True)
    arguments.add_argument("--connections", type=int, required=True)
    arguments.add_argument("--per-second", type=float, required=True)
    told = arguments.parse_args()
    requests: list[bytes] = pickle.loads(told.requests.read_bytes())
    print(json.dumps(uvloop.run(send(requests, told.port, told.connections, told.per_second))))


if __name__ == "__main__":
    main()
