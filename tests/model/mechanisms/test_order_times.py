"""One clock for work orders: what a run says of their time follows from one hazard."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.flows.orders import DAYS_OF_MONTH
from commpartner.model.engines import Engine
from commpartner.programme import OrderFlow, Policy

SUPERVISED = OrderFlow(taken=0.5, weekly_warning=True, monthly_review=True, recheck=1.0)
RATE, RESPONSE = 0.75, 2.0
# At the audit's values a crew begins 90 % of the orders within two hours.
HELD = {"order_closing_rate": RATE, "response_target": RESPONSE, "reopen_rate": 0.0}


def outcomes(
    policy: Policy, months: int = 60, engine: Engine = "numpy", **held: float
) -> pd.Series:
    table = cp.default_assumptions().replace(**(HELD | held))
    run = cp.simulate(
        TOWN, policy, months=months, draws=1, seed=3, assumptions=table, engine=engine
    )
    return run.outcomes.iloc[0]


@pytest.mark.parametrize("months", [1, 7, 60])
def test_wait_and_share_in_time_are_one_hazard(months: int) -> None:
    found = outcomes(BASE.replace(orders=OrderFlow()), months)
    hazard = -math.log(1.0 - RATE) / DAYS_OF_MONTH  # a day
    assert found["order_wait_days"] == pytest.approx(RESPONSE / 24 + 1 / hazard)
    room = 7.0 - RESPONSE / 24
    assert found["orders_on_time"] == pytest.approx(1.0 - math.exp(-hazard * room))


def test_the_completion_rate_follows_from_the_wait() -> None:
    found = outcomes(BASE.replace(orders=OrderFlow()))
    open_months = (found["order_wait_days"] - RESPONSE / 24) / DAYS_OF_MONTH
    assert found["completion_rate"] == pytest.approx(12.0 / (12.0 + open_months))
    # A rate of 89 % a month no longer makes 99 % of a year; a mean time of 3.7 days does.
    assert outcomes(BASE.replace(orders=OrderFlow()), order_closing_rate=0.89)[
        "completion_rate"
    ] == pytest.approx(12.0 / (12.0 - 1.0 / math.log(0.11)))
    fast = 1.0 - math.exp(-DAYS_OF_MONTH / 3.69)
    found = outcomes(BASE.replace(orders=OrderFlow()), order_closing_rate=fast)
    assert found["completion_rate"] == pytest.approx(0.99, abs=1e-4)
    assert found["order_wait_days"] == pytest.approx(3.69 + RESPONSE / 24, rel=1e-6)


def test_a_measure_adds_to_the_hazard() -> None:
    policy = BASE.replace(orders=SUPERVISED)
    found = outcomes(policy, warning_effect=0.4, review_effect=0.3, taking_effect=0.2)
    hazard = -math.log(1.0 - RATE) - math.log(0.6) - math.log(0.7) - math.log(0.9)
    assert found["order_wait_days"] - RESPONSE / 24 == pytest.approx(DAYS_OF_MONTH / hazard)


def test_a_crew_that_is_short_makes_orders_wait() -> None:
    capped = BASE.replace(orders=OrderFlow(), fallback_cap=0.0)
    full, short = outcomes(BASE.replace(orders=OrderFlow())), outcomes(capped)
    assert short["service_level"] < 0.9
    assert short["order_wait_days"] > 2 * full["order_wait_days"]
    assert short["orders_on_time"] < full["orders_on_time"]


def test_the_deadline_moves_one_outcome() -> None:
    policy = BASE.replace(orders=SUPERVISED)
    week, month = outcomes(policy), outcomes(policy, order_deadline=15.0)
    moved = week.index[~np.isclose(week, month, rtol=0, atol=0, equal_nan=True)]
    assert list(moved) == ["orders_on_time"]
    assert month["orders_on_time"] > week["orders_on_time"]


def test_both_engines_keep_the_clock() -> None:
    policy = BASE.replace(orders=SUPERVISED, fallback_cap=5.0)
    np.testing.assert_allclose(
        outcomes(policy, 24), outcomes(policy, 24, "jax"), rtol=1e-9, atol=1e-6
    )


def test_orders_that_nobody_follows_have_no_time() -> None:
    found = cp.simulate(TOWN, BASE, months=12, draws=2, seed=3).outcomes
    assert found[["completion_rate", "order_wait_days", "orders_on_time"]].isna().all(axis=None)
