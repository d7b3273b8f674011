"""Certificates: whole batches of one plant and month, each in exactly one state, and the entries that move them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tanlu.core.errors import CertificateError, NotADate
from tanlu.core.period import FIRST_YEAR, LAST_YEAR, Period
from tanlu.power.certificates.claims import Claim
from tanlu.power.certificates.rules import RULES, RuleSet

State = Literal["issued", "reserved", "transferred", "cancelled", "expired"]
STATES: tuple[State, ...] = ("issued", "reserved", "transferred", "cancelled", "expired")
LIVE: frozenset[State] = frozenset({"issued", "reserved", "transferred"})
"""States that something may follow; what is cancelled or expired stays so."""

Verb = Literal["issue", "reserve", "release", "transfer", "cancel", "expire", "claim"]
Account = Literal["output", "carried", "elsewhere", "issued", "reserved", "transferred", "cancelled", "expired"]
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A batch of certificates of one plant and one month that share a state.

    Parameters
    ----------
    id : e.g. ``gec-12``
    month, hour : "2024-03"; "" or the UTC start of the hour, as in "2024-03-01T05:00Z"
    rules : code of its rule set
    tradable : whether it may be sold
    wh : whole certificates, in Wh
    expires : the last day on which it can be used
    state, holder : where it is
    beneficiary : whom it is put aside or cancelled for
    site, period, days, purpose : what it was cancelled for; ``period`` as it was written, ``days`` as it reads
    sales : how often it was transferred
    parent : the batch that it was split from, or ""
    entry : number of the entry that brought it to this state
    moved : the day it came to this state, or None where nobody said
    recorded : the day that entry was written
    """

    id: str
    plant: str
    month: str
    hour: str
    rules: str
    technology: str
    region: str
    tradable: bool
    wh: int
    expires: date
    state: State = "issued"
    holder: str = ""
    beneficiary: str = ""
    site: str = ""
    period: str = ""
    days: Period | None = None
    purpose: str = ""
    sales: int = 0
    parent: str = ""
    entry: int = 0
    moved: date | None = None
    recorded: date | None = None

    @property
    def rule_set(self) -> RuleSet:
        """The rules that it follows."""
        return RULES[self.rules]

    @property
    def self_used(self) -> bool:
        """Whether its energy was used where it was made: what may not be sold is that, or older hydro."""
        return not self.tradable and self.technology != "hydro"

    @property
    def count(self) -> int:
        """How many certificates it holds."""
        return self.wh // self.rule_set.unit_wh


@dataclass(frozen=True, slots=True)
class WhPosting:
    """One side of an entry: Wh that come to an account (above 0) or leave it (below 0).

    Parameters
    ----------
    account : a plant's ``output`` or what is ``carried`` of it, what is claimed ``elsewhere``, or a state
    plant, tradable : whose output
    certificate : the batch, or "" on the accounts of a plant
    holder : who holds it there
    """

    account: Account
    plant: str
    tradable: bool
    certificate: str
    holder: str
    wh: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation, as it is added to the book: all of its postings or none.

    Parameters
    ----------
    day : the day it happened, or None where nobody said
    to : buyer or beneficiary
    born : batches that it brings into being
    claims : energy that it claims
    """

    verb: Verb
    postings: tuple[WhPosting, ...]
    day: date | None = None
    to: str = ""
    site: str = ""
    period: str = ""
    days: Period | None = None
    purpose: str = ""
    born: tuple[Certificate, ...] = ()
    claims: tuple[Claim, ...] = field(default=())

    def __post_init__(self) -> None:
        if flaw := unbalanced(self.postings, self.born):
            raise CertificateError(flaw)


def unbalanced(postings: Sequence[WhPosting], born: Iterable[Certificate] = ()) -> str:
    """What is wrong with the two sides of an entry, or "".

    Examples
    --------
    >>> unbalanced([WhPosting("output", "wind", True, "", "wind", -5), WhPosting("carried", "wind", True, "", "wind", 4)])
    'the postings leave -1 Wh over'
    """
    if left := sum(posting.wh for posting in postings):
        return f"the postings leave {left:,} Wh over"
    units = {one.id: one.rule_set.unit_wh for one in born}
    for posting in postings:
        if posting.account in STATES and (not posting.certificate or posting.wh % units.get(posting.certificate, 1)):
            return f"{posting.wh:,} Wh on {posting.account} are no whole certificates"
    return ""


def month_of(text: str, *, today: date) -> str:
    """A month of production that is over.

    Raises
    ------
    NotADate
        It reads as no month.
    CertificateError
        It is not over yet.

    Examples
    --------
    >>> month_of("2024-03", today=date(2024, 3, 31))
    Traceback (most recent call last):
    tanlu.core.errors.CertificateError: 2024-03 is not over yet (today is 2024-03-31); certificates are issued for what was metered
    """
    read = _MONTH.fullmatch(text.strip())
    if not read or not FIRST_YEAR <= int(read[1]) <= LAST_YEAR:
        raise NotADate(f"{text[:40]!r} is not a month; write it as YYYY-MM, such as 2024-03")
    month = read[0]
    if month > f"{today:%Y-%m}":
        raise CertificateError(
            f"{month} is still to come (today is {today}); certificates are issued for what was metered"
        )
    if month == f"{today:%Y-%m}":
        raise CertificateError(
            f"{month} is not over yet (today is {today}); certificates are issued for what was metered"
        )
    return month


def wh_by_state(certificates: Iterable[Certificate]) -> dict[State, int]:
    """Wh in each state; together they are all that was ever issued."""
    sums: dict[State, int] = dict.fromkeys(STATES, 0)
    for one in certificates:
        sums[one.state] += one.wh
    return sums
