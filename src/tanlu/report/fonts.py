"""The font that draws Chinese in documents and charts: the one installed with tanlu, else one of the machine's own."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tanlu.core.errors import ReportError
from tanlu.core.message import message

FAMILY = "Noto Sans SC"
OF_THE_MACHINE = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimHei",
)
"""Families that have the characters of 简体中文, the better ones first."""
_PACKAGE = "pylopdf_fonts_zh_cn"


@cache
def font_folder() -> Path | None:
    """The folder of the fonts installed with tanlu, or None where they are not; only files of it are read."""
    found = find_spec(_PACKAGE)
    places = list(found.submodule_search_locations or ()) if found is not None else []
    return next((Path(place) for place in places if any(Path(place).glob("*.otf"))), None)


def chinese_family() -> str:
    """The family that documents are set in.

    Raises
    ------
    ReportError
        Neither tanlu's nor the machine's fonts have Chinese characters: a document would show boxes.
    """
    import typst

    if font_folder() is not None:
        return FAMILY
    known = set(typst.Fonts().families())
    for family in OF_THE_MACHINE:
        if family in known:
            return family
    raise ReportError(message("report.no_font"))
