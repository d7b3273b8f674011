"""What a result was made from: hashes of the inputs, the evidence and the published rules."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from tanlu.io.tables import SUFFIXES
from tanlu.services.case.tables import ALL_TABLES

EVIDENCE = "evidence"
_RULES = (("tanlu.core", ("units.txt", "unit_words.csv", "gwp.csv", "gas_names.csv", "places.csv")),)
_RULE_DATA = ("activities.csv", "conversions.csv", "refrigerant_blends.csv")


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def input_hashes(folder: Path) -> dict[str, str]:
    """Hashes of every table, the settings and the evidence of a case, by their path in it."""
    found = [folder / "case.toml"]
    found += [path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in SUFFIXES]
    for name in (EVIDENCE, *(table.name for table in ALL_TABLES)):
        found += [path for path in (folder / name).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): file_hash(path) for path in sorted(found) if path.is_file()}


def evidence_hashes(folder: Path) -> dict[str, str]:
    """Hashes of the evidence files of a case, by their path in it."""
    found = sorted(path for path in (folder / EVIDENCE).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in found}


def rule_hashes() -> dict[str, str]:
    """Hashes of the published tables that decide scope, unit, weight and place, and the version of the code."""
    hashes = {"tanlu": version("tanlu")}
    for package, names in _RULES:
        hashes |= {name: hashlib.sha256((files(package) / name).read_bytes()).hexdigest() for name in names}
    data = files("tanlu.factors") / "data"
    return hashes | {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in _RULE_DATA}
