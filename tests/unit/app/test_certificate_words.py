"""What people write of certificates is understood, and what the case knows of a plant fills in what they leave out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.case_builders import codes, found, rows, table
from support.certificate_builders import USE, a_book_case, batch, book, do, issue
from support.power_builders import contracts
from tanlu.core.errors import CertificateError, NotADate, NotANumber, UnknownCertificate
from tanlu.core.period import Period
from tanlu.services.case.settings import Settings
from tanlu.services.certificates.parsing import clean_name, energy_wh, hour_of, period_of

OURS = Settings("ours", year_starts="04-01")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 4, 1), date(2024, 3, 31)),
        ("２０２３年", date(2023, 4, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-05-01", date(2023, 5, 1), date(2023, 5, 1)),
        ("2023/5/1", date(2023, 5, 1), date(2023, 5, 1)),
        ("2023-05-01..2023-06-30", date(2023, 5, 1), date(2023, 6, 30)),
        ("2023-05-01/2023-06-30", date(2023, 5, 1), date(2023, 6, 30)),
        ("2023-05-01 to 2023-06-30", date(2023, 5, 1), date(2023, 6, 30)),
    ],
)
def test_a_period_is_a_year_of_the_company_a_month_a_day_or_two_days(text, first, last):
    assert period_of(text, OURS) == Period(first, last)


@pytest.mark.parametrize("text", ["last year", "1850", "2023-13", "2023-06-30..2023-05-01", "a..b..c", "2023-02-30"])
def test_a_text_that_is_no_period_is_refused_by_name(text):
    with pytest.raises(NotADate, match="--period"):
        period_of(text, OURS)


@pytest.mark.parametrize(
    ("text", "wh"), [("1234.7", 1_234_700), ("１，２３４", 1_234_000), ("12.5万", 125_000_000), ("0.001", 1)]
)
def test_kilowatt_hours_are_kept_to_the_wh(text, wh):
    assert energy_wh(text, "--kwh", per=1000) == wh


@pytest.mark.parametrize("text", ["", "five", "inf", "5 MWh", "1,5", "0.0001"])
def test_an_amount_that_is_none_is_refused_by_name(text):
    with pytest.raises(NotANumber, match="--kwh"):
        energy_wh(text, "--kwh", per=1000)


def test_an_hour_is_brought_to_utc_and_belongs_to_the_month_of_the_case_s_zone():
    now = datetime(2024, 5, 1, tzinfo=UTC)
    assert hour_of("2024-04-01T02:00+08:00", zone="Asia/Shanghai", now=now) == ("2024-03-31T18:00Z", "2024-04")
    assert hour_of("2024-03-31T18:00", zone="UTC", now=now) == ("2024-03-31T18:00Z", "2024-03")
    for text, error in (("2024-04-30T23:30Z", NotADate), ("noon", NotADate), ("2024-05-01T00:00Z", CertificateError)):
        with pytest.raises(error, match="--hour"):
            hour_of(text, zone="UTC", now=now)
    assert hour_of("2024-04-30T23:00Z", zone="UTC", now=now)[1] == "2024-04"


@pytest.mark.parametrize("text", ["a\x00b", "a\udc80b", "a\nb", "x" * 201])
def test_a_name_that_cannot_be_read_is_refused(text):
    with pytest.raises(CertificateError, match="--plant"):
        clean_name(text, "--plant")


def test_an_unknown_id_is_told_with_those_that_look_like_it(tmp_path):
    case = a_book_case(tmp_path)
    issue(case)
    issue(case, "2023-04")
    with pytest.raises(UnknownCertificate, match=r"'gec-11' is not in the book; it has gec-1"):
        do(case, "reserve", "gec-11", to="x")
    answer = do(case, "reserve", "GEC-1", "gec-1", to="x")
    assert answer["did"]["certificates"] == ["gec-1"]


def test_contracts_say_region_and_technology_and_what_is_made_on_site_is_not_sold(tmp_path):
    told = contracts(
        {"contract": "a", "plant": "farm", "kind": "ppa", "technology": "onshore wind", "region": "cn-nm"},
        {"contract": "b", "plant": "roof", "kind": "onsite", "technology": "光伏", "region": "our roof"},
        {"contract": "c", "plant": "cell", "kind": "ppa", "technology": "battery storage"},
    )
    case = a_book_case(tmp_path, contracts=told)
    farm, roof = issue(case, plant="farm"), issue(case, plant="roof")
    answer = book(case)
    names = ("technology", "region", "tradable", "holder")
    assert [batch(answer, farm)[name] for name in names] == ["wind", "CN-NM", True, "farm"]
    assert [batch(answer, roof)[name] for name in names] == ["solar", "CN", False, "wind"]
    with pytest.raises(CertificateError, match="storage gets no certificates"):
        issue(case, plant="cell")
    unknown = do(case, "issue", plant="frm", month="2023-03", kwh="5000")
    assert "the contracts have farm" in found(unknown, "certificate_plant_unknown")["message"]


def test_any_name_of_the_company_uses_up_what_the_company_holds(tmp_path):
    sites = rows("site=hq kind=office country=CN region=CN share=1 entity='Wind East'")
    case = a_book_case(tmp_path, sites=sites, settings={"name_zh": "风电公司"})
    one = issue(case, tradable="no")
    answer = do(case, "cancel", one, **{**USE, "to": "风电公司"})
    assert (batch(answer, one)["state"], "certificate_will_not_count" in codes(answer)) == ("cancelled", False)


def test_what_measure_will_not_count_is_told_when_it_is_cancelled(tmp_path):
    case = a_book_case(tmp_path, contracts=table([{"contract": "a", "plant": "turbine"}]))
    ids = [issue(case, f"2023-{month:02}") for month in (3, 4, 5)]
    for one, asked in zip(ids, ({"site": "hg"}, {"to": "Buyer"}, {"period": "2024"}), strict=True):
        answer = do(case, "cancel", one, **USE | asked)
        assert one in found(answer, "certificate_will_not_count")["message"]


def test_a_plant_or_a_site_outside_the_market_is_told_when_it_is_cancelled(tmp_path):
    sites = rows("site=hq region=CN-GD share=1", "site=lab region=DE share=1")
    case = a_book_case(tmp_path, sites=sites)
    abroad, home, fits = issue(case, region="DE"), issue(case, "2023-04"), issue(case, "2023-05", region="CN-NM")
    answer = do(case, "cancel", abroad, **USE)
    assert "its plant in DE is outside CN" in found(answer, "certificate_will_not_count")["message"]
    answer = do(case, "cancel", home, **USE | {"site": "lab"})
    assert "site lab is outside CN" in found(answer, "certificate_will_not_count")["message"]
    assert "certificate_will_not_count" not in codes(do(case, "cancel", fits, **USE))


def test_the_book_tells_what_is_past_its_time_and_expiry_ahead_of_time_is_told(tmp_path):
    case = a_book_case(tmp_path)
    issue(case)
    assert "batches of 60 MWh are past" in found(book(case), "certificates_past_validity")["message"]
    issue(case, "2024-01", kwh=5000)
    ahead = do(case, "expire", on="2199-01-01")
    assert found(ahead, "expired_ahead")["severity"] == "warning"
    assert codes(book(case)) == set()
    assert do(case, "expire", on="2199-01-01")["did"]["entry"] is None
