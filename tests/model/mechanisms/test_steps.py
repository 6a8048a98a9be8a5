"""One month of each mechanism by hand; a mechanism that is off hands on what it was given."""

from __future__ import annotations

import numpy as np
import pytest

from commpartner.flows.namespace import Array
from commpartner.flows.orders import clock
from commpartner.model.mechanisms import (
    appraisal,
    common,
    fallback,
    grant,
    orders,
    reinvestment,
    village,
    works,
)

# One draw of two estates [yuan].
COST = np.array([[100.0, 200.0]])
FUND = np.array([[130.0, 150.0]])
NOTHING = np.zeros((1, 2))
HOUSEHOLDS = np.array([10.0, 30.0])
BILLS_SENT, NO_BILLS = np.array([[1.0]]), np.array([[0.0]])


def one(value: float) -> Array:
    return np.array([[value]])


def is_near(found: Array | None, *expected: float) -> bool:
    return found is not None and np.ravel(found).tolist() == pytest.approx(expected)


def test_the_operator_pays_the_whole_gap_without_a_cap() -> None:
    (state, totals), paid = fallback.step(
        fallback.start(None, NOTHING), None, False, BILLS_SENT, FUND, COST
    )
    assert is_near(state.put_in, 0.0, 50.0)
    assert state.uncovered is None
    assert is_near(totals.fallback, 50.0)
    assert is_near(paid.fund, 30.0, 0.0)
    assert is_near(paid.amount, 100.0, 200.0)
    assert is_near(paid.provided, 1.0)


@pytest.mark.parametrize(
    ("waits", "billing", "put_in", "provided"),
    [(False, BILLS_SENT, 20.0, 0.85), (True, BILLS_SENT, 20.0, 0.85), (True, NO_BILLS, 50.0, 1.0)],
)
def test_a_cap_cuts_the_service_once_bills_are_sent(
    waits: bool, billing: Array, put_in: float, provided: float
) -> None:
    cap = np.array([[20.0, 20.0]])
    (state, totals), paid = fallback.step(
        fallback.start(cap, NOTHING), cap, waits, billing, FUND, COST
    )
    assert is_near(state.put_in, 0.0, put_in)
    assert is_near(state.uncovered, 0.0, 50.0 - put_in)
    assert is_near(totals.uncovered, 50.0 - put_in)
    assert is_near(paid.amount, 100.0, 150.0 + put_in)
    assert is_near(paid.provided, 1.0, provided)


def test_a_grant_is_paid_by_household_while_it_lasts() -> None:
    assert is_near(grant.step(one(2.0), np.array(1.0), FUND, HOUSEHOLDS), 150.0, 210.0)
    assert is_near(grant.step(one(2.0), np.array(0.0), FUND, HOUSEHOLDS), 130.0, 150.0)
    assert grant.step(None, None, FUND, HOUSEHOLDS) is FUND
    assert grant.flows(None, None, np.array([40.0])) == {}
    assert is_near(
        grant.flows(one(2.0), np.array([1.0, 0.0]), np.array([40.0]))["grants"], 80.0, 0.0
    )


def test_the_owners_income_is_kept_and_paid_out() -> None:
    assert is_near(
        common.to_fund(one(0.5), one(1.2), None, None, HOUSEHOLDS, HOUSEHOLDS), 6.0, 18.0
    )
    flows = common.flows(np.array([[100.0]]), one(1.2), one(30.0), 0.75)
    assert is_near(flows["common_property_income"], 120.0)
    assert is_near(flows["public_income"], 30.0)
    assert is_near(flows["common_income_to_owners"], 0.25 * 150.0)


def test_a_low_score_withholds_a_part_of_the_fee() -> None:
    given = appraisal.Parameters(np.array([0.1]), np.array([0.5]), one(0.875))
    provided, satisfied = np.array([[0.8, 1.0]]), np.array([[0.6, 0.9]])
    # Scores of 0.7 and 0.95: a fifth is missing from the first, nothing from the second.
    (state, totals), fund = appraisal.step(
        appraisal.start(given, NOTHING), given, FUND, COST, provided, satisfied
    )
    assert state is not None
    assert totals is not None
    assert is_near(state.put_in, 2.0, 0.0)
    assert is_near(totals.performance_withheld, 2.0)
    assert is_near(fund, 132.0, 150.0)
    assert appraisal.step(None, None, FUND, COST, provided, satisfied) == ((None, None), FUND)


def test_works_lower_the_cost_by_their_progress() -> None:
    wages, prices = np.array([[60.0, 80.0]]), np.array([[40.0, 20.0]])
    saved = works.Parameters(np.array([[-10.0, -20.0]]), np.array([[0.0, -4.0]]), one(-3.0))
    halfway = works.cost(saved, one(0.5), wages, prices, one(1.1), one(2.0))
    assert is_near(halfway, 55.0 * 1.1 + 80.0, 70.0 * 1.1 + 36.0)
    assert is_near(works.cost(None, None, wages, prices, one(1.1), one(2.0)), 146.0, 128.0)
    assert is_near(works.more_orders(saved, one(0.5)), -1.5)
    assert works.more_orders(saved._replace(orders=None), one(0.5)) is None


def test_the_collective_makes_good_its_shortfall_first() -> None:
    state = village.State(one(30.0))
    (after, totals), pool = village.step(state, one(0.4), one(7.0), one(100.0), one(20.0))
    assert after is not None
    assert totals is not None
    assert is_near(after.shortfall, 0.0)
    assert is_near(totals.handed_out, 50.0)
    assert is_near(pool, 7.0 + 0.4 * 50.0)
    (after, totals), pool = village.step(state, one(0.4), one(7.0), one(10.0), one(20.0))
    assert after is not None
    assert is_near(after.shortfall, 40.0)
    assert is_near(pool, 7.0)
    assert village.step(None, None, pool, None, None) == ((None, None), pool)


def test_reinvestment_follows_the_weights_or_the_deficits() -> None:
    own, pool = np.array([[90.0, 120.0]]), one(60.0)
    plain = reinvestment.Rule(False, True, 0.0, 0.0, 0.0)
    weight = np.array([0.25, 0.75])
    (_, totals), available, upgrade = reinvestment.step(
        reinvestment.start(plain, NOTHING), plain, weight, pool, own, COST, HOUSEHOLDS, None
    )
    assert is_near(available, 105.0, 165.0)
    assert totals is not None
    assert totals.upgrade is upgrade is None
    by_deficit = plain._replace(fills_deficits=True)
    (state, _), available, _ = reinvestment.step(
        reinvestment.start(by_deficit, NOTHING), by_deficit, None, pool, own, COST, HOUSEHOLDS, None
    )
    # Deficits of 10 and 80 yuan share 60 so that the same part of each household's gap is left.
    assert is_near(available.sum(), 210.0 + 60.0)
    assert state is not None
    assert is_near(state.received, *(available - own)[0])
    assert reinvestment.step(None, None, None, pool, own, COST, HOUSEHOLDS, None)[1] is own


def test_uses_of_the_reinvestment_stand_beside_the_fund() -> None:
    rule = reinvestment.Rule(False, False, 0.2, 0.3, 0.1)
    start = reinvestment.start(rule, NOTHING)
    (state, totals), available, upgrade = reinvestment.step(
        start, rule, np.array([0.25, 0.75]), one(80.0), FUND, COST, HOUSEHOLDS, NOTHING
    )
    assert state is not None
    assert totals is not None
    assert is_near(state.reserve, 4.0, 12.0)
    assert is_near(state.relief, 6.0, 18.0)
    assert is_near(upgrade, 2.0, 6.0)
    assert is_near(totals.upgrade, 8.0)
    assert is_near(available, 130.0 + 8.0, 150.0 + 24.0)
    assert [part.tolist() for part in reinvestment.set_aside(state)] == [
        [[6.0, 18.0]],
        [[4.0, 12.0]],
    ]


def test_orders_left_open_lower_what_is_felt() -> None:
    pace = clock(one(0.75), one(0.1))
    given = orders.Parameters(one(30.0), pace, one(4.0), one(0.5))
    (state, totals), delivered, provided = orders.step(
        orders.State(one(10.0)), given, None, one(1.0), one(0.9)
    )
    # 10 old and 30 new at a net hazard of 0.9 ln 4; what is gone is closed for good.
    net = 0.9 * np.log(4.0)
    left = 10.0 * np.exp(-net) + 30.0 * (1.0 - np.exp(-net)) / net
    closed = (40.0 - left) / 0.9
    opened = 30.0 + 0.1 * closed
    assert state is not None
    assert totals is not None
    assert is_near(state.backlog, left)
    assert is_near(totals.opened, opened)
    assert is_near(totals.closed, closed)
    assert is_near(totals.waited, closed / np.log(4.0))
    open_share = left / (10.0 + opened)
    assert is_near(delivered, 1.0 - 0.5 * open_share)
    assert is_near(provided, 0.9 * (1.0 - open_share))
    flows = orders.flows(totals, (one(2.0), one(1.0)), one(1.5))
    assert is_near(flows["order_supervision"], 1.5 * (2.0 * opened + closed))
    assert orders.step(None, None, None, COST, FUND) == ((None, None), COST, FUND)
