"""Compute how money and work move: pure functions on arrays, one phenomenon a file.

Arrays have the axes (draw, month, estate) or a subset of them in that order. If a number is equal
for all estates of a draw, it has the shape (draw, 1). No function changes its arguments.
"""

from commpartner.flows import (
    allocation,
    appraisal,
    attribution,
    bought,
    centre,
    choice,
    collective,
    crews,
    fees,
    funds,
    governance,
    layers,
    loop,
    orders,
    partners,
    procurement,
    queueing,
    satisfaction,
    service_cost,
    staffing,
    travel,
    ventures,
    waterfall,
    works,
)

__all__ = [
    "allocation",
    "appraisal",
    "attribution",
    "bought",
    "centre",
    "choice",
    "collective",
    "crews",
    "fees",
    "funds",
    "governance",
    "layers",
    "loop",
    "orders",
    "partners",
    "procurement",
    "queueing",
    "satisfaction",
    "service_cost",
    "staffing",
    "travel",
    "ventures",
    "waterfall",
    "works",
]
