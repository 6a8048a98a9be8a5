"""Search a part of the plan: neighbouring clusters as a location problem of their own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.planning.location.exact import Small
from commpartner.planning.location.instance import Instance, Ints, instance, sums
from commpartner.planning.location.search import Draft, is_plan, price

CANDIDATES = 150  # of a part at most: the nearest to its estates
CLUSTERS = 8  # in a part at most
ESTATES = 600  # in a part, roughly at most
MANY_ESTATES = 3500  # the same in large problems


class Part(NamedTuple):
    """Hold some clusters of a plan as a problem of their own.

    Attributes
    ----------
    problem, draft
        The small problem, and the clusters as its plan.
    places
        Places of the clusters among the centres of the whole plan.
    estates, candidates
        Numbers in the whole problem.
    """

    problem: Instance
    draft: Draft
    places: Ints
    estates: Ints
    candidates: Ints


def neighbours(problem: Instance, draft: Draft, place: int, most: int = ESTATES) -> Ints:
    """Find the clusters whose centres are nearest to the estates of one, itself first."""
    members = np.flatnonzero(draft.centre == place)
    if not members.size:
        members = np.flatnonzero(draft.centre == draft.centre[0])
    lengths = problem.distance[np.ix_(members, draft.medians)].astype(np.float64)
    mean = np.where(np.isfinite(lengths), lengths, problem.far).mean(axis=0)
    mean[place] = -1.0
    usual = problem.estates / problem.p
    count = min(CLUSTERS, max(2, int(most / usual)))
    return np.argsort(mean, kind="stable")[:count]


def part_of(problem: Instance, draft: Draft, places: Ints) -> Part:
    """Select clusters of a plan, with the candidates near their estates."""
    places = np.sort(places)
    estates = np.flatnonzero(np.isin(draft.centre, places))
    near = problem.near[estates].ravel()
    rank = np.tile(np.arange(problem.near.shape[1], dtype=np.float64), len(estates))
    count = sums(near, 1.0 / (1.0 + rank), problem.candidates)
    count[draft.medians] = 0.0
    most = CANDIDATES - len(places)
    free = np.argsort(-count, kind="stable")[:most]
    free = free[count[free] > 0.0]
    candidates = np.sort(np.concatenate([free, draft.medians[places]]))
    small = instance(
        problem.distance[np.ix_(estates, candidates)],
        problem.demand[estates],
        problem.capacity[candidates],
        len(places),
    )
    medians = np.searchsorted(candidates, draft.medians[places])
    centre = np.searchsorted(places, draft.centre[estates])
    return Part(small, price(small, medians, centre), places, estates, candidates)


def put_back(problem: Instance, draft: Draft, part: Part, found: Draft) -> Draft:
    """Replace the clusters of a part by better ones."""
    medians, centre = draft.medians.copy(), draft.centre.copy()
    medians[part.places] = part.candidates[found.medians]
    centre[part.estates] = part.places[found.centre]
    return price(problem, medians, centre)


def assignment_of(problem: Instance, draft: Draft, places: Ints, width: int) -> tuple[Small, Ints]:
    """Build the problem of assigning the estates of some clusters to the centres of these.

    Each estate may go to its own centre and to the nearest others.

    Parameters
    ----------
    places
        Of the clusters, in rising order.
    width
        How many centres an estate may go to.

    Returns
    -------
    Small, Ints
        The problem, and the estates.
    """
    estates = np.flatnonzero(np.isin(draft.centre, places))
    medians = draft.medians[places]
    length = problem.distance[np.ix_(estates, medians)].astype(np.float64)
    own = np.searchsorted(places, draft.centre[estates])
    cost = length[np.arange(len(estates)), own].sum()
    ranked = length.copy()
    ranked[np.arange(len(estates)), own] = -1.0
    near = np.argsort(ranked, axis=1, kind="stable")[:, :width]
    estate = np.repeat(np.arange(len(estates)), near.shape[1])
    reached = np.isfinite(length[estate, near.ravel()])
    estate, candidate = estate[reached], near.ravel()[reached]
    below = cost if is_plan(problem, draft) else np.inf
    room, demand = problem.capacity[medians], problem.demand[estates]
    return Small(estate, candidate, length[estate, candidate], demand, room, None, below), estates


def moved(problem: Instance, draft: Draft, estates: Ints, places: Ints) -> Draft:
    """Move estates to other centres of a plan."""
    centre = draft.centre.copy()
    centre[estates] = places
    return price(problem, draft.medians, centre)
