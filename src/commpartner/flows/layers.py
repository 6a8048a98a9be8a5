"""Compute the layers of management of an organisation, and what work they lose."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array
from commpartner.flows.staffing import posts


class Layers(NamedTuple):
    """Hold the supervisors of all layers [FTE], and the same in wages of the lowest layer."""

    supervisors: Array
    paid: Array


@equation
def supervision(staff: Array, span: Array, step: Array, ratio: Array) -> Layers:
    """Compute the layers of supervisors between the staff and one head.

    One head, a manager, leads up to ``span`` people. A larger staff has ``posts(staff / span)``
    supervisors. If these are more than a head can lead, they have supervisors of their own, and so
    on, as long as a layer is smaller than the one below. Each layer is paid ``ratio`` times the one
    below.

    Parameters
    ----------
    staff
        Staff of one organisation [FTE], any shape.
    span
        Staff whom one can lead, >= 2.
    step
        Smallest unit of a post [FTE].
    ratio
        Pay of a layer over that of the layer below.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.array(1.0)
    >>> supervision(np.array([8.0, 30.0, 150.0]), 10 * one, one, 1.5 * one)
    Layers(supervisors=array([ 0.,  3., 17.]), paid=array([ 0.,  3., 18.]))
    """
    led = np.asarray(staff, dtype=np.float64)
    span = np.maximum(span, 1.0)  # a smaller one would have no end of layers
    supervisors = paid = np.zeros_like(led)
    pay = np.ones_like(ratio)
    while np.any(led > span):
        above = np.where(led > span, posts(led / span, step), 0.0)
        led = np.where(above < led, above, 0.0)
        supervisors, paid = supervisors + led, paid + pay * led
        pay = pay * ratio
    return Layers(supervisors, paid)


@equation
def work_lost(staff: Array, span: Array, loss: Array) -> Array:
    r"""Compute the share of work that is lost in coordination, none below one span.

    ``1 - (1 - loss)**max(log(staff) / log(span) - 1, 0)``: control is lost with each layer beyond
    the first (Williamson 1967, doi:10.1086/259258). The number of layers is taken as continuous,
    so that one estate more does not move the work of all others.

    Parameters
    ----------
    staff, span
        As in `supervision`.
    loss
        Share of work lost in a layer, 0 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> work_lost(np.array([10.0, 100.0]), np.array(10.0), np.array(0.05)).round(3)
    array([0.  , 0.05])
    """
    beyond = np.maximum(np.log(np.maximum(staff, 1.0)) / np.log(span) - 1.0, 0.0)
    return 1.0 - (1.0 - loss) ** beyond
