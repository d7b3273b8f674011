"""Questions from a draft to what players answer: written by one person, reviewed by another, and in effect on every server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from support.editor_builders import LI, WANG, ZHAO, Office
from support.question_builders import ROW
from support.quiz_builders import Table, a_campaign, assert_whole, tables
from tanlu.core.errors import QuestionError, StoreError
from tanlu.engage.quiz.bank import Bank, bank, read_bank
from tanlu.engage.quiz.draft_form import Cells, bank_csv
from tanlu.services.editor import draft_commands as drafting
from tanlu.services.editor import queries as looking
from tanlu.services.editor.transactions import EditingRefused

FEW = Bank(tuple(q for q in bank().questions if q.theme == "energy")[:3], "few")
FIRST = FEW.questions[0]
NAME = FIRST.question
NEW: Cells = {
    "theme": "energy",
    "difficulty": 2,
    "text_zh": ROW["text_zh"].replace("吉瓦时", "太瓦时"),
    "text_en": "How many gigawatt-hours make 1 terawatt-hour?",
    "options_zh": ["10吉瓦时", "1,000吉瓦时", "100吉瓦时"],
    "options_en": ["10 GWh", "1,000 GWh", "100 GWh"],
    "right": 1,
    "explanation_zh": "“太”是“吉”的1,000倍。",
    "explanation_en": "Tera is 1,000 times giga.",
    "source": ROW["source"],
    "source_date": "2019",
}


def refused(code: str, act) -> None:
    """Assert that an act is refused with a code, in a sentence that says what to do."""
    with pytest.raises(EditingRefused) as caught:
        act()
    assert caught.value.code == code
    assert "; " in str(caught.value)


@pytest.fixture
def office(url: str) -> Office:
    return Office(Table(url, bank=FEW))


def reply_of(table: Table, question=FIRST) -> dict:
    """The reply to somebody new who answers a question rightly."""
    one = next(one for one in table.round(table.player()) if one.text == question.text_en)
    return table.answer(one)


@pytest.mark.rule("engage-17")
def test_a_draft_is_returned_edited_and_accepted_by_another_person(office: Office):
    draft = office.draft(NAME, source="BIPM, SI Brochure, 2025")
    assert (draft["state"], draft["author"], draft["flaws"]) == ("submitted", "Li Hua", [])
    refused("own_question", lambda: office.judge(draft, LI))
    refused("note_needed", lambda: office.judge(draft, verdict="return"))
    returned = office.judge(draft, verdict="return", note="Name the chapter.")
    assert (returned["state"], returned["note"]) == ("returned", "Name the chapter.")
    refused("not_submitted", lambda: office.judge(returned))
    edited = office.edit(returned, source="BIPM, SI Brochure, 2025, chapter 3")
    assert (edited["state"], edited["submitted_at"]) == ("draft", None)
    submitted = drafting.submit_draft(office.game, LI, draft["draft"])
    accepted = office.judge(submitted)
    assert (accepted["state"], accepted["accepted"]) == ("accepted", {"question": NAME, "version": 2})
    newest, oldest = office.versions(NAME)
    assert (newest["version"], newest["origin"], newest["author"]) == (2, "editor", "Li Hua")
    assert (newest["reviewer"], newest["source_checked"], newest["in_play"]) == ("Wang Wei", True, True)
    assert (oldest["version"], oldest["in_play"], oldest["origin"]) == (1, False, "file")
    refused("not_open", lambda: drafting.withdraw_draft(office.game, LI, draft["draft"]))
    refused("not_open", lambda: office.edit(accepted))


@pytest.mark.rule("engage-17")
def test_who_edits_a_draft_of_somebody_else_may_not_accept_it(office: Office):
    draft = office.draft(NAME, source="BIPM, 2025")
    office.edit(draft, WANG, source="BIPM, 2025, chapter 3")
    submitted = drafting.submit_draft(office.game, LI, draft["draft"])
    refused("own_question", lambda: office.judge(submitted, WANG))
    assert office.judge(submitted, ZHAO)["state"] == "accepted"
    assert office.versions(NAME)[0]["writers"] == ["Li Hua", "Wang Wei"]
    refused("own_question", lambda: office.review(NAME, 2, WANG))


@pytest.mark.rule("engage-17")
def test_a_draft_with_flaws_is_not_submitted(office: Office):
    for changed, column in (({"right": None}, "right"), ({"text_en": FEW.questions[1].text_en}, "text_en")):
        cells = office.cells(NAME, **changed)
        begun = drafting.begin_draft(office.game, LI, NAME, cells)
        assert [flaw["column"] for flaw in begun["flaws"]] == [column]
        refused("has_flaws", lambda name=begun["draft"]: drafting.submit_draft(office.game, LI, name))


def test_what_somebody_changed_meanwhile_is_not_written_over(office: Office):
    draft = office.draft(NAME, source="BIPM, 2025")
    first = office.edit(draft)
    refused("changed_meanwhile", lambda: office.edit(draft, WANG))
    drafting.submit_draft(office.game, LI, draft["draft"])
    refused("changed_meanwhile", lambda: office.judge(first, ZHAO))


def test_two_drafts_of_one_question_become_its_next_two_versions(office: Office):
    one, two = office.draft(NAME, source="BIPM, 2025"), office.draft(NAME, ZHAO, source="BIPM, 2026")
    assert office.judge(one)["accepted"] == {"question": NAME, "version": 2}
    assert office.judge(two)["accepted"] == {"question": NAME, "version": 3}
    assert [(v["version"], v["in_play"]) for v in office.versions(NAME)] == [(3, True), (2, False), (1, False)]


def test_new_questions_get_the_next_ids_and_no_text_is_asked_twice(office: Office):
    last = max(question.question for question in FEW.questions)
    draft, twin = office.new(NEW), office.new(NEW, ZHAO)
    accepted = office.judge(draft)["accepted"]
    assert accepted == {"question": f"energy-{int(last[-2:]) + 1:02d}", "version": 1}
    refused("has_flaws", lambda: office.judge(twin))
    begun = drafting.begin_draft(office.game, LI, None, None)
    assert (begun["cells"]["right"], begun["cells"]["difficulty"]) == (None, None)


def test_drafts_that_are_accepted_at_once_on_two_servers_get_versions_of_their_own(url: str):
    with tables(url, 2) as (one, other):
        drafts = [Office(one).draft(NAME, source=f"BIPM, {2000 + n}") for n in range(6)]
        acts = [(Office(table), draft) for table, draft in zip([one, other] * 3, drafts, strict=True)]
        with ThreadPoolExecutor(6) as pool:
            accepted = list(pool.map(lambda act: act[0].judge(act[1])["accepted"]["version"], acts))
        assert sorted(accepted) == [2, 3, 4, 5, 6, 7]
        for table in (one, other):
            table.look()
            assert [question.version for question in table.game.questions.in_play if question.question == NAME] == [7]


def test_one_draft_that_two_accept_at_once_becomes_one_version(url: str):
    with tables(url, 2) as (one, other):
        draft = Office(one).draft(NAME, source="BIPM, 2025")

        def judge(table: Table) -> str:
            try:
                return Office(table).judge(draft)["state"]
            except EditingRefused as error:
                return error.code

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(judge, (one, other))) in (
                ["accepted", "not_open"],
                ["accepted", "changed_meanwhile"],
            )
        assert [version["version"] for version in Office(other).versions(NAME)] == [2, 1]


@pytest.mark.rule("engage-17")
def test_an_accepted_version_is_asked_and_gives_where_reviewed_questions_give(url: str, office: Office):
    a_campaign(url, unreviewed=False)
    table = office.table
    table.look()
    assert reply_of(table)["reason"] == "not_reviewed"
    office.judge(office.draft(NAME, explanation_en="A kilo is a thousand."))
    reply = reply_of(table)
    assert (reply["reason"], reply["released_fen"]) == ("gave", 100)
    assert reply["explanation"] == "A kilo is a thousand."
    assert_whole(url)


@pytest.mark.rule("engage-17")
def test_a_review_lets_a_question_give_on_every_server_and_a_doubt_takes_it_back(url: str):
    a_campaign(url, unreviewed=False)
    with tables(url, 2) as (here, there):
        office = Office(here)
        name, question = bank().questions[0].question, bank().questions[0]
        office.review(name, question.version)
        there.look()
        assert there.game.questions.now.bank.questions[0].reviewer == "Wang Wei"
        player = there.player()
        met = {one.text: one for _ in range(60) for one in there.round(player)}
        assert there.answer(met[question.text_en])["reason"] == "gave"
        refused("note_needed", lambda: office.review(name, question.version, ZHAO, "doubt"))
        office.review(name, question.version, ZHAO, "doubt", note="The source says otherwise.")
        there.look()
        other = there.player()
        met = {one.text: one for _ in range(60) for one in there.round(other)}
        assert there.answer(met[question.text_en])["reason"] == "not_reviewed"


@pytest.mark.rule("engage-17")
def test_a_version_that_is_retired_while_it_is_asked_is_graded_and_gives_nothing(url: str, office: Office):
    a_campaign(url)
    table = office.table
    table.look()
    player = table.player()
    one = next(one for one in table.round(player) if one.text == FIRST.text_en)
    shown = office.retire(NAME, 1)
    assert (shown["in_play"], shown["retirement"]["reason"]) == (False, "out of date")
    reply = table.answer(one)
    assert (reply["right"], reply["reason"], reply["released_fen"]) == (True, "retired", 0)
    assert FIRST.text_en not in {asked.text for asked in table.round(table.player())}
    refused("retired_already", lambda: office.retire(NAME, 1))
    refused("no_such_question", lambda: office.retire(NAME, 9))


@pytest.mark.rule("engage-1")
def test_the_reply_to_a_kept_answer_stays_the_same_whatever_editors_do(url: str, office: Office):
    a_campaign(url)
    table = office.table
    table.look()
    one = next(one for one in table.round(table.player()) if one.text == FIRST.text_en)
    request = table.request(one, key="mine")
    (before,) = table.game.workers[0].answer([request])
    office.review(NAME, 1)
    office.judge(office.draft(NAME, explanation_en="Otherwise.", right=1))
    assert table.game.workers[0].answer([request]) == [before]
    assert Table(url, table.clock, FEW).game.workers[0].answer([request]) == [before]


def test_a_review_of_other_words_than_those_that_stand_there_is_refused(office: Office):
    from tanlu.services.editor.reviews import Opinion, review_version

    opinion = Opinion("approve", True, "", "0" * 64)
    refused("reads_otherwise", lambda: review_version(office.game, WANG, NAME, 1, opinion))


def test_the_list_counts_what_is_reviewed_retired_and_drafted(office: Office):
    office.review(NAME, 1)
    office.retire(FEW.questions[1].question, 1)
    office.draft(FEW.questions[2].question, source="BIPM, 2025")
    found = looking.questions_list(office.game, looking.QuestionFilter())
    assert found["counts"] == {
        "in_play": 2,
        "reviewed": 1,
        "not_reviewed": 1,
        "retired": 1,
        "drafts_open": 1,
        "source_checked": len(
            {question.question for question in FEW.questions[2:] if question.source_checked} | {NAME}
        ),
    }
    assert [row["has_draft"] for row in found["questions"]] == [False, False, True]
    for state, count in (("in_play", 2), ("not_reviewed", 1), ("retired", 1), ("all", 3)):
        assert looking.questions_list(office.game, looking.QuestionFilter(state=state))["total"] == count  # type: ignore[arg-type]
    by_words = looking.questions_list(office.game, looking.QuestionFilter(words=FIRST.text_zh[2:9], theme="energy"))
    assert [row["question"] for row in by_words["questions"]] == [NAME]
    assert looking.questions_list(office.game, looking.QuestionFilter(theme="sinks"))["questions"] == []


def test_a_version_shows_which_options_were_chosen_at_first_attempts(office: Office):
    table = office.table
    for n in range(5):
        one = next(one for one in table.round(table.player()) if one.text == FIRST.text_en)
        table.answer(one, one.right if n < 3 else one.wrong)
    (version,) = office.versions(NAME)
    assert (version["attempts"], version["right_attempts"], version["knew_percent"]) == (5, 3, None)
    assert (version["chosen"][FIRST.right], sum(version["chosen"])) == (3, 5)


def test_the_bank_as_a_file_reads_as_the_bank_in_effect(office: Office, tmp_path: Path):
    office.judge(office.draft(NAME, source="BIPM, 2025"))
    office.judge(office.new(NEW))
    office.retire(FEW.questions[1].question, 1)
    path = tmp_path / "bank.csv"
    path.write_text(looking.bank_file(office.game), encoding="utf-8", newline="")
    assert read_bank([path]).questions == office.game.questions.now.bank.questions


def test_questions_that_went_back_to_the_files_are_the_versions_that_were_accepted(office: Office, tmp_path: Path):
    office.judge(office.draft(NAME, source="BIPM, 2025"))
    table = office.table
    reply_of(table)
    path = tmp_path / "bank.csv"
    path.write_text(looking.bank_file(office.game), encoding="utf-8", newline="")
    later = Table(table.url, table.clock, read_bank([path]))
    assert later.game.questions.now.bank.questions == office.game.questions.now.bank.questions
    assert Office(later).judge(Office(later).draft(NAME, source="BIPM, 2026"))["accepted"]["version"] == 3
    path.write_text(path.read_text(encoding="utf-8").replace("BIPM, 2025", "BIPM, 2024"), encoding="utf-8")
    with pytest.raises(QuestionError, match="was accepted in the console and reads otherwise"):
        Table(table.url, table.clock, read_bank([path]))


def test_a_server_that_starts_later_has_what_editors_did(office: Office):
    office.judge(office.draft(NAME, source="BIPM, 2025"))
    later = Table(office.table.url, office.table.clock, FEW)
    assert later.game.questions.now.bank == office.game.questions.now.bank
    with later.game.database.reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM quiz_review")).scalar() == 1


@pytest.mark.rule("engage-17")
def test_what_editors_did_is_only_added_to(office: Office):
    office.judge(office.draft(NAME, source="BIPM, 2025"))
    office.retire(NAME, 2)
    for table in ("quiz_accepted", "quiz_review", "quiz_retirement"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET at_ms = 0"):
            with (
                pytest.raises((StoreError, DBAPIError), match=r"only added to|permission denied"),
                office.game.database.writing() as connection,
            ):
                connection.execute(text(statement))
    assert bank_csv(office.game.questions.now.bank.questions).count(NAME) == 2


def test_rounds_go_on_while_editors_change_what_is_in_play(url: str):
    with tables(url, 2) as (playing, editing):
        office = Office(editing)

        def play(_: int) -> bool:
            player = playing.player()
            asked = playing.round(player)
            playing.game.questions.look()
            (reply,) = playing.send(playing.request(asked[0]))
            return reply["right"]

        def edit(n: int) -> int:
            return office.judge(office.draft(NAME, source=f"BIPM, {2000 + n}"))["accepted"]["version"]

        with ThreadPoolExecutor(4) as pool:
            played, edited = pool.map(play, range(24)), pool.map(edit, range(6))
            assert all(played)
            assert sorted(edited) == [2, 3, 4, 5, 6, 7]
