"""Caps and the pot on both databases: days turn in Shanghai, the last fen, several servers, campaigns that end and begin."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from support.quiz_builders import NOON, Clock, Table, a_campaign, assert_whole, released_fen, tables
from tanlu.engage.giving.blocks import LEASE_MS
from tanlu.services.giving.campaigns import close
from tanlu.services.giving.views import campaign_view

HOUR_MS = 3_600_000


def reasons(table: Table, player, count: int, **more: str) -> Counter[str]:
    """What became of so many right answers of a player."""
    met: Counter[str] = Counter()
    while met.total() < count:
        for one in table.round(player)[: count - met.total()]:
            met[table.answer(one, **more)["reason"]] += 1
    return met


@pytest.mark.rule("engage-15")
@pytest.mark.parametrize(
    ("cap", "limit"),
    [("per_player_day", "player_limit"), ("per_device_day", "device_limit"), ("per_address_day", "address_limit")],
)
def test_a_day_of_a_cap_turns_at_midnight_in_shanghai_and_not_in_utc(url: str, cap: str, limit: str):
    caps: dict[str, Any] = {cap: 3}
    a_campaign(url, **caps)
    evening = Clock(NOON + 19 * HOUR_MS)  # 07:00 in Shanghai, 23:00 UTC
    table = Table(url, evening)
    player = table.player()
    assert reasons(table, player, 5) == {"gave": 3, limit: 2}
    evening.pass_ms(2 * HOUR_MS)  # 01:00 UTC of the next day: nothing is reset
    assert reasons(table, player, 2) == {limit: 2}
    evening.pass_ms(15 * HOUR_MS)  # 00:00 in Shanghai
    assert reasons(table, player, 4) == {"gave": 3, limit: 1}


@pytest.mark.rule("engage-15")
@pytest.mark.parametrize("servers", [1, 2])
def test_caps_hold_under_parallel_requests_also_over_several_servers(url: str, servers: int):
    a_campaign(url, per_address_day=7, per_device_day=5)
    with tables(url, servers) as opened, ThreadPoolExecutor(16) as pool:
        requests = []
        for number in range(20):
            table = opened[number % servers]
            one = table.round(table.player(device="d" * 32))[0]
            requests.append((table, table.request(one, address=f"network {number % 2}")))
        opened[0].clock.pass_ms(1_000)
        list(pool.map(lambda pair: pair[0].game.workers[0].answer([pair[1]]), requests))
        assert released_fen(opened[0].game) == 500


@pytest.mark.rule("engage-14")
def test_more_than_the_minutes_limit_gives_nothing_until_sixty_seconds_have_passed(url: str):
    a_campaign(url, per_player_minute=3)
    table = Table(url)
    player = table.player()
    assert reasons(table, player, 5) == {"gave": 3, "minute_limit": 2}
    table.clock.pass_ms(53_000)
    one, two = table.round(player)[:2]  # the first gift is 59 s old
    assert table.send(table.request(one))[0]["reason"] == "minute_limit"
    table.clock.pass_ms(1_000)
    assert table.send(table.request(two))[0]["reason"] == "gave"


@pytest.mark.rule("engage-4", "engage-11")
@pytest.mark.parametrize("servers", [1, 2])
def test_the_last_fen_ends_with_less_than_one_rate_and_the_next_answer_says_so(url: str, servers: int):
    a_campaign(url, rate_fen=30, budget_fen=1_000)
    with tables(url, servers) as opened, ThreadPoolExecutor(4) as pool:
        batches = {table.game.workers[0].funds.owner: [] for table in opened}
        for _ in range(4):
            for table in opened:
                for one in table.round(table.player())[: 8 if servers == 1 else 5]:
                    table.clock.pass_ms(400)
                    batches[table.game.workers[0].funds.owner].append(table.request(one))
        sent = pool.map(
            lambda table: [table.send(one)[0] for one in batches[table.game.workers[0].funds.owner]], opened
        )
        replies = [reply for found in sent for reply in found]
        expected = 32 if servers == 1 else 33
        assert sum(reply["released_fen"] for reply in replies) == 30 * expected == released_fen(opened[0].game)
        if servers == 2:
            view = campaign_view(opened[0].game.database, "spring")
            assert (view["committed_fen"], view["remaining_fen"], view["right_answers"]) == (990, 10, 33)
            empty = opened[0].answer(opened[0].round(opened[0].player())[0])
            assert (empty["right"], empty["released_fen"], empty["reason"]) == (True, 0, "pot_empty")
            assert empty["campaign_remaining_fen"] == 10
    assert_whole(url)


@pytest.mark.rule("engage-3")
def test_two_servers_that_give_the_last_money_at_once_give_all_of_it_and_no_more(url: str):
    a_campaign(url, rate_fen=7, budget_fen=700)
    with tables(url, 2) as opened, ThreadPoolExecutor(2) as pool:

        def play(table: Table) -> int:
            given = 0
            for _ in range(8):
                asked = table.round(table.player())
                given += sum(table.send(table.request(one))[0]["released_fen"] for one in asked[:1])
                now = table.clock()
                later = [table.request(one)._replace(at_ms=now + 400 * n) for n, one in enumerate(asked[1:], start=1)]
                given += sum(reply["released_fen"] for reply in table.send(*later))
            return given

        sums = list(pool.map(play, opened))
        assert sum(sums) == 700 == released_fen(opened[0].game)
    assert_whole(url)


@pytest.mark.rule("engage-8")
def test_what_a_dead_server_had_set_aside_is_given_by_another_at_once_and_free_after_its_lease(url: str):
    a_campaign(url, rate_fen=100, budget_fen=1_000)
    with tables(url, 2) as (dead, alive):
        dead.answer(dead.round(dead.player())[0])
        with alive.game.database.reading() as connection:
            aside = connection.exec_driver_sql("SELECT SUM(amount_fen) FROM giving_block WHERE is_open = 1").scalar()
        assert aside is not None
        assert aside > 100
        assert reasons(alive, alive.player(), 10) == {"gave": 9, "pot_empty": 1}
    assert_whole(url)
    a_campaign(url, "autumn", rate_fen=100, budget_fen=1_000)
    with tables(url, 2) as (dead, alive):
        dead.answer(dead.round(dead.player())[0])
        alive.clock.pass_ms(LEASE_MS + 1)
        alive.look()
        with alive.game.database.reading() as connection:
            row = connection.exec_driver_sql(
                "SELECT granted_fen, folded_fen FROM giving_campaign WHERE campaign = 'autumn'"
            ).one()
        assert tuple(row) == (100, 100)


def test_a_campaign_that_ends_between_two_answers_gives_no_more_and_the_quiz_goes_on(url: str):
    a_campaign(url)
    table = Table(url)
    asked = table.round(table.player())
    assert table.answer(asked[0])["released_fen"] == 100
    close(url, "spring")
    reply = table.answer(asked[1])
    assert (reply["right"], reply["released_fen"], reply["reason"]) == (True, 0, "no_campaign")
    assert reply["campaign_remaining_fen"] is None
    assert assert_whole(url)["campaigns"]["spring"]["committed_fen"] == 100


def test_the_newest_open_campaign_is_the_one_that_answers_give_from(url: str):
    a_campaign(url)
    table = Table(url)
    asked = table.round(table.player())
    assert table.answer(asked[0])["campaign"] == "spring"
    a_campaign(url, "summer", rate_fen=5)
    table.look()
    reply = table.answer(asked[1])
    assert (reply["campaign"], reply["released_fen"], reply["campaign_remaining_fen"]) == ("summer", 5, 99_995)
    close(url, "summer")
    table.look()
    assert table.answer(asked[2])["campaign"] == "spring"
    found = assert_whole(url)["campaigns"]
    assert {name: sums["committed_fen"] for name, sums in found.items()} == {"spring": 200, "summer": 5}


def test_without_a_campaign_the_quiz_is_played_and_nothing_is_released(url: str):
    table = Table(url)
    reply = table.answer(table.round(table.player())[0])
    assert (reply["right"], reply["released_fen"], reply["campaign_remaining_fen"]) == (True, 0, None)
