"""Settings of the server: what the environment says wins, and what is not understood is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tanlu.web.settings import ServerRefused, ServerSettings, read_server_settings

TOML = """
[server]
public_url = "https://carbon.example.org/"
[sign_in]
issuer = "https://login.example.org/"
client_id = "tanlu"
administrators = ["Ann@Example.org"]
[limits]
upload_bytes = 5
"""


def settings(folder: Path, toml: str = TOML, **environment: str) -> ServerSettings:
    file = folder / "server.toml"
    file.write_text(toml, encoding="utf-8")
    return read_server_settings(None, "127.0.0.1", 0, None, file, environment)


def test_a_file_gives_sign_in_address_and_limits(tmp_path: Path):
    found = settings(tmp_path)
    assert found.provider is not None
    assert (found.provider.issuer, found.provider.administrators) == ("https://login.example.org", ("ann@example.org",))
    assert (found.public_url, found.is_secure, found.limits.upload_bytes) == ("https://carbon.example.org", True, 5)
    assert found.hosts is not None
    assert "carbon.example.org" in found.hosts


def test_the_environment_wins_over_the_file(tmp_path: Path):
    told = {"TANLU_OIDC_CLIENT_ID": "other", "TANLU_LIMIT_UPLOAD_BYTES": "7", "TANLU_PUBLIC_URL": "http://localhost:9"}
    found = settings(tmp_path, **told)
    assert found.provider is not None
    assert (found.provider.client_id, found.limits.upload_bytes, found.is_secure) == ("other", 7, False)


def test_a_secret_is_not_shown_where_settings_are(tmp_path: Path):
    assert "hush" not in repr(settings(tmp_path, TANLU_OIDC_CLIENT_SECRET="hush"))


@pytest.mark.parametrize(
    "toml",
    [
        "sign_in = 3",
        "[sign_in]\nissuer = 'https://a.example'",
        "[sign_in]\nissuer = 'http://a.example'\nclient_id = 'x'",
        "[sign_in]\nissuer = 'https://a.example'\nclient_id = 'x'\nrole = 'king'",
        "[limits]\nper_minute = 0",
        "[limits]\nper_minute = 'many'",
        "[limits]\nrounds_per_minute = -1",
        "[server]\npublic_url = 'ftp://a.example'",
        "no toml at all",
    ],
)
def test_what_is_not_understood_is_refused_with_a_sentence(tmp_path: Path, toml: str):
    with pytest.raises(ServerRefused, match=r".+; |.+ lets "):
        settings(tmp_path, toml)


def test_off_loopback_cookies_travel_over_https_only():
    assert ServerSettings(host="0.0.0.0").is_secure
    assert not ServerSettings(host="127.0.0.1").is_secure
    assert ServerSettings(host="0.0.0.0").hosts is None


def test_limits_of_the_public_calls_may_be_none(tmp_path: Path):
    found = settings(
        tmp_path, "[limits]\nplayers_per_minute = 0\nreads_per_minute = 7", TANLU_LIMIT_ROUNDS_PER_MINUTE="0"
    )
    told = found.limits
    assert (told.players_per_minute, told.rounds_per_minute, told.reads_per_minute) == (0, 0, 7)
    assert told.player_rounds_per_minute == 60
