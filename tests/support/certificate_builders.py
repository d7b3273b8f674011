"""Builders and fixtures of the tests of certificates: a case with a book, operations in a few words, and what the book says then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast, get_args

from support.case_builders import a_case, lines
from tanlu.services.certificates.operations import CertificateRequest, Verb, certificates

BOOK = "certificates.db"
USE = {"to": "wind", "site": "hq", "period": "2023", "purpose": "office power", "on": "2023-12-31"}
"""What a cancellation names in a case of the builders, which goes by the name of wind."""


def a_book_case(folder: Path, **told: Any) -> Path:
    """A case of one site in China that used 100 MWh in 2023, and no book yet."""
    usual: dict[str, Any] = {"activities": lines("electricity/grid 100 MWh")}
    return a_case(folder, **usual | told)


def do(folder: Path, verb: str, *ids: str, **asked: Any) -> dict[str, Any]:
    """One operation on the book of a case, through the act itself."""
    assert verb in get_args(Verb)
    return certificates(folder, cast("Verb", verb), CertificateRequest(ids=ids, **asked))


def issue(folder: Path, month: str = "2023-03", kwh: float = 60_000, plant: str = "turbine", **asked: Any) -> str:
    """Issue certificates and return the id of the batch, "" where all is carried."""
    answer = do(folder, "issue", plant=plant, month=month, kwh=str(kwh), **asked)
    return "".join(answer["did"]["certificates"])


def book(folder: Path) -> dict[str, Any]:
    """What ``show`` answers."""
    return do(folder, "show")


def batch(answer: Mapping[str, Any], id: str) -> dict[str, Any]:
    """One batch of an answer."""
    (found,) = [one for one in answer["certificates"] if one["id"] == id]
    return found


def mwh_by_state(answer: Mapping[str, Any]) -> dict[str, int]:
    """MWh in each state that has any, from the batches themselves."""
    sums: Counter[str] = Counter()
    for one in answer["certificates"]:
        sums[one["state"]] += one["mwh"]
    return dict(sums)
