"""Choose things at least cost: HiGHS with variables that are 0 or 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from commpartner.planning.apart import run_apart
from commpartner.planning.location.instance import Array
from commpartner.problems.arguments import Mask

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

GAP = 1e-7  # share of the cost at which HiGHS ends


class Chosen(NamedTuple):
    """Hold what HiGHS found.

    Attributes
    ----------
    which
        Things that are chosen, shape (thing,); None if no choice was found.
    bound
        No choice costs less; infinite if there is none.
    done
        Whether HiGHS ended by itself.
    """

    which: Mask | None
    bound: float
    done: bool


def choose(cost: Array, rows: Sequence[LinearConstraint], seconds: float, nodes: int) -> Chosen:
    """Choose things at least cost.

    Parameters
    ----------
    cost
        Of each thing, shape (thing,).
    rows
        What a choice must keep.
    seconds, nodes
        Limits of HiGHS. Only the nodes give the same choice on every machine.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy.optimize import LinearConstraint
    >>> found = choose(np.array([3.0, 2.0]), [LinearConstraint(np.ones((1, 2)), 1.0)], 9.0, 9)
    >>> found.which.tolist(), found.bound, found.done
    ([False, True], 2.0, True)
    """
    from scipy.optimize import Bounds, milp

    found = run_apart(
        lambda: milp(
            cost,
            integrality=np.ones(len(cost), dtype=np.int64),
            bounds=Bounds(0.0, 1.0),
            constraints=rows,
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": GAP},
        )
    )
    bound = np.inf if found.status == 2 else found.mip_dual_bound
    which = None if found.x is None else found.x > 0.5
    return Chosen(which, -np.inf if bound is None else float(bound), found.status in (0, 2))
