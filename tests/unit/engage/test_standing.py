"""Tokens, devices, and the terms of a campaign."""

from __future__ import annotations

from typing import Any

import pytest

from tanlu.core.errors import GivingError
from tanlu.engage.giving.terms import Terms, checked_terms
from tanlu.engage.quiz.identity import Player, device_cookie, device_of, new_id, player_of, token_of


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
