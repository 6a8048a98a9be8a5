"""Compute who has joined a scheme, and what open centres add (分批接管)."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def joined(month: Array, begins: Array) -> Array:
    """Return 1 from the month on in which an estate joins, else 0.

    ``[month >= begins]``.

    Parameters
    ----------
    month
        From 0, shape (month, 1) or broadcastable.
    begins
        Month of joining, shape (estate,).

    Returns
    -------
    numpy.ndarray
        Shape (month, estate).

    Examples
    --------
    >>> import numpy as np
    >>> joined(np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 2.0]))
    array([[1., 0.],
           [1., 0.],
           [1., 1.]])
    """
    return namespace(month).where(month >= begins, 1.0, 0.0)


@equation
def standing_factor(part: Array) -> Array:
    """Compute the factor on the parts of a centre's own cost if not all its estates have joined.

    ``1 / part``, 0 if nobody has joined: those who have joined bear rent, systems and set-up of an
    open centre in full.

    Parameters
    ----------
    part
        Sum of the parts of the estates that have joined in the centre's cost, 0 to 1, shape
        (draw, centre).

    Examples
    --------
    >>> import numpy as np
    >>> standing_factor(np.array([[0.0, 0.25, 1.0]]))
    array([[0., 4., 1.]])
    """
    xp = namespace(part)
    return xp.where(part > 0, 1.0 / xp.where(part > 0, part, 1.0), 0.0)
