"""What the command line says in Chinese is Chinese: refusals, findings and tables of every verb."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.bad_input import SOUND, as_csv
from support.case_builders import Ran, a_case, tanlu
from support.chinese import english_in


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_case(tmp_path_factory.mktemp("chinese") / "case", activities=as_csv(SOUND))


def said(*words: str | Path) -> Ran:
    """A command whose terminal speaks Chinese."""
    return tanlu(*words, "--lang", "zh")


WRONG = [
    "measure",
    "measur {case}",
    "measure {case} --yeer 2023",
    "measure {case} --year 2023 extra words that are many more",
    "measure {case} --year x",
    "measure {case} --year 2023 --gwp AR7",
    "certificates {case} isue",
    "giving opn",
    "giving open",
    "procure {case} --year 2023",
    "report {case} --out report.doc",
    "report {case} --out report",
    "trace {case} no-such-line",
    "serve --port 99999",
]


@pytest.mark.parametrize("call", WRONG)
def test_a_refusal_in_chinese_has_no_english_sentence(case: Path, call: str):
    ran = said(*call.format(case=case).split())
    assert ran.status == 2
    assert english_in(ran.err) == []


REASONS = pytest.mark.xfail(strict=True, reason="the inventory says why a category is not calculated in English alone")


@pytest.mark.parametrize(
    "verb",
    [
        ["check"],
        pytest.param(["measure", "--year", "2023"], marks=REASONS),
        ["bridge", "2022", "2023"],
        ["trace", "power-1"],
    ],
)
def test_the_words_of_a_verb_in_chinese_are_chinese(case: Path, tmp_path: Path, verb: list[str]):
    """Findings apart: each room's catalogue is tested for its own sentences."""
    out = ["--out", str(tmp_path)] if verb[0] == "measure" else []
    ran = said(verb[0], case, *verb[1:], *out)
    assert ran.status in (0, 1)
    tables, _, _ = ran.out.partition("\n发现：")
    own = [line for line in tables.splitlines() if "理由：" not in line and "来源：" not in line]
    assert english_in("\n".join(own)) == []
