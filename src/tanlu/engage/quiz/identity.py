"""Who answers: a pseudonymous player with a signed token, a device with a signed cookie, an address as a network knows it.

Nothing here is looked up: a token and a cookie are signed with a secret of the database, so they outlive a restart, and
one of another database, or one that was made up, is refused by its signature.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

_MAC_BYTES = 16
_TOKEN_BYTES = 32 + _MAC_BYTES
_DEVICE_BYTES = 16 + _MAC_BYTES


class Player(NamedTuple):
    """A player, and the device that the token was made on."""

    player: str
    device: str


def new_id(at_ms: int | None = None) -> str:
    """A new id, 32 hexadecimal digits: 48 bits of time, then chance (RFC 9562, version 7), so that ids of one time lie together.

    Examples
    --------
    >>> new_id(1)[:13], len(new_id())
    ('0000000000017', 32)
    """
    at_ms = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    chance = int.from_bytes(os.urandom(10))
    number = (
        (at_ms & (1 << 48) - 1) << 80 | 0x7 << 76 | (chance >> 68 & 0xFFF) << 64 | 0b10 << 62 | chance & (1 << 62) - 1
    )
    return f"{number:032x}"


def token_of(player: Player, secret: bytes) -> str:
    """The token that a player sends with each call.

    Examples
    --------
    >>> one = Player(new_id(), new_id())
    >>> player_of(token_of(one, b"secret"), b"secret") == one, player_of(token_of(one, b"other"), b"secret")
    (True, None)
    """
    return _sealed(b"player", bytes.fromhex(player.player + player.device), secret)


def player_of(token: str, secret: bytes) -> Player | None:
    """Whose token it is; None where it is no token of ours."""
    body = _opened(b"player", token, _TOKEN_BYTES, secret)
    return None if body is None else Player(body[:16].hex(), body[16:].hex())


def device_cookie(device: str, secret: bytes) -> str:
    """The cookie that a device keeps."""
    return _sealed(b"device", bytes.fromhex(device), secret)


def device_of(cookie: str, secret: bytes) -> str | None:
    """Whose cookie it is; None where it is none of ours."""
    body = _opened(b"device", cookie, _DEVICE_BYTES, secret)
    return None if body is None else body.hex()


def _sealed(kind: bytes, body: bytes, secret: bytes) -> str:
    return urlsafe_b64encode(body + _mac(kind, body, secret)).decode().rstrip("=")


def _opened(kind: bytes, text: str, length: int, secret: bytes) -> bytes | None:
    try:
        sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    # base64 has several spellings of some bytes; only ours is a token
    if len(sealed) != length or urlsafe_b64encode(sealed).decode().rstrip("=") != text:
        return None
    body, mac = sealed[:-_MAC_BYTES], sealed[-_MAC_BYTES:]
    return body if hmac.compare_digest(mac, _mac(kind, body, secret)) else None


def _mac(kind: bytes, body: bytes, secret: bytes) -> bytes:
    return hashlib.blake2b(body, key=secret[:64], person=kind, digest_size=_MAC_BYTES).digest()


def giver_of(player: str, secret: bytes) -> str:
    """The pseudonym under which a player's gifts stand in the books; without the player's id nobody can come back to it."""
    return hashlib.blake2b(player.encode(), key=secret[:64], person=b"giver", digest_size=16).hexdigest()


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 of an IPv6 one, which one household is given.

    Examples
    --------
    >>> [network_of(text) for text in ("203.0.113.9", "2001:db8:1:2:3::4", "::ffff:203.0.113.9", "somewhere")]
    ['203.0.113.9', '2001:db8:1:2::/64', '203.0.113.9', 'unknown']
    """
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)


def address_mark(address: str, secret: bytes) -> str:
    """An address as it is counted: a keyed hash, so that the address itself is not kept."""
    network = network_of(address)
    return hashlib.blake2b(network.encode(), key=secret[:64], person=b"address", digest_size=16).hexdigest()
