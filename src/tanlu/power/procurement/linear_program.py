"""A programme in words: variables, what they cost, and what they are subject to; laid out as arrays for a solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from tanlu.core.arrays import FloatArray, IntArray
from tanlu.engines.highs import LinearProgramArrays

Number = float | FloatArray


@dataclass(frozen=True, eq=False)
class Variable:
    """What is decided: a block of numbers with bounds.

    Parameters
    ----------
    shape : e.g. (sites, hours)
    lower, upper : of each, spread over the shape
    whole : whether each takes whole numbers only
    """

    name: str
    shape: tuple[int, ...]
    lower: Number = 0.0
    upper: Number = np.inf
    whole: bool = False

    @cached_property
    def index(self) -> IntArray:
        """Place of each number within the block."""
        return np.arange(prod(self.shape), dtype=np.int64).reshape(self.shape)


@dataclass(frozen=True, eq=False)
class Term:
    """A variable times a coefficient, on the left of a constraint or in the cost.

    Parameters
    ----------
    coefficient : spread over the numbers taken
    take : which numbers of the variable, as an index of its block; all where not said
    into : which rows of the constraint they enter, as an index of its shape; where not said, those of the same place.
        Rows are spread over the numbers taken, so that several numbers of one row add up.
    """

    variable: Variable
    coefficient: Number = 1.0
    take: Any = None
    into: Any = None

    def entries(self, rows: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
        """Row, place within the variable, and coefficient of each entry."""
        places = self.variable.index if self.take is None else self.variable.index[self.take]
        chosen = rows if self.into is None else rows[self.into]
        row, place, value = np.broadcast_arrays(chosen, places, np.asarray(self.coefficient, np.float64))
        return row.ravel(), place.ravel(), value.ravel()


@dataclass(frozen=True, eq=False)
class Constraint:
    """Rows of one kind: the sum of terms between two sides."""

    name: str
    shape: tuple[int, ...]
    terms: Sequence[Term]
    lower: Number = -np.inf
    upper: Number = np.inf


@dataclass(frozen=True, eq=False)
class Programme:
    """Least cost subject to constraints."""

    variables: Sequence[Variable]
    minimise: Sequence[Term]
    subject_to: Sequence[Constraint]
    starts: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        place = 0
        for variable in self.variables:
            self.starts[variable.name] = place
            place += prod(variable.shape)

    @property
    def columns(self) -> int:
        """How many numbers are decided."""
        return sum(prod(variable.shape) for variable in self.variables)

    def values(self, variable: Variable, x: FloatArray) -> FloatArray:
        """What a point gives a variable, in its shape."""
        start = self.starts[variable.name]
        return x[start : start + prod(variable.shape)].reshape(variable.shape)

    def row_of(self, name: str) -> slice:
        """Where the rows of a constraint stand."""
        place = 0
        for constraint in self.subject_to:
            if constraint.name == name:
                return slice(place, place + prod(constraint.shape))
            place += prod(constraint.shape)
        raise KeyError(name)

    def problem(self) -> LinearProgramArrays:
        """The programme as arrays."""
        rows: list[IntArray] = [np.zeros(0, np.int64)]
        columns: list[IntArray] = [np.zeros(0, np.int64)]
        values: list[FloatArray] = [np.zeros(0)]
        first = 0
        for constraint in self.subject_to:
            own = np.arange(first, first + prod(constraint.shape), dtype=np.int64).reshape(constraint.shape)
            first += own.size
            for term in constraint.terms:
                row, place, value = term.entries(own)
                rows.append(row)
                columns.append(place + self.starts[term.variable.name])
                values.append(value)
        sides = [(spread(one.lower, one.shape), spread(one.upper, one.shape)) for one in self.subject_to]
        bounds = [(spread(one.lower, one.shape), spread(one.upper, one.shape)) for one in self.variables]
        whole = [np.full(prod(one.shape), one.whole, np.bool_) for one in self.variables]
        return LinearProgramArrays(
            self._cost(),
            _joined([low for low, _ in bounds]),
            _joined([high for _, high in bounds]),
            np.concatenate([*whole, np.zeros(0, np.bool_)]),
            np.concatenate(rows),
            np.concatenate(columns),
            np.concatenate(values),
            _joined([low for low, _ in sides]),
            _joined([high for _, high in sides]),
        )

    def _cost(self) -> FloatArray:
        cost = np.zeros(self.columns)
        for term in self.minimise:
            _, place, value = term.entries(np.zeros((), np.int64))
            np.add.at(cost, place + self.starts[term.variable.name], value)
        return cost


def spread(value: Number, shape: tuple[int, ...]) -> FloatArray:
    """One value for each number of a shape, in a row."""
    return np.broadcast_to(np.asarray(value, np.float64), shape).ravel()


def _joined(parts: Sequence[FloatArray]) -> FloatArray:
    return np.concatenate([*parts, np.zeros(0)])
