"""Compute the cost of the service under a scheme, stand-alone and pooled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.errors import InputError, Problem
from commpartner.flows import (
    bought,
    capital,
    centre,
    governance,
    service_cost,
    travel,
    wages,
)
from commpartner.flows.bought import Heads
from commpartner.flows.lines import Lines
from commpartner.flows.namespace import Array
from commpartner.flows.service import Cost, Level, Norms, Rates, Sites, Staff, Workload
from commpartner.model.mechanisms.offer import Offer, level_of, offered
from commpartner.model.mechanisms.reach import refuse_what_no_crew_serves
from commpartner.model.mechanisms.selfgovernment import SelfGovernment, self_government
from commpartner.model.mechanisms.today import REFERENCE, Answers, Today, answers, bought_today
from commpartner.model.resampling import resampled
from commpartner.model.scheme import Scheme
from commpartner.model.shared import Shared
from commpartner.model.valuation import capital_rate
from commpartner.model.values import Values
from commpartner.problems.arguments import Mask
from commpartner.programme.policy import Policy
from commpartner.programme.service import ROLES
from commpartner.texts import Text

# The levers on which the cost of an estate alone depends, and that of a centre: policies that have
# them in common share it. tests/experiments/running/test_evaluation.py tries every other lever.
COST_ALONE = {
    "service",
    "staffing_step",
    "menu",
    "menu_choice",
    "governance",
    "fee_needs_consent",
    "works",
    "orders",
}
COST = COST_ALONE | {"mechanisms", "cost_sharing"}
# Rows of the wages in the order of `Staff`; supervisors are paid as technicians.
WAGES = (
    "wage_guard",
    "wage_cleaner",
    "wage_technician",
    "wage_butler",
    "wage_manager",
    "wage_technician",
)
TYPICAL_ESTATE = "households_per_estate"  # its central value is the unit of volume


@dataclass(frozen=True, eq=False)
class Costs:
    """Hold the cost of the service under one scheme, at the prices of month 0.

    Attributes
    ----------
    alone
        Of every estate by itself, shape (draw, estate).
    centres
        What the centres themselves cost, shape (draw, centre).
    setup
        One-off set-up of the centres [yuan], shape (draw, centre).
    answers
        How what estates buy today answers to their size.
    shared_premises
        Rent that each co-located centre would pay elsewhere [yuan/month], (draw, co-located).
    """

    scheme: Scheme
    draws: Draws
    offer: Offer
    governed: SelfGovernment
    sites: Sites
    shared_premises: Array
    norms: Norms
    rates: Rates
    alone: Cost
    centres: centre.CentreCost
    setup: Array
    distance: Array
    answers: Answers

    @cached_property
    def work(self) -> Workload:
        """Return the workload by estate, which is the same stand-alone and pooled."""
        return service_cost.workload(self.sites, self.offer.level, self.norms, self.governed.help)

    def pooled(self, mechanisms: Collection[str]) -> Cost:
        """Compute the cost of every centre with some mechanisms on, shape (draw, centre)."""
        return service_cost.pooled_cost(
            self.sites,
            self.offer.level,
            self.norms,
            self.rates,
            self.alone,
            self.scheme.by_centre,
            self.distance,
            self.centres,
            mechanisms,
            self.governed.help,
        )

    @cached_property
    def together(self) -> Cost:
        """Return the cost of every centre under the policy."""
        return self.pooled(self.scheme.policy.mechanisms)

    @cached_property
    def today(self) -> Today:
        """Return what every estate buys today, whatever the policy."""
        asked = (self.sites, level_of(REFERENCE, self.draws), self._norms_today, self.rates)
        alone = service_cost.stand_alone_cost(*asked)
        return bought_today(*asked, alone, self.answers)

    @property
    def _norms_today(self) -> Norms:
        return self.norms._replace(order_rate=self.draws["work_order_rate"], reopened=np.zeros(1))

    def service_gained(self, of: Mask) -> Array:
        """Return the service beyond today's as a part of the reference standard, (draw,).

        Work is weighted by wages. It is negative if the policy offers less.

        Parameters
        ----------
        of
            Which estates, shape (estate,).
        """

        def worth(level: Level, norms: Norms, parts: Heads) -> Array:
            work = service_cost.workload(self.sites, level, norms, None)
            those = Workload(*(np.where(of, part, 0.0) for part in work))
            return bought.work_worth(those, parts, norms, self.rates)

        every = Heads(*(np.ones(1) for _ in Heads._fields))
        reference, norms = level_of(REFERENCE, self.draws), self._norms_today
        whole = worth(reference, norms, every)
        more = worth(self.offer.level, self.norms, every) - worth(
            reference, norms, self.today.parts
        )
        return np.divide(more, whole, out=np.zeros_like(whole), where=whole > 0)

    @cached_property
    def sharing(self) -> Array:
        """Compute each estate's part of its centre's cost, (draw, estate); it sums to 1 (I10)."""
        scheme = self.scheme
        match scheme.policy.cost_sharing:
            case "stand_alone_cost":
                weight = self.alone.total
            case "household":
                weight = np.broadcast_to(scheme.sites.households, self.alone.total.shape)
            case "floor_area":
                weight = np.broadcast_to(scheme.sites.floor_area, self.alone.total.shape)
        return self.of_centre(1.0 / scheme.by_centre(weight)) * weight

    def of_centre(self, values: Array) -> Array:
        """Broadcast (draw, centre) to (draw, estate), 0 if no centre serves."""
        spread = np.zeros((values.shape[0], len(self.scheme.centre_of)))
        spread[:, self.scheme.order] = values[:, self.scheme.centre_of[self.scheme.order]]
        return spread

    def charged(self, alone: Array, pooled: Array) -> Array:
        """Return the cost charged to each estate: its own or its part of its centre's."""
        own = np.where(self.scheme.clustered, 0.0, alone)
        return own + self.of_centre(pooled) * self.sharing

    @cached_property
    def by_estate(self) -> tuple[Array, Array]:
        """Return the wages and other costs charged to each estate, (draw, estate) [yuan/month]."""
        return (
            self.charged(self.alone.wages, self.together.wages),
            self.charged(self.alone.at_prices, self.together.at_prices),
        )

    def whole(self, field: str) -> Array:
        """Sum one account of the cost over all producers [yuan/month], shape (draw, 1)."""
        own = np.where(self.scheme.clustered, 0.0, self.alone.account(field))
        summed = np.add.reduce(own, axis=-1)
        return np.asarray((summed + np.add.reduce(self.together.account(field), axis=-1))[:, None])


def service_costs(scheme: Scheme, draws: Draws, shared: Shared | None = None) -> Costs:
    """Compute the cost of the service, stand-alone and pooled, for every draw of a chunk.

    Parameters
    ----------
    shared
        What other policies have computed for the same programme and draws.
    """
    shared = shared or Shared()
    scheme = resampled(scheme, draws, shared)
    policy, served = scheme.policy, scheme.members.tobytes()
    by_whom = (scheme.centre_of.tobytes(), scheme.centres)

    def levers(names: set[str]) -> str:
        # What is asked for a menu decides what is chosen from it; a menu counts as a whole.
        return policy.model_dump_json(include=names)

    def make() -> Costs:
        offer, governed = shared.once(
            ("offer", served, levers(COST_ALONE)),
            draws,
            lambda: (offered(scheme, draws), self_government(scheme, draws)),
        )
        key = ("alone", served, levers(COST_ALONE))
        return _costs(
            scheme,
            draws,
            offer,
            governed,
            scheme.sites,
            lambda alone: shared.once(key, draws, alone),
        )

    known = shared.once(("cost", served, by_whom, levers(COST)), draws, make)
    if known.scheme is scheme:
        return known
    mine = replace(known, scheme=scheme)
    # What has been derived from the cost already holds for this policy, too.
    for name in ("work", "together", "sharing", "by_estate"):
        mine.__dict__[name] = getattr(known, name)
    return mine


def costs_with_fewer_faults(costs: Costs, left: Array) -> Costs:
    """Compute the same costs after works have lowered the faults to a part.

    Parameters
    ----------
    left
        Part of the work orders that is left, shape (draw, 1).
    """
    sites = costs.scheme.sites._replace(condition=costs.scheme.sites.condition * left)
    return _costs(costs.scheme, costs.draws, costs.offer, costs.governed, sites)


def refuse_no_cost(costs: Costs) -> None:
    """Refuse a service that costs nothing in some estate.

    Raises
    ------
    InputError
        If it does, with the services that the policy offers.
    """
    if not np.all(sum(costs.by_estate) > 0):
        policy = costs.scheme.policy
        found, allowed = Text("costs_nothing"), Text("cost_in_every_estate")
        chosen = [package.service for package in policy.menu] or [policy.service]
        raise InputError(Problem("", None, f"services.{name}", found, allowed) for name in chosen)


def setup_spending(costs: Costs, price_index: Array, opens: Array | None) -> Array:
    """Compute the capital that the operator spends on centres, (draw, month) [yuan/month].

    Parameters
    ----------
    opens
        Month in which each centre opens, (centre,); None: all in month 0.
    """
    month = np.arange(price_index.shape[1], dtype=np.float64)
    life = 12.0 * costs.draws["centre_setup_life"]
    spent = np.zeros_like(price_index)
    for setup, opening in _setup_paid(costs, opens):
        spent = spent + setup * capital.renewals(month - opening, life) * price_index
    return spent


def setup_worth(costs: Costs, months: int, end_prices: Array, opens: Array | None) -> Array:
    """Compute what the set-up of the centres is worth at the end [yuan], shape (draw,)."""
    if not costs.scheme.centres:
        return np.zeros(len(end_prices))
    draws, worth = costs.draws, np.zeros_like(end_prices)
    life, rate = 12.0 * draws["centre_setup_life"], capital_rate(draws)
    for setup, opening in _setup_paid(costs, opens):
        age = np.array([[max(months - opening, 0.0)]])
        worth = worth + setup * capital.worth_left(age, life, rate) * end_prices
    return np.asarray(worth[:, 0])


def _setup_paid(costs: Costs, opens: Array | None) -> Iterator[tuple[Array, float]]:
    """List the set-up that the policy pays for [yuan], (draw, 1), with the month of opening."""
    paid_for = 1.0 if "centre_cost" in costs.scheme.policy.mechanisms else 0.0
    if opens is None:
        yield np.asarray(paid_for * np.add.reduce(costs.setup, axis=-1)[:, None]), 0.0
        return
    for number, opening in enumerate(opens):
        yield np.asarray(paid_for * costs.setup[:, [number]]), float(opening)


def reopened_share(policy: Policy, draws: Draws) -> Array:
    """Compute the part of closed work orders that is re-opened, shape (draw, 1)."""
    if policy.orders is None:
        return np.zeros((draws.stop - draws.start, 1))
    # A measure that is off reads no assumption: the result must not seem to rest on it.
    checked = policy.orders.recheck
    avoided = [checked * draws["recheck_effect"]] if checked else []
    return governance.gap_left(draws["reopen_rate"], avoided)


def _norms(policy: Policy, value: Values) -> Norms:
    draws = value.draws
    order_rate = draws["work_order_rate"]
    if policy.orders is not None and policy.orders.placed:
        order_rate = order_rate * (1.0 + draws["reporting_gain"])
    return Norms(
        area_per_cleaner=draws["m2_per_cleaner"],
        area_per_guard=draws["m2_per_guard"],
        gate_hours=draws["guard_hours_per_post_week"],
        working_hours=draws["working_hours_per_fte_week"],
        guard_hours=draws["guard_hours_per_fte_week"],
        absence=draws["absence_rate"],
        households_per_coordinator=draws["households_per_butler"],
        households_per_technician=draws["households_per_technician"],
        households_per_manager=draws["households_per_manager"],
        span_of_control=draws["span_of_control"],
        control_loss=draws["control_loss"],
        order_rate=order_rate,
        reopened=reopened_share(policy, draws),
        repair_time=draws["mean_repair_time"],
        repair_variation=draws["repair_time_cv"],
        steps=_steps(policy, value),
        typical_households=draws.central(TYPICAL_ESTATE),
        rounds_per_month=draws["rounds_per_month"],
        travel_speed=draws["travel_speed"],
        detour=draws["detour_factor"],
        tour_constant=draws["tour_constant"],
    )


def _steps(policy: Policy, value: Values) -> Staff:
    """Return the smallest post by role: the lever for all, or the rows of the assumptions."""
    if policy.staffing_step is not None:
        return Staff(*[value(policy.staffing_step)] * len(Staff._fields))
    steps = {role: value.draws[f"staffing_step_{role}"] for role in ROLES}
    return Staff(**steps, supervisor=steps["manager"])


def _line_prices(scheme: Scheme, draws: Draws) -> Lines | None:
    """Look up the prices of the lines that some estate or service has; None if there is none.

    A line that is off reads no assumption: the result must not seem to rest on it.
    """
    sites, policy = scheme.sites, scheme.policy
    services = [package.service for package in policy.menu] or [policy.service]
    standards = [scheme.programme.services[name] for name in services]

    def price(name: str, on: bool) -> Array | float:
        return draws[name] if on else 0.0

    prices = Lines(
        lifts=price("lift_running_cost", bool(np.any(sites.lifts))),
        pumped_water=price("pump_room_cost", bool(np.any(sites.pump_rooms))),
        greening=price("greening_cost", bool(np.any(sites.green_area))),
        refuse_removal=price("refuse_removal_cost", any(one.refuse_removal for one in standards)),
        insurance=price("liability_insurance_cost", any(one.insurance for one in standards)),
    )
    return None if all(isinstance(each, float) for each in prices) else prices


def _rates(draws: Draws, norms: Norms, lines: Lines | None) -> Rates:
    worked = Staff(norms.guard_hours, *[norms.working_hours] * 5)
    retired: tuple[Array | float, ...] = (draws["retired_share"],) * 2 + (0.0,) * 4
    minimum, oncost = draws["min_wage_monthly"], draws["employer_oncost_rate"]
    labour = Staff(
        *(
            wages.labour_cost(draws[name], wages.legal_wage(minimum, hours), oncost, part)
            for name, hours, part in zip(WAGES, worked, retired, strict=True)
        )
    )
    hourly = Staff(
        *(
            wages.hour_premium(draws["contract_premium"], draws["min_wage_hourly"], hours, cost)
            for hours, cost in zip(worked, labour, strict=True)
        )
    )
    return Rates(
        wages=labour,
        premiums=hourly._replace(manager=draws["shared_manager_premium"]),
        layer_pay=draws["layer_pay_ratio"],
        callout=draws["callout_price"],
        materials=draws["materials_cost"],
        energy=draws["public_energy_cost"],
        maintenance=draws["routine_maintenance_cost"],
        overhead_per_household=draws["overhead_per_household"],
        overhead_surviving_share=draws["overhead_surviving_share"],
        goods_discount=draws["procurement_discount_goods_max"],
        services_discount=draws["procurement_discount_services_max"],
        half_volume=draws["procurement_half_estates"],
        lines=lines,
    )


def _costs(
    scheme: Scheme,
    draws: Draws,
    offer: Offer,
    governed: SelfGovernment,
    sites: Sites,
    once: Callable[[Callable[[], Cost]], Cost] = lambda make: make(),
) -> Costs:
    value, level = Values(draws), offer.level
    norms = _norms(scheme.policy, value)
    rates = _rates(draws, norms, _line_prices(scheme, draws))
    setup = value.row([entry.setup_cost for entry in scheme.centres])
    if scheme.centres:  # it may cost more than planned
        setup = setup * (1.0 + draws["optimism_bias"])
    volume = scheme.by_centre(scheme.sites.households) / norms.typical_households
    distance = (
        travel.mean_distance(draws["distance_between_estates"], volume)
        if scheme.distance is None
        else np.broadcast_to(scheme.distance, setup.shape)
    )
    refuse_what_no_crew_serves(scheme, norms, distance)
    return Costs(
        scheme=scheme,
        draws=draws,
        offer=offer,
        governed=governed,
        sites=sites,
        shared_premises=value.row([entry.rent for entry in scheme.centres if entry.co_located]),
        norms=norms,
        rates=rates,
        alone=once(
            lambda: service_cost.stand_alone_cost(sites, level, norms, rates, governed.help)
        ),
        centres=centre.centre_cost(
            value.row([0.0 if entry.co_located else entry.rent for entry in scheme.centres]),
            value.row([entry.systems_cost for entry in scheme.centres]),
            setup,
            draws["centre_setup_life"],
            capital_rate(draws),
        ),
        setup=setup,
        distance=distance,
        answers=answers(draws),
    )
