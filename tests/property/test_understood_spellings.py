"""What people write is understood: units in Chinese words, full-width digits, thousand separators, any encoding and separator."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.bad_input import COLUMNS, SOUND, as_csv, broken, in_bytes

SAME_UNIT = {
    "electricity/grid": [("kWh", 1.0), ("千瓦时", 1.0), ("度", 1.0), ("ｋＷｈ", 1.0), ("kW·h", 1.0), ("MWh", 1e3), ("兆瓦时", 1e3),
                         ("万千瓦时", 1e4), ("万度", 1e4), ("亿千瓦时", 1e8)],
    "fuel/natural_gas": [("m3", 1.0), ("立方米", 1.0), ("方", 1.0), ("m³", 1.0), ("㎥", 1.0), ("千立方米", 1e3), ("万立方米", 1e4)],
    "fuel/diesel": [("kg", 1.0), ("公斤", 1.0), ("千克", 1.0), ("吨", 1e3), ("t", 1e3), ("公吨", 1e3), ("万吨", 1e7)],
    "refrigerant/R-410A": [("kg", 1.0), ("公斤", 1.0), ("斤", 0.5), ("克", 1e-3), ("吨", 1e3)],
}  # fmt: skip
SPELLED = st.sampled_from([(path, unit, base) for path, units in SAME_UNIT.items() for unit, base in units])

FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")
NUMBERS = {
    "plain": lambda whole: str(whole),
    "with decimals": lambda whole: f"{whole}.0",
    "with thousand separators": lambda whole: f"{whole:,}",
    "with spaces": lambda whole: f"{whole:,}".replace(",", " "),
    "full-width": lambda whole: str(whole).translate(FULL_WIDTH),
    "full-width with separators": lambda whole: f"{whole:,}".translate(FULL_WIDTH),
    "with an exponent": lambda whole: f"{whole}e0",
    "in myriads": lambda whole: f"{whole / 10_000!r}万",
    "continental": lambda whole: f"{whole:,}".replace(",", ".") + ",0" if whole >= 1000 else str(whole),
}


@cache
def total_of(path: str, quantity: str, unit: str) -> float:
    line = ["x", "hq", "2023-01-01", "2023-12-31", path, quantity, unit, "bill"]
    answer = broken(activities=as_csv([line]))
    assert answer is not None
    assert answer["lines"]["priced"] == 1, answer["findings"]
    return answer["tco2e"]["total_market"]


@settings(max_examples=40)
@given(spelled=SPELLED, whole=st.integers(1, 9_999_999), form=st.sampled_from(sorted(NUMBERS)))
def test_a_quantity_weighs_the_same_however_it_is_spelled(spelled, whole, form):
    path, unit, base = spelled
    plain_unit, _ = SAME_UNIT[path][0]
    met = total_of(path, NUMBERS[form](whole), unit)
    # 1e-9: the multiple of a unit is applied to the factor in one way and to the quantity in the other.
    assert met == pytest.approx(total_of(path, "1", plain_unit) * whole * base, rel=1e-9)


@pytest.mark.parametrize(("path", "unit"), [(path, unit) for path, units in SAME_UNIT.items() for unit, _ in units])
def test_every_spelling_of_a_unit_is_priced(path, unit):
    assert total_of(path, "1", unit) > 0


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
CHINESE = [
    *SOUND[:2],
    ["煤气", "hq", "2023-01-01", "2023年12月31日", "fuel/natural_gas", "0.315万", "立方米", "发票，第二张"],
]


@cache
def first_three() -> dict[str, float | None]:
    answer = broken(activities=as_csv(SOUND[:3]))
    assert answer is not None
    return answer["tco2e"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_encoding_and_separator_gives_the_same_total(encoding, separator):
    content = as_csv(CHINESE, delimiter=separator, lineterminator="\r\n").encode(encoding)
    answer = broken(in_bytes(content))
    assert answer is not None
    assert answer["lines"]["priced"] == len(CHINESE), answer["findings"]
    assert answer["tco2e"] == first_three()


def test_one_line_in_another_encoding_is_told_and_the_others_are_priced():
    line = as_csv([CHINESE[2]]).splitlines(keepends=True)[1]
    answer = broken(in_bytes(as_csv([*SOUND, CHINESE[2]]).encode() + line.encode("gb18030")))
    assert answer is not None
    assert answer["lines"]["priced"] == len(SOUND) + 1
    assert "bad_bytes" in {finding["code"] for finding in answer["findings"]}


def test_a_number_cut_in_two_by_its_separator_is_named_with_what_to_write():
    text = as_csv(SOUND).replace("41200", "41,200")
    answer = broken(activities=text)
    assert answer is not None
    assert (answer["lines"]["priced"], answer["lines"]["set_aside"]) == (len(SOUND) - 1, 1)
    (finding,) = [finding for finding in answer["findings"] if finding["code"] == "extra_cells"]
    assert (finding["file"], finding["rows"], finding["column"]) == ("activities.csv", [2], "quantity")
    assert finding["mend"].endswith('"41,200"')


SAME_FLAW = {
    "unknown_unit": {"unit": "foo"},
    "unit_mismatch": {"unit": "kg"},
    "unknown_site": {"site": "nowhere"},
    "unknown_activity": {"activity": "magic/wand"},
    "without_factor": {"activity": "fuel/unobtainium", "unit": "t"},
    "negative_quantity": {"quantity": "-5"},
    "absurd_quantity": {"quantity": "1e14"},
    "empty_quantity": {"quantity": ""},
    "not_a_number": {"quantity": "{month} or so"},
    "unreadable_date": {"start": "{month:02d}/01/2023"},
    "reversed_period": {"end": "2022-{month:02d}-01"},
}


@pytest.mark.parametrize("code", SAME_FLAW)
@pytest.mark.parametrize("count", [12, 1000])
def test_lines_with_one_flaw_are_one_finding_with_its_first_rows(code, count):
    usual = dict(zip(COLUMNS, SOUND[0], strict=True))
    lines: list[list[str]] = []
    for number in range(count):
        month = number % 12 + 1
        days = {"start": f"2023-{month:02d}-01", "end": f"2023-{month:02d}-28", "line": f"L{number}"}
        spoiled = {name: text.format(month=month) for name, text in SAME_FLAW[code].items()}
        lines.append(list((usual | days | spoiled).values()))
    answer = broken(activities=as_csv([*SOUND, *lines]))
    assert answer is not None
    (finding,) = [finding for finding in answer["findings"] if finding["severity"] == "error"]
    assert (finding["code"], finding["count"], finding["table"]) == (code, count, "activities")
    assert finding["rows"] == [number + len(SOUND) + 2 for number in range(min(count, 20))]
    assert answer["lines"]["priced"] == len(SOUND)
