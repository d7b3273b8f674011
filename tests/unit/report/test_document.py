"""The PDF draws 碳路 with real glyphs, is tagged, and is the same bytes for the same case."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.boundsPen import BoundsPen
from pypdf import PdfReader

from support.case_builders import a_case, lines, table
from support.report_builders import written
from tanlu.core.errors import ReportError
from tanlu.report import fonts
from tanlu.report.fonts import chinese_family

ROOT = Path(__file__).resolve().parents[3]
TENCENT = ROOT / "cases" / "tencent"


@pytest.fixture(scope="module")
def tencent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("document") / "report.pdf"
    written(TENCENT, out)
    return out


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def embedded(path: Path) -> list[tuple[dict[str, int], CFFFontSet]]:
    """The fonts in a PDF: character → number of its glyph, and the font's own outlines."""
    found: dict[int, tuple[dict[str, int], CFFFontSet]] = {}
    pages: Any = PdfReader(path).pages
    for page in pages:
        for reference in page["/Resources"]["/Font"].values():
            font: Any = reference.get_object()
            file = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile3"].get_object()
            outlines = CFFFontSet()
            outlines.decompile(io.BytesIO(file.get_data()), None)
            found[id(file)] = (characters(font["/ToUnicode"].get_object().get_data().decode()), outlines)
    return list(found.values())


def characters(mapping: str) -> dict[str, int]:
    """The characters of a ToUnicode map, each with its glyph."""
    pairs: dict[str, int] = {}
    for line in mapping.splitlines():
        words = line.replace(">", "> ").split()
        if len(words) == 2 and all(word.startswith("<") and word.endswith(">") for word in words):
            text = bytes.fromhex(words[1][1:-1]).decode("utf-16-be")
            pairs[text] = int(words[0][1:-1], 16)
    return pairs


def outline(number: int, fontset: CFFFontSet) -> tuple[float, ...] | None:
    """The bounds of what a glyph draws, or None where it draws nothing."""
    top = fontset[fontset.fontNames[0]]
    name = top.charset[number]
    assert name != ".notdef"
    pen = BoundsPen(None)
    top.CharStrings[name].draw(pen)
    return pen.bounds


def test_chinese_is_drawn_with_outlines_of_its_own_and_not_with_boxes(tencent: Path):
    drawn: dict[str, tuple[float, ...] | None] = {}
    for mapped, fontset in embedded(tencent):
        drawn |= {character: outline(mapped[character], fontset) for character in "碳路腾讯" if character in mapped}
    assert set(drawn) == set("碳路腾讯")
    assert None not in drawn.values()
    assert len(set(drawn.values())) == 4  # boxes would all have one shape


def test_the_text_of_both_languages_can_be_found_and_read(tencent: Path):
    text = text_of(tencent)
    assert "碳路" in text
    assert "腾讯 2023 年温室气体清单" in text
    assert "Greenhouse gas inventory 2023: tencent" in text
    assert "5,796,111.7" in text


def test_the_document_is_tagged_and_names_its_language_and_title(tencent: Path):
    reader = PdfReader(tencent)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh"
    assert reader.metadata is not None
    assert reader.metadata.title == "腾讯 2023 年温室气体清单"


def test_the_same_case_gives_the_same_bytes(tencent: Path, tmp_path: Path):
    written(TENCENT, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == tencent.read_bytes()


def test_what_a_case_holds_is_text_and_never_a_command_of_the_typesetter(tmp_path: Path):
    evil = '#panic("x") $x$ *b* _i_ `raw` @ref <label> \\ #read("/etc/passwd") [x] {y}'
    case = a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t"), settings={"name": evil})
    written(case, tmp_path / "report.pdf", "en")
    text = text_of(tmp_path / "report.pdf").replace("\u200b", "").replace("\n", " ")
    assert '#panic("x") $x$ *b* _i_ `raw` @ref <label>' in text


ODD = "🏭 โรงงาน \x01\x0b \ue000 한국 ñ"


@pytest.mark.parametrize("ending", ["html", "pdf", "xlsx"])
def test_characters_that_nothing_draws_do_not_stop_a_report(tmp_path: Path, ending: str):
    site = {"kind": "office", "country": "CN", "region": "CN", "share": 1}
    case = a_case(
        tmp_path / "case",
        sites=table([{"site": "h\x01q", "name": ODD, **site}, {"site": "b", "name": "厂" * 300, **site}]),
        activities=lines("electricity/grid 3 MWh", "fuel/diesel 3 t site=b 2023-02", site="h\x01q"),
    )
    out = tmp_path / f"report.{ending}"
    assert written(case, out, "en")["tco2e"]["scope2_location"] > 0
    if ending == "pdf":
        assert "ñ" in text_of(out)


def test_without_a_chinese_font_the_request_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts, "font_folder", lambda: None)
    monkeypatch.setattr(fonts, "OF_THE_MACHINE", ("No Such Family",))
    with pytest.raises(ReportError, match="no font with Chinese characters is here"):
        chinese_family()
