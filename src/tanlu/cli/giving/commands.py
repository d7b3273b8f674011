"""The verbs of ``giving``: campaigns opened, settled, receipted, corrected and closed, and their ledger verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tanlu.cli.options import JsonOption
from tanlu.cli.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

giving = typer.Typer(
    name="giving",
    help="Campaigns whose right answers give, and their ledger in whole fen (答题捐赠).",
    no_args_is_help=True,
    rich_markup_mode=None,
)
DatabaseOption = Annotated[
    str, typer.Option("--database", help="sqlite:///file.db or postgresql://user@host/name.", metavar="URL")
]
CampaignOption = Annotated[str, typer.Option("--campaign", help="The id of the campaign.", metavar="ID")]
AmountOption = Annotated[int | None, typer.Option("--amount-fen", help="In fen; by default all there is.")]


@giving.command("open")
def open_campaign(
    database: DatabaseOption,
    campaign: CampaignOption,
    sponsor: Annotated[str, typer.Option("--sponsor", help="Who pays.", metavar="NAME")],
    project: Annotated[str, typer.Option("--project", help="What it is for.", metavar="NAME")],
    rate_fen: Annotated[int, typer.Option("--rate-fen", help="What one right answer releases, in fen.")],
    budget_fen: Annotated[int, typer.Option("--budget-fen", help="What all of them can release, in fen.")],
    per_player_day: Annotated[
        int, typer.Option("--per-player-day", help="Giving answers a player a day; 0: no cap.")
    ] = 8,
    per_device_day: Annotated[
        int, typer.Option("--per-device-day", help="Giving answers a device a day; 0: no cap.")
    ] = 8,
    per_address_day: Annotated[
        int, typer.Option("--per-address-day", help="Giving answers an address a day; 0: no cap.")
    ] = 200,
    per_player_minute: Annotated[
        int, typer.Option("--per-player-minute", help="Giving answers a player within 60 s; 0: no cap.")
    ] = 60,
    unreviewed: Annotated[
        bool, typer.Option("--unreviewed", help="Let questions give that no person has reviewed yet.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Make or upgrade the database and open a campaign."""
    from tanlu.cli import output as show
    from tanlu.services.giving.campaigns import Terms
    from tanlu.services.giving.campaigns import open_campaign as act

    caps = (per_player_day, per_device_day, per_address_day, per_player_minute)
    terms = Terms(campaign, sponsor, project, rate_fen, budget_fen, *caps, unreviewed)
    show.answer({**act(database, terms), "findings": []}, json, _opened)


@giving.command()
def verify(
    database: DatabaseOption,
    checkpoints: Annotated[
        list[Path] | None,
        typer.Option("--checkpoints", help="Checkpoints that others saved before; may be given again.", metavar="FILE"),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Compute the ledger again from its postings; names the entry that does not fit."""
    from tanlu.cli import output as show
    from tanlu.services.giving.verify import verify as act

    show.answer(act(database, checkpoints or ()), json, _verified)


@giving.command()
def checkpoints(
    database: DatabaseOption,
    out: Annotated[Path, typer.Option("--out", help="A new file; keep it on another machine.", metavar="FILE")],
    after: Annotated[int, typer.Option("--after", help="Only those after this number.", metavar="N")] = 0,
    json: JsonOption = False,
) -> None:
    """Save the signed checkpoints, for verify to compare the ledger with later."""
    from tanlu.cli import output as show
    from tanlu.services.giving.saved_checkpoints import save_checkpoints as act

    show.answer({**act(database, out, after), "findings": []}, json, _saved)


@giving.command()
def settle(
    database: DatabaseOption,
    campaign: CampaignOption,
    receipt: Annotated[str, typer.Option("--receipt", help="The receipt of the payment.", metavar="ID")],
    charity: Annotated[str, typer.Option("--charity", help="Who was paid.", metavar="NAME")],
    amount_fen: AmountOption = None,
    json: JsonOption = False,
) -> None:
    """Post that committed money was paid to the charity."""
    from tanlu.cli import output as show
    from tanlu.services.giving.campaigns import settle as act

    done = act(database, campaign, receipt=receipt, charity=charity, amount_fen=amount_fen)
    show.answer({**done, "findings": []}, json, _posted)


@giving.command()
def receipt(
    database: DatabaseOption,
    campaign: CampaignOption,
    receipt: Annotated[str, typer.Option("--receipt", help="The receipt that shows it.", metavar="ID")],
    unit: Annotated[str, typer.Option("--unit", help="What is counted: hectare, tree.", metavar="NAME")],
    quantity: Annotated[str, typer.Option("--quantity", help="How many, as the receipt says.", metavar="N")],
    amount_fen: AmountOption = None,
    json: JsonOption = False,
) -> None:
    """Post what settled money has brought, with its receipt."""
    from tanlu.cli import output as show
    from tanlu.services.giving.campaigns import receipt as act

    done = act(database, campaign, receipt=receipt, unit=unit, quantity=quantity, amount_fen=amount_fen)
    show.answer({**done, "findings": []}, json, _posted)


@giving.command()
def reverse(
    database: DatabaseOption,
    campaign: CampaignOption,
    posting: Annotated[str, typer.Option("--posting", help="The posting that was wrong.", metavar="ID")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    json: JsonOption = False,
) -> None:
    """Take a posting back by another one that names it."""
    from tanlu.cli import output as show
    from tanlu.services.giving.campaigns import reverse as act

    show.answer({**act(database, campaign, posting, reason=reason), "findings": []}, json, _posted)


@giving.command()
def close(database: DatabaseOption, campaign: CampaignOption, json: JsonOption = False) -> None:
    """Close a campaign; what it committed stays to be settled."""
    from tanlu.cli import output as show
    from tanlu.services.giving.campaigns import close as act

    show.answer({**act(database, campaign), "findings": []}, json, _closed)


def _opened(console: Console, document: Mapping[str, Any]) -> None:
    console.print(f"Campaign {document['campaign']} is open: {document['sponsor']} gives for {document['project']}")
    console.print(
        f"  rate of a right answer 每题 {_yuan(document['rate_fen'])}, budget 预算 {_yuan(document['budget_fen'])}"
    )


def _verified(console: Console, document: Mapping[str, Any]) -> None:
    from tanlu.cli import output as show

    table = show.plain_table("Yuan 元", "campaign", "budget", "committed", "settled", "delivered", right=(1, 2, 3, 4))
    for name, sums in document["campaigns"].items():
        keys = ("budget_fen", "committed_fen", "settled_fen", "delivered_fen")
        table.add_row(name, *(_yuan(sums[key]) for key in keys))
    console.print(table)
    whole = "The ledger is whole 账本完整" if document["whole"] else "The ledger is not whole 账本有异"
    console.print(f"{whole}: {document['postings']} postings, {document['checkpoints']} checkpoints")
    if saved := document["saved"]:
        told = f"{saved['checkpoints']} saved checkpoints, {saved['signed']} of them with a signature"
        console.print(f"Compared with 已比对: {told}")


def _saved(console: Console, document: Mapping[str, Any]) -> None:
    newest = document["newest"]
    last = f", the newest {newest['sequence']} of {newest['at']}" if newest else ""
    console.print(f"{document['checkpoints']} checkpoints{last}, are in {document['out']}")


def _posted(console: Console, document: Mapping[str, Any]) -> None:
    what = f"{document['credit']} → {document['debit']}, {_yuan(document['amount_fen'])}"
    console.print(f"Campaign {document['campaign']}: {what} (posting {document['posting']})")


def _closed(console: Console, document: Mapping[str, Any]) -> None:
    console.print(
        f"Campaign {document['campaign']} is closed: committed {_yuan(document['committed_fen'])}, "
        f"{_yuan(document['remaining_fen'])} of its budget not given"
    )


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


COMMANDS = [Verb(130, giving)]
