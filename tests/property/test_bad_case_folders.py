"""Whatever is written into a case folder, it is measured with findings or refused in a sentence, and nothing is lost."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.bad_input import COLUMNS, SOUND, as_csv, broken, counted, in_bytes, with_cell

few = settings(max_examples=10)

GARBAGE = st.one_of(
    st.sampled_from(
        [
            *[
                "",
                " ",
                "nan",
                "inf",
                "-5",
                "1e300",
                "1e14",
                "-0",
                "12%",
                "=1+1",
                "#DIV/0!",
                "1,5",
                "１２",
                "0x1A",
                "1_000",
            ],
            *["2023-02-30", "31/12/2023", "45000", "9999-12-31", "0001-01-01", "2203-12-31", "2023-13-01", "yesterday"],
            *["foo", "kg", "9**9**9**9 kWh", "1.2.3 CNY", "0 CNY", "1e999 kWh", "CNY@0000", "[energy]", "kWh)", "𠮷"],
            *[
                "../../etc/passwd",
                "/etc/passwd",
                "a\0b",
                "x" * 5_000,
                "x" * 200_000,
                'a"b',
                "a\nb",
                "a,b",
                "'; drop --",
            ],
            *["magic/wand", "electricity", "fuel/unobtainium", "spend/000000", "scope3/99", "hq ", "HQ", "\ufeffhq"],
        ]
    ),
    st.text(max_size=12).map(lambda text: text.replace("\r", " ")),  # csv writes a bare carriage return unquoted
)


@cache
def priced_without(place: int | None) -> dict[str, float | None]:
    rows = [row for at, row in enumerate(SOUND) if at != place]
    found = broken(activities=as_csv(rows))
    assert found is not None
    return found["tco2e"]


@settings(max_examples=30)
@given(place=st.integers(0, len(SOUND) - 1), column=st.sampled_from(COLUMNS), text=GARBAGE)
@example(place=0, column="unit", text="9**9**9**9 kWh")
@example(place=2, column="unit", text="1.2.3 CNY")
@example(place=0, column="end", text="9999-12-31")
@example(place=0, column="start", text="0001-01-01")
@example(place=3, column="quantity", text="1e300")
@example(place=3, column="evidence", text="x" * 5_000)
@example(place=1, column="site", text="x" * 200_000)
def test_one_bad_cell_sets_its_line_aside_and_no_other(place, column, text):
    answer = broken(thorough=True, activities=as_csv(with_cell(place, column, text)))
    assert answer is not None
    assert counted(answer) == len(SOUND)
    lines = answer["lines"]
    assert lines["priced"] >= len(SOUND) - 1
    if lines["priced"] < len(SOUND):
        assert answer["tco2e"] == priced_without(place)
    if lines["set_aside"] or lines["without_factor"]:
        told = [finding for finding in answer["findings"] if place + 2 in finding["rows"]]
        assert [finding for finding in told if finding["severity"] == "error"]


@few
@given(cells=st.lists(st.lists(GARBAGE, min_size=1, max_size=9), max_size=6))
def test_lines_of_garbage_beside_sound_ones_are_each_counted_once(cells):
    answer = broken(activities=as_csv([*SOUND, *cells]))
    assert answer is not None
    assert answer["lines"]["priced"] >= len(SOUND)


@few
@given(cut=st.integers(0, len(as_csv(SOUND).encode())), encoding=st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_a_table_cut_at_any_byte_gives_its_whole_lines(cut, encoding):
    content = as_csv(SOUND).encode(encoding)[:cut]
    answer = broken(in_bytes(content))
    assert answer is not None
    assert counted(answer) <= len(SOUND)
    if counted(answer) < len(SOUND) - 1 and cut < len(content):
        assert [finding for finding in answer["findings"] if finding["severity"] == "error"]


@few
@given(at=st.lists(st.integers(0, 500), max_size=4), junk=st.binary(min_size=1, max_size=5))
def test_bytes_that_mean_nothing_are_told(at, junk):
    content = bytearray(as_csv(SOUND).encode())
    for place in at:
        content[place : place + len(junk)] = junk
    broken(in_bytes(bytes(content)))


SMALL = {
    "sites": "site,name,kind,country,region,latitude,longitude,share,leased,operational_control\nhq,HQ,office,CN,CN,22.5,114,1,in,yes\n",
    "factors": "factor,activity,region,valid_from,valid_to,basis,unit,kgco2e,kg_co2,kg_ch4,sd_pct,gwp,source,licence,published\n"
    "own,fuel/diesel,CN,2023-01-01,2023-12-31,,L,2.6,2.5,0.001,5,AR6,notice,ours,2023-01-01\n",
    "statements": "statement,year,metric,value,unit,source,recorded,use\ns,2023,scope1,12,tCO2e,report,2024-01-01,figure\n",
    "instruments": "instrument,kind,site,market,region,start,end,kwh,kgco2e_per_kwh,vintage_start,vintage_end,retired_for,registry\n"
    "i,contract,hq,CN,CN,2023-01-01,2023-12-31,5000,0,2023-01-01,2023-12-31,wind,reg 17\n",
    "credits": "credit,year,tco2e,kind,registry,retirement,retired_for,source\nc,2023,5,removal,reg,r1,wind,page\n",
    "changes": "change,date,kind,scope,tco2e_base_year,reason\nc,2023-05-01,structure,scope1,60,bought\n",
    "deflators": "currency,year,index,source\nCNY,2023,102,NBS\nCNY,2022,100,NBS\n",
    "exchange_rates": "from,to,year,rate,source\nUSD,CNY,2022,6.8,PBC\n",
}
TABLE_AND_CELL = st.sampled_from(sorted(SMALL)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(SMALL[name].split("\n")[0].split(",")), GARBAGE)
)


@settings(max_examples=30)
@given(met=TABLE_AND_CELL, twice=st.booleans())
def test_a_bad_cell_in_a_small_table_never_stops_the_case(met, twice):
    name, column, text = met
    header, *rows = [line.split(",") for line in SMALL[name].strip().split("\n")]
    row = list(rows[0])
    row[header.index(column)] = text
    table = as_csv([row, *rows[1:], *([row] if twice else [])], columns=header)
    answer = broken(tables={**SMALL, name: table})
    assert answer is not None
    assert counted(answer) == len(SOUND)


@few
@given(name=st.sampled_from(sorted(SMALL)), cut=st.integers(0, 260), lost=st.integers(0, 12))
def test_a_small_table_that_is_cut_or_lacks_a_column_never_stops_the_case(name, cut, lost):
    cells = [line.split(",") for line in SMALL[name].strip().split("\n")]
    narrow = as_csv([row[:lost] + row[lost + 1 :] for row in cells[1:]], columns=cells[0][:lost] + cells[0][lost + 1 :])
    for text in (SMALL[name][:cut], narrow):
        answer = broken(tables={**SMALL, name: text})
        assert answer is not None
        assert counted(answer) == len(SOUND)


WRONG_SETTINGS = [
    *[
        "[case]\nname = 5\n",
        'factors = "x"\n',
        'scope3 = ["14"]\n',
        "targets = 5\n",
        "targets = [1, 2]\n",
        'case = "x"\n',
    ],
    *[
        "[[targets]]\nname = 5\nmetric = 'zzz'\nyear = 'x'\n",
        "[case]\nbase_year = 99999\n",
        "[case]\nbase_year = 2021.5\n",
    ],
    *['[case]\ngwp = ["AR6"]\n', '[case]\ntime_zone = "../../etc/passwd"\n', '[case]\nyear_starts = "02-29"\n'],
    *["[case]\nyear_starts = 2023-04-01\n", "[case]\nrecalculation_threshold = nan\n", '[case]\ncurrency = ["CNY"]\n'],
    *["[factors]\nvintage = 5\n", '[factors]\nstand_ins = "US"\n', '[scope3]\n"16" = "x"\n"3" = 5\n', "estimate = 5\n"],
]


@pytest.mark.parametrize("text", WRONG_SETTINGS)
def test_a_setting_of_a_wrong_type_is_a_finding_and_its_default_is_used(text):
    answer = broken(in_bytes(text.encode(), "case.toml"))
    assert answer is not None
    told = [finding for finding in answer["findings"] if finding["code"] == "setting"]
    assert told
    assert all((finding["file"], finding["severity"]) == ("case.toml", "error") for finding in told)
    assert answer["lines"]["priced"] == len(SOUND)


@few
@given(text=st.one_of(st.text(max_size=40), st.sampled_from(["a=" + "[" * 3000, "[case\n", "[case]\n[case]\n"])))
@example(text="[case]\nbase_year = " + "9" * 5000)
def test_any_text_as_settings_is_read_or_refused(text):
    broken(in_bytes(text.encode("utf-8", "replace"), "case.toml"))


@pytest.mark.parametrize("content", ["[case]\nname = '深圳'\n".encode("gb18030"), b"\xff\xfe\x00", None])
def test_settings_in_another_encoding_or_absent_refuse_the_request(content):
    def spoil(folder: Path) -> None:
        (folder / "case.toml").unlink() if content is None else (folder / "case.toml").write_bytes(content)

    assert broken(spoil) is None
