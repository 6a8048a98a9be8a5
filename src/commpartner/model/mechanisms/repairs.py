"""Pay large repairs (大修) from the estates' reserve; what it lacks is deferred.

A maintenance fund, if the policy has one, pays before the reserve.

The expected cost of a month is due, not drawn events: an event would need a number of its own for
every draw, estate and month, and one policy's reserve would meet other roofs than another's.
"""

from __future__ import annotations

from typing import NamedTuple

from commpartner.assumptions.draws import Draws
from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace, total
from commpartner.model.mechanisms import reinvestment


class State(NamedTuple):
    """Hold the stocks by estate [yuan], shape (draw, estate)."""

    put_in: Array  # spent from the reserve since month 0, as a negative income
    deferred: Array  # due and not yet paid


class Totals(NamedTuple):
    """Hold the account that repairs fill [yuan/month] and the stock deferred [yuan], (draw,)."""

    large_repairs: Array | None  # None without a reserve
    deferred: Array


@equation
def expected(hazard: Array, cost: Array, floor_area: Array) -> Array:
    """Compute the expected cost of large repairs: ``hazard * cost * floor area / 12``.

    Parameters
    ----------
    hazard
        Chance of a large repair in a year, shape (draw, 1).
    cost
        Of one, by floor area of the estate [yuan/m2].
    floor_area
        [m2], shape (draw, estate) or broadcastable.

    Returns
    -------
    numpy.ndarray
        Shape (draw, estate) [yuan/month], prices of month 0.

    Examples
    --------
    >>> import numpy as np
    >>> expected(np.array([[0.1]]), np.array([[24.0]]), np.array([10_000.0]))
    array([[2000.]])
    """
    return hazard * cost * floor_area / 12.0


def due(draws: Draws, floor_area: Array) -> Array:
    """Compute the expected cost of each estate [yuan/month], shape (draw, estate)."""
    return expected(draws["large_repair_hazard"], draws["large_repair_cost"], floor_area)


def parameters(rule: reinvestment.Rule | None, due: Array, *, funded: bool) -> Array | None:
    """Return what is due; None if there is neither reserve nor fund, and all is deferred."""
    reserved = rule is not None and rule.reserve_share != 0
    return due if reserved or funded else None


def start(given: Array | None, nothing: Array) -> State | None:
    """Return the state of month 0, with nothing due."""
    return None if given is None else State(nothing, nothing)


def needed(state: State | None, given: Array | None, price_index: Array) -> Array | None:
    """Compute what is due and was deferred [yuan], (draw, estate); None if nothing pays any."""
    return None if state is None or given is None else state.deferred + given * price_index


def step(
    state: State | None, needed: Array | None, pool: reinvestment.State | None
) -> tuple[tuple[State | None, Totals | None], reinvestment.State | None]:
    """Pay what is needed from the reserve, as far as it reaches."""
    if state is None or needed is None:
        return (None, None), pool
    if pool is None or pool.reserve is None:
        return (State(state.put_in, needed), Totals(None, total(needed))), pool
    paid = namespace(needed).minimum(needed, pool.reserve)
    new = State(state.put_in - paid, needed - paid)
    left = pool._replace(reserve=pool.reserve - paid)
    return (new, Totals(total(paid), total(new.deferred))), left
