"""The ledger of priced lines: exact sums by site, activity, scope, category, view and factor, whatever the order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

View = Literal["both", "location", "market"]
_ONE_KG = 1 << 60
"""Sums are integers of 2^-60 kg, so adding in another order gives the same bits."""


class Account(NamedTuple):
    """What a sum is kept by."""

    site: str
    activity: str
    scope: str
    category: int | None
    view: View
    factor: str
    measured: bool
    estimated: bool
    quality: str
    unit: str = ""


@dataclass(slots=True)
class AccountSums:
    """Sums of one account; masses are integers of 2^-60 kg.

    ``quantity`` is in the account's unit and inside the boundary; ``gross_quantity`` is before consolidation.
    """

    kgco2e: int = 0
    biogenic: int = 0
    gases: dict[str, int] = field(default_factory=dict[str, int])
    lines_variance_kg2: float = 0.0
    quantity: float = 0.0
    gross_quantity: float = 0.0


@dataclass
class Ledger:
    """All accounts of one run, and the factors met on the way."""

    accounts: dict[Account, AccountSums] = field(default_factory=dict[Account, AccountSums])
    factor_sd: dict[str, float | None] = field(default_factory=dict[str, "float | None"])

    def add(
        self,
        account: Account,
        *,
        kgco2e: float,
        gases_kg: Mapping[str, float],
        biogenic_kg: float = 0.0,
        lines_variance_kg2: float = 0.0,
        quantity: float = 0.0,
        gross_quantity: float = 0.0,
        factor_sd: float | None = None,
    ) -> None:
        """Book one priced amount."""
        sums = self.accounts.get(account)
        if sums is None:
            sums = self.accounts[account] = AccountSums()
        sums.kgco2e += exact(kgco2e)
        sums.biogenic += exact(biogenic_kg)
        sums.lines_variance_kg2 += lines_variance_kg2
        sums.quantity += quantity
        sums.gross_quantity += gross_quantity
        for gas, kg in gases_kg.items():
            sums.gases[gas] = sums.gases.get(gas, 0) + exact(kg)
        self.factor_sd[account.factor] = factor_sd

    def of(self, *, scope: str, view: View, category: int | None = None) -> Iterator[tuple[Account, AccountSums]]:
        """Accounts of a scope (and category) under one view of scope 2."""
        for account, sums in self.accounts.items():
            if account.scope == scope and account.view in ("both", view) and category in (None, account.category):
                yield account, sums

    def tco2e(self, *, scope: str, view: View, category: int | None = None) -> float | None:
        """Tonnes of CO2e, or None where no line gives any: absent is not zero."""
        found = [sums.kgco2e for _, sums in self.of(scope=scope, view=view, category=category)]
        return tonnes(sum(found)) if found else None

    def ordered(self) -> list[tuple[Account, AccountSums]]:
        """Accounts in the order of their names."""
        return sorted(self.accounts.items(), key=lambda item: tuple(str(part) for part in item[0]))


def exact(kg: float) -> int:
    """A mass as an integer of 2^-60 kg."""
    return int(kg * _ONE_KG)


def tonnes(amount: int) -> float:
    """An exact sum in tonnes, rounded once.

    Examples
    --------
    >>> tonnes(exact(1500.0))
    1.5
    """
    return amount / (_ONE_KG * 1000)


def kilograms(amount: int) -> float:
    """An exact sum in kilograms, rounded once."""
    return amount / _ONE_KG
