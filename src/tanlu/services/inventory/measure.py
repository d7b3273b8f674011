"""Measuring: a year is calculated, then compared with the run that it was closed on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tanlu.core.finding import grouped
from tanlu.services.case.request import MeasureRequest
from tanlu.services.inventory.activity_lines import Lines
from tanlu.services.inventory.closing import closed_findings
from tanlu.services.inventory.measurement import Measurement, calculate


def measure(
    question: MeasureRequest,
    *,
    trail: Path | None = None,
    while_open: Callable[[Measurement, Lines | None], None] | None = None,
) -> Measurement:
    """Measure one year of a case; see :func:`calculate`."""

    def opened(measured: Measurement, lines: Lines | None) -> None:
        measured.findings = grouped([*measured.findings, *closed_findings(measured)])
        if while_open is not None:
            while_open(measured, lines)

    return calculate(question, trail=trail, while_open=opened)
