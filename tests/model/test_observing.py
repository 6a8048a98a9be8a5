"""What a rule observes is what the result of the same run reports for the same months."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.flows.namespace import Array
from commpartner.model.accounts import account_flows, billed
from commpartner.model.control import Controls, Observation, run_controlled
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.scheme import build_scheme
from commpartner.planning import Signpost
from commpartner.programme import Policy
from commpartner.results.reckoning import series

MONTHS, DRAWS, SEED = 27, 5, 3
CAPPED = BASE.replace(
    ventures=("market", "canteen", "building", "parking"), dividend_share=0.5, fallback_cap=9.0
)
USES = CAPPED.replace(fee_relief_share=0.3, upgrade_share=0.2, reserve_share=0.1)
WATCHED = {
    "plain": BASE,
    "works": CAPPED.replace(works=("pipes",), fund_interest=0.02),
    "uses": USES,
    "partners": CAPPED.replace(partners=("convenor", "shops"), settlement_months=3),
    "late": USES.replace(works=(), menu=(), joins={"west": 3, "e01": 7, "e06": 13}),
}


def watched(policy: Policy) -> tuple[list[Observation], Inputs, Run]:
    """Run a policy whose bills and cap a rule moves, and keep what the rule observes."""
    seen: list[Observation] = []

    def watch(now: Observation, levers: Controls) -> Controls:
        seen.append(now)
        billing = levers.billing * float(now.month % 7 > 0)
        return levers._replace(billing=billing, fallback_cap=np.array(2.0 + now.month % 3))

    draws = TOWN.assumption_table().draw(SEED, 0, DRAWS)
    inputs = month_inputs(build_scheme(TOWN, policy), draws, MONTHS)
    with np.errstate(all="ignore"):  # as in every run: an estate without a cost yet
        run, realised = run_controlled(inputs, watch)
    return seen, realised, run


def rolling(part: Array, whole: Array, month: int) -> Array:
    past = slice(max(month - 12, 0), month)
    below = whole[:, past].sum(axis=1)
    return np.asarray(
        np.where(below > 0.0, part[:, past].sum(axis=1), 0.0) / np.maximum(below, 1.0)
    )


@pytest.mark.parametrize("name", WATCHED)
def test_signals_equal_the_series_of_the_result(name: str) -> None:
    seen, inputs, run = watched(WATCHED[name])
    flows = account_flows(inputs, run)
    found = series(inputs, run, flows)
    collected = flows["service_charges"] + flows["arrears_recovered"]
    sent = billed(inputs, run)
    assert (seen[0].self_sufficiency == 0.0).all()
    assert (seen[0].collection_rate == 0.0).all()
    for month in range(1, MONTHS):
        own = rolling(found["own_income"], found["service_cost"], month)
        np.testing.assert_allclose(seen[month].self_sufficiency, own, rtol=1e-12)
        rate = rolling(collected, sent, month)
        np.testing.assert_allclose(seen[month].collection_rate, rate, rtol=1e-12)
    assert np.ptp([now.self_sufficiency.mean() for now in seen[12:]]) > 0.0


def test_the_profit_of_ventures_is_that_of_the_outcome() -> None:
    seen, inputs, _ = watched(CAPPED)
    by_month = inputs.trading.after_capital.sum(axis=-1)
    households = inputs.fixed.households.sum()
    for month in (1, 5, 12, 26):
        mean = by_month[:, max(month - 12, 0) : month].mean(axis=1) / households
        np.testing.assert_allclose(seen[month].venture_profit, mean, rtol=1e-9)
    assert (watched(BASE)[0][20].venture_profit == 0.0).all()


class Seen:
    """Keep the self-sufficiency of a month, by draw, and follow a signpost."""

    def __init__(self, month: int, post: Signpost) -> None:
        self.month, self.post = month, post
        self.values: list[float] = []
        self.caps: list[float] = []

    def __call__(self, seen: Observation, levers: Controls) -> Controls:
        found = self.post(seen, levers)
        if seen.month == self.month:
            self.values += seen.self_sufficiency.tolist()
            self.caps += np.broadcast_to(found.fallback_cap, seen.fund.shape).tolist()
        return found


@pytest.mark.parametrize("year", [1, 3])
def test_observed_self_sufficiency_is_the_yearly_outcome(year: int) -> None:
    rule = Seen(12 * year, Signpost("fallback_cap", "month", at=6.0, below=9.0, above=3.0))
    policy = cp.FeedbackPolicy(CAPPED, rule)
    found = cp.compare(TOWN, {"rule": policy}, months=12 * year + 1, draws=DRAWS, seed=SEED)
    outcome = found.outcomes[f"self_sufficiency_year_{year}"]
    assert rule.values == outcome.tolist()
    assert len(set(rule.values)) == DRAWS


def test_low_self_sufficiency_in_year_two_lowers_the_cap() -> None:
    def run(at: float) -> tuple[Seen, Array]:
        post = Signpost("fallback_cap", "self_sufficiency", at, below=0.0, above=9.0, after=24)
        rule = Seen(24, post)
        policies = {"rule": cp.FeedbackPolicy(CAPPED, rule)}
        found = cp.compare(TOWN, policies, months=30, draws=DRAWS, seed=SEED)
        return rule, found.outcomes["fallback_cumulative"].to_numpy()

    year_two, paid = run(0.0)
    at = float(np.median(year_two.values))
    rule, less = run(at)
    assert rule.values == year_two.values  # nothing differs before month 24
    low = np.array(rule.values) < at
    assert 0 < low.sum() < DRAWS
    assert rule.caps == np.where(low, 0.0, 9.0).tolist()
    assert (less[low] < paid[low]).all()


def test_an_observation_by_hand_may_leave_later_fields() -> None:
    seen = Observation(3, *np.zeros((5, 2)))
    assert np.isnan(seen.self_sufficiency)
    with pytest.raises(ValueError, match="read-only"):
        seen.self_sufficiency[...] = 1.0
