"""Compute what labour costs by role: hours, the minimum wage, on-cost, hours that are bought."""

from __future__ import annotations

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array
from commpartner.flows.staffing import WEEKS_PER_MONTH

LEGAL_WEEK = 40.0  # hours a week (State Council decree 174 of 1995, article 3)
OVERTIME_PAY = 1.5  # pay of an hour beyond it over that of an hour within (Labour Law, article 44)


@equation
def legal_wage(minimum: Array, hours: Array) -> Array:
    """Compute the least lawful wage of a working week [yuan/month].

    ``minimum * (min(h, 40) + 1.5 * max(h - 40, 0)) / 40``. The minimum wage is that of the legal
    week of 40 hours and contains no overtime pay; an hour beyond it is paid at 150 %.

    Parameters
    ----------
    minimum
        Local minimum wage of a full-time worker [yuan/month].
    hours
        Hours that the role works [h/week].

    Examples
    --------
    >>> import numpy as np
    >>> legal_wage(np.array(1850.0), np.array([20.0, 40.0, 56.0]))
    array([ 925., 1850., 2960.])
    """
    paid = np.minimum(hours, LEGAL_WEEK) + OVERTIME_PAY * np.maximum(hours - LEGAL_WEEK, 0.0)
    return minimum * paid / LEGAL_WEEK


@equation
def labour_cost(wage: Array, least: Array, oncost: Array, retired: Array | float) -> Array:
    """Compute what an FTE costs [yuan/month]: ``max(wage, least) * (1 + oncost * (1 - retired))``.

    A wage drawn below the least lawful one is raised to it: the law is a fact, whatever is drawn.
    For those re-hired past retirement age nobody pays social insurance and housing fund.

    Parameters
    ----------
    wage
        Drawn for the role [yuan/month].
    least
        Least lawful wage, from `legal_wage`.
    oncost
        Social insurance and housing fund, share of the wage.
    retired
        Part of the role's staff that is past retirement age.

    Examples
    --------
    >>> import numpy as np
    >>> labour_cost(np.array([1800.0, 3000.0]), np.array(2000.0), np.array(0.3), np.array(0.5))
    array([2300., 3450.])
    """
    return np.maximum(wage, least) * (1.0 + oncost * (1.0 - retired))


@equation
def hour_premium(premium: Array, minimum: Array, hours: Array, labour: Array) -> Array:
    """Compute the premium on hours that are bought, at least the minimum wage of an hour.

    ``max(premium, minimum * hours * 52 / 12 / labour - 1)``, a share of what an own post costs.
    Who is hired by the hour has a minimum wage of his own, which contains his insurance.

    Parameters
    ----------
    premium
        What a contractor adds, share.
    minimum
        Local minimum wage of an hour [yuan/h].
    hours
        Hours that the role works [h/week].
    labour
        Cost of an own FTE, from `labour_cost`.

    Examples
    --------
    >>> import numpy as np
    >>> hours = np.array(12 * 40.0 / 52)
    >>> hour_premium(np.array(0.2), np.array(20.0), hours, np.array([500.0, 800.0]))
    array([0.6, 0.2])
    """
    return np.maximum(premium, minimum * hours * WEEKS_PER_MONTH / labour - 1.0)
