"""Compute the net benefit of policies: an outcome or a weighted sum of several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from commpartner.experiments.choosing.paired import (
    check_outcomes,
    direction,
    equal_to_rounding,
    paired,
)
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.arguments import one_number, refused
from commpartner.texts import Text

if TYPE_CHECKING:
    from commpartner.experiments.comparison import Comparison


class NetBenefit(NamedTuple):
    """Hold the net benefit of every policy in the draws that all policies have.

    Attributes
    ----------
    weights
        By outcome, such that more of the sum is better: negative if less of the outcome is.
    unit
        Of the outcomes; empty if they have several.
    by_draw
        Index draw, one column a policy [unit].
    """

    weights: Mapping[str, float]
    unit: str
    by_draw: pd.DataFrame


def net_benefit(comparison: Comparison, outcome: str | Mapping[str, float]) -> NetBenefit:
    """Sum outcomes with weights, signed so that more is better.

    Parameters
    ----------
    comparison
        Policies in the same draws.
    outcome
        One of which more or less is better; or weights of several [unit of benefit / unit of
        outcome]. Less being better counts by itself; if neither is, the sign of the weight
        says what is better.

    Returns
    -------
    NetBenefit

    Raises
    ------
    InputError
        If an outcome is unknown, or alone and without a better direction.
    ValueError
        If a policy has no number in some draw, there is no weight, or one is not finite.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": ["a", "b"], "draw": [0, 0], "satisfaction": [60, 70]}
    >>> rows["fallback_per_year"] = [100, 300]
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> found = net_benefit(two, {"satisfaction": 10, "fallback_per_year": 1})
    >>> found.by_draw.to_dict("records"), found.weights["fallback_per_year"], found.unit
    ([{'a': 500.0, 'b': 400.0}], -1.0, '')
    """
    weights = _weights(comparison, outcome)
    first, *others = (weight * paired(comparison, name) for name, weight in weights.items())
    table = sum(others, first)
    table[:] = equal_to_rounding(table.to_numpy())
    units = {OUTCOMES[name].unit for name in weights}
    return NetBenefit(weights, units.pop() if len(units) == 1 else "", table)


def _weights(comparison: Comparison, outcome: str | Mapping[str, float]) -> dict[str, float]:
    if isinstance(outcome, str):
        check_outcomes(comparison, [outcome])
        return {outcome: direction(outcome)}
    if not isinstance(outcome, Mapping):
        raise refused("outcome", outcome, Text("outcome_or_weights"))
    if not outcome:
        raise refused("outcome", Text("none"), Text("one_and_its_weight"))
    check_outcomes(comparison, outcome)
    signs = {name: -1.0 if OUTCOMES[name].better == "less" else 1.0 for name in outcome}
    return {
        name: sign * one_number(name, outcome[name], allowed=Text("finite_weight"))
        for name, sign in signs.items()
    }
