"""Choose among packages of services (点单式服务包)."""

from __future__ import annotations

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array


@equation
def worth(scope: Array, fee: Array, value: Array, price_effect: Array, income: Array) -> Array:
    """Compute the worth of each package to a household [logit].

    ``value * scope + price_effect * 100 * fee / income``.

    Parameters
    ----------
    scope
        Part of the full scope that is in the package, shape (draw, package).
    fee
        Price [yuan/household/month], shape (draw, package).
    value
        Worth of the full scope against none [logit], shape (draw, 1).
    price_effect, income
        [logit per % of income], and [yuan/household/month], shape (draw, 1).
    """
    return value * scope + price_effect * (100.0 * fee / income)


@equation
def shares(worths: Array) -> Array:
    """Compute the probability of each package: ``exp(V) / sum exp(V)`` (McFadden 1974).

    Parameters
    ----------
    worths
        From `worth`, shape (draw, package).

    Examples
    --------
    >>> import numpy as np
    >>> shares(np.log(np.array([[1.0, 1.0, 2.0]])))
    array([[0.25, 0.25, 0.5 ]])
    """
    odds = np.exp(worths - np.max(worths, axis=-1, keepdims=True))
    return np.asarray(odds / np.add.reduce(odds, axis=-1)[..., None])


@equation
def chosen(worths: Array, uniform: Array) -> Array:
    """Choose the package of each estate: the largest ``V - ln(-ln u)``.

    With *u* uniform the chances are those of `shares` (Gumbel 1954; McFadden 1974).

    Parameters
    ----------
    worths
        Shape (draw, package).
    uniform
        In (0, 1), shape (draw, estate, package).

    Returns
    -------
    numpy.ndarray
        1 for the package taken, else 0, shape (draw, estate, package).
    """
    taken = np.argmax(worths[:, None, :] - np.log(-np.log(uniform)), axis=-1)
    return np.asarray(np.eye(worths.shape[-1])[taken])
