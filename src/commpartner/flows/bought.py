"""Compute what an estate buys today: a part of the standard that depends on its size."""

from __future__ import annotations

import numpy as np

from commpartner.flows import staffing
from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array
from commpartner.flows.service import Level, Norms, Rates, Staff, Workload

KNEE = 450.0  # households: above it what is bought no longer answers to size


@equation
def bought_scope(households: Array, typical: float, scope: Array, elasticity: Array) -> Array:
    """Compute the part of a role's standard that an estate buys today.

    ``min(scope * (min(H, 450) / typical) ** elasticity, 1)``

    Parameters
    ----------
    households
        Of each estate, > 0, shape (estate,) or (draw, estate).
    typical
        Size at which the part is ``scope`` [household].
    scope, elasticity
        Part bought at the typical size, and how it answers to size, shape (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> bought_scope(np.array([45.0, 450.0, 900.0]), 450.0, np.array(0.5), np.array(-0.2)).round(2)
    array([0.79, 0.5 , 0.5 ])
    """
    size = np.minimum(households, KNEE) / typical
    return np.minimum(scope * size**elasticity, 1.0)


@equation
def bought_level(level: Level, scope: Staff) -> Level:
    """Compute the service standard reduced to the parts that are bought, role by role.

    Materials follow cleaning, and maintenance follows the technicians. Nobody buys a minimum of
    posts; the response to the orders that are served is the same.
    """
    return level._replace(
        cleaning=level.cleaning * scope.cleaner,
        gates=level.gates * scope.guard,
        patrol=level.patrol * scope.guard,
        desk=level.desk * scope.coordinator,
        management=level.management * scope.manager,
        repairs=level.repairs * scope.technician,
        upkeep=level.upkeep * scope.technician,
        maintenance=level.maintenance * scope.technician,
        promise=level.promise._replace(minimum_posts={}),
    )


@equation
def service_bought(work: Workload, scope: Staff, norms: Norms, rates: Rates) -> Array:
    """Compute the part of the standard that all estates together buy, weighted by wages, (draw,).

    Parameters
    ----------
    work
        Of the whole standard, (draw, estate).
    scope
        Part bought by role, (draw, estate).
    """
    productive = staffing.productive_hours(norms.working_hours, norms.absence)
    by_role = (
        work.gate + work.patrol,
        work.cleaner,
        work.upkeep + work.orders * norms.repair_time / productive,
        work.coordinator,
        work.manager,
    )
    whole = bought = np.zeros(work.cleaner.shape[0])
    for hours, wage, part in zip(by_role, rates.wages[:-1], scope[:-1], strict=True):
        whole = whole + np.add.reduce(hours * wage, axis=-1)
        bought = bought + np.add.reduce(hours * wage * part, axis=-1)
    return np.divide(bought, whole, out=np.ones_like(whole), where=whole > 0)
