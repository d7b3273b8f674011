"""The chain of hashes: each posting carries the hash of the one before it in its chain, and its own over everything in it.

A server that gives owns a block of money, and the block is the chain: servers never wait for each other to add a posting.
What is not given by an answer (a campaign opened, a sum settled) stands in the chain of the campaign's book.
"""

from __future__ import annotations

import hashlib
import json

import msgspec

from tanlu.engage.giving.accounts import Posting


def first_hash(chain: str, campaign: str, amount_fen: int) -> str:
    """What stands for the hash before a chain's first posting: the chain's own name, campaign and money set aside."""
    return _hash(["chain", chain, campaign, str(amount_fen)])


def book_of(campaign: str) -> str:
    """The chain of what the project posts for a campaign."""
    return f"book:{campaign}"


def posting_hash(posting: Posting, previous_hash: str) -> str:
    """Hash of a posting over every one of its columns and the hash before it.

    Examples
    --------
    >>> one = Posting("g", "s1", "c", "b1", 1, "committed", "pot", 100, 0)
    >>> two = Posting("g", "s1", "c", "b1", 1, "committed", "pot", 101, 0)
    >>> posting_hash(one, "") == posting_hash(two, "")
    False
    """
    return _hash(
        [
            posting.giver,
            posting.posting,
            posting.campaign,
            posting.chain,
            str(posting.number),
            posting.debit,
            posting.credit,
            str(posting.amount_fen),
            str(posting.at_ms),
            posting.memo,
            posting.reverses,
            previous_hash,
        ]
    )


def terms_hash(terms: object) -> str:
    """Hash of what a campaign was opened with; it stands in the memo of its first posting."""
    return _hash(["terms", json.dumps(terms, ensure_ascii=False, sort_keys=True, separators=(",", ":"))])


def _hash(parts: list[str]) -> str:
    """SHA-256 over the parts as a JSON array of texts, in UTF-8 and without blanks."""
    try:
        text = msgspec.json.encode(parts)
    except UnicodeEncodeError:  # only a damaged file holds such text, and no hash was ever made of it
        text = json.dumps(parts).encode()
    return hashlib.sha256(text).hexdigest()
