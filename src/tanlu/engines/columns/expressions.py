"""Expressions over columns, the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw

from tanlu.engines.columns.base import FILE as FILE
from tanlu.engines.columns.base import ROW as ROW
from tanlu.engines.columns.base import Columns, Frame

PLACES, PLACES_OF_SQUARES, SQUARES_IN = 12, 18, 1e-4
"""Sums are taken of whole units and of whole 10^-12 units, so that no order of rows, parts or engines changes a digit.
Squares are of quantities in ten thousands, so that the largest still fits 19 digits."""
MET = "_met"
"""Beside a table's own columns: the quantity that was met before it was judged."""


def keyed(frame: Frame, columns: Sequence[str]) -> Frame:
    """Key columns as text with empty for absent, so that keys of any type meet by equality only."""
    return frame.with_columns(*(nw.col(name).cast(nw.String()).fill_null("") for name in columns))


def sums_by_key(
    frame: Frame, *, keys: Sequence[str], texts: Sequence[str], sound: nw.Expr, squared: bool = False
) -> Frame:
    """Lines of one key and ``state`` as one row: how many there are and their exact sum; ``texts`` are keys that become text.

    Sound lines are grouped without their state, and by the keys as stored: both are cheaper, and almost every line is
    sound. The few sums are then summed by the text of their keys: an absent cell and an empty one are the same key.

    Returns
    -------
    frame with ``keys``, ``state``, ``lines`` (count), the parts of ``quantity_sum`` and, where asked, of ``squares_sum``,
    for :func:`exact_sum` to join
    """
    usable = _summed(frame.filter(sound), keys, nw.col(MET).cast(nw.Float64()), squared)
    others = _summed(frame.filter(~sound.fill_null(False)), [*keys, "state"], nw.col("quantity"), squared)
    names = others.collect_schema().names()
    stored = nw.concat([usable.with_columns(nw.lit("ok").alias("state")).select(*names), others])
    sums = [name for name in names if name not in (*keys, "state")]
    return keyed(stored, texts).group_by(*keys, "state").agg(*(nw.col(name).sum() for name in sums))


def _summed(frame: Frame, keys: Sequence[str], number: nw.Expr, squared: bool) -> Frame:
    parts = _split(number, "quantity", PLACES, 18)
    if squared:
        scaled = number * SQUARES_IN
        parts |= _split(scaled * scaled, "squares", PLACES_OF_SQUARES, 19)
    return frame.with_columns(**parts).group_by(*keys).agg(nw.len().alias("lines"), *(nw.col(n).sum() for n in parts))


def is_sound(*, largest: float, flaw: str | None) -> nw.Expr:
    """Whether a line's quantity, as it was met, can be used: what :func:`with_state` calls ``ok``."""
    met = nw.col(MET).cast(nw.Float64())
    sound = (met >= 0) & (met < largest)
    return sound if flaw is None else nw.col(flaw).is_null() & sound


def _split(number: nw.Expr, name: str, places: int, digits: int) -> dict[str, nw.Expr]:
    """A double without error as its whole part and the rest, the rest rounded to decimal places in one way everywhere."""
    exact = nw.Decimal(digits, 0)
    rest = ((number - number.floor()) * 10.0**places + 0.5).floor()
    return {f"{name}_whole": number.floor().cast(exact), f"{name}_rest": rest.cast(exact)}


def exact_sum(row: Mapping[str, Any]) -> Decimal:
    """The sum of quantities that the parts of a row of :func:`sums_by_key` make."""
    return Decimal(row["quantity_whole"] or 0) + Decimal(row["quantity_rest"] or 0).scaleb(-PLACES)


def sum_of_squares(row: Mapping[str, Any]) -> float:
    """The sum of squared quantities that the parts of such a row make."""
    parts = Decimal(row["squares_whole"] or 0) + Decimal(row["squares_rest"] or 0).scaleb(-PLACES_OF_SQUARES)
    return float(parts) / SQUARES_IN**2


def with_state(frame: Frame, *, quantity: str, largest: float, flaw: str | None, text: str | None) -> Frame:
    """Each line's state: ``ok``, or why its quantity cannot be used; unusable quantities become 0 for the sum.

    Parameters
    ----------
    largest : a quantity of this size or more is absurd
    flaw : column that is not null where the whole row cannot be used
    text : column that holds a quantity's text where it was not readable
    """
    frame = frame.with_columns(nw.col(quantity).alias(MET))
    number = nw.col(quantity).cast(nw.Float64())
    beyond = number.is_nan() | (number >= largest) | (number <= -largest)
    state = nw.when(beyond).then(nw.lit("absurd")).otherwise(nw.lit("negative"))
    absent = nw.lit("empty")
    if text is not None and text in frame.collect_schema().names():
        absent = nw.when(~nw.col(text).is_null()).then(nw.lit("unreadable")).otherwise(absent)
    state = nw.when(number.is_null()).then(absent).otherwise(state)
    # Almost every line is sound, so that is asked first.
    state = nw.when((number >= 0) & (number < largest)).then(nw.lit("ok")).otherwise(state)
    if flaw is not None:
        state = nw.when(~nw.col(flaw).is_null()).then(nw.lit("flawed")).otherwise(state)
    frame = frame.with_columns(state.alias("state"))
    usable = nw.when(nw.col("state") == "ok").then(number).otherwise(nw.lit(0.0))
    return frame.with_columns(usable.alias(quantity))


def with_flag(frame: Frame, column: str, values: Sequence[str], flag: str) -> Frame:
    """A yes/no column: whether the text of ``column`` is one of ``values``."""
    return frame.with_columns(nw.col(column).cast(nw.String()).is_in(list(values)).fill_null(False).alias(flag))


def with_text(frame: Frame, column: str) -> Frame:
    """Rows whose ``column`` is not empty."""
    return frame.filter(~nw.col(column).is_null())


def where_equal(frame: Frame, column: str, value: str) -> Frame:
    """Rows whose ``column`` is ``value``."""
    return frame.filter(nw.col(column).cast(nw.String()) == value)


def without(frame: Frame, column: str, values: Sequence[str]) -> Frame:
    """Rows whose text in ``column`` is none of ``values``."""
    return frame.filter(~nw.col(column).is_in(list(values))) if values else frame


def spend_only(frame: Frame) -> Frame:
    """Lines of money spent."""
    return frame.filter(_is_spend())


def _is_spend() -> nw.Expr:
    """Money spent, but for what a supplier tells of it: that is the supplier's own figure."""
    method = nw.col("method").cast(nw.String()).fill_null("")
    by_path = nw.col("activity").cast(nw.String()).str.starts_with("spend/").fill_null(False)
    return (by_path & (method != "supplier")) | (method == "spend")


def text_of(frame: Frame, column: str, name: str) -> Frame:
    """The column as text under another name, empty for absent."""
    return frame.with_columns(nw.col(column).cast(nw.String()).fill_null("").alias(name))


def distinct(frame: Frame, columns: Sequence[str]) -> Frame:
    """The distinct values of some columns."""
    return frame.select(*columns).unique()


def first(frame: Frame, order: Sequence[str], count: int) -> Frame:
    """The first rows of a frame in an order of columns, and only these columns."""
    return frame.select(*order).sort(*order).head(count)


def counted(frame: Frame, columns: Sequence[str]) -> Frame:
    """How many rows share the values of some columns, as ``lines``."""
    return frame.group_by(*columns).agg(nw.len().alias("lines"))


def below(frame: Frame, column: str, top: int) -> Frame:
    """Rows whose number in a column is below ``top``."""
    return frame.filter(nw.col(column) < top)


def having(frame: Frame, flag: str) -> Frame:
    """Rows whose yes/no column is yes."""
    return frame.filter(nw.col(flag))


def both(frame: Frame, flag: str, *, mark: str) -> Frame:
    """The mark: flagged, and a line of money spent."""
    return frame.with_columns((nw.col(flag) & _is_spend()).alias(mark))


def repeated(frame: Frame, column: str) -> Frame:
    """Values of a column that stand more than once, with their count, in order."""
    counts = frame.group_by(column).agg(nw.len().alias("lines"))
    return counts.filter(nw.col("lines") > 1).sort(column)


def marked(frame: Frame, others: Frame, *, on: Sequence[str], mark: str) -> Frame:
    """The frame with a yes/no column ``mark``: whether ``others`` (distinct in ``on``) has the row's values."""
    flagged = others.with_columns(nw.lit(True).alias(mark))
    joined = frame.join(flagged, on=list(on), how="left")
    return joined.with_columns(nw.col(mark).fill_null(False))


def meets(frame: Frame, resolved: Frame, *, on: Sequence[str]) -> Frame:
    """The big table meets the small resolved table, by equality only."""
    return frame.join(resolved, on=list(on), how="inner")


def numbered(frame: Frame, order: Sequence[str]) -> Frame:
    """Rows numbered from 0 in an order of columns, as ``number``."""
    return frame.with_row_index("number", order_by=list(order)).with_columns(nw.col("number").cast(nw.Int64()))


def priced(frame: Frame, columns: Sequence[str], amounts: Sequence[str]) -> Frame:
    """Each line's own CO2e from its price per unit: the product of the big table and the small one.

    For each name in ``amounts`` the frame has ``<name>_per_unit``, kg per unit of ``quantity``.
    """
    products = [(nw.col(f"{name}_per_unit") * nw.col("quantity")).alias(name) for name in amounts]
    return frame.select("line", "site", "activity", "quantity", "unit", *columns, *products)


def write_parquet(engine: Columns, frame: Frame, path: Path) -> int:
    """Stream a frame into one Parquet file; how many rows were written."""
    import pyarrow.parquet as pq

    count = 0
    writer: Any = None
    for batch in engine.batches(frame):
        if writer is None:
            writer = pq.ParquetWriter(path, batch.schema, compression="zstd")
        writer.write_batch(batch)
        count += batch.num_rows
    if writer is not None:
        writer.close()
    return count
