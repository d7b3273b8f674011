"""Terms of a campaign made without a flag give for nothing that no person has reviewed, and cap what one player gets."""

from __future__ import annotations

from tanlu.engage.giving.terms import Terms


def test_a_campaign_opened_without_the_flag_gives_nothing_for_questions_that_nobody_reviewed():
    assert Terms("grassland", "A sponsor", "Grassland", 10, 1_000).unreviewed is False


def test_a_campaign_opened_without_caps_has_the_published_ones():
    terms = Terms("grassland", "A sponsor", "Grassland", 10, 1_000)
    assert (terms.per_player_day, terms.per_device_day, terms.per_address_day) == (8, 8, 200)
    assert terms.per_player_minute == 60
