"""The figures of a report: scopes, categories, gases, sites, months, and the change since the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from tanlu.core.rounding import rounded, rounded_parts, shares_percent
from tanlu.report.blocks import Block, Cell, Chart, Paragraph, Section, Table, Text
from tanlu.report.charts import bars, columns
from tanlu.report.disclosures import Data
from tanlu.report.translations import Words

SCOPES = ("scope1", "scope2_location", "scope2_market", "scope3", "total_location", "total_market")
METRICS = SCOPES[:4]


def printed_scopes(tco2e: Mapping[str, float | None], words: Words) -> dict[str, str]:
    """Each figure as it is printed: the parts of each total sum to it as printed; what is not known says so."""
    names = [name for name in ("scope1", "scope2_market", "scope3") if tco2e[name] is not None]
    parts = dict(zip(names, rounded_parts([tco2e[name] or 0.0 for name in names], digits=1), strict=True))
    if tco2e["scope2_location"] is not None:
        parts["scope2_location"] = rounded(tco2e["scope2_location"], digits=1)
    for basis in ("location", "market"):
        own = [parts[name] for name in ("scope1", f"scope2_{basis}", "scope3") if name in parts]
        if own:
            parts[f"total_{basis}"] = sum(own[1:], own[0])
    return {name: f"{parts[name]:,}" if name in parts else words("not_known") for name in SCOPES}


def scopes(data: Data, words: Words) -> Section:
    """Scopes with shares, both bases of scope 2, what lines give beside what counts, and what was only compared."""
    answer = data["inventory"]
    tco2e, computed = answer["tco2e"], answer["computed_tco2e"]
    printed = printed_scopes(tco2e, words)
    known = [name for name in ("scope1", "scope2_market", "scope3") if tco2e[name] is not None]
    values = [tco2e[name] for name in known]
    shares = dict(zip(known, shares_percent(values), strict=True)) if sum(values) > 0 else {}
    rows = [
        [
            words(name),
            printed[name],
            f"{shares[name]} %" if name in shares else ("100.0 %" if name == "total_market" and shares else ""),
            "" if computed[name] is None else words.number(computed[name]),
            _how(answer, name, words),
        ]
        for name in SCOPES
    ]
    head = ["", words("counts_t"), words("share_market"), words("from_lines_t"), words("how")]
    blocks: list[Block] = [
        Paragraph(words("scopes_note")),
        Table("t-scopes", words("scopes_caption"), head, rows, frozenset({1, 2, 3}), (30, 16, 14, 16, 14)),
    ]
    pairs = [(words(name), tco2e[name]) for name in METRICS if tco2e[name] is not None]
    if pairs:
        blocks.append(_bar_chart("c-scopes", words("scopes_chart"), pairs, words))
    blocks += _stated(answer, words) + _checks(answer, words) + _basis(answer, words)
    return Section("scopes", words("scopes"), blocks)


def _how(answer: Mapping[str, Any], name: str, words: Words) -> str:
    if name in answer["stated"]:
        return words("stated")
    return words("computed") if answer["computed_tco2e"][name] is not None and not name.startswith("total") else ""


def _bar_chart(id: str, title: str, pairs: Sequence[tuple[str, float]], words: Words) -> Chart:
    told = "; ".join(f"{name}: {words.number(value)}" for name, value in pairs)
    return Chart(id, title, f"{title}, {words('tco2e')}. {told}", partial(bars, pairs, unit=words("tco2e")))


def metric_name(metric: str, words: Words) -> str:
    """A metric as a statement names it, for people."""
    if metric.startswith("scope3/"):
        number = metric.partition("/")[2]
        return words("category", number=number, name=words(f"category_{number}"))
    return words({"total": "total_market", "scope2": "scope2_any"}.get(metric, metric.replace("+", "_")))


def _stated(answer: Mapping[str, Any], words: Words) -> list[Block]:
    rows = [
        [metric_name(metric, words), words.number(row["tco2e"]), row["statement"], Text(row["source"], "und")]
        for metric, row in answer["stated"].items()
    ]
    head = [words("metric"), words("tco2e"), words("statement"), words("source")]
    caption = words("stated_caption")
    return [Table("t-stated", caption, head, rows, frozenset({1}), (24, 16, 20, 40))] if rows else []


def _checks(answer: Mapping[str, Any], words: Words) -> list[Block]:
    rows = [
        [
            metric_name(row["metric"], words),
            words.number(row["stated"]),
            words.number(row["computed"]),
            words("not_known") if row["gap_percent"] is None else f"{rounded(row['gap_percent'], digits=2):+} %",
            Text(row["source"], "und"),
        ]
        for row in answer["checks"]
    ]
    head = [words("metric"), words("published"), words("here"), words("gap"), words("source")]
    caption = words("checks_caption")
    return [Table("t-checks", caption, head, rows, frozenset({1, 2, 3}), (22, 15, 15, 12, 36))] if rows else []


def _basis(answer: Mapping[str, Any], words: Words) -> list[Block]:
    levels = answer["basis"]["kwh_by_level"]
    rows = [[words(f"level_{level}"), words.number(kwh / 1000)] for level, kwh in levels.items()]
    head = [words("level"), words("mwh")]
    return [Table("t-levels", words("levels_caption"), head, rows, frozenset({1}), (60, 40))] if rows else []


def categories(data: Data, words: Words) -> Section:
    """The fifteen categories of scope 3: a value, or not relevant, or not calculated with the reason."""
    found = data["inventory"]["scope3_categories"]
    rows: list[list[Cell]] = [
        [
            words("category", number=number, name=words(f"category_{number}")),
            "" if row["tco2e"] is None else words.number(row["tco2e"]),
            words(row["status"]),
            _reason(row, words),
        ]
        for number, row in found.items()
    ]
    head = [words("category_head"), words("tco2e"), words("status"), words("reason")]
    blocks: list[Block] = [
        Table("t-categories", words("categories_caption"), head, rows, frozenset({1}), (34, 14, 16, 36))
    ]
    pairs = [
        (f"{number} {words(f'category_{number}')}", row["tco2e"])
        for number, row in found.items()
        if row["tco2e"] is not None
    ]
    if pairs:
        blocks.append(_bar_chart("c-categories", words("categories_chart"), pairs, words))
    return Section("categories", words("categories"), blocks)


_TOTAL_ONLY, _SILENT = "only the total of scope 3 is public (", "no line and no statement gives it"


def _reason(row: Mapping[str, Any], words: Words) -> Cell:
    """A reason in the report's language where it is one of ours, else in the words of the case."""
    reason: str = row["reason"]
    if row.get("reason_zh", reason) != reason:
        return words.of(row, "reason")
    if reason.startswith(_TOTAL_ONLY):
        return words("why_total_only", source=reason.removeprefix(_TOTAL_ONLY).removesuffix(")"))
    return words("why_silent") if reason.startswith(_SILENT) else Text(reason, "und")


def gases(data: Data, words: Words) -> Section:
    """Gases in their own tonnes, and biogenic CO2 apart from the scopes."""
    answer = data["inventory"]
    rows = [[words("gas_co2e") if gas == "CO2e" else gas, words.number(t, 3)] for gas, t in answer["gases_t"].items()]
    rows.append([words("biogenic"), words.number(answer["biogenic_tco2"], 3)])
    note = Paragraph(words("gases_note"))
    head = [words("gas"), words("tonnes")]
    table = Table("t-gases", words("gases_caption"), head, rows, frozenset({1}), (60, 40))
    return Section("gases", words("gases"), [note, table])


MOST_ROWS = 200
"""Sites (or the like) that a page shows; the rest are one row, and the workbook has them all."""


def sites(data: Data, words: Words) -> Section:
    """What lines give at each site."""
    rows = data["sites"]
    if not rows:
        return Section("sites", words("sites"), [Paragraph(words("sites_none"))])
    ordered = sorted(rows, key=lambda row: -(_total(row) or 0.0))
    shown, rest = ordered[:MOST_ROWS], ordered[MOST_ROWS:]
    body = [_site_row(row, words) for row in shown]
    if rest:
        others = {metric: _sum([row[metric] for row in rest]) for metric in METRICS}
        body.append(_site_row({"site": "", "name": words("other_sites", count=len(rest))} | others, words))
    head = [words("site"), *(words(metric) for metric in METRICS)]
    table = Table("t-sites", words("sites_caption"), head, body, frozenset({1, 2, 3, 4}), (32, 17, 17, 17, 17))
    blocks: list[Block] = [Paragraph(words("sites_note")), table]
    pairs = [(row["name"] or row["site"], total) for row in ordered[:15] if (total := _total(row)) is not None]
    if len(pairs) > 1:
        blocks.append(_bar_chart("c-sites", words("sites_chart"), pairs, words))
    return Section("sites", words("sites"), blocks)


def _site_row(row: Mapping[str, Any], words: Words) -> list[Cell]:
    named = row["name"] or row["site"]
    return [Text(named, "und"), *("" if row[metric] is None else words.number(row[metric]) for metric in METRICS)]


def _total(row: Mapping[str, Any]) -> float | None:
    return _sum([row["scope1"], row["scope2_market"], row["scope3"]])


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def months(data: Data, words: Words) -> Section:
    """What lines of one month give, month by month; longer lines are never spread over months."""
    rows = data["months"]
    if not rows:
        return Section("months", words("months"), [Paragraph(words("months_none"))])
    body: list[list[Cell]] = [
        [
            words.month(row["month"]) if row["month"] else words("months_longer"),
            *("" if row[metric] is None else words.number(row[metric]) for metric in METRICS),
        ]
        for row in rows
    ]
    head = [words("month"), *(words(metric) for metric in METRICS)]
    table = Table("t-months", words("months_caption"), head, body, frozenset({1, 2, 3, 4}), (32, 17, 17, 17, 17))
    parts = [
        (row["month"], words(metric), row[metric])
        for row in rows
        if row["month"]
        for metric in ("scope1", "scope2_market", "scope3")
        if row[metric] is not None
    ]
    told = f"{words('months_chart')}. {words('chart_is_table')}"
    chart = Chart("c-months", words("months_chart"), told, partial(columns, parts, unit=words("tco2e")))
    return Section("months", words("months"), [Paragraph(words("months_note")), table, chart])


PARTS = ("activity", "factor", "boundary", "method")


def change(data: Data, words: Words) -> Section:
    """Why the total is another than the year before."""
    found = data["bridge"]
    if found is None:
        return Section("change", words("change"), [Paragraph(words("change_none", year=data["year"] - 1))])
    start, end, parts = found["from"], found["to"], found["parts"]
    first, *steps = rounded_parts([start["tco2e"] or 0.0, *(parts[part] for part in PARTS)], digits=1)
    body: list[list[Cell]] = [
        [words("change_from", year=start["year"]), f"{first:,}"],
        *([words(f"change_{part}"), f"{step:+,}"] for part, step in zip(PARTS, steps, strict=True)),
        [words("change_to", year=end["year"]), f"{sum(steps, first):,}"],
    ]
    table = Table(
        "t-change", words("change_caption"), ["", words("tco2e")], body, frozenset({1}), (60, 40), last_is_sum=True
    )
    by_scope = [
        [words(f"{scope}_market" if scope == "scope2" else scope), *(words.number(row[part]) for part in PARTS)]
        for scope, row in found["by_scope"].items()
    ]
    head = ["", *(words(f"change_{part}") for part in PARTS)]
    detail = Table(
        "t-change-scopes", words("change_scopes"), head, by_scope, frozenset({1, 2, 3, 4}), (32, 17, 17, 17, 17)
    )
    pairs = [(words(f"change_{part}"), parts[part]) for part in PARTS]
    chart = _bar_chart("c-change", words("change_chart"), pairs, words)
    return Section("change", words("change"), [Paragraph(words("change_note")), table, chart, detail])
