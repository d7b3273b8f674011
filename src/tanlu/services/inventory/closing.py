"""Closing: a year is closed with the run it was closed on, and reopened with a reason; events are only added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tanlu.core.errors import CaseError
from tanlu.core.finding import Finding
from tanlu.inventory import closing
from tanlu.inventory.closing import Closing
from tanlu.services.case.provenance import evidence_hashes
from tanlu.services.case.request import MeasureRequest
from tanlu.services.case.settings import read_settings
from tanlu.services.inventory.measurement import Measurement, calculate

BOOK = "closings.jsonl"


def events(folder: Path) -> list[Closing]:
    """The closings of a case, in the order they were written.

    Raises
    ------
    CaseError
        A line of the book is no event.
    """
    path = folder / BOOK
    if not path.is_file():
        return []
    found: list[Closing] = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        try:
            found.append(closing.from_json(json.loads(line)))
        except (ValueError, CaseError) as error:
            raise CaseError(f"{path}, line {number}, is no closing event; restore the file from your copy") from error
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path} cannot be read; restore the file from your copy") from error


def close_or_reopen(
    folder: Path, year: int, *, reopen: bool, reason: str, by: str, as_of: date | None = None
) -> dict[str, Any]:
    """The answer of ``tanlu close``: the year is measured and closed on its run, or reopened with a reason.

    Parameters
    ----------
    as_of : the day whose knowledge the run is of, or None for all that is known; only of a close

    Raises
    ------
    CaseError
        The folder is no case, the year is open already, no reason is given, or a day is given to reopen as of.
    YearClosed
        The year is closed already.
    """

    known, today = events(folder), date.today()
    if reopen:
        read_settings(folder)
        if as_of is not None:
            raise CaseError(f"{year} is reopened whole, not as of {as_of}; leave --as-of out")
        event, findings = closing.reopen(known, year, at=today, reason=reason, by=by), list[Finding]()
    else:
        measured = calculate(MeasureRequest(folder, year, as_of=as_of))
        files = evidence_hashes(folder)
        event = closing.close(
            known, year, at=today, run=measured.run, reason=reason, by=by, evidence=files, as_of=as_of
        )
        findings = measured.findings
    _append(folder, known, event)
    return {"event": event.as_json(), "findings": [finding.as_json() for finding in findings]}


def _append(folder: Path, known: Sequence[Closing], event: Closing) -> None:
    broken = closing.verify(known)
    if broken is not None:
        raise CaseError(
            f"{folder / BOOK} was edited: {broken.message}; restore it from your copy before a year is closed or reopened"
        )
    try:
        with (folder / BOOK).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(event.as_json(), ensure_ascii=False) + "\n")
    except OSError as error:
        raise CaseError(f"{folder / BOOK} cannot be written ({error.strerror}); let the folder be written") from error


def closed_findings(measured: Measurement) -> list[Finding]:
    """Where the year is closed and today's inputs give another run than it was closed on: a finding that names both.

    A year that was closed as of a day is compared as of that day, for what became known later does not change it.
    """
    question = measured.question
    known = events(question.folder)
    found: list[Finding] = []
    broken = closing.verify(known)
    if broken is not None:
        found.append(broken)
    own = [event for event in known if event.year == question.year]
    if not own or own[-1].action != "close" or question.as_of not in (None, own[-1].as_of):
        return found
    run = _run_again(measured, own[-1])
    if own[-1].run != run:
        day = f" as of {own[-1].as_of}" if own[-1].as_of else ""
        met = f"{question.year} was closed on {own[-1].at}{day} with run {_short(own[-1].run)}; today's inputs give {_short(run)}{day}"
        mend = "undo the change, or reopen the year with its reason: tanlu close CASE YEAR --reopen --reason …"
        found.append(Finding("closed_year_changed", "error", met, mend, BOOK, BOOK))
    return [*found, *_swapped_evidence(question.folder, own[-1])]


def _run_again(measured: Measurement, event: Closing) -> str:
    """The run that today's inputs give where they are asked as the closing asked: as of its day, with the case's GWP set."""

    question = measured.question
    if question.as_of == event.as_of and measured.gwp == measured.case.settings.gwp:
        return measured.run
    return calculate(MeasureRequest(question.folder, question.year, as_of=event.as_of, engine=question.engine)).run


def _swapped_evidence(folder: Path, event: Closing) -> list[Finding]:
    changed = closing.changed_evidence(event, evidence_hashes(folder)) if event.evidence else []
    if not changed:
        return []
    names = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
    met = f"evidence of the closed year {event.year} is not what it was on {event.at}: {names}"
    mend = "put the files back, or reopen the year with its reason"
    return [Finding("closed_year_changed", "error", met, mend, BOOK, BOOK, count=len(changed))]


def _short(run: str) -> str:
    return run.removeprefix("sha256:")[:12]
