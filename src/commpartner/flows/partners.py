"""Compute what partners get and give, and who stays (参与约束)."""

from __future__ import annotations

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array


@equation
def custom(
    footfall: Array, kept: Array, convened: Array, network: Array, convenor_gain: Array
) -> Array:
    """Compute the margin on the custom that the scheme brings to a partner [yuan/month].

    ``footfall * (1 + convenor_gain * convened) * (1 - network * (1 - kept))``: part of it depends
    on how many of the partners are there.

    Parameters
    ----------
    footfall
        With all partners in and nobody convening, shape (draw, partner).
    kept
        Share of the invited partners who stay, shape (draw, 1).
    convened
        1 if a convenor is among them, else 0, shape (draw, 1).
    network, convenor_gain
        Shape (draw, 1).
    """
    return footfall * (1.0 + convenor_gain * convened) * (1.0 - network * (1.0 - kept))


@equation
def who_stays(
    footfall: Array,
    other: Array,
    reservation: Array,
    count: Array,
    convenor: Array,
    network: Array,
    convenor_gain: Array,
) -> Array:
    """Find the largest group of partners in which nobody would rather leave.

    Everybody starts in; all whose net benefit is below their reservation value leave; the rest
    decide again. A partner's benefit never falls when others stay, so this ends in the largest
    such group (greatest equilibrium: Milgrom & Roberts 1990, doi:10.2307/2938316).

    Parameters
    ----------
    footfall
        Custom with all in [yuan/partner/month], shape (draw, partner).
    other
        Net benefit beside custom: service fee and profit less what is given.
    reservation
        Least net benefit [yuan/partner/month].
    count
        Partners of each group, shape (partner,).
    convenor
        1 for a convenor's group, else 0, shape (partner,).
    network, convenor_gain
        As in `custom`.

    Returns
    -------
    numpy.ndarray
        1 if the group stays, else 0, shape (draw, partner).

    Examples
    --------
    Without the second the first would have too little custom, and the second is paid too little:

    >>> import numpy as np
    >>> one = np.ones((1, 1))
    >>> who_stays(
    ...     np.array([[100.0, 0.0]]), np.array([[-80.0, -5.0]]), np.zeros((1, 2)),
    ...     np.ones(2), np.zeros(2), 0.5 * one, 0.0 * one)
    array([[0., 0.]])
    """
    stays = np.ones_like(footfall)
    for _ in range(footfall.shape[-1] + 1):
        found = custom(
            footfall,
            share_kept(stays, count)[:, None],
            convened(stays, count, convenor)[:, None],
            network,
            convenor_gain,
        )
        left = np.where(found + other < reservation, 0.0, stays)
        if np.array_equal(left, stays):
            break
        stays = left
    return stays


@equation
def share_kept(stays: Array, count: Array) -> Array:
    """Compute the share of invited partners who stay, shape (draw,); 0 if nobody is invited."""
    invited = float(count.sum())
    kept = np.add.reduce(stays * count, axis=-1)
    return np.asarray(kept / invited) if invited else np.zeros(len(stays))


@equation
def convened(stays: Array, count: Array, convenor: Array) -> Array:
    """Return 1 in draws in which a convenor stays and 0 in the others, shape (draw,)."""
    there = np.add.reduce(stays * count * convenor, axis=-1) > 0
    return np.where(there, 1.0, 0.0)


@equation
def share_needed(net: Array, reservation: Array, count: Array, profit: Array) -> Array:
    """Compute the least profit share that meets every partner's reservation value.

    ``sum(count * max(reservation - net, 0)) / profit``, given to those who need it. 0 if
    nobody does; NaN if somebody does and there is no profit; above 1 it is not enough.

    Parameters
    ----------
    net
        Net benefit with all in and no part of the profit [yuan/partner/month], (draw, partner).
    profit
        Of which the share is taken [yuan/month], shape (draw,).
    """
    short = np.add.reduce(count * np.maximum(reservation - net, 0.0), axis=-1)
    possible = profit > 0
    share = np.divide(short, profit, out=np.full_like(short, np.nan), where=possible)
    return np.where(short > 0, share, 0.0)
