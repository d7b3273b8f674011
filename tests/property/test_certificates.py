"""Whatever is done to the book: each certificate is in one state, nothing is lost, and it says what a simple model says."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from tanlu.core.errors import AlreadyClaimed, CertificateError
from tanlu.power.certificates.carry_forward import Carried
from tanlu.power.certificates.certificate import STATES
from tanlu.power.certificates.issuance import Issue, issue
from tanlu.power.certificates.transitions import Move, MoveRequest, expire, move
from tanlu.store.certificates.audit import first_broken
from tanlu.store.certificates.book import CertificateBook, Stream
from tanlu.store.database.database import open_file

WH_PER_MWH = 1_000_000
PLANTS = ("wind", "sun")
MONTHS = ("2023-12", "2024-01", "2024-02")
NAMES = ("wind", "sun", "Tencent", "Broker")
USE: dict[str, Any] = {"site": "hq", "period": "2024", "purpose": "office"}
MAY: dict[str, tuple[str, ...]] = {
    "reserve": ("issued", "transferred"),
    "transfer": ("issued", "reserved"),
    "cancel": ("issued", "reserved", "transferred"),
}


class Books(RuleBasedStateMachine):
    """The book beside a model of it: id → [state, MWh, holder, reserved for]."""

    batches = Bundle("batches")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_file(Path(self.folder.name) / "book.db", write=True)
        self.database = self.store.__enter__()
        self.model: dict[str, list] = {}
        self.output: Counter[tuple[str, str]] = Counter()
        self.certified: Counter[tuple[str, str]] = Counter()
        self.gone: dict[str, list] = {}

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.__exit__(None, None, None)
            self.folder.cleanup()

    @rule(
        target=batches,
        plant=st.sampled_from(PLANTS),
        month=st.sampled_from(MONTHS),
        wh=st.integers(1, 9 * WH_PER_MWH),
        more=st.booleans(),
    )
    def issue(self, plant, month, wh, more):
        """Months come in any order; ``more`` corrects a month that is issued by so much."""
        again = self.output[plant, month]
        with self.database.writing() as connection:
            book = CertificateBook(connection)
            claims = book.claims(plant, month)
            carried = book.carried(plant).get(Stream(plant, True), Carried()).held
            assert sum(carried.values()) == book.all_carried_wh().get(plant, 0)
            order = Issue(plant, month, again + wh, correction=bool(again) and more)
            if again and not more:
                with pytest.raises(AlreadyClaimed):
                    issue(order, claims, carried=carried, number=book.next_number())
                return multiple()
            entry = issue(order, claims, carried=carried, number=book.next_number())
            book.append(entry, datetime.now(UTC))
        self.output[plant, month] += wh
        for one in entry.born:
            self.model[one.id] = ["issued", one.wh // WH_PER_MWH, plant, "", 0]
            self.certified[plant, one.month] += one.wh
        return multiple(*(one.id for one in entry.born))

    @rule(
        target=batches,
        id=batches,
        verb=st.sampled_from(sorted(MAY)),
        to=st.sampled_from(NAMES),
        mwh=st.none() | st.integers(-1, 9),
    )
    def move(self, id, verb: Move, to, mwh):
        state, held, holder, reserved, sales = self.model[id]
        part = None if mwh is None else mwh * WH_PER_MWH
        request = MoveRequest(to, part_wh=part, **(USE if verb == "cancel" else {}))
        freed = verb == "reserve" and to == holder and state == "reserved"
        fine = (
            (freed or state in MAY[verb])
            and (verb == "cancel" or freed or to != holder)
            and (state != "reserved" or freed or to == reserved)
            and not (verb == "transfer" and sales)
            and (mwh is None or 0 < mwh <= held)
        )
        with self.database.writing() as connection:
            book = CertificateBook(connection)
            chosen = book.certificates([id])
            if not fine:
                with pytest.raises(CertificateError):
                    move(verb, chosen, request, number=book.next_number())
                return multiple()
            entry = move(verb, chosen, request, number=book.next_number())
            book.append(entry, datetime.now(UTC))
        target = entry.born[0].id if entry.born else id
        moved = held if mwh is None else mwh
        self.model[id][1] -= moved if target != id else 0
        state = {"reserve": "reserved", "transfer": "transferred", "cancel": "cancelled"}[verb]
        state = ("transferred" if sales else "issued") if freed else state
        after = [
            state,
            moved,
            to if verb == "transfer" else holder,
            to if state == "reserved" else "",
            sales + (verb == "transfer"),
        ]
        self.model[target] = after
        if state == "cancelled":
            self.gone[target] = list(after)
        return target if target != id else multiple()

    @rule(on=st.sampled_from([date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 1)]))
    def expire(self, on):
        with self.database.writing() as connection:
            book = CertificateBook(connection)
            listed = book.certificates()
            entry = expire(listed, on)
            if entry is not None:
                book.append(entry, datetime.now(UTC))
        for one in listed:
            if one.expires < on and self.model[one.id][0] in ("issued", "reserved", "transferred"):
                self.model[one.id][0] = "expired"
                self.gone[one.id] = list(self.model[one.id])

    @invariant()
    def the_book_says_what_the_model_says(self):
        if not hasattr(self, "database"):
            return
        with self.database.reading() as connection:
            book = CertificateBook(connection)
            assert first_broken(connection) is None
            found = {one.id: one for one in book.certificates()}
            carried = book.all_carried_wh()
        assert {id: (one.state, one.wh // WH_PER_MWH, one.holder) for id, one in found.items()} == {
            id: (state, mwh, holder) for id, (state, mwh, holder, *_) in self.model.items()
        }
        assert {one.state for one in found.values()} <= set(STATES)
        for plant in PLANTS:
            made_wh = sum(wh for (of, _), wh in self.output.items() if of == plant)
            issued_wh = sum(one.wh for one in found.values() if one.plant == plant)
            assert issued_wh + carried.get(plant, 0) == made_wh
            assert 0 <= carried.get(plant, 0) < WH_PER_MWH
            for last in MONTHS:
                by_then = [
                    sum(wh for (of, month), wh in sums.items() if of == plant and month <= last)
                    for sums in (self.certified, self.output)
                ]
                assert by_then[0] <= by_then[1], "a certificate holds energy of a later month"
        assert all(self.model[id] == was for id, was in self.gone.items())


Books.TestCase.settings = settings(max_examples=8, stateful_step_count=25)
TestBooks = pytest.mark.rule("power-11")(Books.TestCase)
