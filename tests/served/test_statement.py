"""The statement of a campaign on both databases: all of it piece by piece, its newest postings at once, and the same sums in both."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from support.quiz_builders import Table, a_campaign, tables
from tanlu.services.giving import statement
from tanlu.services.giving.campaigns import receipt, reverse, settle
from tanlu.services.giving.views import NoSuchCampaign

SUMS = ("campaign", "currency", "unit", "balances_fen", "debits_fen", "credits_fen", "total_postings")


def whole(table: Table, name: str = "spring") -> Any:
    return json.loads("".join(statement.as_json(table.game.database, name)))


def played_by_two_servers(url: str) -> Table:
    a_campaign(url, "spring", rate_fen=70)
    with tables(url, 2) as (one, two):
        for _ in range(3):
            for table in (one, two, one):
                table.answer(table.round(table.player())[0])
        for asked in one.round(one.player()):
            one.answer(asked)
    return one


@pytest.mark.rule("engage-5", "engage-10")
@pytest.mark.parametrize("most", [1, 4, 11, 500])
def test_the_newest_postings_are_the_end_of_the_whole_and_have_the_same_sums(url: str, most: int):
    table = played_by_two_servers(url)
    first = settle(url, "spring", receipt="R1", charity="Green", amount_fen=200)
    reverse(url, "spring", first["posting"], reason="another sum was paid")
    settle(url, "spring", receipt="R1", charity="Green", amount_fen=300)
    receipt(url, "spring", receipt="H1", unit="tree", quantity="3", amount_fen=100)
    gift = next(row for row in whole(table)["postings"] if row["debit"] == "committed")
    reverse(url, "spring", gift["posting"], reason="paid to a test account")
    told, found = whole(table), statement.newest(table.game.database, "spring", most)
    assert found["postings"] == told["postings"][-most:]
    assert {name: found[name] for name in SUMS} == {name: told[name] for name in SUMS}
    assert len(told["postings"]) == told["total_postings"] >= 22
    assert sum(told["balances_fen"].values()) == 0
    rows = list(csv.DictReader(io.StringIO("".join(statement.as_csv(table.game.database, "spring")))))
    assert sum(int(row["amount_fen"]) for row in rows) == told["debits_fen"] == told["credits_fen"]


def test_a_campaign_of_which_nothing_was_given_has_its_pledge(url: str):
    a_campaign(url, "spring", budget_fen=5_000)
    table = Table(url)
    told, found = whole(table), statement.newest(table.game.database, "spring", 100)
    assert told == found
    assert told["balances_fen"] == {"pledge": -5_000, "pot": 5_000, "committed": 0, "settled": 0, "delivered": 0}


def test_no_campaign_has_no_statement(url: str):
    a_campaign(url)
    database = Table(url).game.database
    for ask in (lambda: statement.newest(database, "autumn", 5), lambda: list(statement.as_json(database, "autumn"))):
        with pytest.raises(NoSuchCampaign, match="autumn"):
            ask()
