"""What a request says of its client: the address behind proxies that were named, and its cookies."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from http.cookies import CookieError, SimpleCookie


def client_address(client: str, forwarded: str, proxies: Sequence[str]) -> str:
    """The peer's address; where the peer is a proxy that was named, the last one in its list that is not a proxy too.

    Examples
    --------
    >>> client_address("10.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.2", ("10.0.0.0/8",))
    '203.0.113.5'
    >>> client_address("203.0.113.9", "198.51.100.1", ("10.0.0.0/8",))
    '203.0.113.9'
    >>> client_address("10.0.0.1", "[2001:db8::7]:4711, 10.0.0.2:80", ("10.0.0.0/8",))
    '2001:db8::7'
    """
    if not proxies or not forwarded or not _is_one_of(client, proxies):
        return client
    hops = [_without_port(hop.strip()) for hop in forwarded.split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if not _is_one_of(hop, proxies)), client)


def _without_port(hop: str) -> str:
    """An address as some proxies write it, with the port that it came from: of one client every port is the same client."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _is_one_of(address: str, networks: Iterable[str]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network, strict=False) for network in networks)


def read_cookies(header: str) -> dict[str, str]:
    """Cookies of a request; a header that cannot be read has none."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
