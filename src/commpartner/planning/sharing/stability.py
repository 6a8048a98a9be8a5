"""Search for the coalition that gains most by leaving."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.planning.sharing.game import Game
from commpartner.planning.sharing.nucleolus import sums
from commpartner.problems.arguments import Mask

_STARTS = 12  # coalitions from which a local search begins
_STEPS = 100


class Worst(NamedTuple):
    """Hold the coalition with the largest gain, and how many were compared.

    Attributes
    ----------
    members
        Shape (player,).
    gain
        What it pays beyond its own cost; negative if it would lose by leaving.
    complete
        Whether all coalitions were compared.
    """

    members: Mask
    gain: float
    compared: int
    complete: bool


def worst_coalition(game: Game, shares: Array, seed: int) -> Worst:
    """Find the coalition that gains most by leaving, among all, or by search in a larger game."""
    if len(game.players) == 1:
        return Worst(np.zeros(1, dtype=np.bool_), 0.0, 0, True)
    return _among_all(game, shares) if game.complete else _searched(game, shares, seed)


def _among_all(game: Game, shares: Array) -> Worst:
    gain = sums(shares) - game.table
    place = 1 + int(np.argmax(gain[1:-1]))
    members = (place >> np.arange(len(shares))[::-1] & 1).astype(np.bool_)
    return Worst(members, float(gain[place]), len(gain) - 2, True)


def _searched(game: Game, shares: Array, seed: int) -> Worst:
    """Compare single players, all but one, those who pay most, random ones, and neighbours."""
    count = len(shares)
    one = np.eye(count, dtype=np.bool_)
    order = np.argsort(game.alone - shares, kind="stable")  # who saves least comes first
    first = np.zeros((count, count), dtype=np.bool_)
    first[:, order] = np.tri(count, dtype=np.bool_)
    chance = np.random.default_rng(seed).random((count, count))
    tried = np.vstack([one, ~one, first, chance < 0.5])
    tried = tried[tried.any(axis=1) & ~tried.all(axis=1)]
    gain = tried @ shares - game.of(tried)
    compared = len(tried)
    best, most = tried[np.argmax(gain)], float(gain.max())
    for start in np.argsort(-gain, kind="stable")[:_STARTS]:
        here, value = tried[start], float(gain[start])
        for _ in range(_STEPS):
            near = here ^ one
            near = near[near.any(axis=1) & ~near.all(axis=1)]
            gains = near @ shares - game.of(near)
            compared += len(near)
            if gains.max() <= value:
                break
            here, value = near[np.argmax(gains)], float(gains.max())
        if value > most:
            best, most = here, value
    return Worst(best, most, compared, False)
