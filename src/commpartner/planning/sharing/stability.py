"""Search for the coalition that gains most by leaving."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.planning.sharing.game import Game
from commpartner.planning.sharing.nucleolus import Point, nucleolus_among, sums
from commpartner.problems.arguments import Mask

_STARTS = 12  # coalitions from which a local search begins
_STEPS = 100
_TURNS = 40
_WORSE = 1e-7  # of the size of the costs


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
    near, near_gain
        The ends of the local searches, shape (search, player), and their gains.
    """

    members: Mask
    gain: float
    compared: int
    complete: bool
    near: Mask
    near_gain: Array


def worst_coalition(game: Game, shares: Array, seed: int) -> Worst:
    """Find the coalition that gains most by leaving, among all, or by search in a larger game."""
    if len(game.players) == 1:
        nobody = np.zeros(1, dtype=np.bool_)
        return Worst(nobody, 0.0, 0, True, nobody[None], np.zeros(1))
    return _among_all(game, shares) if game.complete else _searched(game, shares, seed)


def searched_nucleolus(game: Game, individual: bool, seed: int) -> Point:
    """Compute the nucleolus among coalitions that a search adds while they gain more than others.

    Its epsilon is at most that of all coalitions: the search may miss one.
    """
    count = len(game.players)
    one = np.eye(count, dtype=np.bool_)
    rows = np.vstack([one, ~one])
    everybody = np.ones((1, count), dtype=np.bool_)
    for turn in range(_TURNS):
        pool = np.vstack([rows, everybody])
        point = nucleolus_among(pool, game.of(pool), individual)
        worst = _searched(game, point.shares, seed + turn)
        found = worst.near[worst.near_gain > point.epsilon + _WORSE * game.scale]
        if not len(found):
            break
        rows = np.vstack([rows, np.unique(found, axis=0)])
    return point


def _among_all(game: Game, shares: Array) -> Worst:
    gain = sums(shares) - game.table
    place = 1 + int(np.argmax(gain[1:-1]))
    members = (place >> np.arange(len(shares))[::-1] & 1).astype(np.bool_)
    return Worst(members, float(gain[place]), len(gain) - 2, True, members[None], gain[[place]])


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
    ends: list[Mask] = []
    most: list[float] = []
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
        ends.append(here)
        most.append(value)
    best = int(np.argmax(most))
    return Worst(ends[best], most[best], compared, False, np.array(ends), np.array(most))
