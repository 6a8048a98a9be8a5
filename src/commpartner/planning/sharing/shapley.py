"""Compute the Shapley value of a cost game, exactly or from sampled orders."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from commpartner.flows.namespace import Array
from commpartner.planning.sharing.game import Game

_BATCH = 1 << 22  # truth values of coalitions held at once


def exact(table: Array) -> Array:
    r"""Compute the Shapley value from the cost of all coalitions, shape (player,).

    .. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(n - |S| - 1)!}{n!}
        \bigl(c(S \cup \{i\}) - c(S)\bigr)

    Parameters
    ----------
    table
        Shape (2**n,); the first player has the highest bit of the index.

    References
    ----------
    L. S. Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II,
    doi:10.1515/9781400881970-018.

    Examples
    --------
    >>> exact(np.array([0.0, 2.0, 1.0, 5.0]))
    array([2., 3.])
    """
    count = len(table).bit_length() - 1
    others = np.bitwise_count(np.arange(1 << count - 1))
    weight = np.array([1.0 / (count * comb(count - 1, size)) for size in range(count)])[others]
    shares = np.empty(count)
    for player in range(count):
        cost = table.reshape(1 << player, 2, -1)
        added = cost[:, 1] - cost[:, 0]
        shares[player] = np.sum(added * weight.reshape(added.shape))
    return shares


def sampled(game: Game, orders: int, seed: int) -> tuple[Array, Array]:
    """Estimate the Shapley value from random orders of joining, with its standard error.

    Each order is followed by its reverse. A pair counts as one observation, so the error is that
    of the mean of independent pairs. The shares sum to the whole cost in every order.

    Parameters
    ----------
    orders
        Rounded up to an even number; one order costs as many coalitions as there are players.

    Returns
    -------
    tuple of numpy.ndarray
        Shares and their standard errors, shape (player,) each.

    References
    ----------
    J. Castro, D. Gomez & J. Tejada (2009), "Polynomial calculation of the Shapley value based on
    sampling", Computers & Operations Research 36, doi:10.1016/j.cor.2008.04.004; R. Mitchell et
    al. (2022), "Sampling permutations for Shapley value estimation", JMLR 23(43), for the pairs.
    """
    count, pairs = len(game.players), (orders + 1) // 2
    random = np.random.default_rng(seed)
    step = max(1, _BATCH // (2 * count * count))
    total, squares, near = np.zeros(count), np.zeros(count), np.zeros(count)
    for start in range(0, pairs, step):
        those = min(step, pairs - start)
        places = random.permuted(np.tile(np.arange(count), (those, 1)), axis=1)
        pair = 0.5 * (_added(game, places) + _added(game, count - 1 - places))
        if not start:
            near = pair.mean(axis=0)  # squares are summed about it, so that none is lost
        total += np.add.reduce(pair - near, axis=0)
        squares += np.add.reduce((pair - near) ** 2, axis=0)
    mean = total / pairs
    spread = np.maximum(squares / pairs - mean**2, 0.0)
    rounding = count * np.finfo(np.float64).eps * game.scale
    return near + mean, np.maximum(np.sqrt(spread / (pairs - 1)), rounding)


def _added(game: Game, ranks: NDArray[np.int_]) -> Array:
    """Compute what every player adds in its order, (order, player) from its place in it."""
    orders, count = ranks.shape
    joined = ranks[:, None, :] <= np.arange(count)[:, None]  # (order, place, player)
    cost = game.of(joined.reshape(-1, count)).reshape(orders, count)
    added = np.diff(cost, axis=1, prepend=0.0)
    return np.asarray(np.take_along_axis(added, ranks, axis=1))
