"""What is said beside a number deserves the tests of a number: places that are known, and how many flaws a message hides."""

from __future__ import annotations

import pytest

from tanlu.core.errors import QuestionError
from tanlu.core.place import places


@pytest.mark.parametrize("code", ["CN-GD", "CN-GRID-SOUTH", "FR", "FR-IDF", "US-TX"])
def test_a_place_is_known_where_it_is_listed_or_has_the_shape_of_an_iso_code(code: str):
    assert places().known(code)


@pytest.mark.parametrize("code", ["", "china", "CN-", "CN-广东", "C", "1N-GD"])
def test_a_senseless_code_is_not_a_known_place(code: str):
    assert not places().known(code)


@pytest.mark.parametrize(("flaws", "said"), [(1, "first"), (2, "first (and 1 more)"), (3, "first (and 2 more)")])
def test_the_message_of_a_bank_says_how_many_flaws_it_does_not_name(flaws: int, said: str):
    assert str(QuestionError(["first", "second", "third"][:flaws])) == said
