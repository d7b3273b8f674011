"""Quality digits are read, weighed by emissions, and primary data has its share."""

from __future__ import annotations

import pytest

from tanlu.core.errors import QuantityError
from tanlu.inventory.data_quality import QualityScores, parse_quality, share_primary, weighted_quality


@pytest.mark.rule("inventory-27")
@pytest.mark.parametrize("text", ["21132", "2,1,1,3,2", "(2; 1; 1; 3; 2)", "２１１３２", " 2-1-1-3-2 "])
def test_five_digits_are_five_indicators(text: str):
    assert parse_quality(text) == QualityScores(reliability=2, completeness=1, time=1, place=3, technology=2)


@pytest.mark.parametrize("text", ["", "2113", "211321", "21130", "21136", "good"])
def test_anything_else_is_refused_with_the_order_of_the_indicators(text: str):
    with pytest.raises(QuantityError, match="reliability, completeness, time, place, technology"):
        parse_quality(text)


@pytest.mark.rule("inventory-27")
def test_scores_are_weighed_by_emissions():
    quality = weighted_quality([(90.0, parse_quality("11111")), (10.0, parse_quality("51111")), (100.0, None)])
    assert quality.scores == QualityScores(1.4, 1, 1, 1, 1)
    assert quality.total == pytest.approx(1.08)
    assert quality.share_scored == 0.5


def test_a_credit_weighs_by_its_size():
    quality = weighted_quality([(50.0, parse_quality("11111")), (-50.0, parse_quality("33333"))])
    assert quality.total == 2.0


def test_without_scores_there_is_no_quality_rather_than_a_perfect_one():
    assert weighted_quality([(10.0, None)]).total is None
    assert weighted_quality([(10.0, None)]).share_scored == 0.0
    assert weighted_quality([]).share_scored is None


@pytest.mark.rule("inventory-27")
def test_metered_and_suppliers_figures_are_primary():
    lines = [(60.0, "metered"), (20.0, "supplier"), (15.0, "spend"), (5.0, "estimated")]
    assert share_primary(lines) == pytest.approx(0.8)
    assert share_primary([]) is None
