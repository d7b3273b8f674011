"""The page of certificates: what the case's book holds, where it keeps one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tanlu.services.certificates.instruments import BOOK
from tanlu.services.certificates.operations import CertificateRequest, certificates


def certificates_json(folder: Path) -> dict[str, Any]:
    """The answer of ``tanlu certificates CASE show``; ``book`` is false where the case keeps none, which is not one without entries."""
    shown = certificates(folder, "show", CertificateRequest())
    head = shown.pop("book")
    return {"book": (folder / BOOK).is_file(), "head": head, **shown}
