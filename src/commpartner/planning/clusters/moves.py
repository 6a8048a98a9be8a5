"""Improve a plan by its true cost: estates that move or swap, centres that move, merge or close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from commpartner.planning.clusters.draft import GAIN, Draft, targets_of
from commpartner.planning.clusters.pricing import variants
from commpartner.planning.clusters.substitute import substitute
from commpartner.planning.clusters.task import ALONE, Array, Ints, Mask
from commpartner.planning.location.clock import Clock

TARGETS = 3  # nearest open centres that an estate may move to
ROUNDS = 60  # of moves, at most
AT_ONCE = 8  # moves of one cluster that are tried together
PLACES = 12  # candidates to which a centre may move, the nearest to its estates
PAIRS = 4  # swaps tried between two clusters
MOST_SWAPS = 3000  # tried in a round


class Moves(NamedTuple):
    """Hold moves of estates and what they change [yuan/year], shape (move,)."""

    estate: Ints
    to: Ints
    change: Array


def improve(draft: Draft, clock: Clock) -> None:
    """Improve a plan by moves of estates until none helps; swaps follow where moves end."""
    for _ in range(ROUNDS):
        if clock.is_over:
            return
        targets = targets_of(draft, TARGETS)
        draft.know(targets)
        if _apply(draft, _moves(draft, targets)):
            continue
        if clock.is_over or not (_swap(draft) or substitute(draft)):
            return


def _moves(draft: Draft, targets: Ints) -> Moves:
    """List the best move of every estate that lowers the cost, best first."""
    task, alone = draft.task, draft.pricing.alone
    served = draft.where != ALONE
    own = np.where(served, draft.cost[draft.where], 0.0)
    left = np.where(served, draft.lose - own, -alone)  # what leaving changes
    every = np.arange(task.size)
    added = draft.join[every[:, None], targets] - draft.cost[targets]
    added = np.where(targets >= 0, added, np.inf)
    if task.leave_alone:
        added = np.hstack([added, np.where(served, alone, np.inf)[:, None]])
        targets = np.hstack([targets, np.full((task.size, 1), ALONE)])
    if not added.shape[1]:
        return Moves(every[:0], every[:0], alone[:0])
    best = np.argmin(added, axis=1)
    change = left + added[every, best]
    found = np.flatnonzero(change < -GAIN * np.maximum(own, alone))
    found = found[np.argsort(change[found], kind="stable")]
    return Moves(found, targets[found, best[found]], change[found])


def _apply(draft: Draft, moves: Moves) -> bool:
    """Apply moves, best first: several for each cluster if that gains more than one."""
    one = _chosen(draft, moves, 1)
    if not one.estate.size:
        return False
    many = _chosen(draft, moves, AT_ONCE)
    if len(many.estate) > len(one.estate) and draft.is_valid(many.estate, many.to):
        before, kept = draft.total, draft.copy()
        draft.change(many.estate, many.to)
        if draft.total < before + float(one.change.sum()):
            return True
        draft.restore(kept)
    draft.change(one.estate, one.to)
    return True


def _chosen(draft: Draft, moves: Moves, most: int) -> Moves:
    """Choose moves so that no cluster takes part in more than so many."""
    touched: Counter[int] = Counter()
    chosen: list[int] = []
    for at, (estate, to) in enumerate(zip(moves.estate.tolist(), moves.to.tolist(), strict=True)):
        ends = {int(draft.where[estate]), to} - {ALONE}
        if any(touched[each] >= most for each in ends):
            continue
        if not draft.is_valid(np.array([estate]), np.array([to])):
            continue
        touched.update(ends)
        chosen.append(at)
    return Moves(moves.estate[chosen], moves.to[chosen], moves.change[chosen])


def _swap(draft: Draft) -> bool:
    """Move pairs of estates between neighbouring clusters if that costs less."""
    one, other = _pairs(draft)
    if not one.size:
        return False
    places, known = draft.open_places, draft.clusters
    here, there = draft.where[one], draft.where[other]
    of = np.concatenate([there, here])
    plus, minus = np.concatenate([one, other]), np.concatenate([other, one])
    cost = draft.pricing.variants(known, variants(places[of], of, plus=plus, minus=minus))
    change = cost[: len(one)] + cost[len(one) :] - draft.cost[here] - draft.cost[there]
    better = np.flatnonzero(change < -GAIN * (draft.cost[here] + draft.cost[there]))
    touched: set[int] = set()
    for at in better[np.argsort(change[better], kind="stable")].tolist():
        ends = {int(here[at]), int(there[at])}
        pair = np.array([one[at], other[at]]), np.array([there[at], here[at]])
        if ends & touched or not draft.is_valid(*pair):
            continue
        touched |= ends
        draft.change(*pair)
    return bool(touched)


def _pairs(draft: Draft) -> tuple[Ints, Ints]:
    """List the most promising pairs of estates of two clusters, by their single moves."""
    served = draft.where != ALONE
    own = np.where(served, draft.cost[draft.where], np.nan)
    change = draft.join - draft.cost + (draft.lose - own)[:, None]  # NaN if not known
    one: list[Ints] = []
    other: list[Ints] = []
    value: list[Array] = []
    for a, b in _neighbouring(draft):
        first, second = draft.members(a), draft.members(b)
        there, here = change[first, b], change[second, a]
        first, there = first[np.isfinite(there)], there[np.isfinite(there)]
        second, here = second[np.isfinite(here)], here[np.isfinite(here)]
        if not (first.size and second.size):
            continue
        best = np.argsort(there, kind="stable")[:20], np.argsort(here, kind="stable")[:20]
        sums = there[best[0]][:, None] + here[best[1]]
        chosen = np.argsort(sums, axis=None, kind="stable")[:PAIRS]
        row, column = np.unravel_index(chosen, sums.shape)
        one.append(first[best[0][row]])
        other.append(second[best[1][column]])
        value.append(sums.ravel()[chosen])
    if not one:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.argsort(np.concatenate(value), kind="stable")[:MOST_SWAPS]
    return np.concatenate(one)[order], np.concatenate(other)[order]


def _neighbouring(draft: Draft) -> Iterator[tuple[int, int]]:
    """List pairs of clusters between which an estate of each may move."""
    opened = draft.opened
    known = np.isfinite(draft.join[:, opened])
    links = np.zeros((len(opened), len(opened)), dtype=np.bool_)
    places = draft.open_places
    for estate in np.flatnonzero(draft.where != ALONE).tolist():
        links[places[draft.where[estate]]] |= known[estate]
    both = np.triu(links & links.T, 1)
    for a, b in zip(*np.nonzero(both), strict=True):
        yield int(opened[a]), int(opened[b])


def restructure(draft: Draft, clock: Clock) -> bool:
    """Move a centre, merge two clusters or serve a cluster alone, if that costs less."""
    if clock.is_over:
        return False
    changed = _relocate(draft)
    changed |= _exchange(draft)
    if draft.task.centres is None and not clock.is_over:
        changed |= _merge(draft)
        changed |= _dissolve(draft)
    return changed


def _relocate(draft: Draft) -> bool:
    """Move clusters to candidates that are not open, if that costs less."""
    task, opened = draft.task, draft.opened
    free = np.flatnonzero(draft.count == 0)
    movable = opened[~task.keep[opened]]
    if not (free.size and movable.size):
        return False
    can = _may_serve(draft, movable)[:, free]
    can &= draft.load[movable][:, None] <= task.room[free] * (1.0 + 1e-12)
    can &= _near(draft, movable, free)
    row, column = np.nonzero(can)
    if not row.size:
        return False
    was, to = movable[row], free[column]
    cost = draft.pricing.variants(draft.clusters, variants(draft.open_places[was], to))
    change = cost - draft.cost[was]
    used: set[int] = set()
    for at in np.argsort(change, kind="stable").tolist():
        if change[at] >= -GAIN * draft.cost[was[at]]:
            break
        if {int(was[at]), int(to[at])} & used:
            continue
        used |= {int(was[at]), int(to[at])}
        members = draft.members(int(was[at]))
        draft.change(members, np.full(len(members), to[at]))
    return bool(used)


def _exchange(draft: Draft) -> bool:
    """Move two clusters to each other's centre, if that costs less."""
    task, opened = draft.task, draft.opened
    if len(opened) < 2:
        return False
    can = _may_serve(draft, opened)[:, opened]
    can &= draft.load[opened][:, None] <= task.room[opened] * (1.0 + 1e-12)
    row, column = np.nonzero(np.triu(can & can.T, 1))
    if not row.size:
        return False
    one, other = opened[row], opened[column]
    tried = variants(np.concatenate([row, column]), np.concatenate([other, one]))
    cost = draft.pricing.variants(draft.clusters, tried)
    change = cost[: len(one)] + cost[len(one) :] - draft.cost[one] - draft.cost[other]
    best = int(np.argmin(change))
    if change[best] >= -GAIN * draft.cost[one[best]]:
        return False
    first, second = draft.members(int(one[best])), draft.members(int(other[best]))
    goal = np.repeat([other[best], one[best]], [len(first), len(second)])
    draft.change(np.concatenate([first, second]), goal)
    return True


def _merge(draft: Draft) -> bool:
    """Join one cluster to another, if that costs less."""
    task, opened = draft.task, draft.opened
    movable = opened[~task.keep[opened]]
    if len(opened) < 2 or not movable.size:
        return False
    can = _may_serve(draft, movable)[:, opened]
    load = draft.load[movable][:, None] + draft.load[opened]
    count = draft.count[movable][:, None] + draft.count[opened]
    can &= (load <= task.room[opened] * (1.0 + 1e-12)) & (count <= task.most)
    can &= movable[:, None] != opened
    row, column = np.nonzero(can)
    if not row.size:
        return False
    one, into = movable[row], opened[column]
    places = draft.open_places
    tried = variants(places[one], into, other=places[into])
    change = draft.pricing.variants(draft.clusters, tried) - draft.cost[one] - draft.cost[into]
    used: set[int] = set()
    for at in np.argsort(change, kind="stable").tolist():
        if change[at] >= -GAIN * draft.cost[into[at]]:
            break
        members = draft.members(int(one[at]))
        goal = np.full(len(members), into[at])
        if {int(one[at]), int(into[at])} & used or not draft.is_valid(members, goal):
            continue
        used |= {int(one[at]), int(into[at])}
        draft.change(members, goal)
    return bool(used)


def _dissolve(draft: Draft) -> bool:
    """Let the estates of a cluster be served alone, if that costs less."""
    if not draft.task.leave_alone:
        return False
    changed = False
    for each in draft.opened.tolist():
        members = draft.members(each)
        if draft.pricing.alone[members].sum() >= draft.cost[each] or draft.task.keep[each]:
            continue
        draft.change(members, np.full(len(members), ALONE))
        changed = True
    return changed


def _near(draft: Draft, opened: Ints, free: Ints) -> Mask:
    """Return which free candidates are tried for clusters: the nearest, and those without rent."""
    task = draft.task
    rentless = np.array([task.candidates[each].co_located for each in free], dtype=np.bool_)
    found = np.tile(rentless, (len(opened), 1))
    for row, each in enumerate(opened.tolist()):
        members = draft.members(each)
        weighted = task.households[members] @ task.distance[members]
        found[row, np.argsort(weighted[free], kind="stable")[:PLACES]] = True
    return found


def _may_serve(draft: Draft, opened: Ints) -> Mask:
    """Return whether candidates may serve all estates of clusters, (cluster, candidate)."""
    return np.stack([draft.task.allowed[draft.members(int(each))].all(axis=0) for each in opened])
