"""The hours of plants written as a table ``generation`` that matching reads back: CSV or Parquet, by the file's ending."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tanlu.core.arrays import FloatArray
from tanlu.core.errors import CaseError
from tanlu.io.arrow_rows import RowsFile
from tanlu.power.hours import Hours, stamp_text

_DIGITS = 3
"""To the Wh, which is what matching counts in."""


class GenerationFile:
    """``plant, start, kwh``; it stands under its name only once it is whole, and hours that are not known are not in it."""

    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_name(f".{path.name}.part")
        self._count = 0
        self._done = False
        if path.suffix.lower() not in (".csv", ".parquet") or path.is_dir():
            raise CaseError(f"{path} is no file that hours can be written to; let its name end in .csv or .parquet")
        try:
            self._stream: Any = None
            if path.suffix.lower() == ".parquet":
                self._rows: Any = RowsFile(self._part, {"plant": "text", "start": "text", "kwh": "number"})
            else:
                self._stream = self._part.open("w", encoding="utf-8", newline="")
                self._rows = csv.writer(self._stream, lineterminator="\n")
                self._rows.writerow(["plant", "start", "kwh"])
        except OSError as error:
            raise CaseError(
                f"{path} cannot be written ({error.strerror or error}); name a file in a folder that is there"
            ) from error

    def add(self, plants: Sequence[str], hours: Hours, kwh: FloatArray) -> None:
        """Write the known hours of some plants; ``kwh`` is (plants, hours)."""
        stamps = np.array([stamp_text(hour) for hour in range(hours.first, hours.end)])
        for name, row in zip(plants, kwh, strict=True):
            known = ~np.isnan(row)
            starts, values = stamps[known].tolist(), np.round(row[known], _DIGITS).tolist()
            if self._stream is None:
                self._rows.add_columns([[name] * len(starts), starts, values])
            else:
                self._rows.writerows([name, start, value] for start, value in zip(starts, values, strict=True))
            self._count += len(starts)

    def finish(self) -> int:
        """Put the file under its name; how many rows it has."""
        self._close()
        self._part.replace(self._path)
        self._done = True
        return self._count

    def _close(self) -> None:
        (self._rows if self._stream is None else self._stream).close()

    def __enter__(self) -> GenerationFile:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._done:
            self._close()
            self._part.unlink(missing_ok=True)
