"""Find out before the search whether limits leave no plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from commpartner.errors import Problem
from commpartner.planning.clusters.task import Task
from commpartner.texts import Text


def hopeless(task: Task, limit: float) -> Iterator[Problem]:
    """Describe why no plan can exist: estates or centres out of reach, too little room."""
    yield from _kept_for_nothing(task)
    if task.leave_alone:
        return
    nearest = task.distance.min(axis=1)
    room = task.room.max()
    for place in np.flatnonzero(~task.allowed.any(axis=1)).tolist():
        name = task.programme.estates[task.estates[place]].id
        if task.households[place] > room:
            found, allowed = f"{task.households[place]:.0f}", Text("room_in_reach")
            yield Problem("", None, f"estates.{name}.households", found, allowed, "households")
            continue
        found = Text("nearest_candidate_at", distance=float(nearest[place]))
        if nearest[place] <= limit:
            found = Text("no_candidate_allowed", distance=float(nearest[place]))
        allowed = Text("candidate_within", distance=float(limit))
        yield Problem("", None, f"estates.{name}", found, allowed, "reach")
    number = len(task.room) if task.centres is None else task.centres
    largest = np.sort(task.room)[len(task.room) - number :]
    total = task.households.sum()
    if total > largest.sum() * (1.0 + 1e-12):
        allowed = Text("capacity_for_all", p=number, demand=f"{total:.0f}")
        yield Problem("", None, "centres.capacity", f"{largest.sum():.0f}", allowed)
    if number * task.most < task.size:
        allowed = Text("estates_per_centre_for_all", least=-(-task.size // number))
        yield Problem("", None, "estates_per_centre", str(task.most), allowed)


def _kept_for_nothing(task: Task) -> Iterator[Problem]:
    """Describe centres that must open and may serve no estate, or too few that may."""
    reached = task.allowed.any(axis=0)
    for place in np.flatnonzero(task.keep & ~reached).tolist():
        name = task.candidates[place].id
        found, allowed = Text("centre_reaches_none"), Text("estate_in_reach")
        yield Problem("", None, f"keep.{name}", found, allowed)
    if task.centres is not None and int(reached.sum()) < task.centres:
        allowed = Text("candidates_that_reach", count=int(reached.sum()))
        yield Problem("", None, "centres", str(task.centres), allowed)
