"""Checkpoints that others saved before: read from what they kept, and judged by the ledger as it stands now.

Whoever owns the machine owns the key of the ledger, and can write and sign it anew; what others saved of it stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from tanlu.core.errors import GivingError
from tanlu.engage.giving.checkpoint import Checkpoint, Head, checkpoint_hash, is_signed


class NotACheckpoint(GivingError):
    """What was kept is no checkpoint; the sentence says what it lacks."""


@dataclass(frozen=True, slots=True)
class SavedCheckpoint:
    """A checkpoint as somebody kept it; who only noted its number and hash has neither signature nor heads.

    Parameters
    ----------
    sequence, hash : which checkpoint, and its hash
    signature, public_key : hexadecimal, or empty
    at_ms, previous_hash, heads : what the hash is over; ``at_ms`` None where they were not kept
    """

    sequence: int
    hash: str
    signature: str = ""
    public_key: str = ""
    at_ms: int | None = None
    previous_hash: str = ""
    heads: tuple[Head, ...] = ()

    @property
    def name(self) -> str:
        """How sentences call it."""
        return f"saved checkpoint {self.sequence}"

    def has_its_hash(self) -> bool:
        """Whether its hash is that of its contents, where those were kept."""
        if self.at_ms is None:
            return True
        return self.hash == checkpoint_hash(self.sequence, self.at_ms, self.previous_hash, self.heads)

    def bears_its_signature(self, key: str) -> bool:
        """Whether its signature holds, where one was kept: under its own key, or ``key`` where none was kept with it."""
        key = self.public_key or key
        if not self.signature or not key:
            return True
        return is_signed(Checkpoint(self.sequence, self.at_ms or 0, "", self.hash, self.signature, key))


class CheckpointMismatch(NamedTuple):
    """Something that does not agree."""

    code: str
    met: str


def saved_from(document: Any) -> list[SavedCheckpoint]:
    """Checkpoints of a document: as ``GET /api/giving/checkpoints`` gives it, a list of checkpoints, or a list of such documents.

    Raises
    ------
    NotACheckpoint
        It is neither.

    Examples
    --------
    >>> [one.sequence for one in saved_from([{"sequence": 3, "hash": "0" * 64}])]
    [3]
    >>> saved_from({"sequence": 3})
    Traceback (most recent call last):
    tanlu.engage.giving.saved_checkpoints.NotACheckpoint: it holds no list "checkpoints"
    """
    if isinstance(document, list):
        return [one for each in cast("list[Any]", document) for one in _saved_in(each)]
    return _of_answer(document)


def _saved_in(part: Any) -> list[SavedCheckpoint]:
    if isinstance(part, dict) and "checkpoints" in part:
        return _of_answer(part)
    return [_saved(part, "")]


def _of_answer(document: Any) -> list[SavedCheckpoint]:
    told = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
    rows = told.get("checkpoints")
    if not isinstance(rows, list):
        raise NotACheckpoint('it holds no list "checkpoints"')
    key = told.get("public_key")
    return [_saved(row, key if isinstance(key, str) else "") for row in cast("list[Any]", rows)]


def _saved(row: Any, key: str) -> SavedCheckpoint:
    if not isinstance(row, dict):
        raise NotACheckpoint("one of its checkpoints is no object")
    told = cast("dict[str, Any]", row)
    sequence = told.get("sequence")
    if type(sequence) is not int or sequence < 1:
        raise NotACheckpoint('one of its checkpoints has no whole number as "sequence"')
    hashed, signature, own = (
        _text(told, name, sequence, unless) for name, unless in (("hash", None), ("signature", ""), ("public_key", key))
    )
    if told.get("at_ms") is None and told.get("heads") is None:
        return SavedCheckpoint(sequence, hashed, signature, own)
    if type(told.get("at_ms")) is not int or not isinstance(told.get("heads"), list):
        raise NotACheckpoint(f'checkpoint {sequence} has not both "at_ms" and "heads"')
    heads = tuple(_head(head, sequence) for head in told["heads"])
    previous = _text(told, "previous_hash", sequence, None)
    return SavedCheckpoint(sequence, hashed, signature, own, told["at_ms"], previous, heads)


def _text(told: Mapping[str, Any], name: str, sequence: int, unless: str | None) -> str:
    value = told.get(name, unless)
    if not isinstance(value, str):
        raise NotACheckpoint(f'checkpoint {sequence} has no text as "{name}"')
    return value


def _head(head: Any, sequence: int) -> Head:
    told = cast("dict[str, Any]", head) if isinstance(head, dict) else {}
    found = (told.get("chain"), told.get("number"), told.get("hash"))
    if not isinstance(found[0], str) or type(found[1]) is not int or not isinstance(found[2], str):
        raise NotACheckpoint(f'checkpoint {sequence} has heads without "chain", "number" and "hash"')
    return Head(found[0], found[1], found[2])


def disagreements(
    saved: Iterable[SavedCheckpoint],
    written: Mapping[int, tuple[str, str]],
    postings: Mapping[tuple[str, int], str],
) -> Iterator[CheckpointMismatch]:
    """What does not agree between saved checkpoints and the ledger as it stands.

    Parameters
    ----------
    written : sequence → the hash and the public key of the ledger's own checkpoint
    postings : (chain, number) → the hash of the posting that stands there, of all that saved heads name
    """
    for one in saved:
        hashed, key = written.get(one.sequence, ("", ""))
        yield from _of_itself(one, key)
        if not hashed:
            yield CheckpointMismatch("saved_checkpoint_missing", f"{one.name} is not in the ledger")
        elif hashed != one.hash:
            met = f"{one.name} has the hash {one.hash!r:.20}…, the ledger's checkpoint {one.sequence} {hashed!r:.20}…"
            yield CheckpointMismatch("saved_checkpoint_differs", met)
        elif one.public_key and one.public_key != key:
            met = f"{one.name} was signed with the key {one.public_key!r:.20}…, the ledger's with {key!r:.20}…"
            yield CheckpointMismatch("saved_checkpoint_differs", met)
        for head in one.heads:
            found = postings.get((head.chain, head.number))
            if found != head.hash:
                what = "is not in the ledger" if found is None else "is another in the ledger"
                met = f"posting {head.number} of chain {head.chain!r:.120}, which {one.name} covers, {what}"
                yield CheckpointMismatch("saved_checkpoint_differs", met)


def _of_itself(one: SavedCheckpoint, key: str) -> Iterator[CheckpointMismatch]:
    if not one.has_its_hash():
        yield CheckpointMismatch(
            "saved_signature_wrong", f"{one.name} holds other contents than its hash was signed over"
        )
    if not one.bears_its_signature(key):
        yield CheckpointMismatch(
            "saved_signature_wrong", f"{one.name} does not bear the signature of its own public key"
        )
