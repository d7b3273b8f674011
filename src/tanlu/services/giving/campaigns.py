"""The acts on a campaign: open, settle, receipt, correct, close; each is a posting, and each ends in a checkpoint."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from tanlu.core.errors import GivingError
from tanlu.engage.giving.accounts import Account, Posting, Totals, reversal, totals
from tanlu.engage.giving.hash_chain import book_of, first_hash, terms_hash
from tanlu.engage.giving.terms import Terms, checked_terms
from tanlu.engage.quiz.identity import new_id
from tanlu.services.giving.campaign_ledger import post
from tanlu.services.giving.checkpointing import seal
from tanlu.store.database.server_database import RetryTransaction, ServerDatabase, open_server_database
from tanlu.store.database.transaction import Connection
from tanlu.store.giving.blocks import committed, fold, lock_campaign, lock_open_blocks
from tanlu.store.giving.campaigns import add_campaign, campaign, close_campaign, take_back
from tanlu.store.giving.postings import book_postings, find_posting

Row = dict[str, Any]


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


@contextmanager
def _book(url: str, name: str | None = None) -> Generator[tuple[Connection, Row]]:
    """A transaction in which a campaign is locked, whose end is sealed."""
    database = open_server_database(url, make=name is None)
    try:
        with _kept(database) as connection:
            row = {} if name is None else lock_campaign(connection, name)
            if row is None:
                raise GivingError(f"there is no campaign {name!r:.80}; giving open makes one")
            yield connection, row
            seal(connection, now_ms())
    finally:
        database.close()


@contextmanager
def _kept(database: ServerDatabase) -> Generator[Connection]:
    try:
        with database.write_attempt() as connection:
            yield connection
    except RetryTransaction as error:
        raise GivingError(f"another process wrote the same at the same time ({error}); run it again") from error


def open_campaign(url: str, terms: Terms) -> Row:
    """Make or upgrade the database and open a campaign: the sponsor's pledge goes into the pot.

    Raises
    ------
    GivingError
        The terms are none, or a campaign of that id exists.
    StoreError
        The database cannot be opened.
    """
    checked_terms(terms)
    with _book(url) as (connection, _):
        if campaign(connection, terms.campaign) is not None:
            raise GivingError(f"campaign {terms.campaign} exists already; give the new one another id")
        chain = book_of(terms.campaign)
        head = first_hash(chain, terms.campaign, terms.budget_fen)
        at_ms = add_campaign(connection, terms.as_json(), now_ms(), head)
        row = lock_campaign(connection, terms.campaign)
        assert row is not None
        memo = json.dumps({"terms": terms_hash(terms.as_json())})
        post(connection, row, _house(row, "pot", "pledge", terms.budget_fen, memo, at_ms))
    return terms.as_json()


def _house(row: Row, debit: Account, credit: Account, amount_fen: int, memo: str, at_ms: int) -> Posting:
    number = row["book_number"] + 1
    return Posting(
        "", new_id(at_ms), row["campaign"], book_of(row["campaign"]), number, debit, credit, amount_fen, at_ms, memo
    )


def settle(url: str, name: str, *, receipt: str, charity: str, amount_fen: int | None = None) -> Row:
    """Post that a sum was paid to the charity, with the receipt of the payment; by default all that is not settled yet.

    Raises
    ------
    GivingError
        No receipt or one that is known, no such campaign, nothing to settle, or more than is committed and not settled.
    """
    _need(receipt, "--receipt", "the receipt of the payment to the charity")
    _need(charity, "--charity", "who was paid")
    with _book(url, name) as (connection, row):
        done = _totals(connection, row)
        if any(
            json.loads(one["memo"])["receipt"] == receipt
            for one in standing(book_postings(connection, name, book_of(name)), "settled")
        ):
            raise GivingError(f"receipt {receipt!r:.80} is in the book already; a payment is settled once")
        open_fen = committed(connection, name)[0] - done.settled_fen
        amount_fen = open_fen if amount_fen is None else amount_fen
        _within(amount_fen, open_fen, "is committed and not settled yet")
        memo = json.dumps({"receipt": receipt, "charity": charity}, ensure_ascii=False)
        return _told(post(connection, row, _house(row, "settled", "committed", amount_fen, memo, now_ms())))


def receipt(url: str, name: str, *, receipt: str, unit: str, quantity: str, amount_fen: int | None = None) -> Row:
    """Post what a settled sum has brought, with the receipt that shows it: so many hectares or trees.

    Parameters
    ----------
    quantity : a number in digits, e.g. ``12.5``; kept as it is written
    amount_fen : the settled sum that paid for it; by default all that no receipt covers yet

    Raises
    ------
    GivingError
        No receipt or one that is known, no quantity, no such campaign, or more than is settled and not delivered.
    """
    for value, option, what in (
        (receipt, "--receipt", "the receipt that shows it"),
        (unit, "--unit", "hectare or tree"),
    ):
        _need(value, option, what)
    with _book(url, name) as (connection, row):
        done = _totals(connection, row)
        if any(one["receipt"] == receipt for one in delivered(book_postings(connection, name, book_of(name)))):
            raise GivingError(f"receipt {receipt!r:.80} is in the book already; what it shows counts once")
        open_fen = done.settled_fen - done.delivered_fen
        amount_fen = open_fen if amount_fen is None else amount_fen
        _within(amount_fen, open_fen, "is settled and has no receipt yet")
        memo = json.dumps({"receipt": receipt, "unit": unit, "quantity": _quantity(quantity)}, ensure_ascii=False)
        return _told(post(connection, row, _house(row, "delivered", "settled", amount_fen, memo, now_ms())))


def reverse(url: str, name: str, posting: str, *, reason: str) -> Row:
    """Take a posting back by one that names it; what a right answer committed goes back to the pot.

    Raises
    ------
    GivingError
        No reason, no such posting, it is reversed already or is the pledge, or the money has moved on.
    """
    with _book(url, name) as (connection, row):
        found = find_posting(connection, name, posting)
        if found is None:
            raise GivingError(f"campaign {name} has no posting {posting!r:.80}; its statement lists them")
        original = _posting({**found, "reverses": found["reverses"] or ""})
        _may_be_reversed(connection, row, original)
        if original.debit == "committed":
            for block in lock_open_blocks(connection, name):
                fold(connection, block)  # so that what is taken back is in the campaign's own row
            take_back(connection, name, original.amount_fen)
        chain, number, at_ms = book_of(name), row["book_number"] + 1, now_ms()
        back = reversal(original, posting=new_id(at_ms), chain=chain, number=number, at_ms=at_ms, reason=reason)
        return _told(post(connection, row, back))


_POSTING = Posting._fields


def _may_be_reversed(connection: Connection, row: Row, original: Posting) -> None:
    if original.reverses:
        raise GivingError(f"posting {original.posting} is a reversal itself; write a new posting instead")
    book = book_postings(connection, row["campaign"], book_of(row["campaign"]))
    if any(one["reverses"] == original.posting for one in book):
        raise GivingError(f"posting {original.posting} is taken back already")
    done = totals(map(_posting, book))
    all_fen = committed(connection, row["campaign"])[0]
    left: dict[str, int] = {
        "committed": all_fen - done.settled_fen,
        "settled": done.settled_fen - done.delivered_fen,
        "delivered": done.delivered_fen,
    }
    if original.debit == "pot" and not original.reverses:
        raise GivingError("the pledge is what a campaign is opened with; close the campaign instead")
    if original.amount_fen > left.get(original.debit, 0):
        raise GivingError(
            f"the {original.amount_fen} fen of posting {original.posting} have moved on; take that back first"
        )


def close(url: str, name: str) -> Row:
    """Close a campaign: no answer gives from it any more; what it committed stays to be settled.

    Raises
    ------
    GivingError
        No such campaign, or it is closed already.
    """
    with _book(url, name) as (connection, row):
        if row["closed_ms"] is not None:
            raise GivingError(f"campaign {name} is closed already")
        for block in lock_open_blocks(connection, name):
            fold(connection, block)
        close_campaign(connection, name, now_ms())
        committed_fen = committed(connection, name)[0]
    return {"campaign": name, "committed_fen": committed_fen, "remaining_fen": row["budget_fen"] - committed_fen}


def delivered(book: list[Row]) -> list[Row]:
    """What receipts show, less those taken back."""
    told = [json.loads(row["memo"]) for row in standing(book, "delivered")]
    return [{"unit": one["unit"], "quantity": _number(one["quantity"]), "receipt": one["receipt"]} for one in told]


def standing(book: list[Row], debit: Account) -> list[Row]:
    """The postings to an account that were not taken back."""
    taken_back = {row["reverses"] for row in book if row["reverses"]}
    return [row for row in book if row["debit"] == debit and not row["reverses"] and row["posting"] not in taken_back]


def _number(text: str) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def _totals(connection: Connection, row: Row) -> Totals:
    return totals(map(_posting, book_postings(connection, row["campaign"], book_of(row["campaign"]))))


def _posting(row: Row) -> Posting:
    return Posting(**{name: row[name] for name in _POSTING})


def _need(value: str, option: str, what: str) -> None:
    if not value.strip() or len(value) > 200 or not value.isprintable():
        raise GivingError(f"{option} is empty, too long or not readable; write {what}, up to 200 letters")


def _within(amount_fen: int, most_fen: int, what: str) -> None:
    if not 0 < amount_fen <= most_fen:
        raise GivingError(f"{amount_fen:,} fen were asked for, and {most_fen:,} fen {what}; give 1 to that many")


def _quantity(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,30})?", text.strip()):
        raise GivingError(f"--quantity {text!r:.40} is no number; write it in digits, as 12.5")
    if not 0 < Decimal(text.strip()) < Decimal(10) ** 12:
        raise GivingError(f"--quantity {text!r:.40} is not above 0 or beyond counting; write what the receipt shows")
    return text.strip()


def _told(row: Row) -> Row:
    names: Callable[[str], bool] = {
        "campaign",
        "posting",
        "debit",
        "credit",
        "amount_fen",
        "at_ms",
        "hash",
    }.__contains__
    return {name: value for name, value in row.items() if names(name)}
