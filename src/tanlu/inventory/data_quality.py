"""Data quality: five indicators a line, weighed by emissions to the total, and the share of primary data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from math import fsum

from tanlu.core.errors import QuantityError

INDICATORS = ("reliability", "completeness", "time", "place", "technology")
PRIMARY_METHODS = frozenset({"metered", "supplier"})
"""Methods whose lines are primary data: read from the activity itself or reported by its supplier."""

_FIVE_DIGITS = re.compile(r"[1-5]{5}")
_MARKS = re.compile(r"[\s,;./()\[\]-]+")


@dataclass(frozen=True, slots=True)
class QualityScores:
    """Five scores from 1 (best) to 5: whole for a line, between for a weighted mean."""

    reliability: float
    completeness: float
    time: float
    place: float
    technology: float

    @property
    def mean(self) -> float:
        """The five indicators' plain mean."""
        return fsum(astuple(self)) / len(INDICATORS)


@dataclass(frozen=True, slots=True)
class WeightedQuality:
    """Scores weighed by |tCO2e|; None where no line has a score. ``share_scored`` is None where nothing was emitted."""

    scores: QualityScores | None
    total: float | None
    share_scored: float | None


def parse_quality(text: str) -> QualityScores:
    """The five scores of a line, in the order of ``INDICATORS``.

    Raises
    ------
    QuantityError
        The text is not five digits from 1 to 5.

    References
    ----------
    Weidema and Wesnæs, Journal of Cleaner Production 4 (1996) 167–174: the pedigree matrix.

    Examples
    --------
    >>> parse_quality("21132")
    QualityScores(reliability=2, completeness=1, time=1, place=3, technology=2)
    >>> parse_quality("(2; 1; 1; 3; 2)") == parse_quality("２１１３２") == parse_quality("21132")
    True
    """
    digits = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    if not _FIVE_DIGITS.fullmatch(digits):
        raise QuantityError(
            f"quality {text[:40]!r} is not five digits from 1 to 5 ({', '.join(INDICATORS)}); write it like 21132"
        )
    return QualityScores(*(int(digit) for digit in digits))


def weighted_quality(lines: Iterable[tuple[float, QualityScores | None]]) -> WeightedQuality:
    """Scores weighed by the absolute tCO2e of each line, or of each group of lines with one score.

    Examples
    --------
    >>> quality = weighted_quality([(75.0, parse_quality("11111")), (25.0, parse_quality("13333")), (100.0, None)])
    >>> quality.scores
    QualityScores(reliability=1.0, completeness=1.5, time=1.5, place=1.5, technology=1.5)
    >>> quality.total, quality.share_scored
    (1.4, 0.5)
    """
    pairs = [(abs(tco2e), scores) for tco2e, scores in lines]
    gross = fsum(weight for weight, _ in pairs)
    scored = [(weight, astuple(scores)) for weight, scores in pairs if scores is not None]
    weight_scored = fsum(weight for weight, _ in scored)
    if weight_scored <= 0:
        return WeightedQuality(None, None, 0.0 if gross > 0 else None)
    means = (fsum(weight * scores[i] for weight, scores in scored) / weight_scored for i in range(len(INDICATORS)))
    weighed = QualityScores(*means)
    return WeightedQuality(weighed, weighed.mean, weight_scored / gross)


def share_primary(lines: Iterable[tuple[float, str]]) -> float | None:
    """The part of gross emissions from metered lines and from suppliers' own figures; None where nothing was emitted.

    Parameters
    ----------
    lines : pairs of tCO2e and method
        Methods with their default filled in (``metered``, ``estimated``, ``spend``, ``supplier``).

    Examples
    --------
    >>> share_primary([(60.0, "metered"), (20.0, "supplier"), (20.0, "spend")])
    0.8
    """
    pairs = [(abs(tco2e), method) for tco2e, method in lines]
    gross = fsum(weight for weight, _ in pairs)
    return fsum(weight for weight, method in pairs if method in PRIMARY_METHODS) / gross if gross > 0 else None
