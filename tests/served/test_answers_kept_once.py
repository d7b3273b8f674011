"""Answers on both databases: kept once, paid once, refused with a reason, and nothing given away before."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from support.quiz_builders import RIGHT, Table, a_campaign, assert_whole, body, postings, released_fen, tables
from tanlu.engage.quiz.bank import Bank, bank
from tanlu.engage.quiz.rounds import SERVE_LIFE_MS, Place, serve_id
from tanlu.services.quiz.question_bank import version_name
from tanlu.services.quiz.rounds import start_round


@pytest.mark.rule("engage-1")
def test_one_answer_two_hundred_times_at_once_gives_once_and_has_one_reply(url: str):
    a_campaign(url)
    table = Table(url)
    one = table.round(table.player())[0]
    request = table.request(one, key="the same")
    replies = table.game.workers[0].answer([request] * 200)
    again = table.game.workers[0].answer([request])
    assert len({(reply.status, reply.body) for reply in [*replies, *again]}) == 1
    assert body(replies[0])["released_fen"] == 100
    assert body(replies[0])["campaign_remaining_fen"] == 99_900
    assert released_fen(table.game) == 100


@pytest.mark.rule("engage-1")
def test_one_answer_sent_to_two_servers_at_once_gives_once_and_has_one_reply(url: str):
    a_campaign(url)
    with tables(url, 2) as (one, two), ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            asked = one.round(one.player())[0]
            request = one.request(asked)
            sent = [pool.submit(t.game.workers[0].answer, [request]) for t in (one, two) * 4]
            assert len({future.result()[0].body for future in sent}) == 1
        assert released_fen(one.game) == 300
    assert_whole(url)


@pytest.mark.rule("engage-2")
def test_a_key_that_was_used_for_another_answer_is_refused_and_nothing_is_posted(url: str):
    a_campaign(url)
    table = Table(url)
    first, second = table.round(table.player())[:2]
    kept = table.answer(first, key="k")
    for request in (table.request(first, first.wrong, key="k"), table.request(second, key="k")):
        (refused,) = table.send(request)
        assert (refused["status"], refused["reason"]) == (409, "key_reused")
    assert table.send(table.request(first, key="k")) == [kept]
    assert released_fen(table.game) == 100


def test_a_key_belongs_to_its_player(url: str):
    a_campaign(url)
    table = Table(url)
    ann, bob = table.round(table.player())[0], table.round(table.player())[0]
    assert [reply["released_fen"] for reply in (table.answer(ann, key="k"), table.answer(bob, key="k"))] == [100, 100]


@pytest.mark.rule("engage-13")
def test_an_answer_to_what_was_not_served_is_expired_or_answered_already_is_refused_with_its_reason(url: str):
    a_campaign(url)
    table = Table(url)
    ann, eve = table.player(), table.player()
    asked = table.round(ann, "daily")
    stolen = table.request(asked[0])
    foreign = table.request(asked[0])._replace(player=eve.player)
    beyond = stolen._replace(position=9, serve=serve_id(Place(stolen.round, 9)))
    assert [(r["status"], r["reason"]) for r in table.send(foreign, beyond)] == [(409, "not_served")] * 2
    assert table.send(stolen)[0]["released_fen"] == 100
    assert table.answer(asked[0])["reason"] == "already_answered"
    assert table.send(table.request(asked[1], "made-up"))[0]["status"] == 422
    table.clock.pass_ms(SERVE_LIFE_MS)
    late = table.answer(asked[1])
    assert (late["status"], late["reason"]) == (410, "expired")
    assert "learning" not in late
    assert released_fen(table.game) == 100


@pytest.mark.rule("engage-24")
def test_practice_that_comes_late_is_graded_for_learning_and_gives_nothing_then_or_later(url: str):
    a_campaign(url)
    table = Table(url)
    player = table.player()
    asked = table.round(player)
    table.clock.pass_ms(SERVE_LIFE_MS)
    request = table.request(asked[0])
    (late,) = table.send(request)
    assert (late["status"], late["learning"]["right"]) == (410, True)
    assert table.send(request) == [late]
    assert table.answer(asked[0])["reason"] == "already_answered"
    assert released_fen(table.game) == 0


def test_a_reply_is_the_same_after_a_restart_and_after_its_serve_has_expired(url: str):
    a_campaign(url)
    table = Table(url)
    one = table.round(table.player(), language="zh")[0]
    request = table.request(one)
    (reply,) = table.game.workers[0].answer([request])
    table.game.stop()
    table.clock.pass_ms(2 * SERVE_LIFE_MS)
    later = Table(url, table.clock)
    assert later.game.workers[0].answer([request]) == [reply]


def test_only_the_first_answer_to_a_question_gives_whatever_the_round(url: str):
    a_campaign(url)
    table = Table(url)
    player = table.player()
    met: Counter[str] = Counter()
    for _ in range(16):  # rounds enough to meet questions again
        for one in table.round(player):
            reply = table.answer(one)
            met[reply["reason"]] += 1
    assert met["gave"] == len(table.game.questions.in_play)
    assert met["gave"] + met["answered_before"] == 160
    assert released_fen(table.game) == 100 * met["gave"]


@pytest.mark.rule("engage-14")
@pytest.mark.parametrize(("ms", "reason"), [(300, "too_fast"), (301, "gave")])
def test_an_answer_within_300_ms_of_its_serve_gives_nothing(url: str, ms: int, reason: str):
    a_campaign(url)
    table = Table(url)
    one = table.round(table.player())[0]
    table.clock.pass_ms(ms - 1_000)
    assert table.answer(one)["reason"] == reason


@pytest.mark.rule("engage-14")
def test_a_clock_starts_again_with_each_graded_answer_of_the_round_right_or_wrong(url: str):
    a_campaign(url)
    table = Table(url)
    asked = table.round(table.player())
    batch = table.send(*[table.request(one) for one in asked[:3]])
    assert [reply["reason"] for reply in batch] == ["gave", "too_fast", "too_fast"]
    table.clock.pass_ms(301)
    assert table.send(table.request(asked[3], asked[3].wrong))[0]["reason"] == "wrong"
    table.clock.pass_ms(300)
    assert table.send(table.request(asked[4]))[0]["reason"] == "too_fast"
    table.clock.pass_ms(301)
    assert table.send(table.request(asked[5]))[0]["reason"] == "gave"


@pytest.mark.rule("engage-12")
def test_nothing_sent_before_an_answer_holds_the_key_or_the_explanation(url: str):
    a_campaign(url)
    table = Table(url)
    player = table.player()
    places: Counter[int] = Counter()
    ids: set[str] = set()
    for language in ("en", "zh"):
        for _ in range(12):
            told = start_round(table.game, player.player, "practice", language)
            text = json.dumps(told, ensure_ascii=False)
            for question in told["questions"]:
                assert set(question) == {"serve", "text", "options", "theme", "difficulty", "reviewed"}
                places[[o["text"] for o in question["options"]].index(RIGHT[question["text"]])] += 1
                ids |= {option["id"] for option in question["options"]}
            for question in table.game.questions.in_play:
                assert question.explanation(language) not in text
    # 240 serves: each of three or four places near a quarter; 30 is four standard deviations (6.7) below 60
    assert min(places[place] for place in range(3)) > 30
    assert len(ids) >= 24 * 10 * 3  # no id comes twice


@pytest.mark.rule("engage-16")
def test_a_bot_that_guesses_earns_no_more_than_chance(url: str):
    a_campaign(url, rate_fen=1)
    table = Table(url)
    random = Random(7)
    takes = {
        "first": lambda one: one.options[0],
        "longest": lambda one: max(zip(one.texts, one.options, strict=True), key=lambda pair: len(pair[0]))[1],
        "random": lambda one: random.choice(one.options),
    }
    for name, take in takes.items():
        right = count = 0
        chance = 0.0
        for _ in range(3):
            player = table.player()
            for _ in range(10):
                requests = []
                for one in table.round(player):
                    table.clock.pass_ms(1_000)
                    requests.append(table.request(one, take(one)))
                    chance += 1 / len(one.options)
                replies = table.send(*requests)
                right += sum(reply["right"] for reply in replies)
                count += len(replies)
        # 300 answers at chance 1/4 to 1/3: one standard deviation is 8; four of them above chance is 32
        assert right <= chance + 32, f"{name}: {right} of {count}"


def test_a_daily_trail_is_eight_questions_all_day_and_brings_back_those_not_answered(url: str):
    a_campaign(url)
    table = Table(url)
    player = table.player()
    trail = table.round(player, "daily")
    assert len(trail) == 8
    for one in trail[:3]:
        table.answer(one)
    rest = table.round(player, "daily")
    assert {one.text for one in rest} == {one.text for one in trail[3:]}
    table.clock.pass_ms(86_400_000)
    assert len(table.round(player, "daily")) == 8


@pytest.mark.rule("engage-18")
def test_the_share_who_knew_is_told_from_a_hundred_first_attempts_on(url: str):
    few = Bank(bank().questions[:10], "few")
    table = Table(url, bank=few)
    wanted = few.questions[0].text_en
    shown = []
    for number in range(101):
        one = next(one for one in table.round(table.player()) if one.text == wanted)
        shown.append(table.answer(one, one.right if number % 4 == 0 else one.wrong)["knew_percent"])
    assert shown[:99] == [None] * 99
    assert shown[99:] == [25, 26]  # 25 of 100, then 26 of 101
    known = table.game.tallies.of(version_name(*few.questions[0].key))
    assert known == (101, 26)
    assert Table(url, table.clock, few).game.tallies.of(version_name(*few.questions[0].key)) == known


def test_a_question_that_nobody_reviewed_gives_only_in_a_campaign_that_says_so(url: str):
    a_campaign(url, unreviewed=False)
    table = Table(url)
    reply = table.answer(table.round(table.player())[0])
    assert (reply["right"], reply["released_fen"], reply["reason"]) == (True, 0, "not_reviewed")


def test_postings_name_no_player_and_an_erased_player_leaves_the_books_whole(url: str):
    from tanlu.services.quiz.players import everything_of, forget
    from tanlu.services.quiz.rounds import UnknownPlayer

    a_campaign(url)
    table = Table(url)
    player = table.player()
    for one in table.round(player)[:3]:
        table.answer(one)
    assert everything_of(table.game, player.player)["released_fen"] == 300
    forget(table.game, player.player)
    assert player.player not in json.dumps(postings(table.game))
    assert everything_of(table.game, player.player)["kept"] == {"rounds": [], "answers": []}
    with pytest.raises(UnknownPlayer):
        table.round(player)
    assert assert_whole(url)["campaigns"]["spring"]["committed_fen"] == 300
