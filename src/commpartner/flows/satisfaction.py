"""Satisfaction follows what is delivered."""

from __future__ import annotations

from commpartner.flows.namespace import Array


def next_satisfaction(
    satisfaction: Array, delivered: Array, unserved: Array, full: Array, speed: Array
) -> Array:
    """Move satisfaction toward what the delivered service deserves.

    ``s' = (1 - speed) * s + speed * s*`` with ``s* = unserved + (full - unserved) * delivered``.

    Parameters
    ----------
    satisfaction
        Score over 100, shape (draw, estate).
    delivered
        Service delivered as a share of the standard; above 1 where it is upgraded, but no more
        than `most_delivered`, for a score ends at 100.
    unserved, full
        Score over 100 with no service and with the whole standard, shape (draw, 1).
    speed
        Part of the gap closed in a month, shape (draw, 1).
    """
    step = speed * (full - unserved)
    return (1.0 - speed) * satisfaction + (step * delivered + speed * unserved)


def most_delivered(unserved: Array, full: Array) -> Array:
    """Service at which the score reaches 100: ``(1 - unserved) / (full - unserved)``."""
    return (1.0 - unserved) / (full - unserved)
