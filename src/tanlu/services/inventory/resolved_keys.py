"""The table of resolved keys that a run leaves: each key with its status, price, factors and reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tanlu.inventory.emission_rates import EmissionRate, RateComponent
from tanlu.inventory.line_key import KEY_COLUMNS, LineKey
from tanlu.inventory.pricing import Booking, Outcome
from tanlu.io.arrow_rows import Type

MOST_RECIPES = 10_000
"""Emission rates whose sentences are kept; beyond it they are written anew."""
_IN_ORDER = sorted(KEY_COLUMNS)

COLUMNS: dict[str, Type] = {
    **dict.fromkeys(KEY_COLUMNS, "text"),
    "state": "text",
    "recorded": "text",
    "superseded": "yes_no",
    "invoiced": "yes_no",
    "intra_group": "yes_no",
    "lines": "whole",
    "quantity_sum": "text",
    "status": "text",
    "scope": "text",
    "scope3_category": "whole",
    "kgco2e_per_unit": "number",
    "upstream_kgco2e_per_unit": "number",
    "factors": "text",
    "why": "text",
    "unit_path": "text",
    "reason": "text",
}


class KeyRows:
    """Rows of the table: what keys were priced with and why, location-based; market-based scope 2 stands in ``market.csv``.

    Keys of one emission rate share its sentences, so those are written once for each emission rate.
    """

    def __init__(self) -> None:
        self._sentences: dict[int, tuple[EmissionRate, tuple[str | None, ...]]] = {}

    def row(self, key: LineKey, outcome: Outcome) -> tuple[Any, ...]:
        """The cells of one key, in the order of :data:`COLUMNS`."""
        parts = outcome.emission_rate.parts
        own, above, scope, category = None, None, None, None
        for booking in outcome.bookings:
            part = parts[booking.part]
            if part.role == "direct":
                if own is None:
                    scope, category = booking.scope, booking.category
                own = (own or 0.0) + part.kgco2e * booking.weight
            elif part.role == "upstream":
                above = (above or 0.0) + part.kgco2e * booking.weight
        reason = outcome.flaws[0].message if outcome.flaws and outcome.status != "priced" else None
        return (
            *map(key.cells.get, KEY_COLUMNS),
            *(key.state, key.recorded, key.superseded, key.invoiced, key.intra_group, key.lines, _plain(key.quantity)),
            *(outcome.status, scope, category, own, above, *self._told(outcome.emission_rate), reason),
        )

    def _told(self, emission_rate: EmissionRate) -> tuple[str | None, ...]:
        """Factors, why these, and the unit path of an emission rate."""
        known = self._sentences.get(id(emission_rate))
        if known is None:
            if len(self._sentences) >= MOST_RECIPES:
                self._sentences.clear()
            known = self._sentences[id(emission_rate)] = (emission_rate, _sentences(emission_rate.parts))
        return known[1]


def _sentences(parts: Sequence[RateComponent]) -> tuple[str | None, ...]:
    return (
        "; ".join(f"{part.factor.factor} {part.factor.sha256[:12]}" for part in parts) or None,
        "; ".join(f"{part.days.start}–{part.days.end}: {part.resolved.why}" for part in parts) or None,
        "; ".join(step for part in parts for step in part.steps) or None,
    )


def _plain(quantity: Decimal) -> str:
    return str(quantity.normalize()) if quantity else "0"


class RunFingerprint:
    """A running hash over keys and what became of them: the identity of a run's result."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._weighed: dict[tuple[int, int], tuple[EmissionRate, Sequence[Booking], str]] = {}

    def add(self, key: LineKey, outcome: Outcome) -> None:
        """Take in one key: its cells, sum and count, its status and the hashes of its factors."""
        if outcome.status == "not_yet_known":
            return
        cells = [(name, text) for name in _IN_ORDER if (text := key.cells.get(name))]
        known = (cells, key.state, key.lines, str(key.quantity.normalize()), outcome.status)
        self._digest.update(f"{known!r}{self._weights(outcome.emission_rate, outcome.bookings)}".encode())

    def _weights(self, emission_rate: EmissionRate, bookings: Sequence[Booking]) -> str:
        """A emission rate's factors by their hashes and where they are booked, written once for keys that share both."""
        same = (id(emission_rate), id(bookings))
        known = self._weighed.get(same)
        if known is None:
            factors = [(part.factor.sha256, part.kgco2e, part.share) for part in emission_rate.parts]
            booked = [(b.part, b.scope, b.category, b.view, b.weight) for b in bookings]
            if len(self._weighed) >= MOST_RECIPES:
                self._weighed.clear()
            known = self._weighed[same] = (emission_rate, bookings, repr((factors, booked)))
        return known[2]

    def hexdigest(self) -> str:
        """The hash so far."""
        return self._digest.hexdigest()
