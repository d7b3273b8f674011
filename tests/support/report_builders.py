"""Builders and fixtures of reports: a case with lines of many kinds, and a workbook recomputed by another engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import ironcalc

from support.case_builders import a_case, factors, lines, rows, table
from tanlu.services.case.request import MeasureRequest
from tanlu.services.report.report import Language, write_report

SITES = rows(
    "site=hq name='Head office' kind=office country=CN region=CN-GD share=1",
    "site=HQ name='Head Office' kind=factory country=CN region=CN-BJ share=0.6",
    "site=let name=Shop kind=other country=CN region=CN share=1 operational_control=no leased=out",
    "site=uk name=London kind=data_centre country=GB region=GB share=0.4 operational_control=yes",
)
"""Two sites that a spreadsheet takes for one, one leased out, and one abroad."""
LINES = lines(
    "electricity/grid 1234.5 MWh 2023-01-01..2023-06-30",
    "electricity/grid 777.7 MWh 2023-07-01..2024-02-10 recorded=2024-03-01",
    "electricity/grid 4000.125 MWh 2023 site=HQ",
    "electricity/grid 31.7 MWh 2023-03 site=let",
    "electricity/grid 901 MWh 2022-11-15..2023-04-15 site=uk",
    "electricity/onsite_solar 12 MWh 2023",
    "fuel/diesel 1200 L 2023-02",
    "fuel/natural_gas 55000 m3 2022-12-20..2023-01-31 site=HQ",
    "fuel/gasoline 800 L 2023-05 site=uk",
    "refrigerant/R-410A 3.3 kg 2023-08",
    "heat/steam 40 GJ 2023-01 site=HQ",
    "travel/air/long_haul 30000 passenger_km 2023-04 site=uk",
    "spend/steel 9000 CNY@2023 2023-05 evidence=invoice_1",
    "material/steel 1 t 2023-05 evidence=invoice_1 method=supplier",
    "spend/541512 25000 CNY@2024 2023-06 evidence=invoice_2",
    "fuel/diesel 99999 L 2023-02",
    "fuel/diesel 900 L 2023-02 replaces=L16",
    "fuel/moonshine 3 L 2023-02",
    "fuel/diesel -3 L 2023-02",
    "fuel/diesel 5 L 2021",
    "energy/direct 100 MWh 2023",
    "fuel/ethanol 10 t 2023-02",
    "waste/landfill 2 t 2023-03",
    "fuel/coal 2 t 2023-03 site=HQ category=8",
)
FACTORS = factors(
    "spend/steel CN 2023 2.1 CNY@2023",
    "spend/541512 CN 2023 0.2 USD@2022",
    "material/steel CN 2023 1900 t",
    "heat/steam CN 2023 0.11 kWh basis=average",
    "heat/steam CN 2023 0.09 kWh basis=supplier",
    "fuel/ethanol CN 2023 1 t kg_ch4=0.4 kg_n2o=0.03 kg_biogenic_co2=1900",
    "electricity/grid CN 2023-01-01..2023-09-30 0.7 MWh basis=residual",
    "waste/landfill CN 2023 500 t kg_ch4=20",
)
INSTRUMENTS = table(
    [
        {
            "instrument": "wind_ppa", "kind": "contract", "site": "", "market": "CN", "region": "CN",
            "start": "2023-01-01", "end": "2023-12-31", "kwh": 1_500_000, "kgco2e_per_kwh": 0,
        },
        {
            "instrument": "rate", "kind": "supplier_rate", "site": "uk", "market": "GB", "region": "GB",
            "start": "2023-01-01", "end": "2023-02-15", "kwh": 123_456, "kgco2e_per_kwh": 0.05,
        },
    ]
)  # fmt: skip
DEFLATORS = rows(
    "currency=CNY year=2024 index=104 source=NBS", "currency=CNY year=2023 index=101 source=NBS",
    "currency=CNY year=2022 index=100 source=NBS",
)  # fmt: skip
RATES = rows("from=CNY to=USD year=2022 rate=0.15 source=PBC")


def many_kinds(folder: Path, **more: Any) -> Path:
    """A case whose lines are of every kind that is priced in its own way."""
    tables: Any = {"sites": SITES, "activities": LINES, "factors": FACTORS, "instruments": INSTRUMENTS}
    tables |= {"deflators": DEFLATORS, "exchange_rates": RATES}
    return a_case(folder, **(tables | more))


def written(
    case: Path, out: Path, lang: Language = "both", *, year: int = 2023, as_of: str | None = None, **more: Any
) -> dict[str, Any]:
    """The answer of ``tanlu report --json``, through the act itself."""
    day = date.fromisoformat(as_of) if as_of else None
    return write_report(MeasureRequest(case, year, None, day), out, lang, **more)


def told(case: Path, folder: Path, *, year: int = 2023) -> dict[str, Any]:
    """What the report says, as its JSON file."""
    out = folder / "report.json"
    written(case, out, year=year)
    return json.loads(out.read_text(encoding="utf-8"))


class Recomputed:
    """A workbook after IronCalc, a spreadsheet engine of others, has recomputed every formula in it."""

    def __init__(self, path: Path) -> None:
        self._model: Any = cast("Any", ironcalc).load_from_xlsx(str(path))
        self._model.evaluate()

    def cell(self, sheet: str, address: str) -> Any:
        """The value of a cell; None and "" where it shows nothing."""
        return self._model.get_cell_value_by_ref(f"{sheet}!{address}")

    def put(self, sheet: str, row: int, column: int, value: str) -> None:
        """Type into a cell, as an auditor would, and recompute."""
        self._model.set_user_input(self.sheets.index(sheet), row, column, value)
        self._model.evaluate()

    @cached_property
    def sheets(self) -> list[str]:
        """The names of all sheets."""
        return [sheet["name"] for sheet in self._model.get_worksheets_properties()]

    def rows(self, sheet: str, columns: str, first: int = 4) -> list[list[Any]]:
        """Rows from the first on to the first whose cells are all empty."""
        found: list[list[Any]] = []
        row = self._row(sheet, columns, first)
        while any(value not in (None, "") for value in row):
            found.append(row)
            row = self._row(sheet, columns, first + len(found))
        return found

    def _row(self, sheet: str, columns: str, at: int) -> list[Any]:
        name = f"'{sheet}'" if " " in sheet else sheet
        return [self._model.get_cell_value_by_ref(f"{name}!{column}{at}") for column in columns.split()]

    @property
    def totals(self) -> Mapping[str, float | None]:
        """The six figures that count."""
        names = ("scope1", "scope2_location", "scope2_market", "scope3", "total_location", "total_market")
        return {name: self._figure(f"D{row}") for row, name in enumerate(names, start=4)}

    @property
    def computed(self) -> Mapping[str, float | None]:
        """What lines give for the four scopes."""
        names = ("scope1", "scope2_location", "scope2_market", "scope3")
        return {name: self._figure(f"B{row}") for row, name in enumerate(names, start=4)}

    @property
    def categories(self) -> Mapping[str, float | None]:
        """What counts for each category of scope 3."""
        return {str(number): self._figure(f"D{12 + number}") for number in range(1, 16)}

    @property
    def gases(self) -> dict[str, float]:
        """Tonnes by what the sheet calls the gas."""
        return {str(name): value for name, value in self.rows("Totals", "A B", 31)}

    def _figure(self, address: str) -> float | None:
        value = self.cell("Totals", address)
        return None if value in (None, "") else value
