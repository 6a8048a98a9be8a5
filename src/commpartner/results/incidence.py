"""Compute what each estate receives and pays over all months."""

from __future__ import annotations

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model.accounts import Flows
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms import reinvestment, residents
from commpartner.model.mechanisms.rollout import Rollout


def standard_cost(inputs: Inputs) -> Array:
    """Compute what the whole standard costs each estate over all months [yuan], (draw, estate).

    As if every estate were served from month 0 on.
    """
    fixed, done = inputs.fixed, inputs.works.progress
    wages = fixed.wage_cost * np.add.reduce(inputs.wage_index, axis=1)[:, None]
    rest = fixed.price_cost * np.add.reduce(inputs.price_index, axis=1)[:, None]
    if fixed.works is not None:
        done_wages = np.add.reduce(done * inputs.wage_index, axis=1)[:, None]
        done_prices = np.add.reduce(done * inputs.price_index, axis=1)[:, None]
        wages = wages + fixed.works.wage_cost * done_wages
        rest = rest + fixed.works.price_cost * done_prices
    return np.asarray(wages + rest)


def charged_cost(inputs: Inputs) -> Array:
    """Compute what the whole standard costs each estate since it has joined, (draw, estate)."""
    begun = inputs.rollout
    if begun is None:
        return standard_cost(inputs)
    cost = _own_cost_since(inputs, begun)
    if inputs.path.standing is not None:
        each = np.moveaxis(inputs.path.standing * inputs.path.price_index, 0, -1)
        cost = cost + np.add.reduce(np.ascontiguousarray(each), axis=-1)
    return np.asarray(cost)


def _own_cost_since(inputs: Inputs, begun: Rollout) -> Array:
    """Compute the cost since an estate has joined, without the parts of those still to come."""
    fixed, done = inputs.fixed, inputs.works.progress
    wages, prices = inputs.wage_index, inputs.price_index
    cost = fixed.wage_cost * begun.since(wages) + fixed.price_cost * begun.since(prices)
    if fixed.works is not None:
        cost = cost + fixed.works.wage_cost * begun.since(done * wages)
        cost = cost + fixed.works.price_cost * begun.since(done * prices)
    return cost


def part_received(inputs: Inputs, received: Array) -> Array:
    """Compute service received over the standard of all months, (draw, estate).

    A month before an estate joins counts as 0.
    """
    whole, begun = standard_cost(inputs), inputs.rollout
    if begun is None:
        return np.asarray(received / whole)
    charged = charged_cost(inputs)
    of_charged = np.divide(received, charged, out=np.zeros_like(whole), where=charged > 0)
    return of_charged * _own_cost_since(inputs, begun) / whole


def service_received(inputs: Inputs, run: Run) -> Array:
    """Compute the service that each estate's fund paid for [yuan], shape (draw, estate)."""
    received = charged_cost(inputs)
    if run.end.fallback.uncovered is not None:
        received = received - run.end.fallback.uncovered
    if run.end.pool is not None and run.end.pool.upgraded is not None:
        received = received + run.end.pool.upgraded
    return np.asarray(received)


def reinvested_by_estate(inputs: Inputs, run: Run, flows: Flows) -> Array:
    """Compute the reinvestment that each estate received [yuan], shape (draw, estate).

    Reinvested profit, partners' fees and what the collective puts in.
    """
    if run.end.pool is None:
        return np.zeros_like(run.end.fund)
    if run.end.pool.received is not None:
        return run.end.pool.received
    pool = flows["reinvested_profit"] + flows["partner_fees"] + flows["collective_reinvestment"]
    # Summed along rows of memory: the bits of a sum over another axis depend on the rows beside it.
    whole = np.add.reduce(np.ascontiguousarray(pool), axis=-1)
    return np.asarray(whole[:, None] * inputs.fixed.weight)


def fees_paid(inputs: Inputs, run: Run, flows: Flows, received: Array) -> Array:
    """Compute the service charges that each estate paid [yuan], shape (draw, estate).

    By the fund's own identity: what was spent and what is left, less all other income, before the
    cost of collecting.
    """
    end, fixed = run.end, inputs.fixed
    scheme = inputs.costs.scheme
    kept = scheme.policy.common_income_to_fund * np.add.reduce(flows["public_income"], axis=1)
    if inputs.rollout is not None:
        income = _income_since(inputs, inputs.rollout, flows)
        other = end.put_in + reinvested_by_estate(inputs, run, flows) + income
        collected = sum(reinvestment.set_aside(end.pool), received + end.fund) - other
        return np.asarray(collected / fixed.residents.kept)
    granted: float | Array = 0.0
    if fixed.grant is not None and inputs.path.granting is not None:
        granted = fixed.grant * np.add.reduce(inputs.path.granting)
    per_household = (
        fixed.other_income * np.add.reduce(inputs.price_index, axis=1)[:, None]
        + granted
        + kept[:, None] / np.maximum(scheme.households, 1.0)
    )
    other = end.put_in + reinvested_by_estate(inputs, run, flows) + per_household * fixed.households
    collected = sum(reinvestment.set_aside(end.pool), received + end.fund) - other
    return np.asarray(collected / fixed.residents.kept)


def _income_since(inputs: Inputs, begun: Rollout, flows: Flows) -> Array:
    """Compute common income and grants of each estate since joining [yuan], (draw, estate)."""
    fixed, to_fund = inputs.fixed, inputs.costs.scheme.policy.common_income_to_fund
    by_month = fixed.other_income * inputs.price_index
    if fixed.grant is not None and inputs.path.granting is not None:
        by_month = by_month + fixed.grant * inputs.path.granting
    income = begun.since(by_month) * fixed.households
    return income + begun.shared_since(to_fund * flows["public_income"], fixed.households)


def satisfaction_at_the_end(inputs: Inputs, run: Run) -> Array:
    """Return satisfaction after the last month, 0 to 1; as today if an estate has not joined."""
    found, scheme = run.end.residents.satisfaction, inputs.costs.scheme
    if inputs.rollout is None:
        return found
    today = np.where(scheme.managed, *residents.first_satisfaction(inputs.costs.draws))
    return np.where(inputs.rollout.at_the_end > 0, found, today)
