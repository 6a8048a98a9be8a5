"""One clock for work orders, slowly: the month in short steps instead of its closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

STEPS, TERMS = 64, 24


@dataclass(frozen=True)
class OrderMonth:
    """A month with a crew that suffices: orders closed, and time open that it saves."""

    closed: float
    saved: float


@cache
def month_of_one(left: float, reopened: float, old: float, new: float) -> OrderMonth:
    """Move `old` open orders and `new` ones, which come in evenly, through a month.

    Of those open at its start `left` would stay open if none came back. In every step the power
    series of b' = new - m b, w' = b, v' = w is summed: b open orders, w the time that they have
    been open, v the time over which that mounts up.
    """
    if left == 0:  # closed at once, those that come back, too
        return OrderMonth((old + new) / (1 - reopened), old + new / 2)
    hazard = -math.log(left)
    net = hazard * (1 - reopened)
    b, w, v = old, 0.0, 0.0
    for _ in range(STEPS):
        terms = [(b, w, v)]
        for power in range(1, TERMS):
            b0, w0, _v0 = terms[-1]
            arriving = new if power == 1 else 0.0
            terms.append(((arriving - net * b0) / power, b0 / power, w0 / power))
        b, w, v = (
            math.fsum(term[which] * STEPS**-power for power, term in enumerate(terms))
            for which in range(3)
        )
    return OrderMonth(hazard * w, net * v)
