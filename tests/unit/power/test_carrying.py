"""Remainders by month: energy is certified in its own month or later, nothing is lost, and a book of old is told as it was."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanlu.core.errors import CertificateError
from tanlu.power.certificates.carry_forward import Carried, Issued, carried, certified
from tanlu.power.certificates.issuance import Issue, issue

UNIT = 1_000
MONTHS = tuple(f"2024-{month:02}" for month in range(1, 6))
BOOKED = st.lists(st.tuples(st.sampled_from(MONTHS), st.integers(1, 3 * UNIT)), max_size=20)
MWH = 1_000_000


def issued(steps: list[tuple[str, int]]) -> list[Issued]:
    """Issues in the order they are booked, whatever the order of their months."""
    done: list[Issued] = []
    held: dict[str, int] = {}
    for entry, (month, wh) in enumerate(steps, start=1):
        made, held = certified({**held, month: held.get(month, 0) + wh}, month, unit_wh=UNIT)
        done.append(Issued(entry, month, wh, made))
        assert carried(done).held == held
    return done


@pytest.mark.rule("power-10")
@given(BOOKED)
def test_whole_certificates_and_what_is_carried_are_all_that_was_issued(steps):
    done = issued(steps)
    made_wh = sum(wh for one in done for wh in one.made.values())
    left = carried(done)
    assert made_wh + sum(left.held.values()) == sum(wh for _, wh in steps)
    assert all(wh % UNIT == 0 for one in done for wh in one.made.values())
    assert 0 <= sum(left.held.values()) < UNIT
    assert left.early_wh == {}


@pytest.mark.rule("power-10")
@given(BOOKED)
def test_the_certificates_to_any_month_never_hold_more_than_was_made_by_then(steps):
    done = issued(steps)
    for last in MONTHS:
        certified_wh = sum(wh for one in done for month, wh in one.made.items() if month <= last)
        assert certified_wh <= sum(wh for month, wh in steps if month <= last)


@pytest.mark.rule("power-10")
@given(st.dictionaries(st.sampled_from(MONTHS), st.integers(1, 3 * UNIT)), st.randoms(use_true_random=False))
def test_the_order_of_booking_changes_no_sum(outputs, chance):
    steps = sorted(outputs.items())
    shuffled = chance.sample(steps, len(steps))
    sums = [sum(wh for one in issued(order) for wh in one.made.values()) for order in (steps, shuffled)]
    assert sums[0] == sums[1]


@pytest.mark.rule("power-10")
def test_what_march_left_makes_no_certificate_of_january():
    march = {"2024-03": 700_000}
    entry = issue(Issue("wind", "2024-01", 400_000), [], carried={"2024-03": 500_000})
    assert (entry.born, [one.wh for one in entry.postings if one.account == "carried"]) == ((), [400_000])
    later = issue(Issue("wind", "2024-01", 1_400_000), [], carried=march, number=5)
    assert [(one.id, one.month, one.wh) for one in later.born] == [("gec-5", "2024-01", MWH), ("gec-6", "2024-03", MWH)]
    assert [one.expires for one in later.born] == [date(2025, 12, 31), date(2026, 2, 28)]


def test_a_month_is_over_on_the_day_its_certificates_are_issued():
    for day, carry in ((date(2024, 1, 31), {}), (date(2024, 2, 15), {"2024-03": 900_000})):
        with pytest.raises(CertificateError, match=f"was not over on {day}"):
            issue(Issue("wind", "2024-01", 400_000, day=day), [], carried=carry)
    assert issue(Issue("wind", "2024-01", 400_000, day=date(2024, 2, 1)), []).day == date(2024, 2, 1)
    hour = Issue("wind", "2024-01", 400, "granular", "2024-01-05T05:00Z", day=date(2024, 1, 6))
    assert issue(hour, []).born[0].wh == 400


def test_a_book_of_one_sum_for_each_plant_is_told_as_it_was_written():
    old = [Issued(1, "2024-03", 700, {}), Issued(2, "2024-01", 500, {"2024-01": UNIT})]
    assert carried(old) == Carried({"2024-03": 200}, {2: 500})
