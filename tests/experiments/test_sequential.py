"""Draws are added until policies are told apart, or it is said that they cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from refusals import raises_problem
from town import BASE, TOWN

from commpartner.experiments.choosing.choice import level_at_look
from commpartner.experiments.comparing import compare
from commpartner.experiments.sequential import SequentialComparison, compare_until
from commpartner.texts import Text

OUTCOME = "fallback_cumulative"
HELPED = BASE.replace(grant=10.0, grant_months=3)


def told(policies: Mapping[str, object], **more: object) -> SequentialComparison:
    given = {"months": 3, "seed": 5, "first": 8, "most": 64} | more
    return compare_until(TOWN, policies, OUTCOME, **given)  # type: ignore[arg-type]


def sure(best: str) -> Text:
    return Text("until_sure", outcome=OUTCOME, level=0.95, draws=8, best=best)


def test_policies_far_apart_are_told_at_the_first_look() -> None:
    found = told({"base": BASE, "helped": HELPED})
    assert found.told_apart
    assert found.looks["draws"].tolist() == [8]
    assert found.ranking["policy"].tolist() == ["helped", "base"]
    assert found.verdict == sure("helped")
    assert found.left_out == ()


def test_equal_policies_are_never_separated_and_waste_no_draws() -> None:
    found = told({"one": BASE, "other": BASE.replace(label_en="the same")})
    assert not found.told_apart
    assert found.looks["draws"].tolist() == [8]
    assert found.verdict.code == "until_open"
    same = Text("pair_same_mean", policy="one", next="other")
    assert str(found.verdict).endswith(same)


def test_a_policy_that_serves_nobody_is_excluded_from_best() -> None:
    nobody = BASE.replace(organisation="unmanaged")
    found = told({"nobody": nobody, "base": BASE, "helped": HELPED})
    assert found.left_out == ("nobody",)
    assert found.ranking["policy"].tolist() == ["helped", "base"]
    assert found.verdict.code == "until_left_out"
    told_so = Text("until_left_out", verdict=sure("helped"), least=0.95, policies="nobody")
    assert found.verdict == told_so
    assert found.verdict.in_language("zh") == told_so.in_language("zh")


def test_where_fewer_than_two_deliver_no_best_is_named() -> None:
    nobody = BASE.replace(organisation="unmanaged")
    found = told({"nobody": nobody, "base": BASE})
    assert found.ranking["policy"].tolist() == ["nobody", "base"]
    assert found.verdict.code == "until_few_deliver"
    order = Text("until_order_sure", outcome=OUTCOME, level=0.95, draws=8)
    told_so = Text("until_few_deliver", verdict=order, least=0.95, policies="nobody")
    assert found.verdict == told_so
    assert found.left_out == ("nobody",)


def test_looks_double_to_the_limit_each_at_its_level() -> None:
    found = told({"base": BASE, "same": BASE.replace(label_en="x"), "helped": HELPED}, most=20)
    near = told({"a": BASE, "b": BASE.replace(fee_growth=0.02500001)}, level=0.999999, most=20)
    assert near.looks["draws"].tolist()[0] == 8
    assert near.looks["draws"].max() <= 20
    for table in (found.looks, near.looks):
        level = 0.95 if table is found.looks else 0.999999
        assert table["level"].tolist() == [level_at_look(level, k + 1) for k in range(len(table))]


def test_the_draws_are_those_of_compare(tmp_path: Path) -> None:
    policies = {"base": BASE, "helped": HELPED}
    found = told(policies, store=tmp_path / "store")
    plain = compare(TOWN, policies, months=3, draws=8, seed=5)
    pd.testing.assert_frame_equal(found.comparison.outcomes, plain.outcomes, check_exact=True)
    again = told(policies, store=tmp_path / "store")
    pd.testing.assert_frame_equal(again.looks, found.looks)


@pytest.mark.parametrize("executor", [0, True, "two", 1.5])
def test_what_is_no_executor_is_refused_before_any_work(executor: object, tmp_path: Path) -> None:
    with raises_problem(f"executor: {executor!r}; executor"):
        told({"base": BASE}, executor=executor, store=tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_what_is_no_engine_is_named() -> None:
    with raises_problem("engine: 'q'; one_of 'numpy', 'jax'"):
        told({"base": BASE}, engine="q")


@pytest.mark.parametrize("most", [float("nan"), float("inf"), 4.5, "8", None, True, 0])
def test_what_is_no_number_of_draws_is_refused(most: Any) -> None:
    with raises_problem("most: .*; whole_number 1"):
        told({"base": BASE, "helped": HELPED}, most=most)


def test_fewer_at_most_than_at_first_is_refused() -> None:
    with raises_problem("most: 4; first_or_more 8"):
        told({"base": BASE, "helped": HELPED}, most=4)
