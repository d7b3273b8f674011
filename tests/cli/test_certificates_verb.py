"""``tanlu certificates`` as a person types it: the case first, options anywhere, one sentence where it is refused."""

from __future__ import annotations

import json

import pytest

from support.case_builders import tanlu
from support.certificate_builders import BOOK, a_book_case

ROW = {"id", "plant", "month", "mwh", "state", "holder", "beneficiary", "site", "period", "purpose", "expires"}
USE = ("--to", "wind", "--site", "hq", "--period", "2023", "--purpose", "office power", "--on", "2023-12-31")


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return a_book_case(tmp_path_factory.mktemp("book") / "wind")


def test_a_certificate_goes_from_issue_to_the_inventory(case):
    before = tanlu("measure", case, "--year", "2023", "--json").answer
    shown = tanlu("certificates", case, "show", "--json")
    assert (shown.status, shown.answer["certificates"], shown.answer["carried_kwh"], shown.answer["findings"]) == (
        0,
        [],
        {},
        [],
    )
    assert not (case / BOOK).exists()
    issued = tanlu(
        "certificates", "--json", case, "--kwh", "60000.5", "issue", "--month", "2023-03", "--plant", "风电场"
    )
    assert issued.status == 0
    (row,) = issued.answer["certificates"]
    assert set(row) >= ROW
    assert (row["mwh"], type(row["mwh"]), row["state"], issued.answer["carried_kwh"]) == (
        60,
        int,
        "issued",
        {"风电场": 0.5},
    )
    again = tanlu("certificates", case, "issue", "--plant", "风电场", "--month", "2023-03", "--kwh", "60000.5")
    assert (again.status, again.out) == (2, "")
    assert "claimed already: 60.0005 MWh as China green certificates by 风电场 (entry 1 on" in again.err
    assert tanlu("certificates", case, "transfer", row["id"].upper(), "--to", "wind", "--json").status == 0
    cancelled = tanlu("certificates", case, "cancel", row["id"], *USE, "--json")
    assert [one["state"] for one in cancelled.answer["certificates"]] == ["cancelled"]
    assert cancelled.answer["did"]["mwh"] == 60
    after = tanlu("measure", case, "--year", "2023", "--json").answer
    assert after["tco2e"]["scope2_market"] == pytest.approx(0.4 * before["tco2e"]["scope2_market"], rel=1e-12)  # floats
    links = json.loads(next((case / "runs").glob(f"*{after['run'][7:19]}/manifest.json")).read_text(encoding="utf-8"))[
        "chain"
    ]
    assert {"entries": 3, "head": cancelled.answer["book"]["head"]} in [link["content"] for link in links]
    page = tanlu("certificates", case, "show")
    assert (page.status, "cancelled  已核销" in page.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("issue --plant a --month 2023-13 --kwh 5", "'2023-13' is not a month"),
        ("issue --plant a --month 2199-01 --kwh 5", "2199-01 is still to come"),
        ("issue --plant a --month 2023-01 --kwh -5", "above 0"),
        ("issue --plant a --month 2023-01 --kwh nan", "is not one number"),
        ("issue --plant a --month 2023-01 --kwh 1e30", "check the unit"),
        ("issue --plant a --month 2023-01 --kwh 0.00001", "finer than a Wh"),
        ("issue --plant a --month 2023-01", "--kwh is missing"),
        ("issue --month 2023-01 --kwh 5", "--plant is missing"),
        ("issue --plant a --month 2023-01 --kwh 5 --region Mars", "'Mars' is no place"),
        (
            "issue gec-1 --plant a --month 2023-01 --kwh 5",
            "'gec-1' goes with reserve and transfer and cancel, not with issue",
        ),
        ("issue --plant a --month 2023-01 --kwh 5 --site hq", "--site goes with cancel"),
        ("issue --plant a --month 2023-01 --kwh 5 --as-of 2023-12-31", "--as-of goes with show"),
        ("issue --plant a --month 2023-01 --kwh 5 --on 2023-01-31", "2023-01 was not over on 2023-01-31"),
        ("show --as-of someday", "--as-of: 'someday' is not a day"),
        ("cancel gec-404 --to wind --site hq --period 2023 --purpose p", "'gec-404' is not in the book"),
        ("cancel --to wind --site hq --period 2023 --purpose p", "cancel names no certificate"),
        ("cancel gec-1 --to wind --site hq --period 20x --purpose p", "--period: '20x'"),
        ("transfer gec-1 --to wind --on 2199-01-01", "2199-01-01 is still to come"),
        ("transfer gec-404 --to wind --mwh x", "--mwh: 'x' is not one number"),
        ("expire", "--on is missing"),
        ("expire --on someday", "--on: 'someday' is not a day"),
        ("claim --plant a --month 2023-01 --kwh 5 --to Fund --scheme gold", "'gold' is not known"),
    ],
)
def test_a_request_that_cannot_be_served_ends_with_one_sentence(case, words, sentence, capsys, monkeypatch):
    """In this process: the command line itself, without the cost of starting Python each time."""
    monkeypatch.setattr("sys.argv", ["tanlu", "certificates", str(case), *words.split()])
    from tanlu.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert sentence in told.err
    assert told.err.count("\n") == 1


def test_a_refused_first_request_leaves_no_file(tmp_path):
    folder = a_book_case(tmp_path / "wind")
    assert tanlu("certificates", folder, "issue", "--plant", "a", "--month", "2023-01", "--kwh", "0").status == 2
    assert not (folder / BOOK).exists()
