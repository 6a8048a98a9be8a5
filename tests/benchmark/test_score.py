from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pandas as pd
import pytest
from refusals import raises_problem
from tabled import short

from commpartner import datasets
from commpartner.benchmark import problem, rules, score
from commpartner.benchmark.score import baseline_table
from commpartner.experiments.comparing import compare
from commpartner.model.control import FeedbackPolicy

STOP = short("xiangyang-stop")
MINE = STOP.base.replace(fallback_cap=18.0)


def test_the_submission_meets_the_draws_of_the_baselines() -> None:
    found = score(STOP, MINE)
    alone = compare(datasets.load("xiangyang"), {"m": MINE}, months=12, draws=16, seed=7)
    rows = found.comparison.outcomes
    mine = rows.loc[rows["policy"] == "submission", "npv_operator"]
    assert mine.tolist() == alone.outcomes["npv_operator"].tolist()
    change = mine.to_numpy() - rows.loc[rows["policy"] == "cap_24", "npv_operator"].to_numpy()
    row = found.differences.set_index("baseline").loc["cap_24"]
    assert row["mean"] == pytest.approx(change.mean(), rel=1e-12)
    assert row["low"] < row["mean"] < row["high"]


def test_a_submission_changes_nothing_in_what_the_baselines_reach() -> None:
    with_it = score(STOP, MINE).table
    without = baseline_table(STOP)
    pd.testing.assert_frame_equal(with_it[with_it["policy"] != "submission"], without, rtol=1e-12)


def test_a_baseline_handed_in_is_no_better_than_itself() -> None:
    found = score(STOP, STOP.baselines["cap_24"])
    row = found.differences.set_index("baseline").loc["cap_24"]
    assert (row["mean"], row["low"], row["high"], row["share_better"]) == (0.0, 0.0, 0.0, 0.0)
    assert not found.solved


def test_any_executor_gives_the_same_bits() -> None:
    rule = FeedbackPolicy(STOP.base, rules.stop_if_unpaid)
    here = score(STOP, rule)
    with ThreadPoolExecutor(2) as pool:
        there = score(STOP, rule, executor=pool)
    pd.testing.assert_frame_equal(here.table, there.table, check_exact=True)


def test_only_the_draws_of_the_problem_are_official() -> None:
    assert score(STOP, MINE).official
    assert not score(STOP, MINE, draws=15).official
    other = score(STOP, MINE, seed=0)
    assert (other.official, other.seed) == (False, 0)
    assert other.table["mean"].tolist() != score(STOP, MINE).table["mean"].tolist()


def test_a_score_says_that_its_data_are_generated() -> None:
    found = score(STOP, MINE, draws=4)
    note = datasets.load("xiangyang").synthetic_note
    assert found.table.attrs["synthetic"] == found.differences.attrs["synthetic"] == note


def test_progress_ends_with_all_draws() -> None:
    seen: list[tuple[int, int]] = []
    score(STOP, MINE, draws=5, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (5, 5)


@pytest.mark.parametrize("draws", [0, -1, 1])
def test_draws_that_tell_nothing_are_refused(draws: int) -> None:
    with raises_problem(f"draws: ({draws}; whole_number 1|.*; one_row_of_two)"):
        score(STOP, MINE, draws=draws)


def test_a_user_s_own_problem_can_be_scored() -> None:
    goal = problem("xiangyang-stop").goal
    mine = replace(STOP, id="mine", base=MINE, baselines={"as it is": MINE}, goal=goal)
    assert score(mine, mine.base.replace(fallback_cap=40.0), draws=4).best_baseline in (
        None,
        "as it is",
    )
