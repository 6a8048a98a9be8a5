"""Who gets and who pays what: money by estate over all months."""

from __future__ import annotations

import numpy as np

from commpartner.accounts import Flows
from commpartner.arrays import Inputs
from commpartner.engines import Run
from commpartner.flows.namespace import Array


def service_received(inputs: Inputs, run: Run) -> Array:
    """Service that each estate's fund paid for over all months [yuan], shape (draw, estate)."""
    fixed, done = inputs.fixed, inputs.works.progress
    wages = fixed.wage_cost * np.add.reduce(inputs.wage_index, axis=1)[:, None]
    rest = fixed.price_cost * np.add.reduce(inputs.price_index, axis=1)[:, None]
    if inputs.rules.has_works:
        done_wages = np.add.reduce(done * inputs.wage_index, axis=1)[:, None]
        done_prices = np.add.reduce(done * inputs.price_index, axis=1)[:, None]
        wages = wages + fixed.wage_cost_change * done_wages
        rest = rest + fixed.price_cost_change * done_prices
    return np.asarray(wages + rest - run.end.uncovered + run.end.upgraded)


def reinvested_by_estate(inputs: Inputs, run: Run, flows: Flows) -> Array:
    """What each estate received of the pool [yuan], (draw, estate).

    Reinvested profit, partners' fees and what the collective puts in.
    """
    if inputs.rules.fills_deficits:
        return run.end.reinvested
    pool = flows["reinvested_profit"] + flows["partner_fees"] + flows["collective_reinvestment"]
    # Summed along rows of memory: the bits of a sum over another axis depend on the rows beside it.
    whole = np.add.reduce(np.ascontiguousarray(pool), axis=-1)
    return np.asarray(whole[:, None] * inputs.fixed.weight)


def fees_paid(inputs: Inputs, run: Run, flows: Flows, received: Array) -> Array:
    """Service charges that each estate paid over all months [yuan], shape (draw, estate).

    By the fund's own identity: what was spent and what is left, less all other income.
    """
    end, fixed = run.end, inputs.fixed
    scheme = inputs.costs.scheme
    kept = scheme.policy.common_income_to_fund * np.add.reduce(flows["public_income"], axis=1)
    per_household = (
        fixed.other_income * np.add.reduce(inputs.price_index, axis=1)[:, None]
        + fixed.grant * np.add.reduce(inputs.path.granting)
        + kept[:, None] / max(scheme.households, 1.0)
    )
    other = (
        end.fallback
        + end.withheld
        + reinvested_by_estate(inputs, run, flows)
        + per_household * fixed.households
    )
    return np.asarray(received + end.fund + end.relief + end.reserve - other)
