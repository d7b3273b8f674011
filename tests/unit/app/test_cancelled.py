"""Cancelled certificates in the inventory: never twice, never beyond the use, as known on a day, and closed years notice."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from support.case_builders import codes, errors, found, measured, table, tco2e
from support.certificate_builders import BOOK, USE, a_book_case, do, issue
from tanlu.services.inventory.closing import close_or_reopen


def an_instrument(**cells: object) -> str:
    usual = {
        "instrument": "row",
        "kind": "certificate",
        "site": "hq",
        "market": "CN",
        "region": "CN",
        "start": "2023-01-01",
        "end": "2023-12-31",
        "kwh": 1000,
        "kgco2e_per_kwh": 0,
        "vintage_start": "2023-03-01",
        "vintage_end": "2023-03-31",
        "retired_for": "wind",
        "registry": "GEC no. 77",
        "evidence": "letter",
    }
    return table([{**usual, **cells}])


def market(case) -> float:
    return tco2e(measured(case), "scope2_market")


@pytest.fixture
def case(tmp_path):
    return a_book_case(tmp_path)


def test_a_case_without_a_book_is_measured_without_loading_the_store(case):
    ask = f"""
import sys
from pathlib import Path
from support.case_builders import measured
measured(Path({str(case)!r}))
print("sqlalchemy" in sys.modules)
"""
    path = ":".join(part for part in sys.path if part)
    ran = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
    )
    assert ran.stdout.strip() == "False"
    assert not (case / BOOK).exists()


def test_what_is_issued_or_sold_counts_for_nothing_until_it_is_cancelled(case):
    before = measured(case)
    one = issue(case)
    do(case, "transfer", one, to="wind")
    assert (market(case), measured(case)["run"]) == (tco2e(before, "scope2_market"), before["run"])
    do(case, "cancel", one, **USE)
    after = measured(case)
    assert tco2e(after, "scope2_market") == pytest.approx(0.4 * tco2e(before, "scope2_market"), rel=1e-12)  # floats
    assert after["run"] != before["run"]


def test_a_cancellation_for_another_year_does_nothing_in_this_one(case):
    before = measured(case)
    do(case, "cancel", issue(case, "2024-03"), **{**USE, "period": "2024", "on": "2024-12-31"})
    after = measured(case)
    assert (after["run"], after["tco2e"]) == (before["run"], before["tco2e"])


def test_certificates_never_cover_more_than_the_site_uses(case):
    do(case, "cancel", issue(case, kwh=900_000), **USE)
    answer = measured(case)
    assert tco2e(answer, "scope2_market") == 0
    assert "unused_instrument_balance" in codes(answer)


def test_what_was_known_on_an_earlier_day_does_not_know_a_later_cancellation(case):
    do(case, "cancel", issue(case), **USE)
    yesterday, tomorrow = date.today() - timedelta(2), date.today() + timedelta(2)
    known = {day: tco2e(measured(case, as_of=day.isoformat()), "scope2_market") for day in (yesterday, tomorrow)}
    assert known[tomorrow] < known[yesterday]


@pytest.mark.parametrize(
    "cells",
    [
        {"instrument": "gec-1"},
        {"registry": "GEC gec-1"},
        {"evidence": "book, GEC-1"},
        {"kwh": 60_000},
        {"kwh": 60_000, "site": ""},
    ],
    ids=["id", "registry", "evidence", "alike", "alike without site"],
)
def test_a_row_that_is_a_certificate_of_the_book_is_told_and_counts_once(case, cells):
    do(case, "cancel", issue(case), **USE)
    once = market(case)
    (case / "instruments.csv").write_text(an_instrument(**cells), encoding="utf-8")
    answer = measured(case)
    assert tco2e(answer, "scope2_market") == once
    assert "gec-1, which is cancelled in the book already" in found(answer, "certificate_twice")["message"]


def test_a_row_that_is_another_certificate_counts_beside_the_book(case):
    do(case, "cancel", issue(case), **USE)
    once = market(case)
    (case / "instruments.csv").write_text(an_instrument(registry="GEC no. gec-10"), encoding="utf-8")
    assert market(case) < once
    assert errors(measured(case)) == []


def test_a_closed_year_notices_a_cancellation(case):
    one = issue(case)
    close_or_reopen(case, 2023, reopen=False, reason="", by="Chen")
    assert "closed_year_changed" not in codes(measured(case))
    issue(case, "2024-05")
    assert "closed_year_changed" not in codes(measured(case))
    do(case, "cancel", one, **USE)
    assert "closed_year_changed" in codes(measured(case))


def test_a_damaged_book_counts_for_nothing_and_is_told(case):
    do(case, "cancel", issue(case), **USE)
    (case / BOOK).write_bytes(b"this is no database at all, and it is long enough to be looked at" * 20)
    answer = measured(case)
    assert "damaged" in found(answer, "certificate_book_edited")["message"]
    assert tco2e(answer, "scope2_market") > 50


def test_an_empty_file_is_a_book_without_entries(case):
    before = measured(case)
    (case / BOOK).touch()
    assert measured(case)["tco2e"] == before["tco2e"]
    assert issue(case) == "gec-1"


@pytest.mark.rule("power-13")
def test_a_certificate_of_self_used_output_covers_no_power_from_the_grid(case):
    before = measured(case)
    answer = do(case, "cancel", issue(case, tradable="no"), **USE)
    assert found(answer, "certificate_of_own_use")["severity"] == "note"
    after = measured(case)
    assert after["tco2e"] == before["tco2e"]
    assert "gec-1 is of output that was used where it was made" in found(after, "certificate_of_own_use")["message"]
    assert "certificate_of_own_use" not in codes(measured(case, 2022))


def test_a_certificate_of_older_hydro_that_may_not_be_sold_covers_its_holder_s_power(case):
    before = market(case)
    do(case, "cancel", issue(case, technology="hydro"), **USE)
    assert market(case) == pytest.approx(0.4 * before, rel=1e-12)  # floats
