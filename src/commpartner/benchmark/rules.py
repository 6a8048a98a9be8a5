"""Define the feedback rules of the baselines.

Each looks at every draw by itself, keeps nothing between calls and is a function of a module;
`functools.partial` sets its numbers.
"""

from __future__ import annotations

import numpy as np

from commpartner.model.control import Controls, Observation


def share_up_when_full(
    seen: Observation, levers: Controls, *, full: float = 200.0, low: float = 0.4, high: float = 0.9
) -> Controls:
    """Return a larger share once the estates' funds hold `full` [yuan/household], else a smaller.

    Parameters
    ----------
    seen, levers
        What has happened, and the planned levers.
    full
        [yuan/household].
    low, high
        Shares, 0 to 1.

    Examples
    --------
    >>> seen = Observation(9, *np.array([[0.6, 0.6], [70.0, 70.0], [50.0, 400.0], [0, 0], [5, 5]]))
    >>> planned = Controls(np.full(2, 0.7), np.ones(2), np.full(2, 10.0))
    >>> share_up_when_full(seen, planned).reinvestment_share
    array([0.4, 0.9])
    """
    return levers._replace(reinvestment_share=np.where(seen.fund >= full, high, low))


def share_up_when_empty(
    seen: Observation,
    levers: Controls,
    *,
    empty: float = 100.0,
    low: float = 0.2,
    high: float = 0.6,
) -> Controls:
    """Return a larger share while the funds hold less than `empty` [yuan/household].

    Examples
    --------
    >>> seen = Observation(9, *np.array([[0.6, 0.6], [70.0, 70.0], [20.0, 400.0], [0, 0], [5, 5]]))
    >>> planned = Controls(np.full(2, 0.7), np.ones(2), np.full(2, 10.0))
    >>> share_up_when_empty(seen, planned).reinvestment_share
    array([0.6, 0.2])
    """
    return levers._replace(reinvestment_share=np.where(seen.fund < empty, high, low))


def cap_tightens(
    seen: Observation, levers: Controls, *, each_year: float = 0.1, least: float = 0.5
) -> Controls:
    """Lower the cap by a part of the planned one each year, down to `least` of it.

    Examples
    --------
    >>> seen = Observation(24, *np.zeros((5, 1)))
    >>> cap_tightens(seen, Controls(np.zeros(1), np.ones(1), np.array([20.0]))).fallback_cap
    array([16.])
    """
    left = max(1.0 - each_year * (seen.month // 12), least)
    return levers._replace(fallback_cap=levers.fallback_cap * left)


def stop_if_unsatisfied(
    seen: Observation, levers: Controls, *, after: int = 12, below: float = 58.0, left: float = 0.0
) -> Controls:
    """Stop a failing trial: after some months, underwrite only if satisfaction suffices.

    Parameters
    ----------
    seen, levers
        What has happened, and the planned levers.
    after
        Months of trial.
    below
        Satisfaction [score 0-100] below which the trial has failed.
    left
        Cap that is left if it has [yuan/household/month].

    Examples
    --------
    >>> seen = Observation(12, *np.array([[0.6, 0.6], [50.0, 70.0], [0, 0], [0, 0], [5, 5]]))
    >>> planned = Controls(np.full(2, 0.7), np.ones(2), np.full(2, 20.0))
    >>> stop_if_unsatisfied(seen, planned).fallback_cap
    array([ 0., 20.])
    """
    failed = (seen.month >= after) & (seen.satisfaction < below)
    return levers._replace(fallback_cap=np.where(failed, left, levers.fallback_cap))


def stop_if_unpaid(
    seen: Observation, levers: Controls, *, after: int = 24, below: float = 0.65, left: float = 0.0
) -> Controls:
    """Stop a failing trial: after some months, underwrite only if enough is paid.

    Examples
    --------
    >>> seen = Observation(24, *np.array([[0.5, 0.7], [60.0, 60.0], [0, 0], [0, 0], [5, 5]]))
    >>> planned = Controls(np.full(2, 0.7), np.ones(2), np.full(2, 20.0))
    >>> stop_if_unpaid(seen, planned).fallback_cap
    array([ 0., 20.])
    """
    failed = (seen.month >= after) & (seen.paying_share < below)
    return levers._replace(fallback_cap=np.where(failed, left, levers.fallback_cap))


def pause_when_dear(seen: Observation, levers: Controls, *, limit: float = 15.0) -> Controls:
    """Underwrite nothing while the mean of the last 12 months is above a limit.

    Parameters
    ----------
    seen, levers
        What has happened, and the planned levers.
    limit
        Fallback [yuan/household/month].

    Examples
    --------
    >>> seen = Observation(30, *np.array([[0.5, 0.7], [60.0, 60.0], [0, 0], [0, 0], [20.0, 10.0]]))
    >>> planned = Controls(np.full(2, 0.7), np.ones(2), np.full(2, 30.0))
    >>> pause_when_dear(seen, planned).fallback_cap
    array([ 0., 30.])
    """
    return levers._replace(fallback_cap=np.where(seen.fallback > limit, 0.0, levers.fallback_cap))
