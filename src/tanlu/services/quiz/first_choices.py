"""What players chose at their first attempts: counted anew now and then, since it reads every answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from tanlu.core.ttl_cache import TtlValue
from tanlu.engage.quiz.review import Key
from tanlu.store.database.server_database import ServerDatabase
from tanlu.store.quiz.item_statistics import Choice, choices, read_whole_tables

KEPT_SECONDS = 30
"""So long a count serves."""

Chosen = Mapping[Key, Mapping[int, int]]
"""Question version → place of the option → how many chose it at their first attempt."""


def by_version(found: Iterable[Choice]) -> Chosen:
    """Choices by question version."""
    chosen: dict[Key, dict[int, int]] = defaultdict(dict)
    for one in found:
        chosen[one.question, one.version][one.chosen] = one.attempts
    return dict(chosen)


class FirstChoices:
    """The counts of one database.

    Parameters
    ----------
    clock : milliseconds since 1970
    """

    def __init__(self, database: ServerDatabase, clock: Callable[[], int]) -> None:
        self._database = database
        self._found: TtlValue[Chosen] = TtlValue(self._count, KEPT_SECONDS, lambda: clock() / 1000)

    def counted(self) -> Chosen:
        """The counts, not older than ``KEPT_SECONDS``.

        Raises
        ------
        StoreError
            The database does not answer.
        """
        return self._found.get()

    def _count(self) -> Chosen:
        with self._database.snapshot() as connection:
            read_whole_tables(connection)
            return by_version(choices(connection))
