"""Shares who knew, days in a row, learning gain, giveaways of a bank, tokens and addresses."""

from __future__ import annotations

from typing import Any

import pytest

from tanlu.core.errors import GivingError
from tanlu.engage.giving.terms import Terms, checked_terms
from tanlu.engage.quiz.bank import bank
from tanlu.engage.quiz.identity import Player, device_cookie, device_of, new_id, player_of, token_of
from tanlu.engage.quiz.item_analysis import MOST_BY_LENGTH, giveaway
from tanlu.engage.quiz.standing import FirstAttempt, learning_gain


@pytest.mark.rule("engage-19")
def test_learning_gain_compares_players_who_met_the_theme_with_those_who_had_not_at_the_same_difficulty():
    new = [FirstAttempt(f"n{n}", "energy", "q2", n < 40, 2) for n in range(100)]
    met = [FirstAttempt(f"m{n}", "energy", "q1", True, 1) for n in range(100)]
    then = [FirstAttempt(f"m{n}", "energy", "q2", n < 70, 2) for n in range(100)]
    found = learning_gain([*new, *met, *then])["energy"]
    assert found.gain == pytest.approx(0.30)  # 70 of 100 less 40 of 100; difficulty 1 has no two kinds of player
    assert found.low is not None
    assert found.high is not None
    # Wald: 1.96 × √(0.24/100 + 0.21/100) = 0.1315
    assert (found.low, found.high) == pytest.approx((0.1685, 0.4315), abs=1e-4)
    assert learning_gain(new)["energy"].gain is None


@pytest.mark.rule("engage-16")
def test_the_bank_gives_nothing_away_by_length_or_place():
    found = giveaway(bank().in_play())
    assert found.longest <= MOST_BY_LENGTH
    assert found.flagged == ()
    assert found.first <= MOST_BY_LENGTH


def test_a_token_that_was_changed_anywhere_is_refused():
    token = token_of(Player(new_id(), new_id()), b"s")
    assert all(
        player_of(token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :], b"s") is None for n in range(64)
    )
    assert player_of(token + "=", b"s") is None
    assert player_of("", b"s") is None
    assert player_of("é" * 64, b"s") is None


def test_a_device_cookie_is_no_token_and_the_other_way_round():
    device = new_id()
    cookie = device_cookie(device, b"s")
    assert device_of(cookie, b"s") == device
    assert player_of(cookie, b"s") is None
    assert device_of(token_of(Player(device, device), b"s"), b"s") is None


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"rate_fen": 0}, "rate_fen is 0"),
        ({"budget_fen": -1}, "budget_fen is -1"),
        ({"rate_fen": 11}, "more than the budget"),
        ({"campaign": "../x"}, "campaign id"),
        ({"sponsor": " "}, "sponsor's name"),
        ({"per_player_day": -1}, "per_player_day is -1"),
    ],
)
def test_terms_that_make_no_campaign_are_refused_by_name(terms: dict[str, Any], told: str):
    good: dict[str, Any] = {"campaign": "c", "sponsor": "S", "project": "P", "rate_fen": 1, "budget_fen": 10}
    with pytest.raises(GivingError, match=told):
        checked_terms(Terms(**(good | terms)))
