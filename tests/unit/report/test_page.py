"""The page stands alone, says what the JSON says, and what a case holds comes out escaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from support.case_builders import a_case, factors, lines, rows, table
from support.report_builders import many_kinds, told, written

ROOT = Path(__file__).resolve().parents[3]
TENCENT = ROOT / "cases" / "tencent"
VOID = {"meta", "col", "br", "hr", "img", "input", "link"}


class Read(HTMLParser):
    """A page as a reader's software takes it: elements with their attributes, and text by the id it stands under."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.cells: dict[str, list[list[str]]] = {}
        self.text = ""
        self._table = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self._table = found["id"] or ""
            self.cells[self._table] = []
        if tag == "tr":
            self.cells[self._table].append([])
        if tag in ("th", "td"):
            self.cells[self._table][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} is closed out of turn"

    def handle_data(self, data: str) -> None:
        if not {"style", "svg"} & set(self.open):
            self.text += data
            if {"th", "td"} & set(self.open):
                self.cells[self._table][-1][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def tencent(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("page") / "report.html"
    written(TENCENT, out)
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_kinds(tmp_path_factory.mktemp("case") / "case")


@pytest.fixture(scope="module")
def english(kinds: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("english") / "report.html"
    written(kinds, out, "en")
    return out.read_text(encoding="utf-8")


def test_the_page_asks_nobody_for_anything_and_runs_nothing(tencent: str):
    read = Read(tencent)
    assert read.open == []
    assert {tag for tag, _ in read.elements} & {
        "script",
        "link",
        "iframe",
        "object",
        "embed",
        "img",
        "form",
        "base",
    } == set()
    named = [
        value
        for _, attributes in read.elements
        for name, value in attributes.items()
        if name in ("src", "href", "xlink:href")
    ]
    assert named != []
    assert all((value or "").startswith("#") for value in named)
    assert "@import" not in tencent
    assert re.search(r"url\((?!['\"]?#)", tencent) is None
    assert not any(name.startswith("on") for _, attributes in read.elements for name in attributes)
    (policy,) = [meta["content"] for meta in read.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in (policy or "")


def test_a_reader_who_does_not_see_it_finds_landmarks_heads_and_a_table_beside_every_chart(tencent: str):
    read = Read(tencent)
    assert len(read.all("main")) == 1
    assert [article["lang"] for article in read.all("article")] == ["zh-Hans", "en"]
    assert len(read.all("h1")) == 2
    assert all(head.get("scope") in ("col", "row") for head in read.all("th"))
    assert len(read.all("caption")) == len(read.all("table"))
    pictures = [each for each in read.all("div") if each.get("role") == "img"]
    assert len(pictures) == len(read.all("svg")) > 0
    assert all(len(each["aria-label"] or "") > 20 for each in pictures)
    ids = [attributes["id"] for _, attributes in read.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    wanted = {(link["href"] or "#")[1:] for link in read.all("a")}
    wanted |= {attributes["aria-labelledby"] for _, attributes in read.elements if attributes.get("aria-labelledby")}
    assert wanted <= set(ids)


@pytest.mark.rule("inventory-29", "inventory-1")
def test_printed_parts_sum_to_the_printed_totals_and_shares_to_100(tencent: str):
    scopes = {row[0]: row[1:] for row in Read(tencent).cells["en-t-scopes"][1:]}
    value = {name: float(row[0].replace(",", "")) for name, row in scopes.items()}
    parts = value["Scope 1"] + value["Scope 3"]
    # Each is printed with one digit: sums of them are exact to far below it.
    assert parts + value["Scope 2, market-based"] == pytest.approx(value["Total, market-based"], abs=1e-6)
    assert parts + value["Scope 2, location-based"] == pytest.approx(value["Total, location-based"], abs=1e-6)
    shares = [row[1] for row in scopes.values() if row[1]]
    assert shares == ["4.8 %", "44.2 %", "51.0 %", "100.0 %"]


def test_the_page_and_the_json_say_the_same(tencent: str, tmp_path: Path):
    said, cells = told(TENCENT, tmp_path), Read(tencent).cells
    answer = said["inventory"]
    shown = [row[1] for row in cells["zh-t-scopes"][1:]]
    assert shown == [f"{value:,.1f}" for value in answer["tco2e"].values()]
    assert len(cells["en-t-categories"]) == 1 + 15
    assert [row[1] for row in cells["en-t-findings"][1:]] == [finding["code"] for finding in answer["findings"]]
    assert [row[0] for row in cells["en-t-factors"][1:]] == [factor["price"] for factor in said["factors"]]
    assert said["run"] in tencent
    assert said["method"]["rules_sha256"] in tencent


def test_the_change_since_the_year_before_adds_up_as_printed(tencent: str):
    rows_shown = [float(row[1].replace(",", "")) for row in Read(tencent).cells["en-t-change"][1:]]
    assert sum(rows_shown[:-1]) == pytest.approx(rows_shown[-1], abs=1e-6)
    assert rows_shown[-1] == 5_796_111.7


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_language_alone_has_all_of_it_and_none_of_the_other(kinds: Path, english: str, tmp_path: Path, lang):
    written(kinds, tmp_path / "report.html", lang)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    if lang == "en":
        assert page == english  # the same case gives the same bytes
    read = Read(page)
    assert {"t-scopes", "t-months", "t-sites", "t-gases", "t-lines", "t-index-hkex"} <= set(read.cells)
    heads = " ".join(cell for cells in read.cells.values() for cell in cells[0])
    assert bool(re.search("[\u4e00-\u9fff]", heads)) == (lang == "zh")
    assert ("Emissions by scope" in read.text) == (lang == "en")


def test_months_of_lines_within_a_month_and_the_rest_unspread(kinds: Path, english: str, tmp_path: Path):
    months = {row[0]: row[1:] for row in Read(english).cells["t-months"][1:]}
    assert [name for name in months if name != "Lines over several months"] == [
        f"{name} 2023" for name in ("January", "February", "March", "April", "May", "June", "August")
    ]
    months_sum = sum(float(row[0].replace(",", "")) for row in months.values() if row[0])
    # Eight figures printed with one digit each: at most 8 × 0.05 beside the total.
    assert months_sum == pytest.approx(told(kinds, tmp_path)["inventory"]["tco2e"]["scope1"], abs=0.4)


EVIL = """<script>alert("1")</script>'"&<img src=x onerror=alert(1)>"""


def test_hostile_names_come_out_as_the_text_that_they_are(tmp_path: Path):
    site = {"site": EVIL, "name": EVIL, "kind": "office", "country": "CN", "region": "CN", "share": 1}
    quoted = '"' + EVIL.replace('"', '""') + '"'
    other = {**site, "site": "b", "name": "</svg></style></title><script>x</script>"}
    case = a_case(
        tmp_path / "case",
        sites=table([site, other]),
        activities=lines("fuel/diesel 3 t", "fuel/diesel 2 t site=b", "magic/<b>wand</b> 1 t").replace("hq", quoted),
        statements=rows("statement=<i>s</i> year=2023 metric=scope3/1 value=5 unit=tCO2e source='<b>press</b>'"),
        factors=factors("material/steel CN 2023 1900 t").replace("our notice", "<script>source</script>"),
        settings={"name": EVIL, "name_zh": "</article>" + EVIL},
        toml='[scope3]\n"14" = "not relevant: <script>franchise</script>"\n'
        '[[targets]]\nname = "<script>t</script>"\nmetric = "total"\nyear = 2030\nlimit_tco2e = 1',
    )
    out = tmp_path / "report.html"
    written(case, out, "zh")
    read = Read(out.read_text(encoding="utf-8"))
    assert read.open == []
    assert {tag for tag, _ in read.elements} & {"script", "img", "i", "b"} == set()
    assert EVIL in read.text
    assert not any(name.startswith("on") for _, attributes in read.elements for name in attributes)


def test_a_year_without_anything_has_a_page_that_says_so(tmp_path: Path):
    case, out = a_case(tmp_path / "case", activities=lines("fuel/diesel 1 t")), tmp_path / "report.html"
    written(case, out, "en", year=2019)
    page = out.read_text(encoding="utf-8")
    cells = Read(page).cells
    assert [row[1] for row in cells["t-scopes"][1:]] == ["not known"] * 6
    assert "No line was priced" in page
