"""The ledger on both databases: it refuses change, is sealed, names a flipped byte, and is whole after backup and restore."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from support.ledger_builders import change, insert, played
from support.quiz_builders import Table, a_campaign, assert_whole, postings, released_fen, sqlite_url
from tanlu.core.errors import GivingError, StoreError
from tanlu.engage.giving.checkpoint import Checkpoint, Head, checkpoint_hash, is_signed
from tanlu.services.giving import statement
from tanlu.services.giving.campaigns import close, receipt, reverse, settle
from tanlu.services.giving.verify import verify
from tanlu.services.giving.views import campaign_view, checkpoints
from tanlu.store.database.database import HEAD as HEAD_STEP
from tanlu.store.database.server_database import open_server_database

POSTING = [
    "giver",
    "posting",
    "campaign",
    "chain",
    "number",
    "debit",
    "credit",
    "amount_fen",
    "at_ms",
    "memo",
    "reverses",
    "previous_hash",
    "hash",
]
CHECKPOINT = ["sequence", "at_ms", "previous_hash", "hash", "signature", "public_key"]
HEAD = ["sequence", "chain", "number", "hash"]
BLOCK = ["campaign", "amount_fen", "spent_fen", "returned_fen", "number", "head"]
CAMPAIGN = "sponsor project rate_fen budget_fen per_player_day granted_fen folded_fen folded_answers book_number book_head opened_ms"


def flipped(column: str) -> str:
    """SQL that flips one character of a text, or one bit of a number."""
    if column.endswith(("_fen", "_ms", "_day", "number", "sequence", "answers")):
        return f"{column} = {column} + 1024"
    return f"{column} = CASE WHEN substr({column}, 1, 1) = '0' THEN '1' ELSE '0' END || substr({column}, 2)"


@pytest.mark.rule("engage-7")
@pytest.mark.parametrize("column", POSTING)
def test_a_byte_flipped_in_any_column_of_a_posting_is_found_and_the_posting_named(url: str, column: str):
    table = played(url)
    book = [row for row in postings(table.game) if not row["chain"].startswith("book:")]
    for row in (book[1], book[-1]):  # one that is sealed, one that is not
        where = f"WHERE number = {row['number']} AND chain = '{row['chain']}'"
        flip = "reverses = 'x'" if column == "reverses" else flipped(column)
        if column in ("debit", "credit"):
            flip = f"{column} = '{'settled' if column == 'debit' else 'pledge'}'"
        change(url, f"UPDATE giving_posting SET {flip} {where}")
        found = verify(url)
        told = " ".join(f["message"] for f in found["findings"])
        assert not found["whole"]
        assert "altered_posting" in {f["code"] for f in found["findings"]}
        name = {"posting": str(row["number"]), "number": row["posting"], "chain": row["posting"]}.get(
            column, row["posting"]
        )
        assert name in told, told
        back = {**row, "reverses": None}
        sets = ", ".join(
            f"{c} = {json.dumps(v) if isinstance(v, int) else repr(v) if v is not None else 'NULL'}"
            for c, v in back.items()
        )
        keyed = f"WHERE hash = '{row['hash']}'" if column != "hash" else where
        change(url, f"UPDATE giving_posting SET {sets} {keyed}")
        assert_whole(url)


@pytest.mark.rule("engage-7")
def test_a_byte_flipped_in_a_checkpoint_a_head_a_block_or_a_campaign_is_found(url: str):
    played(url)
    table = Table(url)
    table.game.stop()
    flips = [("giving_checkpoint", c, "checkpoint") for c in CHECKPOINT]
    flips += [("giving_head", c, "") for c in HEAD]
    flips += [("giving_block", c, "") for c in BLOCK]
    flips += [("giving_campaign", c, "spring") for c in CAMPAIGN.split()]
    for name, column, told in flips:
        database = open_server_database(url)
        with database.reading() as connection:
            before = [dict(r) for r in connection.exec_driver_sql(f"SELECT * FROM {name}").mappings()]
        database.close()
        key = {"giving_checkpoint": "sequence", "giving_head": "sequence", "giving_block": "block"}.get(
            name, "campaign"
        )
        last = max(row[key] for row in before)
        if (name, column) == ("giving_block", "campaign"):
            change(url, f"UPDATE {name} SET campaign = 'sprinG' WHERE {key} = '{last}'")
        else:
            change(url, f"UPDATE {name} SET {flipped(column)} WHERE {key} = '{last}'")
        found = verify(url)
        assert not found["whole"], (name, column)
        assert told in " ".join(f["message"] for f in found["findings"]), (name, column, found["findings"])
        change(url, f"DELETE FROM {name}", *[insert(name, row) for row in before])
        assert_whole(url)


@pytest.mark.rule("engage-7")
@pytest.mark.parametrize("which", ["first", "last", "all of a block"])
def test_postings_that_were_taken_out_are_missed(url: str, which: str):
    table = played(url)
    row = [r for r in postings(table.game) if not r["chain"].startswith("book:")][0 if which == "first" else -1]
    where = f"chain = '{row['chain']}'" + ("" if which == "all of a block" else f" AND number = {row['number']}")
    change(url, f"DELETE FROM giving_posting WHERE {where}")
    codes = {finding["code"] for finding in verify(url)["findings"]}
    assert "missing_posting" in codes


@pytest.mark.rule("engage-6")
@pytest.mark.parametrize("act", ["UPDATE giving_posting SET amount_fen = 1", "DELETE FROM giving_posting"])
def test_the_servers_own_role_cannot_change_or_remove_a_posting(url: str, act: str):
    table = played(url)
    with pytest.raises(StoreError, match=r"added to|refused"), table.game.database.writing() as connection:
        connection.exec_driver_sql(act)
    assert released_fen(table.game) == 500


@pytest.mark.rule("engage-6")
def test_no_way_of_inserting_puts_a_posting_in_the_place_of_another(url: str):
    table = played(url)
    again = "INTO giving_posting SELECT * FROM giving_posting WHERE true"
    acts = [f"INSERT {again} ON CONFLICT (giver, posting) DO UPDATE SET amount_fen = 1"]
    acts += [f"INSERT OR REPLACE {again}"] if url.startswith("sqlite") else []
    for act in acts:
        with pytest.raises(StoreError, match=r"added to|denied|refused"), table.game.database.writing() as connection:
            connection.exec_driver_sql(act)
    assert_whole(url)


@pytest.mark.rule("engage-6")
def test_on_postgresql_even_an_owner_has_no_right_to_change_a_posting(postgresql):
    with open_server_database(postgresql.empty("quiz")).writing() as connection:
        connection.exec_driver_sql("CREATE ROLE quiz_role LOGIN")
    url = postgresql.make_database("quiz_of_role")
    with open_server_database(postgresql.empty("quiz")).writing() as connection:
        connection.exec_driver_sql("ALTER DATABASE quiz_of_role OWNER TO quiz_role")
    table = played(url.replace("postgres@", "quiz_role@"))
    for act in ("UPDATE giving_posting SET memo = 'x'", "DELETE FROM giving_posting", "TRUNCATE giving_posting"):
        with pytest.raises(StoreError, match="permission denied"), table.game.database.writing() as connection:
            connection.exec_driver_sql(act)


@pytest.mark.rule("engage-5")
@pytest.mark.parametrize(
    "cells",
    [
        {"amount_fen": 0},
        {"amount_fen": -5},
        {"debit": "pot"},
        {"debit": "elsewhere"},
        {"credit": "nowhere"},
    ],
)
def test_an_unbalanced_posting_cannot_be_inserted(url: str, cells: dict[str, object]):
    table = played(url)
    row = {**postings(table.game)[-1], "posting": "new", "number": 99, "chain": "z", **cells}
    row = {**row, "credit": cells.get("credit", "pot"), "debit": cells.get("debit", "committed")}
    with pytest.raises(StoreError, match=r"(?i)check|constraint"), table.game.database.writing() as connection:
        connection.exec_driver_sql(insert("giving_posting", row))


@pytest.mark.rule("engage-10")
def test_money_is_settled_and_delivered_with_receipts_and_never_more_than_came_before(url: str):
    table = played(url)
    view = campaign_view(table.game.database, "spring")
    assert (view["committed_fen"], view["settled_fen"], view["unsettled_fen"], view["delivered"]) == (500, 0, 500, [])
    with pytest.raises(GivingError, match="500 fen is committed"):
        settle(url, "spring", receipt="R1", charity="Green", amount_fen=501)
    with pytest.raises(GivingError, match="--receipt"):
        settle(url, "spring", receipt=" ", charity="Green")
    settle(url, "spring", receipt="R1", charity="Green", amount_fen=400)
    with pytest.raises(GivingError, match="400 fen is settled"):
        receipt(url, "spring", receipt="H1", unit="hectare", quantity="1.5", amount_fen=401)
    receipt(url, "spring", receipt="H1", unit="hectare", quantity="1.5", amount_fen=300)
    for quantity in ("1e-400", "1e3", "-1", "0", "0.000", "1_0", "１", "1,5", "nan", "", "9" * 13):
        with pytest.raises(GivingError, match="--quantity"):
            receipt(url, "spring", receipt="H2", unit="hectare", quantity=quantity, amount_fen=1)
    with pytest.raises(GivingError, match="counts once"):
        receipt(url, "spring", receipt="H1", unit="hectare", quantity="1.5", amount_fen=1)
    view = campaign_view(table.game.database, "spring")
    sums = ("committed_fen", "settled_fen", "unsettled_fen", "delivered_fen")
    assert [view[name] for name in sums] == [500, 400, 100, 300]
    assert view["delivered"] == [{"unit": "hectare", "quantity": 1.5, "receipt": "H1"}]
    told = json.loads("".join(statement.as_json(table.game.database, "spring")))
    assert told["debits_fen"] == told["credits_fen"] == 100_000 + 500 + 400 + 300
    assert sum(told["balances_fen"].values()) == 0
    lines = "".join(statement.as_csv(table.game.database, "spring")).splitlines()
    assert len(lines) == 1 + len(told["postings"])
    assert_whole(url)


@pytest.mark.rule("engage-10")
def test_a_payment_is_settled_once_however_often_its_receipt_comes_unless_it_was_taken_back(url: str):
    played(url)
    first = settle(url, "spring", receipt="R1", charity="Green", amount_fen=200)
    for amount_fen in (200, 1, None):
        with pytest.raises(GivingError, match="a payment is settled once"):
            settle(url, "spring", receipt="R1", charity="Green", amount_fen=amount_fen)
    reverse(url, "spring", first["posting"], reason="another sum was paid")
    settle(url, "spring", receipt="R1", charity="Green", amount_fen=300)
    settle(url, "spring", receipt="R2", charity="Green")
    assert assert_whole(url)["campaigns"]["spring"]["settled_fen"] == 500


@pytest.mark.parametrize(("step", "said"), [("0999", "another version of tanlu"), ("0002", "older version")])
def test_a_ledger_whose_tables_another_version_made_is_neither_read_nor_written(url: str, step: str, said: str):
    a_campaign(url)
    change(url, f"UPDATE alembic_version SET version_num = '{step}'")
    acts = (
        lambda: verify(url),
        lambda: settle(url, "spring", receipt="R1", charity="Green"),
        lambda: receipt(url, "spring", receipt="H1", unit="hectare", quantity="1"),
        lambda: reverse(url, "spring", "any", reason="any"),
        lambda: close(url, "spring"),
    )
    for act in acts:
        with pytest.raises(StoreError, match=said):
            act()
    change(url, f"UPDATE alembic_version SET version_num = '{HEAD_STEP}'")
    assert_whole(url)


@pytest.mark.rule("engage-7")
def test_a_correction_is_a_reversal_that_names_its_original_and_frees_the_money(url: str):
    table = played(url)
    wrong = next(row for row in postings(table.game) if row["debit"] == "committed")
    back = reverse(url, "spring", wrong["posting"], reason="a test account")
    assert (back["debit"], back["credit"], back["amount_fen"]) == ("pot", "committed", 100)
    assert campaign_view(table.game.database, "spring")["committed_fen"] == 400
    with pytest.raises(GivingError, match="taken back already"):
        reverse(url, "spring", wrong["posting"], reason="again")
    with pytest.raises(GivingError, match="reversal itself"):
        reverse(url, "spring", back["posting"], reason="no")
    assert assert_whole(url)["campaigns"]["spring"]["committed_fen"] == 400
    close(url, "spring")
    assert_whole(url)


@pytest.mark.rule("engage-5")
def test_checkpoints_can_be_verified_by_anybody_offline(url: str):
    table = played(url)
    table.game._looks = 0
    table.look()
    told = checkpoints(table.game.database)
    assert [row["sequence"] for row in told["checkpoints"]] == list(range(1, len(told["checkpoints"]) + 1))
    for row in told["checkpoints"]:
        heads = [Head(**head) for head in row["heads"]]
        assert row["hash"] == checkpoint_hash(row["sequence"], row["at_ms"], row["previous_hash"], heads)
        names = ("sequence", "at_ms", "previous_hash", "hash", "signature")
        kept = Checkpoint(**{name: row[name] for name in names}, public_key=told["public_key"])
        assert is_signed(kept)


def test_a_backup_restored_is_the_same_ledger_and_the_quiz_goes_on(url: str, tmp_path: Path, request):
    table = played(url)
    one = table.round(table.player())[0]
    sent = table.request(one)
    (reply,) = table.game.workers[0].answer([sent])
    if url.startswith("sqlite"):
        other = f"sqlite:///{tmp_path / 'restored.db'}"
        with (
            sqlite3.connect(url.removeprefix("sqlite:///")) as source,
            sqlite3.connect(tmp_path / "restored.db") as target,
        ):
            source.backup(target)
    else:
        server = request.getfixturevalue("postgresql")
        other = server.make_database("restored")
        server.restore(server.dump(url), other)
    assert assert_whole(other)["campaigns"] == assert_whole(url)["campaigns"]
    again = Table(other, table.clock)
    assert again.game.workers[0].answer([sent]) == [reply]
    assert again.answer(again.round(again.player())[0])["released_fen"] == 100
    with pytest.raises(StoreError, match=r"added to|denied"), again.game.database.writing() as connection:
        connection.exec_driver_sql("UPDATE giving_posting SET memo = 'x'")


@pytest.mark.rule("engage-7")
def test_a_byte_flipped_anywhere_in_the_file_where_a_posting_stands_is_found(tmp_path: Path):
    url = sqlite_url(tmp_path)
    table = played(url)
    row = postings(table.game)[-1]
    table.game.stop()
    with closing(sqlite3.connect(tmp_path / "quiz.db")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (tmp_path / "quiz.db").read_bytes()
    places = [at for at in range(len(whole)) if whole.startswith(row["posting"].encode(), at)]
    assert len(places) == 2  # the row, and its index
    named = 0
    for at in places:
        (tmp_path / "quiz.db").write_bytes(whole[: at + 3] + bytes([whole[at + 3] ^ 1]) + whole[at + 4 :])
        found = verify(url)
        named += any(row["posting"][4:] in one["message"] for one in found["findings"])
    assert named == 2
    (tmp_path / "quiz.db").write_bytes(whole)
    assert_whole(url)


@pytest.mark.rule("engage-10")
def test_a_delivery_that_was_taken_back_is_delivered_no_more(url: str):
    table = played(url)
    settle(url, "spring", receipt="R1", charity="Green", amount_fen=400)
    wrong = receipt(url, "spring", receipt="H1", unit="tree", quantity="3")
    assert campaign_view(table.game.database, "spring")["delivered_fen"] == 400
    reverse(url, "spring", wrong["posting"], reason="the receipt was of another campaign")
    view = campaign_view(table.game.database, "spring")
    assert (view["delivered_fen"], view["settled_fen"], view["delivered"]) == (0, 400, [])
