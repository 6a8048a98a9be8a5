"""Compute shares by rules that need few coalitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.planning.sharing.game import Coalition, Game
from commpartner.problems.arguments import refused, require
from commpartner.texts import Text

_LARGE = 1e300


def equal(game: Game) -> Array:
    """Compute equal shares, shape (player,)."""
    return np.full(len(game.players), game.whole / len(game.players))


def by_weight(whole: float, weight: Array) -> Array:
    """Compute shares in proportion to weights, or equal ones if all weights are 0."""
    most = float(weight.max())
    if most > _LARGE:  # their sum may be beyond all floats
        weight = weight / most
    total = float(weight.sum())
    part = weight / total if total > 0 else np.full(weight.size, 1.0 / weight.size)
    return np.asarray(whole * part)


def stand_alone(game: Game) -> Array:
    """Compute shares in proportion to the cost of every player alone, shape (player,).

    Raises
    ------
    ArgumentError
        If a player alone costs less than 0.
    """
    for player, alone in zip(game.players, game.alone.tolist(), strict=True):
        if alone < 0:
            raise refused(f"cost[({player!r},)]", alone, Text("finite_number_from_zero"))
    return by_weight(game.whole, game.alone)


def scrb(game: Game) -> Array:
    r"""Compute shares by separable costs and remaining benefits, shape (player,).

    .. math:: x_i = m_i + \frac{r_i}{\sum_j r_j} \Bigl(c(N) - \sum_j m_j\Bigr), \qquad
        m_i = c(N) - c(N \setminus i), \quad r_i = \max(c(i) - m_i, 0)

    If nobody has a remaining benefit, what is left is shared equally.

    References
    ----------
    Federal Inter-Agency River Basin Committee (1950), "Proposed practices for economic analysis of
    river basin projects"; H. P. Young, N. Okada & T. Hashimoto (1982), "Cost allocation in water
    resources development", Water Resources Research 18, doi:10.1029/WR018i003p00463.
    """
    benefit = np.maximum(game.alone - game.separable, 0.0)
    left = game.whole - float(game.separable.sum())
    return game.separable + by_weight(left, benefit)


def check_key(key: object, players: Coalition) -> Array:
    """Validate a key with a number from 0 for every player, shape (player,)."""
    allowed = Text("number_for_each_player")
    if isinstance(key, Mapping):
        try:
            key = [key[player] for player in players]
        except Exception:  # a player that is missing
            raise refused("key", key, allowed) from None
    if not isinstance(key, Sequence | np.ndarray) or isinstance(key, str | bytes):
        raise refused("key", key, allowed)
    weight = require("key", key, lambda x: x >= 0, allowed)
    if weight.shape != (len(players),) or not weight.max() > 0:
        raise refused("key", key, allowed)
    return weight
