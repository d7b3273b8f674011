"""Cancelled certificates of the case's book, as instruments of market-based scope 2 and never beside a row that is the same one."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tanlu.core.errors import StoreError
from tanlu.core.finding import Finding
from tanlu.core.period import Period
from tanlu.inventory.scope2.instruments import Instrument

if TYPE_CHECKING:
    from tanlu.power.certificates.certificate import Certificate

BOOK = "certificates.db"
"""The book's file in the folder of a case; where it is not there, nothing of the store is loaded."""

_TOKEN = re.compile(r"[\w:-]+")


@dataclass
class Cancelled:
    """What the book gives to the inventory.

    Parameters
    ----------
    instruments : one for each batch that was cancelled and known by the day that was asked for
    own : batches of output that was used where it was made; it is in no scope, and its certificates cover no bought power
    entries, head : how many entries the book had by then, and the seal of the last one
    """

    instruments: list[Instrument] = field(default_factory=list[Instrument])
    own: list[Certificate] = field(default_factory=list["Certificate"])
    entries: int = 0
    head: str = ""
    findings: list[Finding] = field(default_factory=list[Finding])

    def told(self, year: Period | None = None) -> list[Finding]:
        """What is wrong with the book, and with its cancellations for a year, or for any."""
        return [*self.findings, *(own_use(one) for one in self.own if _is_of(one, year))]

    def identity(self, year: Period) -> list[tuple[str, str | None, float | None]]:
        """What of the book belongs to a year: another year's cancellation does not move this one's result."""
        touching = (one for one in self.instruments if one.days_in(year) is not None)
        flaws = [(finding.code, str(finding.message), None) for finding in self.findings if finding.severity == "error"]
        return sorted(((one.instrument, one.evidence, one.kwh) for one in touching), key=repr) + flaws


def read_cancelled(folder: Path, as_of: date | None, zone: str) -> Cancelled:
    """The cancelled certificates of a case; a book that cannot be trusted gives none and is told."""
    if not (folder / BOOK).exists():
        return Cancelled()
    from tanlu.store.certificates.audit import first_broken
    from tanlu.store.certificates.book import CertificateBook
    from tanlu.store.database.database import open_file

    try:
        with open_file(folder / BOOK, write=False) as database:
            if database.at() is None:
                return Cancelled()
            with database.reading() as connection:
                book = CertificateBook(connection, zone)
                if broken := first_broken(connection):
                    return Cancelled(
                        findings=[_edited(broken.entry, f"entry {broken.entry} of the book {broken.what}")]
                    )
                hashes = book.hashes(as_of)
                used = [one for one in book.certificates(as_of=as_of) if one.state == "cancelled"]
    except StoreError as error:
        return Cancelled(findings=[_edited(None, str(error))])
    own = [one for one in used if one.self_used]
    counted = [_instrument(one, hashes[one.entry]) for one in used if not one.self_used]
    return Cancelled(counted, own, len(hashes), hashes.get(len(hashes), ""))


def beside(book: Cancelled, rows: Sequence[Instrument]) -> tuple[list[Instrument], list[Finding]]:
    """The instruments of the table and of the book together, and a finding for each row that the book has already.

    A row names a certificate of the book where its id, registry or evidence holds the certificate's id or the seal of its
    entry. A certificate with the same kWh, site and month of production, for one beneficiary, is taken for the same.
    """
    kept: list[Instrument] = []
    findings: list[Finding] = []
    for one in rows:
        first = next((held for held in book.instruments if _names(one, held) or _alike(one, held)), None)
        if first is None:
            kept.append(one)
            continue
        how = "names" if _names(one, first) else "has the kWh, site, vintage and beneficiary of"
        met = f"{one.kind} {one.instrument!r} is not used: it {how} {first.instrument}, which is cancelled in the book already"
        mend = "remove the row; another certificate is issued and cancelled in the book too"
        findings.append(
            Finding("certificate_twice", "error", met, mend, "instruments", one.file, one.row, "instrument", cause=how)
        )
    return [*kept, *book.instruments], findings


def restated(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of the quality gate on the book's certificates, with a mend that a book can follow."""
    return [_of_the_book(finding) if finding.file == BOOK else finding for finding in findings]


def _of_the_book(finding: Finding) -> Finding:
    mends = {
        "site": "add the site to the table sites",
        "retired_for": "nothing, if it was cancelled for another company",
        "vintage_start": "cancel certificates of the period for it",
    }
    mend = mends.get(finding.column or "", "a cancelled certificate stays as it is; cancel one that fits")
    return replace(finding, mend=mend, table="certificates")


def _instrument(one: Certificate, evidence: str) -> Instrument:
    rules, country = one.rule_set, one.region[:2]
    year, month = int(one.month[:4]), int(one.month[5:])
    vintage = Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return Instrument(
        instrument=one.id,
        kind="certificate",
        site=one.site,
        market=rules.market or country or None,
        region=one.region or None,
        period=one.days,
        kwh=one.wh / 1000,
        kgco2e_per_kwh=0.0,
        vintage=vintage,
        retired_for=one.beneficiary,
        registry=rules.name,
        evidence=evidence,
        recorded=one.recorded,
        row=one.entry,
        file=BOOK,
    )


def own_use(one: Certificate) -> Finding:
    """The note that a certificate of self-used output covers no power that was bought."""
    met = (
        f"{one.id} is of output that was used where it was made and is in no scope 2; it covers no power from the grid"
    )
    mend = "nothing; it counts once, in the power that was not bought"
    return Finding("certificate_of_own_use", "note", met, mend, "certificates", BOOK, one.entry, cause="own use")


def _is_of(one: Certificate, year: Period | None) -> bool:
    return year is None or _instrument(one, "").days_in(year) is not None


def _edited(entry: int | None, met: str) -> Finding:
    mend = "restore the file from your copy; until then no certificate of it counts"
    return Finding("certificate_book_edited", "error", met, mend, "certificates", BOOK, entry)


def _names(row: Instrument, held: Instrument) -> bool:
    """Whether a row's id, registry or evidence holds the certificate's id or the seal of its entry."""
    wanted = {held.instrument, held.evidence or "", (held.evidence or "").removeprefix("sha256:")} - {""}
    texts = (_folded(text) for text in (row.instrument, row.registry, row.evidence) if text)
    return any(token in wanted for text in texts for token in _TOKEN.findall(text))


def _alike(row: Instrument, held: Instrument) -> bool:
    if row.kind != "certificate" or row.vintage != held.vintage or row.kwh != held.kwh:
        return False
    return (row.site or held.site) == held.site and _folded(row.retired_for or "") == _folded(held.retired_for or "")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
