"""case.toml read: every setting has its stated default, and a word that is not known is a finding, never a guess."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.case_builders import a_case, errors, lines, measured
from tanlu.core.errors import CaseError
from tanlu.core.period import Period
from tanlu.services.case.settings import Settings, read_settings


def told(folder: Path, toml: str) -> Settings:
    (folder / "case.toml").write_text(toml, encoding="utf-8")
    return read_settings(folder)


def test_everything_but_the_name_has_its_stated_default(tmp_path: Path):
    settings = told(tmp_path, '[case]\nname = "wind"\n')
    assert (settings.consolidation, settings.gwp, settings.currency) == ("operational_control", "AR6", "CNY")
    assert (settings.time_zone, settings.year_starts, settings.recalculation_threshold) == ("UTC", "01-01", 0.05)
    policy = settings.policy
    assert (policy.vintage, policy.grid, policy.market_remainder, policy.stand_ins) == (
        "exact",
        "average",
        "residual",
        (),
    )
    assert settings.estimate_gaps == ""
    assert settings.findings == ()


def test_a_case_without_a_name_bears_its_folders(tmp_path: Path):
    folder = tmp_path / "远方公司"
    folder.mkdir()
    assert told(folder, "").name == "远方公司"


@pytest.mark.parametrize(
    ("toml", "column"),
    [
        ('[case]\nconsolidation = "majority"', "consolidation"),
        ('[case]\ngwp = "AR7"', "gwp"),
        ('[case]\ntime_zone = "Mars/Olympus"', "time_zone"),
        ('[case]\nyear_starts = "13-01"', "year_starts"),
        ('[case]\nbase_year = "long ago"', "base_year"),
        ("[case]\nrecalculation_threshold = 5", "recalculation_threshold"),
        ('[factors]\nvintage = "newest"', "vintage"),
        ('[factors]\ngrid = "marginal"', "grid"),
        ('[factors]\nmarket_remainder = "none"', "market_remainder"),
        ('[factors]\nstand_ins = "US"', "stand_ins"),
        ('[estimate]\ngaps = "guess"', "gaps"),
        ('[scope3]\n16 = "none"', "16"),
        ('[scope3]\n14 = ""', "14"),
        ("case = 5", "case"),
    ],
)
def test_a_word_that_is_not_known_is_an_error_that_names_it_and_the_default_is_used(
    tmp_path: Path, toml: str, column: str
):
    settings = told(tmp_path, toml)
    (finding,) = settings.findings
    assert (finding.severity, finding.table, finding.column) == ("error", "case.toml", column)
    assert finding.mend
    plain = told(tmp_path, "")
    assert (settings.policy, settings.consolidation, settings.gwp) == (plain.policy, plain.consolidation, plain.gwp)


def test_a_byte_order_mark_is_no_matter(tmp_path: Path):
    (tmp_path / "case.toml").write_bytes('[case]\nname = "远方"\n'.encode("utf-8-sig"))
    assert read_settings(tmp_path).name == "远方"


@pytest.mark.parametrize("content", [b"[case", b"\xff\xfe\x00bad", b"name = = 5"])
def test_what_is_no_toml_is_an_error_of_the_case(tmp_path: Path, content: bytes):
    (tmp_path / "case.toml").write_bytes(content)
    with pytest.raises(CaseError, match=r"case\.toml"):
        read_settings(tmp_path)


def test_a_folder_that_is_none_or_has_no_case_is_refused_with_the_way_to_start_one(tmp_path: Path):
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(CaseError, match="tanlu new"):
            read_settings(folder)


@pytest.mark.parametrize(
    ("starts", "days"),
    [
        ("01-01", Period(date(2023, 1, 1), date(2023, 12, 31))),
        ("04-01", Period(date(2023, 4, 1), date(2024, 3, 31))),
        ("07-15", Period(date(2023, 7, 15), date(2024, 7, 14))),
    ],
)
def test_the_companys_year_begins_on_its_own_day(tmp_path: Path, starts: str, days: Period):
    assert told(tmp_path, f'[case]\nyear_starts = "{starts}"').year(2023) == days


@pytest.mark.rule("inventory-7", "inventory-23")
def test_the_threshold_and_the_reasons_of_scope_3_are_the_cases_own(tmp_path: Path):
    settings = told(tmp_path, '[case]\nrecalculation_threshold = 0.1\n[scope3]\n"14" = "not relevant: no franchises"\n')
    assert settings.recalculation_threshold == 0.1
    assert settings.scope3 == {"14": "not relevant: no franchises"}


def test_a_flawed_setting_does_not_stop_the_measurement(tmp_path: Path):
    case = a_case(tmp_path, activities=lines("electricity/grid 1 MWh"), settings={"gwp": "AR7"})
    answer = measured(case)
    assert answer["gwp"] == "AR6"
    assert answer["lines"]["priced"] == 1
    assert "AR7" in errors(answer)[0]
