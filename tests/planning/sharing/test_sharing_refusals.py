"""Hopeless costs, players and methods: one clear error each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import commpartner as cp

COSTS = {("a",): 2.0, ("b",): 3.0, ("a", "b"): 4.0}
PAIR = ["a", "b"]


def refusal(**changes: Any) -> cp.ArgumentError:
    with pytest.raises(cp.ArgumentError) as caught:
        cp.share_costs(**{"cost": COSTS, "players": PAIR, **changes})
    message = str(caught.value)
    assert len(message) < 400
    assert caught.value.in_language("zh") != message
    return caught.value


def fails(who: tuple[str, ...]) -> float:
    if who == ("a", "b"):
        raise ZeroDivisionError("no estate here")
    return 1.0


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        (fails, "ZeroDivisionError: no estate here"),
        (lambda who: float("nan") if len(who) == 2 else 1.0, "nan"),
        (lambda who: float("inf") if len(who) == 2 else 1.0, "inf"),
        (lambda who: "4" if len(who) == 2 else 1.0, "'4'"),
        (lambda who: None if len(who) == 2 else 1.0, "None"),
        (lambda who: np.ones(2) if len(who) == 2 else 1.0, "array"),
        (lambda who: 10**400 if len(who) == 2 else 1.0, "1000"),
        (lambda who: len(who) == 2, "False"),
        ({**COSTS, ("a", "b"): float("nan")}, "nan"),
        ({("a",): 2.0, ("b",): 3.0}, "none"),
        ({**COSTS, ("b", "a"): 5.0}, "two different costs"),
        (np.array([0.0, 2.0, 3.0, np.inf]), "inf"),
        (np.array([0.0, 2.0, 3.0, -1e101]), "-1e+101"),
        (lambda who: 1e101 if len(who) == 2 else 1.0, "1e+101"),
    ],
)
def test_a_bad_cost_names_its_coalition(bad: Any, found: str) -> None:
    error = refusal(cost=bad)
    assert error.code == "number_up_to_in_size"
    assert error.field in ("cost[('a', 'b')]", "cost[('b', 'a')]", "cost[('a',)]")
    assert found in error.found


def test_the_error_of_a_cost_is_kept_behind() -> None:
    assert isinstance(refusal(cost=fails).__cause__, ZeroDivisionError)
    assert refusal(cost=fails, samples=4).field == "cost[('a', 'b')]"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"cost": 3.0}, "cost", "a_cost_of_coalitions"),
        ({"cost": np.zeros(5)}, "cost", "cost_of_each_coalition"),
        ({"cost": np.array(["x"] * 4)}, "cost", "finite_numbers"),
        ({"cost": np.ones(4)}, "cost[0]", "zero_for_nobody"),
        ({"cost": {**COSTS, (): 1.0}}, "cost[()]", "zero_for_nobody"),
        ({"players": []}, "players", "players_each_once"),
        ({"players": ["a", "a"]}, "players", "players_each_once"),
        ({"players": "ab"}, "players", "players_each_once"),
        ({"players": [["a"]]}, "players", "players_each_once"),
        ({"players": 2}, "players", "players_each_once"),
        ({"method": "shaply"}, "method", "one_of"),
        ({"method": ["equal"]}, "method", "one_of"),
        ({"method": "proportional"}, "key", "number_for_each_player"),
        ({"method": "proportional", "key": {"a": 1.0}}, "key", "number_for_each_player"),
        ({"method": "proportional", "key": [1.0]}, "key", "number_for_each_player"),
        ({"method": "proportional", "key": [1.0, -1.0]}, "key", "number_for_each_player"),
        ({"method": "proportional", "key": [0.0, 0.0]}, "key", "number_for_each_player"),
        ({"key": [1.0, 1.0]}, "key", "none_unless_proportional"),
        ({"samples": 3}, "samples", "within"),
        ({"samples": 10**400}, "samples", "within"),
        ({"seed": -1}, "seed", "whole_number"),
        ({"players": range(21), "method": "nucleolus", "cost": len}, "players", "players_at_most"),
        ({"players": range(99), "method": "least_core", "cost": len}, "players", "players_at_most"),
        (
            {"cost": lambda who: -1.0, "method": "stand_alone"},
            "cost[('a',)]",
            "finite_number_from_zero",
        ),
    ],
)
def test_a_hopeless_argument_is_named(changes: dict[str, Any], field: str, code: str) -> None:
    error = refusal(**changes)
    assert (error.field, error.code) == (field, code)


def test_only_a_player_with_others_can_leave() -> None:
    found = cp.share_costs(COSTS, PAIR)
    unknown: list[Any] = ["c", 0, None, [], np.ones(2)]
    for player in unknown:
        with pytest.raises(cp.ArgumentError) as caught:
            found.without(player)
        assert caught.value.code == "one_of"
    with pytest.raises(cp.ArgumentError) as caught:
        found.without("a").effect_of("b")
    assert caught.value.code == "two_or_more_players"
