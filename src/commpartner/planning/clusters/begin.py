"""Find some plan within the limits, where the surrogate finds none."""

from __future__ import annotations

import numpy as np

from commpartner.planning.clusters.repair import filled
from commpartner.planning.clusters.task import ALONE, Ints, Task

TRIES = 200


def some_plans(task: Task, rng: np.random.Generator) -> list[Ints]:
    """Assign the estates to random centres that are enough, the hardest to place first.

    If estates may be served alone, every centre has one, and the others are.
    """
    usable = np.flatnonzero(task.allowed.any(axis=0))
    kept, free = usable[task.keep[usable]], usable[~task.keep[usable]]
    most = len(usable) if task.centres is None else task.centres
    most = task.fewest if task.leave_alone else most
    found = []
    for _ in range(TRIES):
        more = rng.permutation(free)[: max(most - len(kept), 0)]
        opened = np.concatenate([kept, more])
        where = _one_each(task, opened, rng) if task.leave_alone else _placed(task, opened, rng)
        if where is not None:
            found.append(filled(task, where))
    return found


def _one_each(task: Task, opened: Ints, rng: np.random.Generator) -> Ints:
    """Assign to each centre an estate that is not taken; centres that reach few come first."""
    where = np.full(task.size, ALONE)
    for centre in opened[np.argsort(task.allowed[:, opened].sum(axis=0), kind="stable")].tolist():
        able = np.flatnonzero(task.allowed[:, centre] & (where == ALONE))
        if able.size:
            where[rng.choice(able)] = centre
    return where


def _placed(task: Task, opened: Ints, rng: np.random.Generator) -> Ints | None:
    """Assign every estate to one of the centres with room; None if one finds none."""
    where = np.full(task.size, ALONE)
    load, count = np.zeros(len(task.room)), np.zeros(len(task.room), dtype=np.int64)
    choices = task.allowed[:, opened].sum(axis=1)
    size = task.households * rng.uniform(0.5, 1.0, task.size)
    for estate in np.lexsort((-size, choices)).tolist():
        able = opened[task.allowed[estate, opened]]
        able = able[task.fits(load[able] + task.households[estate], count[able] + 1, able)]
        if not able.size:
            return None
        tightest = np.argmin(task.room[able] - load[able] + task.reached[estate, able])
        to = int(able[tightest if rng.random() < 0.5 else np.argmin(task.reached[estate, able])])
        where[estate] = to
        load[to], count[to] = load[to] + task.households[estate], count[to] + 1
    return where
