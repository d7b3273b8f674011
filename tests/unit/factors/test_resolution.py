"""One factor and the reason for it: by basis, then place, then whose row, then vintage; two equals are an error."""

from __future__ import annotations

from datetime import date

import pytest

from support.case_builders import days_of
from tanlu.core.errors import AmbiguousFactor, FactorRefused, UnitMismatch
from tanlu.core.period import Period
from tanlu.core.units import parse_unit
from tanlu.factors.library import CASE, Library, library
from tanlu.factors.pack import factor_from
from tanlu.factors.resolution import Policy, Resolved, resolve, vintage_boundaries

KWH = parse_unit("kWh")
LATEST = Policy(vintage="latest_published")


def stretch(text: str) -> Period:
    start, end = days_of(text)
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def shelf(*sentences: str, pack: str = "grid") -> Library:
    """Rows of electricity from sentences: place, year, basis, value, and other columns."""
    rows = []
    for number, sentence in enumerate(sentences, start=2):
        region, year, basis, value, *more = sentence.split()
        start, end = days_of(year)
        cells = {
            "factor": f"f{number - 1}",
            "activity": "electricity/grid",
            "region": region,
            "valid_from": start,
            "valid_to": end,
            "basis": "" if basis == "-" else basis,
            "unit": "kWh",
            "kgco2e": value,
            "source": "s",
            "licence": "l",
        }
        cells |= dict(word.split("=", 1) for word in more)
        rows.append(factor_from(cells, pack=cells.pop("pack", pack), row=number))
    return Library({"electricity/grid": rows})


def found(rows: Library, region: str, days: str, *bases: str, policy: Policy | None = None) -> Resolved:
    return resolve(
        rows,
        "electricity/grid",
        region,
        stretch(days),
        unit=KWH,
        bases=bases or ("average", ""),
        policy=policy or Policy(),
    )


@pytest.mark.rule("inventory-12")
def test_the_depth_counts_steps_from_the_own_region_up():
    """公告2024年第33号 gives 广东 and 全国; CN-GRID-SOUTHWEST stands between 西藏 and 全国."""
    met = [found(library(), region, "2022").depth for region in ("CN-GD", "CN-XZ", "CN")]
    assert met == [0, 1, 0]
    country = shelf("CN 2022 average 0.5")
    assert found(country, "CN-GD", "2022").depth == 2
    assert "parent region CN of CN-GD" in found(country, "CN-GD", "2022").why


@pytest.mark.rule("inventory-12")
def test_no_factor_of_another_country_serves_unless_it_is_named():
    rows = shelf("CN 2022 average 0.5", "US 2022 average 0.4")
    with pytest.raises(FactorRefused, match="those known are for CN, US"):
        found(rows, "HK", "2022")
    borrowed = found(rows, "HK", "2022", policy=Policy(stand_ins=("US", "CN")))
    assert (borrowed.factor.region, borrowed.stand_in) == ("US", "US")
    assert "stand-in US for HK" in borrowed.why


def test_a_stand_in_never_goes_before_the_own_country():
    rows = shelf("US 2022 average 0.4", "CN 2022 average 0.5")
    assert found(rows, "CN-GD", "2022", policy=Policy(stand_ins=("US",))).factor.region == "CN"


def test_global_rows_serve_everywhere_after_the_own_country():
    rows = shelf("GLOBAL 2022 average 0.9", "CN 2022 average 0.5")
    assert found(rows, "CN-GD", "2022").factor.region == "CN"
    assert found(rows, "FR", "2022").factor.region == "GLOBAL"


def test_basis_goes_before_place():
    rows = shelf("CN 2022 ets 0.57", "CN-GD 2022 average 0.44")
    assert found(rows, "CN-GD", "2022", "ets", "").factor.basis == "ets"
    assert found(rows, "CN-GD", "2022", "average", "").factor.basis == "average"


def test_place_goes_before_whose_row_and_whose_row_before_the_librarys():
    rows = shelf("CN 2022 average 0.1 pack=case", "CN-GD 2022 average 0.44", "CN 2022 average 0.53")
    assert found(rows, "CN-GD", "2022").factor.kgco2e == 0.44
    own = found(rows, "CN", "2022").factor
    assert (own.pack, own.kgco2e) == (CASE, 0.1)


@pytest.mark.rule("inventory-13")
def test_two_rows_of_one_pack_that_match_equally_well_raise():
    rows = shelf("CN 2022 average 0.5", "CN 2022 average 0.6")
    with pytest.raises(AmbiguousFactor, match="f1 and f2 serve electricity/grid in CN equally well"):
        found(rows, "CN", "2022")


@pytest.mark.rule("inventory-13")
def test_two_equal_rows_further_up_raise_too_and_a_row_of_the_own_region_settles_it():
    rows = shelf("CN 2022 average 0.5", "CN 2022 average 0.6", "CN-GD 2022 average 0.4")
    with pytest.raises(AmbiguousFactor):
        found(rows, "CN-GX", "2022")
    assert found(rows, "CN-GD", "2022").factor.kgco2e == 0.4


@pytest.mark.parametrize("basis", ["fossil", "marginal", "life_cycle"])
def test_some_bases_serve_no_line(basis: str):
    with pytest.raises(FactorRefused):
        found(shelf(f"CN 2022 {basis} 0.8"), "CN", "2022")
    with pytest.raises(FactorRefused):
        resolve(
            shelf(f"CN 2022 {basis} 0.8"),
            "electricity/grid",
            "CN",
            stretch("2022"),
            unit=KWH,
            bases=None,
            policy=Policy(),
        )


@pytest.mark.rule("inventory-11")
def test_exact_takes_only_a_row_that_is_valid_on_all_the_days():
    rows = shelf("CN 2021 average 0.55", "CN 2022 average 0.53")
    assert found(rows, "CN", "2022-03").factor.kgco2e == 0.53
    for days in ("2023", "2020", "2021-12-31..2022-01-01"):
        with pytest.raises(FactorRefused):
            found(rows, "CN", days)


@pytest.mark.rule("inventory-11")
def test_latest_published_takes_the_newest_earlier_year_and_never_a_later_one():
    rows = shelf("CN 2020 average 0.58", "CN 2021 average 0.55", "CN 2023 average 0.53")
    earlier = found(rows, "CN", "2022", policy=LATEST)
    assert (earlier.factor.kgco2e, earlier.how) == (0.55, "earlier_vintage")
    assert "earlier vintage 2021" in earlier.why
    with pytest.raises(FactorRefused):
        found(rows, "CN", "2019", policy=LATEST)
    assert found(rows, "CN", "2021", policy=LATEST).how == "exact"


@pytest.mark.rule("inventory-11", "inventory-9")
def test_only_what_was_published_by_the_day_is_met():
    rows = shelf("CN 2021 average 0.55 published=2024-04-12", "CN 2022 average 0.53 published=2024-12-20")
    june = Policy(vintage="latest_published", as_of=date(2024, 6, 1))
    assert found(rows, "CN", "2022", policy=june).factor.kgco2e == 0.55
    with pytest.raises(FactorRefused, match="later ones exist"):
        found(rows, "CN", "2022", policy=Policy(as_of=date(2024, 4, 11)))


@pytest.mark.rule("inventory-9")
def test_a_row_that_was_not_known_cuts_no_line():
    rows = shelf("CN 2022 average 0.53", "CN 2022-03-01..2022-03-31 average 0.5 recorded=2026-01-01")
    assert vintage_boundaries(rows, "electricity/grid", date(2025, 1, 1)) == {date(2022, 1, 1), date(2023, 1, 1)}
    assert len(vintage_boundaries(rows, "electricity/grid")) == 4


@pytest.mark.rule("inventory-14")
def test_a_unit_of_another_dimension_is_refused_with_both_named():
    with pytest.raises((FactorRefused, UnitMismatch), match=r"kg .*kWh"):
        resolve(
            shelf("CN 2022 average 0.5"),
            "electricity/grid",
            "CN",
            stretch("2022"),
            unit=parse_unit("kg"),
            bases=("average",),
            policy=Policy(),
        )


@pytest.mark.rule("inventory-12")
def test_a_refusal_says_what_was_looked_for_and_what_would_help():
    with pytest.raises(FactorRefused) as refusal:
        found(shelf("CN 2021 average 0.55"), "CN", "2022")
    assert "electricity/grid in CN in 2022" in str(refusal.value)
    assert "2021" in str(refusal.value)
    assert "latest_published" in str(refusal.value)
