"""Distribute the results of ventures to the estates' funds (waterfall)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


class Distribution(NamedTuple):
    """Hold the payments of a settlement by venture [yuan] and the loss carried forward [yuan]."""

    reinvested: Array
    retained: Array
    made_good: Array
    covered: Array
    loss: Array


@equation
def distribute(
    result: Array,
    income: Array,
    loss: Array,
    share: Array,
    settles: Array,
    basis: Literal["profit", "income"],
) -> Distribution:
    """Distribute the result of a period: losses first, then a share to the estates.

    Basis ``profit`` (default reading of 营利收入70%反哺)::

        made_good  = min(max(result, 0), loss)
        reinvested = share * (max(result, 0) - made_good)
        retained   = max(result, 0) - made_good - reinvested
        covered    = max(-result, 0)

    Basis ``income``: ``reinvested = share * income`` comes off the top; what is left of the
    result makes good earlier losses and is then retained, and the operator covers what lacks.

    Either way ``result + covered = reinvested + retained + made_good`` (identity I3) and
    ``loss' = loss - made_good + covered``.

    Parameters
    ----------
    result
        Operating result since the last settlement [yuan], shape (draw, venture).
    income
        Gross income since the last settlement [yuan].
    loss
        Losses carried forward [yuan], >= 0.
    share
        To the estates, 0 to 1, shape (draw, 1).
    settles
        1 in a month of settlement, else 0: then nothing is paid.
    basis
        What the share is taken of.

    Examples
    --------
    >>> import numpy as np
    >>> paid = distribute(*map(np.array, (100.0, 300.0, 40.0, 0.7, 1.0)), "profit")
    >>> [round(float(part), 6) for part in paid]
    [42.0, 18.0, 40.0, 0.0, 0.0]
    """
    xp = namespace(result)
    if basis == "profit":
        left = xp.maximum(result, 0.0)
        covered = settles * xp.maximum(-result, 0.0)
        made_good = settles * xp.minimum(left, loss)
        reinvested = share * (settles * left - made_good)
    else:
        reinvested = settles * share * income
        after = settles * result - reinvested
        left = xp.maximum(after, 0.0)
        covered = xp.maximum(-after, 0.0)
        made_good = xp.minimum(left, loss)
    retained = settles * result + covered - made_good - reinvested
    return Distribution(reinvested, retained, made_good, covered, loss - made_good + covered)


@equation
def fill_deficits(pool: Array, deficit: Array, households: Array) -> Array:
    """Allocate a pool to the estates with the lowest funds until it is spent.

    The largest deficits per household are lowered to a common level: estate e receives
    ``H_e * max(d_e - level, 0)`` with ``d_e = deficit_e / H_e``, and the level solves
    ``sum = pool``. What is left once no deficit remains is shared per household.

    Parameters
    ----------
    pool
        To allocate [yuan], shape (draw, 1).
    deficit
        [yuan], >= 0, shape (draw, estate).
    households
        Shape (estate,) or (draw, estate); an estate of 0 households receives nothing.

    Returns
    -------
    numpy.ndarray
        Shape (draw, estate) [yuan]; sums to the pool (identity I4).
    """
    xp = namespace(deficit)
    households = xp.broadcast_to(households, deficit.shape)
    size = xp.where(households > 0, households, 1.0)
    served = xp.where(households > 0, 1.0, 0.0)
    depth = deficit * served / size
    order = xp.argsort(-depth, axis=-1)
    ordered = xp.take_along_axis(depth, order, axis=-1)
    weight = xp.take_along_axis(households, order, axis=-1)
    # Down to the depth of the k-th estate, the k deepest together take up filled[k].
    weights = xp.cumsum(weight, axis=-1)
    filled = xp.cumsum(weight * ordered, axis=-1) - weights * ordered
    reached = xp.where(filled <= pool, 1.0, 0.0)
    # The deepest is always among them, also where rounding puts its own 0 above an empty pool.
    last = xp.maximum(xp.sum(reached, axis=-1, keepdims=True), 1.0).astype(int) - 1
    taken = xp.take_along_axis(xp.cumsum(weight * ordered, axis=-1), last, axis=-1)
    among = xp.take_along_axis(weights, last, axis=-1)
    level = xp.maximum((taken - pool) / xp.where(among > 0, among, 1.0), 0.0)
    to_deficit = households * xp.maximum(depth - level, 0.0)
    # Where deficits take it all, rounding may leave a little less than nothing.
    left = xp.maximum(pool - xp.sum(to_deficit, axis=-1, keepdims=True), 0.0)
    return to_deficit + left * (households / xp.sum(households, axis=-1, keepdims=True))


class Uses(NamedTuple):
    """Hold an estate's part of the reinvestment by use [yuan/month], shape (draw, estate)."""

    general: Array
    reserve: Array
    relief: Array
    upgrade: Array


@equation
def split_uses(
    allocated: Array,
    deficit: Array,
    deficit_first: bool,
    reserve_share: float,
    relief_share: float,
    upgrade_share: float,
) -> Uses:
    """Split an estate's part by use: the month's deficit first, then by shares.

    What is neither reserve, relief nor upgrade stays in the estate's general fund.
    """
    xp = namespace(allocated)
    first = xp.minimum(allocated, deficit) if deficit_first else 0.0 * allocated
    rest = allocated - first
    reserve, relief, upgrade = reserve_share * rest, relief_share * rest, upgrade_share * rest
    return Uses(allocated - reserve - relief - upgrade, reserve, relief, upgrade)
