"""Lines of a case on an engine: as keys with exact sums, with corrections and supplier's invoices honoured at every size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tanlu.core.errors import NotADate
from tanlu.core.finding import SHOWN_ROWS, Finding, Severity
from tanlu.core.period import Period, parse_date
from tanlu.engines import columns as c
from tanlu.engines.columns import Columns, Frame
from tanlu.engines.files import LinesFile, open_lines
from tanlu.engines.rows import arrow_table, rows_of
from tanlu.factors.activities import activity_of
from tanlu.inventory.lines import ACTIVITIES, KEY_COLUMNS, LARGEST_QUANTITY, LineKey, key_from, tidy


@dataclass
class Lines:
    """The activity lines of a case, opened on an engine.

    Parameters
    ----------
    frame : every line, with ``state`` and the marks ``superseded``, ``invoiced``, ``intra_group`` where they apply
    keys : the columns that a key is made of
    """

    engine: Columns
    file: LinesFile
    frame: Frame
    keys: list[str]
    findings: list[Finding] = field(default_factory=list[Finding])

    @cached_property
    def names(self) -> dict[str, str]:
        """Files' names to show, by each way that an engine writes a path."""
        given = self.file.names
        return {str(Path(path).resolve()): name for path, name in given.items()} | given

    def stream(self) -> Iterator[LineKey]:
        """Keys in the order of their text, each with the count and the exact sum of its lines."""
        keys = [name for name in self.keys if name != "state"]
        texts = [name for name in keys if name not in MARKS]
        squared = "sd_pct" in keys
        sound = c.is_sound(largest=LARGEST_QUANTITY, flaw=self.file.flaw_column)
        sums = c.sums_by_key(self.frame, keys=keys, texts=texts, sound=sound, squared=squared)
        for batch in self.engine.batches(sums.sort(*self.keys)):
            for row in rows_of(batch):
                row["quantity_sum"] = c.exact_sum(row)
                if squared:
                    row["squares"] = c.sum_of_squares(row)
                yield key_from(row)


MARKS = ("superseded", "invoiced", "intra_group")


def open_case_lines(folder: Path, spool: Path) -> tuple[LinesFile | None, list[Finding]]:
    """The table of lines, ready for the engine."""
    return open_lines(folder, ACTIVITIES, spool)


def no_evidence() -> Finding:
    """The table of lines has no column for evidence."""
    return Finding(
        "missing_column",
        "warning",
        "activities has no column evidence",
        "add it, so that each line names what it rests on",
        "activities",
        column="evidence",
    )


def prepare(engine: Columns, file: LinesFile, *, year: Period, as_of: date | None, entities: Sequence[str]) -> Lines:
    """Lines with their state and marks, ready to be summed by key."""
    frame = engine.scan(file.paths, rows=True)
    present = [name for name in KEY_COLUMNS if name in file.columns]
    text_column = "quantity_text" if file.spooled else None
    frame = c.with_state(frame, quantity="quantity", largest=LARGEST_QUANTITY, flaw=file.flaw_column, text=text_column)
    keys = [*present, "state"]
    if as_of is not None and "recorded" in file.columns:
        keys.append("recorded")
    lines = Lines(engine, file, frame, keys)
    if "replaces" in file.columns:
        _mark_superseded(lines, as_of)
    if "supplier" in file.columns and entities:
        lines.frame = c.with_flag(lines.frame, "supplier", entities, "intra_group")
        lines.keys.append("intra_group")
    if "method" in file.columns:
        _mark_invoiced(lines, year, as_of)
    return lines


def known_lines(lines: Lines, as_of: date | None) -> Lines:
    """The lines without those that were recorded after a day, so that later knowledge moves nothing of that day's answer."""
    if as_of is None or "recorded" not in lines.file.columns:
        return lines
    frame = c.text_of(lines.frame, "recorded", "recorded_text")
    days = [row["recorded_text"] for row in lines.engine.collect(c.distinct(frame, ["recorded_text"]))]
    later = [day for day in days if tidy(day) and not _known(tidy(day), as_of)]
    return replace(lines, frame=c.without(frame, "recorded_text", later))


def _known(recorded: str, as_of: date | None) -> bool:
    if as_of is None or not recorded:
        return True
    try:
        return parse_date(recorded) <= as_of
    except NotADate:
        return False


def _mark_superseded(lines: Lines, as_of: date | None) -> None:
    """A line is superseded where a line known by the day names it in ``replaces``."""
    columns = [name for name in ("line", "replaces", "recorded") if name in lines.file.columns]
    corrections = c.with_text(lines.frame, "replaces").select(*columns)
    replaced: dict[str, str] = {}
    themselves: set[str] = set()
    for batch in lines.engine.batches(corrections):
        for row in batch.to_pylist():
            target, own = tidy(row["replaces"]), tidy(row["line"])
            if not target or not _known(tidy(row.get("recorded")), as_of):
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
    missing = set(replaced) - {tidy(row["line_id"]) for row in met}
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


def _mark_invoiced(lines: Lines, year: Period, as_of: date | None) -> None:
    """A supplier's own figure replaces spend on the same invoice (same evidence, same category)."""
    columns = [
        name for name in ("evidence", "activity", "category", "start", "end", "recorded") if name in lines.file.columns
    ]
    own = c.distinct(c.where_equal(lines.frame, "method", "supplier"), columns)
    invoices = {
        (tidy(row.get("evidence")), _category(row))
        for row in lines.engine.collect(own)
        if tidy(row.get("evidence")) and _known(tidy(row.get("recorded")), as_of) and _in_year(row, year)
    }
    if not invoices:
        return
    evidence = lines.engine.table(
        arrow_table([{"evidence": name} for name in sorted({e for e, _ in invoices})], {"evidence": "text"})
    )
    names = [name for name in ("evidence", "activity", "category") if name in lines.file.columns]
    spent = lines.engine.collect(c.distinct(c.meets(c.spend_only(lines.frame), evidence, on=["evidence"]), names))
    hit = [row for row in spent if (tidy(row["evidence"]), _category(row)) in invoices]
    if not hit:
        return
    met = lines.engine.table(
        arrow_table(
            [{f"{n}_key": tidy(row.get(n)) for n in names} for row in hit],
            dict.fromkeys([f"{n}_key" for n in names], "text"),
        )
    )
    frame = lines.frame
    for name in names:
        frame = c.text_of(frame, name, f"{name}_key")
    frame = c.marked(frame, met, on=[f"{name}_key" for name in names], mark="on_invoice")
    lines.frame = c.both(frame, "on_invoice", mark="invoiced")
    lines.keys.append("invoiced")


def _category(row: dict[str, Any]) -> str:
    override = tidy(row.get("category"))
    if override:
        return override.removeprefix("scope3/").removeprefix("3/")
    found = activity_of(tidy(row.get("activity")))
    return str(found.category) if found and found.category else f"scope{found.scope if found else ''}"


def _in_year(row: dict[str, Any], year: Period) -> bool:
    try:
        return Period(parse_date(tidy(row.get("start"))), parse_date(tidy(row.get("end")))).overlap(year) is not None
    except NotADate:
        return False


def places_of(lines: Lines, ids: Sequence[str]) -> tuple[str | None, tuple[int, ...]]:
    """The file that the first line of some ids stands in, and the first rows there."""
    table = lines.engine.table(arrow_table([{"line_id": name} for name in sorted(set(ids))], {"line_id": "text"}))
    met = c.meets(c.text_of(lines.frame, "line", "line_id"), table, on=["line_id"])
    return first_places(lines, met)


def first_places(lines: Lines, frame: Frame) -> tuple[str | None, tuple[int, ...]]:
    """The file that the first line of a frame stands in, and the first rows there."""
    order = row_columns(lines)
    found = [
        (file_of(lines, row), row_number(lines, row)) for row in lines.engine.collect(c.first(frame, order, SHOWN_ROWS))
    ]
    file = found[0][0] if found else None
    return file, tuple(row for name, row in found if name == file)


def row_columns(lines: Lines) -> list[str]:
    """The columns that say where a line stands."""
    found = [c.FILE, c.ROW]
    for name in (lines.file.row_column, lines.file.file_column):
        if name:
            found.append(name)
    return found


def row_number(lines: Lines, row: dict[str, Any]) -> int:
    """The row as an editor counts it (the header is row 1)."""
    return int(row[lines.file.row_column]) if lines.file.row_column else int(row[c.ROW]) + 2


def file_of(lines: Lines, row: dict[str, Any]) -> str:
    """The name of the file that a line stands in."""
    if lines.file.file_column and row.get(lines.file.file_column):
        return str(row[lines.file.file_column])
    path = str(row[c.FILE])
    if path.startswith("file:"):
        path = unquote(path.removeprefix("file:").removeprefix("//"))
    return lines.names.get(path) or _file_name(lines) or Path(path).name


def _file_name(lines: Lines) -> str | None:
    names = sorted(set(lines.file.names.values()))
    return names[0] if len(names) == 1 else None
