"""A database that an earlier version wrote is brought to this version's tables with all that is in it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import text

from support.editor_builders import Office
from support.quiz_builders import Table, a_campaign, assert_whole
from tanlu.core.errors import StoreError
from tanlu.engage.quiz.bank import bank
from tanlu.store.database.database import HEAD
from tanlu.store.database.server_database import open_server_database

OF_THE_FOURTH_STEP = ("quiz_draft", "quiz_accepted", "quiz_review", "quiz_retirement")


def rows_of(table: Table, names: Iterable[str]) -> dict[str, list[tuple]]:
    """Every row of these tables."""
    with table.game.database.reading() as connection:
        return {name: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}


def as_the_third_step_left_it(table: Table) -> None:
    """Take away what came after the third step."""
    with table.game.database.writing() as connection:
        for name in OF_THE_FOURTH_STEP:
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))


def test_a_database_of_the_third_step_keeps_its_answers_and_its_books(url: str):
    a_campaign(url)
    table = Table(url)
    requests = [table.request(one) for one in table.round(table.player())]
    replies = table.game.workers[0].answer(requests)
    kept = ("quiz_round", "quiz_answer", "quiz_question", "giving_posting", "giving_campaign", "house_secret")
    as_the_third_step_left_it(table)
    before = rows_of(table, kept)
    table.game.database.close()

    upgraded = Table(url, table.clock)
    assert upgraded.game.database.at() == HEAD == "0004"
    assert rows_of(upgraded, kept) == before
    assert upgraded.game.workers[0].answer(requests) == replies
    assert_whole(url)
    name = bank().questions[0].question
    office = Office(upgraded)
    assert office.judge(office.draft(name, source="Another, 2026"))["accepted"]["version"] == 2


def test_a_database_of_a_newer_step_is_left_alone(url: str):
    table = Table(url)
    with table.game.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    with pytest.raises(StoreError, match=r"another version of tanlu \(its tables are at step 0005, ours at 0004\)"):
        open_server_database(url)
