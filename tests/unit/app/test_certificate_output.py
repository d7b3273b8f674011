"""More than a plant made is not certified: refused where its hours are whole, told where they are not, never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from support.case_builders import codes, found, tanlu
from support.certificate_builders import BOOK, a_book_case, book, do, issue, mwh_by_state
from support.power_builders import series, stamps
from tanlu.core.errors import CertificateError
from tanlu.power.certificates.issuance import Issue
from tanlu.power.certificates.issuance import issue as issued
from tanlu.store.certificates.book import CertificateBook
from tanlu.store.database.database import open_file

MARCH = stamps("2023-03-01T00:00", 744)
APRIL = stamps("2023-04-01T00:00", 720)


def a_metered_case(folder, kwh: float = 100, at: list[str] | None = None, **told: Any):
    """A case whose turbine made ``kwh`` in each hour of March 2023, 74.4 MWh by default."""
    return a_book_case(folder, generation=series("plant", {"turbine": [kwh]}, at or MARCH), **told)


def booked(case, wh: int, month: str = "2023-03", plant: str = "turbine") -> None:
    """A month in the book that nobody compared."""
    with open_file(case / BOOK, write=True) as database, database.writing() as connection:
        kept = CertificateBook(connection)
        kept.append(issued(Issue(plant, month, wh), [], number=kept.next_number()), datetime.now(UTC))


@pytest.mark.rule("power-13")
@pytest.mark.parametrize("verb", ["issue", "claim"])
def test_more_than_a_plant_made_is_refused_where_each_hour_is_known(tmp_path, verb):
    case = a_metered_case(tmp_path)
    asked = {"plant": "turbine", "month": "2023-03"} | ({"scheme": "ccer", "to": "Fund"} if verb == "claim" else {})
    with pytest.raises(
        CertificateError, match=r"75\.5 MWh of turbine in 2023-03 would be claimed, .* 74\.4 MWh in all of its hours"
    ):
        do(case, verb, kwh="75500", **asked)
    assert not (case / BOOK).exists()
    assert do(case, verb, kwh="74400", **asked)["findings"] == []


def test_what_is_claimed_elsewhere_counts_with_what_is_issued(tmp_path):
    case = a_metered_case(tmp_path)
    do(case, "claim", plant="turbine", month="2023-03", kwh="40000", metered_kwh="200000", scheme="ccer", to="Fund")
    with pytest.raises(CertificateError, match=r"90 MWh .* 50 MWh of them new beside entry 1"):
        issue(case, kwh=50_000)
    assert issue(case, kwh=34_400) == "gec-1"


def test_a_correction_counts_with_what_it_corrects(tmp_path):
    case = a_metered_case(tmp_path)
    issue(case, kwh=70_000)
    with pytest.raises(CertificateError, match="76 MWh of turbine"):
        issue(case, kwh=76_000, correction=True)
    issue(case, kwh=74_400, correction=True)
    assert (mwh_by_state(book(case)), book(case)["carried_kwh"]) == ({"issued": 74}, {"turbine": 400})


def test_less_than_one_certificate_above_the_output_is_a_warning(tmp_path):
    case = a_metered_case(tmp_path)
    answer = do(case, "issue", plant="turbine", month="2023-03", kwh="75400")
    assert found(answer, "certificates_above_output")["severity"] == "warning"
    assert found(book(case), "certificates_above_output")["severity"] == "warning"


def test_a_remainder_that_comes_in_is_no_output_of_the_month(tmp_path):
    case = a_metered_case(tmp_path, at=[*MARCH, *APRIL])
    issue(case, kwh=74_400)
    issue(case, "2023-04", kwh=72_000)
    answer = book(case)
    assert (mwh_by_state(answer), answer["carried_kwh"], answer["findings"][0]["code"], len(answer["findings"])) == (
        {"issued": 146},
        {"turbine": 400},
        "certificates_past_validity",
        1,
    )


@pytest.mark.parametrize(
    "at", [MARCH[:-1], [*MARCH, MARCH[5]], APRIL], ids=["an hour lacks", "an hour stands twice", "the month lacks"]
)
def test_hours_that_are_not_certain_refuse_nothing_and_are_a_warning(tmp_path, at):
    case = a_metered_case(tmp_path, at=at)
    answer = do(case, "issue", plant="turbine", month="2023-03", kwh="80000")
    told = found(answer, "certificates_above_output")
    assert (told["severity"], " of its 744 hours" in told["message"]) == ("warning", True)


def test_a_month_is_that_of_the_case_s_zone(tmp_path):
    """March in Shanghai begins at 16:00 UTC of 28 February."""
    at = stamps("2023-02-28T16:00", 744)
    case = a_metered_case(tmp_path, at=at, settings={"time_zone": "Asia/Shanghai"})
    with pytest.raises(CertificateError, match="in all of its hours"):
        issue(case, kwh=76_000)
    assert issue(case, kwh=74_400) == "gec-1"


@pytest.mark.rule("power-13")
def test_an_hour_is_compared_to_the_wh(tmp_path):
    case = a_metered_case(tmp_path)
    with pytest.raises(CertificateError, match="2023-03-01T05:00Z would be claimed"):
        issue(case, kwh=100.002, hour="2023-03-01T05:00Z", rules="granular")
    issue(case, kwh=100, hour="2023-03-01T05:00Z", rules="granular")
    assert "certificates_above_output" not in codes(book(case))


def test_a_plant_without_rows_is_a_note_and_a_case_without_the_table_says_nothing(tmp_path):
    case = a_metered_case(tmp_path / "a")
    answer = do(case, "issue", plant="turbin", month="2023-03", kwh="900000")
    told = found(answer, "certificate_plant_without_output")
    assert (told["severity"], "which has turbine" in told["message"]) == ("note", True)
    bare = a_book_case(tmp_path / "b")
    assert do(bare, "issue", plant="turbine", month="2023-03", kwh="900000")["findings"] == []


def test_a_table_that_cannot_be_read_refuses_nothing(tmp_path):
    case = a_book_case(tmp_path, generation="plant,start\nturbine,2023-03-01T00:00Z\n")
    assert issue(case, kwh=900_000) == "gec-1"
    assert "certificate_book_edited" not in codes(book(case))


@pytest.mark.rule("power-13")
def test_a_book_that_is_above_the_output_is_an_error_of_show_and_check(tmp_path):
    case = a_metered_case(tmp_path, at=[*MARCH, *APRIL])
    booked(case, 76_000_000)
    booked(case, 75_000_000, "2023-04")
    told = found(book(case), "certificates_above_output")
    assert (told["severity"], told["count"], told["rows"]) == ("error", 2, [1, 2])
    assert (
        "76 MWh of turbine in 2023-03 are claimed (entry 1), and the table generation has 74.4 MWh" in told["message"]
    )
    assert tanlu("certificates", case, "show").status == 1
    assert found(tanlu("check", case, "--json").answer, "certificates_above_output")["count"] == 2
    assert "certificates_above_output" not in codes(do(case, "show", as_of=date(2023, 1, 1)))
