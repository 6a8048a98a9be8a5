"""Compute capital works: building time, cost by month, and effect on faults."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def part_of_month(month: Array, begin: Array, duration: Array) -> Array:
    """Compute the part of the building time in each month; the parts sum to 1.

    ``overlap([t, t + 1], [begin, begin + duration]) / duration``.

    Parameters
    ----------
    month
        From 0, shape (month,).
    begin, duration
        [month], shape (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> part_of_month(np.arange(4.0), np.array([[0.5]]), np.array([[2.0]]))
    array([[0.25, 0.5 , 0.25, 0.  ]])
    """
    return _overlap(month, begin, duration) / duration


@equation
def worth(month: Array, end: Array, life: Array, charge: Array) -> Array:
    """Compute what finished works are worth to residents in each month, in constant prices.

    ``charge * overlap([t, t + 1], [end, end + life])``: an annuity over the life of the works. The
    charge is their worth to residents times the part that one month is of a life
    (`flows.capital.part_left`) at the social rate. Residents' worth is no payment.

    Parameters
    ----------
    month
        From 0, shape (month,).
    end
        Of the building [month], shape (draw, 1).
    life
        [month], > 0, shape (draw, 1).
    charge
        [yuan/month], shape (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> worth(np.arange(4.0), *(np.array([[x]]) for x in (0.5, 2.0, 100.0)))
    array([[ 50., 100.,  50.,   0.]])
    """
    return charge * _overlap(month, end, life)


def _overlap(month: Array, begin: Array, duration: Array) -> Array:
    xp = namespace(begin)
    last = xp.minimum(month + 1.0, begin + duration)
    first = xp.maximum(month, begin)
    return xp.maximum(last - first, 0.0)


@equation
def months_left(age: Array, life: Array) -> Array:
    """Compute the months that works still serve: ``min(max(life - age, 0), life)``.

    Parameters
    ----------
    age
        Months from the end of the building to the end of the horizon, shape (draw, 1); negative
        while they are built; what is built by then has a whole life before it.
    life
        [month], shape (draw, 1).
    """
    xp = namespace(life)
    return xp.minimum(xp.maximum(life - age, 0.0), life)


@equation
def progress(finished: Array, reduction: Array) -> Array:
    """Compute the progress of the effect of several works on faults, 0 to 1.

    ``sum(reduction * finished) / sum(reduction)``, 0 if none of them reduces faults.

    Parameters
    ----------
    finished
        1 from the month on in which the works are done, shape (draw, month, works).
    reduction
        Fewer work orders once finished, shape (draw, 1, works).
    """
    xp = namespace(finished)
    whole = xp.sum(reduction, axis=-1)
    done = xp.sum(reduction * finished, axis=-1)
    return done / xp.where(whole > 0, whole, 1.0)


@equation
def shares_of_cost(resident: Array, government: Array) -> tuple[Array, Array, Array]:
    """Split a cost: residents, then government, then the rest; the parts sum to 1."""
    public = (1.0 - resident) * government
    return resident, public, 1.0 - resident - public
