"""Make draws with chosen values: named scenarios and full factorials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from commpartner.assumptions.draws import Array, Draws, many_uniforms
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.problems.arguments import refused, same_labels
from commpartner.problems.wording import suggest
from commpartner.texts import Text


class Scenarios(Draws):
    """Hold given values of some assumptions; the others have their central value.

    Parameters
    ----------
    ledger
        The rows.
    values
        By name of the assumption, one value a scenario [unit of the row], all of one length.

    Raises
    ------
    InputError
        If a name is not in the table, or its unit does not allow a value.
    ValueError
        If lengths differ or a value is not finite.
    """

    def __init__(self, ledger: AssumptionTable, values: Mapping[str, ArrayLike]) -> None:
        unknown = [name for name in values if name not in ledger]
        if unknown:
            raise InputError(
                Problem("scenarios", None, name, Text("unknown_name"), suggest(name, ledger))
                for name in unknown
            )
        same_labels(**values)
        given = {name: np.atleast_1d(np.asarray(each, float)) for name, each in values.items()}
        lengths = {len(each) for each in given.values()}
        if len(lengths) != 1:
            raise refused("scenarios", Text("lengths", value=sorted(lengths)), Text("one_length"))
        for name, each in given.items():
            if not np.all(np.isfinite(each)):
                raise refused(name, each.tolist(), Text("finite_numbers"))
        problems = [
            Problem("scenarios", int(row), name, f"{each[row]:g}", ledger[name].bounds.allowed)
            for name, each in given.items()
            for row in np.flatnonzero(~ledger[name].bounds.hold(each))
        ]
        if problems:
            raise InputError(problems)
        super().__init__(ledger, 0, 0, lengths.pop())
        for name, each in given.items():
            self.give(name, each)

    def chances(self, streams: Sequence[str]) -> Array:
        """Return the uniform numbers of draw 0 in every scenario."""
        return np.repeat(many_uniforms(streams, self.seed, 0, 1), self.stop, axis=0)

    def _drawn(self, name: str) -> Array:
        return np.full(self.stop, self.ledger[name].central)


def factorial(levels: Mapping[str, Sequence[float]]) -> dict[str, Array]:
    """Make all combinations of the levels of several assumptions.

    Examples
    --------
    >>> factorial({"a": [1.0, 2.0], "b": [0.0, 5.0]})["b"]
    array([0., 5., 0., 5.])
    """
    rows = np.array(list(product(*levels.values())), dtype=np.float64)
    return {name: rows[:, number] for number, name in enumerate(levels)}
