"""What is costly to find and may be some seconds old: found once for all who ask meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class TtlValue(Generic[T]):
    """A finding that is used again for some seconds; whoever asks while it is being made waits for it.

    Parameters
    ----------
    find : makes it; where it raises, nothing is remembered
    clock : seconds; one that was set back makes it anew
    """

    def __init__(self, find: Callable[[], T], seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._find, self._seconds, self._clock = find, seconds, clock
        self._lock = Lock()
        self._found: tuple[float, T] | None = None

    def get(self) -> T:
        """The finding, its age counted from when it was begun."""
        with self._lock:
            begun = self._clock()
            if self._found is None or not 0 <= begun - self._found[0] < self._seconds:
                self._found = (begun, self._find())
            return self._found[1]
