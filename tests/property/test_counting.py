"""What always holds of lines: each is counted once in the stated order, and neither order nor later knowledge moves a digit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.case_builders import LINE_COLUMNS, a_case, measured, table

AS_OF = date(2026, 6, 1)
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
PATHS = {"electricity/grid": "kWh", "fuel/diesel": "t", "material/steel": "t", "magic/wand": "t"}
"""Two paths with a factor, one without, one that is none."""


@dataclass(frozen=True)
class Line:
    """One generated line, and what a careful reader would count it as."""

    name: str
    path: str
    quantity: str
    start: date
    days: int
    recorded: date | None
    replaces: str

    def known(self, as_of: date | None) -> bool:
        return as_of is None or self.recorded is None or self.recorded <= as_of

    def cells(self) -> dict[str, Any]:
        end = self.start + timedelta(self.days)
        return {
            "line": self.name,
            "site": "hq",
            "start": self.start,
            "end": end,
            "activity": self.path,
            "quantity": self.quantity,
            "unit": PATHS[self.path],
            "evidence": "x",
            "recorded": self.recorded or "",
            "replaces": self.replaces,
        }

    def status(self, replaced: set[str], as_of: date | None) -> str:
        if not self.known(as_of):
            return "not_yet_known"
        if self.name in replaced:
            return "superseded"
        if self.start > YEAR[1] or self.start + timedelta(self.days) < YEAR[0]:
            return "outside_year"
        if self.path == "magic/wand" or self.quantity.startswith(("-", "x")):
            return "set_aside"
        return "without_factor" if self.path == "material/steel" else "priced"


@st.composite
def ledgers(draw: st.DrawFn) -> list[Line]:
    """Up to twelve lines, some of them corrections of an earlier one."""
    met: list[Line] = []
    for number in range(draw(st.integers(1, 12))):
        target = draw(st.sampled_from(["", "", *(line.name for line in met)]))
        recorded = draw(st.sampled_from([None, AS_OF - timedelta(30), AS_OF + timedelta(30)]))
        path = draw(st.sampled_from(sorted(PATHS)))
        quantity = draw(st.sampled_from(["1", "2.5", "0", "-3", "x", "1e3", "0.1"]))
        start = draw(st.dates(date(2022, 6, 1), date(2024, 3, 1)))
        met.append(Line(f"L{number}", path, quantity, start, draw(st.integers(0, 200)), recorded, target))
    return met


def answer_of(folder: Any, ledger: list[Line], as_of: date | None) -> dict[str, Any]:
    text = table([line.cells() for line in ledger], (*LINE_COLUMNS, "recorded", "replaces"))
    return measured(a_case(folder, activities=text), as_of=as_of.isoformat() if as_of else None)


@pytest.mark.rule("inventory-32")
@settings(max_examples=20)
@given(ledger=ledgers(), as_of=st.sampled_from([None, AS_OF]))
def test_every_line_is_counted_once_in_the_stated_order(tmp_path_factory, ledger: list[Line], as_of: date | None):
    replaced = {line.replaces for line in ledger if line.replaces and line.known(as_of)}
    expected = [line.status(replaced, as_of) for line in ledger]
    counts = dict(answer_of(tmp_path_factory.mktemp("case"), ledger, as_of)["lines"])
    assert counts.pop("read") == sum(expected.count(status) for status in ("priced", "set_aside", "without_factor"))
    assert counts == {status: expected.count(status) for status in counts}


@pytest.mark.rule("inventory-34")
@settings(max_examples=12)
@given(ledger=ledgers(), data=st.data())
def test_shuffled_lines_give_the_same_figures_to_the_last_digit(
    tmp_path_factory, ledger: list[Line], data: st.DataObject
):
    shuffled = data.draw(st.permutations(ledger))
    folder = tmp_path_factory.mktemp("case")
    one, other = answer_of(folder, ledger, None), answer_of(folder, list(shuffled), None)
    for answer in (one, other):
        del answer["findings"]  # they name rows, and rows are where they stand
    assert json.dumps(one) == json.dumps(other)


@pytest.mark.rule("inventory-9", "inventory-32")
@settings(max_examples=12)
@given(ledger=ledgers(), later=ledgers())
def test_lines_recorded_later_move_nothing_but_their_own_count(tmp_path_factory, ledger: list[Line], later: list[Line]):
    """A correction or a line that became known after the day leaves every byte of that day's answer as it was."""
    names = [line.name for line in ledger]
    unknown = [
        Line(
            f"later_{at}",
            line.path,
            line.quantity,
            line.start,
            line.days,
            AS_OF + timedelta(1 + at),
            names[at % len(names)],
        )
        for at, line in enumerate(later)
    ]
    folder = tmp_path_factory.mktemp("case")
    before, after = answer_of(folder, ledger, AS_OF), answer_of(folder, [*ledger, *unknown], AS_OF)
    assert after["lines"].pop("not_yet_known") - before["lines"].pop("not_yet_known") == len(unknown)
    assert json.dumps(before) == json.dumps(after)
