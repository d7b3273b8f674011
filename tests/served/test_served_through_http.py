"""The real server through HTTP: what it refuses, what it gives once, how it ends, and what survives when it is killed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from support.case_builders import tanlu
from support.chaos import Client, Watch, judge, play
from support.http_client import Connection, ServeProcess
from support.postgresql import PostgresqlServer
from support.quiz_builders import RIGHT, a_campaign, assert_whole

T = TypeVar("T")
BUDGET_FEN = 10_000_000


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: tests of pages leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def started(port: int, mode: str = "practice") -> tuple[dict[str, str], list[dict]]:
    """A player's header and the questions of a round."""
    connection = Connection(port)
    _, told = await connection.request("POST", "/api/players")
    bearer = {"authorization": f"Bearer {json.loads(told)['token']}"}
    status, told = await connection.request("POST", "/api/quiz/rounds", {"mode": mode, "lang": "en"}, bearer)
    assert status == 201, told
    connection.close()
    await asyncio.sleep(0.31)
    return bearer, json.loads(told)["questions"]


def right_of(question: dict) -> str:
    return next(o["id"] for o in question["options"] if o["text"] == RIGHT[question["text"]])


async def two_hundred_at_once(port: int) -> None:
    bearer, questions = await started(port)
    body = {"serve": questions[0]["serve"], "option": right_of(questions[0])}
    headers = {**bearer, "idempotency-key": "once"}
    connections = [Connection(port) for _ in range(200)]
    sent = [one.request("POST", "/api/quiz/answers", body, headers) for one in connections]
    replies = await asyncio.gather(*sent)
    assert len(set(replies)) == 1
    assert (replies[0][0], json.loads(replies[0][1])["released_fen"]) == (200, 100)
    for one in connections:
        one.close()
    other = {**body, "option": next(o["id"] for o in questions[0]["options"] if o["id"] != body["option"])}
    assert (await Connection(port).request("POST", "/api/quiz/answers", other, headers))[0] == 409


async def bad_input(port: int) -> None:
    bearer, questions = await started(port)
    good = {"serve": questions[0]["serve"], "option": right_of(questions[0])}
    key = {"idempotency-key": "k"}
    forged = {"authorization": bearer["authorization"][:-3] + "AAA"}
    cases = [
        (good, key, 401),
        (good, {**key, **forged}, 401),
        (good, {**key, "authorization": "Basic " + bearer["authorization"][7:]}, 401),
        (good, bearer, 400),
        (good, {**bearer, "idempotency-key": "k" * 256}, 400),
        (b"{", {**bearer, **key}, 422),
        (b"\xff\xfe", {**bearer, **key}, 422),
        ([1], {**bearer, **key}, 422),
        ({**good, "serve": 5}, {**bearer, **key}, 422),
        ({**good, "more": 1}, {**bearer, **key}, 422),
        (b"[" * 3_000, {**bearer, **key}, 422),
        (b'{"serve": "' + b"x" * 5_000, {**bearer, **key}, 413),
        ({**good, "serve": "x"}, {**bearer, **key}, 409),
        ({**good, "serve": "0" * 34}, {**bearer, **key}, 409),
        ({**good, "serve": good["serve"][:-2] + "ff"}, {**bearer, **key}, 409),
        ({**good, "option": "0"}, {**bearer, **key}, 422),
    ]
    for body, headers, status in cases:
        got, told = await Connection(port).request("POST", "/api/quiz/answers", body, headers)
        assert got == status, (body, headers, got, told)
        error = json.loads(told)["error"]
        assert error["message"]
        assert error["mend"]
    for method, path, body, status in [
        ("GET", "/api/quiz/answers", None, 405),
        ("POST", "/api/quiz/rounds", {"mode": "weekly", "lang": "en"}, 422),
        ("POST", "/api/quiz/rounds", {"mode": "daily", "lang": "fr"}, 422),
        ("GET", "/api/giving/campaigns/none", None, 404),
        ("GET", "/api/giving/campaigns/none/statement?format=csv", None, 404),
        ("GET", "/api/giving/campaigns/%00", None, 404),
        ("GET", "/api/giving/campaigns/spring%00/statement", None, 404),
    ]:
        assert (await Connection(port).request(method, path, body, bearer))[0] == status, path
    assert (await Connection(port).request("POST", "/api/quiz/rounds", {"mode": "daily", "lang": "zh"}))[0] == 401


async def figures(port: int) -> None:
    status, told = await Connection(port).request("GET", "/api/giving/campaigns/spring")
    view = json.loads(told)
    assert (status, view["committed_fen"], view["remaining_fen"], view["right_answers"]) == (
        200,
        100,
        BUDGET_FEN - 100,
        1,
    )
    _, page = await Connection(port).request("GET", "/metrics")
    assert b'tanlu_answers_total{outcome="gave"} 1.0' in page
    assert b"tanlu_released_fen_total 100.0" in page
    assert b'tanlu_answer_replies_total{status="200"} 200.0' in page


async def sees_a_new_campaign(port: int, url: str) -> None:
    bearer, questions = await started(port)
    opened = tanlu(
        *f"giving open --database {url} --campaign late --sponsor S --project P --rate-fen 7 --budget-fen 70".split(),
        *["--per-address-day", "0", "--unreviewed", "--json"],
    )
    assert opened.status == 0, opened.err
    ends = time.monotonic() + 5
    for question in questions:
        body = {"serve": question["serve"], "option": right_of(question)}
        headers = {**bearer, "idempotency-key": question["serve"]}
        _, told = await Connection(port).request("POST", "/api/quiz/answers", body, headers)
        if json.loads(told)["campaign"] == "late":
            assert json.loads(told)["released_fen"] == 7
            return
        assert time.monotonic() < ends
        await asyncio.sleep(0.6)
    raise AssertionError("the server did not see the campaign")


def test_the_server_gives_once_refuses_clearly_sees_new_campaigns_and_ends_when_told(url: str):
    a_campaign(url, budget_fen=BUDGET_FEN)
    with ServeProcess(url) as server:
        in_a_loop(two_hundred_at_once(server.port))
        in_a_loop(figures(server.port))
        in_a_loop(bad_input(server.port))
        in_a_loop(sees_a_new_campaign(server.port, url))
        status, seconds = server.terminate()
        assert status in (0, -15)  # uvicorn ends by the signal that it was told to end by
        assert seconds < 20
    verified = tanlu("giving", "verify", "--database", url, "--json")
    assert (verified.status, verified.answer["whole"]) == (0, True)
    assert verified.answer["campaigns"]["spring"]["committed_fen"] >= 100  # until the new campaign was seen
    assert verified.answer["campaigns"]["late"]["committed_fen"] == 7


def test_players_and_devices_are_known_by_cookies_too(tmp_path: Path):
    import httpx

    url = f"sqlite:///{tmp_path / 'quiz.db'}"
    a_campaign(url, per_device_day=2)
    with ServeProcess(url) as server, httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as browser:
        released = 0
        for _ in range(3):
            assert browser.post("/api/players").status_code == 201
            told = browser.post("/api/quiz/rounds", json={"mode": "daily", "lang": "zh"}).json()
            time.sleep(0.31)
            question = told["questions"][0]
            body = {"serve": question["serve"], "option": right_of(question)}
            reply = browser.post("/api/quiz/answers", json=body, headers={"Idempotency-Key": question["serve"]})
            released += reply.json()["released_fen"]
        assert released == 200  # three players on one device
        assert browser.get("/api/players/me").json()["answers"] == 1
        assert browser.delete("/api/players/me").json()["erased"] is True
        assert browser.post("/api/quiz/rounds", json={"mode": "daily", "lang": "zh"}).status_code == 401
        cross = {"Origin": "https://elsewhere.example"}
        assert browser.post("/api/players", headers=cross).status_code == 403
    assert_whole(url)


def test_health_and_metrics_answer_head_as_they_answer_get(tmp_path: Path):
    import httpx

    url = f"sqlite:///{tmp_path / 'quiz.db'}"
    a_campaign(url)
    with ServeProcess(url) as server, httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as prober:
        for path in ("/healthz", "/metrics"):
            got, headed = prober.get(path), prober.head(path)
            assert (headed.status_code, headed.content) == (200, b"")
            assert headed.headers["content-type"] == got.headers["content-type"]


def test_nobody_outside_learns_where_the_database_is_while_it_is_away():
    import httpx

    database = PostgresqlServer()
    try:
        url = database.make_database("quiz")
        a_campaign(url)
        with ServeProcess(url) as server, httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as visitor:
            token = visitor.post("/api/players").json()["token"]
            visitor.cookies.clear()
            database.kill()
            bearer = {"Authorization": f"Bearer {token}"}
            answers = [
                visitor.get("/api/giving/campaigns/spring"),
                visitor.get("/api/players/me", headers=bearer),
                visitor.post("/api/quiz/rounds", json={"mode": "daily", "lang": "en"}, headers=bearer),
            ]
        for answer in answers:
            assert answer.status_code == 503
            assert answer.json()["error"]["code"] == "busy"
            assert not [word for word in ("postgres", "127.0.0.1", str(database.port)) if word in answer.text]
    finally:
        database.close()


@pytest.mark.rule("engage-15")
def test_each_proxy_may_write_a_line_of_its_own_on_where_a_request_came_from(tmp_path: Path):
    import httpx

    url = f"sqlite:///{tmp_path / 'quiz.db'}"
    a_campaign(url, per_address_day=1)
    told: list[str] = []
    server = ServeProcess(url, None, "--proxy", "127.0.0.1", "--proxy", "10.0.0.7")
    with server, httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        for address in ("203.0.113.5", "203.0.113.5", "203.0.113.6"):
            client.cookies.clear()
            bearer = ("Authorization", f"Bearer {client.post('/api/players').json()['token']}")
            client.cookies.clear()
            started = client.post("/api/quiz/rounds", json={"mode": "daily", "lang": "en"}, headers=[bearer])
            question = started.json()["questions"][0]
            time.sleep(0.31)
            lines = [bearer, ("Idempotency-Key", "k"), ("X-Forwarded-For", address), ("X-Forwarded-For", "10.0.0.7")]
            body = {"serve": question["serve"], "option": right_of(question)}
            told.append(client.post("/api/quiz/answers", json=body, headers=lines).json()["reason"])
    assert told == ["gave", "address_limit", "gave"]


@pytest.mark.slow
@pytest.mark.rule("engage-3", "engage-8")
def test_when_server_and_database_are_killed_nothing_acknowledged_is_lost_and_nobody_is_paid_twice():
    """A bounded version of benchmarks/soak_giving.py: 24 clients, two servers, each of them and PostgreSQL killed."""
    database = PostgresqlServer()
    url = database.make_database("quiz")
    a_campaign(url, budget_fen=20_000)
    servers = [ServeProcess(url), ServeProcess(url)]
    watch = Watch(url, 20_000)
    try:
        for server in servers:
            server.start()
        clients = [Client(lambda n=n: servers[n % 2].port, n) for n in range(24)]

        def trouble() -> None:
            time.sleep(2)
            for act in (
                servers[0].kill,
                servers[0].start,
                database.kill,
                database.start,
                servers[1].kill,
                servers[1].start,
            ):
                watch.look()
                act()
                time.sleep(0.7)
            watch.look()

        in_a_loop(play(clients, 8, trouble))
        figures = judge(url, clients, 20_000)
        assert figures["released"] > 50
        assert watch.looks > 1
    finally:
        watch.close()
        for server in servers:
            server.__exit__()
        database.close()
