"""The book as it stood at the end of a day: entries by then, states by then, time of use judged on that day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.case_builders import codes, found, tanlu
from support.certificate_builders import BOOK, USE, a_book_case, book, do, issue, mwh_by_state
from tanlu.power.certificates.certificate import Entry
from tanlu.power.certificates.claims import Claim
from tanlu.power.certificates.issuance import Issue
from tanlu.power.certificates.issuance import issue as issued
from tanlu.power.certificates.transitions import MoveRequest, expire, move
from tanlu.store.certificates.book import CertificateBook, Stream
from tanlu.store.database.database import open_file

ZONE = "Asia/Shanghai"
PLACE = {name: USE[name] for name in ("site", "period", "purpose")}


def written(case, *steps):
    """A book whose entries were written at instants of the past: (instant, what is added to the batches so far)."""
    with open_file(case / BOOK, write=True) as database:
        for at, step in steps:
            with database.writing() as connection:
                kept = CertificateBook(connection, ZONE)
                kept.append(step(kept), datetime.fromisoformat(at).replace(tzinfo=UTC))


def moved(verb, to, **asked):
    def step(kept: CertificateBook) -> Entry:
        return move(verb, kept.certificates(["gec-1"]), MoveRequest(to, **asked), number=kept.next_number())

    return step


def april(kept: CertificateBook) -> Entry:
    carried = kept.carried("turbine")[Stream("turbine", True)].held
    return issued(Issue("turbine", "2023-04", 400_000), [], carried=carried, number=kept.next_number())


def expired(kept: CertificateBook) -> Entry:
    entry = expire(kept.certificates(), date(2026, 1, 5))
    assert entry is not None
    return entry


@pytest.fixture
def case(tmp_path):
    folder = a_book_case(tmp_path, settings={"time_zone": ZONE})
    written(
        folder,
        ("2023-04-20T02:00", lambda _: issued(Issue("turbine", "2023-03", 60_700_000), [])),
        ("2023-05-10T02:00", moved("transfer", "wind", part_wh=20_000_000)),
        ("2023-05-10T16:30", april),
        ("2023-12-20T02:00", moved("cancel", "wind", **PLACE)),
        ("2026-01-05T02:00", expired),
    )
    return folder


@pytest.mark.parametrize(
    ("day", "entries", "states", "carried"),
    [
        ("2023-04-19", 0, {}, {}),
        ("2023-04-20", 1, {"issued": 60}, {"turbine": 700}),
        ("2023-05-10", 2, {"issued": 40, "transferred": 20}, {"turbine": 700}),
        ("2023-05-11", 3, {"issued": 41, "transferred": 20}, {"turbine": 100}),
        ("2023-12-20", 4, {"issued": 1, "transferred": 20, "cancelled": 40}, {"turbine": 100}),
        ("2026-01-04", 4, {"issued": 1, "transferred": 20, "cancelled": 40}, {"turbine": 100}),
        ("2026-01-05", 5, {"expired": 21, "cancelled": 40}, {"turbine": 100}),
    ],
)
@pytest.mark.rule("power-11")
def test_the_book_of_a_day_has_the_entries_of_that_day_by_the_case_s_clock(case, day, entries, states, carried):
    """The third entry is written at 16:30 UTC of 10 May, which is 11 May in Shanghai."""
    then = do(case, "show", as_of=date.fromisoformat(day))
    assert (then["book"]["entries"], mwh_by_state(then), then["carried_kwh"]) == (entries, states, carried)
    assert {state: mwh for state, mwh in then["mwh"].items() if mwh} == states
    assert (then["as_of"], then["book"]["head"] is None) == (day, entries == 0)
    assert sum(sum(months.values()) for months in then["carried_months"].values()) == sum(carried.values())


@pytest.mark.rule("power-12")
def test_the_time_of_use_is_judged_on_the_day_that_is_asked_for(case):
    last, after = (do(case, "show", as_of=date(*day)) for day in ((2025, 12, 31), (2026, 1, 1)))
    usable = [sum(one["mwh"] for one in each["certificates"] if one["usable"]) for each in (last, after)]
    assert usable == [21, 0]
    assert "certificates_past_validity" not in codes(last)
    assert "batches of 21 MWh" in found(after, "certificates_past_validity")["message"]
    assert mwh_by_state(after) == mwh_by_state(last)


def test_the_last_day_is_the_book_as_it_is(case):
    now = book(case)
    assert {**do(case, "show", as_of=date(2199, 1, 1)), "as_of": None} == now


def test_an_entry_that_follows_one_of_a_later_day_is_not_among_the_earlier_ones(tmp_path):
    case = a_book_case(tmp_path)
    written(
        case,
        ("2024-06-02T00:00", lambda _: issued(Issue("turbine", "2023-03", 5_000_000), [])),
        ("2024-06-01T00:00", moved("transfer", "wind")),
    )
    assert do(case, "show", as_of=date(2024, 6, 1))["certificates"] == []
    assert mwh_by_state(do(case, "show", as_of=date(2024, 6, 2))) == {"transferred": 5}


def test_a_case_without_a_book_has_none_on_any_day(tmp_path):
    case = a_book_case(tmp_path)
    assert do(case, "show", as_of=date(2024, 6, 1))["as_of"] == "2024-06-01"
    assert not (case / BOOK).exists()


def test_the_command_shows_the_book_of_a_day(case):
    page = tanlu("certificates", case, "show", "--as-of", "2023-05-10")
    assert (page.status, "The book at the end of 2023-05-10" in page.out, "gec-3" in page.out) == (0, True, False)
    answer = tanlu("certificates", case, "show", "--as-of", "2023-05-10", "--json").answer
    assert [(one["id"], one["state"]) for one in answer["certificates"]] == [
        ("gec-1", "issued"),
        ("gec-2", "transferred"),
    ]


@pytest.mark.rule("power-10")
def test_a_book_whose_march_went_into_january_is_told_and_goes_on_in_order(tmp_path):
    case = a_book_case(tmp_path)
    first = issued(Issue("turbine", "2023-03", 700_000), [])
    one_sum = issued(Issue("turbine", "2023-01", 1_200_000 - 700_000 + 500_000), [])
    early = Entry(
        "issue",
        one_sum.postings,
        born=one_sum.born,
        claims=(Claim("turbine", "2023-01", "", "gec", True, "turbine", 500_000),),
    )
    written(case, ("2023-05-01T00:00", lambda _: first), ("2023-05-02T00:00", lambda _: early))
    assert "500 kWh of turbine" in found(book(case), "certificate_before_its_energy")["message"]
    issue(case, "2023-02", kwh=900)
    assert "certificate_book_edited" not in codes(book(case))
