"""Generate synthetic estates from published statistics and assumptions.

Every attribute has a stream of its own, so an estate is the same in a small district and in a
large one: `synthetic_estates(20, seed)` begins as `synthetic_estates(721, seed)` does.
"""

from __future__ import annotations

from operator import index

import numpy as np

from commpartner.assumptions.draws import Array, uniforms
from commpartner.assumptions.table import Assumption, AssumptionTable, default_assumptions
from commpartner.datasets.listed import ANY_OLD, listed_estates
from commpartner.datasets.places import grid_places
from commpartner.problems.arguments import is_number, of_type, refused
from commpartner.programme import Estate
from commpartner.programme.figures import published_figures
from commpartner.texts import Text

MOST_ESTATES = 219_000  # old estates of the national renovation programme (see the evidence)
WIDEST_SPACING = 1000.0  # km; no two neighbouring estates of a district are so far apart
HOUSEHOLDS_PER_GATE = 400
CONDITION_SIGMA = 0.25
READINESS_WITH_BRANCH = 0.5


def synthetic_estates(
    count: int,
    seed: int,
    *,
    place: str = ANY_OLD,
    ledger: AssumptionTable | None = None,
    spacing_km: float | None = None,
) -> tuple[Estate, ...]:
    """Generate estates.

    Parameters
    ----------
    count
        1 to 219,000 [estate].
    seed
        A whole number of 0 or more; the same seed gives the same estates, and estate *i* does
        not depend on the count.
    place
        Whose listed sizes are followed: ``xiashan``, ``qingyunpu``, ``xiangyang``, or ``any`` for
        the old estates of the national renovation. Size, manager and floor area per household are
        drawn jointly (`commpartner.datasets.listed`).
    ledger
        Rows ``floor_area_per_household``, ``elderly_share_60plus`` and
        ``distance_between_estates`` are used; default: the table of the package.
    spacing_km
        Side of the square of land that each estate has to itself [km]; default: the central
        value of ``distance_between_estates``.

    Returns
    -------
    tuple of Estate
        Of 6 households at least.

    Raises
    ------
    ValueError
        If an argument is out of range or the place is not known.

    Examples
    --------
    >>> estates = synthetic_estates(3, seed=1)
    >>> [estate.id for estate in estates]
    ['e000001', 'e000002', 'e000003']
    >>> estates == synthetic_estates(100, seed=1)[:3]
    True
    """
    of_type("ledger", ledger, (AssumptionTable, type(None)), Text("a_ledger"))
    count = whole("count", count, 1, MOST_ESTATES)
    seed = whole("seed", seed, 0)
    ledger = ledger or default_assumptions()
    spacing = ledger["distance_between_estates"].central if spacing_km is None else spacing_km
    if not (is_number(spacing) and 0 < spacing <= WIDEST_SPACING):
        raise refused("spacing_km", spacing, Text("number_above_0_to", high=WIDEST_SPACING))

    listed = listed_estates(place, count, seed, ledger, managed_share())
    households = listed.households.astype(np.int64)
    elderly = ledger["elderly_share_60plus"]
    need = elderly.quantile(_stream("need_index", seed, count)) / _mean(elderly)
    branch = _stream("governance", seed, count) < branch_share()
    jitter = np.stack([_stream(axis, seed, count) for axis in ("x_km", "y_km")], axis=1)
    columns = zip(
        households.tolist(),
        np.round(households * listed.area_per_household, 1).tolist(),
        np.ceil(households / HOUSEHOLDS_PER_GATE).astype(int).tolist(),
        np.round(grid_places(jitter, spacing), 4).tolist(),
        listed.managed.tolist(),
        np.round(_condition(seed, count), 4).tolist(),
        np.where(branch, READINESS_WITH_BRANCH, 0.0).tolist(),
        np.round(need, 4).tolist(),
        strict=True,
    )
    return tuple(
        Estate(
            id=f"e{number:06d}",
            name=f"合成小区{number:06d}号 synthetic estate {number:06d}",
            households=size,
            floor_area=floor_area,
            gates=gates,
            x_km=x,
            y_km=y,
            managed=is_managed,
            condition=condition,
            governance=governance,
            need_index=need_index,
        )
        for number, (
            size,
            floor_area,
            gates,
            (x, y),
            is_managed,
            condition,
            governance,
            need_index,
        ) in enumerate(columns, start=1)
    )


def whole(name: str, value: int, low: int, high: int | None = None) -> int:
    """Validate that an argument is a whole number within a range."""
    allowed = (
        Text("whole_number_from_to", low=low, high=high)
        if high
        else Text("whole_number", least=low)
    )
    try:
        number = index(value)
    except TypeError:
        number = low - 1
    if isinstance(value, bool) or number < low or (high is not None and number > high):
        raise refused(name, value, allowed)
    return number


def covered() -> float:
    """Return the estates that a party branch covers (published)."""
    figures = published_figures()
    return figures["xs_managed_estates_covered"] + figures["xs_unmanaged_estates_covered"]


def managed_share() -> float:
    """Return the share of the covered estates that have a manager (published)."""
    return published_figures()["xs_managed_estates_covered"] / covered()


def branch_share() -> float:
    """Return the share of all archived estates that a branch covers (published)."""
    return covered() / published_figures()["xs_estates_archived"]


def _stream(attribute: str, seed: int, count: int) -> Array:
    """Draw uniform numbers of one attribute, independent of every other stream."""
    return uniforms(f"synthetic estates: {attribute}", seed, 0, count)


def _condition(seed: int, count: int) -> Array:
    from scipy.special import ndtri  # SciPy loads slowly; only this function needs it

    return np.exp(CONDITION_SIGMA * np.asarray(ndtri(_stream("condition", seed, count))))


def _mean(row: Assumption) -> float:
    middles = (np.arange(1000) + 0.5) / 1000
    return float(row.quantile(middles).mean())
