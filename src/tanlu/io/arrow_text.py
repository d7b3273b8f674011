"""Arrow columns of any type as the plain text that a person would have written."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute

from tanlu.io.cells import cell_text

pc: Any = pyarrow.compute
"""Arrow's functions; they are made when the module is imported, where no type checker sees them."""


def is_text(kind: Any) -> bool:
    """Whether an Arrow type is text, in whichever layout."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def as_text(column: Any) -> Any:
    """A column of any type as trimmed text, null where empty: whole floats without a point, midnight as a day.

    A time stamp with a zone is an instant, whichever zone that is, and reads as UTC with a ``Z``.

    Raises
    ------
    pyarrow.ArrowInvalid
        The column is damaged.

    Examples
    --------
    >>> as_text(pa.array([1.0, 0.5, None])).to_pylist()
    ['1', '0.5', None]
    """
    kind = column.type
    column.validate(full=True)  # bytes that are no UTF-8 would surface much later, far from their file
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if isinstance(column, pa.ExtensionArray):
        return as_text(column.storage)
    if pa.types.is_timestamp(kind):
        return _stamps(column)
    if pa.types.is_date(kind):
        return pc.cast(pc.cast(column, pa.date32()), pa.string())
    if is_text(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return trimmed(pc.cast(column, pa.string()))
    return trimmed(pa.array([cell_text(value) for value in column.to_pylist()], pa.string()))


def trimmed(texts: Any) -> Any:
    """Text without spaces around it; null where nothing is left."""
    bare = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(bare, ""), pa.scalar(None, pa.string()), bare)


def _stamps(column: Any) -> Any:
    zone = column.type.tz
    if zone is not None:
        column = pc.cast(column, pa.timestamp(column.type.unit))
    seconds = pc.cast(pc.cast(column, pa.timestamp("s"), safe=False), pa.string())
    if zone is not None:
        return pc.binary_join_element_wise(seconds, "Z", "")
    return pc.replace_substring_regex(seconds, " 00:00:00$", "")
