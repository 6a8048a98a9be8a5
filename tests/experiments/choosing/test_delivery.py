"""What policies deliver, beside what they cost."""

from __future__ import annotations

import json

import pytest
from drawn import drawn

import commpartner as cp
from commpartner.errors import InputError
from commpartner.experiments.choosing.delivery import DELIVERED, delivery
from commpartner.experiments.choosing.ranking import ranking

LEVELS = {"nobody": (0.0, 0.0), "capped": (0.76, 1.0), "half": (1.0, 0.5), "whole": (1.0, 1.0)}
COSTS = {"nobody": 0.0, "capped": 3.0, "half": 5.0, "whole": 9.0}
FOUR = drawn(
    {
        name: {
            "service_level": [level] * 3,
            "households_served": [served] * 3,
            "public_net_cost": [COSTS[name] + each for each in (0.0, 0.5, 1.0)],
        }
        for name, (level, served) in LEVELS.items()
    },
    {"a": [0.1, 0.2, 0.3]},
)


def test_a_policy_without_or_with_short_service_fails_delivery() -> None:
    table = delivery(FOUR).set_index("policy")
    assert table["delivers"].to_dict() == {
        "nobody": False,
        "capped": False,
        "half": True,
        "whole": True,
    }
    assert table.loc["half", "households_served"] == 0.5


def test_a_first_rank_for_serving_nobody_is_marked() -> None:
    table = ranking(FOUR, "public_net_cost")
    assert table["policy"].tolist() == ["nobody", "capped", "half", "whole"]
    assert table["delivers"].tolist() == [False, False, True, True]


def test_the_border_of_the_standard_is_part_of_it() -> None:
    levels = {"service_level": [DELIVERED], "households_served": [1.0]}
    assert delivery(drawn({"a": levels}, {"a": [0.5]}))["delivers"].tolist() == [True]


def test_a_comparison_of_some_policies_keeps_their_rows_alone() -> None:
    some = FOUR.only(["whole", "half"])
    assert list(some.policies) == ["half", "whole"]
    assert some.outcomes["policy"].unique().tolist() == ["half", "whole"]
    assert ranking(some, "public_net_cost")["policy"].tolist() == ["half", "whole"]
    for wrong in (["hlaf"], []):
        with pytest.raises(InputError):
            FOUR.only(wrong)


def test_doing_nothing_is_no_bargain_in_a_case() -> None:
    found = cp.compare(
        cp.datasets.load("qingyunpu"), ["unmanaged", "village", "no_works"], months=6, draws=4
    )
    assert found.ranking("public_net_cost")["policy"].iloc[0] == "unmanaged"
    assert found.delivery()["delivers"].tolist() == [False, True, True]


def test_no_table_has_an_infinity_that_json_cannot_say() -> None:
    same = drawn(
        {"a": {"satisfaction": [1.0, 3.0]}, "b": {"satisfaction": [3.0, 1.0]}}, {"a": [1.0, 2.0]}
    )
    table = ranking(same, "satisfaction")  # pandas itself would write an infinity as null
    json.dumps(table["draws_needed"].dropna().tolist(), allow_nan=False)
    assert table["draws_needed"].isna().all()
    assert [bool(note) for note in table["note"]] == [True, False]
