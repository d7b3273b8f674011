"""Item analysis: what a bank gives away, what an item's correlation says, and when a flag is raised."""

from __future__ import annotations

from statistics import StatisticsError, correlation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanlu.engage.quiz.bank import bank
from tanlu.engage.quiz.item_analysis import (
    MOST_BY_LENGTH,
    RestSums,
    discrimination,
    flags,
    giveaway,
    wrong_is_preferred,
)

PLAYERS = st.lists(
    st.integers(1, 137).flatmap(lambda others: st.tuples(st.booleans(), st.integers(0, others), st.just(others))),
    min_size=100,
    max_size=140,
)
"""Whether each was right at the item, how many others, and of how many."""


def sums(players: list[tuple[bool, int, int]]) -> list[RestSums]:
    """What the database hands over of them."""
    by_others: dict[int, list[tuple[bool, int]]] = {}
    for right, rest, others in players:
        by_others.setdefault(others, []).append((right, rest))
    return [
        RestSums(
            others,
            len(pairs),
            sum(right for right, _ in pairs),
            sum(rest for _, rest in pairs),
            sum(rest**2 for _, rest in pairs),
            sum(right * rest for right, rest in pairs),
        )
        for others, pairs in by_others.items()
    ]


@pytest.mark.rule("engage-16")
def test_the_bank_gives_nothing_away_by_length_or_place():
    found = giveaway(bank().in_play())
    assert found.longest <= MOST_BY_LENGTH
    assert found.flagged == ()
    assert found.first <= MOST_BY_LENGTH


@given(players=PLAYERS)
def test_discrimination_from_sums_is_the_correlation_of_the_pairs(players: list[tuple[bool, int, int]]):
    found = discrimination(sums(players))
    try:
        expected = correlation([right for right, *_ in players], [rest / others for _, rest, others in players])
    except StatisticsError:
        assert found is None
        return
    assert found == pytest.approx(expected, abs=1e-9)  # the expected one is summed in doubles


def test_discrimination_is_not_told_where_a_side_does_not_vary_or_players_are_few():
    even = [(n % 2 == 0, n % 3, 3) for n in range(100)]
    assert discrimination(sums(even)) is not None
    assert discrimination(sums(even[:99])) is None
    assert discrimination(sums([(True, rest, others) for _, rest, others in even])) is None
    # two of four, five of ten and 50 of 100 are one share
    assert discrimination(sums([(n % 2 == 0, (2, 5, 50)[n % 3], (4, 10, 100)[n % 3]) for n in range(120)])) is None
    assert discrimination([]) is None


@pytest.mark.parametrize(
    ("chosen", "tells", "raised"),
    [
        ([95, 3, 2], 0.3, ()),
        ([96, 2, 2], 0.3, ("too_easy",)),
        ([60, 38, 1], 0.3, ()),  # 99 attempts
        ([60, 38, 2], 0.3, ()),
        ([61, 38, 1], 0.3, ("dead_option",)),
        ([250, 240, 255, 255], 0.3, ("at_chance",)),
        ([330, 340, 330], 0.3, ("at_chance",)),
        ([330, 270, 200, 200], 0.3, ()),
        ([40, 60, 5], 0.3, ("wrong_preferred",)),
        ([50, 60, 5], 0.3, ()),
        ([60, 20, 20], 0.0999, ("does_not_tell",)),
        ([60, 20, 20], 0.1, ()),
        ([60, 20, 20], None, ()),
    ],
)
@pytest.mark.rule("engage-16")
def test_flags_are_raised_where_first_attempts_show_it_and_not_before(
    chosen: list[int], tells: float | None, raised: tuple[str, ...]
):
    assert flags(chosen, 0, tells) == raised


@given(counts=st.lists(st.integers(0, 500), min_size=3, max_size=4))
def test_a_wrong_option_is_never_said_to_be_preferred_where_the_right_one_was_taken_as_often(counts: list[int]):
    if counts[0] >= max(counts[1:]):
        assert not wrong_is_preferred(counts, 0)
