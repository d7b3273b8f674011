"""What is remembered for some seconds is found once, however many ask, and again when it is too old."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tanlu.core.ttl_cache import TtlValue


def test_eight_who_ask_at_once_have_it_found_once():
    found: list[int] = []
    start = Barrier(8)

    def find() -> int:
        found.append(len(found))
        return found[-1]

    one = TtlValue(find, 30, clock=lambda: 0.0)

    def ask(_: int) -> int:
        start.wait()
        return one.get()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [0] * 8
    assert found == [0]


def test_a_finding_is_found_again_at_its_age_and_one_that_failed_at_once():
    seconds, outcomes = [0.0], iter(["first", None, "second"])

    def find() -> str:
        outcome = next(outcomes)
        if outcome is None:
            raise OSError("not now")
        return outcome

    one = TtlValue(find, 30, clock=lambda: seconds[0])
    assert one.get() == "first"
    seconds[0] = 29.9
    assert one.get() == "first"
    seconds[0] = 30.0
    with pytest.raises(OSError, match="not now"):
        one.get()
    assert one.get() == "second"


def test_a_clock_that_was_set_back_does_not_keep_a_finding_for_longer():
    seconds, count = [3_600.0], iter(range(9))
    one = TtlValue(lambda: next(count), 30, clock=lambda: seconds[0])
    assert [one.get(), one.get()] == [0, 0]
    seconds[0] = 0.0
    assert [one.get(), one.get()] == [1, 1]
