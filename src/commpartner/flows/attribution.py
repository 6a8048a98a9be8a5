"""Split a joint effect over its mechanisms, exactly and independent of their order."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commpartner.problems.arguments import refused, require
from commpartner.texts import Text

Array = NDArray[np.float64]


def shapley_split(values: ArrayLike) -> Array:
    r"""Compute the Shapley value of each mechanism from all on/off combinations.

    .. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(n - |S| - 1)!}{n!}
        \bigl(v(S \cup \{i\}) - v(S)\bigr)

    Parameters
    ----------
    values
        Outcomes :math:`v`, shape (2**n, ...) [any unit]. Bit i of the index along the first axis is
        1 if mechanism i is on. Index 0 has all off, index 5 = 0b101 has mechanisms 0 and 2 on, and
        the last index has all on.

    Returns
    -------
    numpy.ndarray
        Shape (n, ...) [the same unit]. Sums over the first axis to ``values[-1] - values[0]``.

    Raises
    ------
    ValueError
        If the length of the first axis is not a power of two or a value is not finite.

    References
    ----------
    L. S. Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II,
    doi:10.1515/9781400881970-018.

    Examples
    --------
    Alone the first mechanism saves 1 and the second 2; together they save 5:

    >>> shapley_split([0.0, 1.0, 2.0, 5.0])
    array([2., 3.])
    """
    outcomes = require("values", values)
    size = outcomes.shape[0] if outcomes.ndim else 0
    if size == 0 or size & (size - 1):
        raise refused(
            "values", Text("outcomes_along_axis", size=size), Text("one_for_each_combination")
        )
    count = size.bit_length() - 1
    shares = np.empty((count, *outcomes.shape[1:]))
    # Coalitions last and contiguous: each element is then summed in the same order whatever the
    # other axes hold, so splitting the draws into blocks changes no digit.
    outcomes = np.moveaxis(outcomes, 0, -1)
    for player in range(count):
        without = _coalitions_without(player, count)
        gain = np.take(outcomes, without | 1 << player, axis=-1)
        gain -= np.take(outcomes, without, axis=-1)
        shares[player] = np.sum(gain * _weights(without, count), axis=-1)
    return shares


def _coalitions_without(player: int, count: int) -> NDArray[np.intp]:
    return np.flatnonzero(np.arange(1 << count) >> player & 1 == 0)


def _weights(coalitions: NDArray[np.intp], count: int) -> Array:
    """Compute the weights |S|! (n - |S| - 1)! / n! = 1 / (n binomial(n - 1, |S|))."""
    by_size = np.array([1.0 / (count * comb(count - 1, size)) for size in range(count)])
    return np.take(by_size, np.bitwise_count(coalitions))
