"""Facts: each figure that a disclosure asks for, named once; a number that two frameworks ask for is one fact."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

Data = Mapping[str, Any]


class Fact(NamedTuple):
    """One figure; ``value`` is None where it is not known."""

    value: float | None
    unit: str


class Disclosure(NamedTuple):
    """What a framework asks for, and where the report has it, or why not.

    Parameters
    ----------
    clause : the number in the framework's own text, which is not copied here
    what, place, because : names in the catalogue of words; one of ``place`` and ``because`` is empty
    facts : names of the facts that answer it
    """

    framework: str
    clause: str
    what: str
    place: str
    facts: tuple[str, ...]
    because: str


def facts_of(data: Data) -> dict[str, Fact]:
    """Every fact of a report: gross scopes first, credits apart from them and never taken off."""
    answer = data["inventory"]
    interval, credits = answer["interval_95_tco2e"], answer["credits"]
    found = {metric: Fact(value, "tCO2e") for metric, value in answer["tco2e"].items()}
    for number, row in answer["scope3_categories"].items():
        found[f"scope3/{number}"] = Fact(row["tco2e"], "tCO2e")
    for gas, value in answer["gases_t"].items():
        found[f"gas/{gas}"] = Fact(value, f"t {gas}")
    found["biogenic"] = Fact(answer["biogenic_tco2"], "tCO2")
    found["interval_low"] = Fact(interval["low"], "tCO2e")
    found["interval_high"] = Fact(interval["high"], "tCO2e")
    found["credits_retired"] = Fact(credits["retired_tco2e"], "tCO2e")
    for metric, value in (data["base_year"]["tco2e"] or {}).items():
        found[f"base_year/{metric}"] = Fact(value, "tCO2e")
    return found


@cache
def disclosures() -> tuple[Disclosure, ...]:
    """What each framework asks for, in the order of its clauses."""
    text = (files("tanlu.report") / "disclosures.csv").read_text(encoding="utf-8")
    return tuple(
        Disclosure(
            row["framework"], row["clause"], row["what"], row["place"], tuple(row["facts"].split()), row["because"]
        )
        for row in csv.DictReader(text.splitlines())
    )


def write_facts(data: Data, path: Path) -> None:
    """The report as one JSON document: its data, its facts, and the index from disclosures to facts."""
    facts = facts_of(data)
    index = [
        {
            "framework": each.framework,
            "clause": each.clause,
            "what": each.what,
            "place": each.place or None,
            "facts": [name for name in each.facts if name in facts],
            "because": each.because or None,
        }
        for each in disclosures()
    ]
    document = {**data, "facts": {name: fact._asdict() for name, fact in facts.items()}, "index": index}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
