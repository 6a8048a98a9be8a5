"""Compute the weights by which estates share the reinvestment."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows import allocation
from commpartner.flows.namespace import Array
from commpartner.model.arrays.costs import Costs, service_costs
from commpartner.model.scheme import Scheme


def weights(costs: Costs) -> Array:
    """Compute each estate's part of the reinvestment, shape (estate,); the parts sum to 1 (I4)."""
    scheme = costs.scheme
    match scheme.policy.allocation:
        case "household" | "deficit":  # what is left once no deficit remains goes by household
            weight = scheme.sites.households
        case "floor_area":
            weight = scheme.sites.floor_area
        case "equal":
            weight = np.ones_like(scheme.sites.households)
        case "need_index":
            weight = scheme.sites.households * scheme.need_index
        case "shapley":
            weight = _shapley_weight(costs.scheme, costs.draws.at_central())
    return np.asarray(weight / np.add.reduce(weight)) if weight.size else weight


def _shapley_weight(scheme: Scheme, central: Draws) -> Array:
    """Posts that an estate adds to its centre, with its own supplies; its own cost if alone.

    At central values: a rule of sharing is agreed on once, before anyone knows the draw.
    """
    costs = service_costs(scheme, central)
    rates, work = costs.rates, costs.work
    workloads = (work.gate + work.patrol, work.cleaner, work.upkeep, work.coordinator)
    wages = (rates.guard, rates.cleaner, rates.technician, rates.coordinator)
    weight = np.array(costs.alone.total[0])
    for number in range(len(scheme.centres)):
        members = scheme.order[scheme.centre_of[scheme.order] == number]
        added = allocation.shapley_of_posts(
            [workload[:, members] for workload in workloads], wages, costs.norms.staffing_step
        )
        weight[members] = (added + costs.alone.at_prices[:, members])[0]
    return weight
