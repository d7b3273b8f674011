"""The library understands a factor when its activity is asked for, and every pack is whole all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tanlu.core.errors import ConflictingFactor, IncompleteFactor
from tanlu.factors.library import NOT_PACKS, Library, Published, library, refuse_shared_ids
from tanlu.factors.pack import factor_from, load_pack, read_pack

DATA = Path(__file__).resolve().parents[3] / "src" / "tanlu" / "factors" / "data"
PACKS = sorted(path for path in DATA.glob("*.csv") if path.stem not in NOT_PACKS)
HEADER = "factor,activity,region,valid_from,valid_to,basis,unit,kgco2e,source,licence"
ROWS = [
    "a,fuel/diesel,GB,2023-01-01,2023-12-31,,L,2.5,a table,open",
    "b,fuel/diesel,GB,2024-01-01,2024-12-31,,L,2.6,a table,open",
    "c,fuel/lpg,GB,2023-01-01,2023-12-31,,L,1.5,a table,",
]


def pack_of(folder: Path, rows: list[str], name: str = "made") -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_row_of_every_pack_is_whole_and_contradicts_no_other(path):
    pack = load_pack(path)
    assert pack.factors
    assert library().packs[pack.name] == pack.sha256


def test_the_library_holds_exactly_the_factors_of_its_packs():
    loaded = {factor.factor: factor.sha256 for path in PACKS for factor in load_pack(path).factors}
    held = {factor.factor: factor.sha256 for rows in library().by_activity.values() for factor in rows}
    assert held == loaded


def test_a_flaw_of_one_activity_is_met_only_where_that_activity_is_asked_for(tmp_path):
    published = Library(Published([read_pack(pack_of(tmp_path, ROWS))]))
    assert [factor.factor for factor in published.candidates("fuel/diesel")] == ["a", "b"]
    with pytest.raises(IncompleteFactor, match="has no licence"):
        published.candidates("fuel/lpg")
    with pytest.raises(IncompleteFactor, match="has no licence"):
        load_pack(tmp_path / "made.csv")


def test_an_id_that_stands_in_two_packs_is_refused(tmp_path):
    packs = [read_pack(pack_of(tmp_path, ROWS[:1], name)) for name in ("first", "second")]
    with pytest.raises(ConflictingFactor, match="factor id a stands in two packs, the second is second"):
        refuse_shared_ids(packs)


def test_a_companys_own_factor_stands_beside_the_published_ones_and_replaces_none(tmp_path):
    published = Library(Published([read_pack(pack_of(tmp_path, ROWS[:2]))]), {"made": "hash"})
    cells: dict[str, str | None] = dict(
        zip(HEADER.split(","), ROWS[0].replace("a,", "own,", 1).split(","), strict=True)
    )
    both = published.with_case([factor_from(cells, pack="case", row=2)])
    assert [factor.factor for factor in both.candidates("fuel/diesel")] == ["a", "b", "own"]
    assert len(both.by_activity) == len(list(both.by_activity)) == 1
    assert both.packs == {"made": "hash"}
    assert both.candidates("fuel/unheard_of") == ()
    found = both.find("own")
    assert found is not None
    assert found.pack == "case"
    assert both.find("nowhere") is None
