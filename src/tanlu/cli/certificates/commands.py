"""The verb ``certificates``: the book of green certificates, read and added to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tanlu.cli.options import CaseArgument, JsonOption
from tanlu.cli.verbs import Verb
from tanlu.core.errors import CertificateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console


class BookVerb(StrEnum):
    """What is done with the book."""

    ISSUE = "issue"
    RESERVE = "reserve"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    EXPIRE = "expire"
    CLAIM = "claim"
    SHOW = "show"


_MOVE = {"ids", "to", "holder", "mwh", "on"}
_TAKES: dict[str, set[str]] = {
    "issue": {
        *("plant", "month", "hour", "kwh", "metered_kwh", "rules", "technology"),
        *("region", "tradable", "holder", "correction", "on"),
    },
    "reserve": _MOVE,
    "transfer": _MOVE,
    "cancel": {*_MOVE, "site", "period", "purpose"},
    "expire": {"on"},
    "claim": {"plant", "month", "hour", "kwh", "metered_kwh", "scheme", "to", "on"},
    "show": {"as_of"},
}
_STATES = {
    "issued": "issued  已核发",
    "reserved": "reserved  已预留",
    "transferred": "transferred  已划转",
    "cancelled": "cancelled  已核销",
    "expired": "expired  已过期",
}
SHOWN = 40


def certificates(
    case: CaseArgument,
    verb: Annotated[BookVerb, typer.Argument(help="What to do.", metavar="VERB")],
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids, for reserve, transfer and cancel.", metavar="ID")
    ] = None,
    plant: Annotated[str | None, typer.Option("--plant", help="The plant that made the energy.")] = None,
    month: Annotated[str | None, typer.Option("--month", help="Month of production, YYYY-MM.", metavar="MONTH")] = None,
    kwh: Annotated[str | None, typer.Option("--kwh", help="Metered kWh to be certified.", metavar="N")] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Buyer, or beneficiary of a cancellation.", metavar="NAME")
    ] = None,
    site: Annotated[str | None, typer.Option("--site", help="Site it is cancelled for.")] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="Period it is cancelled for: 2023, 2023-03, A..B.")
    ] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", help="What it is cancelled for.")] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="The day it happened (expire: the day that is judged).", metavar="DATE")
    ] = None,
    mwh: Annotated[str | None, typer.Option("--mwh", help="Only so many MWh of the batch.", metavar="N")] = None,
    holder: Annotated[str | None, typer.Option("--from", help="Who holds it.", metavar="NAME")] = None,
    rules: Annotated[
        Literal["gec", "granular"] | None, typer.Option("--rules", help="Rule set, by default gec.")
    ] = None,
    hour: Annotated[
        str | None, typer.Option("--hour", help="UTC start of the hour, for granular certificates.")
    ] = None,
    technology: Annotated[str | None, typer.Option("--technology", help="By default the contract's.")] = None,
    region: Annotated[
        str | None, typer.Option("--region", help="Where the plant stands, by default the contract's.")
    ] = None,
    tradable: Annotated[
        Literal["yes", "no"] | None, typer.Option("--tradable", help="By default what technology and contract say.")
    ] = None,
    metered_kwh: Annotated[
        str | None, typer.Option("--metered-kwh", help="The plant's whole output then.", metavar="N")
    ] = None,
    correction: Annotated[bool, typer.Option("--correction", help="--kwh is the month's new, higher total.")] = False,
    scheme: Annotated[
        str | None, typer.Option("--scheme", help="Who else claims it: ccer, irec, go, green_tariff.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Show the book as it stood at the end of this day.", metavar="DATE")
    ] = None,
    json: JsonOption = False,
) -> None:
    """The book of green certificates: issue, reserve, transfer, cancel, expire, claim, show."""
    given: dict[str, Any] = {
        "plant": plant, "month": month, "hour": hour, "kwh": kwh, "metered_kwh": metered_kwh, "rules": rules, "technology": technology,
        "region": region, "tradable": tradable, "scheme": scheme, "to": to, "holder": holder, "mwh": mwh, "site": site, "period": period,
        "purpose": purpose, "on": on, "ids": tuple(ids or ()), "correction": correction, "as_of": as_of,
    }  # fmt: skip
    _require_fitting(verb.value, given)
    from tanlu.cli import output as show
    from tanlu.services.certificates.operations import CertificateRequest
    from tanlu.services.certificates.operations import certificates as act

    given["as_of"] = show.day(as_of)

    show.answer(act(case, verb.value, CertificateRequest(**given)), json, _page)


def _require_fitting(verb: str, given: Mapping[str, Any]) -> None:
    """Refuse a word that the verb has no use for: it may have been meant for another."""
    for name, value in given.items():
        if value in (None, (), False) or name in _TAKES[verb]:
            continue
        others = " and ".join(other for other in _TAKES if name in _TAKES[other])
        what = f"{value[0]!r}" if name == "ids" else {"holder": "--from"}.get(name, f"--{name.replace('_', '-')}")
        raise CertificateError(f"{what} goes with {others}, not with {verb}; leave it out, or mend the verb")


def _page(console: Console, document: Mapping[str, Any]) -> None:
    """The answer as tables: what was done, the batches, the sums of each state."""
    from tanlu.cli.output import plain_table

    did = document.get("did")
    if did is not None:
        console.print(_done(did))
    if document["as_of"]:
        console.print(f"The book at the end of {document['as_of']}  账簿截至该日")
    rows = document["certificates"]
    table = plain_table(
        "Certificates  绿证", "id", "plant", "month", "MWh", "state", "holder", "for", "use by", right=(3,)
    )
    for one in rows[-SHOWN:]:
        use = ", ".join(one[name] for name in ("beneficiary", "site", "period", "purpose") if one[name])
        cells = (
            one["id"],
            one["plant"],
            one["hour"] or one["month"],
            f"{one['mwh']:,}",
            one["state"],
            one["holder"],
            use,
        )
        table.add_row(*cells, one["expires"])
    if rows:
        console.print(table)
    if len(rows) > SHOWN:
        console.print(f"and {len(rows) - SHOWN:,} earlier batches; --json has them all")
    sums = plain_table("States  状态", "", "MWh", right=(1,))
    for state, mwh in document["mwh"].items():
        sums.add_row(_STATES[state], f"{mwh:,}")
    console.print(sums)
    carried = {plant: kwh for plant, kwh in document["carried_kwh"].items() if kwh}
    if carried:
        told = ", ".join(f"{plant} {kwh:,} kWh" for plant, kwh in carried.items())
        console.print(f"Carried to a later month  结转: {told}")
    book = document["book"]
    console.print(f"Entries  分录: {book['entries']:,}, seal  封印: {book['head'] or 'nothing'}")


def _done(did: Mapping[str, Any]) -> str:
    if did["entry"] is None:
        return f"{did['verb']}: nothing to do"
    what = ", ".join(did["certificates"]) or (
        "the energy is noted" if did["verb"] == "claim" else "no whole certificate yet; all is carried"
    )
    return f"{did['verb']}: {did['mwh']:,} MWh, {what} (entry {did['entry']})"


COMMANDS = [Verb(70, certificates)]
