"""Reviews, retirements and accepted versions change what is in effect as the rules say, and nobody reviews their own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from support.question_builders import ROW, bank_of
from tanlu.core.errors import QuestionError
from tanlu.engage.quiz.bank import Bank, bank, read_bank
from tanlu.engage.quiz.bank_rows import COLUMNS
from tanlu.engage.quiz.draft import MOVES, OPEN, Writer, is_same, may_judge, new_question_id, next_version
from tanlu.engage.quiz.draft_form import asked_elsewhere, bank_csv, cells_of, empty_cells, question_of
from tanlu.engage.quiz.question import Question
from tanlu.engage.quiz.review import Accepted, Changes, Retirement, Review, refuse_two_readings, with_changes

LI, WANG = Writer(None, "Li Hua"), Writer(None, "Wang Wei")
DAY = date(2026, 12, 1)


@pytest.fixture
def own(tmp_path: Path) -> Bank:
    return bank_of(tmp_path, ROW)


def said(question: Question, verdict: str, *, source_read: bool = False, by: Writer = WANG) -> Review:
    return Review(question.key, question.sha256, by, verdict, source_read, "", 1)  # type: ignore[arg-type]


def in_effect(own: Bank, changes: Changes) -> Question:
    return with_changes(own, changes).questions[-1]


def test_without_changes_the_bank_in_effect_is_that_of_the_files():
    assert with_changes(bank(), Changes()) == bank()


@pytest.mark.rule("engage-17")
def test_the_newest_word_on_a_version_counts(own: Bank):
    (question,) = own.questions
    approved = Changes().plus(reviews=[said(question, "approve", source_read=True)])
    assert (in_effect(own, approved).reviewer, in_effect(own, approved).source_checked) == ("Wang Wei", True)
    doubted = approved.plus(reviews=[said(question, "doubt", by=LI)])
    assert (in_effect(own, doubted).is_reviewed, in_effect(own, doubted).source_checked) == (False, False)
    again = doubted.plus(reviews=[said(question, "approve", by=LI)])
    assert (in_effect(own, again).reviewer, in_effect(own, again).source_checked) == ("Li Hua", False)


def test_a_source_that_the_file_says_was_read_stays_read(tmp_path: Path):
    checked = bank_of(tmp_path, ROW | {"source_checked": "yes", "reviewer": "Zhao Min"})
    (question,) = checked.questions
    assert in_effect(checked, Changes().plus(reviews=[said(question, "approve")])).source_checked
    doubted = in_effect(checked, Changes().plus(reviews=[said(question, "doubt")]))
    assert (doubted.source_checked, doubted.reviewer) == (True, "")


@pytest.mark.rule("engage-17")
def test_a_review_of_other_words_says_nothing(own: Bank):
    other = replace(own.questions[0], right=0)
    assert not in_effect(own, Changes().plus(reviews=[said(other, "approve")])).is_reviewed


@pytest.mark.rule("engage-17")
def test_an_accepted_version_retires_the_older_ones(own: Bank):
    (first,) = own.questions
    second = replace(first, version=2, source="SI Brochure, 2025", recorded=DAY)
    joined = with_changes(own, Changes().plus([Accepted(second, (LI,))]))
    assert [(one.version, one.retired) for one in joined.questions] == [(1, DAY), (2, None)]
    assert joined.in_play() == (second,)


@pytest.mark.rule("engage-17")
def test_a_retired_version_is_not_in_play_and_no_day_lies_before_the_one_it_came_in(own: Bank):
    key = own.questions[0].key
    for on in (DAY, date(2020, 1, 1)):
        changes = Changes().plus(retirements=[Retirement(key, WANG, "out of date", on, 1)])
        joined = with_changes(own, changes)
        assert joined.in_play() == ()
        assert joined.questions[0].retired == max(on, own.questions[0].recorded)


def test_an_accepted_version_that_stands_in_the_files_is_that_version(own: Bank):
    changes = Changes().plus([Accepted(own.questions[0], (LI,))])
    refuse_two_readings(own, changes)
    assert with_changes(own, changes) == own


def test_files_that_read_otherwise_than_what_was_accepted_are_refused(own: Bank):
    changes = Changes().plus([Accepted(replace(own.questions[0], right=0), (LI,))])
    with pytest.raises(QuestionError, match="energy-90 version 1 was accepted in the console and reads otherwise"):
        refuse_two_readings(own, changes)


@pytest.mark.rule("engage-17")
def test_nobody_reviews_words_of_their_own():
    signed_in, other = Writer("p_1", "Li Hua"), Writer("p_2", "Li Hua")
    assert not may_judge(signed_in, [other, signed_in])
    assert may_judge(signed_in, [other])
    assert not may_judge(signed_in, [LI])  # where one of the two had not signed in, the names decide
    assert is_same(Writer(None, " Ｌi  HUA"), LI)
    assert may_judge(WANG, [LI])
    assert may_judge(WANG, [])


def test_drafts_that_were_accepted_or_withdrawn_stay_as_they_are():
    ends = {"accepted", "withdrawn"}
    assert all(before in OPEN for moves in MOVES.values() for before in moves)
    assert {after for moves in MOVES.values() for after in moves.values()} - set(OPEN) == ends
    assert set(MOVES["accept"]) == set(MOVES["return"]) == {"submitted"}


def test_versions_and_ids_follow_the_last_ones():
    assert next_version("energy-01", [("energy-01", 1), ("energy-01", 4), ("energy-02", 9)]) == 5
    assert next_version("energy-03", []) == 1
    assert new_question_id("energy", ["energy-09", "energy-99", "energy-x", "energy-01-2"]) == "energy-100"


def test_flaws_of_cells_name_their_columns(own: Bank):
    question, flaws = question_of(empty_cells(), ("energy-91", 1), DAY)
    named = {flaw.column for flaw in flaws}
    assert named >= set(COLUMNS) - {"question", "version", "recorded", "retired", "reviewer", "source_checked"} - {
        *("d_zh", "d_en")
    }
    assert asked_elsewhere(question, own.questions) == []
    cells = cells_of(own.questions[0])
    for changed, column, code in (
        ({"options_en": ["1 MWh", "２ MWh", "2 mwh"]}, "c_en", "options_alike"),
        ({"right": 3}, "right", "right_is_no_option"),
        ({"source_date": "soon"}, "source_date", "no_source_date"),
        ({"text_zh": "no Chinese"}, "text_zh", "no_chinese"),
    ):
        _, flaws = question_of({**cells, **changed}, ("energy-91", 1), DAY)  # type: ignore[typeddict-item]
        assert [(flaw.column, flaw.code) for flaw in flaws] == [(column, code)]


def test_a_text_that_another_question_asks_is_a_flaw_of_the_new_one(own: Bank):
    same, _ = question_of(cells_of(own.questions[0]), ("energy-91", 1), DAY)
    assert [flaw.column for flaw in asked_elsewhere(same, own.questions)] == ["text_zh", "text_en"]
    assert asked_elsewhere(replace(same, question="energy-90", version=2), own.questions) == []


def test_cells_make_the_question_that_they_came_from():
    for question in bank().questions:
        again, flaws = question_of(cells_of(question), question.key, question.recorded)
        assert flaws == []
        assert again == replace(question, source_checked=False, reviewer="", retired=None)


def test_the_bank_written_as_a_file_reads_as_the_same_questions(tmp_path: Path, own: Bank):
    (first,) = own.questions
    second = replace(first, version=2, explanation_en='Giga, "G",\nis 1,000 mega.', recorded=DAY)
    changes = Changes().plus([Accepted(second, (LI,))], [said(second, "approve", source_read=True)])
    for joined in (with_changes(own, changes), bank()):
        path = tmp_path / "written.csv"
        path.write_text(bank_csv(joined.questions), encoding="utf-8", newline="")
        assert read_bank([path]).questions == joined.questions
