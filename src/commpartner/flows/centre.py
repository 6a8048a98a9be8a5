"""Compute the cost of a cluster service centre itself."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.capital import charge
from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array


class CentreCost(NamedTuple):
    """Hold the monthly cost of the centres [yuan/month], shape (draw, centre) each."""

    rent: Array
    systems: Array
    capital_charge: Array


@equation
def centre_cost(
    rent: Array, systems: Array, setup: Array, life_years: Array, rate: Array
) -> CentreCost:
    """Compute the monthly cost of keeping the centres open.

    The set-up is charged over its life by `flows.capital.charge`.

    Parameters
    ----------
    rent, systems
        [yuan/month], shape (draw, centre); rent is 0 if premises are shared (阵地联合).
    setup
        [yuan].
    life_years, rate
        Life [years] and real financial rate [share/year], shape (draw, 1).
    """
    return CentreCost(rent, systems, charge(setup, 12.0 * life_years, rate))
