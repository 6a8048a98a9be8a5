"""Make draws at chosen probabilities of the inputs, in which estates differ as in draw 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from commpartner.assumptions.designs import Correlated
from commpartner.assumptions.draws import Array, Draws, Uncertain, many_uniforms
from commpartner.assumptions.table import AssumptionTable
from commpartner.problems.arguments import refused
from commpartner.texts import Text


class SameEstates(Draws):
    """Hold draws in which estates differ as in draw 0."""

    def chances(self, streams: Sequence[str]) -> Array:
        """Return the uniform numbers of draw 0 in every row."""
        return np.repeat(many_uniforms(streams, self.seed, 0, 1), self.stop - self.start, axis=0)


class Placed(SameEstates):
    """Hold draws at given probabilities of the independent factors."""

    def __init__(
        self,
        ledger: AssumptionTable,
        seed: int,
        columns: Mapping[str, Array],
        start: int,
        stop: int,
    ) -> None:
        super().__init__(ledger, seed, start, stop, self._column)
        self._columns = columns
        self._fixed = {row.name for row in ledger.values() if row.distribution == "fixed"}

    def _column(self, name: str, seed: int, start: int, stop: int) -> Array:
        if name in self._columns:
            return self._columns[name][start:stop]
        if name not in self._fixed:
            raise refused(name, Text("in_some_rows"), Text("in_all_rows_or_none"))
        return np.full(stop - start, 0.5)


class PlacedJointly(Placed):
    """Hold draws at given probabilities of the assumptions themselves, correlated already."""

    def _probability(self, assumption: Uncertain) -> Array:
        return self.design(assumption.name, self.seed, self.start, self.stop)


def score_correlations(
    ledger: AssumptionTable, names: Sequence[str], added: Correlated | None
) -> Array:
    """Compute the correlations of the normal scores of some assumptions.

    Parameters
    ----------
    ledger, names
        The table, and those of its rows that are wanted.
    added
        Correlations beyond those of the table; None if there are none.

    Returns
    -------
    numpy.ndarray
        Shape (name, name). Rows that share a row of correlation correlate by its value.
    """
    place = {name: number for number, name in enumerate(names)}
    matrix = np.eye(len(names))
    for one in names:
        for other in names:
            held = ledger[one].correlated_by
            if one != other and held and held == ledger[other].correlated_by:
                matrix[place[one], place[other]] = ledger[held].central
    for one, other, rho in () if added is None else added.pairs:
        if one in place and other in place:
            matrix[place[one], place[other]] = matrix[place[other], place[one]] = rho
    return matrix


def independent_factors(ledger: AssumptionTable, inputs: Sequence[str]) -> dict[str, list[str]]:
    """List the independent factors: single assumptions and correlated groups.

    The factors of a group are that of the row that holds the correlation and the members' own.
    """
    found: dict[str, list[str]] = {}
    for name in inputs:
        held = ledger[name].correlated_by
        if held:
            group = [each for each in inputs if ledger[each].correlated_by == held]
            label = f"{held}: {', '.join(group)}" if len(group) > 1 else name
            found.setdefault(label, [held, *group])
        else:
            found[name] = [name]
    return found
