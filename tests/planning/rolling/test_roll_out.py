"""Roll-out plans: against all schedules, within the budget, with money that adds up."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.planning import RollOutPlan, plan_roll_out
from commpartner.planning.rolling import search as searching
from commpartner.planning.rolling.runs import OUTLAYS
from commpartner.programme import Estate, Policy

YEARS, DRAWS, SEED = 2, 2, 5
# Half of the town, which runs faster.
VILLAGE = TOWN.replace(estates=TOWN.estates[::2])
POLICY = BASE.replace(centres=("west", "east"), ventures=("market",), onboarding=50.0)
BUDGET = 400_000.0
OUTCOME = "satisfaction"  # every step raises it, so that all that the budget allows opens
GIVEN: dict[str, Any] = {"years": YEARS, "draws": DRAWS, "seed": SEED, "outcome": OUTCOME}


@cache
def plan(budget: float = BUDGET, **more: Any) -> RollOutPlan:
    return plan_roll_out(VILLAGE, POLICY, budget, **{**GIVEN, **more})


def simulated(policy: Policy, seed: int = SEED) -> cp.SimulationResult:
    return cp.simulate(VILLAGE, policy, months=12 * YEARS, draws=DRAWS, seed=seed)


def outlays(policy: Policy) -> Any:
    """What the model itself spends once, by year [yuan]."""
    ledger = simulated(policy).ledger
    return ledger[ledger["account"].isin(OUTLAYS)].groupby("year")["mean"].sum().to_numpy()


def by_hand(years: tuple[int, ...]) -> Policy:
    """The policy of a schedule, written out: years of west, east and market, 3 for never."""
    west, east, market = (12 * year for year in years)
    return POLICY.replace(
        joins={"west": west, "east": east},
        ventures=() if years[2] == YEARS else ("market",),
        opening_months={"market": market},
    )


def test_the_plan_is_the_best_of_all_schedules() -> None:
    every = {str(each): by_hand(each) for each in product(range(YEARS + 1), repeat=3)}
    compared = cp.compare(VILLAGE, every, months=12 * YEARS, draws=DRAWS, seed=SEED).outcomes
    value = compared.groupby("policy")[OUTCOME].mean()
    affordable = [name for name, policy in every.items() if (outlays(policy) <= BUDGET).all()]
    assert 3 < len(affordable) < len(every)
    found = plan()
    assert found.stopped == "enumerated"
    gain = value[affordable].max() - value[str((YEARS,) * 3)]
    assert found.value == pytest.approx(gain)
    assert found.bound == found.value


def test_a_search_finds_the_best_in_few_runs() -> None:
    searched = plan(runs=8)
    assert searched.stopped in ("searched", "runs")
    assert searched.value == pytest.approx(plan().value)
    assert searched.bound is not None
    assert searched.added <= searched.bound + 1e-9


@pytest.mark.parametrize("budget", [250_000.0, 400_000.0, 700_000.0])
def test_no_year_spends_more_than_its_budget(budget: float) -> None:
    found = plan(budget)
    spent = found.spent[found.spent["order"] != "all_at_once"]
    assert (spent["outlay"] <= budget + 1.0).all()
    assert found.schedule["year"].notna().any()


def test_outlays_are_those_of_the_simulated_plan() -> None:
    found = plan()
    spent = found.spent[found.spent["order"] == "planned"]["outlay"].to_numpy()
    assert spent == pytest.approx(outlays(found.policy(VILLAGE)), rel=1e-9)
    assert spent.sum() == pytest.approx(
        found.schedule.loc[found.schedule["year"].notna(), "outlay"].sum()
    )


def test_all_opens_at_once_if_the_budget_allows() -> None:
    found = plan(1e8)
    assert found.schedule["year"].tolist() == [1, 1, 1]
    assert found.policy(VILLAGE) == POLICY
    again = simulated(found.policy(VILLAGE), SEED + 1).outcomes
    compared = found.comparison.outcomes
    planned = compared[compared["policy"] == "planned"][again.columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(planned, again, check_names=False)
    same = found.differences[found.differences["baseline"] == "all_at_once"]
    assert (same["mean"] == 0).all()


def test_money_that_is_carried_over_pays_later_steps() -> None:
    without, kept = plan(230_000.0), plan(230_000.0, carry_over=True)
    assert pd.isna(without.schedule["year"][1])  # a centre costs more than a year's budget
    assert kept.schedule["year"][1] == 2
    spent = kept.spent[kept.spent["order"] == "planned"]
    assert (spent["outlay"].cumsum() <= spent["budget"].cumsum() + 1.0).all()


def test_a_budget_can_hold_in_most_draws() -> None:
    found = plan(reliability=0.99)
    spent = found.spent[found.spent["order"] == "planned"]
    assert (spent["probability_over"] == 0).all()
    assert found.value <= plan().value


def test_years_without_a_budget_open_nothing() -> None:
    found = plan_roll_out(VILLAGE, POLICY, [400_000.0], **GIVEN)
    assert found.schedule["year"].max() == 1
    assert found.budget == (400_000.0, 0.0)


def test_needs_and_fixed_years_are_kept() -> None:
    found = plan_roll_out(
        VILLAGE, POLICY, 700_000.0, needs={"west": "market"}, fixed={"market": 2}, **GIVEN
    )
    year = found.schedule.set_index("step")["year"]
    assert year["market"] == 2
    assert year["west"] >= 2
    orders = found.orders.set_index(["order", "step"])["year"].unstack()  # noqa: PD010
    kept = orders.drop(index="all_at_once").dropna()
    assert (kept["west"] >= kept["market"]).all()


def test_what_must_open_opens_though_it_loses() -> None:
    given = GIVEN | {"outcome": "public_net_cost"}
    free = plan_roll_out(VILLAGE, POLICY, 700_000.0, **given)
    every = plan_roll_out(VILLAGE, POLICY, 700_000.0, complete=True, **given)
    assert free.schedule["year"].isna().any()
    assert every.schedule["year"].notna().all()
    assert every.value < free.value


def test_batches_of_estates_open_by_sub_district() -> None:
    placed = [
        Estate.model_validate(each.model_dump() | {"subdistrict": "north" if n < 2 else "south"})
        for n, each in enumerate(VILLAGE.estates)
    ]
    town = VILLAGE.replace(estates=tuple(placed))
    found = plan_roll_out(town, POLICY, 1e8, steps="subdistrict", **GIVEN)
    assert found.schedule["step"].tolist() == ["north", "south", "market"]
    assert found.schedule["estates"].tolist() == [2, 4, 0]


def test_ventures_open_with_the_works_they_wait_for() -> None:
    waiting = TOWN.ventures[1].replace(id="hall", after_works="pipes")
    town = VILLAGE.replace(ventures=(*VILLAGE.ventures, waiting))
    policy = POLICY.replace(ventures=("market", "hall"), works=("pipes",))
    found = plan_roll_out(town, policy, 1e9, runs=1, **GIVEN)
    assert found.schedule["opens"].tolist() == ["west", "east", "pipes, hall", "market"]


def test_renewals_are_no_matter_of_the_budget() -> None:
    short = cp.default_assumptions().replace(centre_setup_life=4, venture_life=4)
    found = plan_roll_out(
        VILLAGE, POLICY, [1e8], assumptions=short, runs=2, outlay_years=2, **GIVEN | {"years": 6}
    )
    spent = found.spent[found.spent["order"] == "planned"]["outlay"].to_numpy()
    assert (spent[1:] == 0).all()
    assert (found.renewals["mean"] > 0).tolist() == [False] * 4 + [True, False]


def test_the_same_seed_gives_the_same_plan() -> None:
    again = plan_roll_out(VILLAGE, POLICY, 400_000.0, **GIVEN)
    pd.testing.assert_frame_equal(again.schedule, plan().schedule)
    pd.testing.assert_frame_equal(again.differences, plan().differences)


def test_an_interruption_keeps_the_best_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(self: searching.Search, begun: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(searching.Search, "_moves", stop)
    found = plan_roll_out(VILLAGE, POLICY, 400_000.0, runs=8, **GIVEN)
    assert found.stopped == "interrupted"
    assert found.schedule["year"].notna().any()
    assert found.bound is not None


def test_an_interrupted_solver_leaves_the_greedy_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(searching, "by_marginal_values", stop)
    found = plan_roll_out(VILLAGE, POLICY, 400_000.0, runs=8, **GIVEN)
    assert found.stopped == "interrupted"
    assert found.schedule["year"].notna().any()
    assert found.bound is None


def test_an_interruption_before_any_plan_ends_it() -> None:
    def stop(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan_roll_out(VILLAGE, POLICY, 400_000.0, progress=stop, **GIVEN)


def test_progress_rises_to_all_runs() -> None:
    told: list[tuple[int, int]] = []
    plan_roll_out(
        VILLAGE, POLICY, 400_000.0, progress=lambda done, whole: told.append((done, whole)), **GIVEN
    )
    done = [each for each, _ in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]


def test_payers_find_what_the_ledger_says() -> None:
    found = plan()
    result = simulated(found.policy(VILLAGE), SEED + 1)
    operator = found.payers[
        (found.payers["order"] == "planned") & (found.payers["payer"] == "operator")
    ]
    whole = result.payers[(result.payers["payer"] == "operator")]
    whole = whole[(whole["account"] == "all") & whole["year"].notna()]
    assert operator["mean"].tolist() == pytest.approx(whole["mean"].tolist())
    assert result.largest_imbalance < 1e-3
