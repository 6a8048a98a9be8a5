"""Answers on ventures, bills, caps and centres are put back into the model."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.model.values import Values
from commpartner.planning.questions.asking import ask
from commpartner.planning.questions.losers import RULES
from commpartner.planning.questions.stalls import _sought

DRAWS, SEED = 6, 5
FEW: dict[str, Any] = {"draws": DRAWS, "seed": SEED}
EARN = BASE.replace(ventures=("market",), capital_charge=False)
YEAR = {"year": 3, **FEW}
OWN = "self_sufficiency_year_3"


LIGHT = cp.default_assumptions().replace(price_effect=-0.02)  # few are put off by a higher fee
LARGE = TOWN.replace(
    ventures=[
        each.replace(capacity=900.0) if each.id == "market" else each for each in TOWN.ventures
    ]
)


def run(
    policy: cp.Policy,
    months: int = 36,
    programme: cp.Programme = TOWN,
    assumptions: cp.AssumptionTable | None = None,
) -> Any:
    return cp.simulate(programme, policy, months=months, assumptions=assumptions, **FEW).outcomes


def test_the_share_found_breaks_even() -> None:
    found = cp.planning.reinvestment_that_breaks_even(LARGE, EARN, **YEAR)
    most, least = (
        run(EARN.replace(reinvestment_share=share), programme=LARGE)[OWN] for share in (1.0, 0.0)
    )
    for draw, share in enumerate(found.draws.tolist()):
        if np.isnan(share):
            assert most[draw] < 1.0
        elif share == 0.0:
            assert least[draw] >= 1.0
        else:
            own = run(EARN.replace(reinvestment_share=share), programme=LARGE)[OWN][draw]
            assert own == pytest.approx(1.0, abs=1e-4)
    assert found.draws.between(0.01, 0.99).any()


def test_the_stalls_found_carry_the_cluster() -> None:
    found = cp.planning.stalls_that_carry(TOWN, EARN, most=90, **YEAR)
    assert found.unit == "stall"
    assert found.answered > 0.0
    (market,) = (each for each in TOWN.ventures if each.id == "market")
    size = TOWN.assumption_table().draw(SEED, 0, DRAWS)["market_stalls"][:, 0]
    for draw, stalls in enumerate(found.draws.tolist()):
        if np.isnan(stalls):
            continue
        grown = market.replace(capacity=stalls, capital=float(market.capital) * stalls / size[draw])
        town = TOWN.replace(
            ventures=[grown if each.id == "market" else each for each in TOWN.ventures]
        )
        own = run(EARN, programme=town)[OWN][draw]
        assert own == pytest.approx(1.0, abs=1e-3) or (stalls == 0.0 and own > 1.0)


@pytest.mark.parametrize("name", ["letting", "market"])
def test_twice_a_venture_is_two_of_them(name: str) -> None:
    """Capital, rooms and the rent forgone grow with what is sold."""
    policy = BASE.replace(ventures=(name,))
    (venture,) = (each for each in TOWN.ventures if each.id == name)
    (store,) = TOWN.assets
    asked = ask(TOWN, policy, assumptions=None, **FEW)
    size = Values(asked.ledger.draw(SEED, 0, DRAWS))(venture.capacity)[:, 0]
    sought = _sought(asked, venture, 1e6)
    names = ["self_sufficiency_year_1", "venture_profit_economic", "npv_operator"]
    twice = asked.outcomes(names, 12, sought.scheme, sought.given, 2.0 * size)
    town = TOWN.replace(
        assets=[store, store.replace(id="store_2")],
        ventures=[
            *TOWN.ventures,
            venture.replace(id="second", asset="store_2" if venture.asset else None),
        ],
    )
    both = run(policy.replace(ventures=(name, "second")), 12, town)
    for each in names:
        np.testing.assert_allclose(twice[each], both[each], rtol=1e-9)


def test_stalls_are_counted_per_centre() -> None:
    policy = EARN.replace(centres=("west", "east"), estates_per_centre=6)
    found = cp.planning.stalls_that_carry(TOWN, policy, most=90, **YEAR)
    table = found.table
    np.testing.assert_allclose(table["in_all"], 2.0 * table["needed"])


def test_given_rows_do_not_stay() -> None:
    asked = ask(TOWN, BASE, assumptions=None, **FEW)
    before = asked.outcomes(["npv_operator"], 6)["npv_operator"]
    moved = asked.outcomes(
        ["npv_operator"],
        6,
        None,
        lambda draws, pay: {"adoption_intercept": pay},
        np.full(DRAWS, 2.0),
    )["npv_operator"]
    assert not np.array_equal(before, moved)
    assert np.array_equal(before, asked.outcomes(["npv_operator"], 6)["npv_operator"])


def test_without_other_income_the_rate_is_cost_over_bills() -> None:
    bare = LIGHT.replace(arrears_recovered_share=0.0, collection_cost_share=0.0)
    policy = BASE.replace(fee=150.0, common_income_to_fund=0.0)
    found = cp.planning.collection_rate_needed(TOWN, policy, assumptions=bare, **YEAR)
    now = run(policy, assumptions=bare)
    there = found.draws.notna()
    expected = now["collection_rate_current"] / now[OWN]
    assert there.any()
    np.testing.assert_allclose(found.draws[there], expected[there], rtol=1e-3)


def test_the_collection_rate_found_covers_the_cost() -> None:
    policy = BASE.replace(fee=150.0)
    found = cp.planning.collection_rate_needed(TOWN, policy, assumptions=LIGHT, **YEAR)
    now = run(policy, assumptions=LIGHT)
    for draw, rate in found.draws.dropna().items():
        # More is collected now than needed exactly if the cost is covered now.
        assert (now["collection_rate_current"][draw] >= rate) == (now[OWN][draw] >= 1.0)
    assert found.answered > 0.0


def test_a_cost_twice_the_bills_no_rate_covers() -> None:
    policy = BASE.replace(fee=5.0, common_income_to_fund=0.0)
    found = cp.planning.collection_rate_needed(TOWN, policy, **YEAR)
    assert (found.answered, found.value) == (0.0, np.inf)


def test_the_cap_found_is_the_least_without_a_cut() -> None:
    found = cp.planning.fallback_cap_that_suffices(TOWN, BASE, months=24, **FEW)
    assert found.answered == 1.0
    for draw, cap in list(found.draws.items())[:3]:
        full = run(BASE.replace(fallback_cap=float(cap)), 24)["service_level"][draw]
        less = run(BASE.replace(fallback_cap=0.99 * float(cap)), 24)["service_level"][draw]
        assert full == pytest.approx(1.0, abs=1e-6)
        assert less < full
    assert found.low <= found.value <= found.high
    assert found.value == np.sort(found.draws)[-1]


def test_surer_needs_a_higher_cap() -> None:
    caps = [
        cp.planning.fallback_cap_that_suffices(TOWN, BASE, months=6, sure=sure, **FEW).value
        for sure in (0.25, 0.5, 0.9)
    ]
    assert caps == sorted(caps)


def test_the_longest_trial_is_the_longest_no_dearer() -> None:
    found = cp.planning.longest_free_trial(TOWN, BASE, most=4, months=24, **FEW)
    cost = {
        length: run(BASE.replace(free_months=length), 24)["public_net_cost"] for length in range(5)
    }
    for draw, longest in found.draws.items():
        allowed = [length for length in cost if cost[length][draw] <= cost[0][draw] + 1e-3]
        assert longest == max(allowed)
    dearer = (cost[4] - cost[0]).mean()
    assert found.table.set_index("trial")["mean"][4] == pytest.approx(dearer)


def test_no_goodwill_allows_no_trial() -> None:
    table = cp.default_assumptions().replace(goodwill_effect=0.0)
    policy = BASE.replace(fee_growth=0.0)
    found = cp.planning.longest_free_trial(
        TOWN, policy, most=3, months=24, **FEW, assumptions=table
    )
    assert (found.low, found.high) == (0.0, 0.0)
    assert "even one free month" in found.text()


def test_who_loses_counts_as_shared_costs_do() -> None:
    """With one draw the shares are those of `share_cluster_costs`."""
    village = cp.datasets.load("qingyunpu")
    policy = village.policies["village"]
    one: dict[str, Any] = {"draws": 1, "seed": SEED}
    found = cp.planning.who_loses(village, policy, **one)
    saved: dict[Any, float] = {}
    rules: Any = (*RULES, "nucleolus")
    lost: dict[str, float] = dict.fromkeys(rules, 0.0)
    for centre in policy.centres:
        known = cp.planning.share_cluster_costs(village, policy, centre, method=rules, **one)
        for rule, count in known.rules.set_index("rule")["pay_more"].items():
            lost[str(rule)] += count
        saved |= known.shares.set_index(["rule", "id"])["saving"].to_dict()
    assert found.table.set_index("rule")["mean"].to_dict() == lost
    assert found.value == lost["policy"]
    ours = found.detail.set_index(["rule", "id"])["saving"].to_dict()
    assert ours == pytest.approx(saved, abs=1e-6)


def test_nobody_loses_by_cost_alone_if_the_centre_pays() -> None:
    policy = BASE.replace(centres=("west",))
    found = cp.planning.who_loses(TOWN, policy, **FEW).table.set_index("rule")["mean"]
    saved = run(policy, 1)["savings_per_year"]
    assert found["stand_alone"] == pytest.approx(12.0 * (saved < 0).mean())


def test_nobody_loses_by_the_nucleolus_if_the_centre_pays() -> None:
    policy = BASE.replace(centres=("west",), estates_per_centre=5)
    found = cp.planning.who_loses(TOWN, policy, **FEW)
    one = found.table.set_index("rule").loc["nucleolus"]
    saved = run(policy, 1)["savings_per_year"]
    assert one["somebody"] == pytest.approx((saved < 0).mean())
    assert 0.0 < one["somebody"] < found.table.set_index("rule")["somebody"]["equal"]


def test_a_nucleolus_that_takes_too_long_is_left_out() -> None:
    xiashan = cp.datasets.load("xiashan")
    found = cp.planning.who_loses(xiashan, "partner", draws=2)
    assert found.table["rule"].tolist() == list(RULES)
    assert "a centre has 20 estates, and it is found for at most 12" in found.text("en")
    assert "最多12个才计算" in found.text("zh")
    xiangyang = cp.datasets.load("xiangyang")
    found = cp.planning.who_loses(xiangyang, "half_covered", draws=334)
    assert found.table["rule"].tolist() == list(RULES)
    assert "at most 333 draws" in found.text("en")


def test_the_next_centre_adds_the_difference_of_two_runs() -> None:
    policy = BASE.replace(estates_per_centre=5)
    found = cp.planning.worth_of_next_centre(TOWN, policy, centre="east", months=12, **FEW)
    both = policy.replace(centres=("west", "east"))
    change = run(both, 12) - run(policy, 12)
    table = found.table.set_index("outcome")["mean"]
    for name in table.index:
        assert table[name] == pytest.approx(change[name].mean()), name
    assert table["households_served"] > 0.0


def test_a_centre_that_nobody_joins_changes_nothing() -> None:
    found = cp.planning.worth_of_next_centre(TOWN, BASE, centre="shared", months=1, **FEW)
    assert (found.low, found.value, found.high) == (0.0, 0.0, 0.0)
    assert "would serve no estate" in found.text()


def test_the_best_candidate_is_chosen() -> None:
    policy = BASE.replace(estates_per_centre=5)
    found = cp.planning.worth_of_next_centre(TOWN, policy, months=1, **FEW)
    tried = found.detail.set_index("centre")["mean"]
    assert set(tried.index) == {"east", "shared"}
    assert tried.index[0] == tried.idxmax() == "shared"  # it pays no rent


@pytest.mark.parametrize(
    ("question", "changed", "told"),
    [
        ("reinvestment_that_breaks_even", {}, "venture"),
        ("stalls_that_carry", {}, "venture"),
        ("who_loses", {"organisation": "stand_alone"}, "two or more"),
        ("worth_of_next_centre", {"organisation": "stand_alone"}, "centre"),
        ("worth_of_next_centre", {"centres": ("west", "east", "shared")}, "centre"),
        ("estates_to_pay", {"organisation": "stand_alone", "centres": ()}, "centre"),
        ("fee_that_closes_gap", {"fee": 0.0}, "fee"),
        ("collection_rate_needed", {"fee": 0.0}, "fee"),
        ("longest_free_trial", {"fee": 0.0}, "fee"),
        ("operator_must_find", {"organisation": "unmanaged", "centres": ()}, "estate"),
    ],
)
def test_a_policy_that_has_no_answer_is_refused(
    question: str, changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(cp.ArgumentError, match=f"policy must be .*{told}"):
        getattr(cp.planning, question)(TOWN, BASE.replace(**changed), **FEW)


@pytest.mark.parametrize("question", ["estates_to_pay", "longest_free_trial"])
def test_the_same_seed_gives_the_same_answer(question: str) -> None:
    one, two = (getattr(cp.planning, question)(TOWN, BASE, **FEW) for _ in range(2))
    assert one.draws.equals(two.draws)
    assert one.text("zh") == two.text("zh")


def test_few_draws_do_not_tell_the_highest_cap() -> None:
    found = cp.planning.fallback_cap_that_suffices(TOWN, BASE, months=6, **FEW)
    assert (found.high, found.answered) == (np.inf, 1.0)  # 0.95 to the 6th power is above 5 %
    assert "So few draws" in found.text() and "抽样太少" in found.text("zh")
    sure = cp.planning.fallback_cap_that_suffices(TOWN, BASE, months=6, sure=0.5, **FEW)
    assert sure.low == np.sort(sure.draws)[0] and sure.high == np.sort(sure.draws)[-1]
    assert "90% confidence" in sure.text()


def test_no_cap_suffices_where_wages_outgrow_prices() -> None:
    table = cp.default_assumptions().replace(wage_growth=0.28)
    found = cp.planning.fallback_cap_that_suffices(TOWN, BASE, months=60, assumptions=table, **FEW)
    assert found.value == np.inf
    assert "No cap up to" in found.text() and "无解" not in found.text("zh")


def test_an_answer_has_one_unit_of_money() -> None:
    found = cp.planning.worth_of_next_centre(cp.datasets.load("xiashan"), "partner", draws=8)
    saved, purse = (each.values for each in found.sentences[:2])
    assert abs(saved["value"].value) < 1e6 < purse["cost"].value  # type: ignore[attr-defined]
    sums = re.findall(r"-?[\d,.]+( million)? yuan", found.text("en"))
    assert len(sums) == 3 and set(sums) == {" million"}
    assert re.search(r": -?[\d.]+ million to ", found.text("en"))
