"""The ledger's sums: the same bits in whatever order and in whatever batches, and a scope without lines is not zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanlu.inventory.ledger import Account, Ledger, View, exact, kilograms, tonnes
from tanlu.inventory.line_key import LineKey, cell_text, key_from

masses = st.floats(-1e12, 1e12)


def account(site: str = "hq", scope: str = "1", view: View = "both", category: int | None = None) -> Account:
    return Account(site, "fuel/diesel", scope, category, view, "f", True, False, "")


def booked(kilograms_of: list[float]) -> Ledger:
    ledger = Ledger()
    for kg in kilograms_of:
        ledger.add(account(), kgco2e=kg, gases_kg={"CO2": kg})
    return ledger


@pytest.mark.rule("inventory-34")
@given(kilograms_of=st.lists(masses, min_size=1, max_size=30), data=st.data())
def test_any_order_gives_the_same_bits(kilograms_of: list[float], data: st.DataObject):
    one, other = booked(kilograms_of), booked(data.draw(st.permutations(kilograms_of)))
    assert one.tco2e(scope="1", view="location") == other.tco2e(scope="1", view="location")
    assert one.accounts[account()].gases == other.accounts[account()].gases


@pytest.mark.rule("inventory-34")
@given(kilograms_of=st.lists(masses, min_size=2, max_size=30), at=st.integers(1, 29))
def test_batches_add_up_to_the_whole(kilograms_of: list[float], at: int):
    parts = [booked(part).accounts.get(account()) for part in (kilograms_of[:at], kilograms_of[at:])]
    assert sum(part.kgco2e for part in parts if part) == booked(kilograms_of).accounts[account()].kgco2e


@pytest.mark.rule("inventory-34")
def test_a_small_amount_is_not_lost_beside_a_large_one():
    """1e9 t and a milligram: in plain doubles the milligram is gone."""
    ledger = booked([1e12, 1e-6, -1e12])
    assert kilograms(ledger.accounts[account()].kgco2e) == pytest.approx(1e-6, rel=1e-9)


@pytest.mark.rule("inventory-35")
def test_absent_is_not_zero():
    ledger = booked([0.0])
    assert ledger.tco2e(scope="1", view="location") == 0
    assert ledger.tco2e(scope="2", view="location") is None
    assert ledger.tco2e(scope="3", view="market", category=4) is None


@pytest.mark.rule("inventory-1")
def test_each_view_sees_its_own_scope_2_and_what_is_in_both():
    ledger = Ledger()
    ledger.add(account(scope="2", view="location"), kgco2e=5_000.0, gases_kg={})
    ledger.add(account(scope="2", view="market"), kgco2e=3_000.0, gases_kg={})
    ledger.add(account(), kgco2e=1_000.0, gases_kg={})
    assert (ledger.tco2e(scope="2", view="location"), ledger.tco2e(scope="2", view="market")) == (5, 3)
    assert ledger.tco2e(scope="1", view="location") == ledger.tco2e(scope="1", view="market") == 1


@given(kg=st.floats(1e-2, 1e12))
def test_a_mass_comes_back_from_the_ledger_as_it_went(kg: float):
    # One unit is 2^-60 kg: no coarser than the last bit of any double from 2^-7 kg, some 8 g, up.
    assert kilograms(exact(kg)) == kg
    assert tonnes(exact(kg)) == pytest.approx(kg / 1000, rel=1e-15)


def test_a_key_reads_the_engines_row_as_a_person_would_write_it():
    row = {
        "site": " hq ",
        "start": "2023-01-01",
        "end": "2023-12-31",
        "activity": "fuel/diesel",
        "unit": "L",
        "category": 6.0,
        "state": "ok",
        "lines": 2,
        "quantity_sum": Decimal("12.5"),
    }
    key = key_from(row, "UTC")
    assert (key["site"], key["category"], key["method"]) == ("hq", "6", "")
    assert (key.lines, key.quantity) == (2, Decimal("12.5"))


@pytest.mark.rule("inventory-27")
@pytest.mark.parametrize(
    ("cells", "metered"),
    [
        ({"activity": "fuel/diesel"}, True),
        ({"activity": "fuel/diesel", "method": "metered"}, True),
        ({"activity": "fuel/diesel", "method": "estimated"}, False),
        ({"activity": "fuel/diesel", "method": "supplier"}, False),
        ({"activity": "spend/541511"}, False),
        ({"activity": "spend/541511", "method": "metered"}, True),
        ({"activity": "fuel/diesel", "method": "spend"}, False),
    ],
)
def test_a_line_counts_as_measured_where_it_says_so_or_says_nothing_and_is_no_spend(
    cells: dict[str, str], metered: bool
):
    assert LineKey(cells, "ok", 1, Decimal(1)).is_metered is metered


@pytest.mark.parametrize(("value", "text"), [(None, ""), (1001.0, "1001"), (2.5, "2.5"), (" x ", "x"), (7, "7")])
def test_a_cell_of_any_type_is_read_as_text(value: object, text: str):
    assert cell_text(value) == text
