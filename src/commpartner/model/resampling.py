"""Draw the sizes of estates anew in every draw, from those listed."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.draws import Draws, many_uniforms
from commpartner.flows.namespace import Array
from commpartner.model.scheme import District, Indices, Scheme
from commpartner.model.shared import Shared

ROW = "estate_sizes"


def resampled(scheme: Scheme, draws: Draws, shared: Shared | None = None) -> Scheme:
    """Draw the sizes of the estates, if the row `estate_sizes` of the assumptions varies.

    At 0 sizes are as listed. Any other value stands for one district: each estate gets
    households, floor area and gates of an estate chosen at random among those listed of its kind,
    managed or unmanaged (bootstrap; Efron 1979, doi:10.1214/aos/1176344552). Places and condition
    stay. All policies meet the same districts.

    Parameters
    ----------
    shared
        What other policies have computed for the same programme and draws.

    Returns
    -------
    Scheme
        With sites of shape (draw, estate); the same scheme if every draw has the sizes listed.
    """
    numbers = draws[ROW][:, 0]
    if scheme.sites.households.ndim > 1 or not numbers.any():
        return scheme

    def make() -> District:
        taken = _chosen(numbers, scheme)
        return District(*(each[taken] for each in scheme.district))

    shared = shared or Shared()
    return scheme.of_sizes(shared.once(("sizes",), draws, make))


def mean_sizes(scheme: Scheme, numbers: Array) -> Array:
    """Compute the mean households of the estates served in every draw.

    The values of the row `estate_sizes` have no order. A regression on this mean measures what the
    draw of the sizes moves.

    Parameters
    ----------
    numbers
        Values of the row, shape (draw,).
    """
    if not scheme.members.size:
        return np.zeros(len(numbers))
    sizes = scheme.district.households[_chosen(numbers, scheme)]
    return np.asarray(sizes[:, scheme.members].mean(axis=1))


def mean_floor_area(scheme: Scheme, numbers: Array) -> Array:
    """Compute the mean floor area of each estate served over all draws [m2], shape (estate,).

    Parameters
    ----------
    numbers
        As in `mean_sizes`; if all are 0, the floor area is as listed.
    """
    listed = scheme.district.floor_area
    if not numbers.any():
        return listed[scheme.members]
    summed = np.zeros(len(listed))
    for each in numbers:
        summed += listed[_chosen(np.array([each]), scheme)[0]]
    return np.asarray(summed[scheme.members] / len(numbers))


def _chosen(numbers: Array, scheme: Scheme) -> Indices:
    """Choose for every draw and estate the estate whose size it has, (draw, estate)."""
    estates = len(scheme.all_managed)
    taken = np.tile(np.arange(estates), (len(numbers), 1))
    drawn = np.flatnonzero(numbers)
    # A stream of its own for each value: the district follows from the value that tables show.
    streams = [f"{ROW} {float(number).hex()}" for number in numbers[drawn]]
    chance = many_uniforms(streams, 0, 0, estates).T
    for group in (np.flatnonzero(scheme.all_managed), np.flatnonzero(~scheme.all_managed)):
        taken[np.ix_(drawn, group)] = group[(chance[:, group] * len(group)).astype(np.intp)]
    return taken
