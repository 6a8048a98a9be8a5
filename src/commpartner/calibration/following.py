"""Find what to observe next: what narrows an outcome most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Array, generator_of
from commpartner.calibration.observation import MONTHS_OF_YEAR, ObservedValue
from commpartner.calibration.predicting import Predictor
from commpartner.calibration.quantities import quantities
from commpartner.calibration.smoother import filled
from commpartner.errors import InputError, Problem
from commpartner.experiments.running.evaluation import evaluate
from commpartner.facts.accounts import IN_KIND
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.scheme import build_scheme
from commpartner.problems.wording import known_name, suggest

if TYPE_CHECKING:
    from commpartner.calibration.result import Calibration


def next_observations(
    found: Calibration, outcome: str, months: int, relative_error: float
) -> pd.DataFrame:
    r"""Rank what could be seen by how much it would narrow an outcome.

    With *o* the outcome, *d* the prediction of what could be seen and *e* its error, the expected
    standard deviation of *o* is :math:`\sqrt{1 - r^2}` of that now, with *r* the correlation of *o*
    and *d + e*. Exact if all is normal.

    Returns
    -------
    pandas.DataFrame
        Columns series, year, unit, predicted (the mean), standard_error, narrowing (share of the
        outcome's standard deviation that is expected to go), the largest first.
    """
    known_name("next_observations", "outcome", outcome, OUTCOMES)
    scheme = build_scheme(found.programme, found.policy)
    table = found.programme.assumption_table(found.assumption_table)
    draws = table.draw(found.seed, 0, found.members)
    figures = evaluate({"": scheme}, draws, months)[""]
    if outcome not in figures:
        problem = Problem(
            "next_observations", None, "outcome", repr(outcome), suggest(outcome, figures)
        )
        raise InputError([problem])
    asked = tuple(_candidates(found))
    predicted = filled(
        Predictor(scheme, asked)(
            lambda start, stop: table.draw(found.seed, start, stop), found.members
        )
    )
    expected = predicted.mean(axis=0)
    error = relative_error * np.abs(expected)
    rows = pd.DataFrame(
        {
            "series": [each.series for each in asked],
            "year": [each.year for each in asked],
            "unit": [each.quantity.unit for each in asked],
            "predicted": expected,
            "standard_error": error,
            "narrowing": _narrowing(figures[outcome], predicted, error, found.seed),
        }
    )
    return rows.sort_values("narrowing", ascending=False, kind="stable", ignore_index=True)


def _candidates(found: Calibration) -> Iterator[ObservedValue]:
    """List each figure of the district in the years observed so far, and in the year after."""
    seen = {(each.series, each.period) for each in found.observed.observations}
    last = max(each.period.last for each in found.observed.observations) // MONTHS_OF_YEAR + 1
    for year in range(1, last + 2):
        for name, quantity in quantities().items():
            each = ObservedValue(series=name, value=0.0, error=1.0, year=year)
            own = quantity.way == "run" or name in IN_KIND
            if not own and (each.series, each.period) not in seen:
                yield each


def _narrowing(outcome: Array, predicted: Array, error: Array, seed: int) -> Array:
    noise = generator_of("calibration: next", seed).standard_normal(predicted.shape)
    told = predicted + error * noise
    told, apart = told - told.mean(axis=0), outcome - np.nanmean(outcome)
    apart = np.where(np.isnan(apart), 0.0, apart)
    whole = np.sqrt(np.add.reduce(told**2, axis=0) * np.add.reduce(apart**2))
    part = np.add.reduce(told * apart[:, None], axis=0)
    r = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return np.asarray(1.0 - np.sqrt(1.0 - np.minimum(r**2, 1.0)))
