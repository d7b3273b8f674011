"""Checkpoints that others saved: they agree with a ledger that was only added to, and name what was written anew or cut off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from support.case_builders import tanlu
from support.http_client import ServeProcess
from support.ledger_builders import Row, cut_off, played, rows_of, write_anew
from support.quiz_builders import assert_whole
from tanlu.engage.giving.checkpoint import new_key, public_key_of
from tanlu.engage.giving.saved_checkpoints import NotACheckpoint
from tanlu.services.giving.campaigns import settle
from tanlu.services.giving.verify import verify
from tanlu.services.giving.views import checkpoints
from tanlu.store.database.server_database import open_server_database

pytestmark = pytest.mark.rule("engage-7")


@pytest.fixture
def paid(url: str) -> str:
    """The address of a ledger with answers, of which some were paid to the charity."""
    played(url)
    settle(url, "spring", receipt="R1", charity="Green", amount_fen=200)
    settle(url, "spring", receipt="R2", charity="Green", amount_fen=100)
    return url


def saved(url: str) -> Any:
    """What the endpoint gives."""
    database = open_server_database(url)
    document = checkpoints(database)
    database.close()
    return document


def kept(folder: Path, document: Any, name: str = "saved.json") -> Path:
    """The file that holds it."""
    file = folder / name
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def codes(found: Row) -> set[str]:
    """The codes of an answer's findings."""
    return {finding["code"] for finding in found["findings"]}


def sentences(found: Row) -> str:
    """What an answer's findings say."""
    return " ".join(finding["message"] for finding in found["findings"])


def to_another(row: Row) -> None:
    """Say that the second payment went to somebody else."""
    if "R2" in row["memo"]:
        row["memo"] = row["memo"].replace("Green", "Mallory")


def test_a_ledger_written_anew_and_signed_with_its_own_key_is_whole_and_not_the_one_that_others_saved(
    paid: str, tmp_path: Path
):
    file = kept(tmp_path, saved(paid))
    newest = saved(paid)["checkpoints"][-1]["sequence"]
    assert verify(paid, [file])["findings"] == []
    write_anew(paid, to_another)
    assert_whole(paid)
    assert any("Mallory" in row["memo"] for row in rows_of(paid, "giving_posting", "number"))
    found = verify(paid, [file])
    assert (found["whole"], codes(found)) == (False, {"saved_checkpoint_differs"})
    assert f"saved checkpoint {newest} has the hash" in sentences(found)
    assert f"posting 3 of chain 'book:spring', which saved checkpoint {newest} covers, is another" in sentences(found)
    assert f"saved checkpoint {newest - 1} " not in sentences(found)  # what was sealed before the change is as it was


def test_a_ledger_whose_end_was_cut_off_is_whole_and_lacks_what_others_saved(paid: str, tmp_path: Path):
    file = kept(tmp_path, saved(paid))
    newest = saved(paid)["checkpoints"][-1]["sequence"]
    cut_off(paid, "spring")
    assert_whole(paid)
    found = verify(paid, [file])
    assert codes(found) == {"saved_checkpoint_missing", "saved_checkpoint_differs"}
    assert f"saved checkpoint {newest} is not in the ledger" in sentences(found)
    assert f"which saved checkpoint {newest} covers, is not in the ledger" in sentences(found)
    settle(paid, "spring", receipt="R3", charity="Mallory", amount_fen=100)  # the gap is filled by another payment
    assert_whole(paid)
    assert codes(verify(paid, [file])) == {"saved_checkpoint_differs"}


def test_a_ledger_signed_with_another_key_is_not_the_one_that_others_saved(paid: str, tmp_path: Path):
    file = kept(tmp_path, saved(paid))
    database = open_server_database(paid)
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE house_secret SET value = '{new_key()}' WHERE name = 'ledger key'")
    database.close()
    write_anew(paid, lambda _: None)
    assert_whole(paid)
    found = verify(paid, [file])
    assert codes(found) == {"saved_checkpoint_differs"}
    assert "was signed with the key" in sentences(found)


FORMS: dict[str, Callable[[Any], Any]] = {
    "as the endpoint gives it": lambda told: told,
    "a list of checkpoints": lambda told: told["checkpoints"],
    "a list without keys": lambda told: [
        {k: v for k, v in row.items() if k != "public_key"} for row in told["checkpoints"]
    ],
    "a list of answers": lambda told: [told, {**told, "checkpoints": told["checkpoints"][1:]}],
    "numbers and hashes noted down": lambda told: [
        {"sequence": r["sequence"], "hash": r["hash"]} for r in told["checkpoints"]
    ],
}


@pytest.mark.parametrize("form", FORMS)
def test_saved_checkpoints_of_every_form_agree_until_the_ledger_is_written_anew(paid: str, tmp_path: Path, form: str):
    told = saved(paid)
    file = kept(tmp_path, FORMS[form](told))
    settle(paid, "spring", receipt="R4", charity="Green", amount_fen=50)  # what is added later changes nothing saved
    found = verify(paid, [file])
    signed = 0 if "noted" in form else len(told["checkpoints"])
    assert (found["findings"], found["saved"]) == (
        [],
        {"files": 1, "checkpoints": len(told["checkpoints"]), "signed": signed},
    )
    write_anew(paid, to_another)
    assert codes(verify(paid, [file])) == {"saved_checkpoint_differs"}


def signature(row: Row) -> None:
    row["signature"] = ("1" if row["signature"][0] == "0" else "0") + row["signature"][1:]


def no_signature(row: Row) -> None:
    row["signature"] = "none"


def another_key(row: Row) -> None:
    row["public_key"] = public_key_of(new_key())


def another_head(row: Row) -> None:
    row["heads"][0]["hash"] = "0" * 64


@pytest.mark.parametrize(
    ("alter", "met"),
    [
        (signature, {"saved_signature_wrong"}),
        (no_signature, {"saved_signature_wrong"}),
        (another_key, {"saved_signature_wrong", "saved_checkpoint_differs"}),
        (another_head, {"saved_signature_wrong", "saved_checkpoint_differs"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_saved_checkpoint_that_was_altered_itself_is_named(
    paid: str, tmp_path: Path, alter: Callable[[Row], None], met: set[str]
):
    told = saved(paid)
    alter(told["checkpoints"][1])
    found = verify(paid, [kept(tmp_path, told)])
    assert codes(found) == met
    assert {f["message"].count("saved checkpoint 2") for f in found["findings"]} == {1}


def test_what_the_server_and_the_command_save_is_compared_by_the_command(paid: str, tmp_path: Path):
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    with ServeProcess(paid) as server, urlopen(f"http://127.0.0.1:{server.port}/api/giving/checkpoints") as answer:
        theirs.write_bytes(answer.read())
    done = tanlu("giving", "checkpoints", "--database", paid, "--out", str(ours), "--json")
    told = saved(paid)
    assert done.status == 0, done.err
    assert (done.answer["checkpoints"], done.answer["newest"]["hash"]) == (
        len(told["checkpoints"]),
        told["checkpoints"][-1]["hash"],
    )
    assert json.loads(ours.read_bytes()) == json.loads(theirs.read_bytes()) == told
    both = ["--checkpoints", str(ours), "--checkpoints", str(theirs)]
    good = tanlu("giving", "verify", "--database", paid, *both, "--json")
    assert (good.status, good.answer["saved"]["files"]) == (0, 2)
    assert good.answer["saved"]["checkpoints"] == len(told["checkpoints"])
    write_anew(paid, to_another)
    bad = tanlu("giving", "verify", "--database", paid, *both)
    assert bad.status == 1
    assert "saved_checkpoint_differs" in bad.out
    again = tanlu("giving", "checkpoints", "--database", paid, "--out", str(ours))
    assert (again.status, "is there already" in again.err) == (2, True)
    assert json.loads(ours.read_bytes()) == told


@pytest.mark.parametrize(
    "text",
    [
        "", "no json", "3", "{}", "[3]", '{"checkpoints": 3}', '{"checkpoints": [{}]}', "[" * 100_000,
        '[{"sequence": 1}]', '[{"sequence": true, "hash": "a"}]', '[{"sequence": 0, "hash": "a"}]',
        '[{"sequence": 1, "hash": 5}]', '[{"sequence": 1, "hash": "a", "signature": 5}]',
        '[{"sequence": 1, "hash": "a", "at_ms": 5}]', '[{"sequence": 1, "hash": "a", "at_ms": 5, "heads": []}]',
        '[{"sequence": 1, "hash": "a", "at_ms": 5, "previous_hash": "", "heads": [{"chain": "c"}]}]',
    ],
)  # fmt: skip
def test_a_file_that_holds_no_checkpoints_is_a_sentence(sqlite_ledger: str, tmp_path: Path, text: str):
    file = tmp_path / "saved.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotACheckpoint, match=r"saved\.json is no .*; save .*giving checkpoints"):
        verify(sqlite_ledger, [file])


def test_a_file_that_is_not_there_or_no_text_is_a_sentence(sqlite_ledger: str, tmp_path: Path):
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "other.json").write_text('{"campaigns": []}', encoding="utf-8")
    told = {"none": "cannot be read", ".": "cannot be read", "bytes.json": "is no JSON", "other.json": "no file of"}
    for name, met in told.items():
        done = tanlu("giving", "verify", "--database", sqlite_ledger, "--checkpoints", str(tmp_path / name))
        assert (done.status, met in done.err, len(done.err.splitlines())) == (2, True, 1)


def test_odd_text_in_a_saved_checkpoint_is_shown_and_breaks_nothing(sqlite_ledger: str, tmp_path: Path):
    head = {"chain": "\ud800\n", "number": 10**30, "hash": "\udfff"}
    odd = {"sequence": 10**40, "hash": "\ud800", "signature": "\ud800", "public_key": "zz", "at_ms": -1}
    file = kept(tmp_path, [{**odd, "previous_hash": "\ud800", "heads": [head]}, {"sequence": 1, "hash": "\ud800"}])
    done = tanlu("giving", "verify", "--database", sqlite_ledger, "--checkpoints", str(file))
    assert done.status == 1
    assert {"saved_checkpoint_missing", "saved_checkpoint_differs", "saved_signature_wrong"} <= set(done.out.split())


@pytest.fixture(scope="module")
def sqlite_ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger that is only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'quiz.db'}"
    played(url)
    return url
