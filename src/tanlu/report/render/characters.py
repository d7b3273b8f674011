"""Characters that can be drawn: what no page, picture or document may hold is shown as a sign that it was there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

INSTEAD = "\ufffd"
_NOT_DRAWN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow in a document (production 2, Char)."""


def drawable(value: Any) -> Any:
    """A value with every text in it, at any depth, made of characters that can be drawn.

    Examples
    --------
    >>> drawable({"name": "a\\x01b", "rows": ["\\x00", 1.5, None]})
    {'name': 'a�b', 'rows': ['�', 1.5, None]}
    """
    if isinstance(value, str):
        return _NOT_DRAWN.sub(INSTEAD, value)
    if isinstance(value, Mapping):
        return {drawable(name): drawable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(each) for each in value]
    return value
