"""The book of a campaign: postings that the project makes itself, chained one after the other under the campaign's lock."""

from __future__ import annotations

from typing import Any

from tanlu.engage.giving.accounts import Posting, checked
from tanlu.engage.giving.hash_chain import book_of, posting_hash
from tanlu.store.database.transaction import Connection
from tanlu.store.giving.campaigns import write_book
from tanlu.store.giving.postings import add_postings

Row = dict[str, Any]


def chained(posting: Posting, previous_hash: str) -> Row:
    """A posting as it is kept, with the hash before it and its own."""
    return {
        "giver": posting.giver,
        "posting": posting.posting,
        "campaign": posting.campaign,
        "chain": posting.chain,
        "number": posting.number,
        "debit": posting.debit,
        "credit": posting.credit,
        "amount_fen": posting.amount_fen,
        "at_ms": posting.at_ms,
        "memo": posting.memo,
        "reverses": posting.reverses or None,
        "previous_hash": previous_hash,
        "hash": posting_hash(posting, previous_hash),
    }


def post(connection: Connection, campaign: Row, posting: Posting) -> Row:
    """Add a posting to the book of a locked campaign; it takes the next number there.

    Raises
    ------
    GivingError
        The posting is none that may be written.
    """
    chain = book_of(campaign["campaign"])
    assert (posting.chain, posting.number) == (chain, campaign["book_number"] + 1)
    row = chained(checked(posting), campaign["book_head"])
    add_postings(connection, [row])
    write_book(connection, campaign["campaign"], posting.number, row["hash"])
    campaign["book_number"], campaign["book_head"] = posting.number, row["hash"]
    return row
