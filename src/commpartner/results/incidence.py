"""Compute what each estate receives and pays over all months."""

from __future__ import annotations

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model.accounts import Flows
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms import reinvestment


def standard_cost(inputs: Inputs) -> Array:
    """Compute what the whole standard costs each estate over all months [yuan], (draw, estate)."""
    fixed, done = inputs.fixed, inputs.works.progress
    wages = fixed.wage_cost * np.add.reduce(inputs.wage_index, axis=1)[:, None]
    rest = fixed.price_cost * np.add.reduce(inputs.price_index, axis=1)[:, None]
    if fixed.works is not None:
        done_wages = np.add.reduce(done * inputs.wage_index, axis=1)[:, None]
        done_prices = np.add.reduce(done * inputs.price_index, axis=1)[:, None]
        wages = wages + fixed.works.wage_cost * done_wages
        rest = rest + fixed.works.price_cost * done_prices
    return np.asarray(wages + rest)


def service_received(inputs: Inputs, run: Run) -> Array:
    """Compute the service that each estate's fund paid for [yuan], shape (draw, estate)."""
    received = standard_cost(inputs)
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
