"""The hourly schedule of a plan as a file: what each site takes and from where, and what becomes of offers' output."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tanlu.core.arrays import FloatArray, IntArray
from tanlu.core.errors import TanluError
from tanlu.io.arrow_rows import RowsFile, Type
from tanlu.power.hours import stamp_text
from tanlu.power.procurement.market import Market
from tanlu.power.procurement.plan import Plan
from tanlu.services.procurement.procure import ProcurementResult

COLUMNS: dict[str, Type] = {
    "start": "text",
    "site": "text",
    "load_mwh": "number",
    "imported_mwh": "number",
    "allocated_mwh": "number",
    "solar_used_mwh": "number",
    "net_charge_mwh": "number",
    "stored_mwh": "number",
    "offer_output_mwh": "number",
    "sold_mwh": "number",
    "spilled_mwh": "number",
}
"""A row an hour and site; one more row an hour, without a site, holds what offers produced and what became of it."""


class NotAScheduleFile(TanluError):
    """A schedule is written as Parquet or CSV, into a folder that is there."""


def writable(path: Path) -> Path:
    """The path itself, where a schedule can be written to it.

    Raises
    ------
    NotAScheduleFile
        Its ending is another, or its folder is not there.
    """
    if path.suffix.lower() not in (".parquet", ".csv"):
        raise NotAScheduleFile(f"--write {path.name}: a schedule is written as .parquet or .csv; name such a file")
    if not path.absolute().parent.is_dir() or path.is_dir():
        raise NotAScheduleFile(
            f"--write {path}: there is no such folder, or a folder has that name; make or name another"
        )
    return path


def write_schedule(bought: ProcurementResult, path: Path) -> int:
    """Write the hourly schedule; how many rows, 0 where there is no plan."""
    market, plan = bought.inputs.market, bought.found.plan if bought.found else None
    if market is None or plan is None:
        return 0
    rows = _rows(market, plan, [stamp_text(bought.inputs.hours.first + hour) for hour in range(market.hours)])
    count = 0
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in rows:
                writer.writerow(["" if cell is None else cell for cell in row])
                count += 1
        return count
    with RowsFile(path, COLUMNS) as file:
        for row in rows:
            file.add_cells(row)
            count += 1
    return count


def _rows(market: Market, plan: Plan, starts: list[str]) -> Iterator[tuple[Any, ...]]:
    output = plan.offered @ market.offer_output
    spilled = np.maximum(plan.spilled(market), 0.0)
    sites = len(market.sites)
    used = _of_site(market.solar_site, plan.used, sites)
    charge = _of_site(market.battery_site, plan.net_charge, sites)
    stored = _of_site(market.battery_site, plan.level, sites)
    columns = np.stack([market.load_mwh, plan.imported, plan.allocated, used, charge, stored])
    for hour, start in enumerate(starts):
        for place, site in enumerate(market.sites):
            yield (start, site, *columns[:, place, hour].tolist(), None, None, None)
        pool = (float(output[hour]), float(plan.sold[hour]), float(spilled[hour]))
        yield (start, None, None, None, None, None, None, None, *pool)


def _of_site(places: IntArray, flows: FloatArray, sites: int) -> FloatArray:
    summed = np.zeros((sites, flows.shape[1]))
    np.add.at(summed, places, flows)
    return summed
