"""Where the choice switches: fees that pay, wages with a known answer, steps of whole posts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from refusals import raises_problem
from town import BASE, TOWN

from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import AssumptionTable
from commpartner.datasets import load
from commpartner.errors import InputError
from commpartner.experiments.deciding.switching import Switching, switching_value
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.simulation import simulate

# What they search lies far out on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")


ALONE = "stand_alone_cost_per_household_month"
SHARE = "self_sufficiency_year_1"
# Whoever may pay does so at any price, so that what a fee brings in is known.
CERTAIN = {"distribution": "fixed", "low": 30.0, "central": 30.0, "high": 30.0}
WILLING = TOWN.assumption_table().replace(adoption_intercept=CERTAIN)


def found(**changes: Any) -> Switching:
    given: dict[str, Any] = {"policy": BASE, "outcome": ALONE, "months": 12} | changes
    return switching_value(TOWN, given.pop("policy"), given.pop("outcome"), **given)


def carrying_fee(**changes: Any) -> Switching:
    given = {"outcome": SHARE, "lever": "fee", "level": 1.0, "span": (5.0, 200.0), "points": 9}
    return found(**(given | {"assumptions": WILLING} | changes))


def test_income_equals_cost_where_self_sufficiency_crosses_one() -> None:
    fee = carrying_fee()
    assert fee.crossings["how"].tolist() == ["crosses"]
    assert fee.crossings["direction"].tolist() == ["up"]
    value = float(fee.crossings["value"][0])
    central = AssumptionTable(row.replace(distribution="fixed") for row in WILLING.values())
    result = simulate(TOWN, BASE.replace(fee=value), months=12, draws=1, assumptions=central)
    series = result.monthly.groupby("series")["mean"].sum()
    assert series["own_income"] == pytest.approx(series["service_cost"], rel=1e-8)
    for other, below in ((0.9 * value, True), (1.1 * value, False)):
        policy = BASE.replace(fee=other)
        share = simulate(TOWN, policy, months=12, draws=1, assumptions=central).outcomes[SHARE][0]
        assert bool(share < 1.0) is below


def test_full_payment_makes_self_sufficiency_linear_with_known_root() -> None:
    schemes = build_schemes(TOWN, {"ten": BASE.replace(fee=10.0), "twenty": BASE.replace(fee=20.0)})
    shares = evaluate(schemes, Scenarios(WILLING, {"inflation": [0.0]}), 12)
    ten, twenty = shares["ten"][SHARE][0], shares["twenty"][SHARE][0]
    expected = 10.0 + 10.0 * (1.0 - ten) / (twenty - ten)
    still = WILLING.replace(inflation=0.0)
    fee = carrying_fee(assumptions=still).crossings["value"]
    assert fee.tolist() == [pytest.approx(expected, rel=1e-6)]


def test_a_cost_linear_in_a_wage_has_its_root() -> None:
    row = TOWN.assumption_table()["public_energy_cost"]
    ends = Scenarios(TOWN.assumption_table(), {"public_energy_cost": [row.low, row.high]})
    low, high = evaluate(build_schemes(TOWN, {"base": BASE}), ends, 1)["base"][ALONE]
    level = low + 0.3 * (high - low)
    value = found(assumption="public_energy_cost", level=level, months=1)
    assert value.crossings["how"].tolist() == ["crosses"]
    expected = row.low + 0.3 * (row.high - row.low)
    assert value.crossings["value"][0] == pytest.approx(expected, rel=1e-8)
    assert value.unit == row.unit and value.grid["value"].iloc[[0, -1]].tolist() == [
        row.low,
        row.high,
    ]


def test_whole_posts_jump_over_the_level_as_steps() -> None:
    # Hours that nobody buys, and nobody above the crews.
    ledger = TOWN.assumption_table().replace(contract_premium=1e9, span_of_control=1000.0)
    given: dict[str, Any] = {"policy": BASE.replace(staffing_step=1.0), "assumptions": ledger}
    given |= {"outcome": "staff", "assumption": "m2_per_cleaner", "months": 1}
    searched = found(**given)
    grid = searched.grid["figure"]
    level = float(np.unique(grid)[1]) - 0.3  # between two whole posts
    steps = found(**given, level=level).crossings
    assert (steps["how"] == "jumps").all() and len(steps) >= 1
    for step in steps.to_dict("records"):
        sides = sorted((step["before"], step["after"]))
        assert sides[0] < level < sides[1] and sides[1] - sides[0] >= 0.5
        around = float(step["value"]) * np.array([1.0 - 1e-8, 1.0 + 1e-8])
        draws = Scenarios(ledger, {"m2_per_cleaner": around})
        staff = evaluate(build_schemes(TOWN, {"p": given["policy"]}), draws, 1)["p"]["staff"]
        assert staff.tolist() == [step["before"], step["after"]]


def test_where_two_policies_change_places_their_difference_is_nothing() -> None:
    alone = BASE.replace(organisation="stand_alone")
    cost = "cost_per_household_month"
    given = {
        "outcome": cost,
        "baseline": alone,
        "assumption": "overhead_per_household",
        "months": 1,
    }
    searched = found(**given, span=(0.0, 200.0))
    assert "less" in searched.figure
    crossings = searched.crossings
    assert crossings["direction"].tolist() == ["down"]  # dear management speaks for clusters
    draws = Scenarios(
        TOWN.assumption_table(), {"overhead_per_household": crossings["value"].to_numpy()}
    )
    both = evaluate(build_schemes(TOWN, {"ours": BASE, "theirs": alone}), draws, 1)
    np.testing.assert_allclose(both["ours"][cost], both["theirs"][cost], rtol=1e-6)


def test_the_order_of_a_sum_changes_no_places() -> None:
    # Over ten years the two orders differ by some 1e-9 yuan, now up and now down.
    xiashan = load("xiashan")
    one = xiashan.policies["partner"]
    other = one.replace(ventures=one.ventures[::-1])
    found = switching_value(
        xiashan, one, "npv_operator", baseline=other, assumption="fee_per_m2", points=33
    )
    assert found.crossings.empty
    assert (found.grid["figure"] == 0.0).all()


def test_no_crossing_is_reported_with_the_range_and_ends() -> None:
    none = found(assumption="wage_cleaner", level=-1.0, months=1)
    assert none.crossings.empty
    first, last = none.grid["figure"].iloc[[0, -1]]
    row = TOWN.assumption_table()["wage_cleaner"]
    assert str(none) == (
        f"{ALONE} of policy, wage_cleaner from {row.low:g} to {row.high:g} yuan/month: never meets "
        f"-1; it is {first:g} at the one end and {last:g} at the other"
    )


def test_a_sentence_says_where_and_which_way() -> None:
    said = str(carrying_fee())
    assert said.startswith(f"{SHARE} of policy, fee from 5 to 200 yuan/m2/month")
    assert "crosses 1 at " in said and said.endswith("going up")


def test_a_fallback_that_ends_comes_to_rest_on_nothing() -> None:
    grant = found(
        policy=BASE.replace(grant_months=12),
        outcome="fallback_cumulative",
        lever="grant",
        span=(0.0, 300.0),
        points=9,
    )
    assert grant.crossings["how"].tolist() == ["meets"]
    assert grant.crossings["after"].tolist() == [0.0] and grant.crossings["before"][0] > 0.0


def test_a_lever_that_counts_takes_whole_numbers_alone() -> None:
    months = found(outcome="fees_per_household_month", lever="free_months", level=5.0, span=(0, 12))
    assert months.grid["value"].tolist() == list(range(13))
    assert months.crossings["how"].tolist() == ["jumps"]
    value = months.crossings["value"][0]
    assert value == int(value) and months.unit == "month"


def test_a_share_is_searched_from_none_to_all() -> None:
    policy = BASE.replace(ventures=("market",))
    share = found(policy=policy, outcome="npv_partners", lever="reinvestment_share", points=3)
    assert share.grid["value"].tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("varied", [{"assumption": "public_energy_cost"}, {"lever": "fee"}])
def test_over_draws_the_figure_is_their_mean(varied: dict[str, str]) -> None:
    span = (0.1, 0.5)
    given = {**varied, "outcome": SHARE, "span": span, "points": 3, "months": 12, "draws": 40}
    searched = found(**given, seed=5)
    for value, figure in zip(searched.grid["value"], searched.grid["figure"], strict=True):
        if "lever" in varied:
            result = simulate(TOWN, BASE.replace(fee=value), months=12, draws=40, seed=5)
        else:
            ledger = TOWN.assumption_table().replace(public_energy_cost=float(value))
            result = simulate(TOWN, BASE, months=12, draws=40, seed=5, assumptions=ledger)
        assert figure == pytest.approx(result.outcomes[SHARE].mean(), rel=1e-12)
    again = found(**given, seed=5)
    assert again.grid.equals(searched.grid)
    assert not found(**given, seed=6).grid["figure"].equals(searched.grid["figure"])


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({}, ValueError, "assumption, lever: neither"),
        ({"lever": "fee", "assumption": "inflation"}, ValueError, "both"),
        ({"lever": "fees"}, InputError, "did_you_mean .*'fee'"),
        ({"lever": "settlement_months"}, InputError, "'settlement_months'"),
        ({"lever": "deficit_first"}, InputError, "'deficit_first'"),
        ({"lever": "fee"}, ValueError, r"span: \(0, inf\)"),
        ({"lever": "fee", "span": (2.0, 1.0)}, ValueError, r"span: \(2.0, 1.0\)"),
        *(
            ({"lever": "fee", "span": span}, ValueError, "span: .*; two_rising_numbers")
            for span in [(1,), (0.1, 0.2, 0.3), 3, ("0", "1"), "01", (0.0, 10**400)]
        ),
        ({"lever": "fee", "level": "0"}, ValueError, "level: '0'"),
        ({"lever": ["fee"]}, InputError, "did_you_mean .*'fee'"),
        ({"assumption": ["inflation"]}, InputError, "did_you_mean .*'inflation'"),
        ({"lever": "fee", "outcome": ["savings_share"]}, InputError, "did_you_mean"),
        ({"lever": "fee", "policy": None}, InputError, "policies: None; with_names policy_or_name"),
        (
            {"lever": "fee", "span": (-1.0, 1.0), "points": 3},
            InputError,
            "fee: -1.0; either",
        ),
        ({"assumption": "wage_clener"}, InputError, "did_you_mean .*'wage_cleaner'"),
        ({"assumption": "stall_rent"}, ValueError, "not_read 'stall_rent'"),
        (
            {"assumption": "households_per_estate"},
            ValueError,
            "not_read",
        ),  # a yardstick
        ({"assumption": "absence_rate", "span": (0.5, 1.5)}, InputError, "absence_rate"),
        ({"assumption": "callout_price"}, ValueError, r"span: \(12.0, 12.0\)"),
        ({"assumption": "inflation", "draws": 0}, ValueError, "draws: 0"),
        ({"assumption": "inflation", "points": "3"}, ValueError, "points: '3'"),
        ({"assumption": "inflation", "points": 1}, ValueError, "points: 1"),
        ({"outcome": "saving_share", "lever": "fee"}, InputError, "did_you_mean"),
        (
            {"assumption": "inflation", "outcome": "break_even_month"},
            ValueError,
            "break_even_month of 'policy': value_where nan",
        ),
    ],
)
def test_wrong_arguments_are_named(
    changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    with raises_problem(message):
        found(**changes)
