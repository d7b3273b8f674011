"""A year closed on its run: later edits show, reopening needs a reason, and the book of closings shows its own edits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.case_builders import a_case, codes, found, lines, measured
from tanlu.core.errors import CaseError, YearClosed
from tanlu.services.inventory.closing import BOOK, close_or_reopen, events


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return a_case(tmp_path, activities=lines("electricity/grid 1 MWh 2023", "electricity/grid 1 MWh 2022"))


def closed(case: Path, year: int = 2023) -> dict[str, object]:
    return close_or_reopen(case, year, reopen=False, reason="", by="陈")


def test_a_year_is_closed_on_the_run_that_measure_gives(case: Path):
    event = closed(case)["event"]
    assert isinstance(event, dict)
    assert event["run"] == measured(case)["run"]
    assert "closed_year_changed" not in codes(measured(case))


@pytest.mark.rule("inventory-30")
def test_a_closed_year_whose_inputs_changed_is_an_error_that_names_both_runs(case: Path):
    closed(case)
    before = measured(case)["run"]
    a_case(case, activities=lines("electricity/grid 2 MWh 2023", "electricity/grid 1 MWh 2022"))
    finding = found(measured(case), "closed_year_changed")
    assert finding["severity"] == "error"
    assert before.removeprefix("sha256:")[:12] in finding["message"]
    assert measured(case)["run"].removeprefix("sha256:")[:12] in finding["message"]


def test_an_evidence_file_swapped_in_a_closed_year_is_told_and_a_new_one_is_not(case: Path):
    (case / "evidence").mkdir()
    (case / "evidence" / "bill.txt").write_text("1 MWh", encoding="utf-8")
    closed(case)
    (case / "evidence" / "next_year.txt").write_text("2 MWh", encoding="utf-8")
    assert "closed_year_changed" not in codes(measured(case))
    (case / "evidence" / "bill.txt").write_text("9 MWh", encoding="utf-8")
    assert "evidence/bill.txt" in found(measured(case), "closed_year_changed")["message"]


def test_a_closing_written_before_evidence_was_bound_still_fits_its_seal(case: Path):
    closed(case)
    (event,) = events(case)
    assert "evidence" not in event.as_json()
    assert "closing_chain_broken" not in codes(measured(case))


def test_another_year_stays_open(case: Path):
    closed(case)
    a_case(case, activities=lines("electricity/grid 1 MWh 2023", "electricity/grid 9 MWh 2022"))
    assert "closed_year_changed" not in codes(measured(case, 2022))


def test_a_closed_year_is_closed_once_and_reopened_only_for_a_reason(case: Path):
    closed(case)
    with pytest.raises(YearClosed):
        closed(case)
    with pytest.raises(CaseError, match="reason"):
        close_or_reopen(case, 2023, reopen=True, reason=" ", by="")
    close_or_reopen(case, 2023, reopen=True, reason="a meter was read wrongly", by="Li")
    a_case(case, activities=lines("electricity/grid 2 MWh 2023"))
    assert "closed_year_changed" not in codes(measured(case))
    closed(case)
    assert [(event.action, event.reason) for event in events(case)] == [
        ("close", ""),
        ("reopen", "a meter was read wrongly"),
        ("close", ""),
    ]


def test_an_open_year_is_not_reopened(case: Path):
    with pytest.raises(CaseError, match="nothing to reopen"):
        close_or_reopen(case, 2023, reopen=True, reason="why not", by="")


@pytest.mark.rule("inventory-30")
def test_an_edit_of_the_book_is_found_and_nothing_is_added_to_it(case: Path):
    closed(case)
    closed(case, 2022)
    book = case / BOOK
    book.write_text(book.read_text(encoding="utf-8").replace("陈", "王", 1), encoding="utf-8")
    assert found(measured(case), "closing_chain_broken")["severity"] == "error"
    with pytest.raises(CaseError, match="was edited"):
        close_or_reopen(case, 2023, reopen=True, reason="x", by="")


def test_a_line_of_the_book_that_is_none_is_an_error_of_the_case(case: Path):
    (case / BOOK).write_text("not json\n", encoding="utf-8")
    with pytest.raises(CaseError, match="line 1"):
        events(case)


def known_and_later(quantity: str = "1", *more: str) -> str:
    """A line known by the end of January 2024, and others."""
    return lines(f"electricity/grid {quantity} MWh 2023 recorded=2024-01-31", *more)


LATER = "electricity/grid 5 MWh 2023 recorded=2024-06-01"


@pytest.mark.rule("inventory-9")
def test_a_year_closed_as_of_a_day_is_closed_on_the_run_of_that_day(tmp_path: Path):
    case = a_case(tmp_path, activities=known_and_later("1", LATER))
    event = close_or_reopen(case, 2023, reopen=False, reason="", by="陈", as_of=date(2024, 3, 31))["event"]
    assert event["as_of"] == "2024-03-31"
    assert event["run"] == measured(case, as_of="2024-03-31")["run"] != measured(case)["run"]
    assert [one.as_of for one in events(case)] == [date(2024, 3, 31)]


@pytest.mark.rule("inventory-9")
@pytest.mark.parametrize("as_of", [None, "2024-03-31"])
def test_what_became_known_after_the_day_of_a_closing_is_no_change_of_its_year(tmp_path: Path, as_of: str | None):
    case = a_case(tmp_path, activities=known_and_later())
    close_or_reopen(case, 2023, reopen=False, reason="", by="陈", as_of=date(2024, 3, 31))
    a_case(case, activities=known_and_later("1", LATER))
    assert "closed_year_changed" not in codes(measured(case, as_of=as_of))


@pytest.mark.rule("inventory-30")
@pytest.mark.parametrize("as_of", [None, "2024-03-31"])
def test_an_edit_of_what_was_known_by_the_day_of_a_closing_is_told_with_the_runs_of_that_day(
    tmp_path: Path, as_of: str | None
):
    case = a_case(tmp_path, activities=known_and_later())
    close_or_reopen(case, 2023, reopen=False, reason="", by="陈", as_of=date(2024, 3, 31))
    a_case(case, activities=known_and_later("2"))
    message = found(measured(case, as_of=as_of), "closed_year_changed")["message"]
    assert measured(case, as_of="2024-03-31")["run"].removeprefix("sha256:")[:12] in message
    assert message.count("as of 2024-03-31") == 2


def test_a_year_is_not_reopened_as_of_a_day(case: Path):
    closed(case)
    with pytest.raises(CaseError, match="leave --as-of out"):
        close_or_reopen(case, 2023, reopen=True, reason="x", by="", as_of=date(2024, 1, 1))


def test_a_closing_without_a_day_has_no_such_field_and_an_edited_day_breaks_its_seal(case: Path):
    closed(case)
    book = case / BOOK
    assert "as_of" not in book.read_text(encoding="utf-8")
    close_or_reopen(case, 2022, reopen=False, reason="", by="", as_of=date(2024, 1, 1))
    book.write_text(book.read_text(encoding="utf-8").replace("2024-01-01", "2024-01-02"), encoding="utf-8")
    assert found(measured(case), "closing_chain_broken")["severity"] == "error"


def test_asking_a_closed_year_with_another_gwp_set_is_no_change_of_it(case: Path):
    closed(case)
    assert "closed_year_changed" not in codes(measured(case, gwp="AR5"))
    a_case(case, activities=lines("electricity/grid 2 MWh 2023"))
    assert "closed_year_changed" in codes(measured(case, gwp="AR5"))
