"""The assurance pack: a third party recomputes the total from it with a CSV reader, and finds boundary, method and sample."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from math import fsum
from pathlib import Path

import pytest

from support.case_builders import a_case, factors, lines, measured, rows
from tanlu.core.errors import CaseError
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.run import RunOptions, measure_and_save

SITES = rows(
    "site=hq country=CN region=CN-GD share=1",
    "site=jv country=CN region=CN share=0.4",
    "site=shop country=GB region=GB share=0 leased=in",
    "site=uk country=GB region=GB share=1",
)
SENTENCES = (
    "electricity/grid 1234.5 MWh evidence=bill.txt",
    "electricity/grid 4000 kWh site=uk",
    "electricity/grid 777 kWh site=shop",
    "electricity/grid 50 MWh 2022-11-05..2023-02-11 site=jv",
    "fuel/diesel 321 L site=jv",
    "fuel/natural_gas 500 m3 site=uk",
    "material/steel 12 t",
    "material/steel x t",
    "material/steel 3 t 2022",
    "fuel/unobtainium 5 t",
)
INSTRUMENTS = rows(
    "instrument=ppa kind=contract market=CN region=CN start=2023-01-01 end=2023-12-31 kwh=600000 kgco2e_per_kwh=0.02",
    "instrument=rate kind=supplier_rate market=GB site=uk start=2023-01-01 end=2023-06-30 kwh= kgco2e_per_kwh=0.1",
)


def case_of(folder: Path, **more: str) -> Path:
    case = a_case(
        folder,
        sites=SITES,
        activities=lines(*SENTENCES),
        factors=factors("material/steel CN 2023 2000 t"),
        instruments=INSTRUMENTS,
        settings={"consolidation": "equity_share"},
        **more,
    )
    (case / "evidence").mkdir(exist_ok=True)
    (case / "evidence" / "bill.txt").write_text("12 bills", encoding="utf-8")
    return case


def packed(case: Path, *, seed: int = 1) -> Path:
    pack = case.parent / f"pack_{seed}"
    measure_and_save(MeasureRequest(case, 2023), RunOptions(pack=pack, seed=seed))
    return pack


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.rule("inventory-31")
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"toml": '[estimate]\ngaps = "mean_day"\n'},
        {"statements": rows("year=2023 metric=scope1 value=5 unit=t source=r")},
    ],
)
def test_a_third_party_recomputes_the_totals_with_a_csv_reader(tmp_path: Path, more: dict[str, str]):
    """As README.md of the pack says: quantity times price, summed by scope; estimates and stated figures beside them."""
    pack = packed(case_of(tmp_path / "case", **more))
    sums: dict[str, float] = {}
    for scope in ("scope1", "scope2_location", "scope2_market", "scope3", "upstream"):
        priced = [row for row in read(pack / "lines.csv") if row[f"{scope}_kgco2e_per_unit"]]
        sums[scope] = fsum(float(row["quantity"]) * float(row[f"{scope}_kgco2e_per_unit"]) for row in priced)
    for row in read(pack / "totals.csv"):
        if row["estimated"] == "True":
            scope = "scope" + row["scope"] + (f"_{row['view']}" if row["scope"] == "2" else "")
            sums[scope] += float(row["kgco2e"])
    sums["scope3"] += sums.pop("upstream")
    told = json.loads((pack / "statement.json").read_text(encoding="utf-8"))
    tonnes = {scope: kg / 1000 for scope, kg in sums.items()} | {m: s["tco2e"] for m, s in told["stated"].items()}
    tonnes["total_location"] = tonnes["scope1"] + tonnes["scope2_location"] + tonnes["scope3"]
    tonnes["total_market"] = tonnes["scope1"] + tonnes["scope2_market"] + tonnes["scope3"]
    # Sums of a dozen products of doubles: their last bits.
    assert tonnes == {metric: pytest.approx(value, rel=1e-9) for metric, value in told["tco2e"].items()}


@pytest.mark.rule("inventory-31")
def test_the_lines_of_the_pack_are_the_lines_that_were_counted(tmp_path: Path):
    case = case_of(tmp_path / "case")
    statuses = Counter(row["status"] for row in read(packed(case) / "lines.csv"))
    counts = measured(case)["lines"]
    assert statuses == {name: count for name, count in counts.items() if count and name != "read"}


@pytest.mark.rule("inventory-31")
def test_totals_by_account_sum_to_the_same_scopes(tmp_path: Path):
    case = case_of(tmp_path / "case")
    rows_of = read(packed(case) / "totals.csv")
    answer = measured(case)["tco2e"]
    for scope, view, metric in (
        ("1", "both", "scope1"),
        ("2", "location", "scope2_location"),
        ("2", "market", "scope2_market"),
    ):
        kg = fsum(float(row["kgco2e"]) for row in rows_of if (row["scope"], row["view"]) == (scope, view))
        assert kg / 1000 == pytest.approx(answer[metric], rel=1e-9)


@pytest.mark.rule("inventory-31")
def test_boundary_method_and_materiality_are_told(tmp_path: Path):
    pack = packed(case_of(tmp_path / "case"), seed=5)
    method = json.loads((pack / "method.json").read_text(encoding="utf-8"))
    assert method["consolidation"] == "equity_share"
    assert method["year"] == ["2023-01-01", "2023-12-31"]
    total = json.loads((pack / "statement.json").read_text(encoding="utf-8"))["tco2e"]["total_market"]
    assert method["materiality"]["tco2e"] == pytest.approx(total * method["materiality"]["fraction"])
    assert method["sample"]["seed"] == 5
    weights = {row["site"]: float(row["weight"]) for row in read(pack / "boundary.csv")}
    assert weights == {"hq": 1.0, "jv": 0.4, "shop": 0.0, "uk": 1.0}


@pytest.mark.rule("inventory-31")
def test_every_factor_of_the_pack_has_source_licence_and_hash(tmp_path: Path):
    pack = packed(case_of(tmp_path / "case"))
    named = {row["factor"]: row for row in read(pack / "factors.csv")}
    used = {row["factor"] for row in read(pack / "totals.csv")} - {"ppa", "rate"}
    assert used == set(named)
    for row in named.values():
        assert row["source"], row
        assert row["licence"], row
        assert len(row["sha256"]) == 64, row


@pytest.mark.rule("inventory-31")
def test_the_sample_is_chosen_by_its_seed_and_each_line_bears_the_hash_of_its_evidence(tmp_path: Path):
    activities = lines(*(f"material/steel {n} t evidence=bill.txt" for n in range(1, 201)))
    case = case_of(tmp_path / "case")
    case = a_case(case, sites=SITES, activities=activities, settings={"consolidation": "equity_share"})
    one, again, other = (packed(case, seed=seed) for seed in (1, 2, 3))
    assert len(read(one / "sample.csv")) == 60
    assert {row["line"] for row in read(one / "sample.csv")} != {row["line"] for row in read(other / "sample.csv")}
    digest = hashlib.sha256(b"12 bills").hexdigest()
    assert {row["evidence_sha256"] for row in read(again / "sample.csv")} == {digest}
    for row in read(one / "sample.csv"):
        assert int(row["row"]) == int(row["quantity"]) + 1  # the header is row 1


@pytest.mark.rule("inventory-31", "inventory-30")
def test_the_same_inputs_and_seed_give_the_same_bytes(tmp_path: Path):
    case = case_of(tmp_path / "case")
    packs = [tmp_path / "a", tmp_path / "b"]
    for pack in packs:
        measure_and_save(MeasureRequest(case, 2023), RunOptions(pack=pack, seed=4))
    names = sorted(path.name for path in packs[0].iterdir())
    assert {"statement.json", "method.json", "lines.csv", "totals.csv", "market.csv", "sample.csv"} <= set(names)
    assert [(packs[0] / name).read_bytes() for name in names] == [(packs[1] / name).read_bytes() for name in names]


def test_a_pack_is_never_written_over_something(tmp_path: Path):
    case = case_of(tmp_path / "case")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CaseError, match="not empty"):
        measure_and_save(MeasureRequest(case, 2023), RunOptions(pack=tmp_path / "pack"))
