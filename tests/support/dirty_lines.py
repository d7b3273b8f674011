"""A case whose lines have every flaw that the rules name, some thousand of them, in any order and any number of parts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

SETTINGS = """[case]
name = "dirty"
base_year = 2023
consolidation = "equity_share"
gwp = "AR6"
currency = "GBP"
"""
SITES = """site,name,kind,country,region,share,entity
hall,Hall,office,GB,GB,1,Mother
mill,Mill,factory,GB,GB,0.4,Daughter
"""
SOUND = [
    ("electricity/grid", "kWh"),
    ("fuel/diesel", "L"),
    ("fuel/natural_gas", "m3"),
    ("travel/air/long_haul", "pkm"),
    ("waste/landfill", "t"),
]
TEXTS = (
    "line",
    "site",
    "start",
    "end",
    "activity",
    "unit",
    "evidence",
    "supplier",
    "method",
    "sd_pct",
    "recorded",
    "replaces",
)
SCHEMA = pa.schema([*((name, pa.string()) for name in TEXTS), ("quantity", pa.float64())])


def dirty_rows(count: int = 3_000, *, seed: int = 7) -> list[dict[str, Any]]:
    """Rows of the table activities: mostly sound, and among them each flaw and each mark."""
    draw = random.Random(seed)
    rows = [_sound(draw, number) for number in range(count)]
    for place, flaw in enumerate(_flaws() * (count // 200)):
        rows[place * 7 % count] |= flaw
    for number in range(0, count, 97):
        rows[number] |= {"replaces": f"L{(number + 1) % count}", "recorded": "2024-02-01"}
    for number in range(5, count, 89):
        rows[number] |= {
            "evidence": f"invoice-{number}",
            "activity": "travel/air/long_haul",
            "unit": "pkm",
            "method": "supplier",
        }
        rows[(number + 1) % count] |= {
            "evidence": f"invoice-{number}",
            "activity": "travel/air/long_haul",
            "unit": "pkm",
            "method": "spend",
        }
    return rows


def _sound(draw: random.Random, number: int) -> dict[str, Any]:
    activity, unit = draw.choice(SOUND)
    month = draw.randint(1, 12)
    return dict.fromkeys(TEXTS) | {
        "line": f"L{number}",
        "site": draw.choice(("hall", "mill", " mill ")),
        "start": f"2023-{month:02d}-01",
        "end": f"2023-{month:02d}-28",
        "activity": activity,
        "unit": unit,
        "evidence": draw.choice((None, "", "meter")),
        "method": draw.choice((None, "", "metered", "estimated")),
        "sd_pct": draw.choice((None, "", "5", "2.5")),
        "recorded": draw.choice((None, "2024-01-15", "2024-06-01")),
        "quantity": draw.choice((draw.random(), draw.uniform(0, 1e4), draw.uniform(0, 1e9), 0.1, 1234.567)),
    }


def _flaws() -> list[dict[str, Any]]:
    return [
        {"quantity": None},
        {"quantity": -3.5},
        {"quantity": 1e13},
        {"quantity": float("nan")},
        {"quantity": float("inf")},
        {"unit": "wishes"},
        {"unit": ""},
        {"unit": "t.km"},
        {"site": "nowhere"},
        {"activity": "magic/wand"},
        {"start": "2023-02-30"},
        {"end": "2022-01-01"},
        {"start": "2021-01-01", "end": "2021-12-31"},
        {"start": "2022-12-01", "end": "2023-01-31"},
        {"supplier": "Daughter"},
        {"method": "guessed"},
        {"sd_pct": "many"},
        {"activity": "energy/direct", "unit": "kWh_net"},
    ]


def write_case(folder: Path, rows: Sequence[dict[str, Any]], *, parts: int = 1) -> Path:
    """The rows as a case whose activities lie in so many Parquet parts."""
    table = folder / "activities"
    table.mkdir(parents=True)
    (folder / "case.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    for part in range(parts):
        pq.write_table(pa.Table.from_pylist(list(rows[part::parts]), schema=SCHEMA), table / f"part-{part}.parquet")
    return folder


def shuffled(rows: Sequence[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The rows in another order."""
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    return mixed
