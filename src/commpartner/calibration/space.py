"""Hold the space in which a calibration moves: normal scores of the assumptions.

A point has one normal score for each assumption that varies and is read, and one for each factor
that correlated rows share. Before the calibration the scores are independent standard normal, so
that every point lies within the ranges of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Array, Draws, uniforms
from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.calibration.predicting import DrawsOf, Predictor
from commpartner.model.resampling import ROW as SIZES
from commpartner.programme import Policy, Programme
from commpartner.results.unread import rows_read

FARTHEST = 5.5  # of a score; beyond it even two that are added have a quantile below that of 1


class Space(NamedTuple):
    """Hold the assumptions that may be narrowed, and the names of the scores.

    Attributes
    ----------
    table
        Estates have their listed sizes in it: what was seen is of them and of no others.
    rows
        Assumptions that vary and that the policy reads; of a correlated group all members.
    scores
        Those rows and the factors that correlated rows share.
    sizes
        Row of the sizes of estates as it was.
    """

    table: AssumptionTable
    rows: tuple[str, ...]
    scores: tuple[str, ...]
    sizes: Assumption

    def draws(self, points: Array, seed: int) -> DrawsOf:
        """Return the draws at some points, shape (draw, score)."""
        from scipy.special import ndtr

        held = np.clip(points, -FARTHEST, FARTHEST)
        columns = {name: np.asarray(ndtr(held[:, place])) for place, name in enumerate(self.scores)}

        def placed(name: str, seed: int, start: int, stop: int) -> Array:
            if name in columns:
                return columns[name][start:stop]
            return uniforms(name, seed, start, stop)

        return lambda start, stop: self.table.draw(seed, start, stop, placed)

    def values(self, points: Array) -> Mapping[str, Array]:
        """Return the values of the rows at some points, shape (draw,) each."""
        draws: Draws = self.draws(points, 0)(0, len(points))
        return {name: draws[name][:, 0] for name in self.rows}


def space_of(programme: Programme, policy: Policy, table: AssumptionTable) -> Space:
    """Find the assumptions that observations under a policy may narrow."""
    sizes = table[SIZES]
    if sizes.distribution != "fixed":
        table = table.replace(**{SIZES: sizes.replace(distribution="fixed", correlated_by="")})
    read = rows_read(programme, [policy])
    factors = {table[name].correlated_by for name in read} - {""}
    rows = tuple(
        name
        for name, row in table.items()
        if row.distribution != "fixed" and (name in read or row.correlated_by in factors)
    )
    wanted = {*rows, *(table[name].correlated_by for name in rows)}
    return Space(table, rows, tuple(name for name in table if name in wanted), sizes)


@dataclass
class Likelihood:
    """Compute how well points explain what was seen, and count the evaluations.

    Attributes
    ----------
    value, error
        What was seen and its standard error, shape (observation,).
    progress
        Called with the evaluations so far.
    """

    predictor: Predictor
    space: Space
    seed: int
    value: Array
    error: Array
    progress: Callable[[int], None] | None = None
    evaluations: int = 0

    def predict(self, points: Array) -> Array:
        """Predict the observations at some points, shape (point, observation)."""
        found = self.predictor(self.space.draws(points, self.seed), len(points))
        self.evaluations += len(points)
        if self.progress is not None:
            self.progress(self.evaluations)
        return found

    def log(self, predicted: Array) -> Array:
        r"""Compute ``-1/2 \sum ((predicted - value) / error)^2``, shape (point,)."""
        return np.asarray(-0.5 * np.add.reduce(self.misfit(predicted) ** 2, axis=1))

    def misfit(self, predicted: Array) -> Array:
        """Compute the difference from what was seen in standard errors.

        A prediction that is missing is infinitely far away.
        """
        apart = (predicted - self.value) / self.error
        return np.where(np.isnan(apart), np.inf, apart)
