"""Rates of the public calls: who makes too many players or rounds is told to wait, a crowd behind one address is not, an answer never."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from support.http_client import Connection, ServeProcess
from support.server import Served, problem, served
from tanlu.web.middleware.rate_limit import CROWD_MINUTES, PublicRateLimits
from tanlu.web.settings import Limits

PRACTICE = {"mode": "practice", "lang": "en"}
TIGHT = {f"TANLU_LIMIT_{name}_PER_MINUTE": "1" for name in ("PLAYERS", "ROUNDS", "PLAYER_ROUNDS", "READS")}
AT_ONCE = CROWD_MINUTES
"""What a rate of one a minute lets come at once."""


@pytest.fixture
def tight(tmp_path: Path) -> Iterator[Served]:
    """A server behind a proxy that lets through one request a minute."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    with served("--database", url, "--proxy", "127.0.0.1", settings=TIGHT) as server:
        yield server


def client(server: Served, address: str) -> httpx.Client:
    """Somebody behind the proxy."""
    return httpx.Client(base_url=server.address, headers={"x-forwarded-for": address}, timeout=60)


def bearer(server: Served, address: str) -> dict[str, str]:
    """The header of a new player."""
    return {"authorization": f"Bearer {client(server, address).post('/api/players').json()['token']}"}


@pytest.mark.rule("engage-15")
def test_a_network_that_makes_players_without_end_is_told_how_long_to_wait_and_its_neighbours_go_on(tight: Served):
    one, same, other = (client(tight, name) for name in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"))
    answers = [(one if n % 2 else same).post("/api/players") for n in range(AT_ONCE + 1)]
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE + [429]
    assert problem(answers[-1]) == "too_many_requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["error"]["mend"]
    assert other.post("/api/players").status_code == 201
    assert client(tight, "203.0.113.9").post("/api/players").status_code == 201


@pytest.mark.rule("engage-15")
def test_a_player_and_a_network_that_begin_rounds_without_end_are_told_to_wait(tight: Served):
    first, second = bearer(tight, "203.0.113.1"), bearer(tight, "203.0.113.2")
    at = [client(tight, f"203.0.113.{n}") for n in (3, 4)]
    begun = [at[n % 2].post("/api/quiz/rounds", json=PRACTICE, headers=first) for n in range(AT_ONCE + 1)]
    assert [answer.status_code for answer in begun] == [201] * AT_ONCE + [429]  # one player, two networks
    assert problem(begun[-1]) == "too_many_requests"
    assert int(begun[-1].headers["retry-after"]) >= 1
    assert at[0].post("/api/quiz/rounds", json=PRACTICE, headers=second).status_code == 201
    refused = [at[0].post("/api/quiz/rounds", json=PRACTICE) for _ in range(AT_ONCE)]
    assert [refused[n].status_code for n in (0, -1)] == [401, 429]  # who has no token counts with the network


def test_a_page_of_another_site_uses_up_nothing_of_its_visitors_network(tight: Served):
    one = client(tight, "203.0.113.1")
    for _ in range(AT_ONCE + 1):
        assert problem(one.post("/api/players", headers={"origin": "https://evil.example"})) == "bad_origin"
    assert one.post("/api/players").status_code == 201


def test_whoever_reads_without_end_is_told_to_wait(tight: Served):
    one = client(tight, "203.0.113.1")
    paths = ["/api/giving/campaigns", "/api/giving/checkpoints", "/api/giving/campaigns/none/statement"]
    read = [one.get(paths[n % 3]) for n in range(AT_ONCE + 1)]
    assert read[-1].status_code == 429
    assert 429 not in {answer.status_code for answer in read[:-1]}
    assert one.get("/healthz").status_code == one.get("/api/openapi.json").status_code == 200


@pytest.mark.rule("engage-1")
def test_an_answer_is_taken_where_everything_else_has_to_wait(tight: Served):
    one = client(tight, "203.0.113.1")
    mine = bearer(tight, "203.0.113.1")
    questions = one.post("/api/quiz/rounds", json=PRACTICE, headers=mine).json()["questions"]
    asks = [
        lambda: one.post("/api/players"),
        lambda: one.get("/api/players/me", headers=mine),
        lambda: one.post("/api/quiz/rounds", json=PRACTICE, headers=mine),
    ]
    waits = [[ask() for _ in range(AT_ONCE + 1)][-1] for ask in asks]
    assert [answer.status_code for answer in waits] == [429, 429, 429]
    for question in questions:
        body = {"serve": question["serve"], "option": question["options"][0]["id"]}
        for _ in range(3):
            sent = one.post("/api/quiz/answers", json=body, headers={**mine, "idempotency-key": question["serve"]})
            assert sent.status_code == 200


async def crowd(port: int, people: int, rounds: int) -> list[int]:
    """So many people on one address begin at once; the statuses that they met."""

    async def one() -> list[int]:
        connection = Connection(port)
        statuses: list[int] = []
        for _ in range(rounds):
            made, told = await connection.request("POST", "/api/players")
            bearer = {"authorization": f"Bearer {json.loads(told)['token']}"}
            begun, _ = await connection.request("POST", "/api/quiz/rounds", PRACTICE, bearer)
            looked, _ = await connection.request("GET", "/api/players/me", None, bearer)
            statuses += [made, begun, looked]
        connection.close()
        return statuses

    return [status for each in await asyncio.gather(*(one() for _ in range(people))) for status in each]


def test_two_hundred_people_behind_one_address_begin_at_once_without_being_refused(tmp_path: Path):
    with ServeProcess(f"sqlite:///{tmp_path / 'own.db'}") as server, ThreadPoolExecutor(1) as thread:
        met = thread.submit(asyncio.run, crowd(server.port, 200, 5)).result()
    assert {status: met.count(status) for status in set(met)} == {201: 2_000, 200: 1_000}


def test_by_default_some_thousands_come_at_once_and_a_player_begins_a_round_a_second_all_day():
    rates = PublicRateLimits(Limits())
    for path in ("/api/players", "/api/quiz/rounds"):
        assert {rates.wait_of_address("POST", path, "127.0.0.1") for _ in range(20_000)} == {0}
    assert {rates.wait_of_address("GET", "/api/giving/campaigns", "127.0.0.1") for _ in range(100_000)} == {0}
    assert {rates.wait_of_player("a", now=float(second)) for second in range(86_400)} == {0}


def test_a_limit_of_0_is_none():
    rates = PublicRateLimits(
        Limits(players_per_minute=0, rounds_per_minute=0, player_rounds_per_minute=0, reads_per_minute=0)
    )
    waits = {rates.wait_of_address("POST", "/api/players", "a") + rates.wait_of_player("a") for _ in range(50_000)}
    assert waits == {0}
