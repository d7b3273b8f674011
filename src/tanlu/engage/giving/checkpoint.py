"""Checkpoints: the heads of all chains at one moment, hashed onto the checkpoint before and signed with Ed25519."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Head(NamedTuple):
    """How far a chain had come: the number and the hash of its last posting."""

    chain: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A sealed moment of the ledger.

    Parameters
    ----------
    sequence : from 1, without a gap
    at_ms : milliseconds since 1970, UTC
    previous_hash : of the checkpoint before, empty for the first
    hash : over all of these and the heads
    signature, public_key : hexadecimal, Ed25519 over the hash's text
    """

    sequence: int
    at_ms: int
    previous_hash: str
    hash: str
    signature: str
    public_key: str


def checkpoint_hash(sequence: int, at_ms: int, previous_hash: str, heads: Sequence[Head]) -> str:
    """Hash of a checkpoint; heads count in the order of their chains."""
    lines = [f"{len(head.chain)}:{head.chain} {head.number} {head.hash}" for head in sorted(heads)]
    text = "\n".join(["checkpoint", str(sequence), str(at_ms), previous_hash, *lines])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def new_key() -> str:
    """A fresh private key, hexadecimal."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def public_key_of(private_key: str) -> str:
    """The public half of a private key, hexadecimal."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private_key)).public_key().public_bytes_raw().hex()


def signed(sequence: int, at_ms: int, previous_hash: str, heads: Sequence[Head], private_key: str) -> Checkpoint:
    """A checkpoint with its hash and its signature.

    Examples
    --------
    >>> key = new_key()
    >>> one = signed(1, 0, "", [Head("b1", 3, "ab")], key)
    >>> is_signed(one), one.hash == checkpoint_hash(1, 0, "", [Head("b1", 3, "ab")])
    (True, True)
    """
    hashed = checkpoint_hash(sequence, at_ms, previous_hash, heads)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private_key))
    return Checkpoint(
        sequence, at_ms, previous_hash, hashed, key.sign(hashed.encode()).hex(), public_key_of(private_key)
    )


def is_signed(checkpoint: Checkpoint) -> bool:
    """Whether the signature is that of the key over the hash; what cannot be read is not."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.public_key))
        key.verify(bytes.fromhex(checkpoint.signature), checkpoint.hash.encode("utf-8", "surrogatepass"))
    except (ValueError, InvalidSignature):
        return False
    return True
