"""The sources of the pages keep the project's rules: both languages say everything, files are small and open with a sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from tanlu.engage.quiz.bank_rows import FlawCode
from tanlu.engage.quiz.item_analysis import Flag

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend" / "src"
LOCALES = FRONTEND / "i18n" / "locales"
SOURCES = sorted([*FRONTEND.rglob("*.ts"), *FRONTEND.rglob("*.vue")])
PARTS = [path for path in SOURCES if LOCALES not in path.parents]
LONGEST_PART = 250
_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|//[^\n]*|/\*.*?\*/|[{}]|[\w$]+(?=:)", re.DOTALL)


def words(name: str) -> set[str]:
    """Keys of a file of words, with dots; the object that it exports is the first brace after ``export const``."""
    text = (LOCALES / name).read_text(encoding="utf-8")
    keys: set[str] = set()
    above: list[str] = []
    last = ""
    for token in _TOKEN.findall(text[text.index("{", text.index("export const")) :]):
        if token == "{":
            above.append(last)
        elif token == "}":
            above.pop()
        elif token.startswith("'"):
            keys.add(".".join([*above[1:], last]))
        elif not token.startswith(("//", "/*")):
            last = token
    return keys


def words_of(language: str) -> set[str]:
    """Every key of a language."""
    prefixes = {"codes": "code.", "mends": "mend."}
    return {
        f"{prefixes.get(path.stem, '')}{key}"
        for path in (LOCALES / language).glob("*.ts")
        if path.stem != "index"
        for key in words(f"{language}/{path.name}")
    }


def asked_for() -> set[str]:
    """Every key that a page asks for by its whole name."""
    found: set[str] = set()
    for path in PARTS:
        found |= set(re.findall(r"(?<![\w.])\$?t\('([\w.]+)'", path.read_text(encoding="utf-8")))
    return found


def test_the_reader_of_words_reads_them():
    known = words_of("zh")
    assert {"brand", "title.overview", "scope.1", "power.kinds.ppa", "code.unknown_unit"} <= known
    assert len(known) > 400


def test_each_word_that_a_page_asks_for_stands_in_both_languages():
    asked = asked_for()
    assert len(asked) > 200
    for language in ("zh", "en"):
        assert asked - words_of(language) == set(), language


def test_each_family_of_words_that_a_page_asks_for_stands_in_both_languages():
    families = {
        family
        for path in PARTS
        for family in re.findall(r"(?<![\w.])t\(`([\w.]+)\.\$\{", path.read_text(encoding="utf-8"))
    }
    assert len(families) > 10
    for language in ("zh", "en"):
        known = {key.rpartition(".")[0] for key in words_of(language)} | {"mend"}
        assert families - known == set(), language


def test_the_two_languages_have_the_same_words():
    zh, en = ({key for key in words_of(language) if not key.startswith("mend.")} for language in ("zh", "en"))
    assert zh ^ en == set()


def test_what_the_editors_are_refused_and_each_flag_of_an_item_has_words_in_both_languages():
    told = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/tanlu/services/editor").glob("*.py"))
    )
    refused = {f"refusal.{code}" for code in re.findall(r'EditingRefused\(\s*"(\w+)"', told)} | {"refusal.name_needed"}
    assert len(refused) > 8
    flags = {f"{family}.{flag}" for flag in get_args(Flag) for family in ("flag", "flagMeaning")}
    of_files_alone = {"no_id", "not_yes_or_no", "no_day", "retired_before"}
    flaws = {f"flaw.{code}" for code in get_args(FlawCode) if code not in of_files_alone}
    for language in ("zh", "en"):
        assert (refused | flags | flaws) - words_of(language) == set(), language


def test_no_word_is_empty_and_chinese_is_chinese():
    names = ("accounts", "bridge", "codes", "editor", "mends", "power", "runs", "session", "tables")
    text = "".join((LOCALES / "zh" / f"{name}.ts").read_text(encoding="utf-8") for name in names)
    assert re.findall(r": ''", text) == []
    plain = [word for word in re.findall(r"\b\w+: '([^']*)'", text) if not re.search("[\u4e00-\u9fff]", word)]
    assert set(plain) <= {"GWP", "{year} 年", "%", "2", "3", "4"}


def test_every_source_of_the_pages_opens_with_a_sentence_and_is_small():
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if not re.match(r"(<script setup[^>]*>\n)?/\*\* .+[.。] ?(\*/|\n)", path.read_text(encoding="utf-8"))
    ]
    assert silent == []
    long = {
        path.name: text.count("\n")
        for path in PARTS
        if (text := path.read_text(encoding="utf-8")).count("\n") > LONGEST_PART
    }
    assert long == {}


def test_figures_of_answers_are_shown_by_the_figure_alone():
    """A page that formats tonnes by itself could show another number than the API's."""
    astray = [
        path.name
        for path in PARTS
        if path.suffix == ".vue"
        and re.search(r"\{\{[^}]*(tco2e|kwh)[^}]*\}\}", path.read_text(encoding="utf-8"))
        and not re.search(r"\{\{[^}]*t\([`'][\w.]*(tco2e|kwh)", path.read_text(encoding="utf-8"))
    ]
    assert astray == ["TrajectoryChart.vue"]  # the axis of a picture whose table stands under it
