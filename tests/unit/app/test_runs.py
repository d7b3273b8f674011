"""The run folder: every figure opens to rows, factors, rules and evidence, and any edit of it or of the inputs shows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.case_builders import a_case, factors, lines, rows
from tanlu.core.errors import CaseError
from tanlu.factors.library import library
from tanlu.services.case.provenance import file_hash, input_hashes
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.run import RunOptions, measure_and_save
from tanlu.services.inventory.runs import MANIFEST, chained, first_broken
from tanlu.services.inventory.trace import trace

PPA = rows(
    "instrument=ppa kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=300 kgco2e_per_kwh=0.02"
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A small case with evidence, of which one line cannot be used."""
    activities = lines(
        "electricity/grid 1 MWh evidence=bills/january.pdf",
        "material/steel 2 t evidence='contract 17'",
        "fuel/diesel lots L",
    )
    folder = a_case(
        tmp_path / "case", activities=activities, factors=factors("material/steel CN 2023 2000 t"), instruments=PPA
    )
    (folder / "evidence" / "bills").mkdir(parents=True)
    (folder / "evidence" / "bills" / "january.pdf").write_bytes(b"%PDF january")
    return folder


def kept(case: Path, **wish: Any) -> tuple[Path, dict[str, Any]]:
    """The run folder and its manifest."""
    trail = measure_and_save(MeasureRequest(case, 2023), RunOptions(**wish)).trail
    assert trail is not None
    return trail, json.loads((trail / MANIFEST).read_text(encoding="utf-8"))


def of(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    (content,) = [link["content"] for link in manifest["chain"] if link["of"] == name]
    return content


@pytest.mark.rule("inventory-30")
def test_a_run_leaves_keys_totals_lines_set_aside_and_a_manifest(case: Path):
    trail, manifest = kept(case)
    names = {path.name for path in trail.iterdir()}
    assert names >= {"keys.parquet", "totals.csv", "market.csv", "set_aside.csv", "inventory.json", MANIFEST}
    assert manifest["run"].removeprefix("sha256:").startswith(trail.name.split("-")[1])
    assert manifest["head"] == manifest["chain"][-1]["hash"]
    assert first_broken(manifest["chain"]) is None


@pytest.mark.rule("inventory-30")
def test_the_manifest_hashes_inputs_evidence_packs_rules_and_results(case: Path):
    trail, manifest = kept(case)
    inputs = {
        "case.toml",
        "sites.csv",
        "activities.csv",
        "factors.csv",
        "instruments.csv",
        "evidence/bills/january.pdf",
    }
    assert of(manifest, "inputs") == {name: file_hash(case / name) for name in inputs}
    assert of(manifest, "packs") == dict(library().packs)
    assert {"tanlu", "gwp.csv", "units.txt", "conversions.csv", "activities.csv"} <= set(of(manifest, "rules"))
    assert of(manifest, "results") == {path.name: file_hash(path) for path in trail.iterdir() if path.name != MANIFEST}
    assert {"own_1", "cn_grid_avg_CN_2023", "cn_grid_exmarket_CN_2023"} == set(of(manifest, "factors used"))


@pytest.mark.rule("inventory-30")
def test_an_edit_of_any_file_of_the_run_shows_in_its_hash(case: Path):
    trail, manifest = kept(case)
    told = of(manifest, "results")
    for name in told:
        path = trail / name
        path.write_bytes(path.read_bytes() + b" ")
        assert file_hash(path) != told[name]


@pytest.mark.rule("inventory-30")
@pytest.mark.parametrize(
    "name", ["case.toml", "sites.csv", "activities.csv", "factors.csv", "instruments.csv", "evidence/bills/january.pdf"]
)
def test_an_edit_of_any_input_shows_in_its_hash(case: Path, name: str):
    _, manifest = kept(case)
    (case / name).write_bytes((case / name).read_bytes() + b"\n")
    now, told = input_hashes(case), of(manifest, "inputs")
    assert {changed for changed in told if now[changed] != told[changed]} == {name}


@pytest.mark.rule("inventory-30")
@pytest.mark.parametrize("position", range(6))
@pytest.mark.parametrize(
    "edit",
    [
        lambda link: link | {"content": link["content"] | {"x": "y"}},
        lambda link: link | {"of": "other"},
        lambda link: link | {"hash": "0" * 64},
    ],
)
def test_the_chain_breaks_where_a_link_was_edited(
    case: Path, position: int, edit: Callable[[dict[str, Any]], dict[str, Any]]
):
    _, manifest = kept(case)
    links = manifest["chain"]
    links[position] = edit(links[position])
    assert first_broken(links) == position


@pytest.mark.rule("inventory-30")
def test_a_link_taken_out_or_moved_breaks_the_chain():
    links = chained([{"of": str(number)} for number in range(4)])
    assert first_broken(links) is None
    assert first_broken(links[1:]) == 0
    assert first_broken([*links[:1], *links[2:]]) == 1
    assert first_broken([links[0], links[2], links[1], links[3]]) == 1


@pytest.mark.rule("inventory-30")
def test_the_same_inputs_give_the_same_bytes(case: Path, tmp_path: Path):
    one, _ = kept(case, out=tmp_path / "one", lines=True)
    other, _ = kept(case, out=tmp_path / "other", lines=True)
    assert one.name == other.name
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir())
    assert [(one / name).read_bytes() for name in names] == [(other / name).read_bytes() for name in names]


@pytest.mark.rule("inventory-30")
def test_another_quantity_another_factor_or_another_rule_of_the_case_is_another_run(case: Path):
    _, manifest = kept(case)
    runs = {manifest["run"]}
    edits: tuple[dict[str, Any], ...] = (
        {"activities": lines("electricity/grid 1.0001 MWh", "material/steel 2 t")},
        {"factors": factors("material/steel CN 2023 2001 t")},
        {"settings": {"gwp": "AR5"}},
        {"settings": {"consolidation": "equity_share"}},
        {"toml": '[estimate]\ngaps = "mean_day"\n'},
    )
    for edit in edits:
        runs.add(kept(a_case(case, **edit))[1]["run"])
    assert len(runs) == 6


@pytest.mark.rule("inventory-30")
def test_the_trace_of_a_line_gives_the_hashes_of_factor_and_evidence(case: Path):
    kept(case)
    answer = trace(case, "L1")
    assert answer["evidence"] == {
        "path": "bills/january.pdf",
        "sha256": file_hash(case / "evidence" / "bills" / "january.pdf"),
    }
    location = answer["factors"][0]
    row = library().find("cn_grid_avg_CN_2023")
    assert row is not None
    assert (location["factor"], location["hash"], location["value"]) == (row.factor, row.sha256, 0.5306)
    assert location["source"].startswith("生态环境部、国家统计局 公告2025年第47号")
    assert answer["tco2e"] == {
        "location": pytest.approx(0.5306),
        "market": pytest.approx((300 * 0.02 + 700 * 0.6096) / 1000),
    }


@pytest.mark.rule("inventory-30")
def test_a_free_reference_has_no_hash_and_a_line_set_aside_has_its_reason(case: Path):
    assert trace(case, "L2")["evidence"] == {"path": "contract 17", "sha256": None}
    answer = trace(case, "L3")
    assert (answer["status"], answer["tco2e"]) == ("set_aside", {"location": None, "market": None})
    assert answer["findings"][0]["severity"] == "error"


def test_every_line_set_aside_is_in_the_run_with_its_place_and_mend(case: Path):
    trail, _ = kept(case)
    with (trail / "set_aside.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["file"], row["row"], row["line"], row["quantity"]) == ("activities.csv", "4", "L3", "lots")
    assert (row["status"], bool(row["reason"]), bool(row["mend"])) == ("set_aside", True, True)


def test_a_line_that_is_not_there_is_an_error_that_names_it(case: Path):
    with pytest.raises(CaseError, match="L99"):
        trace(case, "L99")


def test_the_price_that_trace_recomputes_is_the_one_that_was_summed(case: Path):
    answers: list[Any] = [trace(case, f"L{number}") for number in (1, 2)]
    told = json.loads((kept(case)[0] / "inventory.json").read_text(encoding="utf-8"))["tco2e"]
    assert sum(answer["tco2e"]["market"] for answer in answers) == pytest.approx(told["total_market"], rel=1e-12)
    assert sum(answer["tco2e"]["location"] for answer in answers) == pytest.approx(told["total_location"], rel=1e-12)
