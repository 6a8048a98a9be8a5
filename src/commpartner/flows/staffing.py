"""Compute the workload of each role and the posts that it takes."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace

WEEKS_PER_MONTH = 52.0 / 12.0


@equation
def posts(workload: Array, step: Array) -> Array:
    """Compute the posts for a workload, in multiples of the staffing step.

    ``posts = step * ceil(workload / step)``; a step of 0 means fully divisible.

    Parameters
    ----------
    workload
        Work to be done [FTE], any shape.
    step
        Smallest unit of a post [FTE], broadcastable to it, >= 0.

    Returns
    -------
    numpy.ndarray
        Staff employed [FTE].

    Examples
    --------
    >>> import numpy as np
    >>> posts(np.array([0.2, 0.5, 1.01]), np.array(0.5))
    array([0.5, 0.5, 1.5])
    """
    xp = namespace(workload)
    whole = xp.where(step > 0, step, 1.0)
    # A workload that is a whole number of steps up to rounding must not cost one step more.
    stepped = whole * xp.ceil(workload / whole - 1e-9)
    return xp.where(step > 0, stepped, workload)


@equation
def cleaner_workload(floor_area: Array, cleaning: Array | float, area_per_cleaner: Array) -> Array:
    """Compute cleaning work [FTE]: ``cleaning * floor_area / area_per_cleaner``.

    Parameters
    ----------
    floor_area
        Gross floor area [m2].
    cleaning
        Share of the daily standard delivered, 0 to 1.
    area_per_cleaner
        Norm [m2/FTE]; norms of establishment contain leave, so no absence is added.
    """
    return cleaning * floor_area / area_per_cleaner


@equation
def gate_workload(
    gates: Array, hours_per_week: Array, working_hours: Array, absence: Array
) -> Array:
    """Compute gate work [FTE]: ``gates * hours / (working_hours * (1 - absence))``.

    Parameters
    ----------
    gates
        Gates kept.
    hours_per_week, working_hours
        Hours a gate is kept, and hours one FTE works [h/week].
    absence
        Absence and leave that must be relieved at a gate, share.
    """
    return gates * (hours_per_week / (working_hours * (1.0 - absence)))


@equation
def patrol_workload(floor_area: Array, patrol: Array | float, area_per_guard: Array) -> Array:
    """Compute patrol work [FTE]: ``patrol * floor_area / area_per_guard``."""
    return patrol * floor_area / area_per_guard


@equation
def household_workload(
    households: Array, share: Array | float, households_per_post: Array
) -> Array:
    """Compute work per household [FTE]: ``share * households / households_per_post``.

    Coordinators, managers and planned upkeep by technicians have norms of this form.
    """
    return share * households / households_per_post


@equation
def productive_hours(working_hours: Array, absence: Array) -> Array:
    """Compute the hours of one FTE at work [h/month], from weekly hours and absence."""
    return working_hours * WEEKS_PER_MONTH * (1.0 - absence)
