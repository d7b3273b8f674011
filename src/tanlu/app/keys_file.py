"""The table of resolved keys that a run leaves: each key with its status, price, factors and reasons."""

from __future__ import annotations

import hashlib
from typing import Any

from tanlu.engines.rows import Type
from tanlu.inventory.lines import KEY_COLUMNS, LineKey
from tanlu.inventory.pricing import Outcome

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


def key_row(key: LineKey, outcome: Outcome) -> dict[str, Any]:
    """One row: what the key was priced with and why, location-based; market-based scope 2 stands in ``market.csv``."""
    parts = outcome.recipe.parts
    own = [booking for booking in outcome.bookings if parts[booking.part].role == "direct"]
    above = [booking for booking in outcome.bookings if parts[booking.part].role == "upstream"]
    first = own[0] if own else None
    return {
        **key.cells,
        "state": key.state,
        "recorded": key.recorded,
        "superseded": key.superseded,
        "invoiced": key.invoiced,
        "intra_group": key.intra_group,
        "lines": key.lines,
        "quantity_sum": str(key.quantity.normalize()) if key.quantity else "0",
        "status": outcome.status,
        "scope": first.scope if first else None,
        "scope3_category": first.category if first else None,
        "kgco2e_per_unit": sum(parts[b.part].kgco2e * b.weight for b in own) if own else None,
        "upstream_kgco2e_per_unit": sum(parts[b.part].kgco2e * b.weight for b in above) if above else None,
        "factors": "; ".join(f"{part.factor.factor} {part.factor.sha256[:12]}" for part in parts) or None,
        "why": "; ".join(f"{part.days.start}–{part.days.end}: {part.resolved.why}" for part in parts) or None,
        "unit_path": "; ".join(step for part in parts for step in part.steps) or None,
        "reason": outcome.flaws[0].message if outcome.flaws and outcome.status != "priced" else None,
    }


class TrailHash:
    """A running hash over keys and what became of them: the identity of a run's result."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, key: LineKey, outcome: Outcome) -> None:
        """Take in one key: its cells, sum and count, its status and the hashes of its factors."""
        if outcome.status in ("not_yet_known",):
            return
        factors = [(part.factor.sha256, part.kgco2e, part.share) for part in outcome.recipe.parts]
        bookings = [(b.part, b.scope, b.category, b.view, b.weight) for b in outcome.bookings]
        cells = sorted((name, text) for name, text in key.cells.items() if text)
        self._digest.update(
            repr(
                (cells, key.state, key.lines, str(key.quantity.normalize()), outcome.status, factors, bookings)
            ).encode()
        )

    def hexdigest(self) -> str:
        """The hash so far."""
        return self._digest.hexdigest()
