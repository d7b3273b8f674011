"""The reader of requests: what it takes, and a head that is too long, whether it comes at once or never ends."""

from __future__ import annotations

import socket
from collections.abc import Generator
from pathlib import Path

import pytest

from support.server import Served, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    folder: Path = tmp_path_factory.mktemp("empty")
    with served("--database", f"sqlite:///{folder}/quiz.db") as server:
        yield server


def line(server: Served) -> socket.socket:
    host, _, port = server.address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def answer(there: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    told = b""
    try:
        while more := there.recv(65_536):
            told += more
    except ConnectionResetError:  # it closed while we were still sending
        pass
    return told


def test_a_head_of_the_usual_size_is_answered_also_when_it_comes_in_pieces(server: Served):
    with line(server) as there:
        for piece in (b"GET /hea", b"lthz HTTP/1.1\r\nho", b"st: localhost\r\ncookie: ", b"a" * 16_000, b"\r\n"):
            there.sendall(piece)
        there.sendall(b"connection: close\r\n\r\n")
        assert answer(there).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "what",
    [
        b"GET /healthz?%s HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nhost: localhost\r\ncookie: %s\r\n\r\n",
    ],
)
def test_a_head_that_is_too_long_is_refused_with_a_sentence(server: Served, what: bytes):
    with line(server) as there:
        there.sendall(what % (b"a" * 40_000))
        told = answer(there)
    assert told.startswith(b"HTTP/1.1 431 ")
    assert told.endswith(b"send less")


def test_a_head_that_never_ends_is_not_kept(server: Served):
    sent = 0
    with line(server) as there:
        there.sendall(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\ncookie: ")
        try:
            for _ in range(2_000):
                there.sendall(b"a" * 10_000)
                sent += 10_000
        except (BrokenPipeError, ConnectionResetError):
            pass
        told = answer(there)
    assert told == b"" or told.startswith(b"HTTP/1.1 431 ")
    assert sent < 15_000_000  # what socket buffers of both sides may hold; the server closed long before


def test_many_headers_that_never_end_are_not_kept(server: Served):
    with line(server) as there:
        there.sendall(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n")
        try:
            for number in range(20_000):
                there.sendall(b"x-%d: %s\r\n" % (number, b"a" * 100))
        except (BrokenPipeError, ConnectionResetError):
            return
        assert answer(there).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "noise",
    [
        b"\x16\x03\x01\x02\x00",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"G@T / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_server_goes_on(server: Served, noise: bytes):
    with line(server) as there:
        there.sendall(noise + b"\r\n")
        there.shutdown(socket.SHUT_WR)
        assert answer(there)[:12] in (b"HTTP/1.1 400", b"")
    with line(server) as there:
        there.sendall(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        assert answer(there).startswith(b"HTTP/1.1 200 OK\r\n")
