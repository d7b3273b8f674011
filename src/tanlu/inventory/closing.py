"""Closing and reopening of a year: a list of events that is only added to, each sealed over the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal

from tanlu.core.errors import CaseError, YearClosed
from tanlu.core.finding import Finding

Action = Literal["close", "reopen"]
State = Literal["open", "closed"]

_WHERE_TOLD = frozenset({"evidence", "as_of"})
FIRST = ""
"""What stands for the hash before the first event."""


@dataclass(frozen=True, slots=True)
class Closing:
    """One event in the life of a reporting year.

    Parameters
    ----------
    year : int
    action : "close" or "reopen"
    at : date
        The day of the event.
    run : str
        Hash of the run that a close approves (``sha256:…``); empty for a reopen.
    reason, by : str
        Why, and who; a reopen always has a reason.
    previous, hash : str
        Hash of the event before, and of this one's fields with it.
    evidence : path → SHA-256
        The evidence files that a close found, so that one swapped afterwards is told; new ones may come.
    as_of : date or None
        The day of knowledge of the run that a close approves; None where all that was known counted.
    """

    year: int
    action: Action
    at: date
    run: str
    reason: str
    by: str
    previous: str
    hash: str
    evidence: Mapping[str, str] = field(default_factory=dict[str, str])
    as_of: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The event as it is kept, its days in ISO form; where no evidence was found, or no day asked, it has no such field."""
        event = asdict(self) | {"at": self.at.isoformat(), "as_of": self.as_of.isoformat() if self.as_of else None}
        return {name: value for name, value in event.items() if value or name not in _WHERE_TOLD}


def from_json(event: Mapping[str, Any]) -> Closing:
    """An event as it was kept; whether it is as it was written, :func:`verify` tells.

    Raises
    ------
    CaseError
        A field is missing or of another type.
    """
    try:
        fields: dict[str, Any] = {name: event[name] for name in Closing.__dataclass_fields__ if name not in _WHERE_TOLD}
        fields["as_of"] = date.fromisoformat(event["as_of"]) if "as_of" in event else None
        fields["evidence"] = {str(path): str(digest) for path, digest in dict(event.get("evidence", {})).items()}
        fields["at"] = date.fromisoformat(fields["at"])
        return Closing(**fields)
    except (KeyError, TypeError, ValueError) as cause:
        raise CaseError(f"an event of closing cannot be read ({cause}); put back the file as it was written") from None


def state(events: Sequence[Closing], year: int) -> State:
    """Whether a year is closed: what its last event did; a year without one is open."""
    last = _last(events, year)
    return "closed" if last is not None and last.action == "close" else "open"


def require_open(events: Sequence[Closing], year: int) -> None:
    """Pass where the year is open.

    Raises
    ------
    YearClosed
        It is closed; the sentence says since when and for which run.
    """
    last = _last(events, year)
    if last is not None and last.action == "close":
        by = f" by {last.by}" if last.by else ""
        raise YearClosed(f"{year} was closed on {last.at}{by} on run {last.run}; reopen it first")


def close(
    events: Sequence[Closing],
    year: int,
    *,
    at: date,
    run: str,
    reason: str = "",
    by: str = "",
    evidence: Mapping[str, str] | None = None,
    as_of: date | None = None,
) -> Closing:
    """The event that closes a year on one run, to be added to the list.

    Parameters
    ----------
    evidence : path → SHA-256 of each file that stands behind it
    as_of : the day of knowledge that the run was measured with, or None

    Raises
    ------
    YearClosed
        The year is closed already.
    CaseError
        No run is named.

    Examples
    --------
    >>> closed = close([], 2022, at=date(2023, 4, 1), run="sha256:ab", by="Chen")
    >>> state([closed], 2022), state([closed], 2023)
    ('closed', 'open')
    >>> close([closed], 2022, at=date(2023, 4, 2), run="sha256:cd")
    Traceback (most recent call last):
    tanlu.core.errors.YearClosed: 2022 was closed on 2023-04-01 by Chen on run sha256:ab; reopen it first
    """
    require_open(events, year)
    if not run.strip():
        raise CaseError(f"{year} cannot be closed without the run that it is closed on; measure it first")
    previous = events[-1].hash if events else FIRST
    event = Closing(
        year, "close", at, run.strip(), reason.strip(), by.strip(), previous, "", dict(evidence or {}), as_of
    )
    return replace(event, hash=_seal(event.as_json()))


def reopen(events: Sequence[Closing], year: int, *, at: date, reason: str, by: str = "") -> Closing:
    """The event that opens a closed year again, to be added to the list.

    Raises
    ------
    CaseError
        The year is open, or no reason is given.
    """
    if state(events, year) == "open":
        raise CaseError(f"{year} is open; there is nothing to reopen")
    if not reason.strip():
        raise CaseError(f"{year} is reopened only for a reason; say what has to change")
    previous = events[-1].hash if events else FIRST
    event = Closing(year, "reopen", at, "", reason.strip(), by.strip(), previous, "")
    return replace(event, hash=_seal(event.as_json()))


def verify(events: Sequence[Closing]) -> Finding | None:
    """The first event that does not fit its seal or the one before, as a finding whose row counts events from 1.

    An event that was changed, removed or put elsewhere is named. That the last ones were removed cannot be seen in the
    list itself; whoever keeps the last hash elsewhere compares it.
    """
    previous = FIRST
    for number, event in enumerate(events, start=1):
        if event.previous != previous:
            return _broken(number, event, "does not follow the event before it")
        if event.hash != _seal(event.as_json()):
            return _broken(number, event, "is not as it was written")
        previous = event.hash
    return None


def changed_evidence(event: Closing, today: Mapping[str, str]) -> list[str]:
    """Evidence files of a close that are gone or have other bytes today, by path.

    Parameters
    ----------
    today : path → SHA-256
    """
    return sorted(path for path, digest in event.evidence.items() if today.get(path) != digest)


def _broken(number: int, event: Closing, what: str) -> Finding:
    message = f"event {number}, {event.action} of {event.year} on {event.at}, {what}"
    mend = "Put back the list as it was written; a correction is a new event."
    return Finding("closing_chain_broken", "error", message, mend, row=number)


def _last(events: Sequence[Closing], year: int) -> Closing | None:
    return next((event for event in reversed(events) if event.year == year), None)


def _seal(fields: Mapping[str, Any]) -> str:
    """Hash of the fields without the hash itself, as JSON with sorted keys, no spaces, UTF-8."""
    sealed = {name: value for name, value in fields.items() if name != "hash"}
    text = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
