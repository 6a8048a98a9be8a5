"""Compute the taxes of an enterprise: value added tax, surcharges on it, and income tax."""

from __future__ import annotations

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array

YEARS_OF_LOSS = 5  # for which a loss is carried forward: Enterprise Income Tax Law, article 18


@equation
def small_scale_vat(sales: Array, rate: Array, threshold: Array) -> Array:
    """Compute the value added tax of a small-scale taxpayer [yuan/month].

    ``n * rate`` on the net sales ``n = sales / (1 + rate)``; 0 if n is at most the threshold.

    Parameters
    ----------
    sales
        What customers pay, tax included [yuan/month], (draw, month).
    rate, threshold
        Share, and net sales that are exempt [yuan/month], (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> small_scale_vat(np.array([101_000.0, 202_000.0]), np.array(0.01), np.array(1e5)).round(2)
    array([   0., 2000.])
    """
    net = sales / (1.0 + rate)
    return np.asarray(np.where(net > threshold, net * rate, 0.0))


@equation
def general_vat(sales: Array, rate: Array, inputs: Array) -> Array:
    """Compute the value added tax of a general taxpayer [yuan/month].

    ``max(sales * rate / (1 + rate) - input tax - credit, 0)``: what input tax exceeds is a credit
    for later months.

    Parameters
    ----------
    sales
        What customers pay, tax included [yuan/month], (draw, month).
    rate
        Share, (draw, 1).
    inputs
        Input tax [yuan/month], (draw, month).

    Examples
    --------
    >>> import numpy as np
    >>> general_vat(np.array([[106.0, 212.0]]), np.array([[0.06]]), np.array([[8.0, 1.0]])).round(2)
    array([[0., 9.]])
    """
    due = sales * rate / (1.0 + rate) - inputs
    paid, credit = np.zeros_like(due), np.zeros(len(due))
    for month in range(due.shape[1]):
        left = due[:, month] - credit
        paid[:, month] = np.maximum(left, 0.0)
        credit = np.maximum(-left, 0.0)
    return paid


@equation
def income_tax(profits: Array, rate: Array) -> Array:
    """Compute the income tax of each year, earlier losses deducted [yuan].

    ``rate * max(profit - losses, 0)``. A loss is deducted from the profits of the five years that
    follow it, the oldest first (Enterprise Income Tax Law, article 18).

    Parameters
    ----------
    profits
        Before tax [yuan], (draw, year).
    rate
        Share, (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> income_tax(np.array([[-20.0, 12.0, -1.0, 4.0, -5.0, 2.0, 38.0]]), np.array([[0.25]]))
    array([[0., 0., 0., 0., 0., 0., 8.]])
    """
    losses = np.zeros((len(profits), YEARS_OF_LOSS))  # of the last years, the oldest first
    tax = np.zeros_like(profits)
    for year in range(profits.shape[1]):
        left = np.maximum(profits[:, year], 0.0)
        for age in range(YEARS_OF_LOSS):
            used = np.minimum(losses[:, age], left)
            losses[:, age] -= used
            left = left - used
        tax[:, year] = rate[:, 0] * left
        losses = np.column_stack([losses[:, 1:], np.maximum(-profits[:, year], 0.0)])
    return tax
