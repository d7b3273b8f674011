"""The book of certificates on both databases: what is carried by month, what is claimed, and the book of an earlier day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tanlu.power.certificates.carry_forward import Carried
from tanlu.power.certificates.certificate import wh_by_state
from tanlu.power.certificates.issuance import Issue, issue
from tanlu.power.certificates.transitions import MoveRequest, move
from tanlu.store.certificates.book import CertificateBook, Stream
from tanlu.store.database.database import open_url

MWH = 1_000_000
WIND = Stream("wind", True)


@pytest.mark.rule("power-10")
def test_months_out_of_order_and_the_book_of_a_day_are_the_same_on_both(url):
    with open_url(url) as database:
        database.migrate()
        for day, month, wh in ((1, "2024-03", 1_700_000), (2, "2024-01", 500_000), (3, "2024-02", 900_000)):
            with database.writing() as connection:
                book = CertificateBook(connection)
                carried = book.carried("wind").get(WIND, Carried()).held
                order = Issue("wind", month, wh)
                entry = issue(order, book.claims("wind", month), carried=carried, number=book.next_number())
                book.append(entry, datetime(2024, 5, day, tzinfo=UTC))
        with database.writing() as connection:
            book = CertificateBook(connection)
            sold = move("transfer", book.certificates(["gec-1"]), MoveRequest("Tencent"), number=book.next_number())
            book.append(sold, datetime(2024, 5, 4, tzinfo=UTC))
        with database.reading() as connection:
            book = CertificateBook(connection)
            found = [(one.id, one.month, one.wh, one.state) for one in book.certificates()]
            assert found == [
                ("gec-1", "2024-03", MWH, "transferred"),
                ("gec-2", "2024-03", MWH, "issued"),
                ("gec-3", "2024-03", MWH, "issued"),
            ]
            assert book.carried() == {WIND: Carried({"2024-03": 100_000})}
            for day, whole, left in ((1, 1, 700_000), (2, 2, 200_000), (3, 3, 100_000), (4, 3, 100_000)):
                then = date(2024, 5, day)
                states = wh_by_state(book.certificates(as_of=then))
                assert (sum(states.values()), states["transferred"] > 0) == (whole * MWH, day == 4)
                assert book.all_carried_wh(then) == {"wind": left}
                assert sum(book.carried(as_of=then)[WIND].held.values()) == left
                assert (book.head(then).number, len(book.claims(as_of=then))) == (day, min(day, 3))
            assert book.certificates(as_of=date(2024, 4, 30)) == []
