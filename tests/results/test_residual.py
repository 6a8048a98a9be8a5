"""What capital is worth at the end: results do not jump where a life crosses the horizon."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.flows.namespace import Array
from commpartner.programme import Policy

MARKET = BASE.replace(ventures=("market", "building"))
YEAR = 12


def fixed(value: float) -> dict[str, float | str]:
    return {"distribution": "fixed", "low": value, "central": value, "high": value}


def outcomes(policy: Policy, months: int, **assumptions: float) -> dict[str, Array]:
    changed = {name: fixed(value) for name, value in assumptions.items()}
    town = TOWN.replace(assumptions={**TOWN.assumptions, **changed})
    result = cp.simulate(town, policy, months=months, draws=3, seed=5)
    return {str(name): result.outcomes[name].to_numpy() for name in result.outcomes}


@pytest.mark.parametrize("months", [120, 240])
@pytest.mark.parametrize(
    ("life", "of"),
    [
        ("venture_life", "npv_collective"),
        ("venture_life", "public_net_cost"),
        ("centre_setup_life", "public_net_cost"),
    ],
)
def test_no_figure_jumps_where_a_life_crosses_the_horizon(months: int, life: str, of: str) -> None:
    """A month more of life moves a figure by about a month of its capital, not by all of it."""
    crossing = months / YEAR / (2 if months == 240 else 1)
    lives = crossing + np.arange(-1, 2) / YEAR
    found = [outcomes(MARKET, months, **{life: each})[of] for each in lives]
    steps = abs(np.diff(np.array(found), axis=0))
    capital = 500_000.0 if life == "venture_life" else 150_000.0
    assert (steps > 0).all()
    assert steps.max() < 0.03 * capital


def test_a_longer_horizon_does_not_jump_either() -> None:
    found = [
        outcomes(MARKET, months, venture_life=10.0)["npv_collective"] for months in range(118, 123)
    ]
    steps = np.diff(np.array(found), axis=0)
    assert np.ptp(steps, axis=0).max() < 0.02 * 500_000.0


def test_profit_stands_before_and_after_capital() -> None:
    on, off = (outcomes(MARKET.replace(capital_charge=flag), 24) for flag in (True, False))
    assert MARKET.capital_charge
    for name in ("venture_profit_before_capital", "venture_profit"):
        np.testing.assert_array_equal(on[name], off[name])
    assert (on["venture_profit"] < on["venture_profit_before_capital"]).all()
    assert (on["reinvested_per_year"] < off["reinvested_per_year"]).all()
