"""How much English a Chinese text holds: words in a row outside of what is quoted from a source, an id or a file name."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_WORDS = 4
"""A Chinese text holds no more English words in a row: names such as “Noto Sans CJK” and “GHG Protocol” fit."""

_QUOTED = re.compile(
    r"“[^”]*”|「[^」]*」|《[^》]*》|`[^`]*`|'[^'\n]*'|\"[^\"\n]*\"|https?://\S+|sha256:\w+"
    r"|\S*[/_=]\S*|\S+\.\w{2,7}\b|--[\w-]+"
)
"""Quotations, titles, addresses, hashes, paths, code names with an underline, file names and options."""
_RUN = re.compile(rf"(?:\b[A-Za-z][A-Za-z'-]+\b[ ,;:]*){{{MOST_WORDS + 1},}}")


def english_in(text: str, sources: Iterable[str] = ()) -> list[str]:
    """Every run of more English words than a Chinese text may hold.

    Parameters
    ----------
    sources : texts of the user's own data (sources, notes, names), which are shown as they were given

    Examples
    --------
    >>> english_in("单位 'a b c d e f' 无法识别"), english_in("提示：give each line its own id")
    ([], ['give each line its own id'])
    """
    whole = " ".join(text.split())
    for source in sorted(filter(None, {" ".join(source.split()) for source in sources}), key=len, reverse=True):
        whole = whole.replace(source, "“”")
    return [run.strip() for run in _RUN.findall(_QUOTED.sub(" · ", whole))]
