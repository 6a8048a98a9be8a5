"""Measure what service is worth to residents, and weigh it against its cost."""

from __future__ import annotations

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def service_value(
    satisfaction: Array,
    households: Array,
    occupied: Array,
    unserved: Array,
    full: Array,
    worth: Array,
) -> Array:
    """Compute what the service is worth to those who live in the homes served [yuan/month].

    ``worth * occupied * (satisfied - H * unserved) / (full - unserved)``: households would pay
    `worth` for the whole service, and for what they get the part that it raises satisfaction from
    that of no service to that of the whole one. In an empty home nobody has the service. Estates
    without service have the value 0; where the whole service pleases no more than none, nothing
    has a value. The form is this project's own.

    Parameters
    ----------
    satisfaction
        Households times their score over 100, summed over the estates served, (draw, month).
    households
        Homes served, shape (1,) or (draw, 1).
    occupied
        Part of them in which somebody lives, shape (draw, 1).
    unserved, full
        Score over 100 with no service and with the whole of it, shape (draw, 1).
    worth
        Willingness to pay for the whole service [yuan/household/month], (draw, month).

    Examples
    --------
    >>> import numpy as np
    >>> one = np.array([[1.0]])
    >>> homes, occupied, worth = 100.0 * one, 0.9 * one, 45.0 * one
    >>> service_value(60.0 * one, homes, occupied, 0.4 * one, 0.8 * one, worth).round(6)
    array([[2025.]])
    """
    xp = namespace(satisfaction)
    span = full - unserved
    gained = (satisfaction - households * unserved) / xp.where(span > 0, span, 1.0)
    return worth * occupied * xp.where(span > 0, gained, 0.0)


@equation
def burden(bill: Array, income: Array, ratio: float | Array) -> Array:
    """Compute the part of a household's income that its bill takes.

    ``bill / (income * ratio)``, NaN without an income.

    Parameters
    ----------
    bill, income
        [yuan/household], over the same months, shape (draw,).
    ratio
        Income of the household over the mean; 1 for the mean itself.

    Examples
    --------
    >>> import numpy as np
    >>> burden(np.array([30.0]), np.array([6000.0]), 0.4)
    array([0.0125])
    """
    known = np.asarray(income * ratio)
    return np.divide(bill, known, out=np.full_like(known, np.nan), where=known > 0)


@equation
def income_weight(income: Array, median: Array, elasticity: Array) -> Array:
    """Compute the weight of a yuan of residents: ``(median / income) ** elasticity``.

    HM Treasury (2022), The Green Book, annex 3: a yuan is worth more to those who have less. With
    elasticity 0 a yuan is a yuan.

    Parameters
    ----------
    income, median
        Of the households, and of the city's [yuan/household/month], shape (draw, 1).
    elasticity
        Of the marginal utility of income, shape (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> income_weight(*(np.array([[x]]) for x in (5000.0, 10000.0, 1.3))).round(3)
    array([[2.462]])
    """
    return (median / income) ** elasticity
