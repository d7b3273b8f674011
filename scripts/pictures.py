"""Draw the pictures of README and manual from the worked example, so that no picture shows what the tool does not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import altair as alt

from tanlu.services.case.request import Question
from tanlu.services.inventory.measure import measure

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SCOPES = {"scope1": "scope 1", "scope2_market": "scope 2, market-based", "scope3": "scope 3"}
VINTAGES = (
    ("2021, as known in March 2022", 2021, date(2022, 3, 1)),
    ("2021, as known today", 2021, None),
    ("2022, as known today", 2022, None),
    ("2023, as known today", 2023, None),
)


def rows() -> list[dict[str, object]]:
    """One row a scope and vintage: million tonnes, and whether lines gave it or a statement."""
    found: list[dict[str, object]] = []
    for label, year, as_of in VINTAGES:
        inventory = measure(Question(ROOT / "cases" / "tencent", year, as_of=as_of)).inventory
        for metric, name in SCOPES.items():
            how = "stated by the company" if metric in inventory.figures else "computed from energy"
            found.append({"vintage": label, "scope": name, "Mt": (inventory.tco2e[metric] or 0.0) / 1e6, "how": how})
    return found


def draw() -> None:
    """Write ``docs/pictures/tencent.svg``."""
    order = [label for label, _, _ in VINTAGES]
    chart = (
        alt.Chart(alt.Data(values=rows()), title="Tencent: what counts, and where it comes from", width=620, height=190)
        .mark_bar(stroke="white")
        .encode(
            y=alt.Y("vintage:N", sort=order, title=None, axis=alt.Axis(labelLimit=220)),
            x=alt.X("sum(Mt):Q", title="million t CO2e"),
            color=alt.Color("scope:N", title=None, scale=alt.Scale(range=["#b5651d", "#2e8b57", "#4682b4"])),
            opacity=alt.Opacity("how:N", title=None, scale=alt.Scale(range=[1.0, 0.55])),
            order=alt.Order("scope:N"),
        )
        .configure_axis(labelFontSize=12, titleFontSize=12)
        .configure_legend(labelFontSize=12, orient="bottom", direction="horizontal")
        .configure_title(anchor="start", fontSize=14)
    )
    PICTURES.mkdir(parents=True, exist_ok=True)
    chart.save(str(PICTURES / "tencent.svg"))


if __name__ == "__main__":
    draw()
