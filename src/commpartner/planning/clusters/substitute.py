"""Replace an estate of a cluster by one that is served alone, if that costs less."""

from __future__ import annotations

import numpy as np

from commpartner.planning.clusters.draft import GAIN, Draft
from commpartner.planning.clusters.pricing import variants
from commpartner.planning.clusters.task import ALONE, Ints

NEAREST = 80  # estates alone that are tried for a cluster
BEST = 8  # of those that join and of those that leave, in pairs


def substitute(draft: Draft) -> bool:
    """Replace estates of clusters by estates alone, one for each cluster, if that costs less."""
    if not draft.task.leave_alone or not (draft.where == ALONE).any() or not draft.opened.size:
        return False
    _know(draft)
    joins, leaves = _pairs(draft)
    if not joins.size:
        return False
    home = draft.where[leaves]
    tried = variants(draft.open_places[home], home, plus=joins, minus=leaves)
    alone = draft.pricing.alone
    change = draft.pricing.variants(draft.clusters, tried) - draft.cost[home]
    change += alone[leaves] - alone[joins]
    used: set[int] = set()
    taken: set[int] = set()
    for at in np.argsort(change, kind="stable").tolist():
        if change[at] >= -GAIN * draft.cost[home[at]]:
            break
        both = np.array([joins[at], leaves[at]]), np.array([home[at], ALONE])
        if int(home[at]) in used or int(joins[at]) in taken or not draft.is_valid(*both):
            continue
        used.add(int(home[at]))
        taken.add(int(joins[at]))
        draft.change(*both)
    return bool(used)


def _know(draft: Draft) -> None:
    """Compute what clusters cost with one of the estates alone that are near."""
    task, opened = draft.task, draft.opened
    targets = np.full((task.size, len(opened)), -1, dtype=np.int64)
    reached = np.where((draft.where == ALONE)[:, None], task.reached[:, opened], np.inf)
    near = np.argsort(reached, axis=0, kind="stable")[:NEAREST]
    for column, candidate in enumerate(opened.tolist()):
        rows = near[np.isfinite(reached[near[:, column], column]), column]
        targets[rows, column] = candidate
    draft.know(targets)


def _pairs(draft: Draft) -> tuple[Ints, Ints]:
    """List the most promising pairs of an estate that joins and one that leaves."""
    alone = draft.pricing.alone
    joins: list[Ints] = [np.zeros(0, dtype=np.int64)]
    leaves: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for candidate in draft.opened.tolist():
        new = np.flatnonzero((draft.where == ALONE) & np.isfinite(draft.join[:, candidate]))
        old = draft.members(candidate)
        old = old[np.isfinite(draft.lose[old])]
        gain = draft.join[new, candidate] - draft.cost[candidate] - alone[new]
        loss = draft.lose[old] - draft.cost[candidate] + alone[old]
        new = new[np.argsort(gain, kind="stable")[:BEST]]
        old = old[np.argsort(loss, kind="stable")[:BEST]]
        joins.append(np.repeat(new, len(old)))
        leaves.append(np.tile(old, len(new)))
    return np.concatenate(joins), np.concatenate(leaves)
