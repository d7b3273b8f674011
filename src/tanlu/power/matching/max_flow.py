"""The most that contracts can serve in one period, where they name different sites: a maximum flow, shared out fairly."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tanlu.core.apportionment_columns import shares

Flow = list[list[int]]


class Network:
    """Contracts, sites, and the Wh that goes from one to the other; it grows by augmenting paths and never shrinks.

    Parameters
    ----------
    serves : for each contract its sites
    open_wh : what each site still takes
    """

    def __init__(self, serves: Sequence[Sequence[int]], open_wh: Sequence[int]) -> None:
        self.serves = serves
        self.open_wh = list(open_wh)
        self.flow: Flow = [[0] * len(open_wh) for _ in serves]

    def push(self, contract: int, amount_wh: int) -> int:
        """Send up to an amount from a contract, moving others aside where they have another site; what was sent."""
        sent = 0
        while sent < amount_wh and (path := self._path(contract)):
            sent += self._send(path, amount_wh - sent)
        return sent

    def reached(self, contracts: Sequence[int]) -> set[int]:
        """Sites that could take from these contracts if those that they hold could move: where they cannot, a bottleneck."""
        sites: set[int] = set()
        queue, met = deque(contracts), set(contracts)
        while queue:
            for site in self.serves[queue.popleft()]:
                if site not in sites:
                    sites.add(site)
                    holders = [c for c in range(len(self.serves)) if c not in met and self.flow[c][site]]
                    met.update(holders)
                    queue.extend(holders)
        return sites

    def _path(self, contract: int) -> list[tuple[int, int]] | None:
        """(contract, site) steps from a contract to a site that is open; each step after the first takes over a site."""
        came: dict[int, tuple[int, int]] = {}
        queue, met = deque([contract]), {contract}
        seen: set[int] = set()
        while queue:
            at = queue.popleft()
            for site in self.serves[at]:
                if site in seen:
                    continue
                seen.add(site)
                if self.open_wh[site]:
                    return _walked(came, contract, at, site)
                for holder in range(len(self.serves)):
                    if holder not in met and self.flow[holder][site]:
                        met.add(holder)
                        came[holder] = (at, site)
                        queue.append(holder)
        return None

    def _send(self, path: list[tuple[int, int]], most: int) -> int:
        """Along a path each contract gives the site it holds to the one before it and takes the next."""
        takers = list(pairwise(path))
        amount = min([most, self.open_wh[path[-1][1]], *(self.flow[after[0]][step[1]] for step, after in takers)])
        for contract, site in path:
            self.flow[contract][site] += amount
        for step, after in takers:
            self.flow[after[0]][step[1]] -= amount
        self.open_wh[path[-1][1]] -= amount
        return amount


def _walked(came: dict[int, tuple[int, int]], start: int, at: int, site: int) -> list[tuple[int, int]]:
    path = [(at, site)]
    while at != start:
        at, site = came[at]
        path.append((at, site))
    return path[::-1]


def usage_wh(supply_wh: Sequence[int], load_wh: Sequence[int], serves: Sequence[Sequence[int]]) -> list[int]:
    """What each contract delivers at the most in all, earlier ones first: a path never takes from a contract before it."""
    network = Network(serves, load_wh)
    return [network.push(contract, supply) for contract, supply in enumerate(supply_wh)]


def shared_out(supply_wh: Sequence[int], load_wh: Sequence[int], serves: Sequence[Sequence[int]]) -> Flow:
    """A maximum flow in which each contract, in order, fills its sites in proportion to open load.

    A contract's parts leave room for what later contracts have to deliver: where plain proportion would not, the
    bottleneck's sites get what it has room for, in proportion, and the others the rest, in proportion (the decomposition
    of Fujishige for a resource under submodular constraints, with whole Wh).

    References
    ----------
    S. Fujishige, Lexicographically optimal base of a polymatroid with respect to a weight vector, 1980.

    Examples
    --------
    >>> shared_out([12, 8], [10, 10, 10], [[0, 1, 2], [0]])
    [[2, 5, 5], [8, 0, 0]]
    """
    usage = usage_wh(supply_wh, load_wh, serves)
    open_wh, flow = list(load_wh), [[0] * len(load_wh) for _ in serves]
    for contract, amount in enumerate(usage):
        if not amount:
            continue
        later = _Later(open_wh, serves[contract + 1 :], usage[contract + 1 :])
        flow[contract] = _parts(amount, serves[contract], later)
        open_wh = [wh - part for wh, part in zip(open_wh, flow[contract], strict=True)]
    return flow


@dataclass(frozen=True)
class _Later:
    """What later contracts still have to deliver, and where there is room for them."""

    open_wh: Sequence[int]
    serves: Sequence[Sequence[int]]
    usage: Sequence[int]

    def beside(self, parts: Sequence[int]) -> tuple[Network, dict[int, int]]:
        """They, placed in what some parts leave open; and what found no room, by contract."""
        network = Network(self.serves, [wh - part for wh, part in zip(self.open_wh, parts, strict=True)])
        sent = [network.push(contract, wh) for contract, wh in enumerate(self.usage)]
        return network, {at: wh - sent[at] for at, wh in enumerate(self.usage) if sent[at] < wh}

    def room_wh(self, sites: Sequence[int], most: int) -> int:
        """How much of an earlier contract some sites can take, all of these delivered."""
        network = Network([sites, *self.serves], self.open_wh)
        for contract, wh in enumerate(self.usage, start=1):
            network.push(contract, wh)
        return network.push(0, most)


Block = tuple[list[int], int]


def _parts(amount: int, sites: Sequence[int], later: _Later) -> list[int]:
    """One contract's parts: sites in blocks, each with its total, finer until later contracts have their room."""
    blocks: list[Block] = [(list(sites), amount)]
    while True:
        parts = _in_blocks(blocks, later.open_wh)
        network, missing = later.beside(parts)
        if not missing:
            return parts
        finer = _refined(blocks, network.reached(list(missing)), later, amount)
        if len(finer) == len(blocks):
            return _moved(parts, sites, network, missing)
        blocks = finer


def _in_blocks(blocks: list[Block], open_wh: Sequence[int]) -> list[int]:
    parts = [0] * len(open_wh)
    for members, total in blocks:
        for site, wh in zip(members, shares(total, [open_wh[site] for site in members]), strict=True):
            parts[site] = wh
    return parts


def _refined(blocks: list[Block], bottleneck: set[int], later: _Later, amount: int) -> list[Block]:
    """Blocks cut along a bottleneck, whose side gets what it has room for beside the blocks before it."""
    finer: list[Block] = []
    before: list[int] = []
    before_wh = 0
    for members, total in blocks:
        inner = [site for site in members if site in bottleneck]
        outer = [site for site in members if site not in bottleneck]
        if inner and outer:
            room = later.room_wh([*before, *inner], amount) - before_wh
            finer += [(inner, room), (outer, total - room)]
        else:
            finer.append((members, total))
        before += members
        before_wh += total
    return finer


def _moved(parts: list[int], sites: Sequence[int], network: Network, missing: dict[int, int]) -> list[int]:
    """The remainder of a Wh that stands in a later contract's way moves to where there is room."""
    whole = Network([sites, *network.serves], network.open_wh)
    whole.flow = [list(parts), *(list(row) for row in network.flow)]
    for contract, wh in missing.items():
        whole.push(contract + 1, wh)
    return whole.flow[0]
