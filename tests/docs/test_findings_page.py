"""The page of findings names every code that the source can give, and none that it cannot."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from support.manual import DOCS, ROOT
from tanlu.core.errors import TanluError

SOURCES = sorted((ROOT / "src").rglob("*.py"))
PAGE = (DOCS / "findings.md").read_text(encoding="utf-8")
ON_THE_PAGE = set(re.findall(r"^\| `([a-z]\w*)` \|", PAGE, re.MULTILINE))
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
Places = dict[str, int]


def takers_of_a_code(tree: ast.AST) -> Places:
    """Return the functions that are handed a code, with its place among their arguments."""
    places: Places = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg != "self"]
            if "code" in names:
                places[node.name] = names.index("code")
    return places


def handed(tree: ast.AST, places: Places) -> Iterator[str]:
    """Yield the codes that calls hand over."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in places:
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        given += node.args[places[name] : places[name] + 1]
        for value in given:
            yield from texts(value)


def assigned(tree: ast.AST) -> Iterator[str]:
    """Yield the codes that are first given a name, and those that stand in a table of (code, what was met, mend)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                first = target.elts[0] if isinstance(target, ast.Tuple) else target
                if isinstance(first, ast.Name) and first.id == "code":
                    yield from texts(node.value)
        elif isinstance(node, ast.Tuple) and is_row_of_a_table(node):
            yield from texts(node.elts[0])


def is_row_of_a_table(node: ast.Tuple) -> bool:
    """Return whether a tuple reads (code, what was met, mend)."""
    if len(node.elts) < 3 or "_" not in "".join(texts(node.elts[0])):
        return False
    return isinstance(node.elts[1], ast.JoinedStr) or " " in "".join(sentences(node.elts[1]))


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the codes that an expression may come to."""
    if isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.Tuple):
        yield from texts(node.elts[0])
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
        yield node.value


def sentences(node: ast.AST) -> Iterator[str]:
    """Yield a constant text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def codes_in_the_source() -> dict[str, str]:
    """Return every code with a file that gives it."""
    found: dict[str, str] = {}
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        places = {"Finding": 0, "LineIssue": 0} | takers_of_a_code(tree)
        for code in [*handed(tree, places), *assigned(tree)]:
            found.setdefault(code, path.relative_to(ROOT).as_posix())
    return found


def test_every_code_that_the_source_gives_is_on_the_page():
    missing = {code: file for code, file in codes_in_the_source().items() if code not in ON_THE_PAGE}
    assert missing == {}


def test_every_code_on_the_page_is_given_by_the_source():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert sorted(code for code in ON_THE_PAGE if f'"{code}"' not in source) == []


def test_the_codes_that_others_rely_on_are_on_the_page():
    assert {"implausible_scope1", "without_factor", "unknown_unit", "duplicate_line"} <= ON_THE_PAGE


def kinds_of(error: type[Exception]) -> Iterator[str]:
    """Yield the names of an error and of all its kinds that a caller can name."""
    if not error.__name__.startswith("_"):
        yield error.__name__
    for kind in error.__subclasses__():
        yield from kinds_of(kind)


def test_every_error_that_a_request_can_end_with_is_on_the_page():
    assert [name for name in kinds_of(TanluError) if f"`{name}`" not in PAGE] == []
