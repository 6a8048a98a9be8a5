"""How money and work move: pure functions on arrays, one phenomenon a file.

Arrays have the axes (draw, month, estate) or a subset of them in that order; a number that is the
same for all estates of a draw has the shape (draw, 1). No function changes its arguments.
"""

from commpartner.flows import (
    allocation,
    attribution,
    centre,
    fees,
    funds,
    procurement,
    queueing,
    satisfaction,
    service_cost,
    staffing,
    travel,
    ventures,
    waterfall,
)

__all__ = [
    "allocation",
    "attribution",
    "centre",
    "fees",
    "funds",
    "procurement",
    "queueing",
    "satisfaction",
    "service_cost",
    "staffing",
    "travel",
    "ventures",
    "waterfall",
]
