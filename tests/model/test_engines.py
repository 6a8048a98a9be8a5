"""Both engines on every policy of every case."""

from __future__ import annotations

import numpy as np
import pytest

import commpartner as cp
from commpartner.model.inputs import month_inputs
from commpartner.model.scheme import build_scheme

# Each changes one lever of a policy that is compared by day; test_reference.py compares the levers.
BY_NIGHT = {
    *("no_canteen", "no_works"),
    *("partner_income_basis", "partner_fee_relief", "partner_capped", "partner_ecosystem"),
}
# Each compiles to the program of a policy that is compared by day, with other numbers in it.
OTHER_NUMBERS = {
    *(f"canteen_without_{funder}" for funder in ("government", "enterprise", "individual")),
    *("canteen_without_collective", "canteen_without_volunteers", "dividend_all", "reinvest_all"),
    *("works_resident_share", "works_no_resident_share", "no_joint_defence"),
    *("trial_3", "package_basic", "package_full", "rented_hubs", "one_hub"),
    *("rest_alone", "free_repairs", "committees", "repair_teams", "clustered", "governance"),
    *("menu_estate", "orders_unsupervised", "partner_profit_sharing"),
}
BY_NIGHT |= OTHER_NUMBERS
CASES = [
    pytest.param(case, policy, marks=pytest.mark.nightly if policy in BY_NIGHT else ())
    for case in cp.datasets.names()
    for policy in cp.datasets.load(case).policies
]


def program(programme: cp.Programme, policy: str) -> object:
    """What JAX compiles for a policy: the rules, and the shapes of what goes into the months."""
    scheme = build_scheme(programme, programme.policies[policy])
    given = month_inputs(scheme, programme.assumption_table().draw(5, 0, 2), 3)

    def shapes(part: object) -> object:
        if isinstance(part, tuple):
            return type(part), tuple(map(shapes, part))
        return part.shape if isinstance(part, np.ndarray) else part

    return given.rules, shapes(given.path), shapes(given.fixed), shapes(given.start)


@pytest.mark.parametrize("case", cp.datasets.names())
def test_programs_compiled_from_policies_are_compared_by_day(case: str) -> None:
    programme = cp.datasets.load(case)
    by_day = {program(programme, name) for name in programme.policies if name not in OTHER_NUMBERS}
    for name in OTHER_NUMBERS & programme.policies.keys():
        assert program(programme, name) in by_day, name


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
