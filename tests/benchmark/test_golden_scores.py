"""What the script has written is what the code gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from suite import QUICK, golden_table, read_kept, submissions_table
from suite_page import page

from commpartner import datasets
from commpartner.benchmark import Score, problems, score
from commpartner.benchmark.goals import Best
from commpartner.benchmark.loading import load_submission
from commpartner.benchmark.verdict import best_of
from commpartner.errors import InputError
from commpartner.experiments.choosing.paired import direction

POLICIES = Path(__file__).parents[2] / "benchmarks" / "policies"
FIRST = POLICIES / "submissions" / "first.py"
# Problems whose margin or share no submission has reached yet.
UNANSWERED = {
    "xiashan-uses",
    "xiashan-partners",
    "xiangyang-orders",
    "qingyunpu-dividend",
    "qingyunpu-works",
    "qingyunpu-canteen",
}
by_name = pytest.mark.parametrize("name", problems())
# One problem of each case is scored by day.
BY_DAY = {next(each for each in problems() if each.startswith(case)) for case in datasets.names()}
by_day = pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in BY_DAY else (pytest.mark.nightly,))
        for name in problems()
    ],
)


@cache
def kept(draws: int | None) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    return read_kept(POLICIES / "golden", draws)


@cache
def scored(name: str) -> Score:
    place = f"{FIRST}:{name.replace('-', '_')}"
    return score(problems()[name], load_submission(place), draws=QUICK)


def same(found: pd.DataFrame, written: pd.DataFrame) -> None:
    """Equal to 1e-9 of the largest figure in a column; texts that say when it was made aside."""
    numbers = found.select_dtypes("number").columns
    texts = [name for name in found if name not in numbers and name != "version"]
    left, right = found[texts].replace("", np.nan), written[texts]
    assert left.astype(str).to_numpy().tolist() == right.astype(str).to_numpy().tolist()
    for name in numbers:
        size = found[name].abs().fillna(0.0).max()
        np.testing.assert_allclose(
            found[name], written[name], rtol=1e-9, atol=1e-9 * size, equal_nan=True
        )


@by_day
def test_the_golden_table_is_made_again(name: str) -> None:
    tables, _ = kept(QUICK)
    same(golden_table(scored(name)).reset_index(drop=True), tables[name])


@by_day
def test_what_the_first_submission_gains_is_made_again(name: str) -> None:
    _, written = kept(QUICK)
    found = submissions_table({("first", name): scored(name)})
    rows = written[(written["submission"] == "first") & (written["problem"] == name)]
    same(found, rows.reset_index(drop=True))


@by_name
def test_the_official_table_belongs_to_this_problem_and_draws(name: str) -> None:
    each, table = problems()[name], kept(None)[0][name]
    assert set(table["definition"]) == {each.definition()}
    assert set(table["draws"]) == {each.draws}
    assert set(table["seed"]) == {each.seed}
    assert set(table["months"]) == {each.months}
    assert list(dict.fromkeys(table["policy"])) == list(each.baselines)


@by_name
def test_only_listed_problems_have_no_known_answer(name: str) -> None:
    each = problems()[name]
    tables, submissions = kept(None)
    best = best_of(each.goal, tables[name], list(each.baselines))
    rows = submissions[(submissions["problem"] == name) & submissions["best"]]
    assert set(rows["baseline"]) == {best}
    assert rows["solved"].any() == (name not in UNANSWERED)
    if not isinstance(each.goal, Best):
        together = tables[name][tables[name]["outcome"] == "all"]
        assert (together["low"] < each.goal.share).all()


@by_name
def test_no_baseline_is_best_in_every_goal_outcome(name: str) -> None:
    each, table = problems()[name], kept(None)[0][name]
    means = {
        str(name): rows.set_index("policy")["mean"]
        for name, rows in table[table["outcome"] != "all"].groupby("outcome")
    }
    gains = pd.DataFrame({name: turned(each.goal, name) * row for name, row in means.items()})
    best = gains.eq(gains.max(), axis=1)
    assert not best.all(axis=1).any()


def turned(goal: object, outcome: str) -> float:
    """Sign of an outcome's better direction; where it has none, of what the goal asks of it."""
    try:
        return direction(outcome)
    except InputError:
        assert isinstance(goal, Best)
        return 1.0 if goal.conditions[outcome].test == "at_least" else -1.0


def test_the_page_is_as_the_code_makes_it() -> None:
    written = (POLICIES / "README.md").read_text(encoding="utf-8")
    assert written == page(problems().values(), *kept(None))


def test_the_page_says_synthetic_and_how_to_cite_submit() -> None:
    written = (POLICIES / "README.md").read_text(encoding="utf-8")
    for words in ("synthetic data", "合成数据", "## How to cite", "## How to submit", "@software"):
        assert words in written
    for each in problems().values():
        assert each.question_en in written
        assert each.question_zh in written
