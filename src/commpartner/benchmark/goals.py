"""Define the goals of problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from commpartner.experiments.choosing.paired import ROUNDING
from commpartner.experiments.choosing.satisficing import Bar, Test
from commpartner.problems.arguments import Mask


class Condition(NamedTuple):
    """Define a condition on an outcome: on its mean or on a share of the draws.

    Attributes
    ----------
    number
        [unit of the outcome]. If `over` names a baseline, what is added to that one's mean.
    over
        Name of a baseline; empty: the number stands alone.
    share
        Of the draws that have to reach the number, 0 to 1; None: the mean has to.
    """

    test: Test
    number: float
    over: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Best:
    """Seek the best value of an outcome under conditions.

    It is solved if the submission keeps all conditions and is better than the best baseline that
    keeps them. The 95 % interval of the mean paired difference must lie beyond `margin`.

    Attributes
    ----------
    conditions
        By name of the outcome; not `outcome` itself.
    margin
        [unit of the outcome]. More than nothing, since with common random numbers even the
        smallest step of a lever can be told from none.
    """

    outcome: str
    conditions: Mapping[str, Condition]
    margin: float


@dataclass(frozen=True)
class GoodEnough:
    """Seek the largest share of draws in which several outcomes meet their thresholds.

    Solved if the Wilson 95 % interval of the share of draws that meet every threshold lies at
    or above `share`.

    Attributes
    ----------
    thresholds
        By name of the outcome: at least or at most, and the number [unit of the outcome].
    share
        Of the draws, 0 to 1.
    """

    thresholds: Mapping[str, Bar]
    share: float


Goal = Best | GoodEnough


def outcomes_of(goal: Goal) -> tuple[str, ...]:
    """List the outcomes of a goal, the sought one first.

    Examples
    --------
    >>> outcomes_of(Best("npv_operator", {"service_level": Condition("at_least", 0.8)}, 1e5))
    ('npv_operator', 'service_level')
    """
    if isinstance(goal, GoodEnough):
        return tuple(goal.thresholds)
    return (goal.outcome, *goal.conditions)


def keeps(test: Test, values: ArrayLike, number: float) -> Mask:
    """Return which values are at least, or at most, a number, up to rounding.

    Examples
    --------
    >>> keeps("at_most", [0.1 + 0.2, 0.4], 0.3)
    array([ True, False])
    """
    room = ROUNDING * abs(number)
    given = np.asarray(values, dtype=np.float64)
    return given >= number - room if test == "at_least" else given <= number + room
