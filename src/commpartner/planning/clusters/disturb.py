"""Move a plan at random: open a centre among some estates, close another."""

from __future__ import annotations

import numpy as np

from commpartner.planning.clusters.draft import Draft
from commpartner.planning.clusters.task import ALONE, Ints

MIXES = 0.15  # chance that estates near each other change places
NEAREST = 6  # candidates near an estate among which one opens


def disturbed(draft: Draft, rng: np.random.Generator) -> Draft | None:
    """Open a centre, close one, do both, or mix some estates; None if limits forbid it."""
    task, made = draft.task, draft.copy()
    if task.centres is None:
        kind = int(rng.integers(3))
        opens, closes = kind != 1, kind != 0
    else:
        opens = closes = True
    where = made.where.copy()
    spot = int(rng.integers(task.size))
    if rng.random() < MIXES:
        opens = closes = False
        _mix(made, where, spot, rng)
    if closes and not _close(made, where, spot, rng):
        return None
    if opens and not _open(made, where, spot, rng):
        return None
    at = np.flatnonzero(where != draft.where)
    if not at.size or not made.is_valid(at, where[at]):
        return None
    made.change(at, where[at])
    return made


def _mix(draft: Draft, where: Ints, spot: int, rng: np.random.Generator) -> None:
    """Let some estates near an estate take each other's places at centres."""
    place = draft.task.distance  # estates near each other are about as far from every candidate
    apart = np.abs(place - place[spot]).max(axis=1)
    near = np.argsort(apart, kind="stable")[: int(rng.integers(3, 9))]
    where[near] = where[rng.permutation(near)]


def _open(draft: Draft, where: Ints, spot: int, rng: np.random.Generator) -> bool:
    """Open a candidate near an estate, for the estates around it."""
    task = draft.task
    count = np.bincount(where[where != ALONE], minlength=len(task.room))
    free = np.flatnonzero((count == 0) & task.allowed[spot])
    if not free.size:
        return False
    near = free[np.argsort(task.distance[spot, free], kind="stable")[:NEAREST]]
    opens = int(near[min(int(rng.geometric(0.4)) - 1, len(near) - 1)])
    usual = task.size / max(int((count > 0).sum()), 1)
    size = max(1, round(float(np.exp(rng.uniform(np.log(2.0), np.log(max(1.5 * usual, 3.0)))))))
    order = np.argsort(task.reached[:, opens], kind="stable")[: int(task.allowed[:, opens].sum())]
    load, taken = 0.0, 0
    for estate in order.tolist():
        if taken == min(size, task.most):
            break
        was = where[estate]
        last = was != ALONE and count[was] == 1 and (task.keep[was] or task.centres is not None)
        if last or load + task.households[estate] > task.room[opens] * (1.0 + 1e-12):
            continue
        if was != ALONE:
            count[was] -= 1
        where[estate] = opens
        load, taken = load + task.households[estate], taken + 1
    return taken > 0


def _close(draft: Draft, where: Ints, spot: int, rng: np.random.Generator) -> bool:
    """Close a centre; its estates go to the nearest with room, or are served alone."""
    task = draft.task
    movable = draft.opened[~task.keep[draft.opened]]
    if not movable.size:
        return False
    near = movable[np.argsort(task.distance[spot, movable], kind="stable")]
    closed = int(near[min(int(rng.geometric(0.35)) - 1, len(near) - 1)])
    if rng.random() < 0.3:
        closed = int(rng.choice(movable))
    load, count = draft.load.copy(), draft.count.copy()
    members = draft.members(closed)
    others = draft.opened[draft.opened != closed]
    for estate in members[np.argsort(-task.households[members], kind="stable")].tolist():
        size = task.households[estate]
        room = (load[others] + size <= task.room[others] * (1.0 + 1e-12)) & (
            count[others] < task.most
        )
        reached = np.where(room, task.reached[estate, others], np.inf)
        if others.size and np.isfinite(reached.min()):
            to = int(others[np.argmin(reached)])
            load[to], count[to] = load[to] + size, count[to] + 1
            where[estate] = to
        elif task.leave_alone:
            where[estate] = ALONE
        else:
            return False
    return True
