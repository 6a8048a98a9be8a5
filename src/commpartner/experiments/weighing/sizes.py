"""Compute costs, net benefits and the best size of surveys of several sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from commpartner.experiments.learning.regression import Gain
from commpartner.problems.arguments import Array, is_whole, refused
from commpartner.texts import Text

SIZES = 15  # tried if none are given
MOST_ESTATES = 10**6
RESAMPLES = 1000
NEAR = 0.05  # of the best net benefit


class Costs(NamedTuple):
    """Hold what a survey costs [yuan], and how many decisions it serves."""

    fixed: float
    interview: float
    decisions: float

    def of(self, sizes: Array) -> Array:
        """Compute the cost of surveys of these sizes [yuan]."""
        return np.where(sizes > 0, self.fixed + self.interview * sizes, 0.0)


def sizes_to_try(given: Sequence[int] | None, estates: int) -> list[int]:
    """Validate numbers of estates, or choose some from 1 to those of the programme."""
    if given is None:
        spread = np.geomspace(1, max(estates, 2), SIZES)
        return [*map(int, np.unique(np.round(spread)))]
    allowed = Text("rising_numbers_of_estates", most=f"{MOST_ESTATES:,}")
    try:
        numbers = [*given]
    except TypeError:
        raise refused("sizes", given, allowed) from None
    fits = all(is_whole(each) and 1 <= each <= MOST_ESTATES for each in numbers)
    if not (numbers and fits and numbers == sorted(set(numbers))):
        raise refused("sizes", given, allowed)
    return [*map(int, numbers)]


def resampled(shares: Array, seed: int) -> Array:
    """Compute the mean of resamples of the draws, shape (resample, size)."""
    draws = len(shares)
    counts = np.random.default_rng(seed).multinomial(
        draws, np.full(draws, 1.0 / draws), size=RESAMPLES
    )
    return np.asarray(counts @ shares / draws)


def rising(values: Array, most: float) -> Array:
    """Keep values from 0 to a maximum and from falling with the size."""
    return np.minimum(np.maximum.accumulate(np.maximum(values, 0.0), axis=-1), most)


def rows_of(
    tried: Sequence[int],
    gains: Sequence[Gain],
    values: Array,
    again: Array,
    cost: Array,
    costs: Costs,
    level: float,
) -> list[dict[str, Any]]:
    """Tabulate surveys of each size: value, cost, net benefit and its interval.

    The interval holds the error of the fits. No survey loses more than its cost, since no answer is
    worth less than 0 [yuan]. The resamples of `pays_share` keep the fits.
    """
    from scipy.special import ndtri

    z = float(ndtri((1.0 + level) / 2.0))
    benefits = values - cost
    top = float(benefits.max())
    rows = []
    for place, (n, gain) in enumerate(zip(tried, gains, strict=True)):
        error = costs.decisions * gain.standard_error
        rows.append(
            {
                "estates": n,
                "value": float(values[place]),
                "standard_error": error,
                "survey_cost": float(cost[place]),
                "net_benefit": float(benefits[place]),
                "low": float(max(values[place] - z * error, 0.0) - cost[place]),
                "high": float(benefits[place] + z * error),
                "pays_share": float((again[:, place] > cost[place]).mean()),
                "near_best": bool(top > 0 and benefits[place] >= (1.0 - NEAR) * top),
            }
        )
    return rows


def best_size(tried: Sequence[int], now: Array, again: Array, level: float) -> dict[str, Any]:
    """Find the best number of estates, 0 if none pays, and its interval over resamples."""
    numbers = np.array([0, *tried])
    first = int(numbers[_with_none(now[None]).argmax(axis=1)][0])
    others = numbers[_with_none(again).argmax(axis=1)]
    tail = 100.0 * (1.0 - level) / 2.0
    low, high = np.percentile(others, [tail, 100.0 - tail], method="inverted_cdf")
    near = [n for n, each in zip(tried, now, strict=True) if each >= (1.0 - NEAR) * now.max()]
    pays = bool(now.max() > 0)
    return {
        "best": first,
        "low": min(int(low), first),
        "high": max(int(high), first),
        "near": (near[0], near[-1]) if pays else (0, 0),
        "net_benefit": max(float(now.max()), 0.0),
        "worth_share": float((again.max(axis=1) > 0).mean()),
    }


def _with_none(benefits: Array) -> Array:
    """Place the survey of nobody, which costs and gains nothing, before the others."""
    return np.concatenate([np.zeros((len(benefits), 1)), benefits], axis=1)
