"""Update satisfaction from the delivered service."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def next_satisfaction(
    satisfaction: Array,
    delivered: Array,
    unserved: Array,
    reach: Array,
    speed: Array,
    amenity: Array | None = None,
    *,
    may_exceed: bool = False,
) -> Array:
    """Move satisfaction toward the level that the delivered service deserves.

    ``s' = (1 - speed) * s + speed * s*`` with
    ``s* = min(unserved + (reach - unserved) * delivered + amenity, 1)``.

    Parameters
    ----------
    satisfaction
        Score over 100, shape (draw, estate).
    delivered
        Quality of the service as a share of the standard; above 1 if it is upgraded.
    unserved, reach
        Score over 100 with no service and with all of it, shape (draw, 1) or (draw, estate).
    speed
        Part of the gap closed in a month, shape (draw, 1).
    amenity
        What else pleases: services in kind, a sports hall, finished works; score over 100.
    may_exceed
        Whether an upgrade may take the target above 1, where a score ends.
    """
    if amenity is None and not may_exceed:
        step = speed * (reach - unserved)
        return (1.0 - speed) * satisfaction + (step * delivered + speed * unserved)
    target = unserved + (reach - unserved) * delivered
    if amenity is not None:
        target = target + amenity
    return (1.0 - speed) * satisfaction + speed * namespace(target).minimum(target, 1.0)


@equation
def at_start(satisfaction: Array, reach: Array, closed: Array) -> Array:
    """Compute satisfaction after free repairs have closed a part of the gap.

    ``s + max(reach - s, 0) * closed``; free repairs never disappoint.
    """
    xp = namespace(satisfaction)
    return satisfaction + xp.maximum(reach - satisfaction, 0.0) * closed
