"""The page of certificates: what the case's book holds, where it keeps one."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def certificates_json(folder: Path) -> dict[str, Any]:
    """Certificates and carried energy; ``book`` is false where the case keeps no book, which is not a book without entries."""
    return {"book": False, "certificates": [], "carried_kwh": {}}
