"""What always holds of the accounts of giving, whatever is posted and taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanlu.core.errors import GivingError
from tanlu.engage.giving.accounts import ACCOUNTS, Posting, balances, checked, reversal, totals
from tanlu.engage.giving.blocks import block_fen
from tanlu.engage.giving.checkpoint import Head, checkpoint_hash
from tanlu.engage.giving.hash_chain import first_hash, posting_hash
from tanlu.engage.giving.terms import shanghai_day

amounts = st.integers(1, 10**12)
pairs = st.permutations(ACCOUNTS).map(lambda both: both[:2])


@st.composite
def postings(draw) -> list[Posting]:
    """Postings of one chain between any accounts."""
    count = draw(st.integers(0, 20))
    rows: list[Posting] = []
    for number in range(1, count + 1):
        debit, credit = draw(pairs)
        rows.append(
            Posting("g", f"p{number}", "c", "b", number, debit, credit, draw(amounts), draw(st.integers(0, 10**13)))
        )
    return rows


@pytest.mark.rule("engage-5")
@given(postings())
def test_balances_of_all_accounts_sum_to_nothing(rows):
    assert sum(balances(map(checked, rows)).values()) == 0


@pytest.mark.rule("engage-7")
@given(postings())
def test_a_ledger_whose_every_posting_is_reversed_stands_where_it_stood(rows):
    back = [reversal(p, posting=f"r{p.number}", chain="book:c", number=p.number, at_ms=0, reason="x") for p in rows]
    assert set(balances([*rows, *back]).values()) == {0}
    assert totals([*rows, *back]) == totals([])


@pytest.mark.rule("engage-5", "engage-9")
@given(st.one_of(st.integers(max_value=0), st.floats(), st.booleans(), st.integers(10**15 + 1)))
def test_what_is_no_whole_number_of_fen_above_nothing_is_never_posted(amount):
    with pytest.raises(GivingError):
        checked(Posting("", "p", "c", "b", 1, "committed", "pot", amount, 0))


@pytest.mark.rule("engage-7")
@given(postings(), st.data())
def test_no_two_postings_that_differ_anywhere_have_one_hash(rows, data):
    texts = st.text(max_size=5)
    drawn = {name: data.draw(texts) for name in ("giver", "posting", "campaign", "chain", "memo", "reverses")}
    one = Posting(**drawn, number=1, debit="committed", credit="pot", amount_fen=5, at_ms=0)
    field = data.draw(st.sampled_from(Posting._fields))
    value = getattr(one, field)
    other = one._replace(**{field: value + 1 if isinstance(value, int) else f"{value}0"})
    assert posting_hash(one, "p") != posting_hash(other, "p")
    assert posting_hash(one, "p") != posting_hash(one, "q")
    assert first_hash("a", "bc", 1) != first_hash("ab", "c", 1)


@given(
    st.lists(st.tuples(st.text(max_size=4), st.integers(1, 9), st.text(max_size=4)).map(lambda t: Head(*t)), max_size=5)
)
def test_a_checkpoint_does_not_depend_on_the_order_of_its_heads(heads):
    assert checkpoint_hash(1, 2, "", heads) == checkpoint_hash(1, 2, "", heads[::-1])


@pytest.mark.rule("engage-4")
@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(1, 10**4))
def test_a_block_is_whole_answers_and_never_more_than_there_is(free, rate, wanted):
    block = block_fen(free, rate, wanted)
    assert 0 <= block <= free
    assert block % rate == 0
    assert block >= min(wanted, free // rate) * rate


@pytest.mark.rule("engage-15")
@given(st.integers(0, 4 * 10**12))
def test_a_day_in_shanghai_is_that_of_its_calendar(at_ms):
    from datetime import UTC, date, datetime
    from zoneinfo import ZoneInfo

    at = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    if at.year >= 1992:  # there was summer time until 1991
        assert shanghai_day(at_ms) == (at.date() - date(1970, 1, 1)).days
