"""Hold the inputs and outputs of the service cost as structs of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from commpartner.flows.lines import Lines
from commpartner.flows.namespace import Array


class Sites(NamedTuple):
    """Hold the estates served, shape (estate,) each; sizes may differ by draw, (draw, estate)."""

    households: Array
    floor_area: Array
    gates: Array
    condition: Array
    lifts: Array | float = 0.0
    pump_rooms: Array | float = 0.0
    green_area: Array | float = 0.0


class Promise(NamedTuple):
    """Hold what a standard guarantees: the response target and minimum posts by role."""

    response_target: Array
    response_tail: Array
    minimum_posts: Mapping[str, Array | float]


class Level(NamedTuple):
    """Hold the service standard in numbers: shares of the full norms and guarantees.

    Shares are one number, or of shape (draw, estate) if estates have different packages. The
    promise is that of each estate; a centre keeps the strictest of its estates' packages.
    """

    cleaning: Array | float
    gates: Array | float
    patrol: Array | float
    desk: Array | float
    repairs: Array | float
    upkeep: Array | float
    energy: Array | float
    maintenance: Array | float
    promise: Promise
    pooled_promise: Promise
    management: Array | float = 1.0
    lines: Lines = Lines(1.0, 1.0, 1.0, 0.0, 0.0)


class Help(NamedTuple):
    """Hold volunteers' hours by estate [h/month], (draw, estate), and the work an hour replaces."""

    patrol: Array
    cleaning: Array
    repairs: Array
    substitution: Array


class Staff(NamedTuple):
    """Hold a number for each role: posts [FTE], steps of a post, wages."""

    guard: Array
    cleaner: Array
    technician: Array
    coordinator: Array
    manager: Array
    supervisor: Array


class Norms(NamedTuple):
    """Hold the productivity norms, shape (draw, 1) each, in the units of the assumptions."""

    area_per_cleaner: Array
    area_per_guard: Array
    gate_hours: Array
    working_hours: Array
    guard_hours: Array
    absence: Array
    households_per_coordinator: Array
    households_per_technician: Array
    households_per_manager: Array
    span_of_control: Array
    control_loss: Array
    order_rate: Array
    reopened: Array  # part of the closed orders that come back; 0 where they are not followed
    repair_time: Array
    repair_variation: Array
    steps: Staff
    typical_households: float
    rounds_per_month: Array
    travel_speed: Array
    detour: Array
    tour_constant: Array


class Rates(NamedTuple):
    """Hold the prices of month 0, shape (draw, 1) each; wages include the employer's on-cost."""

    wages: Staff
    premiums: Staff  # on an hour that is bought, share of the wage; of managers on one shared
    layer_pay: Array
    callout: Array
    materials: Array
    energy: Array
    maintenance: Array
    overhead_per_household: Array
    overhead_surviving_share: Array
    goods_discount: Array
    services_discount: Array
    half_volume: Array
    lines: Lines | None = None  # of those that are on; None if there is none


class Cost(NamedTuple):
    """Hold the month's cost by account [yuan/month], month-0 prices, (draw, estate or centre).

    Wages hold what own posts and bought hours cost. The lines are None if there are none.
    """

    posts: Staff
    hours: Staff
    wages: Array
    materials: Array
    energy: Array
    maintenance: Array
    callouts: Array
    overhead: Array
    centre_rent: Array
    centre_systems: Array
    centre_capital: Array
    lines: Lines | None = None

    def account(self, name: str) -> Array:
        """Return one account of the cost; a line that is off is 0."""
        if name in Lines._fields:
            nothing = np.zeros_like(self.wages)
            return nothing if self.lines is None else nothing + getattr(self.lines, name)
        return np.asarray(getattr(self, name))

    @property
    def staff(self) -> Staff:
        """Sum own posts and hours bought, by role [FTE]."""
        return Staff(*(own + bought for own, bought in zip(self.posts, self.hours, strict=True)))

    @property
    def at_prices(self) -> Array:
        """Sum the cost that follows the price index: everything except wages."""
        without_lines = (
            self.materials
            + self.energy
            + self.maintenance
            + self.callouts
            + self.overhead
            + self.centre_rent
            + self.centre_systems
            + self.centre_capital
        )
        return without_lines if self.lines is None else without_lines + self.lines.total

    @property
    def total(self) -> Array:
        """Sum all accounts of the cost [yuan/month]."""
        return self.wages + self.at_prices


class Workload(NamedTuple):
    """Hold the workload by estate [FTE], (draw, estate), and the orders to staff for [1/month]."""

    gate: Array
    patrol: Array
    cleaner: Array
    coordinator: Array
    manager: Array
    upkeep: Array
    orders: Array
