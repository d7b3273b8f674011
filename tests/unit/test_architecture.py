"""The project keeps its own rules: sizes, first sentences, names, floors, and no address of this or any workplace."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_FILE = 400
LONG_FUNCTION = 40
LONGEST_FUNCTION = 60
FILES_IN_A_FOLDER = 24
WITHOUT_A_SCREEN_OF_ITS_OWN = {"console"}
"""Read models of many pages: each page asks for its own."""
FUNCTIONS_PER_LONG_ONE = 70
NAMES_THAT_GROW = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "misc"}
ALLOWED_IMPORTERS = {
    "alembic": ("store",),
    "altair": ("report",),
    "argon2": ("web",),
    "authlib": ("web",),
    "cryptography": ("engage",),
    "duckdb": ("engines",),
    "fastapi": ("web",),
    "highspy": ("engines",),
    "httptools": ("web",),
    "httpx": ("web",),
    "itsdangerous": ("web",),
    "jinja2": ("report",),
    "narwhals": ("engines",),
    "numba": ("power",),
    "pint": ("core",),
    "prometheus_client": ("web",),
    "psycopg": ("store",),
    "pvlib": ("power",),
    "pyarrow": ("engines", "io"),
    "pyspark": ("engines",),
    "python_calamine": ("io",),
    "rich": ("cli",),
    "sqlalchemy": ("store",),
    "starlette": ("web",),
    "typer": ("cli",),
    "typst": ("report",),
    "uvicorn": ("web",),
    "vl_convert": ("report",),
    "xlsxwriter": ("report",),
}

# Put together from parts, so that this file is not one that it finds.
NOT_IN_THE_TREE = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
    ]
]
HOME_OF_SOMEBODY = re.compile(rb"(?<![\w.])/(home|Users|root|work)/\w")
"""A folder that only one machine has."""


def name_of(path: Path) -> str:
    """Return the path as a person writes it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def tracked_files() -> list[Path]:
    """Return the files that git holds or would hold (those it does not ignore)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = listed.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def functions() -> list[tuple[str, int]]:
    """Return every function of src by place, with its lines of code."""
    found: list[tuple[str, int]] = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append((f"{name_of(path)}:{node.lineno} {node.name}", code_lines(node)))
    return found


def first_sentence(path: Path) -> str:
    """Return the first paragraph of a file's docstring, or nothing."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())


def imported(path: Path) -> set[str]:
    """Return the top names that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").split(".")[0])
    return names


def packages() -> set[str]:
    """Return the rooms that stand directly under src/tanlu."""
    return {path.name for path in (ROOT / "src" / "tanlu").iterdir() if path.is_dir() and any(path.glob("*.py"))}


def floors_contract() -> dict[str, Any]:
    """Return the contract that the import linter checks."""
    (contract,) = [row for row in PROJECT["tool"]["importlinter"]["contracts"] if row["name"] == "Floors"]
    return contract


def floors() -> list[list[str]]:
    """Return the rooms of the floors contract, floor by floor, brackets kept."""
    return [[room.strip() for room in re.split(r"[|:]", floor)] for floor in floors_contract()["layers"]]


def test_there_are_files_to_judge():
    assert len(SOURCES) >= 10
    assert len(tracked_files()) >= 20


def test_every_file_of_src_opens_with_a_sentence_that_says_what_lives_there():
    silent = [name_of(path) for path in SOURCES if not re.search(r"\w+ \w+.*[.。]$", first_sentence(path))]
    assert silent == []


def test_no_file_of_src_is_longer_than_four_hundred_lines():
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_at_most_one_function_in_seventy_is_longer_than_forty_lines_docstring_apart():
    found = functions()
    long_ones = [f"{where} ({size} lines)" for where, size in found if size > LONG_FUNCTION]
    assert len(long_ones) <= len(found) // FUNCTIONS_PER_LONG_ONE, long_ones


def test_no_function_is_longer_than_sixty_lines_docstring_apart():
    assert [f"{where} ({size} lines)" for where, size in functions() if size > LONGEST_FUNCTION] == []


def test_no_room_has_a_name_that_grows_until_it_holds_the_house():
    grown = [name_of(path) for path in SOURCES if NAMES_THAT_GROW & {*path.relative_to(ROOT).parts, path.stem}]
    assert grown == []


def test_the_floors_contract_lists_every_room_that_stands_and_brackets_those_that_do_not():
    rooms = [room for floor in floors() for room in floor]
    assert {room for room in rooms if not room.startswith("(")} == packages()
    assert not {room.strip("()") for room in rooms if room.startswith("(")} & packages()


def test_rooms_of_one_floor_do_not_know_each_other():
    """A colon between rooms would let them import each other; a bar does not."""
    assert [floor for floor in floors_contract()["layers"] if ":" in floor] == []


def test_an_engine_of_others_is_imported_by_its_one_door():
    rooms = ROOT / "src" / "tanlu"
    astray = [
        f"{name_of(path)} imports {name}; only {ALLOWED_IMPORTERS[name]} may"
        for path in SOURCES
        for name in sorted(imported(path) & set(ALLOWED_IMPORTERS))
        if path.relative_to(rooms).parts[0] not in ALLOWED_IMPORTERS[name]
    ]
    assert astray == []


def test_nothing_in_the_tree_names_a_package_registry_or_a_place_outside_it():
    found = [
        f"{name_of(path)} holds {text}"
        for path in tracked_files()
        for text in NOT_IN_THE_TREE
        if text.encode() in path.read_bytes()
    ]
    found += [name_of(path) for path in tracked_files() if HOME_OF_SOMEBODY.search(path.read_bytes())]
    assert found == []


def test_locks_hold_names_versions_and_hashes_and_no_address():
    for lock in sorted(ROOT.glob("requirements*.lock")):
        entries = [line for line in lock.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        stray = [line for line in entries if not re.match(r"^([a-z0-9-]+==\S+ |    --hash=sha256:[0-9a-f]{64})", line)]
        assert stray == [], lock.name


def test_what_the_programme_needs_has_one_version_in_every_lock():
    locks = {
        lock.name: dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE))
        for lock in ROOT.glob("requirements*.lock")
    }
    assert set(locks) == {"requirements.lock", "requirements-dev.lock", "requirements-tools.lock"}
    developers = locks["requirements-dev.lock"]
    assert {name: developers.get(name) for name in locks["requirements.lock"]} == locks["requirements.lock"]


def test_every_changelog_fragment_has_a_known_type():
    known = {row["directory"] for row in PROJECT["tool"]["towncrier"]["type"]}
    fragments = [path for path in (ROOT / "changes").iterdir() if path.name not in {".gitkeep", "README.md"}]
    unknown = [
        path.name for path in fragments if not re.match(rf"^[\w+-]+\.({'|'.join(known)})(\.\d+)?\.md$", path.name)
    ]
    assert unknown == []


def test_every_data_file_of_the_library_is_under_a_package_that_the_wheel_holds():
    (package,) = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    carried = [
        path
        for path in tracked_files()
        if path.suffix in {".csv", ".txt", ".toml"} and "tanlu" in path.relative_to(ROOT).parts
    ]
    assert carried != []
    assert [name_of(path) for path in carried if not path.is_relative_to(ROOT / package)] == []


def test_no_two_public_classes_bear_one_name():
    places: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(name_of(path))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_no_folder_of_the_package_holds_more_than_twenty_four_files():
    folders: dict[str, int] = {}
    for path in SOURCES:
        folders[name_of(path.parent)] = folders.get(name_of(path.parent), 0) + 1
    assert {name: count for name, count in folders.items() if count > FILES_IN_A_FOLDER} == {}


def test_every_folder_of_services_has_a_screen_of_the_same_name():
    """A command or a route: whoever knows the room finds it on every layer."""
    package = ROOT / "src" / "tanlu"
    screens = {path.name for path in (package / "cli").iterdir()}
    screens |= {path.stem for path in (package / "web" / "routes").iterdir()}
    services = {path.name for path in (package / "services").iterdir() if (path / "__init__.py").exists()}
    assert services - screens == WITHOUT_A_SCREEN_OF_ITS_OWN
