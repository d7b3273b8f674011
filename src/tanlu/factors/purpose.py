"""What a factor's basis may be used for: marginal factors never enter an inventory, average ones never an avoided-emission claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from tanlu.core.errors import WrongPurpose

Purpose = Literal["inventory", "avoided_emissions"]
UNFIT: Mapping[Purpose, frozenset[str]] = {
    "inventory": frozenset({"marginal", "fossil"}),
    "avoided_emissions": frozenset({"average", "residual", "supplier", "ets"}),
}
_WHY: Mapping[Purpose, str] = {
    "inventory": "an inventory shares out what a grid emitted; take average, residual, supplier or ets",
    "avoided_emissions": "what a kWh less avoids is what the plants at the margin would have emitted; take marginal",
}


def check_bases(bases: Iterable[str], purpose: Purpose) -> None:
    """Refuse a basis that the purpose may not use.

    Raises
    ------
    WrongPurpose
        A :class:`TypeError` too: one kind of factor was given where the other belongs.

    References
    ----------
    GHG Protocol Scope 2 Guidance (2015) for the inventory; GHG Protocol Guidelines for Quantifying GHG Reductions from
    Grid-Connected Electricity Projects for marginal factors. Neither clause is quoted here.

    Examples
    --------
    >>> check_bases(["supplier", "residual"], "inventory")
    >>> check_bases(["marginal"], "inventory")
    Traceback (most recent call last):
        ...
    tanlu.core.errors.WrongPurpose: a factor of basis marginal may not serve inventory: ...
    """
    for basis in bases:
        if basis in UNFIT[purpose]:
            named = purpose.replace("_", " ")
            raise WrongPurpose(f"a factor of basis {basis} may not serve {named}: {_WHY[purpose]}")
