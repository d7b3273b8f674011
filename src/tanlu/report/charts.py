"""Charts as SVG that needs nothing else: drawn by Vega-Lite without a browser, in colours that hold on white."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tanlu.report.fonts import FAMILY, font_folder

INK, BAR, LESS = "#1f2933", "#0b6e4f", "#b3541e"
SERIES = ("#0b6e4f", "#2f6fb3", "#b3541e")
WIDTH = 640
LONGEST_LABEL = 40


def bars(pairs: Sequence[tuple[str, float]], *, unit: str) -> str:
    """Horizontal bars in the order given; what lessens a total goes to the left in another colour."""
    import altair as alt

    rows = [
        {"order": at, "name": name, "value": value, "end": max(value, 0.0), "text": f"{value:,.0f}", "less": value < 0}
        for at, (name, value) in enumerate(
            zip(_labels([name for name, _ in pairs]), (v for _, v in pairs), strict=True)
        )
    ]
    high, low = max(0.0, *(value for _, value in pairs)), min(0.0, *(value for _, value in pairs))
    room = 0.3 * (high - low) or 1.0  # for the figure behind the longest bar
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("name:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(labelLimit=260)),
    )
    along = alt.X(
        "value:Q",
        title=unit,
        axis=alt.Axis(format="~s", tickCount=5),
        scale=alt.Scale(domain=[low, high + room], nice=False),
    )
    colour = alt.condition("datum.less", alt.value(LESS), alt.value(BAR))
    drawn = base.mark_bar(height=18).encode(x=along, color=colour)
    told = base.mark_text(align="left", dx=4, color=INK).encode(x=alt.X("end:Q"), text="text:N")
    return _svg(alt.layer(drawn, told).properties(width=WIDTH - 260, height=alt.Step(30)))


def columns(parts: Sequence[tuple[str, str, float]], *, unit: str) -> str:
    """Stacked columns: (month, series, value), months along the foot."""
    import altair as alt

    rows = [{"month": month, "series": series, "value": value} for month, series, value in parts]
    names = list(dict.fromkeys(series for _, series, _ in parts))
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("value:Q", title=unit, axis=alt.Axis(format="~s", tickCount=5)),
            color=alt.Color(
                "series:N",
                title=None,
                scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("series:N"),
        )
    )
    return _svg(chart.properties(width=WIDTH - 90, height=260))


def _labels(names: Sequence[str]) -> list[str]:
    """Names short enough for a chart, each still its own."""
    found: list[str] = []
    for name in map(" ".join, map(str.split, names)):
        short = name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"
        found.append(short if short not in found else f"{short} ({len(found) + 1})")
    return found


def _svg(chart: Any) -> str:
    import vl_convert

    folder = font_folder()
    if folder is not None:
        vl_convert.register_font_directory(str(folder))
    family = f"{FAMILY}, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
    text = {"labelFont": family, "titleFont": family, "labelColor": INK, "titleColor": INK, "labelFontSize": 12}
    spec = (
        chart.configure(font=family, background="white", padding={"left": 30, "right": 10, "top": 4, "bottom": 4})
        .configure_axis(**text, titleFontSize=12, gridColor="#e3e7eb")
        .configure_legend(labelFont=family, labelFontSize=12, labelColor=INK)
        .configure_text(font=family, fontSize=12)
        .configure_view(stroke=None)
    )
    drawn: str = vl_convert.vegalite_to_svg(spec.to_dict())
    # What stands in a page needs no declaration of its own, and no id that a second chart would have too.
    return re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", drawn).strip()
