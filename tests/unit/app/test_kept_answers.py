"""Kept answers: found while the case's files stay as they are, made anew when one changes, never left half made."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.case_builders import a_case, lines
from tanlu.engines.line_index import RowsAt
from tanlu.services.case.settings import read_settings
from tanlu.services.console import answer_cache as kept
from tanlu.services.console.answer_cache import CacheKey, read_answer
from tanlu.services.console.cell_lines import LineFilter, lines_page
from tanlu.services.console.cells_file import kept_cells
from tanlu.services.console.tasks import get_or_compute, year_request

QUESTION = CacheKey("figures", {"year": 2023})


def silent(_: object) -> None:
    """No step is shown."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t 2023"))


def test_an_answer_is_made_once(folder: Path):
    first = get_or_compute(folder, QUESTION, silent)
    written = (first / "answer.json").stat().st_mtime_ns
    assert (get_or_compute(folder, QUESTION, silent) / "answer.json").stat().st_mtime_ns == written


@pytest.mark.parametrize("name", ["activities.csv", "case.toml", "sites.csv", "closings.jsonl", "factors.csv"])
def test_a_file_of_the_case_that_changes_makes_it_stale(folder: Path, name: str):
    get_or_compute(folder, QUESTION, silent)
    path = folder / name
    path.write_text((path.read_text("utf-8") if path.exists() else "") + "\n", encoding="utf-8")
    assert kept.get(folder, QUESTION) is None


def test_what_is_not_of_the_case_makes_nothing_stale(folder: Path):
    get_or_compute(folder, QUESTION, silent)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "runs").mkdir()
    assert kept.get(folder, QUESTION) is not None


def test_an_act_that_fails_leaves_nothing(folder: Path):
    def fails(into: Path) -> None:
        (into / "half").write_text("x", encoding="utf-8")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        kept.put(folder, QUESTION, fails)
    assert list(kept.cache_dir(folder).iterdir()) == []


def test_questions_that_differ_are_kept_apart(folder: Path):
    places = {
        get_or_compute(folder, year_request(2023), silent),
        get_or_compute(folder, year_request(2023, gwp="AR5"), silent),
    }
    assert len(places) == 2


def test_every_priced_line_is_in_a_cell_and_sums_of_cells_are_those_of_the_page(tmp_path: Path):
    written = lines(*(f"fuel/diesel {n + 1} L 2023-{1 + n % 12:02d} site=hq" for n in range(60)))
    folder = a_case(tmp_path / "case", activities=written)
    place = get_or_compute(folder, year_request(2023), silent)
    days = read_settings(folder).year(2023)
    page = lines_page(place, days, LineFilter(scope="1"), offset=0, limit=500)
    assert sorted(row["line"] for row in page["lines"]) == sorted(f"L{n + 1}" for n in range(60))
    shown = read_answer(place)["inventory"]["tco2e"]["scope1"]
    # Sums of the same doubles in another order differ by a few units of the last place.
    assert page["tco2e"]["location"] == pytest.approx(shown, rel=1e-12)
    assert sum(row["tco2e"]["location"] for row in page["lines"]) == pytest.approx(shown, rel=1e-12)
    may = lines_page(place, days, LineFilter(month="2023-05", gas="CO2"), offset=0, limit=500)
    assert {row["start"] for row in may["lines"]} <= {"2023-05-01"}


def test_a_page_of_a_cell_reads_only_the_groups_of_rows_that_hold_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tanlu.engines.line_index.ROWS_IN_GROUP", 10)
    written = lines(*(f"fuel/diesel {n + 1} L 2023-{1 + n % 12:02d}" for n in range(240)))
    place = get_or_compute(a_case(tmp_path / "case", activities=written), year_request(2023), silent)
    cells = kept_cells(place)
    (number, *_) = cells.where({"scope": "1"}, month=4)
    cell = cells.cell(int(number))
    with RowsAt(place / "lines.parquet") as file:
        rows = file.span(cell["start"], cell["start"] + cell["lines"])
        assert (len(rows), file.groups_read) == (20, 2 if cell["start"] % 10 == 0 else 3)
        assert file.rows == 240
