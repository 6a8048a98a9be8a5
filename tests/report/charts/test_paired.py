"""Policies beside each other, and their differences draw by draw."""

from __future__ import annotations

from typing import Any

import pytest
from charted import COMPARED, ECOSYSTEM, PARTNER, RUN, XIASHAN
from refusals import raises_problem

import commpartner as cp
from commpartner import plots

OUTCOME = "fallback_per_year"
TWO: dict[str, Any] = {"partner": PARTNER, "mine": ECOSYSTEM}


def test_differences_stand_beside_the_values() -> None:
    figure = plots.policies_compared(TWO, OUTCOME, baseline="partner")
    values, paired = figure.data
    assert values.xaxis in (None, "x") and paired.xaxis == "x2"
    change = (ECOSYSTEM.outcomes[OUTCOME] - PARTNER.outcomes[OUTCOME]) / 1e3
    assert list(paired.x) == pytest.approx([change.mean()])
    assert list(paired.y) == ["mine"]
    high = paired.x[0] + paired.error_x.array[0]
    assert high == pytest.approx(change.quantile(0.95))
    better = (change < 0).mean()
    assert f"{100 * better:.0f}%" in paired.text[0]
    table = plots.described(figure).table
    assert table.iloc[:, -2].isna().tolist() == [True, False]


def test_a_comparison_gives_the_same_as_its_runs() -> None:
    found = plots.policies_compared(COMPARED, OUTCOME, "zh", baseline="clustered")
    runs = {
        name: cp.simulate(XIASHAN, name, months=12, draws=128, seed=7)
        for name in ("clustered", "partner")
    }
    other = plots.policies_compared(runs, OUTCOME, "zh", baseline="clustered")
    for one, two in zip(found.data, other.data, strict=True):
        assert list(one.y) == list(two.y)
        assert list(one.x) == pytest.approx(list(two.x))


def test_other_draws_are_refused() -> None:
    other = cp.simulate(XIASHAN, "partner_ecosystem", **{**RUN, "seed": 8})
    with raises_problem("results: .*; same_seed_and_draws"):
        plots.policies_compared({"partner": PARTNER, "b": other}, OUTCOME, baseline="partner")
    plots.policies_compared({"partner": PARTNER, "b": other}, OUTCOME)


def test_an_unknown_baseline_is_refused() -> None:
    with pytest.raises(cp.InputError, match="baseline"):
        plots.policies_compared(TWO, OUTCOME, baseline="partnr")


@pytest.mark.parametrize(
    ("outcome", "rules"), [("self_sufficiency_year_1", [100.0]), (OUTCOME, [])]
)
def test_a_rule_stands_where_income_covers_cost(outcome: str, rules: list[float]) -> None:
    figure = plots.policies_compared(TWO, outcome)
    assert [shape.x0 for shape in figure.layout.shapes] == rules
