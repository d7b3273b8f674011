"""Cells that a spreadsheet would run instead of show, and workbooks that hold formulas or links to others."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"[+-]?(\d[\d\s,.'’]*|\.\d+)([eE][+-]?\d+)?\s*[%‰]?")
_STARTS = frozenset("=+-@\t\r\n|")
_DASHES = frozenset("-–—")


def runs_in_a_spreadsheet(cell: str) -> bool:
    """Whether a spreadsheet that opens the table would take the cell's text as a formula.

    Formulas begin with ``=``, ``+``, ``-``, ``@``, a tab or a line's end (full-width forms count too); numbers with a sign
    are numbers, and a dash alone says that there is nothing.

    References
    ----------
    OWASP, CSV Injection.

    Examples
    --------
    >>> [runs_in_a_spreadsheet(cell) for cell in ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝A1", "\\t=1")]
    [True, True, True, True, True, True]
    >>> [runs_in_a_spreadsheet(cell) for cell in ("-5", "+1.5e3", "-1,234.5 %", "-", "a=b", "", "5")]
    [False, False, False, False, False, False, False]
    """
    if not cell:
        return False
    if cell[0] in "\t\r\n":
        return bool(cell.strip())
    text = unicodedata.normalize("NFKC", cell.strip(" \"'\u200b\u00a0\ufeff"))
    if not text or text[0] not in _STARTS or set(text) <= _DASHES:
        return False
    return _NUMBER.fullmatch(text) is None
