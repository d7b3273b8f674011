"""What players chose at their first attempts, as editors are shown it: counted anew now and then, since it reads every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock

from tanlu.engage.quiz.review import Key
from tanlu.store.quiz_editing import chosen_at_first
from tanlu.store.server import ServerDatabase

COUNTED_FOR_MS = 30_000
"""So long a count serves."""

Chosen = Mapping[Key, Mapping[int, int]]


class FirstChoices:
    """Question version → place of the option → how many chose it at their first attempt."""

    def __init__(self, database: ServerDatabase, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock
        self._turn = Lock()
        self._counted: Chosen | None = None
        self._at_ms = 0

    def counted(self) -> Chosen:
        """The counts, not older than ``COUNTED_FOR_MS``.

        Raises
        ------
        StoreError
            The database does not answer.
        """
        with self._turn:
            at_ms = self._clock()
            if self._counted is None or not 0 <= at_ms - self._at_ms < COUNTED_FOR_MS:
                with self._database.snapshot() as connection:
                    self._counted = chosen_at_first(connection)
                self._at_ms = at_ms
            return self._counted
