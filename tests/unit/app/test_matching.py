"""`tanlu match` on whole cases: the answer, and a finding for each flaw in the hours."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.case_builders import codes, factors, found, rows, tanlu
from support.power_builders import a_power_case, contracts, matched, series, stamps
from tanlu.services.case.request import MeasureRequest
from tanlu.services.matching.match import match, write_ledger

WIND = {"contract": "a", "plant": "wind"}
YEAR_KWH = 87_600.0


def test_the_answer_has_the_figures_of_the_base_example(tmp_path: Path):
    answer = matched(a_power_case(tmp_path))
    assert answer["load_kwh"] == answer["generation_kwh"] == YEAR_KWH
    assert answer["score"]["annual"] == 1.0
    assert answer["score"]["hourly"] == 0.625
    assert answer["score"]["hourly_with_grid"] is answer["score"]["hourly_with_storage"] is None
    assert answer["matched_kwh"] == answer["generation_kwh"] - answer["excess_kwh"] == 0.625 * YEAR_KWH
    assert answer["sites"] == {
        "hq": {"load_kwh": YEAR_KWH, "matched_kwh": 0.625 * YEAR_KWH, "annual": 1.0, "hourly": 0.625}
    }


def test_the_command_prints_one_object_and_tables_for_people(tmp_path: Path):
    case = a_power_case(tmp_path)
    ran = tanlu("match", case, "--year", "2023", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.answer["score"]["hourly"] == 0.625
    shown = tanlu("match", case, "--year", "2023")
    assert shown.status == 0
    assert "62.50 %" in shown.out
    assert "按小时" in shown.out


@pytest.mark.rule("power-2")
def test_the_grids_clean_share_is_a_score_of_its_own(tmp_path: Path):
    grid = series("region", {"CN": [0.3]}).replace("kwh", "cfe")
    assert matched(a_power_case(tmp_path, grid=grid))["score"]["hourly_with_grid"] == pytest.approx(0.7375, abs=1e-12)


def test_a_grid_known_to_have_no_clean_share_scores_as_without_it_and_one_not_known_has_no_score(tmp_path: Path):
    none = series("region", {"CN": [0]}).replace("kwh", "cfe")
    assert matched(a_power_case(tmp_path / "none", grid=none))["score"]["hourly_with_grid"] == 0.625
    another = series("region", {"DE": [0.5]}).replace("kwh", "cfe")
    assert matched(a_power_case(tmp_path / "another", grid=another))["score"]["hourly_with_grid"] is None


@pytest.mark.rule("power-15")
def test_what_is_matched_weighs_nothing_and_the_rest_the_residual_mix(tmp_path: Path):
    """100 MWh of which 60 are certified: 40 x 0.6096 = 24.384 t, location 100 x 0.5306 = 53.06 t (China, 2023)."""
    case = a_power_case(
        tmp_path,
        load=series("site", {"hq": [100_000 / 8760]}),
        generation=series("plant", {"wind": [60_000 / 8760]}),
    )
    tonnes = matched(case)["tco2e"]
    # kWh are whole Wh in each of 8,760 hours: at most 4.4 kWh a year off
    assert tonnes["location"] == pytest.approx(53.06, abs=0.0025)
    assert tonnes["market_annual"] == pytest.approx(24.384, abs=0.006)
    assert tonnes["market_hourly"] == pytest.approx(24.384, abs=0.006)


@pytest.mark.rule("power-15")
def test_location_never_depends_on_what_was_bought(tmp_path: Path):
    with_wind = matched(a_power_case(tmp_path))["tco2e"]
    without = matched(a_power_case(tmp_path, contracts=contracts(WIND | {"share": 0})))["tco2e"]
    assert with_wind["location"] == without["location"]
    assert with_wind["market_annual"] == 0 < with_wind["market_hourly"] < without["market_hourly"]


def test_the_grid_table_goes_before_the_library(tmp_path: Path):
    grid = series("region", {"CN": [0.5]}).replace("kwh", "kgco2e_per_kwh")
    assert matched(a_power_case(tmp_path, grid=grid))["tco2e"]["location"] == pytest.approx(43.8, abs=1e-9)


def test_a_site_whose_grid_is_not_known_has_no_tonnes_and_not_zero(tmp_path: Path):
    answer = matched(a_power_case(tmp_path, sites=rows("site=hq region=AU-NSW share=1")))
    assert answer["tco2e"] == {"location": None, "market_annual": None, "market_hourly": None}
    assert found(answer, "without_factor")["severity"] == "error"
    assert answer["score"]["hourly"] == 0.625


@pytest.mark.rule("power-20")
def test_the_answer_is_the_same_whether_hours_are_named_by_their_start_or_their_end(tmp_path: Path):
    by_start = matched(a_power_case(tmp_path / "starts"))
    ends = stamps("2023-01-01T01:00")
    told = {
        "load": series("site", {"hq": [10]}, ends),
        "generation": series("plant", {"wind": [20, 0, 15, 5]}, ends),
        "toml": '[power]\nlabels = "end"',
    }
    by_end = matched(a_power_case(tmp_path / "ends", **told))
    assert by_end["findings"] == by_start["findings"]
    assert (by_end["score"], by_end["sites"]) == (by_start["score"], by_start["sites"])


@pytest.mark.rule("power-20")
def test_load_in_another_zone_is_told_with_the_hours_it_lacks(tmp_path: Path):
    """Stamps by the local clock of UTC+8, where the year starts at 16:00Z of the day before."""
    answer = matched(a_power_case(tmp_path, settings={"time_zone": "Asia/Shanghai"}))
    shifted = [finding for finding in answer["findings"] if finding["code"] == "hours_shifted"]
    assert {finding["table"]: finding["severity"] for finding in shifted} == {"load": "error", "generation": "warning"}
    assert all("8 h late" in finding["message"] for finding in shifted)
    assert found(answer, "missing_load")["count"] == 8


def test_stamps_with_an_offset_are_brought_to_utc_and_told(tmp_path: Path):
    local = stamps("2023-01-01T08:00", zone="+08:00")
    answer = matched(a_power_case(tmp_path, load=series("site", {"hq": [10]}, local)))
    assert answer["score"]["hourly"] == 0.625
    assert found(answer, "stamps_in_another_zone")["count"] == 8760


def test_half_hours_are_an_error_and_are_not_used(tmp_path: Path):
    halves = [stamp.replace(":00", minute) for stamp in stamps() for minute in (":00", ":30")]
    answer = matched(a_power_case(tmp_path, load=series("site", {"hq": [5]}, halves)))
    finding = found(answer, "not_an_hour")
    assert (finding["severity"], finding["count"], finding["row"]) == ("error", 8760, 3)


@pytest.mark.rule("power-20")
def test_a_missing_hour_of_load_is_an_error_and_one_of_output_counts_as_none(tmp_path: Path):
    load = series("site", {"hq": [10]}, stamps()[:-4])
    generation = series("plant", {"wind": [20, 0, 15, 5]}, stamps()[4:])
    answer = matched(a_power_case(tmp_path, load=load, generation=generation))
    assert found(answer, "missing_load")["severity"] == "error"
    assert found(answer, "missing_generation")["severity"] == "warning"
    assert found(answer, "missing_load")["count"] == found(answer, "missing_generation")["count"] == 4
    assert answer["load_kwh"] == YEAR_KWH - 40
    assert answer["matched_kwh"] == 0.625 * YEAR_KWH - 50


def test_an_hour_that_stands_twice_is_told_and_never_added(tmp_path: Path):
    twice = series("site", {"hq": [10]}) + "hq,2023-01-01T00:00Z,99\n"
    answer = matched(a_power_case(tmp_path, load=twice))
    assert found(answer, "duplicate_hour")["count"] == 1
    assert answer["load_kwh"] == YEAR_KWH + 89


def test_a_plant_without_output_is_an_error_whether_it_is_absent_or_still(tmp_path: Path):
    absent = matched(a_power_case(tmp_path, contracts=contracts(WIND, {"contract": "b", "plant": "sun"})))
    assert "plant sun of contract b" in found(absent, "plant_without_output")["message"]
    still = matched(a_power_case(tmp_path, generation=series("plant", {"wind": [0]})))
    assert found(still, "plant_without_output")["severity"] == "error"
    assert still["score"]["hourly"] == 0


def test_overlapping_contracts_are_an_error_and_nothing_is_claimed_twice(tmp_path: Path):
    both = contracts(WIND | {"share": 0.7}, {"contract": "b", "plant": "wind", "share": 0.6})
    answer = matched(a_power_case(tmp_path, contracts=both))
    assert found(answer, "overlapping_contracts")["severity"] == "error"
    assert answer["generation_kwh"] == YEAR_KWH
    assert answer["contracts"]["b"]["generation_kwh"] == pytest.approx(0.3 * YEAR_KWH)


@pytest.mark.parametrize("megawatts", ["generation", "storage"])
def test_megawatts_given_as_kilowatts_are_suspected(tmp_path: Path, megawatts: str):
    told = {
        "load": series("site", {"hq": [10_000]}),
        "generation": series("plant", {"wind": [20] if megawatts == "generation" else [20_000]}),
        "storage": rows("storage=b kw=5 kwh=20" if megawatts == "storage" else "storage=b kw=5000 kwh=20000"),
    }
    finding = found(matched(a_power_case(tmp_path, **told)), "suspect_unit")
    assert (finding["table"], finding["severity"]) == (megawatts, "warning")


def test_load_of_which_no_hour_is_known_is_null_and_not_zero(tmp_path: Path):
    folder = a_power_case(
        tmp_path,
        load=series("site", {"hq": [10]}, stamps("2022-01-01T00:00"))
        + series("site", {"lab": [5]}, stamps(count=2)).partition("\n")[2],
        sites=rows("site=hq region=CN", "site=lab region=CN"),
    )
    answer = matched(folder)
    assert (answer["load_kwh"], answer["sites"]["hq"]["load_kwh"], answer["sites"]["lab"]["load_kwh"]) == (10, None, 10)
    assert "missing_load" in codes(answer)
    earlier = matched(folder, 2021)
    assert (earlier["load_kwh"], set(earlier["tco2e"].values())) == (None, {None})


def test_a_battery_is_compared_with_the_load_of_hours_that_are_known(tmp_path: Path):
    told = {
        "load": series("site", {"hq": [10]}, stamps(count=4)),
        "generation": series("plant", {"wind": [20, 0, 15, 5]}, stamps(count=4)),
        "storage": rows("storage=b kw=10 kwh=10"),
    }
    assert "suspect_unit" not in codes(matched(a_power_case(tmp_path, **told)))


def test_a_site_in_another_unit_than_the_others_is_suspected(tmp_path: Path):
    told = {
        "load": series("site", {"hq": [10_000], "jv": [10], "lab": [8_000]}),
        "generation": series("plant", {"wind": [20_000]}),
        "sites": rows(*(f"site={site} region=CN" for site in ("hq", "jv", "lab"))),
    }
    answer = matched(a_power_case(tmp_path, **told))
    assert "site jv takes one 800th of" in found(answer, "suspect_unit")["message"]


def test_contract_is_not_delivery(tmp_path: Path):
    """500 are contracted and the plant makes 336: 336 are claimed; where it makes more, the limit is kept."""
    told = {"load": series("site", {"hq": [100]}), "generation": series("plant", {"wind": [336_000 / 8760]})}
    answer = matched(a_power_case(tmp_path, **told, contracts=contracts(WIND | {"kwh_limit": 500_000})))
    # whole Wh in each of 8,760 hours: at most 4.4 kWh off
    assert answer["generation_kwh"] == pytest.approx(336_000, abs=4.4)
    assert answer["matched_kwh"] == answer["generation_kwh"]
    capped = matched(a_power_case(tmp_path, **told, contracts=contracts(WIND | {"kwh_limit": 300_000})))
    assert capped["generation_kwh"] == 300_000


def test_a_limit_counts_from_the_first_of_january_where_the_companys_year_starts_later(tmp_path: Path):
    """2023 runs from April; by then the plant has made 2,160 of 3,000 kWh, and in 2024 it starts anew."""
    hours = stamps("2023-01-01T00:00", 8760 + 2184)
    told = {
        "load": series("site", {"hq": [10]}, hours),
        "generation": series("plant", {"wind": [1]}, hours),
        "contracts": contracts(WIND | {"kwh_limit": 3_000}),
        "settings": {"year_starts": "04-01"},
    }
    assert matched(a_power_case(tmp_path, **told))["generation_kwh"] == 840 + 2184


def test_a_contract_bound_to_one_site_leaves_the_other_at_nothing(tmp_path: Path):
    told = {
        "load": series("site", {"hq": [10], "lab": [10]}),
        "sites": rows("site=hq region=CN", "site=lab region=CN"),
        "contracts": contracts(WIND | {"sites": "lab"}),
    }
    answer = matched(a_power_case(tmp_path, **told))
    assert (answer["sites"]["hq"]["annual"], answer["sites"]["lab"]["annual"]) == (0, 1)


def test_the_order_of_rows_and_the_form_of_the_table_are_no_matter(tmp_path: Path):
    first = matched(a_power_case(tmp_path / "a"))
    case = a_power_case(tmp_path / "b")
    header, *body = (case / "load.csv").read_text().splitlines()
    (case / "load.csv").write_text("\n".join([header, *reversed(body)]) + "\n")
    (case / "generation.csv").unlink()
    starts = [datetime.fromisoformat(stamp.removesuffix("Z")) for stamp in stamps()]
    columns = {"plant": ["wind"] * 8760, "start": starts, "kwh": [20.0, 0.0, 15.0, 5.0] * 2190}
    pq.write_table(pa.table(columns), case / "generation.parquet")
    second = matched(case)
    same = ("score", "sites", "contracts", "tco2e", "findings")
    assert [second[name] for name in same] == [first[name] for name in same]


def test_the_ledger_is_written_on_request(tmp_path: Path):
    case = a_power_case(tmp_path / "case")
    assert tanlu("match", case, "--year", "2023", "--json", "--ledger", tmp_path / "ledger.parquet").status == 0
    ledger = pq.read_table(tmp_path / "ledger.parquet").to_pylist()
    assert ledger[0] == {"start": "2023-01-01T00:00Z", "contract": "a", "site": "hq", "wh": 10_000}
    assert sum(row["wh"] for row in ledger) == 0.625 * YEAR_KWH * 1000
    assert write_ledger(match(MeasureRequest(case, 2023)), tmp_path / "again.parquet") == len(ledger)


@pytest.mark.rule("power-22")
def test_a_score_carries_its_inputs_and_another_factor_is_another_run(tmp_path: Path):
    case = a_power_case(tmp_path)
    first = matched(case)
    assert matched(case)["run"] == first["run"]
    assert {"load.csv", "generation.csv", "contracts.csv", "case.toml"} <= set(first["provenance"]["inputs"])
    (case / "factors.csv").write_text(factors("electricity/grid CN 2023 0.4 kWh basis=average"))
    second = matched(case)
    assert second["run"] != first["run"]
    assert second["provenance"]["factors"] != first["provenance"]["factors"]


@pytest.mark.parametrize("table", ["load", "contracts"])
def test_a_case_without_load_or_contracts_claims_nothing_and_says_so(tmp_path: Path, table: str):
    case = a_power_case(tmp_path)
    (case / f"{table}.csv").unlink()
    answer = matched(case)
    assert {"no_load", "no_contract"} & codes(answer) == {"no_load" if table == "load" else "no_contract"}
    assert answer["score"]["hourly"] == (None if table == "load" else 0)
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_a_battery_of_one_site_serves_that_site(tmp_path: Path):
    told = {
        "load": series("site", {"hq": [10], "lab": [10]}),
        "sites": rows("site=hq region=CN", "site=lab region=CN"),
        "contracts": contracts(WIND | {"sites": "lab"}),
        "storage": rows("storage=b site=lab kw=10 kwh=10 efficiency_out=0.9", "storage=c kw=10 kwh=10"),
    }
    answer = matched(a_power_case(tmp_path, **told))
    # 0.625 + 0.3375 of the one site's load, which is half of all; the portfolio's battery may not charge from a bound contract
    assert answer["score"]["hourly_with_storage"] == pytest.approx(0.9625 / 2, abs=1e-9)
    assert answer["storage"]["b"]["lost_kwh"] == pytest.approx(1.5 * 2190)
    assert answer["storage"]["c"]["charged_kwh"] == 0


@pytest.mark.parametrize(
    ("tables", "code", "severity"),
    [
        ({"storage": rows("storage=b kw=5 kwh=20 efficiency_in=95")}, "storage_flaw", "error"),
        ({"storage": rows("storage=b kwh=20 kw=")}, "storage_flaw", "error"),
        ({"storage": rows("storage=b site=lab kw=5 kwh=20")}, "storage_flaw", "error"),
        ({"contracts": contracts(WIND | {"share": 60})}, "contract_flaw", "error"),
        ({"contracts": contracts(WIND, WIND)}, "duplicate_id", "error"),
        ({"contracts": contracts(WIND | {"sites": "hq; lab"})}, "unknown_site", "error"),
        ({"contracts": contracts(WIND | {"share": "half"})}, "not_a_number", "error"),
        ({"sites": rows("site=lab region=CN")}, "unknown_site", "error"),
        ({"load": series("site", {"hq": [10, -1]})}, "negative_energy", "error"),
        ({"load": series("site", {"hq": [10, 1e15]})}, "absurd_energy", "error"),
        ({"load": series("site", {"hq": [10]}, ["noon", *stamps()])}, "unreadable_stamp", "error"),
        ({"load": series("site", {"hq": [10], "": [1]})}, "missing_value", "error"),
        ({"load": "site,when,kwh\nhq,2023-01-01T00:00Z,1\n"}, "missing_column", "error"),
        ({"generation": series("plant", {"wind": [10, -1]})}, "negative_generation", "note"),
        ({"generation": series("plant", {"wind": [10], "sun": [1]})}, "plant_without_contract", "note"),
        ({"grid": series("region", {"CN": [0.5]}, [stamps()[0], *stamps()]).replace("kwh", "cfe")}, "duplicate_hour", "error"),
        ({"grid": series("region", {"CN": [30]}).replace("kwh", "cfe")}, "missing_cfe", "warning"),
        ({"grid": series("region", {"CN": [0.5]}, stamps()[9:]).replace("kwh", "kgco2e_per_kwh")}, "missing_grid_hours", "warning"),
    ],
)  # fmt: skip
def test_each_flaw_is_told_by_its_code(tmp_path: Path, tables: dict[str, str], code: str, severity: str):
    assert found(matched(a_power_case(tmp_path, **tables)), code)["severity"] == severity


def test_a_folder_that_is_no_case_is_one_message(tmp_path: Path):
    ran = tanlu("match", tmp_path, "--year", "2023", "--json")
    assert (ran.status, ran.out) == (2, "")
    assert "has no case.toml" in ran.err


def test_check_names_a_flawed_contract_too(tmp_path: Path):
    case = a_power_case(tmp_path, contracts=contracts(WIND | {"share": 60}))
    finding = found(tanlu("check", case, "--json").answer, "contract_flaw")
    assert (finding["file"], finding["row"], finding["column"]) == ("contracts.csv", 2, "share")


@pytest.mark.rule("power-14")
def test_of_500_gwh_contracted_and_336_delivered_336_are_claimed(tmp_path: Path):
    told = {
        "load": series("site", {"hq": [100_000]}),
        "generation": series("plant", {"wind": [336e6 / 8760]}),
        "contracts": rows("contract=a plant=wind kwh_limit=500000000"),
    }
    answer = matched(a_power_case(tmp_path, **told))
    assert answer["contracts"]["a"]["contracted_kwh"] == 500e6
    # Each of 8,760 hours is rounded to a whole Wh.
    assert answer["generation_kwh"] == pytest.approx(336e6, abs=8.76)
    assert answer["matched_kwh"] == answer["generation_kwh"]


def test_a_small_roof_beside_a_large_plant_is_not_suspected(tmp_path: Path):
    told = {
        "load": series("site", {"hq": [10_000]}),
        "generation": series("plant", {"wind": [5_000], "roof": [50]}),
        "contracts": rows("contract=a plant=wind", "contract=b plant=roof"),
    }
    answer = matched(a_power_case(tmp_path, **told))
    assert "suspect_unit" not in codes(answer)
