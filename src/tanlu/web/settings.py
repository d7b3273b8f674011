"""Settings of the server: where it listens, who signs in how, and what it refuses to carry."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from tanlu.core.errors import TanluError

NAMES_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
ROLES = ("viewer", "contributor", "auditor", "administrator")
PREFIX = "TANLU_"
MAY_BE_NONE = frozenset({"players_per_minute", "rounds_per_minute", "player_rounds_per_minute", "reads_per_minute"})
"""Limits of the public calls, which 0 turns off."""


class ServerRefused(TanluError):
    """The server cannot be started as asked."""


@dataclass(frozen=True)
class OpenIdProvider:
    """A provider of sign-in by OpenID Connect.

    Parameters
    ----------
    issuer : its address; the rest is discovered below it
    administrators : e-mail addresses that are administrators from their first sign-in
    role : what everybody else is at first
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False, default="")
    name: str = "OpenID Connect"
    administrators: tuple[str, ...] = ()
    role: str = "viewer"


@dataclass(frozen=True)
class Limits:
    """What the server refuses to carry, and how often somebody may ask.

    Parameters
    ----------
    upload_bytes : of one table
    body_bytes : of any other request
    per_minute : requests to the API by one client
    changes_per_minute, sign_ins_per_minute : of these, changes and tries to sign in
    players_per_minute, rounds_per_minute, reads_per_minute : of one address: players made, rounds begun, and all other
        public requests but answers; ten minutes' worth may come at once; 0 is no limit
    player_rounds_per_minute : rounds begun by one player, likewise
    """

    upload_bytes: int = 200_000_000
    body_bytes: int = 1_000_000
    per_minute: int = 1_200
    changes_per_minute: int = 120
    sign_ins_per_minute: int = 5
    session_hours: int = 12
    players_per_minute: int = 3_000
    rounds_per_minute: int = 6_000
    player_rounds_per_minute: int = 60
    reads_per_minute: int = 12_000


@dataclass(frozen=True)
class ServerSettings:
    """How one server runs.

    Parameters
    ----------
    case : folder of the case, or None where there is none to show
    database : address of the store, or None for the default beside the case
    public_url : the address that people use, where it is not the one listened on
    proxies : addresses or networks of proxies whose word on a client's address is taken
    """

    case: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    database: str | None = None
    public_url: str = ""
    provider: OpenIdProvider | None = None
    limits: Limits = Limits()
    proxies: tuple[str, ...] = ()

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def is_secure(self) -> bool:
        """Whether cookies may travel over HTTPS only."""
        return self.public_url.startswith("https:") or (not self.on_loopback and not self.public_url)

    @property
    def hosts(self) -> frozenset[str] | None:
        """Host names that a request may be addressed to; None where any may, because the address is not known."""
        if self.public_url:
            own = urlsplit(self.public_url).hostname or ""
            return frozenset({own.lower(), *(NAMES_OF_THIS_MACHINE if self.on_loopback else ())})
        return NAMES_OF_THIS_MACHINE | {self.host.strip("[]")} if self.on_loopback else None


def is_loopback(host: str) -> bool:
    """Whether an address is of this machine alone.

    Examples
    --------
    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.1", "example.org")]
    [True, True, True, False, False, False]
    """
    if host.strip("[]").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_server_settings(
    case: Path | None, host: str, port: int, database: str | None, file: Path | None, environment: Mapping[str, str]
) -> ServerSettings:
    """Settings from the command line, a TOML file (``[server]``, ``[sign_in]``, ``[limits]``) and the environment, which wins.

    Raises
    ------
    ServerRefused
        A setting is not understood; the message names it.
    """
    document = _document(file)
    told = {name: _section(document, name) for name in ("server", "sign_in", "limits")}
    server, sign_in = told["server"], dict(told["sign_in"])
    for name in ("issuer", "client_id", "client_secret"):
        if value := environment.get(f"{PREFIX}OIDC_{name.upper()}"):
            sign_in[name] = value
    public_url = environment.get(f"{PREFIX}PUBLIC_URL") or str(server.get("public_url", ""))
    if public_url and urlsplit(public_url).scheme not in ("http", "https"):
        raise ServerRefused(f"public_url {public_url!r:.80} is no address; write it as https://carbon.example.org")
    url = database or environment.get(f"{PREFIX}DATABASE") or server.get("database")
    limits = _limits(told["limits"], environment)
    proxies = _proxies(environment.get(f"{PREFIX}PROXIES") or server.get("proxies") or ())
    own = (case, host, port, cast("str | None", url), public_url.rstrip("/"), _provider(sign_in), limits)
    return ServerSettings(*own, proxies)


def _proxies(told: object) -> tuple[str, ...]:
    """Addresses and networks of proxies, from a list or a text with commas."""
    words = told.split(",") if isinstance(told, str) else cast("list[object]", told)
    found = tuple(str(word).strip() for word in words)
    for word in found:
        try:
            ipaddress.ip_network(word, strict=False)
        except ValueError as error:
            raise ServerRefused(f"proxy {word!r:.60} is no address; write 10.0.0.7 or 10.0.0.0/24") from error
    return found


def _document(file: Path | None) -> Mapping[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ServerRefused(f"{file} cannot be read as TOML ({error}); mend it, or leave --settings out") from error


def _section(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = document.get(name, {})
    if not isinstance(section, dict):
        raise ServerRefused(f"[{name}] of the settings is no section; write [{name}] on a line of its own")
    return cast("Mapping[str, Any]", section)


def _provider(told: Mapping[str, Any]) -> OpenIdProvider | None:
    if not told.get("issuer"):
        return None
    issuer, client_id = str(told["issuer"]).rstrip("/"), str(told.get("client_id", ""))
    if not client_id:
        raise ServerRefused("sign-in names an issuer and no client_id; give both (TANLU_OIDC_CLIENT_ID)")
    if urlsplit(issuer).scheme != "https" and not is_loopback(urlsplit(issuer).hostname or ""):
        raise ServerRefused(f"the issuer {issuer:.80} is not reached by https; tokens must not travel in the open")
    role = str(told.get("role", "viewer"))
    if role not in ROLES:
        raise ServerRefused(f"role {role!r:.40} of [sign_in] is not known; write one of {', '.join(ROLES)}")
    administrators = tuple(str(mail).strip().lower() for mail in told.get("administrators", ()))
    name = str(told.get("name", "OpenID Connect"))
    return OpenIdProvider(issuer, client_id, str(told.get("client_secret", "")), name, administrators, role)


def _limits(told: Mapping[str, Any], environment: Mapping[str, str]) -> Limits:
    given: dict[str, int] = {}
    for name in Limits.__dataclass_fields__:
        value = environment.get(f"{PREFIX}LIMIT_{name.upper()}", told.get(name))
        if value is None:
            continue
        try:
            given[name] = int(value)
        except (TypeError, ValueError) as error:
            raise ServerRefused(f"limit {name} = {value!r:.40} is no whole number; write it as digits") from error
        if given[name] < 0 or (given[name] == 0 and name not in MAY_BE_NONE):
            no_limit = ", or 0 for no limit" if name in MAY_BE_NONE else ""
            raise ServerRefused(f"limit {name} = {value} lets nothing through; write 1 or more{no_limit}")
    return Limits(**given)


def environment() -> Mapping[str, str]:
    """The settings that the environment gives."""
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
