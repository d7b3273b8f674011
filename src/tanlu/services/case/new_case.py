"""Starting: a new case folder from the template that the package carries."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from tanlu.core.errors import CaseError


def start_case(folder: Path) -> list[Path]:
    """Write the template into a new or empty folder; the files written.

    Raises
    ------
    CaseError
        The folder holds something already, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(f"{folder} is there and not empty; name a new folder, so that nothing of yours is overwritten")
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted((files("tanlu.services.case") / "template").iterdir(), key=lambda item: item.name):
            target = folder / source.name
            text = source.read_text(encoding="utf-8")
            named = text.replace(
                'name = "my-company"', f"name = {json.dumps(folder.resolve().name, ensure_ascii=False)}"
            )
            target.write_text(named, encoding="utf-8")
            written.append(target)
    except OSError as error:
        raise CaseError(
            f"{folder} cannot be written ({error.strerror}); name a folder that you may write to"
        ) from error
    return written
