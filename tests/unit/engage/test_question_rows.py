"""A bank is refused with a sentence for each flaw, and a question whose words changed must be a new version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from support.question_builders import ROW, bank_of, refused
from tanlu.core.errors import QuestionError
from tanlu.engage.quiz.bank import read_bank
from tanlu.engage.quiz.bank_rows import COLUMNS

RETIRED = {"retired": "2026-12-01"}
SECOND = {"version": "2", "text_zh": "1吉瓦时是多少兆瓦时？", "text_en": "1 GWh is how many MWh?"}


def test_a_sound_row_becomes_a_question_in_two_languages(tmp_path: Path):
    (question,) = bank_of(tmp_path, ROW).questions
    assert question.key == ("energy-90", 1)
    assert question.options("en")[question.right] == "1,000 MWh"
    assert question.options("zh")[question.right] == "1,000兆瓦时"
    assert (question.text("zh"), question.explanation("en")) == (ROW["text_zh"], ROW["explanation_en"])
    assert (question.is_reviewed, question.source_checked, question.retired) == (False, False, None)


def test_a_reviewed_question_names_its_reviewer(tmp_path: Path):
    (question,) = bank_of(tmp_path, ROW | {"reviewer": "Li Hua"}).questions
    assert question.is_reviewed


@pytest.mark.parametrize("column", COLUMNS)
def test_a_file_without_a_column_is_refused_by_its_name(tmp_path: Path, column: str):
    without = {name: text for name, text in ROW.items() if name != column}
    assert f"bank.csv has no column {column}; add it" in refused(tmp_path, without)


@pytest.mark.rule("engage-17")
@pytest.mark.parametrize("column", sorted(set(COLUMNS) - {"d_zh", "d_en", "reviewer", "retired"}))
def test_a_row_with_an_empty_cell_is_refused_by_its_column(tmp_path: Path, column: str):
    assert f"{column} is empty; fill it" in refused(tmp_path, ROW | {column: " "})


@pytest.mark.rule("engage-17")
@pytest.mark.parametrize("right", ["a b", "a,b", "ab", "B、C"])
def test_two_right_options_are_refused(tmp_path: Path, right: str):
    assert "right names 2 options" in refused(tmp_path, ROW | {"right": right})


@pytest.mark.rule("engage-17")
@pytest.mark.parametrize("right", ["d", "x", "2", "first", "-"])
def test_a_right_option_that_is_not_there_is_refused(tmp_path: Path, right: str):
    assert "its options are a, b, c; name one of them" in refused(tmp_path, ROW | {"right": right})


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"theme": "sports"}, "theme 'sports' is unknown; take one of energy, industry"),
        ({"difficulty": "6"}, "difficulty is '6'; write a whole number from 1 to 5"),
        ({"difficulty": "２"}, "write a whole number from 1 to 5"),
        ({"version": "0"}, "version is '0'; write a whole number from 1 to 999"),
        ({"version": "1.5"}, "version is '1.5'"),
        ({"source_date": "May 2019"}, "source_date 'May 2019' is no date; write 2024, 2024-08 or 2024-08-26"),
        ({"source_date": "2023-02-30"}, "source_date '2023-02-30' is no date"),
        ({"source_date": "0000"}, "source_date '0000' is no date"),
        ({"source_checked": "maybe"}, "source_checked is 'maybe'; write yes or no"),
        ({"recorded": "soon"}, "recorded 'soon' is not a day of the calendar"),
        ({"retired": "2020-01-01"}, "it was retired (2020-01-01) before it was recorded (2026-11-25)"),
        ({"question": "Energy 90"}, "an id starts with a letter and has only small letters"),
        ({"text_zh": "How many MWh?"}, "text_zh has no Chinese in it; did two columns change places?"),
        ({"d_zh": "5兆瓦时"}, "option d has only one language; fill both, or leave both empty"),
        ({"c_zh": "", "c_en": ""}, "it has 2 options; give 3 or 4"),
        ({"c_en": "１０ mwh"}, "two of its options read alike (en)"),
    ],
)
def test_a_row_that_cannot_be_understood_is_told_in_a_sentence(tmp_path: Path, cells: dict[str, str], said: str):
    assert said in refused(tmp_path, ROW | cells)


def test_every_flaw_is_named_at_once_with_file_row_and_question(tmp_path: Path):
    sentences = refused(tmp_path, ROW, ROW | {"question": "energy-91", "theme": "art", "right": "a c"}).splitlines()
    assert sentences[0].startswith("bank.csv, row 3, question energy-91: theme 'art' is unknown")
    assert sentences[1].startswith("bank.csv, row 3, question energy-91: right names 2 options")


def test_the_message_of_the_error_is_the_first_flaw_and_counts_the_others():
    assert str(QuestionError(["one"])) == "one"
    assert str(QuestionError(["one", "two", "three"])) == "one (and 2 more)"


@pytest.mark.rule("engage-17")
def test_a_changed_question_comes_as_a_new_version_and_the_old_one_stays_retired(tmp_path: Path):
    bank = bank_of(tmp_path, ROW | RETIRED, ROW | SECOND)
    assert [question.version for question in bank.questions] == [1, 2]
    assert [question.version for question in bank.in_play()] == [2]
    old = bank.get("energy-90", 1)
    assert old is not None
    assert old.retired == date(2026, 12, 1)


@pytest.mark.rule("engage-17")
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ROW, ROW | {"text_en": "1 GWh in MWh?"}], "has version 1 twice; a change is a new version"),
        ([ROW, ROW | SECOND], "version 1 is still in play beside version 2; retire it"),
        ([ROW | SECOND], "has only version 2; older versions are kept"),
        ([ROW | RETIRED, ROW | SECOND | {"version": "3"}], "has only version 1, 3; older versions are kept"),
        ([ROW, ROW | {"question": "energy-91"}], "questions energy-90 and energy-91 ask the same"),
    ],
)
def test_versions_that_do_not_follow_each_other_are_refused(tmp_path: Path, rows: list[dict[str, str]], said: str):
    assert said in refused(tmp_path, *rows)


@pytest.mark.rule("engage-17")
def test_a_version_that_players_met_may_not_read_otherwise_later(tmp_path: Path):
    met = {question.key: question.sha256 for question in bank_of(tmp_path, ROW).questions}
    reviewed = ROW | {"reviewer": "Li Hua", "source_checked": "yes", "difficulty": "3", "retired": "2026-12-01"}
    bank_of(tmp_path, reviewed).refuse_silent_changes(met)

    for changed in ({"right": "a"}, {"a_en": "20 MWh"}, {"explanation_zh": "“吉”更大。"}, {"source": "SI, 2019"}):
        with pytest.raises(QuestionError, match="write it as version 2 and retire version 1"):
            bank_of(tmp_path, ROW | changed).refuse_silent_changes(met)
    with pytest.raises(QuestionError, match="energy-90 version 1 is gone; keep old versions"):
        bank_of(tmp_path, ROW | {"question": "energy-91"}).refuse_silent_changes(met)


def test_the_fingerprint_knows_which_option_is_right(tmp_path: Path):
    (question,) = bank_of(tmp_path, ROW).questions
    assert replace(question, right=0).sha256 != question.sha256
    assert replace(question, retired=date(2027, 1, 1)).sha256 == question.sha256


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "bank.csv has no column question; add it"),
        (",".join(COLUMNS).encode(), "there is no question in the bank"),
        ("question,题目\n".encode("gb18030"), "bank.csv is not UTF-8"),
        ((",".join(COLUMNS) + ',question\n"open').encode(), "bank.csv has column question twice"),
        ((",".join(COLUMNS) + '\n"open').encode(), "bank.csv, row 2 is no CSV"),
        ((",".join(COLUMNS) + "\n" + "," * 40).encode(), "bank.csv, row 2 has 41 cells, its header 23"),
    ],
)
def test_a_file_that_is_no_bank_is_told_in_a_sentence(tmp_path: Path, data: bytes, said: str):
    path = tmp_path / "bank.csv"
    path.write_bytes(data)
    with pytest.raises(QuestionError) as caught:
        read_bank([path])
    assert said in "\n".join(caught.value.flaws)


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path):
    with pytest.raises(QuestionError, match=r"none\.csv cannot be read"):
        read_bank([tmp_path / "none.csv"])


def test_a_bank_may_be_spread_over_files_and_saved_with_a_byte_order_mark(tmp_path: Path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    header = ",".join(COLUMNS)
    cells = [f'"{ROW[name]}"' for name in COLUMNS]
    other = [
        text.replace("energy-90", "energy-91").replace("1吉瓦时", "1太瓦时").replace("giga", "tera") for text in cells
    ]
    one.write_text("\ufeff" + header + "\n" + ",".join(cells) + "\n\n", encoding="utf-8")
    two.write_text(header + "\r\n" + ",".join(other) + "\r\n", encoding="utf-8", newline="")
    assert [question.question for question in read_bank([one, two]).questions] == ["energy-90", "energy-91"]
