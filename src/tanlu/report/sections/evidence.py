"""What a report rests on: data quality, the list of factors, the findings, and the index to disclosures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanlu.report.blocks import Block, Cell, Paragraph, Section, Table, Text
from tanlu.report.disclosures import Data, Disclosure, Fact, disclosures, facts_of
from tanlu.report.translations import Words

FRAMEWORKS = ("ghg", "iso", "ifrs", "esrs", "hkex")
MOST_FINDINGS = 500
MOST_FACTORS = 1000


def quality(data: Data, words: Words) -> Section:
    """How much is measured, estimated, stated and missing, and how sure the total is."""
    answer = data["inventory"]
    total = answer["tco2e"]["total_market"]
    measured, estimated = answer["share_measured"], answer["share_estimated"]
    rows: list[list[Cell]] = [
        [words("q_measured"), words.percent(measured)],
        [words("q_estimated"), words.percent(estimated)],
        [words("q_other"), words.percent(None if measured is None else max(0.0, 1 - measured - (estimated or 0.0)))],
        [words("q_interval"), _interval(answer, words)],
        [words("q_covers"), words.percent(answer["interval_covers"] if total else None)],
        [words("q_score"), words.number(answer["data_quality"]["score"], 2)],
        [words("q_scored"), words.percent(answer["data_quality"]["share_scored"])],
    ]
    blocks: list[Block] = [
        Paragraph(words("quality_text")),
        Table("t-quality", words("quality_caption"), [words("m_what"), ""], rows, frozenset({1}), (60, 40)),
    ]
    lines: list[list[Cell]] = [[words(f"lines_{name}"), f"{count:,}"] for name, count in answer["lines"].items()]
    head = [words("lines_head"), words("count")]
    blocks.append(Table("t-lines", words("lines_caption"), head, lines, frozenset({1}), (70, 30)))
    missing = [n for n, row in answer["scope3_categories"].items() if row["status"] == "not_calculated"]
    if missing:
        blocks.append(Paragraph(words("q_missing", numbers=", ".join(missing))))
    return Section("quality", words("quality"), blocks)


def _interval(answer: Mapping[str, Any], words: Words) -> str:
    found = answer["interval_95_tco2e"]
    if found["low"] is None:
        return words("not_known")
    return f"{words.number(found['low'])} – {words.number(found['high'])}"


def factors(data: Data, words: Words) -> Section:
    """Each factor that a figure rests on: value, unit, source, vintage, basis, licence, and why it was chosen."""
    found = data["factors"]
    rows: list[list[Cell]] = [
        [
            row["price"],
            words.plain(row["kgco2e"]),
            row["unit"],
            row["vintage"],
            words(f"basis_{row['basis']}") if row["basis"] else words("none"),
            Text(row["source"], "und"),
            row["licence"],
            words.of(row, "why"),
        ]
        for row in found[:MOST_FACTORS]
    ]
    if not rows:
        return Section("factors", words("factors"), [Paragraph(words("factors_none"))])
    head = [words(name) for name in ("factor", "kgco2e", "per", "valid", "basis", "source", "licence", "why")]
    table = Table("t-factors", words("factors_caption"), head, rows, frozenset({1}), (14, 8, 7, 11, 8, 22, 16, 14))
    blocks: list[Block] = [Paragraph(words("factors_note")), table]
    if len(found) > MOST_FACTORS:
        blocks.append(Paragraph(words("more_rows", count=len(found) - MOST_FACTORS)))
    return Section("factors", words("factors"), blocks)


def findings(data: Data, words: Words) -> Section:
    """Each flaw met in the case, where it is, and how it is mended."""
    found = data["inventory"]["findings"]
    if not found:
        return Section("findings", words("findings"), [Paragraph(words("findings_none"))])
    rows: list[list[Cell]] = [
        [
            words(f"severity_{row['severity']}"),
            row["code"],
            _where(row, words),
            words.of(row, "message"),
            words.of(row, "mend"),
        ]
        for row in found[:MOST_FINDINGS]
    ]
    head = [words(name) for name in ("severity", "code", "where", "met", "mend")]
    blocks: list[Block] = [
        Paragraph(words("findings_note")),
        Table("t-findings", words("findings_caption"), head, rows, widths=(9, 16, 16, 34, 25)),
    ]
    if len(found) > MOST_FINDINGS:
        blocks.append(Paragraph(words("more_rows", count=len(found) - MOST_FINDINGS)))
    return Section("findings", words("findings"), blocks)


def _where(row: Mapping[str, Any], words: Words) -> str:
    place = [row["file"] or row["table"] or ""]
    if row["rows"]:
        more = ("…",) if row["count"] > len(row["rows"]) or len(row["rows"]) > 5 else ()
        shown = tuple(map(str, row["rows"][:5]))
        place.append(words("rows", rows=(*shown, *more), count=row["count"]))
    if row["column"]:
        place.append(words("column", column=row["column"]))
    return " · ".join(part for part in place if part)


def index(data: Data, words: Words) -> Section:
    """Each disclosure of five frameworks, where the report has it, or why it is not in it."""
    facts = facts_of(data)
    blocks: list[Block] = [Paragraph(words("index_note"))]
    for framework in FRAMEWORKS:
        rows: list[list[Cell]] = [
            [each.clause, words(f"what_{each.what}"), _place(each, words), _facts(each, facts, words)]
            for each in disclosures()
            if each.framework == framework
        ]
        head = [words("clause"), words("asks"), words("place"), words("figure")]
        caption = words(f"framework_{framework}")
        blocks.append(Table(f"t-index-{framework}", caption, head, rows, widths=(13, 32, 30, 25)))
    return Section("index", words("index"), blocks)


def _place(each: Disclosure, words: Words) -> str:
    if each.place:
        return words("in_section", section=words(each.place))
    return words("not_in_report", because=words(f"because_{each.because}"))


def _facts(each: Disclosure, facts: Mapping[str, Fact], words: Words) -> str:
    """The facts that answer, as the sections print them."""
    told = [
        f"{fact_name(name, words)}: {words.number(facts[name].value)}"
        for name in each.facts
        if name in facts and facts[name].value is not None
    ]
    return "; ".join(told)


def fact_name(name: str, words: Words) -> str:
    """A fact's name for people."""
    head, _, rest = name.partition("/")
    if head == "gas":
        return words("gas_co2e") if rest == "CO2e" else rest
    if head == "base_year":
        return f"{words('base_year_short')} {words(rest)}"
    return words(name)
