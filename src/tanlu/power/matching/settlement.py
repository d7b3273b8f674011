"""Settlement of bundled green power: the certificate follows what was delivered and used, not what was signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tanlu.core.errors import CertificateError

Bound = Literal["contract", "generation", "load"]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one period settles on, in Wh.

    Parameters
    ----------
    settled_wh : green, with its certificates
    shortfall_wh : used and not settled; not green until certificates are bought for it
    undelivered_wh : signed and not settled
    bound_by : which of the three was least; the contract where it is, else generation
    """

    settled_wh: int
    shortfall_wh: int
    undelivered_wh: int
    bound_by: Bound


def settle(*, contract_wh: int, generated_wh: int, used_wh: int) -> Settlement:
    """Settle one period on the least of contract, metered generation and metered load.

    Raises
    ------
    CertificateError
        One of the three is below 0.

    References
    ----------
    China's green power trading (绿电交易, 证电合一): certificates follow the settled volume; as public pages give the
    rule, the notice itself was not read here.

    Examples
    --------
    >>> settle(contract_wh=100, generated_wh=90, used_wh=95)
    Settlement(settled_wh=90, shortfall_wh=5, undelivered_wh=10, bound_by='generation')
    """
    sides: dict[Bound, int] = {"contract": contract_wh, "generation": generated_wh, "load": used_wh}
    for side, wh in sides.items():
        if wh < 0:
            raise CertificateError(f"{side} is {wh:,} Wh, and nothing settles on less than 0; mend the reading")
    bound = min(sides, key=lambda side: sides[side])
    settled = sides[bound]
    return Settlement(settled, used_wh - settled, contract_wh - settled, bound)


def settle_periods(periods: Iterable[tuple[int, int, int]]) -> Settlement:
    """Settle several periods, each by itself, and add them up: what one has too much of serves no other.

    Parameters
    ----------
    periods : (contract, generated, used) of each, in Wh

    Examples
    --------
    >>> settle_periods([(100, 140, 120), (100, 60, 120)]).settled_wh
    160
    """
    done = [settle(contract_wh=signed, generated_wh=made, used_wh=used) for signed, made, used in periods]
    settled = sum(one.settled_wh for one in done)
    tightest = max(done, key=lambda one: one.undelivered_wh + one.shortfall_wh).bound_by if done else "contract"
    short, undelivered = sum(one.shortfall_wh for one in done), sum(one.undelivered_wh for one in done)
    return Settlement(settled, short, undelivered, tightest)
