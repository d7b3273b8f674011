"""Marks of lines, honoured at every size: what is corrected, what a supplier's own figure replaces, what the group sells itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tanlu.core.finding import SHOWN_ROWS, Finding, Severity
from tanlu.engines.columns import expressions as c
from tanlu.engines.columns.base import Frame
from tanlu.factors.activities import activity_of
from tanlu.inventory.line_key import LineKey, cell_text, key_from
from tanlu.inventory.pricing import Status
from tanlu.io.arrow_rows import arrow_table
from tanlu.services.inventory.activity_lines import MARKS, Lines, first_places, known_by, places_of

StatusOf = Callable[[LineKey], Status]
Invoice = tuple[str, str]
"""Evidence and category: lines that share both are one invoice."""
READ = frozenset({"priced", "set_aside", "without_factor"})


def prepare(lines: Lines, *, as_of: date | None, entities: Sequence[str], status: StatusOf) -> Lines:
    """The same lines with their marks, ready to be summed by key.

    Parameters
    ----------
    status : what becomes of a key
    """
    columns = lines.file.columns
    if "replaces" in columns:
        _mark_superseded(lines, as_of)
    if "supplier" in columns and entities:
        lines.frame = c.with_flag(lines.frame, "supplier", entities, "intra_group")
        lines.keys.append("intra_group")
    if "method" in columns and "evidence" in columns:
        _mark_invoiced(lines, status)
    return lines


def _mark_superseded(lines: Lines, as_of: date | None) -> None:
    """A line is superseded where a line known by the day names it in ``replaces``."""
    columns = [name for name in ("line", "replaces", "recorded") if name in lines.file.columns]
    corrections = c.with_text(lines.frame, "replaces").select(*columns)
    replaced: dict[str, str] = {}
    themselves: set[str] = set()
    for batch in lines.engine.batches(corrections):
        for row in batch.to_pylist():
            target, own = cell_text(row["replaces"]), cell_text(row["line"])
            if not target or not known_by(as_of, row.get("recorded"), lines.zone):
                continue
            if target == own:
                themselves.add(own)
            else:
                replaced[target] = own
    if themselves:
        met = f"line {_names(themselves)} names itself in replaces; it counts as it stands"
        mend = "name the line that it corrects"
        lines.findings.append(_replaces(lines, "replaces_itself", "error", met, mend, themselves))
    if not replaced:
        return
    ids = lines.engine.table(arrow_table([{"line_id": name} for name in sorted(replaced)], {"line_id": "text"}))
    lines.frame = c.marked(c.text_of(lines.frame, "line", "line_id"), ids, on=["line_id"], mark="superseded")
    lines.keys.append("superseded")
    lines.findings += _circles(lines, replaced) + _unmet(lines, replaced)


def _replaces(lines: Lines, code: str, severity: Severity, met: str, mend: str, ids: Iterable[str]) -> Finding:
    """A finding on the lines of some ids, in their column ``replaces``."""
    named = sorted(ids)
    file, rows = places_of(lines, named[:SHOWN_ROWS])
    place = ("activities", file, rows[0] if rows else None, "replaces")
    return Finding(code, severity, met, mend, *place, len(named), rows)


def _circles(lines: Lines, replaced: dict[str, str]) -> list[Finding]:
    """Lines that replace each other in a circle."""
    settled: set[str] = set()
    circles: set[str] = set()
    for start in replaced:
        path: dict[str, int] = {}
        at = start
        while at in replaced and at not in settled:
            settled.add(at)
            path[at] = len(path)
            at = replaced[at]
        circles |= {name for name, step in path.items() if at in path and step >= path[at]}
    if not circles:
        return []
    met = f"lines {_names(circles)} replace each other in a circle, so none of them counts"
    mend = "let the last correction stand without being replaced"
    return [_replaces(lines, "replaces_in_a_circle", "error", met, mend, circles)]


def _unmet(lines: Lines, replaced: dict[str, str]) -> list[Finding]:
    """Corrections that name a line which is not there."""
    met = lines.engine.collect(c.distinct(c.having(lines.frame, "superseded"), ["line_id"]))
    missing = set(replaced) - {cell_text(row["line_id"]) for row in met}
    if not missing:
        return []
    text = f"replaces names {_names(missing)}, which is no line of the table; the line itself counts"
    own = {replaced[name] for name in missing}
    return [_replaces(lines, "replaces_unknown", "warning", text, "mend the id in replaces, or add the line", own)]


def _names(ids: Iterable[str]) -> str:
    ordered = sorted(ids)
    return ", ".join(name[:60] for name in ordered[:5]) + (
        f" and {len(ordered) - 5:,} more" if len(ordered) > 5 else ""
    )


def _mark_invoiced(lines: Lines, status: StatusOf) -> None:
    """A supplier's own figure replaces spend on the same invoice where it is priced itself; else spend stays, and is told."""
    names = [name for name in ("evidence", "activity", "category") if name in lines.file.columns]
    replaced, kept = _invoices(lines, status)
    if not replaced and not kept:
        return
    spend = c.spend_only(_with_evidence(lines, {evidence for evidence, _ in replaced | kept}))
    met = lines.engine.collect(c.distinct(c.keyed(spend, names), names))
    hit = [row for row in met if _invoice(row) in replaced]
    if staying := [row for row in met if _invoice(row) in kept]:
        lines.findings += _spend_kept(lines, c.spend_only(_on(lines, names, staying)), status)
    if hit:
        lines.frame = c.both(_marked(lines, names, hit), "on_invoice", mark="invoiced")
        lines.keys.append("invoiced")


def _invoices(lines: Lines, status: StatusOf) -> tuple[set[Invoice], set[Invoice]]:
    """Invoices that a supplier's line which is priced stands on, and those that only such lines do which are read and not."""
    priced: set[Invoice] = set()
    unpriced: set[Invoice] = set()
    for key, row in _counted_keys(lines, c.where_equal(lines.frame, "method", "supplier"), ["evidence"]):
        found = status(key) if _invoice(row)[0] else "superseded"
        if found in READ:
            (priced if found == "priced" else unpriced).add(_invoice(row))
    return priced, unpriced - priced


def _spend_kept(lines: Lines, spend: Frame, status: StatusOf) -> list[Finding]:
    """Lines of spend that count because the supplier's own figure for their invoice cannot be priced."""
    counting = [(key, row) for key, row in _counted_keys(lines, spend, ["evidence"]) if status(key) in READ]
    if not counting:
        return []
    names = [*lines.keys, "evidence"]
    file, rows = first_places(lines, _on(lines, names, [row for _, row in counting]))
    met = (
        f"the supplier's own figure on {_names({cell_text(row['evidence']) for _, row in counting})} is not priced, "
        "so the spend on it still counts"
    )
    mend = "mend the supplier's line (its own finding says how); once it is priced it replaces the spend"
    count = sum(key.lines for key, _ in counting)
    return [
        Finding(
            "spend_kept", "warning", met, mend, "activities", file, rows[0] if rows else None, "method", count, rows
        )
    ]


def _counted_keys(lines: Lines, frame: Frame, beside: Sequence[str]) -> Iterator[tuple[LineKey, dict[str, Any]]]:
    """The keys of some lines, how many lines each has, and the text of further columns."""
    names = [*lines.keys, *beside]
    texts = [name for name in names if name not in MARKS]
    for batch in lines.engine.batches(c.counted(c.keyed(frame, texts), names).sort(*names)):
        for row in batch.to_pylist():
            yield key_from(row | {"quantity_sum": Decimal(0)}, lines.zone), row


def _with_evidence(lines: Lines, evidence: Iterable[str]) -> Frame:
    rows = [{"evidence": name} for name in sorted(evidence)]
    return c.meets(lines.frame, lines.engine.table(arrow_table(rows, {"evidence": "text"})), on=["evidence"])


def _marked(lines: Lines, names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Frame:
    """Every line, with ``on_invoice`` where its text in some columns is that of one of the rows."""
    keys = [f"{name}_key" for name in names]
    table = arrow_table(
        [{f"{name}_key": _text(row[name]) for name in names} for row in rows], dict.fromkeys(keys, "text")
    )
    frame = lines.frame
    for name in names:
        frame = c.text_of(frame, name, f"{name}_key")
    return c.marked(frame, lines.engine.table(table), on=keys, mark="on_invoice")


def _text(cell: object) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _on(lines: Lines, names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Frame:
    return c.having(_marked(lines, names, rows), "on_invoice")


def _invoice(row: Mapping[str, Any]) -> Invoice:
    return cell_text(row.get("evidence")), _category(row)


def _category(row: Mapping[str, Any]) -> str:
    override = cell_text(row.get("category"))
    if override:
        return override.removeprefix("scope3/").removeprefix("3/")
    found = activity_of(cell_text(row.get("activity")))
    return str(found.category) if found and found.category else f"scope{found.scope if found else ''}"
