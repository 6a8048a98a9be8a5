"""Capital is charged at the real rate: what is charged is worth what has been spent."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.flows.namespace import Array
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.scheme import build_scheme
from commpartner.programme import Policy

LIFE = 2.0  # years
TRADING = BASE.replace(ventures=("market", "letting"))


def inputs_of(
    months: int, inflation: float, policy: Policy = TRADING, **assumptions: float
) -> Inputs:
    lives = {"venture_life": LIFE, "centre_setup_life": LIFE}
    ledger = cp.default_assumptions().replace(inflation=inflation, **lives, **assumptions)
    scheme = build_scheme(TOWN, policy)
    return month_inputs(scheme, ledger.draw(1, 0, 3), months)


def nominal_factors(inputs: Inputs, months: int) -> Array:
    """What a yuan of the day is worth at the start of each month, the last one's end included."""
    rate = inputs.costs.draws["discount_rate_financial"]
    return np.asarray((1 + rate) ** (-np.arange(months + 1) / 12))


def charged(inputs: Inputs) -> Array:
    """Charges of ventures and centres, month by month in money of the day."""
    of_centres = inputs.costs.centres.capital_charge.sum(axis=1)[:, None] * inputs.price_index
    return np.asarray(inputs.trading.capital_cost.sum(axis=-1) + of_centres)


def spent(inputs: Inputs) -> Array:
    return inputs.trading.operator_capital + inputs.setup_spending


@pytest.mark.parametrize("inflation", [0.0, 0.01, 0.03, 0.2])
def test_indexed_charges_of_a_life_are_worth_the_capital(inflation: float) -> None:
    inputs = inputs_of(24, inflation)
    factors = nominal_factors(inputs, 24)
    assert np.count_nonzero(spent(inputs).sum(axis=0)) == 1  # in the month of opening
    worth = (charged(inputs) * factors[:, :-1]).sum(axis=1)
    np.testing.assert_allclose(worth, spent(inputs)[:, 0], rtol=1e-9)


@pytest.mark.parametrize("months", [1, 17, 24, 25, 60])
def test_what_is_not_yet_charged_is_left(months: int) -> None:
    inputs = inputs_of(months, 0.03)
    factors = nominal_factors(inputs, months)
    paid = ((spent(inputs) - charged(inputs)) * factors[:, :-1]).sum(axis=1)
    left = inputs.worth["operator"] * factors[:, -1]
    np.testing.assert_allclose(left, paid, rtol=1e-9, atol=1e-6)


def test_capital_costs_more_than_planned() -> None:
    policy = TRADING.replace(works=("pipes",))
    planned, dearer = (inputs_of(30, 0.01, policy, optimism_bias=bias) for bias in (0.0, 0.25))
    for found in (spent, charged):
        np.testing.assert_allclose(found(dearer), 1.25 * found(planned), rtol=1e-12)
    for payer, amount in planned.works.spending.items():
        np.testing.assert_allclose(dearer.works.spending[payer], 1.25 * amount, rtol=1e-12)
    assert sum(each.sum() for each in planned.works.spending.values()) > 0
    for payer, worth in planned.worth.items():
        np.testing.assert_allclose(dearer.worth[payer], 1.25 * worth, rtol=1e-12)
