"""The book of certificates: what it holds is read from its postings, and entries are added to its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Connection, func, insert, select

from tanlu.core.period import Period
from tanlu.power.certificates.carry_forward import Carried, Issued, carried
from tanlu.power.certificates.certificate import STATES, Certificate, Entry, State, Verb, WhPosting
from tanlu.power.certificates.claims import Claim
from tanlu.store.certificates.seal import FIRST, seal
from tanlu.store.certificates.tables import BATCHES, CLAIMS, ENTRIES, POSTINGS

Row = Mapping[str, Any]
MOST_NAMED = 10_000
"""More ids than these are not asked for one by one: a statement holds some 32,000 values at most."""


class Stream(NamedTuple):
    """A plant's output that may be sold, or that which may not; each carries its own remainder."""

    plant: str
    tradable: bool


class Written(NamedTuple):
    """An entry's number and its hash."""

    number: int
    hash: str


@dataclass(frozen=True)
class CertificateBook:
    """The book within one transaction.

    Parameters
    ----------
    connection : an open transaction of the store
    zone : the zone whose calendar says on which day an entry was written
    """

    connection: Connection
    zone: str = "UTC"

    def certificates(self, ids: Sequence[str] | None = None, *, as_of: date | None = None) -> list[Certificate]:
        """Batches as they stand, or as they stood at the end of a day, in the order they came.

        Parameters
        ----------
        ids : only these; one that the book does not hold is left out
        """
        if ids is not None and len(ids) > MOST_NAMED:
            wanted = frozenset(ids)
            return [one for one in self.certificates(as_of=as_of) if one.id in wanted]
        born_by, written_by, posted_by = self._until(as_of, BATCHES.c.entry, ENTRIES.c.number, POSTINGS.c.entry)
        batches, entries = select(BATCHES).where(*born_by), select(ENTRIES).where(*written_by)
        postings = select(POSTINGS).where(POSTINGS.c.certificate != "", *posted_by)
        if ids is not None:
            batches = batches.where(BATCHES.c.certificate.in_(ids))
            postings = postings.where(POSTINGS.c.certificate.in_(ids))
            touched = select(POSTINGS.c.entry).where(POSTINGS.c.certificate.in_(ids))
            entries = entries.where(ENTRIES.c.number.in_(touched))
        known = {entry["number"]: entry for entry in self._rows(entries)}
        moves: dict[str, list[Row]] = defaultdict(list)
        for posting in self._rows(postings.order_by(POSTINGS.c.entry, POSTINGS.c.line)):
            if posting["entry"] in known:
                moves[posting["certificate"]].append(posting)
        born = self._rows(batches.order_by(BATCHES.c.entry, BATCHES.c.line))
        return [self._certificate(row, moves[row["certificate"]], known) for row in born if row["entry"] in known]

    def ids(self) -> list[str]:
        """The id of every batch, in the order they came."""
        return list(
            self.connection.execute(select(BATCHES.c.certificate).order_by(BATCHES.c.entry, BATCHES.c.line)).scalars()
        )

    def all_carried_wh(self, as_of: date | None = None) -> dict[str, int]:
        """What is carried of each plant whose output the book claims, in Wh."""
        (until,) = self._until(as_of, POSTINGS.c.entry)
        plants = select(POSTINGS.c.plant).where(POSTINGS.c.account == "output", *until).distinct()
        carried = dict.fromkeys(sorted(self.connection.execute(plants).scalars()), 0)
        sums = select(POSTINGS.c.plant, func.sum(POSTINGS.c.wh)).where(POSTINGS.c.account == "carried", *until)
        return carried | {plant: int(wh) for plant, wh in self.connection.execute(sums.group_by(POSTINGS.c.plant))}

    def carried(self, plant: str | None = None, *, as_of: date | None = None) -> dict[Stream, Carried]:
        """What is carried of each stream of output, by the month that made it, told again from its issues."""
        (until,) = self._until(as_of, ENTRIES.c.number)
        of = () if plant is None else (POSTINGS.c.plant == plant,)
        made: dict[int, dict[str, int]] = defaultdict(dict)
        batches = (
            select(POSTINGS.c.entry, BATCHES.c.month, POSTINGS.c.wh)
            .join(BATCHES, BATCHES.c.certificate == POSTINGS.c.certificate)
            .join(ENTRIES, ENTRIES.c.number == POSTINGS.c.entry)
            .where(ENTRIES.c.verb == "issue", *until, *of, POSTINGS.c.account == "issued", POSTINGS.c.wh > 0)
        )
        for row in self._rows(batches):
            made[row["entry"]][row["month"]] = row["wh"]
        issues: dict[Stream, list[Issued]] = defaultdict(list)
        for one in self.claims(plant, as_of=as_of, verb="issue"):
            if not one.hour:  # the certificates of an hour leave no remainder
                issues[Stream(one.plant, one.sold)].append(Issued(one.entry, one.month, one.wh, made[one.entry]))
        return {stream: carried(of_stream) for stream, of_stream in issues.items()}

    def claims(
        self,
        plant: str | None = None,
        month: str | None = None,
        *,
        as_of: date | None = None,
        verb: Verb | None = None,
    ) -> list[Claim]:
        """Claims of every plant, of one, or of one month of it, the first one first.

        Parameters
        ----------
        verb : only those of its entries, or None for all
        """
        (until,) = self._until(as_of, CLAIMS.c.entry)
        wanted = {CLAIMS.c.plant: plant, CLAIMS.c.month: month, ENTRIES.c.verb: verb}
        chosen = (
            select(CLAIMS, ENTRIES.c.at)
            .join(ENTRIES, ENTRIES.c.number == CLAIMS.c.entry)
            .where(*(column == value for column, value in wanted.items() if value is not None))
            .where(*until)
            .order_by(CLAIMS.c.entry, CLAIMS.c.line)
        )
        names = ("plant", "month", "hour", "scheme", "sold", "claimant", "wh", "metered_wh", "entry")
        return [
            Claim(**{name: row[name] for name in names}, recorded=self.day_of(row["at"])) for row in self._rows(chosen)
        ]

    def next_number(self) -> int:
        """The number of the next batch."""
        return int(self.connection.execute(select(func.count()).select_from(BATCHES)).scalar_one()) + 1

    def head(self, as_of: date | None = None) -> Written:
        """The last entry, or the last by the end of a day; number 0 where there is none."""
        (until,) = self._until(as_of, ENTRIES.c.number)
        last = select(ENTRIES.c.number, ENTRIES.c.hash).where(*until).order_by(ENTRIES.c.number.desc()).limit(1)
        row = self.connection.execute(last).first()
        return Written(0, FIRST) if row is None else Written(row.number, row.hash)

    def hashes(self, as_of: date | None = None) -> dict[int, str]:
        """Entry → its hash, of the entries that were written by the end of a day."""
        (until,) = self._until(as_of, ENTRIES.c.number)
        chosen = select(ENTRIES.c.number, ENTRIES.c.hash).where(*until).order_by(ENTRIES.c.number)
        return {row["number"]: row["hash"] for row in self._rows(chosen)}

    def append(self, entry: Entry, at: datetime) -> Written:
        """Add an entry with all its rows; the transaction keeps them together.

        Parameters
        ----------
        at : the instant it is written at, with its zone
        """
        previous = self.head()
        number = previous.number + 1
        days = entry.days
        row: dict[str, Any] = {
            "number": number,
            "at": at,
            "verb": entry.verb,
            "day": entry.day,
            "to": entry.to,
            "site": entry.site,
            "period": entry.period,
            "first_day": days.start if days else None,
            "last_day": days.end if days else None,
            "purpose": entry.purpose,
            "previous": previous.hash,
        }
        parts = {
            BATCHES.name: _numbered(number, map(_batch_row, entry.born)),
            POSTINGS.name: _numbered(number, map(_posting_row, entry.postings)),
            CLAIMS.name: _numbered(number, map(_claim_row, entry.claims)),
        }
        written = Written(number, seal(row, parts))
        self.connection.execute(insert(ENTRIES), {**row, "hash": written.hash})
        for table in (BATCHES, POSTINGS, CLAIMS):
            if parts[table.name]:
                self.connection.execute(insert(table), parts[table.name])
        return written

    def _rows(self, chosen: Any) -> list[Row]:
        return [cast("Row", row) for row in self.connection.execute(chosen).mappings()]

    def day_of(self, at: datetime) -> date:
        """The day of the book's calendar that an instant belongs to."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _until(self, as_of: date | None, *numbers: Column[int]) -> list[tuple[ColumnElement[bool], ...]]:
        """For each column of entries' numbers: the condition that the entry was written by the end of a day.

        One that follows a later entry was not, whatever its clock said.
        """
        if as_of is None:
            return [() for _ in numbers]
        last = 0
        for row in self._rows(select(ENTRIES.c.number, ENTRIES.c.at).order_by(ENTRIES.c.number)):
            if self.day_of(row["at"]) > as_of:
                break
            last = row["number"]
        return [(number <= last,) for number in numbers]

    def _certificate(self, row: Row, moves: Sequence[Row], entries: Mapping[int, Row]) -> Certificate:
        held: dict[str, int] = defaultdict(int)
        arrival: Row | None = None
        sales = row["sales"]
        for move in moves:
            held[move["account"]] += move["wh"]
            if move["wh"] > 0:
                arrival = move
                sales += entries[move["entry"]]["verb"] == "transfer"
        state = cast("State", next((account for account in STATES if held[account] > 0), "issued"))
        entry = entries[arrival["entry"] if arrival else row["entry"]]
        first, last = entry["first_day"], entry["last_day"]
        used = state == "cancelled"
        return Certificate(
            id=row["certificate"],
            **{
                name: row[name]
                for name in ("plant", "month", "hour", "rules", "technology", "region", "tradable", "expires")
            },
            wh=held[state],
            state=state,
            holder=arrival["holder"] if arrival else "",
            beneficiary=entry["to"] if state in ("reserved", "cancelled") else "",
            site=entry["site"] if used else "",
            period=entry["period"] if used else "",
            days=Period(first, last) if used and first and last else None,
            purpose=entry["purpose"] if used else "",
            sales=sales,
            parent=row["parent"],
            entry=entry["number"],
            moved=entry["day"],
            recorded=self.day_of(entry["at"]),
        )


def _numbered(entry: int, rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [{"entry": entry, "line": line, **row} for line, row in enumerate(rows, start=1)]


def _batch_row(one: Certificate) -> Row:
    names = ("parent", "plant", "month", "hour", "rules", "technology", "region", "tradable", "expires", "sales")
    return {"certificate": one.id, **{name: getattr(one, name) for name in names}}


def _posting_row(posting: WhPosting) -> Row:
    names = ("account", "plant", "tradable", "certificate", "holder", "wh")
    return {name: getattr(posting, name) for name in names}


def _claim_row(claim: Claim) -> Row:
    names = ("plant", "month", "hour", "scheme", "sold", "claimant", "wh", "metered_wh")
    return {name: getattr(claim, name) for name in names}
