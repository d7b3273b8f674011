"""The manual read by tests: its blocks, the files it shows, the commands it runs, and how output is compared."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_FENCE = re.compile(r"^```(?P<language>\w*)(?: (?P<file>\S+))?$")
_SHOWN_NOT_RUN = frozenset({"make", "git", "cd"})
"""Commands of a person's own machine; the manual shows them and no test runs them."""
_READS = frozenset({"ls", "cat"})


@dataclass(frozen=True)
class Block:
    """One fenced block of a page.

    Parameters
    ----------
    language, file : as the fence says: ```csv my-company/sites.csv
    line : the number of its first line within the page
    """

    page: Path
    language: str
    file: str
    line: int
    text: str

    @property
    def place(self) -> str:
        """File and line, as an editor opens it."""
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"


@dataclass(frozen=True)
class Command:
    """One command of a console block and the output that the page promises."""

    words: tuple[str, ...]
    promised: str
    place: str


def pages() -> list[Path]:
    """Every page whose commands and snippets are run: the README, the manual, the cases."""
    own = [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted((ROOT / "cases").glob("*/README.md"))]
    return [page for page in own if page.is_file()]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found: list[Block] = []
    opened: tuple[str, str, int] | None = None
    lines: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened, lines = (fence["language"], fence["file"] or "", number + 1), []
        elif opened is not None and line == "```":
            found.append(Block(page, *opened, "".join(f"{each}\n" for each in lines)))
            opened = None
        else:
            lines.append(line)
    assert opened is None, f"{page.name}: a block opened at line {opened} is not closed"
    return found


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block: lines that begin with ``$``, each with the lines below it."""
    lines = block.text.splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        promised = "".join(f"{line}\n" for line in lines[start + 1 : end])
        place = f"{block.page.relative_to(ROOT).as_posix()}:{block.line + start}"
        yield Command(tuple(shlex.split(lines[start][2:], comments=True)), promised, place)


class ManualRunner:
    """A folder where a page is worked through, with a copy of the repository's cases in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "cases", folder / "cases", ignore=shutil.ignore_patterns("runs", ".tanlu"))
        self.status = 0

    def put(self, block: Block) -> None:
        """Write a file that the page shows."""
        path = self.folder / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def run(self, command: Command) -> None:
        """Run one command and compare what it prints with the page."""
        name, *rest = command.words
        if name in _SHOWN_NOT_RUN:
            return
        if command.words == ("echo", "$?"):
            printed = f"{self.status}\n"
        elif name in ("tanlu", ".venv/bin/tanlu"):
            printed = self._printed([sys.executable, "-m", "tanlu", *rest])
        else:
            assert name in _READS, f"{command.place}: the manual runs tanlu, ls and cat, not {name}"
            printed = self._printed(list(command.words))
        problem = difference(command.promised, printed)
        assert problem is None, f"{command.place}: {shlex.join(command.words)}\n{problem}\n--- printed ---\n{printed}"

    def snippet(self, code: Block, promised: str) -> None:
        """Run a piece of Python and compare what it prints."""
        printed = self._printed([sys.executable, "-c", code.text])
        problem = difference(promised, printed)
        assert problem is None, f"{code.place}: the snippet prints otherwise\n{problem}\n--- printed ---\n{printed}"

    def _printed(self, words: list[str]) -> str:
        plain = {
            "COLUMNS": "120",
            "NO_COLOR": "1",
            "TERM": "dumb",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": str(ROOT / "src"),
        }
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=os.environ | plain,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.status = done.returncode
        return done.stdout


def difference(promised: str, printed: str) -> str | None:
    """What the page promises and was not printed, or None; ``…`` stands for anything, alone on a line for any lines.

    Examples
    --------
    >>> difference("a …\\n…\\nz\\n", "a 12.5\\nb\\nc\\nz\\n")
    >>> difference("a\\n", "b\\n")
    "line 1 of the output, as the page has it, was not met: 'a'"
    """
    wanted = [line.rstrip() for line in promised.splitlines()]
    met = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    if re.fullmatch("".join(map(_pattern, wanted)), met):
        return None
    for count in range(1, len(wanted) + 1):
        if not re.match("".join(map(_pattern, wanted[:count])), met):
            return f"line {count} of the output, as the page has it, was not met: {wanted[count - 1]!r}"
    return "more was printed than the page has"


def _pattern(line: str) -> str:
    if line == "…":
        return r"(?:[^\n]*\n)*?"
    return "[^\n]*".join(map(re.escape, line.split("…"))) + "\n"


def promised_by(code: Block, following: Block | None) -> str | None:
    """What a snippet should print: the text block right below it, or comments after ``print(…)``; None: not run."""
    if following is not None and following.language == "text":
        return following.text
    comments = re.findall(r"^print\(.*\)  # (.*)$", code.text, re.MULTILINE)
    return "".join(f"{comment}\n" for comment in comments) if comments else None
