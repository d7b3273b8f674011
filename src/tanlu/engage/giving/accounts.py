"""The accounts of a campaign, and the posting that moves money from one to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tanlu.core.errors import GivingError

Account = Literal["pledge", "pot", "committed", "settled", "delivered"]
ACCOUNTS: tuple[Account, ...] = ("pledge", "pot", "committed", "settled", "delivered")
"""The road of the money: pledged by the sponsor, in the pot, committed by right answers, settled to the charity, delivered."""

MOST_FEN = 10**15
"""The largest sum of one posting or budget: ten trillion yuan, well inside 64 bits also where many are added."""


class Posting(NamedTuple):
    """One movement of money: one row, so that debits and credits are equal by construction.

    Parameters
    ----------
    giver : pseudonym of whose answer moved it; empty where the project did
    posting : its id; of a release, the serve that was answered, so that one serve cannot pay twice
    campaign : whose accounts these are
    chain, number : the chain that it stands in, and its place there, from 1
    debit, credit : the account that receives, and the one that gives
    amount_fen : int > 0
    at_ms : milliseconds since 1970, UTC
    memo : what it rests on: terms, receipts, reasons
    reverses : id of the posting that this one takes back, or empty
    """

    giver: str
    posting: str
    campaign: str
    chain: str
    number: int
    debit: str
    credit: str
    amount_fen: int
    at_ms: int
    memo: str = ""
    reverses: str = ""


def checked(posting: Posting) -> Posting:
    """The posting, where it is one that may be written.

    Raises
    ------
    GivingError
        Its accounts are unknown or the same, or its amount is no whole number of fen above zero.
    """
    if posting.debit not in ACCOUNTS or posting.credit not in ACCOUNTS or posting.debit == posting.credit:
        raise GivingError(
            f"posting {posting.posting} moves from {posting.credit!r} to {posting.debit!r}; name two accounts of {', '.join(ACCOUNTS)}"
        )
    if type(posting.amount_fen) is not int or not 0 < posting.amount_fen <= MOST_FEN:
        raise GivingError(f"posting {posting.posting} moves {posting.amount_fen!r} fen; give a whole number above 0")
    return posting


def reversal(original: Posting, *, posting: str, chain: str, number: int, at_ms: int, reason: str) -> Posting:
    """The posting that takes another one back, and names it.

    Raises
    ------
    GivingError
        The original is itself a reversal, or there is no reason.

    Examples
    --------
    >>> paid = Posting("g", "s1", "c", "b1", 1, "committed", "pot", 100, 0)
    >>> back = reversal(paid, posting="r1", chain="book:c", number=2, at_ms=5, reason="paid to a test account")
    >>> back.debit, back.credit, back.amount_fen, back.reverses
    ('pot', 'committed', 100, 's1')
    """
    if original.reverses:
        raise GivingError(f"posting {original.posting} is a reversal itself; write a new posting instead")
    if not reason.strip():
        raise GivingError("a reversal needs a reason; say why with --reason")
    return original._replace(
        posting=posting,
        chain=chain,
        number=number,
        debit=original.credit,
        credit=original.debit,
        at_ms=at_ms,
        memo=reason.strip(),
        reverses=original.posting,
    )


def balances(postings: Iterable[Posting]) -> dict[str, int]:
    """Balance of each account in fen: debits less credits; their sum is zero.

    Examples
    --------
    >>> balances([Posting("", "o", "c", "book:c", 1, "pot", "pledge", 500, 0)])
    {'pledge': -500, 'pot': 500, 'committed': 0, 'settled': 0, 'delivered': 0}
    """
    sums: Counter[str] = Counter()
    for posting in postings:
        sums[posting.debit] += posting.amount_fen
        sums[posting.credit] -= posting.amount_fen
    return {account: sums[account] for account in ACCOUNTS}


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a campaign in fen, each cumulative and less what was taken back."""

    pledged_fen: int
    committed_fen: int
    settled_fen: int
    delivered_fen: int


def totals(postings: Iterable[Posting]) -> Totals:
    """What came into each account over all postings, less reversals of it."""
    sums: Counter[str] = Counter()
    for posting in postings:
        if posting.reverses:
            sums[posting.credit] -= posting.amount_fen
        else:
            sums[posting.debit] += posting.amount_fen
    return Totals(sums["pot"], sums["committed"], sums["settled"], sums["delivered"])
