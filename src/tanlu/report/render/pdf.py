"""The report as a PDF: typeset from the same parts as the page, tagged for readers, the same bytes for the same input."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from tanlu.core.errors import ReportError
from tanlu.core.message import message
from tanlu.report.blocks import Block, Cell, Chart, Paragraph, Text
from tanlu.report.disclosures import Data
from tanlu.report.fonts import chinese_family, font_folder
from tanlu.report.render.characters import drawable
from tanlu.report.render.html import TAGS, article
from tanlu.report.translations import LANGUAGES, Lang, Words


def write_document(data: Data, path: Path, lang: Literal["zh", "en", "both"]) -> None:
    """Write the document; with both languages, 中文 stands before English.

    Raises
    ------
    ReportError
        There is no font with Chinese characters, or the typesetter refuses.
    """
    chosen: tuple[Lang, ...] = LANGUAGES if lang == "both" else (lang,)
    family, folder = chinese_family(), font_folder()
    data = drawable(data)
    told = [_plain(article(data, Words(each), several=lang == "both")) for each in chosen]
    inputs = {"data": json.dumps({"family": family, "articles": told}, ensure_ascii=False)}
    path.write_bytes(_typeset(inputs, folder, _last_day(data)))


def _typeset(inputs: dict[str, str], folder: Path | None, day: datetime) -> bytes:
    """The PDF: accessible as PDF/UA-1 asks, or without that promise where a name has a character that no font here draws."""
    import typst

    source = (files("tanlu.report.render") / "templates" / "report.typ").read_bytes()
    fonts = typst.Fonts(include_system_fonts=folder is None, font_paths=[str(folder)] if folder else [])
    refused: typst.TypstError | None = None
    attempts: tuple[list[Any], ...] = (["ua-1"], [])
    for standards in attempts:
        try:
            drawn = typst.compile(
                source, format="pdf", sys_inputs=inputs, font_paths=fonts, timestamp=day, pdf_standards=standards
            )
        except typst.TypstError as error:
            refused = error
        else:
            assert isinstance(drawn, bytes)
            return drawn
    raise ReportError(message("report.not_typeset", reason=str(refused))) from refused


def _last_day(data: Data) -> datetime:
    """The year's last day, which a document bears as its date: no clock, so the same input gives the same bytes."""
    return datetime.fromisoformat(data["period"]["end"]).replace(tzinfo=UTC)


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    """An article as plain values for the typesetter, which takes them as text and never as commands."""
    sections = [
        {"id": section.id, "title": section.title, "blocks": [_block(block) for block in section.blocks]}
        for section in found["sections"]
    ]
    named = {name: found[name] for name in ("title", "subtitle", "known", "made_by")}
    language = "zh" if found["lang"] == TAGS["zh"] else "en"
    return {**named, "lang": language, "contents": found["words"]("contents"), "sections": sections}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Chart):
        return {"kind": "chart", "title": block.title, "description": block.description, "svg": block.svg}
    return {
        "kind": "table",
        "caption": block.caption,
        "head": list(block.head),
        "rows": [[_cell(cell) for cell in row] for row in block.rows],
        "numbers": sorted(block.numbers),
        "widths": list(block.widths) or [1] * len(block.head),
        "sum": block.last_is_sum,
    }


def _cell(cell: Cell) -> dict[str, str]:
    if isinstance(cell, Text):
        return {"text": cell.text, "lang": "en" if cell.lang == "en" else ""}
    return {"text": cell, "lang": ""}
