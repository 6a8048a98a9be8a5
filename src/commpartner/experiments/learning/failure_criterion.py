"""Decide in which draws a policy fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.paired import ROUNDING, check_outcomes, direction
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.words import say
from commpartner.problems.arguments import Array, Mask, as_array, refused, require
from commpartner.problems.wording import among, suggest
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    from commpartner.experiments.comparison import Comparison


class Failing(NamedTuple):
    """Hold whether a policy fails in each draw, and the criterion in words."""

    by_draw: pd.Series
    english: str
    chinese: str


def failing(
    comparison: Comparison,
    policy: str,
    fails: Mapping[str, float] | ArrayLike,
    baseline: str | None = None,
) -> Failing:
    """Evaluate a failure criterion in the draws of a policy.

    Parameters
    ----------
    comparison
        Policies in the same draws.
    policy
        One of them.
    fails
        By outcome, the worst number that is good enough [unit of the outcome]; or booleans by
        draw. See `discovery.discover`.
    baseline
        Another policy, whose outcome is taken off.

    Returns
    -------
    Failing

    Raises
    ------
    InputError
        If a policy or an outcome is unknown, or the outcome has no better direction.
    ValueError
        If an outcome has no number in some draw (a month that is late when it never comes
        aside), or what is given by draw is not one boolean for each draw of the policy.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": ["a", "a"], "draw": [0, 1], "satisfaction": [60.0, 80.0]}
    >>> one = SimpleNamespace(policies={"a": 0}, outcomes=pd.DataFrame(rows))
    >>> found = failing(one, "a", {"satisfaction": 65})
    >>> found.by_draw.tolist(), found.english
    ([True, False], 'satisfaction < 65 [score 0-100]')
    """
    known = list(comparison.policies)
    given = (policy,) if baseline is None else (policy, baseline)
    unknown = [name for name in given if not among(name, known)]
    if unknown:
        raise InputError(
            Problem("comparison", None, "policy", repr(name), suggest(name, known))
            for name in unknown
        )
    if isinstance(fails, Mapping):
        return _worse(comparison, policy, fails, baseline)
    if baseline is not None:
        raise refused(
            "baseline",
            Text("baseline_beside_booleans", baseline=repr(baseline)),
            Text("beside_thresholds"),
        )
    by_draw = _given(_outcomes(comparison, policy).index, fails, comparison.draws)
    return Failing(by_draw, *(say("failure_given", each) for each in ("en", "zh")))


def _worse(
    comparison: Comparison, policy: str, thresholds: Mapping[str, float], baseline: str | None
) -> Failing:
    if not thresholds:
        raise refused("fails", Text("no_threshold"), Text("one_outcome_and_number"))
    check_outcomes(comparison, thresholds)
    columns = [*thresholds]
    table, off = _outcomes(comparison, policy)[columns], None
    if baseline is not None:
        off = _outcomes(comparison, baseline)[columns]
        shared = table.index.intersection(off.index)
        table, off = table.loc[shared], off.loc[shared]
    failed = np.zeros(len(table), dtype=np.bool_)
    told: dict[Language, list[str]] = {"en": [], "zh": []}
    for name, given in thresholds.items():
        threshold = float(require(name, given, allowed=Text("finite_threshold")))
        values = table[name].to_numpy(dtype=np.float64)
        size = max(abs(threshold), _size(values))
        if off is not None:
            # Rounding goes with what is taken off, however small the difference.
            other = off[name].to_numpy(dtype=np.float64)
            size, values = max(size, _size(other)), values - other
        failed |= _beyond(name, values, threshold, ROUNDING * size, baseline)
        more, about = direction(name) > 0, OUTCOMES[name]
        than = f"{'<' if more else '>'} {threshold:,.6g} [{about.unit}]"
        key = "failure_difference" if baseline else "failure_value"
        spoken: dict[Language, str] = {"en": name, "zh": about.label_zh}
        for language, outcome in spoken.items():
            told[language].append(say(key, language, outcome=outcome, baseline=baseline, than=than))
    by_draw = pd.Series(failed, index=table.index, name="failed")
    return Failing(by_draw, *(say("or", each).join(parts) for each, parts in told.items()))


def _size(values: Array) -> float:
    return float(np.abs(values[~np.isnan(values)]).max(initial=0.0))


def _beyond(name: str, values: Array, threshold: float, room: float, baseline: str | None) -> Mask:
    """Tell what is worse, by more than a sum taken in another order may be."""
    missing = np.isnan(values)
    never = OUTCOMES[name].unit == "month" and direction(name) < 0 and baseline is None
    if missing.any() and not never:
        raise refused(
            name,
            Text("no_number_in_draws", sum=missing.sum(), size=values.size),
            Text("outcome_or_booleans"),
        )
    return missing | (direction(name) * (values - threshold) < -room)


def _given(draws: pd.Index, fails: ArrayLike, count: int) -> pd.Series:
    """Validate booleans of the policy's draws; the index of a Series must be draws."""
    allowed = Text("one_by_draw", last=count - 1)
    if isinstance(fails, pd.Series):
        # An index of other rows, such as those of `outcomes`, would take the draws of others.
        other = fails.index.difference(pd.RangeIndex(count)).union(draws.difference(fails.index))
        twice = fails.index[fails.index.duplicated()]
        for label in (*twice, *other):
            raise refused("fails", Text("labels_by_draw", label=label), allowed)
        fails = fails.loc[draws].to_numpy()
    given = as_array("fails", fails, allowed)
    if given.dtype != np.bool_ or given.shape != (len(draws),):
        raise refused(
            "fails",
            Text("dtype_of_shape", dtype=given.dtype, shape=given.shape),
            Text("booleans_by_draw", count=len(draws)),
        )
    return pd.Series(given, index=draws, name="failed")


def _outcomes(comparison: Comparison, policy: str) -> pd.DataFrame:
    rows = comparison.outcomes
    return rows[rows["policy"] == policy].set_index("draw").sort_index()
