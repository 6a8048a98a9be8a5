"""Restore the limits of a plan: no centre without an estate, no estate off its cluster."""

from __future__ import annotations

import numpy as np

from commpartner.planning.clusters.contiguity import detached
from commpartner.planning.clusters.task import ALONE, Ints, Task

ROUNDS = 50


def filled(task: Task, where: Ints) -> Ints:
    """Assign to centres that must open and serve nobody their nearest estate."""
    where = where.copy()
    m = len(task.room)
    for _ in range(m):
        count = np.bincount(where[where != ALONE], minlength=m)
        wanted = np.flatnonzero((count == 0) & task.keep)
        if task.centres is not None and not wanted.size:
            if int((count > 0).sum()) >= task.centres:
                break
            wanted = np.flatnonzero((count == 0) & task.allowed.any(axis=0))
        spare = (where == ALONE) | (count[where] > 1)
        if task.keep[wanted].all():  # those of a centre that need not open may all leave it
            spare |= ~task.keep[where]
        pairs = np.where(spare[:, None], task.reached[:, wanted], np.inf)
        if not pairs.size or not np.isfinite(pairs.min()):
            break
        estate, column = np.unravel_index(int(np.argmin(pairs)), pairs.shape)
        where[estate] = wanted[column]
    return where


def joined(task: Task, where: Ints) -> Ints:
    """Move estates that are detached from their cluster to a neighbour's, as far as limits allow.

    What finds no neighbour's cluster is served alone if that is allowed; else it stays.
    """
    assert task.neighbours is not None
    where, m = where.copy(), len(task.room)
    one, other = task.neighbours
    for _ in range(ROUNDS):
        lone = detached(where, task.neighbours, task)
        moved = False
        for estate in lone.tolist():
            near = np.unique(where[other[one == estate]])
            near = near[(near != ALONE) & (near != where[estate])]
            near = near[task.allowed[estate, near]]
            inside = where != ALONE
            load = np.bincount(where[inside], task.households[inside], m)[near]
            count = np.bincount(where[inside], minlength=m)[near]
            near = near[task.fits(load + task.households[estate], count + 1, near)]
            if near.size:
                where[estate] = near[np.argmin(task.distance[estate, near])]
                moved = True
        if not moved:
            break
    if task.leave_alone:
        where[detached(where, task.neighbours, task)] = ALONE
    return where
