"""Withhold a part of the operator's fee by two scores (双轨制考评)."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def withheld_share(
    provided: Array,
    satisfaction: Array,
    regulator_weight: float | Array,
    performance_share: float | Array,
    target: Array,
) -> Array:
    """Compute the part of the payment for the service that is withheld.

    ``performance_share * max(1 - score / target, 0)`` with
    ``score = w * provided + (1 - w) * satisfaction``. The details of the scheme are not published;
    this form is ours.

    Parameters
    ----------
    provided
        The regulator's score: service delivered and orders closed, 0 to 1, (draw, estate).
    satisfaction
        The residents' score, 0 to 1.
    target
        Score at which nothing is withheld, > 0, shape (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> withheld_share(np.array([0.8]), np.array([0.6]), 0.5, 0.1, np.array(0.875)).round(3)
    array([0.02])
    """
    xp = namespace(provided)
    score = regulator_weight * provided + (1.0 - regulator_weight) * satisfaction
    return performance_share * xp.maximum(1.0 - score / target, 0.0)
