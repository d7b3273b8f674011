"""Certifying: the case's book of certificates is read, or one operation is added to it as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from tanlu.core.errors import CertificateError, StoreError
from tanlu.core.finding import Finding
from tanlu.core.period import parse_date
from tanlu.power.certificates.carry_forward import Carried
from tanlu.power.certificates.certificate import Certificate, Entry, month_of
from tanlu.power.certificates.claims import Claim
from tanlu.power.certificates.issuance import Issue, claim_elsewhere, issue
from tanlu.power.certificates.output_checks import require_made
from tanlu.power.certificates.rules import RULES, WH_PER_KWH, WH_PER_MWH
from tanlu.power.certificates.transitions import Move, MoveRequest, expire, move
from tanlu.services.certificates.instruments import BOOK
from tanlu.services.certificates.output_checks import Outputs, output_findings, read_outputs
from tanlu.services.certificates.parsing import (
    CaseContext,
    chosen_ids,
    clean_name,
    energy_wh,
    hour_of,
    known_of,
    named,
    past_day,
    period_of,
    region_of,
)
from tanlu.services.certificates.serializers import Did, after_issue, after_move, answer, blank, expired_ahead
from tanlu.store.certificates.audit import first_broken
from tanlu.store.certificates.book import CertificateBook, Stream, Written
from tanlu.store.database.database import open_file

Verb = Literal["issue", "reserve", "transfer", "cancel", "expire", "claim", "show"]


@dataclass(frozen=True)
class CertificateRequest:
    """One request as it was written; what a verb does not need is None.

    Parameters
    ----------
    ids : of certificates, for reserve, transfer and cancel
    kwh, mwh, metered_kwh : amounts as text
    on : the day it happened
    as_of : the day at whose end the book is shown
    """

    ids: Sequence[str] = ()
    plant: str | None = None
    month: str | None = None
    hour: str | None = None
    kwh: str | None = None
    metered_kwh: str | None = None
    rules: str | None = None
    technology: str | None = None
    region: str | None = None
    tradable: str | None = None
    correction: bool = False
    scheme: str | None = None
    to: str | None = None
    holder: str | None = None
    mwh: str | None = None
    site: str | None = None
    period: str | None = None
    purpose: str | None = None
    on: str | None = None
    as_of: date | None = None


Operation = Callable[[CertificateBook, datetime], Entry | None]
"""What is to be added to a book at an instant."""

Telling = Callable[[CertificateBook, Sequence[Certificate]], list[Finding]]
"""What is told of the book and of the batches that came to a new state."""


def certificates(folder: Path, verb: Verb, asked: CertificateRequest) -> dict[str, Any]:
    """The answer of ``tanlu certificates``: the book after the operation, and what it did.

    Raises
    ------
    CaseError
        The folder is no case.
    CertificateError
        The operation is refused; nothing of it is kept.
    StoreError
        The book cannot be opened, or is not as it was written.
    """
    known = known_of(folder)
    if verb == "show":
        return _shown(folder, known, asked.as_of)
    operation, telling = _understood(verb, asked, known, folder)
    if not (folder / BOOK).exists():
        if verb not in ("issue", "claim"):
            chosen_ids(asked.ids, [])
            return blank(known) | {"did": Did(verb).as_json()}
        _tried(verb, asked, known, folder)  # what is refused leaves no empty book behind
    with open_file(folder / BOOK, write=True) as database:
        with database.writing() as connection:
            book = CertificateBook(connection, known.settings.time_zone)
            if broken := first_broken(connection):
                raise StoreError(
                    f"{folder / BOOK} was edited: entry {broken.entry} {broken.what}; restore it from your copy before it is written"
                )
            now = datetime.now(UTC)
            entry = operation(book, now)
            did = Did(verb) if entry is None else _did(verb, entry, book.append(entry, now))
            findings = telling(book, book.certificates(did.certificates) if did.certificates else [])
        with database.reading() as connection:
            return answer(CertificateBook(connection, known.settings.time_zone), findings, known, did)


def _shown(folder: Path, known: CaseContext, as_of: date | None) -> dict[str, Any]:
    """The book as it is, or as it was at the end of a day; one that is not as it was written is told."""
    if not (folder / BOOK).exists():
        return blank(known, as_of)
    with open_file(folder / BOOK, write=False) as database:
        if database.at() is None:
            return blank(known, as_of)
        zone = known.settings.time_zone
        with database.reading() as connection:
            broken = first_broken(connection)
            claims = [] if broken else CertificateBook(connection, zone).claims(as_of=as_of)
        made = read_outputs(folder, known.settings, {each.month for each in claims})  # no writer waits for it
        findings = [edited(broken.entry, broken.what)] if broken else output_findings(claims, made)
        with database.reading() as connection:
            return answer(CertificateBook(connection, zone), findings, known, as_of=as_of)


def edited(entry: int, what: str) -> Finding:
    """The finding of a book that is not as it was written."""
    met = f"entry {entry} of the book of certificates {what}"
    mend = "restore the file from your copy; a correction is a new entry"
    return Finding("certificate_book_edited", "error", met, mend, "certificates", BOOK, entry)


def _understood(verb: Verb, asked: CertificateRequest, known: CaseContext, folder: Path) -> tuple[Operation, Telling]:
    """What is to be added to the book, and what is told of it afterwards."""
    if verb == "issue":
        order = _order(asked, known)
        made = read_outputs(folder, known.settings, [order.month])
        return lambda book, _: _issued(book, order, made), lambda book, _: [
            *after_issue(order, known),
            *output_findings(book.claims(order.plant, order.month), made),
        ]
    if verb == "claim":
        claim, day = _claim(asked, known)
        made = read_outputs(folder, known.settings, [claim.month])
        return lambda book, _: _noted(book, claim, day, made), lambda book, _: output_findings(
            book.claims(claim.plant, claim.month), made
        )
    if verb == "expire":
        on = _expiry_day(asked)
        return lambda book, _: expire(book.certificates(), on), lambda _, moved: expired_ahead(moved, on, known)
    if not asked.ids:
        raise CertificateError(f"{verb} names no certificate; add its id, as tanlu certificates CASE show lists it")
    kind: Move = "reserve" if verb == "reserve" else "transfer" if verb == "transfer" else "cancel"
    request = _request(asked, known, kind)
    return (
        lambda book, _: _moved(book, kind, asked.ids, request),
        lambda _, moved: after_move(moved, request, known),
    )


def _tried(verb: Verb, asked: CertificateRequest, known: CaseContext, folder: Path) -> None:
    """Do the first operation of a book that is not there yet, and keep nothing."""
    order = _order(asked, known) if verb == "issue" else None
    entry = issue(order, []) if order is not None else claim_elsewhere(_claim(asked, known)[0], [])
    made = read_outputs(folder, known.settings, [each.month for each in entry.claims])
    _require_made(entry, [], made)


def _require_made(entry: Entry, known: Sequence[Claim], made: Outputs | None) -> None:
    if made is not None:
        require_made([*known, *entry.claims], made.all_of(entry.claims))


def _did(verb: Verb, entry: Entry, written: Written) -> Did:
    came = [posting for posting in entry.postings if posting.certificate and posting.wh > 0]
    moved = tuple(posting.certificate for posting in came)
    wh = sum(posting.wh for posting in came) or sum(claim.wh for claim in entry.claims if verb == "claim")
    return Did(verb, written.number, written.hash, moved, wh)


def _issued(book: CertificateBook, order: Issue, made: Outputs | None) -> Entry:
    known = book.claims(order.plant, order.month)
    streams = {} if RULES[order.rules].hourly else book.carried(order.plant)
    carried = streams.get(Stream(order.plant, bool(order.tradable)), Carried()).held
    entry = issue(order, known, carried=carried, number=book.next_number())
    _require_made(entry, known, made)
    return entry


def _noted(book: CertificateBook, claim: Claim, day: date | None, made: Outputs | None) -> Entry:
    known = book.claims(claim.plant, claim.month)
    entry = claim_elsewhere(claim, known, day=day)
    _require_made(entry, known, made)
    return entry


def _moved(book: CertificateBook, verb: Move, ids: Sequence[str], request: MoveRequest) -> Entry:
    chosen = chosen_ids(ids, book.ids())
    found = {one.id: one for one in book.certificates(chosen)}
    return move(verb, [found[id] for id in chosen], request, number=book.next_number())


def _order(asked: CertificateRequest, known: CaseContext) -> Issue:
    plant = _needed(asked.plant, "--plant", "the plant that made it")
    rules = RULES[asked.rules or "gec"]
    month, hour = _time(asked, known)
    wh = energy_wh(_needed(asked.kwh, "--kwh", "the metered kWh"), "--kwh", per=WH_PER_KWH)
    technology = clean_name(asked.technology, "--technology").casefold() or known.technology(plant)
    if asked.tradable is not None:
        tradable = asked.tradable == "yes"
    else:
        tradable = rules.may_be_sold(technology) and not known.only_on_site(plant)
    holder = clean_name(asked.holder, "--from") or (plant if tradable else known.settings.name)
    region = region_of(asked.region or "") or known.region(plant)
    today = known.today
    return Issue(
        plant,
        month,
        wh,
        rules.code,
        hour,
        technology,
        region,
        tradable,
        holder,
        _metered(asked),
        asked.correction,
        past_day(asked.on, "--on", today=today),
    )


def _time(asked: CertificateRequest, known: CaseContext) -> tuple[str, str]:
    """The month, and the hour or ""."""
    if asked.hour is None:
        text = _needed(asked.month, "--month", "the month of production, such as 2024-03")
        return named("--month", lambda month: month_of(month, today=known.today), text), ""
    hour, month = hour_of(asked.hour, zone=known.settings.time_zone, now=datetime.now(UTC))
    if asked.month is not None and asked.month.strip() != month:
        raise CertificateError(
            f"--hour {hour} lies in {month} ({known.settings.time_zone}), not in {asked.month[:20]}; mend one of them"
        )
    return month, hour


def _metered(asked: CertificateRequest) -> int | None:
    return None if asked.metered_kwh is None else energy_wh(asked.metered_kwh, "--metered-kwh", per=WH_PER_KWH)


def _claim(asked: CertificateRequest, known: CaseContext) -> tuple[Claim, date | None]:
    plant = _needed(asked.plant, "--plant", "the plant that made it")
    month, hour = _time(asked, known)
    wh = energy_wh(_needed(asked.kwh, "--kwh", "the kWh that are claimed"), "--kwh", per=WH_PER_KWH)
    scheme = _needed(asked.scheme, "--scheme", "who holds the claim: ccer, irec, go or green_tariff").casefold()
    claimant = _needed(asked.to, "--to", "who claims it")
    claim = Claim(plant, month, hour, scheme.replace("-", "_"), True, claimant, wh, _metered(asked))
    return claim, past_day(asked.on, "--on", today=known.today)


def _request(asked: CertificateRequest, known: CaseContext, verb: Move) -> MoveRequest:
    period, to = clean_name(asked.period, "--period"), clean_name(asked.to, "--to")
    return MoveRequest(
        to,
        clean_name(asked.holder, "--from"),
        None if asked.mwh is None else energy_wh(asked.mwh, "--mwh", per=WH_PER_MWH),
        past_day(asked.on, "--on", today=known.today),
        site=clean_name(asked.site, "--site"),
        period=period,
        days=period_of(period, known.settings) if verb == "cancel" and period else None,
        purpose=clean_name(asked.purpose, "--purpose"),
        also=known.names if known.is_reporter(to) else (),
    )


def _expiry_day(asked: CertificateRequest) -> date:
    return named("--on", parse_date, _needed(asked.on, "--on", "the day, such as 2026-03-01"))


def _needed(text: str | None, option: str, what: str) -> str:
    plain = clean_name(text, option)
    if not plain:
        raise CertificateError(f"{option} is missing: it gives {what}")
    return plain
