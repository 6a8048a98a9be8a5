"""Compute the cost of a cluster service centre itself."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace
from commpartner.measures import annuity


@equation
def renewals(age: Array, life_months: Array) -> Array:
    """Count how often capital is spent in a month: when new and after each service life.

    ``floor(age / life) - floor((age - 1) / life)``, 0 before age 0: the annuity that is charged
    goes on for as long as the thing is kept, so the thing is renewed.

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


class CentreCost(NamedTuple):
    """Hold the monthly cost of the centres [yuan/month], shape (draw, centre) each."""

    rent: Array
    systems: Array
    capital_charge: Array


@equation
def centre_cost(
    rent: Array, systems: Array, setup: Array, life_years: Array, rate: Array
) -> CentreCost:
    """Compute the monthly cost of keeping the centres open.

    The set-up is charged as an annuity over its life: ``setup * r / (1 - (1 + r)**-n)`` with
    the monthly rate ``(1 + rate)**(1/12) - 1`` and ``n = 12 * life_years``.

    Parameters
    ----------
    rent, systems
        [yuan/month], shape (draw, centre); rent is 0 if premises are shared (阵地联合).
    setup
        [yuan].
    life_years, rate
        Life [years] and financial discount rate [share/year], shape (draw, 1).
    """
    monthly_rate = (1.0 + rate) ** (1.0 / 12.0) - 1.0
    return CentreCost(rent, systems, annuity(setup, monthly_rate, 12.0 * life_years))
