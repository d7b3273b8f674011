"""The page of benchmarks shows what the kept results say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def result(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text(encoding="utf-8"))


def test_many_lines_are_shown_as_measured_and_within_what_is_allowed():
    found = result("columns")
    cpu, peak = found["cpu_seconds"], found["peak_mb"]
    rows = {
        "`tanlu measure`": (cpu["tanlu measure"], found["ratio"], peak["tanlu measure"]),
        "bare SQL on the same engine": (cpu["bare SQL"], 1.0, peak["bare SQL"]),
    }
    for who, (seconds, ratio, megabytes) in rows.items():
        assert f"| {who} | {seconds:.2f} | {ratio:.2f} | {megabytes:.0f} MB |" in PAGE
    assert (found["lines"], found["ratio"] <= 1.5, peak["tanlu measure"] <= 2048) == (50_000_000, True, True)


def test_a_billion_lines_are_shown_as_measured():
    found = result("billion")
    wall, peak = found["wall_seconds"], found["peak_mb"]
    assert f"| 1,000,000,000 | {found['cpu_seconds']:.0f} | {wall:.0f} s | {peak:.0f} MB |" in PAGE
    assert (found["lines"], peak <= 8192) == (1_000_000_000, True)


def test_monte_carlo_is_shown_as_measured():
    found = result("monte_carlo")
    cpu = found["cpu_seconds"]
    both = cpu["grouping"] + cpu["simulation"]
    assert f"| grouping and simulation together | {both:.3f} | {both / cpu['bare_draws']:.2f} |" in PAGE
    assert f"{found['draws_per_cpu_second']:,.0f} draws a second" in PAGE
    assert both / cpu["bare_draws"] <= 2


def test_matching_is_shown_as_measured():
    found = result("match")
    cpu, ratio = found["cpu_seconds"], found["match_over_bare_sums"]
    assert f"| matching by year, month, day and hour | {cpu['match']:.3f} | {ratio:.2f} |" in PAGE
    assert f"| bare sums | {cpu['bare_sums']:.3f} | 1.00 |" in PAGE
    assert (ratio <= 2, found["hourly_gap_wh"], found["largest_site_gap_wh"] < 1) == (True, 0, True)


def test_expected_output_is_shown_as_measured():
    found = result("solar")
    cpu, ratio = found["cpu_seconds"], found["shared_over_library_calls"]
    assert f"| roofs that share sun and weather | {cpu['shared']:.2f} | {ratio:.4f} |" in PAGE
    assert f"| pvlib's functions, once a roof | {cpu['library_calls']:.0f} | 1.0000 |" in PAGE
    assert (found["roofs"], ratio < 1 / 3, found["shared_over_model_chain"] < 1 / 3) == (1_000, True, True)
    assert found["largest_gap_of_a_year"] < 0.001


def test_procurement_is_shown_as_measured():
    for run in result("procure_year")["runs"]:
        ours, theirs = run["tanlu"], run.get("pypsa")
        rule = "all of the load by the year" if run["basis"] == "annual" else "90 % by the hour"
        seconds = f"{ours['cpu_seconds']:.{2 if run['sites'] == 1 else 1}f}"
        assert f"| {run['sites']} | {rule} | {seconds} | {ours['relative_gap']:.1e} |" in PAGE
        assert (ours["proved"], ours["relative_gap"] <= 1e-6) == (True, True)
        if theirs is not None:
            assert f"| {theirs['cpu_seconds']:.1f} | {run['ratio']:.0f} |" in PAGE
            assert run["apart"] <= 1e-6


def test_the_console_is_shown_as_measured_and_answers_within_a_second():
    found = result("console")
    cpu, peak, pages = found["cpu_seconds"], found["peak_mb"], found["pages"]
    look, ratio = cpu["first look"], found["look_over_measure"]
    assert f"| the first look | {look:.2f} | {ratio:.2f} | {peak['first look']:.0f} MB |" in PAGE
    for name, page in pages.items():
        assert f"| {name} | {page['cpu_seconds']:.2f} |" in PAGE
    assert (found["lines"], found["same_figures"], pages["inventory"]["wall_seconds"] <= 1) == (10_000_000, True, True)


def test_answers_are_shown_as_measured():
    found = result("answers")
    ledger, naive = found["runs"]["ledger"], found["times_the_naive_by_answers_a_second"]
    row = f"{ledger['answers_a_second']:,.0f} | {ledger['p50_ms']:.0f} ms | {ledger['p99_ms']:.0f} ms"
    assert f"| with the ledger | {row} | {ledger['cpu_microseconds_an_answer']:.0f} |" in PAGE
    share = found["of_the_bare_endpoint_by_answers_a_second"]
    assert f"carries {share:.2f} of what the bare endpoint does" in PAGE
    assert (naive >= 5, found["committed_fen"] == found["released_fen"]) == (True, True)


def test_the_spike_is_shown_as_it_went_and_lost_nothing():
    found = result("spike")
    assert (found["acknowledged"], found["committed_fen"], found["lost"]) == (found["answers"], found["answers"], 0)
    assert found["answers"] / found["seconds_sending"] == found["per_second_sent"] == 8_300
    assert f"A spike: {found['answers']:,} answers sent in {found['seconds_sending']:.0f} seconds" in PAGE
    assert f"the last one after {found['seconds_until_all_were_acknowledged']:.0f} seconds" in PAGE


def test_the_chaos_run_is_shown_as_it_went():
    found = result("soak_giving")
    assert (found["clients"], found["kills"]) == (200, {"server": 7, "database": 2})
    assert "200 clients, two servers killed seven times and PostgreSQL twice" in PAGE


def test_item_analysis_is_shown_as_measured_and_comes_to_the_same_as_plain_python():
    found = result("item_analysis")
    assert found["first_attempts"] == 1_000_000
    for kind, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        cpu = {act: found[kind][act]["cpu_seconds"] for act in ("items", "learning", "plain")}
        both = cpu["items"] + cpu["learning"]
        row = (
            f"| {name} | {cpu['items']:.2f} | {cpu['learning']:.2f} | {cpu['plain']:.2f} | {cpu['plain'] / both:.1f} |"
        )
        assert row in PAGE
        assert found[kind]["same"] is True
        assert both < cpu["plain"]
