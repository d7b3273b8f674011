"""The rules of certificates by themselves: what may follow what, parts, claims with room for two, balance, settlement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tanlu.core.errors import AlreadyClaimed, CertificateError, NotADate
from tanlu.power.certificates.certificate import Certificate, Entry, WhPosting, month_of
from tanlu.power.certificates.claims import Claim, require_room
from tanlu.power.certificates.issuance import Issue, claim_elsewhere, issue
from tanlu.power.certificates.rules import GEC
from tanlu.power.certificates.transitions import Move, MoveRequest, expire, move
from tanlu.power.matching.settlement import settle, settle_periods

MWH = 1_000_000
ONE = Certificate("gec-1", "wind", "2024-03", "", "gec", "wind", "CN", True, 10 * MWH, date(2026, 2, 28), holder="wind")
USE: dict[str, Any] = {"site": "hq", "period": "2024", "purpose": "office"}


def accounts(entry: Entry) -> list[tuple[str, str, int]]:
    return [(posting.account, posting.certificate, posting.wh // MWH) for posting in entry.postings]


def test_an_entry_that_does_not_balance_cannot_be_made():
    with pytest.raises(CertificateError, match="leave 1 Wh over"):
        Entry(
            "transfer",
            (
                WhPosting("issued", "wind", True, "gec-1", "wind", -1),
                WhPosting("cancelled", "wind", True, "gec-1", "wind", 2),
            ),
        )


def test_a_reserved_certificate_goes_only_to_whom_it_is_reserved_for():
    kept = replace(ONE, state="reserved", beneficiary="Tencent")
    assert accounts(move("transfer", [kept], MoveRequest("Tencent"), number=2)) == [
        ("reserved", "gec-1", -10),
        ("transferred", "gec-1", 10),
    ]
    refused: list[tuple[Move, dict[str, Any]]] = [("transfer", {}), ("cancel", USE), ("reserve", {})]
    for verb, asked in refused:
        with pytest.raises(CertificateError, match=r"reserved for Tencent"):
            move(verb, [kept], MoveRequest("Other", **asked), number=2)


def test_a_reservation_is_given_back_by_reserving_for_the_holder():
    kept = replace(ONE, state="reserved", beneficiary="Tencent")
    freed = move("reserve", [kept], MoveRequest("ＷＩＮＤ "), number=2)
    assert (freed.verb, accounts(freed)) == ("release", [("reserved", "gec-1", -10), ("issued", "gec-1", 10)])
    assert accounts(move("reserve", [replace(kept, sales=1)], MoveRequest("wind"), number=2))[1][0] == "transferred"
    with pytest.raises(CertificateError, match="reserved for nobody"):
        move("reserve", [ONE], MoveRequest("wind"), number=2)


def test_a_green_certificate_is_sold_once_and_a_granular_one_again_and_again():
    sold = replace(ONE, state="transferred", holder="Tencent", sales=1)
    with pytest.raises(CertificateError, match="sold already, to Tencent"):
        move("transfer", [sold], MoveRequest("Other"), number=2)
    assert move("transfer", [replace(sold, rules="granular")], MoveRequest("Other"), number=2).postings


@pytest.mark.parametrize("part", [0, -MWH, 11 * MWH, MWH + 1])
def test_a_part_is_whole_certificates_of_what_is_there(part):
    with pytest.raises(CertificateError, match=r"cannot be taken of gec-1: it holds 10 MWh"):
        move("transfer", [ONE], MoveRequest("Tencent", part_wh=part), number=2)


def test_a_part_is_taken_of_one_batch_only():
    with pytest.raises(CertificateError, match="name one id"):
        move("transfer", [ONE, replace(ONE, id="gec-2")], MoveRequest("Tencent", part_wh=MWH), number=3)


def test_one_that_may_not_move_keeps_the_others_where_they_are():
    with pytest.raises(CertificateError, match="gec-2 has expired"):
        move("cancel", [ONE, replace(ONE, id="gec-2", state="expired")], MoveRequest("Tencent", **USE), number=3)


@pytest.mark.parametrize("missing", ["site", "period", "purpose"])
def test_a_cancellation_names_everything(missing):
    named: dict[str, Any] = USE | {missing: " "}
    with pytest.raises(CertificateError, match=f"add --{missing}"):
        move("cancel", [ONE], MoveRequest("Tencent", **named), number=2)


def test_a_holder_that_is_named_has_to_be_the_holder():
    with pytest.raises(CertificateError, match="held by wind, not by Broker"):
        move("transfer", [ONE], MoveRequest("Tencent", holder="Broker"), number=2)


def test_a_day_before_the_month_of_production_is_refused():
    with pytest.raises(CertificateError, match="made in 2024-03, and 2024-02-29 is earlier"):
        move("transfer", [ONE], MoveRequest("Tencent", day=date(2024, 2, 29)), number=2)


def test_expiry_leaves_what_is_cancelled_and_what_is_still_good():
    used, good = replace(ONE, id="gec-2", state="cancelled"), replace(ONE, id="gec-3", expires=date(2026, 3, 31))
    entry = expire([ONE, used, good], date(2026, 3, 15))
    assert entry is not None
    assert accounts(entry) == [("issued", "gec-1", -10), ("expired", "gec-1", 10)]


@pytest.mark.rule("power-13")
def test_two_claims_stand_where_the_metered_output_has_room_for_both():
    first = Claim("wind", "2024-03", "", "gec", True, "wind", 60 * MWH)
    second = replace(first, scheme="ccer", wh=40 * MWH)
    require_room(replace(second, metered_wh=100 * MWH), [first])
    with pytest.raises(AlreadyClaimed, match="metered output is 99 MWh"):
        require_room(replace(second, metered_wh=99 * MWH), [first])
    with pytest.raises(AlreadyClaimed, match="metered output is 99 MWh"):
        require_room(replace(second, metered_wh=200 * MWH), [replace(first, metered_wh=99 * MWH)])


@pytest.mark.rule("power-13")
def test_an_hour_of_a_month_that_is_certified_has_no_certificate_of_its_own_and_the_other_way_round():
    month = Claim("wind", "2024-03", "", "gec", True, "wind", 60 * MWH)
    hour = replace(month, hour="2024-03-01T05:00Z", scheme="granular", wh=MWH)
    for claim, first in ((hour, month), (month, hour)):
        with pytest.raises(AlreadyClaimed):
            require_room(claim, [first])
    require_room(replace(hour, hour="2024-03-01T06:00Z"), [hour])
    require_room(replace(month, month="2024-04"), [month, hour])


def test_a_correction_issues_the_difference_and_takes_nothing_back():
    first = issue(Issue("wind", "2024-03", 60 * MWH), [])
    more = issue(Issue("wind", "2024-03", 61 * MWH + 500_000, correction=True), first.claims, number=2)
    assert (more.born[0].count, more.claims[0].wh) == (1, MWH + 500_000)
    for total, why in ((60 * MWH, "the same"), (59 * MWH, "less")):
        with pytest.raises(AlreadyClaimed, match=why):
            issue(Issue("wind", "2024-03", total, correction=True), first.claims)
    with pytest.raises(CertificateError, match="nothing to correct"):
        issue(Issue("wind", "2024-04", MWH, correction=True), [])


def test_a_correction_above_the_metered_output_is_refused():
    first = issue(Issue("wind", "2024-03", 60 * MWH, metered_wh=60 * MWH), [])
    with pytest.raises(CertificateError, match="61 MWh of wind in 2024-03 cannot be claimed"):
        issue(Issue("wind", "2024-03", 61 * MWH, correction=True), first.claims)


def test_less_than_one_certificate_is_carried_whole():
    entry = issue(Issue("wind", "2024-03", 950_000), [])
    assert (entry.born, [(one.account, one.wh) for one in entry.postings]) == (
        (),
        [("output", -950_000), ("carried", 950_000)],
    )


@pytest.mark.parametrize(("technology", "sold"), [("wind", True), ("hydro", False), ("", True)])
def test_older_hydro_is_certified_and_not_sold(technology, sold):
    entry = issue(Issue("dam", "2024-03", MWH, technology=technology), [])
    assert entry.born[0].tradable is sold


@pytest.mark.parametrize(
    ("technology", "why"), [("storage", "storage gets no certificates"), ("coal", "write one of wind, solar")]
)
def test_storage_and_what_is_not_renewable_get_none(technology, why):
    with pytest.raises(CertificateError, match=why):
        issue(Issue("plant", "2024-03", MWH, technology=technology), [])


def test_hours_belong_to_granular_certificates_alone():
    with pytest.raises(CertificateError, match="add --hour"):
        issue(Issue("wind", "2024-03", MWH, rules="granular"), [])
    with pytest.raises(CertificateError, match="leave --hour out"):
        issue(Issue("wind", "2024-03", MWH, hour="2024-03-01T05:00Z"), [])


def test_a_claim_of_another_book_is_noted_in_balance():
    entry = claim_elsewhere(Claim("wind", "2024-03", "", "ccer", True, "Fund", MWH), [])
    assert accounts(entry) == [("output", "", -1), ("elsewhere", "", 1)]
    with pytest.raises(CertificateError, match="write one of ccer, irec, go, green_tariff"):
        claim_elsewhere(Claim("wind", "2024-03", "", "gold", True, "Fund", MWH), [])


@pytest.mark.parametrize("text", ["2024", "2024-00", "2024-13", "24-03", "2024-3", "2024-03-01", "", "1899-12", "三月"])
def test_a_text_that_is_no_month_is_refused(text):
    with pytest.raises(NotADate, match="not a month"):
        month_of(text, today=date(2026, 1, 1))


@pytest.mark.rule("power-14")
def test_periods_settle_each_by_itself():
    """A month with too much serves no other month: (100, 140, 120) settles on 100, (100, 60, 120) on 60."""
    met = settle_periods([(100, 140, 120), (100, 60, 120)])
    assert (met.settled_wh, met.shortfall_wh, met.undelivered_wh) == (160, 80, 40)
    assert settle_periods([]).settled_wh == 0


@pytest.mark.rule("power-14")
@pytest.mark.parametrize(
    ("sides", "bound"), [((90, 100, 95), "contract"), ((100, 95, 90), "load"), ((90, 90, 90), "contract")]
)
def test_the_side_that_binds_is_told(sides, bound):
    assert settle(contract_wh=sides[0], generated_wh=sides[1], used_wh=sides[2]).bound_by == bound


def test_nothing_settles_on_less_than_nothing():
    with pytest.raises(CertificateError, match="generation is -1 Wh"):
        settle(contract_wh=1, generated_wh=-1, used_wh=1)


def test_months_of_use_run_over_the_turn_of_a_year():
    assert [GEC.expires(month) for month in ("2024-12", "2025-01")] == [date(2026, 11, 30), date(2026, 12, 31)]


@pytest.mark.rule("power-11")
def test_a_day_before_the_one_on_which_it_came_to_its_state_is_refused():
    sold = replace(ONE, state="transferred", holder="Tencent", sales=1, moved=date(2024, 5, 10), entry=2)
    with pytest.raises(
        CertificateError, match=r"gec-1 is transferred since 2024-05-10 \(entry 2\), and 2024-05-09 is earlier"
    ):
        move("cancel", [sold], MoveRequest("Tencent", day=date(2024, 5, 9), **USE), number=3)
    assert move("cancel", [sold], MoveRequest("Tencent", day=date(2024, 5, 10), **USE), number=3).day == date(
        2024, 5, 10
    )
