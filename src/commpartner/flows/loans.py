"""Compute what a loan costs by month: an annuity, and the debt that is left."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def annuity(amount: Array, rate: Array, months: Array | float) -> Array:
    """Compute the equal monthly payment that repays a loan (等额本息) [yuan/month].

    ``amount * i / (1 - (1 + i)**-months)`` with ``i = rate / 12``; ``amount / months`` without
    interest. At the monthly rate ``i`` the payments are worth the loan.

    Parameters
    ----------
    amount
        Of the loan [yuan], shape (draw, 1).
    rate
        Nominal interest [share/year], 0 or more.
    months
        Number of payments, 1 or more; the first is due one month after the loan is drawn.

    References
    ----------
    Brealey, Myers & Allen, Principles of Corporate Finance, chapter 2: the present value of an
    annuity.

    Examples
    --------
    >>> import numpy as np
    >>> annuity(np.array([1_200.0, 1_200.0]), np.array([0.0, 0.12]), 12).round(2)
    array([100.  , 106.62])
    """
    xp = namespace(amount)
    growth = xp.log1p(rate / 12.0)
    # Without interest the payments are equal parts of the loan.
    safe = xp.where(growth == 0.0, 1.0, -xp.expm1(-growth * months))
    return xp.where(growth == 0.0, amount / months, amount * (rate / 12.0) / safe)


@equation
def debt_of_annuity(amount: Array, rate: Array, months: Array | float, paid: Array) -> Array:
    """Compute the debt that is left of an annuity after a number of payments [yuan].

    ``amount * (1 - (1 + i)**-left) / (1 - (1 + i)**-months)`` with ``i = rate / 12`` and ``left``
    payments to come: what they are worth at the rate of the loan.

    Parameters
    ----------
    amount, rate, months
        As in `annuity`.
    paid
        Payments made, 0 to `months`, shape (month,) or broadcastable.

    Returns
    -------
    numpy.ndarray
        Shape (draw, month).

    Examples
    --------
    >>> import numpy as np
    >>> debt_of_annuity(np.array([1_200.0]), np.array([0.12]), 12, np.array([0, 1, 12])).round(2)
    array([1200.  , 1105.38,    0.  ])
    """
    xp = namespace(amount)
    left = months - paid
    growth = xp.log1p(rate / 12.0)
    safe = xp.where(growth == 0.0, 1.0, growth)
    worth = xp.expm1(-safe * left) / xp.expm1(-safe * months)
    return amount * xp.where(growth == 0.0, left / months, worth)


@equation
def debt_of_equal_principal(amount: Array, months: Array | float, paid: Array) -> Array:
    """Compute the debt left if each payment repays the same part (等额本金) [yuan].

    ``amount * (months - paid) / months``. The interest of a month is the rate on the debt before
    the payment.

    Parameters
    ----------
    amount, months, paid
        As in `debt_of_annuity`.

    Examples
    --------
    >>> import numpy as np
    >>> debt_of_equal_principal(np.array([1_200.0]), 12, np.array([0, 1, 12]))
    array([1200., 1100.,    0.])
    """
    return amount * ((months - paid) / months)
