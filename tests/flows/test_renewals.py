"""Capital is spent anew after each life, for as long as it is charged."""

from __future__ import annotations

import numpy as np
import pytest

import commpartner as cp
from commpartner.flows.capital import renewals


def test_capital_is_spent_when_new_and_after_each_life() -> None:
    spent = renewals(np.arange(-2.0, 9.0), np.array([[4.0], [3.5]]))
    assert spent.tolist() == [
        [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0],  # 3.5 and 7 months are over in the months 4 and 7
    ]


def test_centres_are_set_up_again_after_their_life() -> None:
    ledger = cp.default_assumptions().replace(centre_setup_life=2.0, inflation=0.0)
    result = cp.simulate(
        cp.datasets.load("xiashan"), "clustered", months=60, draws=2, assumptions=ledger
    )
    table = result.ledger[result.ledger["account"] == "centre_setup"]
    first, *later = table["mean"].tolist()
    assert first > 0
    assert later == pytest.approx([0.0, first, 0.0, first])


def test_the_charge_repays_what_is_spent() -> None:
    ledger = cp.default_assumptions().replace(centre_setup_life=2.0, inflation=0.0)
    result = cp.simulate(
        cp.datasets.load("xiashan"), "clustered", months=48, draws=1, assumptions=ledger
    )
    by_account = result.ledger.groupby("account")["mean"].sum()
    outside = ["wages", "materials", "energy", "maintenance", "callouts", "overhead"]
    outside += ["centre_rent", "centre_systems"]
    charged = by_account["service_payments"] - by_account[outside].sum()
    rate = (1 + float(result.assumptions["discount_rate_financial"].iloc[0])) ** (1 / 12) - 1
    worth = (charged / 48) * sum((1 + rate) ** -month for month in range(24))  # of one life
    assert worth == pytest.approx(by_account["centre_setup"] / 2, rel=1e-9)
