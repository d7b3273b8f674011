"""The book in its file: only added to, whole after a kill at any moment, safe for several writers, and edits are seen."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL, MetaData, inspect

from support.case_builders import codes, found
from support.certificate_builders import BOOK, USE, a_book_case, batch, book, do, issue, mwh_by_state
from tanlu.core.errors import StoreError
from tanlu.power.certificates.issuance import Issue
from tanlu.power.certificates.issuance import issue as entry_of
from tanlu.store.accounts import TABLES as ACCOUNTS
from tanlu.store.certificates.audit import first_broken
from tanlu.store.certificates.book import CertificateBook
from tanlu.store.certificates.tables import TABLES
from tanlu.store.database.database import HEAD, MIGRATIONS, Database, open_file
from tanlu.store.database.types import UtcDateTime

TABLE_NAMES = ("certificate_entries", "certificate_batches", "certificate_postings", "certificate_claims")
KILLED = """
import json, os, shutil, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from support.certificate_builders import USE, do

case, copies, step, ended = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), []
copy = shutil.copytree(case, copies / "warm")  # so that no child has to import anything
{operation}
left = 0

def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
    event.listen(Engine, moment, count)
for number in range(1, 500, step):
    copy = shutil.copytree(case, copies / str(number))
    child = os.fork()
    if child == 0:
        left = number
        {operation}
        os._exit(0)
    ended.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    if ended[-1] == 0:
        break
print(json.dumps(ended))
"""
OPERATIONS = {
    "issue": 'do(copy, "issue", plant="turbine", month="2023-05", kwh="7700")',
    "cancel": 'do(copy, "cancel", "gec-1", mwh="20", **USE)',
}


@pytest.fixture
def case(tmp_path):
    return a_book_case(tmp_path / "case")


def killed(case: Path, copies: Path, operation: str, step: int = 1) -> Iterator[Path]:
    """Copies of a case, each with a process that did an operation on it and was killed by the system one moment later
    than the last: before or after a statement, or at the commit; the last of them came to its end."""
    copies.mkdir()
    script = KILLED.replace("{operation}", OPERATIONS[operation])
    path = ":".join(part for part in sys.path if part)
    words = [sys.executable, "-c", script, str(case), str(copies), str(step)]
    done = subprocess.run(words, env={"PYTHONPATH": path}, capture_output=True, text=True, check=True)
    ended = json.loads(done.stdout)
    assert set(ended[:-1]) == {-signal.SIGKILL}
    assert ended[-1] == 0
    for at in range(len(ended)):
        yield copies / str(1 + at * step)


@pytest.mark.rule("power-11")
@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_a_process_killed_at_any_moment_leaves_an_operation_wholly_there_or_wholly_absent(case, tmp_path, operation):
    issue(case)
    before = book(case)
    outcomes: list[bool] = []
    for copy in killed(case, tmp_path / "killed", operation):
        after = book(copy)
        there = after["book"]["entries"] == 2
        assert "certificate_book_edited" not in codes(after)
        assert there or after == before
        assert sum(mwh_by_state(after).values()) == (67 if there and operation == "issue" else 60)
        assert mwh_by_state(after).get("cancelled", 0) == (20 if there and operation == "cancel" else 0)
        outcomes.append(there)
    assert outcomes == sorted(outcomes), "once it is there, a later kill does not take it away"
    assert (outcomes[0], outcomes[-1]) == (False, True)
    assert len(outcomes) > 20


def test_a_process_killed_while_it_makes_the_first_book_leaves_a_case_that_can_go_on(case, tmp_path):
    for copy in killed(case, tmp_path / "killed", "issue", step=4):
        if not book(copy)["certificates"]:
            do(copy, "issue", plant="turbine", month="2023-05", kwh="7700")
        assert mwh_by_state(book(copy)) == {"issued": 7}


def test_processes_that_write_at_once_all_get_their_turn(case):
    script = """
import sys
from pathlib import Path
from support.certificate_builders import do
for month in range(1, 5):
    do(Path(sys.argv[1]), "issue", plant=sys.argv[2], month=f"2023-{month:02}", kwh="1500")
"""
    path = ":".join(part for part in sys.path if part)
    writers = [
        subprocess.Popen([sys.executable, "-c", script, case, plant], env={"PYTHONPATH": path}, stderr=subprocess.PIPE)
        for plant in ("north", "south")
    ]
    assert [(one.communicate()[1], one.returncode) for one in writers] == [(b"", 0)] * 2
    answer = book(case)
    assert answer["book"]["entries"] == 8
    assert answer["carried_kwh"] == {"north": 0, "south": 0}
    assert mwh_by_state(answer) == {"issued": 12}


@pytest.mark.rule("power-10")
def test_processes_that_issue_months_of_one_plant_in_any_order_carry_nothing_back_and_lose_nothing(case):
    script = """
import sys
from pathlib import Path
from support.certificate_builders import do
for month in sys.argv[2:]:
    do(Path(sys.argv[1]), "issue", plant="turbine", month=f"2023-{month}", kwh="1350")
"""
    path = ":".join(part for part in sys.path if part)
    months = (("06", "02", "04"), ("01", "05", "03"))
    writers = [
        subprocess.Popen([sys.executable, "-c", script, case, *of], env={"PYTHONPATH": path}, stderr=subprocess.PIPE)
        for of in months
    ]
    assert [(one.communicate()[1], one.returncode) for one in writers] == [(b"", 0)] * 2
    answer = book(case)
    assert (mwh_by_state(answer), answer["carried_kwh"]) == ({"issued": 8}, {"turbine": 100})
    assert "certificate_before_its_energy" not in codes(answer)
    for last in range(1, 7):
        by_then = sum(one["mwh"] for one in answer["certificates"] if one["month"] <= f"2023-{last:02}")
        assert by_then <= 1.35 * last


def test_of_processes_that_issue_the_same_month_one_does_and_the_other_is_refused(case):
    issue(case, "2023-01")
    script = """
import sys
from pathlib import Path
from support.certificate_builders import do
from tanlu.core.errors import AlreadyClaimed
try:
    do(Path(sys.argv[1]), "issue", plant="turbine", month="2023-02", kwh="5000")
except AlreadyClaimed:
    print("refused")
"""
    path = ":".join(part for part in sys.path if part)
    writers = [
        subprocess.Popen([sys.executable, "-c", script, case], env={"PYTHONPATH": path}, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    assert sorted(one.communicate()[0] for one in writers) == [b"", b"refused\n"]
    assert mwh_by_state(book(case)) == {"issued": 65}


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_the_database_itself_refuses_to_change_or_remove_a_row(case, table):
    issue(case)
    with sqlite3.connect(case / BOOK) as connection:
        column = {"certificate_entries": "purpose"}.get(table, "plant")
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                connection.execute(statement)


EDITS = {
    "a wh": "UPDATE certificate_postings SET wh = wh + 1000000 WHERE certificate = 'gec-1'",
    "a beneficiary": "UPDATE certificate_entries SET \"to\" = 'Other' WHERE verb = 'cancel'",
    "a month": "UPDATE certificate_batches SET month = '2024-03'",
    "a claim taken out": "DELETE FROM certificate_claims WHERE entry = 1",
    "an entry taken out": "DELETE FROM certificate_entries WHERE number = 2",
    "a posting put in": "INSERT INTO certificate_postings SELECT 9, line, account, plant, tradable, certificate, holder, wh "
    "FROM certificate_postings WHERE entry = 1",
    "a seal": "UPDATE certificate_entries SET hash = 'sha256:00' WHERE number = 1",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_an_edit_past_the_triggers_is_told_and_nothing_is_added_to_such_a_book(case, edit):
    one = issue(case)
    issue(case, "2023-04")
    do(case, "cancel", one, **USE)
    with sqlite3.connect(case / BOOK) as connection:
        for table in TABLE_NAMES:
            connection.execute(f"DROP TRIGGER {table}_no_update")
            connection.execute(f"DROP TRIGGER {table}_no_delete")
        connection.execute(edit)
    assert found(book(case), "certificate_book_edited")["severity"] == "error"
    with pytest.raises(StoreError, match="was edited"):
        issue(case, "2023-05")


def test_an_index_that_hides_a_claim_is_told_and_nothing_is_issued_twice(case):
    issue(case, plant="turbine")
    pages = (case / BOOK).read_bytes()
    places = [at for at in range(len(pages)) if pages.startswith(b"turbine2023-03", at)]
    indexed = max(at for at in places if not pages.startswith(b"turbine2023-03gec", at))  # the index holds no scheme
    (case / BOOK).write_bytes(pages[:indexed] + b"t" + b"orbine" + pages[indexed + len(b"turbine") :])
    for act in (lambda: book(case), lambda: issue(case, plant="turbine")):
        with pytest.raises(StoreError, match=r"certificates\.db is damaged .* restore it from your copy"):
            act()


def test_a_folder_in_the_place_of_the_book_is_a_sentence_and_no_empty_book(case):
    (case / BOOK).mkdir()
    for act in (lambda: book(case), lambda: issue(case)):
        with pytest.raises(StoreError, match="is a folder"):
            act()


def test_the_tables_of_the_code_are_those_of_the_migrations(tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD
    with open_file(tmp_path / "book.db", write=True) as database, database.reading() as connection:
        declared = MetaData()
        for table in [*TABLES.sorted_tables, *ACCOUNTS.sorted_tables]:
            table.to_metadata(declared)
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), declared)
        # the quiz and its ledger are read and written by statements of their own (quiz_*.py, giving_*.py)
        apart = ("alembic_version", "quiz_", "giving_", "house_secret")
        known = {name for name in inspect(connection).get_table_names() if name.startswith(apart)}
        assert [one for one in differences if getattr(getattr(one[1], "table", one[1]), "name", "") not in known] == []


def test_a_book_of_a_newer_version_is_left_alone(case):
    issue(case)
    with sqlite3.connect(case / BOOK) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for act in (lambda: book(case), lambda: issue(case, "2023-04")):
        with pytest.raises(StoreError, match="another version of tanlu"):
            act()


def test_a_transaction_that_fails_leaves_nothing(tmp_path):
    def half_done(database: Database) -> None:
        with database.writing() as connection:
            CertificateBook(connection).append(entry_of(Issue("wind", "2024-03", 5_000_000), []), datetime.now(UTC))
            raise RuntimeError

    with open_file(tmp_path / "book.db", write=True) as database:
        with pytest.raises(RuntimeError):
            half_done(database)
        with database.reading() as connection:
            assert CertificateBook(connection).head().number == 0


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "book.db").write_text("not a database, but long enough to be taken for one\n" * 40)
    with (
        pytest.raises(StoreError, match=r"book\.db is damaged .* restore it from your copy"),
        open_file(tmp_path / "book.db", write=True),
    ):
        pass


def test_a_database_that_is_not_served_is_a_sentence():
    with pytest.raises(StoreError, match="mysql is not served"):
        Database(URL.create("mysql", database="x"))


def test_a_time_without_a_zone_is_refused_and_one_with_a_zone_comes_back_in_utc(tmp_path):
    from sqlalchemy.dialects import sqlite

    kept = UtcDateTime()
    with pytest.raises(ValueError, match="names no zone"):
        kept.process_bind_param(datetime(2024, 3, 1), sqlite.dialect())
    noon = datetime.fromisoformat("2024-03-01T12:00+08:00")
    bound = kept.process_bind_param(noon, sqlite.dialect())
    assert kept.process_result_value(bound, sqlite.dialect()) == noon


def test_a_part_keeps_the_batch_it_came_from_and_the_sum(case):
    one = issue(case)
    part = do(case, "transfer", one, to="Buyer", mwh="25")["did"]["certificates"][0]
    answer = book(case)
    assert (batch(answer, one)["mwh"], batch(answer, part)["mwh"], batch(answer, part)["parent"]) == (35, 25, one)


def test_an_audit_of_an_empty_book_finds_nothing(tmp_path: Path):
    with open_file(tmp_path / "book.db", write=True) as database, database.reading() as connection:
        assert first_broken(connection) is None
