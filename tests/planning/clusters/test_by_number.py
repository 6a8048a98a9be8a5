"""The least cost found with each number of centres, beside its bound and enumeration."""

from __future__ import annotations

from typing import Any

import pytest
from enumerated import DRAWS, SEED, best_of_all, district, priced

import commpartner as cp
from commpartner.planning.clusters.bound import bounds_by_number
from commpartner.planning.clusters.search import Search


def plan(estates: int, candidates: int, seed: int, **asked: Any) -> cp.DistrictPlan:
    programme = district(estates, candidates, seed)
    return cp.plan_clusters(
        programme, **{"draws": DRAWS, "seed": SEED, "time_limit": 20.0, **asked}
    )


@pytest.mark.parametrize("asked", [{}, {"leave_alone": False}, {"estates_per_centre": 3}], ids=str)
def test_each_number_lies_above_its_bound(asked: dict[str, Any]) -> None:
    for seed in (1, 2):
        found = plan(5, 3, seed, **asked).by_number
        assert found["centres"].tolist() == sorted(set(found["centres"]))
        for row in found[found["centres"] > 0].to_dict("records"):
            prices = priced(district(5, 3, seed), centres=int(row["centres"]), **asked)
            least, _ = best_of_all(prices)
            assert row["lower_bound"] <= least <= row["cost"] * (1.0 + 1e-9)
            assert row["gap"] == pytest.approx(1.0 - row["lower_bound"] / row["cost"])


def test_the_plan_is_the_cheapest_number() -> None:
    found = plan(12, 4, 3)
    rows = found.by_number
    (chosen,) = rows[rows["chosen"]].to_dict("records")
    assert chosen["centres"] == len(found.centres)
    assert chosen["cost"] == found.objective == pytest.approx(rows["cost"].min(), rel=1e-9)
    assert chosen["searched"]
    assert rows["centres"].iloc[0] == 0
    assert rows["cost"].iloc[0] == pytest.approx(found.draws["cost_alone"].mean())
    assert len(rows) >= 4


def test_a_given_number_is_the_only_one() -> None:
    found = plan(8, 3, 4, centres=2)
    (row,) = found.by_number.to_dict("records")
    assert (row["centres"], row["cost"], row["chosen"]) == (2, found.objective, True)
    assert row["lower_bound"] == pytest.approx(found.lower_bound)
    assert bounds_by_number(priced(district(8, 3, 4)), [2])[0] == row["lower_bound"]


def test_an_interruption_tells_what_it_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(self: Search) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Search, "_polish", stopped)
    found = plan(12, 4, 3)
    assert found.stopped == "interrupted"
    assert found.by_number.set_index("centres")["searched"].to_dict() == {
        number: number == 0 for number in found.by_number["centres"]
    }
