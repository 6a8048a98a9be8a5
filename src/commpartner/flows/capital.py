"""Compute what capital costs: renewals, the charge that repays it, and what is left of it."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def renewals(age: Array, life_months: Array) -> Array:
    """Count how often capital is spent in a month: when new and after each service life.

    ``floor(age / life) - floor((age - 1) / life)``, 0 before age 0: the charge goes on for as long
    as the thing is kept, so the thing is renewed.

    Parameters
    ----------
    age
        Months since the opening, negative before it, shape (month,) or broadcastable.
    life_months
        Life [month], > 0, shape (draw, 1).

    Returns
    -------
    numpy.ndarray
        Shape (draw, month).

    Examples
    --------
    >>> import numpy as np
    >>> renewals(np.array([-1.0, 0.0, 1.0, 2.0]), np.array([[2.0]]))
    array([[0., 1., 0., 1.]])
    """
    xp = namespace(life_months)
    spent = xp.floor(age / life_months) - xp.floor((age - 1.0) / life_months)
    return xp.where(age >= 0, spent, 0.0)


@equation
def worth_left(age: Array, life_months: Array, rate: Array) -> Array:
    """Compute the part of its price that capital is worth at an age, renewals included.

    ``left = (floor((age - 1) / life) + 1) * life - age``, the months that its last renewal still
    serves, and ``(1 - (1 + r)**-left) / (1 - (1 + r)**-life)``: the present value of the capital
    charges still to come. It falls from 1 to 0 over a life, so a renewal just before the end of
    the horizon costs what it has served.

    Parameters
    ----------
    age
        Months from the opening to the end of the horizon, shape (draw, 1); below 1 nothing has
        been spent.
    life_months
        Life [month], > 0, shape (draw, 1).
    rate
        Real financial rate [share/year], shape (draw, 1); the monthly one is
        ``r = (1 + rate)**(1/12) - 1``.

    Examples
    --------
    >>> import numpy as np
    >>> ages = np.array([[0.0], [1.0], [60.0], [120.0], [121.0]])
    >>> worth_left(ages, np.array([[120.0]]), np.array([[0.0]])).round(3).ravel()
    array([0.   , 0.992, 0.5  , 0.   , 0.992])
    """
    xp = namespace(life_months)
    left = xp.maximum((xp.floor((age - 1.0) / life_months) + 1.0) * life_months - age, 0.0)
    part = part_left(left, life_months, rate)
    return xp.where(age >= 1.0, part, 0.0)


@equation
def part_left(left: Array | float, life_months: Array, rate: Array) -> Array:
    """Compute the present value of the charges of the months left over that of a whole life."""
    xp = namespace(life_months)
    growth = xp.log1p(rate) / 12.0
    # Without interest the charges of the months count alike.
    safe = xp.where(growth == 0.0, 1.0, growth)
    discounted = xp.expm1(-safe * left) / xp.expm1(-safe * life_months)
    return xp.where(growth == 0.0, left / life_months, discounted)


@equation
def charge(capital: Array, life_months: Array, rate: Array) -> Array:
    """Compute the monthly charge that repays capital over its life, in constant prices.

    ``capital * (1 - (1 + r)**-1) / (1 - (1 + r)**-life)``: the part that one month is of a life.
    The charge follows prices and begins in the month in which the capital is spent. With the real
    rate its present value at the nominal rate equals the capital.

    Parameters
    ----------
    capital
        [yuan], shape (draw, ...).
    life_months
        Life [month], > 0, shape (draw, 1).
    rate
        Real financial rate [share/year], shape (draw, 1); the monthly one is
        ``r = (1 + rate)**(1/12) - 1``.

    Examples
    --------
    >>> import numpy as np
    >>> charge(np.array([[1_200.0]]), np.array([[12.0]]), np.array([[0.0]]))
    array([[100.]])
    """
    return capital * part_left(1.0, life_months, rate)
