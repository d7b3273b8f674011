"""Intervals of shares: Wilson's of one share, and that of a weighted sum of several; sound at few attempts and at 0 or 1."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

Z = 1.959963984540054
"""Two-sided 95 %."""


class Proportion(NamedTuple):
    """So many attempts, and how many of them were right."""

    attempts: int
    right: int


def wilson(share: Proportion) -> tuple[float, float]:
    """95 % interval of a share of at least one attempt.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927) 209-212.

    Examples
    --------
    >>> low, high = wilson(Proportion(29, 1))
    >>> round(low, 4), round(high, 4)
    (0.0061, 0.1718)
    """
    n, p = share.attempts, share.right / share.attempts
    middle = p + Z**2 / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    low, high = (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
    return (0.0 if share.right == 0 else low, 1.0 if share.right == n else high)


def weighted_sum(terms: Iterable[tuple[float, Proportion]]) -> tuple[float, float, float]:
    """A sum of weight × share over independent shares, with its 95 % interval.

    The distances of each share to the two ends of its Wilson interval are taken together as variances are. With the weights
    1 and -1 this is Newcombe's method 10 for the difference of two shares. It has a width also where every share is 0 or 1.

    References
    ----------
    G. Y. Zou, W. Huang, X. Zhang, "A note on confidence interval estimation for a linear function of binomial
    proportions", Computational Statistics & Data Analysis 53 (2009) 1080-1085. R. G. Newcombe, "Interval estimation for
    the difference between independent proportions: comparison of eleven methods", Statistics in Medicine 17 (1998) 873-890.

    Examples
    --------
    >>> tuple(round(value, 4) for value in weighted_sum([(1, Proportion(10, 9)), (-1, Proportion(10, 3))]))
    (0.6, 0.1705, 0.809)
    """
    total = below = above = 0.0
    for weight, share in terms:
        value = weight * share.right / share.attempts
        ends = sorted(weight * end for end in wilson(share))
        total += value
        below += (value - ends[0]) ** 2
        above += (ends[1] - value) ** 2
    return total, total - math.sqrt(below), total + math.sqrt(above)
