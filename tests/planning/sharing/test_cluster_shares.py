"""The cost of a centre shared among its estates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from games import shares_of
from town import BASE, TOWN

import commpartner as cp
from commpartner.model.mechanisms.costs import service_costs
from commpartner.model.scheme import build_scheme
from commpartner.planning import ClusterShares, share_cluster_costs
from commpartner.planning.sharing.game import FromFunction, Game
from commpartner.planning.sharing.sharing import share_game
from commpartner.texts import Text

DRAWS = 6
AS_LISTED = cp.default_assumptions().replace(estate_sizes=0.0)


def share(centre: str = "west", **options: Any) -> ClusterShares:
    return share_cluster_costs(TOWN, BASE, centre, **{"draws": DRAWS, "seed": 3, **options})


WEST = share()


def served_alone(estates: tuple[str, ...]) -> float:
    """Of a policy under which the centre serves these estates and no other [yuan/year]."""
    policy = BASE.replace(centres=("west",), assignment=dict.fromkeys(estates, "west"))
    draws = TOWN.assumption_table(AS_LISTED).draw(3, 0, DRAWS)
    costs = service_costs(build_scheme(TOWN, policy), draws)
    return 12.0 * float(costs.together.total.sum(axis=1).mean())


def test_centres_cost_what_the_savings_say() -> None:
    saved = cp.estimate_savings(TOWN, BASE, draws=DRAWS, seed=3, assumptions=AS_LISTED)
    found = [WEST, *(share(name) for name in BASE.centres if name != "west")]
    total = saved.draws[["clustered_cost", "stand_alone_cost"]].mean()
    assert sum(each.cost for each in found) == pytest.approx(total["clustered_cost"])
    assert sum(each.stand_alone_cost for each in found) == pytest.approx(total["stand_alone_cost"])
    charged = saved.by_estate.set_index("id").loc[WEST.by_rule["policy"].shares["player"]]
    yearly = 12.0 * charged["cost_per_household_month"] * charged["households"]
    np.testing.assert_allclose(shares_of(WEST.by_rule["policy"]), yearly, rtol=1e-9)


def test_a_coalition_costs_what_a_policy_says() -> None:
    game = WEST.by_rule["shapley"]._game
    ids = game.players
    alone = dict(zip(ids, game.alone.tolist(), strict=True))
    for size in (2, 3, len(ids) - 1):
        some = tuple(str(each) for each in ids[-size:])
        members = np.isin(np.array(ids), some)
        wanted = min(served_alone(some), sum(alone[each] for each in some))
        assert game.of(members[None])[0] == pytest.approx(wanted, rel=1e-12)
        assert game.table[int("1" * size, 2)] == pytest.approx(wanted, rel=1e-12)
    assert game.whole == pytest.approx(served_alone(tuple(map(str, ids))), rel=1e-12)


def test_every_rule_shares_the_whole_cost() -> None:
    totals = WEST.shares.groupby("rule")["share"].sum()
    np.testing.assert_allclose(totals, WEST.cost)
    assert len(totals) == len(WEST.rules) == 9
    assert WEST.exact
    part = WEST.shares[WEST.shares["rule"] == "floor_area"].merge(
        WEST.shares[WEST.shares["rule"] == "households"], on="id"
    )
    ratio = part["share_y"] / part["households_y"]
    np.testing.assert_allclose(ratio, ratio.iloc[0])


def test_the_rules_count_who_pays_more() -> None:
    for rule, rows in WEST.shares.groupby("rule"):
        row = WEST.rules.set_index("rule").loc[str(rule)]
        assert row["pay_more"] == (rows["share"] > rows["stand_alone"] + 1e-3).sum()
        assert row["worst_saving"] == pytest.approx((rows["stand_alone"] - rows["share"]).min())
    least = WEST.rules.set_index("rule")["gain"]
    assert least["least_core"] == pytest.approx(least.min())


def test_an_estate_that_leaves_changes_the_others_shares() -> None:
    shapley = WEST.by_rule["shapley"]
    first = str(shapley.shares["player"][0])
    rest = tuple(str(each) for each in shapley.shares["player"][1:])
    left = shapley.without(first)
    apart = left.shares["stand_alone"].sum()
    assert shares_of(left).sum() == pytest.approx(min(served_alone(rest), apart))
    assert len(shapley.effect_of(first)) == len(rest)


def test_sampling_a_cluster_stays_near_the_exact() -> None:
    found = share(method=["shapley", "nucleolus"], samples=100)
    assert not found.exact
    shapley = found.by_rule["shapley"].shares
    exact = shares_of(WEST.by_rule["shapley"])
    assert np.abs((shapley["share"] - exact) / shapley["standard_error"]).max() < 4.0
    assert shapley["standard_error"].min() > 0
    nucleolus = found.by_rule["nucleolus"]
    assert Text("searched_coalitions") in nucleolus.note
    assert nucleolus.in_core in (None, False)
    best = WEST.by_rule["nucleolus"].epsilon
    assert best is not None
    assert nucleolus.epsilon is not None
    assert nucleolus.epsilon <= best + 1e-6 * WEST.cost


@pytest.mark.parametrize("seed", range(4))
def test_a_searched_nucleolus_is_no_better_than_possible(seed: int) -> None:
    work = np.random.default_rng(seed).random(9)

    def cost(who: tuple[Any, ...]) -> float:
        needed = float(work[list(who)].sum())
        return 1.0 + float(np.ceil(needed)) + 0.3 * needed

    players = tuple(range(9))
    exact, searched = (
        share_game(Game(players, FromFunction(players, cost), known), "nucleolus", None, 4, 0)
        for known in (True, False)
    )
    assert exact.epsilon is not None
    assert searched.epsilon is not None
    assert searched.epsilon <= exact.epsilon + 1e-9
    assert searched.epsilon == pytest.approx(exact.epsilon, abs=0.1)
    assert shares_of(searched).sum() == pytest.approx(cost(players))


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"centre": "wset"}, "centre", "centre_of_two_estates"),
        ({"centre": None}, "centre", "centre_of_two_estates"),
        ({"method": "fair"}, "method", "one_of"),
        ({"method": []}, "method", "one_of"),
        ({"method": 3}, "method", "one_of"),
        ({"draws": 0}, "draws", "whole_number"),
        ({"samples": 1}, "samples", "within"),
    ],
)
def test_hopeless_requests_for_a_cluster_are_named(
    changes: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(cp.ArgumentError) as caught:
        share(**changes)
    assert (caught.value.field, caught.value.code) == (field, code)


def test_a_centre_of_one_estate_shares_nothing() -> None:
    policy = BASE.replace(centres=("west",), assignment={"e00": "west"})
    with pytest.raises(cp.ArgumentError) as caught:
        share_cluster_costs(TOWN, policy, "west", draws=1)
    assert caught.value.code == "centre_of_two_estates"


def test_nobody_pays_more_where_nothing_is_pooled() -> None:
    found = share_cluster_costs(
        TOWN, BASE.replace(mechanisms=()), "west", draws=2, method=("policy", "nucleolus")
    )
    assert found.cost == pytest.approx(found.stand_alone_cost)
    assert found.rules["pay_more"].tolist() == [0, 0]
    assert found.rules["in_core"].tolist() == [True, True]
