"""The verb ``serve``: the console, the public pages and the API on one port, until it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanlu.cli.verbs import Verb


def serve(
    case: Annotated[Path | None, typer.Argument(help="The folder of the case.", metavar="[CASE]")] = None,
    port: Annotated[int, typer.Option("--port", help="The port; 0 takes a free one.", min=0, max=65535)] = 8000,
    host: Annotated[
        str, typer.Option("--host", help="The address listened on; others than this machine's need sign-in.")
    ] = "127.0.0.1",
    database: Annotated[
        str | None,
        typer.Option("--database", help="Accounts and record, by default a SQLite file in the case.", metavar="URL"),
    ] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="A TOML file: sign-in, public address, limits.", metavar="FILE")
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy", help="A proxy whose word on a client's address is taken; may be given again.", metavar="ADDRESS"
        ),
    ] = None,
    make_admin: Annotated[
        bool, typer.Option("--make-admin", help="Make the local administrator, print the secret once, and end.")
    ] = False,
) -> None:
    """The console and the API in a browser."""
    from tanlu.services.case.settings import read_settings
    from tanlu.web.settings import environment, read_server_settings

    told = dict(environment()) | ({"TANLU_PROXIES": ",".join(proxy)} if proxy else {})
    asked = read_server_settings(case, host, port, database, settings, told)
    if case is not None:
        read_settings(case)  # what is no case is told before the server is loaded
    from tanlu.web.app import open_accounts
    from tanlu.web.app import serve as act
    from tanlu.web.routes.session import make_administrator

    if make_admin:
        print(make_administrator(open_accounts(asked)))
        typer.echo("This is the secret of the administrator, admin. It is shown this once.", err=True)
        return
    act(asked, told=lambda address: print(address, flush=True))


COMMANDS = [Verb(120, serve)]
