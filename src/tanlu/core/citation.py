"""Where a value comes from: its source, licence, and whether the document itself has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Citation:
    """Source of one value.

    Parameters
    ----------
    source : str
        Publisher and document, never empty.
    licence : str
        Terms under which the value may be carried, never empty.
    published : date or None
        The day the source appeared, where known.
    confirmed : str
        ``copy``: read in public copies that agree; ``no``: still to be compared with the document itself;
        empty: the company's own value.
    """

    source: str
    licence: str
    published: date | None = None
    confirmed: str = ""

    def sentence(self) -> str:
        """The citation as a reader sees it, with a warning where it is not confirmed."""
        text = self.source
        if self.published:
            text += f" (published {self.published.isoformat()})"
        if self.confirmed == "no":
            text += " [not yet confirmed against the document]"
        return text
