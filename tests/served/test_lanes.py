"""The workers of one server: answers of many players at once through its queue, each kept and paid once, whichever worker takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from support.quiz_builders import Table, a_campaign, assert_whole, body, released_fen
from tanlu.services.quiz.answer_batch import AnswerRequest
from tanlu.services.quiz.answer_queue import AnswerQueue
from tanlu.services.quiz.replies import Reply, refusal

T = TypeVar("T")


def in_a_loop_of_its_own(play: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What a coroutine comes to, in a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(play())).result()


def through_the_desk(table: Table, requests: Sequence[AnswerRequest], most_together: int = 8) -> list[Any]:
    """Bodies of the replies to requests that all come at once."""

    async def play() -> list[Reply]:
        queue = AnswerQueue([worker.answer for worker in table.game.workers], most_together, enough=1)
        queue.start(asyncio.get_running_loop())
        replies = await asyncio.gather(*(queue.submit(request) for request in requests))
        await asyncio.to_thread(queue.end)
        return replies

    return [body(reply) for reply in in_a_loop_of_its_own(play)]


def first_answers(table: Table, players: int) -> list[AnswerRequest]:
    return [table.request(table.round(table.player())[0]) for _ in range(players)]


def test_postgresql_is_written_by_two_lanes_and_sqlite_by_one(url: str):
    assert len(Table(url).game.workers) == (2 if url.startswith("postgresql") else 1)


@pytest.mark.rule("engage-1", "engage-3")
def test_what_is_sent_again_and_again_to_a_server_with_lanes_gives_once(url: str):
    a_campaign(url)
    table = Table(url)
    requests = first_answers(table, 12)
    replies = through_the_desk(table, requests * 5)
    assert [{one["status"], one["released_fen"]} for one in replies] == [{200, 100}] * 60
    assert all(replies[at] == replies[at % 12] for at in range(60))
    assert released_fen(table.game) == 12 * 100
    table.game.stop()
    assert_whole(url)


@pytest.mark.rule("engage-4")
def test_lanes_give_all_of_the_last_money_and_no_more(url: str):
    a_campaign(url, rate_fen=30, budget_fen=1_000)
    table = Table(url)
    replies = through_the_desk(table, first_answers(table, 60), most_together=4)
    assert sum(one["released_fen"] for one in replies) == 990 == released_fen(table.game)
    assert {one["reason"] for one in replies} == {"gave", "pot_empty"}
    assert {one["campaign_remaining_fen"] for one in replies if one["reason"] == "pot_empty"} == {10}
    table.game.stop()
    assert_whole(url)


@pytest.mark.rule("engage-15")
def test_a_cap_that_players_of_both_lanes_share_holds(url: str):
    a_campaign(url, per_address_day=7)
    table = Table(url)
    replies = through_the_desk(table, first_answers(table, 30), most_together=3)
    assert sum(one["reason"] == "gave" for one in replies) == 7
    assert {one["reason"] for one in replies} == {"gave", "address_limit"}
    assert released_fen(table.game) == 700


@pytest.mark.rule("engage-14")
def test_answers_of_one_player_are_graded_one_after_the_other(url: str):
    a_campaign(url)
    table = Table(url)
    asked = table.round(table.player())
    replies = through_the_desk(table, [table.request(one) for one in asked])
    assert sorted(one["reason"] for one in replies) == ["gave"] + ["too_fast"] * (len(asked) - 1)


@pytest.mark.rule("engage-18")
def test_first_attempts_of_all_lanes_are_counted(url: str):
    a_campaign(url)
    table = Table(url)
    requests = first_answers(table, 20)
    through_the_desk(table, requests)
    before = {
        question.key: table.game.tallies.of(f"{question.question}@{question.version}")
        for question in table.game.questions.in_play
    }
    assert sum(attempts for attempts, _ in before.values()) == 20
    again = Table(url, table.clock)
    assert {key: again.game.tallies.of(f"{key[0]}@{key[1]}") for key in before} == before


def test_a_desk_keeps_what_waits_when_it_ends_and_takes_no_more(url: str):
    a_campaign(url)
    table = Table(url)
    early, late = first_answers(table, 2)

    async def play() -> tuple[Reply, Reply]:
        queue = AnswerQueue([worker.answer for worker in table.game.workers])
        queue.start(asyncio.get_running_loop())
        waiting = queue.submit(early)
        await asyncio.to_thread(queue.end)
        return await waiting, await queue.submit(late)

    kept, refused = in_a_loop_of_its_own(play)
    assert body(kept)["released_fen"] == 100
    assert refused == refusal("busy")
