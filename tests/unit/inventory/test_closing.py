"""A year is closed on a run, reopened for a reason, and an event that was changed is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tanlu.core.errors import CaseError, YearClosed
from tanlu.inventory.closing import Closing, close, from_json, reopen, require_open, state, verify


def life() -> list[Closing]:
    """2022 closed, reopened and closed again, with 2021 closed in between."""
    events: list[Closing] = []
    events.append(close(events, 2022, at=date(2023, 4, 1), run="sha256:aa", by="陈"))
    events.append(close(events, 2021, at=date(2023, 4, 2), run="sha256:bb"))
    events.append(reopen(events, 2022, at=date(2023, 9, 1), reason="a meter was read wrongly", by="Li"))
    events.append(close(events, 2022, at=date(2023, 9, 5), run="sha256:cc"))
    return events


def test_a_year_is_in_the_state_that_its_last_event_left():
    events = life()
    assert state(events, 2022) == "closed"
    assert state(events[:3], 2022) == "open"
    assert state(events[:3], 2021) == "closed"
    assert state(events, 2020) == "open"


def test_a_closed_year_is_not_closed_again():
    with pytest.raises(YearClosed, match=r"2022 was closed on 2023-09-05 on run sha256:cc; reopen it first"):
        close(life(), 2022, at=date(2023, 9, 6), run="sha256:dd")


def test_work_on_a_closed_year_is_refused_and_on_an_open_one_is_not():
    require_open(life(), 2023)
    with pytest.raises(YearClosed, match="2021 was closed"):
        require_open(life(), 2021)


def test_a_year_is_closed_only_on_a_run():
    with pytest.raises(CaseError, match="without the run"):
        close([], 2022, at=date(2023, 4, 1), run=" ")


def test_an_open_year_is_not_reopened():
    with pytest.raises(CaseError, match="2023 is open; there is nothing to reopen"):
        reopen(life(), 2023, at=date(2024, 1, 1), reason="why not")


def test_a_year_is_reopened_only_for_a_reason():
    with pytest.raises(CaseError, match="only for a reason"):
        reopen(life(), 2022, at=date(2024, 1, 1), reason=" ")


@pytest.mark.rule("inventory-30")
@pytest.mark.parametrize("position", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "edit", [{"run": "sha256:ff"}, {"at": date(2020, 1, 1)}, {"reason": "other"}, {"by": "nobody"}, {"year": 2019}]
)
def test_an_event_that_was_edited_is_named(position: int, edit: dict[str, object]):
    events = life()
    events[position] = replace(events[position], **edit)
    finding = verify(events)
    assert finding is not None
    assert (finding.code, finding.row) == ("closing_chain_broken", position + 1)
    assert "is not as it was written" in finding.sentence()


@pytest.mark.rule("inventory-30")
def test_an_event_that_was_removed_is_missed_where_the_next_stands():
    events = life()
    del events[1]
    finding = verify(events)
    assert finding is not None
    assert finding.message == "event 2, reopen of 2022 on 2023-09-01, does not follow the event before it"


@pytest.mark.rule("inventory-30")
def test_events_come_back_from_json_as_they_went():
    events = life()
    assert [from_json(event.as_json()) for event in events] == events
    assert verify(events) is None


@pytest.mark.parametrize("broken", [{}, {"at": 5}, {"at": "yesterday"}])
def test_an_event_that_cannot_be_read_is_an_error_of_the_case(broken: dict[str, object]):
    event = life()[0].as_json() | broken if broken else {}
    with pytest.raises(CaseError, match="cannot be read"):
        from_json(event)
