"""Hold a plan in the making, with the cost of its clusters and of their small changes."""

from __future__ import annotations

import numpy as np

from commpartner.planning.clusters.contiguity import detached
from commpartner.planning.clusters.pricing import Clusters, Pricing, variants
from commpartner.planning.clusters.task import ALONE, Ints

GAIN = 1e-9  # a gain must exceed this share of the cost


class Draft:
    """Hold where every estate is served, and the true cost of all clusters.

    Attributes
    ----------
    where
        Candidate that serves each estate, or `ALONE`, shape (estate,).
    cost
        Of each candidate's cluster [yuan/year], 0 if it serves nobody, shape (candidate,).
    load, count
        Households and estates of each candidate's cluster.
    lose, join
        Cost of an estate's cluster without it, and of a cluster with one estate more, shape
        (estate,) and (estate, candidate); NaN if not known.
    """

    def __init__(self, pricing: Pricing, where: Ints) -> None:
        self.pricing, self.task = pricing, pricing.task
        n, m = self.task.allowed.shape
        self.where = where.copy()
        self.cost, self.load = np.zeros(m), np.zeros(m)
        self.count = np.zeros(m, dtype=np.int64)
        self.lose, self.join = np.full(n, np.nan), np.full((n, m), np.nan)
        self._recompute(np.unique(where[where != ALONE]))

    def copy(self) -> Draft:
        """Return a draft that can be changed alone."""
        made = object.__new__(Draft)
        made.pricing, made.task = self.pricing, self.task
        for name in ("where", "cost", "load", "count", "lose", "join"):
            setattr(made, name, getattr(self, name).copy())
        return made

    def restore(self, other: Draft) -> None:
        """Copy another draft's state into this one."""
        self.__dict__.update(other.copy().__dict__)

    @property
    def total(self) -> float:
        """Sum the cost of all clusters and of the estates alone [yuan/year]."""
        apart = np.where(self.where == ALONE, self.pricing.alone, 0.0)
        return float(self.cost.sum() + apart.sum())

    @property
    def opened(self) -> Ints:
        """List the candidates that serve an estate, rising."""
        return np.flatnonzero(self.count)

    @property
    def opens_enough(self) -> bool:
        """Return whether the centres that are to be kept are open, and as many as asked for."""
        number = self.task.centres
        kept = bool((self.count[self.task.keep] > 0).all())
        return kept and number in (None, len(self.opened))

    @property
    def open_places(self) -> Ints:
        """Return the number of each candidate among those open, -1 for others."""
        places = np.full(len(self.count), -1, dtype=np.int64)
        places[self.opened] = np.arange(len(self.opened))
        return places

    @property
    def clusters(self) -> Clusters:
        """List the clusters in the order of `opened`."""
        order = np.argsort(self.where, kind="stable")
        order = order[self.where[order] != ALONE]
        return Clusters(order, np.searchsorted(self.where[order], self.opened))

    def members(self, candidate: int) -> Ints:
        """List the estates of a candidate."""
        return np.flatnonzero(self.where == candidate)

    def change(self, estates: Ints, to: Ints) -> None:
        """Assign estates to other candidates, or let them be alone."""
        touched = np.union1d(self.where[estates], to)
        self.lose[estates] = np.nan
        self.where[estates] = to
        self._recompute(touched[touched != ALONE])

    def is_valid(self, estates: Ints, to: Ints) -> bool:
        """Return whether a change keeps all limits; contiguity may not get worse."""
        task, where = self.task, self.where.copy()
        where[estates] = to
        served = to != ALONE
        if not task.allowed[estates[served], to[served]].all():
            return False
        if not task.leave_alone and not served.all():
            return False
        touched = np.union1d(self.where[estates], to)
        touched = touched[touched != ALONE]
        inside = where != ALONE
        m = len(task.room)
        load = np.bincount(where[inside], task.households[inside], m)[touched]
        count = np.bincount(where[inside], minlength=m)[touched]
        if not task.fits(load, count, touched).all() or (task.keep[touched] & (count == 0)).any():
            return False
        opened = len(self.opened) - int((self.count[touched] > 0).sum()) + int((count > 0).sum())
        if task.centres is not None and opened != task.centres:
            return False
        return task.neighbours is None or self._as_joined(where, touched)

    def know(self, targets: Ints) -> None:
        """Compute what is not known yet of `lose`, and of `join` for the targets of each estate.

        Parameters
        ----------
        targets
            Open candidates for each estate, -1 for none, shape (estate, target).
        """
        places, known = self.open_places, self.clusters
        served = self.where != ALONE
        crowd = np.where(served, self.count[self.where], 0)
        out = np.flatnonzero(served & np.isnan(self.lose) & (crowd > 1))
        self.lose[served & (crowd == 1)] = 0.0
        estate = np.repeat(np.arange(len(targets)), targets.shape[1])
        to = targets.ravel()
        estate, to = estate[to >= 0], to[to >= 0]
        new = np.isnan(self.join[estate, to])
        estate, to = estate[new], to[new]
        of = np.concatenate([self.where[out], to])
        nobody = np.full(len(of), -1, dtype=np.int64)
        plus, minus = nobody.copy(), nobody.copy()
        minus[: len(out)], plus[len(out) :] = out, estate
        found = self.pricing.variants(known, variants(places[of], of, plus=plus, minus=minus))
        self.lose[out] = found[: len(out)]
        self.join[estate, to] = found[len(out) :]

    def _as_joined(self, where: Ints, touched: Ints) -> bool:
        pairs, task = self.task.neighbours, self.task
        assert pairs is not None
        at = np.isin(where, touched)
        before = detached(np.where(np.isin(self.where, touched), self.where, ALONE), pairs, task)
        return len(detached(np.where(at, where, ALONE), pairs, task)) <= len(before)

    def _recompute(self, candidates: Ints) -> None:
        members = [self.members(each) for each in candidates.tolist()]
        full = np.array([len(each) > 0 for each in members], dtype=np.bool_)
        filled = [each for each in members if len(each)]
        self.cost[candidates] = 0.0
        self.cost[candidates[full]] = self.pricing.clusters(filled, candidates[full])
        self.load[candidates] = [self.task.households[each].sum() for each in members]
        self.count[candidates] = [len(each) for each in members]
        self.join[:, candidates] = np.nan
        for each in filled:
            self.lose[each] = np.nan


def targets_of(draft: Draft, most: int) -> Ints:
    """List the nearest open candidates that may take each estate, shape (estate, at most most).

    Its own is left out. If clusters are contiguous, only those of its neighbours are listed.
    """
    task, opened = draft.task, draft.opened
    reached = task.reached[:, opened].copy()
    reached[draft.where[:, None] == opened] = np.inf
    spare = draft.load[opened] + task.households[:, None]
    reached[~(spare <= task.room[opened] * (1.0 + 1e-12)) | (draft.count[opened] >= task.most)] = (
        np.inf
    )
    if task.neighbours is not None:
        beside = np.zeros((task.size, len(task.room) + 1), dtype=np.bool_)
        beside[task.neighbours[0], draft.where[task.neighbours[1]]] = True
        reached[~beside[:, opened]] = np.inf
    kept = min(most, len(opened))
    near = np.argsort(reached, axis=1, kind="stable")[:, :kept]
    fine = np.isfinite(np.take_along_axis(reached, near, axis=1))
    return np.where(fine, opened[near], -1)
