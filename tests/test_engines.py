"""Both engines on every policy of every case."""

from __future__ import annotations

import numpy as np
import pytest

import commpartner as cp

# Each changes one lever of a policy that is compared by day; test_reference.py compares the levers.
BY_NIGHT = {
    *("no_canteen", "no_works"),
    *("partner_income_basis", "partner_fee_relief", "partner_capped", "partner_ecosystem"),
}
CASES = [
    pytest.param(case, policy, marks=pytest.mark.nightly if policy in BY_NIGHT else ())
    for case in cp.datasets.names()
    for policy in cp.datasets.load(case).policies
]


@pytest.mark.parametrize(("case", "policy"), CASES)
def test_the_two_engines_give_the_same_money(case: str, policy: str) -> None:
    programme = cp.datasets.load(case)
    one, other = (
        cp.simulate(programme, policy, months=15, draws=3, seed=5, engine=engine)
        for engine in ("numpy", "jax")
    )
    money = one.ledger["mean"].to_numpy()
    scale = max(float(money.max()), 1.0)
    np.testing.assert_allclose(other.ledger["mean"].to_numpy(), money, rtol=1e-9, atol=1e-9 * scale)
    for name, unit in one.outcomes.attrs["units"].items():
        floor = 1e-9 * scale if unit.startswith("yuan") else 1e-12
        a, b = one.outcomes[name].to_numpy(), other.outcomes[name].to_numpy()
        np.testing.assert_allclose(b, a, rtol=1e-9, atol=floor, err_msg=name)
