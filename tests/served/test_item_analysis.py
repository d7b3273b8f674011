"""Item analysis and learning gain on both databases: the same as in plain Python, and right about populations that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.item_builders import (
    Attempt,
    fetched,
    forget_all,
    keep,
    plain_choices,
    plain_discrimination,
    plain_learning,
    population,
    question,
)
from support.quiz_builders import Table
from tanlu.core.errors import StoreError
from tanlu.engage.quiz.bank import Bank
from tanlu.engage.quiz.confidence import Proportion
from tanlu.engage.quiz.item_analysis import RestSums, discrimination
from tanlu.engage.quiz.learning_gain import strata_of
from tanlu.engage.quiz.question import Question
from tanlu.services.editor.item_analysis import ItemAnalysis, items_shown, learning_shown
from tanlu.services.quiz.players import forget
from tanlu.services.quiz.question_bank import version_name
from tanlu.store.quiz.item_statistics import Item, choices, met_before, read_whole_tables, rests

FEW = (
    question("energy-1", difficulty=1),
    question("energy-1", difficulty=2, version=2),
    question("energy-2", difficulty=1),
    question("sinks-1", theme="sinks", difficulty=1),
    question("sinks-2", theme="sinks", difficulty=3),
)
"""Two themes, one question of which has two versions."""


def histories() -> st.SearchStrategy[list[Attempt]]:
    """A few players' answers within a few milliseconds; places in rounds come once, and so do first answers."""
    answer = st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(FEW),
        st.integers(0, 3),
        st.integers(1, 3),
        st.sampled_from(["R", "r", "é"]),
        st.integers(0, 7),
    )
    return st.lists(answer, max_size=30, unique_by=lambda cells: (cells[0], *cells[4:])).map(_with_firsts)


def _with_firsts(answers: Sequence[tuple[str, Question, int, int, str, int]]) -> list[Attempt]:
    met: set[tuple[str, tuple[str, int]]] = set()
    found: list[Attempt] = []
    for player, asked, chosen, at_ms, round_name, position in answers:
        is_first = (player, asked.key) not in met
        met.add((player, asked.key))
        found.append(Attempt(player, asked, chosen, at_ms, round_name, position, is_first))
    return found


def _assert_counted_as_in_plain_python(table: Table, questions: Sequence[Question]) -> None:
    rows = fetched(table.game)
    with table.game.database.snapshot() as connection:
        read_whole_tables(connection)
        chosen, sums = choices(connection), rests(connection)
        items = [Item(version_name(*one.key), one.question, one.theme) for one in questions]
        met = met_before(connection, items)
    assert {one[:3]: one.attempts for one in chosen} == plain_choices(rows)
    by_name = {version_name(*one.key): one for one in questions}
    strata = strata_of(plain_learning(rows, questions))
    assert sum(one.attempts for one in met) == len(rows)
    for theme, found in strata.items():
        for stratum in found:
            for kind, share in ((False, stratum.new), (True, stratum.met)):
                of_kind = [
                    one
                    for one in met
                    if one.met is kind
                    and (by_name[one.first_of].theme, by_name[one.first_of].difficulty) == (theme, stratum.difficulty)
                ]
                assert Proportion(sum(one.attempts for one in of_kind), sum(one.right for one in of_kind)) == share
    expected = plain_discrimination(rows)
    for one in questions:
        groups = [RestSums(*found[2:]) for found in sums if found[:2] == one.key]
        if expected.get(one.key) is None:
            assert discrimination(groups) is None
        else:
            assert discrimination(groups) == pytest.approx(expected[one.key], abs=1e-9)


@pytest.mark.rule("engage-19")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=histories())
def test_the_database_counts_any_history_as_plain_python_does(made_table: Callable[[], Table], history: list[Attempt]):
    table = made_table()
    forget_all(table.game)
    keep(table.game, history, FEW)
    _assert_counted_as_in_plain_python(table, FEW)


@pytest.mark.rule("engage-19")
def test_the_database_counts_a_population_as_plain_python_does(made_table: Callable[[], Table]):
    table = made_table()
    questions = [question(f"q-{n}", theme=("energy", "sinks")[n % 2], difficulty=1 + n % 5) for n in range(12)]
    keep(table.game, population(questions, 400, 7, seed=3), questions)
    _assert_counted_as_in_plain_python(table, questions)
    assert plain_discrimination(fetched(table.game))["q-0", 1] is not None


@pytest.fixture
def made_table(url: str) -> Iterator[Callable[[], Table]]:
    """The one table of a test, on a bank of a few questions."""
    table = Table(url, bank=Bank(FEW, "few"))
    yield lambda: table
    table.game.database.close()


@pytest.mark.rule("engage-19")
def test_of_answers_of_one_moment_the_first_in_its_round_was_the_first(made_table: Callable[[], Table]):
    table = made_table()
    first, _, second, *_ = FEW
    at_once = [Attempt("a", second, 0, 5, "r", 1), Attempt("a", first, 1, 5, "r", 0)]
    keep(table.game, at_once, FEW)
    (energy,) = [theme for theme in learning_shown(table.game)["themes"] if theme["theme"] == "energy"]
    assert energy["strata"] == [
        {"difficulty": 1, "new": {"attempts": 1, "right": 0}, "met": {"attempts": 1, "right": 1}}
    ]


@pytest.mark.rule("engage-19")
def test_another_version_of_a_question_is_not_another_question(made_table: Callable[[], Table]):
    table = made_table()
    first, newer, other, *_ = FEW
    keep(table.game, [Attempt("a", one, 0, at, "r", at) for at, one in enumerate((first, newer, other))], FEW)
    shown = learning_shown(table.game)
    (energy,) = [theme for theme in shown["themes"] if theme["theme"] == "energy"]
    assert [(s["new"]["attempts"], s["met"]["attempts"]) for s in energy["strata"]] == [(1, 1), (1, 0)]
    assert (shown["first_attempts"], energy["attempts"]) == (3, 3)


@pytest.mark.rule("engage-19")
def test_players_who_learn_are_told_from_players_who_do_not(made_table: Callable[[], Table]):
    """Known by a share of 0.5 at the first question of a theme; later by 0.7 in energy and still by 0.5 in sinks."""
    table, random = made_table(), Random(11)
    questions = [question(f"{theme}-{n}", theme=theme) for theme in ("energy", "sinks") for n in range(4)]
    attempts: list[Attempt] = []
    for number in range(1_000):
        seen: set[str] = set()
        for position, one in enumerate(random.sample(questions, 4)):
            share = 0.7 if one.theme == "energy" and one.theme in seen else 0.5
            seen.add(one.theme)
            attempts.append(Attempt(f"p{number}", one, int(random.random() > share), 7, f"r{number}", position))
    keep(table.game, attempts, questions)
    energy, sinks = (
        next(theme for theme in learning_shown(table.game)["themes"] if theme["theme"] == name)
        for name in ("energy", "sinks")
    )
    # some 930 new and 1,070 met a theme: one standard deviation of a difference is 0.022, four are 0.09
    assert energy["gain"] == pytest.approx(0.2, abs=0.09)
    assert energy["low"] > 0
    assert sinks["low"] < 0 < sinks["high"]
    assert energy["strata"][0]["new"]["attempts"] + energy["strata"][0]["met"]["attempts"] == energy["attempts"]


def test_a_theme_that_nobody_played_has_no_gain_and_not_a_gain_of_zero(made_table: Callable[[], Table]):
    shown = learning_shown(made_table().game)
    assert len(shown["themes"]) == 8
    assert {(theme["gain"], theme["low"], theme["high"], theme["attempts"]) for theme in shown["themes"]} == {
        (None, None, None, 0)
    }


GOOD, MISKEYED, EASY, DEAD = (question(name) for name in ("good", "miskeyed", "easy", "dead"))


def _knowing(players: int) -> list[Attempt]:
    """Players of different knowledge at ten questions; the key of one is wrong, everybody knows another, an option of a third is dead."""
    random = Random(5)
    more = [question(f"more-{n}") for n in range(6)]
    attempts: list[Attempt] = []
    for number in range(players):
        skill = random.random()
        for position, one in enumerate((GOOD, MISKEYED, EASY, DEAD, *more)):
            knows = random.random() < (0.99 if one is EASY else skill)
            right = 1 if one is MISKEYED else 0
            others = [place for place in range(4) if place != right and not (one is DEAD and place == 3)]
            chosen = right if knows else random.choice(others)
            attempts.append(Attempt(f"p{number}", one, chosen, position, f"r{number}", position))
    return attempts


@pytest.mark.rule("engage-16")
def test_items_of_a_population_that_knows_are_flagged_for_what_is_wrong_with_them(made_table: Callable[[], Table]):
    table = made_table()
    attempts = _knowing(1_500)
    keep(table.game, attempts, list({attempt.question.key: attempt.question for attempt in attempts}.values()))
    shown = items_shown(table.game)
    items = {item["question"]: item for item in shown["items"]}
    assert {name: items[name]["flags"] for name in ("good", "miskeyed", "easy", "dead")} == {
        "good": [],
        "miskeyed": ["at_chance", "wrong_preferred", "does_not_tell"],
        "easy": ["too_easy", "dead_option", "does_not_tell"],
        "dead": ["dead_option"],
    }
    # nine others that follow a skill spread evenly from 0 to 1: 0.47 in expectation, 1,500 players put 0.02 about it
    assert items["good"]["discrimination"] == pytest.approx(0.47, abs=0.08)
    assert items["miskeyed"]["discrimination"] < -0.2
    assert shown["first_attempts"] == len(attempts)
    assert items["energy-2"]["attempts"] == 0
    assert (items["energy-2"]["knew_percent"], items["energy-2"]["discrimination"]) == (None, None)


@pytest.mark.rule("engage-16")
def test_items_that_only_bots_answered_are_at_chance_and_tell_nothing(made_table: Callable[[], Table]):
    table, random = made_table(), Random(2)
    questions = [question(f"q-{n}", options=3 + n % 2) for n in range(8)]
    keep(
        table.game,
        (
            Attempt(f"p{n}", one, random.randrange(len(one.options_en)), 1, f"r{n}", place)
            for n in range(3_000)
            for place, one in enumerate(questions)
        ),
        questions,
    )
    items = [item for item in items_shown(table.game)["items"] if item["attempts"]]
    assert len(items) == 8
    assert all({"at_chance", "does_not_tell"} <= set(item["flags"]) for item in items)
    assert not any({"too_easy", "dead_option"} & set(item["flags"]) for item in items)


@pytest.mark.rule("engage-18")
def test_below_a_hundred_first_attempts_nothing_is_said_of_an_item(made_table: Callable[[], Table]):
    table = made_table()
    keep(table.game, [Attempt(f"p{n}", FEW[0], 1, n, f"r{n}", 0) for n in range(99)], FEW)
    item = next(item for item in items_shown(table.game)["items"] if item["question"] == "energy-1")
    assert (item["attempts"], item["knew_percent"], item["discrimination"], item["flags"]) == (99, None, None, [])
    keep(table.game, [Attempt("p99", FEW[0], 1, 99, "r99", 0), Attempt("p99", FEW[0], 0, 99, "r99", 1, False)], FEW)
    item = next(item for item in items_shown(table.game)["items"] if item["question"] == "energy-1")
    assert (item["attempts"], item["right_attempts"], item["knew_percent"]) == (100, 0, 0)
    assert item["flags"] == ["at_chance", "wrong_preferred", "dead_option"]


@pytest.mark.rule("engage-17")
def test_a_version_that_another_servers_newer_bank_brought_is_shown_with_its_answers(url: str):
    older = Table(url, bank=Bank(FEW[:1], "older"))
    newer = replace(FEW[1], retired=date(2026, 2, 1))
    keep(older.game, [Attempt("a", newer, 0, 1, "r", 0)], [newer])
    items = items_shown(older.game)["items"]
    assert [(item["version"], item["attempts"], item["retired"]) for item in items] == [
        (1, 0, None),
        (2, 1, "2026-02-01"),
    ]
    assert learning_shown(older.game)["first_attempts"] == 1


@pytest.mark.rule("engage-16")
def test_who_may_not_change_the_bank_is_not_told_that_the_longest_option_is_right(url: str):
    options = ("the longest of these", "short", "small", "brief")
    long = tuple(replace(question(f"q-{n}"), options_en=options, options_zh=options) for n in range(3))
    analysis = ItemAnalysis(Table(url, bank=Bank(long, "long")).game)
    told, kept_back = (analysis.items(may_know_the_key=may) for may in (True, False))
    assert {flag for item in told["items"] for flag in item["flags"]} == {"longest_wins"}
    assert [item["flags"] for item in kept_back["items"]] == [[], [], []]
    assert (told["bank"]["is_flagged"], kept_back["bank"]) == (True, told["bank"])


@pytest.mark.rule("engage-20")
def test_an_erased_player_is_in_no_count(made_table: Callable[[], Table]):
    table = made_table()
    keep(table.game, [Attempt(name, FEW[0], 0, 1, name, 0) for name in ("a", "b")], FEW)
    forget(table.game, "a")
    assert (items_shown(table.game)["first_attempts"], learning_shown(table.game)["first_attempts"]) == (1, 1)


def test_a_count_is_used_again_for_half_a_minute(made_table: Callable[[], Table]):
    table, seconds = made_table(), [0.0]
    analysis = ItemAnalysis(table.game, clock=lambda: seconds[0])
    seen: list[tuple[int, int]] = []
    for at, player in ((0.0, "a"), (29.9, "b"), (30.0, "c")):
        seconds[0] = at
        keep(table.game, [Attempt(player, FEW[0], 0, 1, player, 0)], FEW)
        items = analysis.items(may_know_the_key=True)
        seen.append((items["first_attempts"], analysis.learning()["first_attempts"]))
    assert seen == [(1, 1), (1, 1), (3, 3)]


def test_what_the_database_refuses_is_told_as_a_sentence(made_table: Callable[[], Table]):
    table = made_table()
    with table.game.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE quiz_answer RENAME TO gone")
    for shown in (items_shown, learning_shown):
        with pytest.raises(StoreError, match="quiz_answer"):
            shown(table.game)


def test_answers_to_a_question_that_the_database_lost_are_named_and_not_passed_over(made_table: Callable[[], Table]):
    table = made_table()
    keep(table.game, [Attempt("a", question("lost"), 0, 1, "r", 0)], FEW)
    with pytest.raises(StoreError, match="lost@1"):
        items_shown(table.game)
