"""Compute what a policy reaches in its draws: figures sought, and room left under limits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from commpartner.experiments.choosing.paired import ROUNDING
from commpartner.experiments.choosing.satisficing import Bar
from commpartner.facts.outcomes import OUTCOMES
from commpartner.measures.risk import expected_shortfall
from commpartner.planning.optimising.goals import Limit, Sought
from commpartner.problems.arguments import Array, Mask

NEAR = 0.2  # standard deviations of an outcome within which a draw is near a threshold
TAIL = 0.05  # of the draws in an expected shortfall
BLOCKS = 8  # of Sobol' points, whose means tell the error of the whole mean
FAR = -10.0  # standard deviations by which a draw without a number breaks a limit
Draws = Mapping[str, Array]  # outcome to its values, shape (draw,)


class Bars(NamedTuple):
    """Hold the thresholds of a share of draws to be as large as can be."""

    bars: Mapping[str, Bar]


class Figure(NamedTuple):
    """Hold a limit as it is used: its sign makes more better."""

    limit: Limit
    sign: float
    base: str  # name of the policy that it is counted from, or empty


Aim = Sought | Bars


class Margin(NamedTuple):
    r"""Hold how safely limits must be kept.

    Attributes
    ----------
    score
        Standard normal score of the assurance.
    draws
        Of the last stage, and of the other draws in which limits should be kept as well.
    even
        Whether draws are Sobol' points, so that a mean is nearer to the truth than that of as many
        independent draws.
    """

    score: float
    draws: int
    even: bool = False

    def of_mean(self, values: Array, deviation: float) -> float:
        r"""Return by how much a mean must keep a limit.

        .. math:: z\, s \sqrt{(1 + r) / n}

        1 stands for the other draws. r is the variance of the mean itself over that of independent
        draws: 1 for these, else estimated from the means of consecutive blocks, 1 at most.
        """
        share = 1.0
        size, rest = divmod(values.size, BLOCKS)
        if self.even and size > 1 and not rest and deviation > 0.0:
            means = values.reshape(BLOCKS, -1).mean(axis=1)
            share = min(float(means.var(ddof=1)) * size / deviation**2, 1.0)
        return self.score * deviation * math.sqrt((1.0 + share) / self.draws)

    def of_share(self, share: float) -> float:
        r"""Return by how much a share of draws must keep a limit.

        .. math:: z \sqrt{2 p (1 - p) / n}
        """
        return self.score * math.sqrt(2.0 * share * (1.0 - share) / self.draws)


class Judged(NamedTuple):
    """Hold what a policy reaches.

    Attributes
    ----------
    gains
        Figures sought, signed so that more is better, shape (aim,).
    room
        Under each limit, with the assurance asked for; negative: broken. Shape (limit,).
    guide
        The first figure; of a share of draws a smooth one, which few draws tell better apart.
    """

    gains: Array
    room: Array
    guide: float

    @property
    def kept(self) -> bool:
        """Return whether all limits are kept."""
        return bool((self.room >= 0.0).all())

    def broken(self, unit: Array) -> float:
        """Return by how much limits are broken, in a unit of each that all policies share."""
        return float(np.maximum(-self.room / unit, 0.0).sum())


def score_of(assurance: float) -> float:
    """Return the standard normal score of a probability."""
    from scipy.special import ndtri

    return float(ndtri(assurance))


def sign_of(sought: Sought) -> float:
    """Return 1 if more of a figure is better and -1 if less is."""
    better = sought.better or OUTCOMES[sought.outcome].better
    return 1.0 if better == "more" else -1.0


def per_draw(aim: Aim, draws: Draws) -> Array:
    """Return the values behind a figure, shape (draw,); 1 or 0 for thresholds met or missed."""
    if isinstance(aim, Bars):
        return met(aim, draws).astype(np.float64)
    return draws[aim.outcome]


def met(aim: Bars, draws: Draws) -> Mask:
    """Return which draws meet all thresholds; a missing value meets none."""
    each = []
    for name, bar in aim.bars.items():
        slack = ROUNDING * abs(bar.number)
        above = draws[name] >= bar.number - slack
        each.append(above if bar.test == "at_least" else draws[name] <= bar.number + slack)
    return np.asarray(np.logical_and.reduce(each))


def figure(aim: Aim, values: Array) -> float:
    """Compute the figure of an aim from `per_draw` values, in its own unit."""
    if isinstance(aim, Bars):
        return float(values.mean())
    more = sign_of(aim) > 0
    match aim.statistic:
        case "mean":
            return math.fsum(values) / values.size
        case "shortfall":
            return float(expected_shortfall(values, TAIL, "low" if more else "high"))
        case "worst":
            return float(values.min() if more else values.max())
        case _:
            return float(np.quantile(values, float(aim.statistic[1:]) / 100.0))


def gain(aim: Aim, draws: Draws) -> float:
    """Compute the figure of an aim so that more is better."""
    sign = sign_of(aim) if isinstance(aim, Sought) else 1.0
    return sign * figure(aim, per_draw(aim, draws))


def judged(
    aims: Sequence[Aim],
    limits: Sequence[Figure],
    draws: Draws,
    bases: Mapping[str, Draws],
    margin: Margin,
) -> Judged | None:
    """Judge a policy by its draws; None if a figure that is sought is no number.

    Parameters
    ----------
    bases
        Draws of the policies that limits are counted from, as many as of this policy.
    margin
        By how much a limit must be kept.
    """
    gains = np.array([gain(aim, draws) for aim in aims])
    room = [_room(each, draws, bases, margin) for each in limits]
    if not (np.isfinite(gains).all() and np.isfinite(room).all()):
        return None
    first = aims[0]
    guide = smooth_share(first, draws) if isinstance(first, Bars) else float(gains[0])
    return Judged(gains, np.array(room), guide)


def sizes(rows: Array) -> Array:
    """Measure how far the values in each column lie apart, shape (column,).

    That is the range of the middle half, or the whole range where that is 0, or 1.
    """
    low, high = np.quantile(rows, (0.25, 0.75), axis=0)
    found = np.where(high > low, high - low, np.ptp(rows, axis=0))
    return np.where(found > 0.0, found, 1.0)


def smooth_share(aim: Bars, draws: Draws) -> float:
    """Return the share of draws that meet all thresholds, a draw near one counting in part.

    A draw counts by the normal distribution function of its distance from the threshold that it
    misses most or meets least, in units of `NEAR` standard deviations of that outcome.
    """
    from scipy.special import ndtr

    away = []
    for name, bar in aim.bars.items():
        values = draws[name]
        sign = 1.0 if bar.test == "at_least" else -1.0
        unit = NEAR * float(np.nanstd(values)) or max(abs(bar.number), 1.0) * 1e-9
        over = sign * (values - bar.number) / unit
        away.append(np.where(np.isnan(over), -np.inf, over))
    return float(ndtr(np.min(away, axis=0)).mean())


def _room(each: Figure, draws: Draws, bases: Mapping[str, Draws], margin: Margin) -> float:
    limit = each.limit
    values = draws[limit.outcome]
    if each.base and limit.share is None:
        values = values - bases[each.base][limit.outcome]  # paired: most of the noise cancels
        number = limit.number
    elif each.base:
        number = limit.number + float(bases[each.base][limit.outcome].mean())
    else:
        number = limit.number
    over = each.sign * (values - number)
    if np.isnan(over).all():
        return math.nan
    deviation = float(np.nanstd(over))
    if limit.share is None:
        return float(over.mean()) - margin.of_mean(over, deviation)
    unit = max(deviation, 1e-9 * max(abs(number), 1e-6))
    over = np.where(np.isnan(over), FAR * unit, over)
    asked = min(limit.share + margin.of_share(limit.share), 1.0)
    return _quantile(over, asked)


def _quantile(over: Array, share: float) -> float:
    """Return the value that a share of the draws reaches."""
    place = math.ceil(share * over.size - 1e-9)  # so many draws have at least that
    return float(np.sort(over)[::-1][max(place, 1) - 1])
