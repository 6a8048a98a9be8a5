"""Cost by line, and how much of it own income covers, year by year."""

from __future__ import annotations

import pytest
from charted import LANGUAGES, PARTNER, RUN, VILLAGE, XIASHAN, divisor
from refusals import raises_problem

import commpartner as cp
from commpartner import plots

both = pytest.mark.parametrize("language", LANGUAGES)


@both
@pytest.mark.parametrize("result", [PARTNER, VILLAGE], ids=["partner", "village"])
def test_lines_stack_to_the_cost(result: cp.SimulationResult, language: plots.Language) -> None:
    figure = plots.cost_by_line(result, language)
    *bars, whole = figure.data
    one = divisor(figure.layout.yaxis.title.text)
    costs = result.cost_lines()
    paid = costs[(costs["line"] == "all") & (costs["account"] == "all") & costs["year"].notna()]
    for place, mean in enumerate(paid["mean"]):
        assert sum(bar.y[place] for bar in bars) == pytest.approx(mean / one)
    assert list(whole.text) == [f"{mean / one:,.0f}" for mean in paid["mean"]]
    assert len({bar.marker.pattern.shape for bar in bars}) == len(bars)
    assert figure.layout.barmode == "stack"
    assert len(whole.x) == 2  # the second year has six months, and says so
    assert ("6" in whole.x[1]) and "6" not in whole.x[0]


def test_a_margin_stands_beside_the_cost() -> None:
    margin = XIASHAN.policies["partner"].replace(operator_margin=0.1, fee=4.0)
    figure = plots.cost_by_line(cp.simulate(XIASHAN, margin, **RUN), "en")
    *bars, _ = figure.data
    assert bars[-1].name == "margin or remuneration, beside the cost"
    cost = plots.described(figure).table.to_numpy()[-1, -1]
    assert sum(bar.y[-1] for bar in bars[:-1]) == pytest.approx(cost)


@both
def test_self_sufficiency_is_the_outcome_of_its_year(language: plots.Language) -> None:
    run = cp.simulate(XIASHAN, "partner", **{**RUN, "months": 36})
    figure = plots.self_sufficiency(run, language)
    (dots,) = figure.data
    for place, year in enumerate((1, 3)):
        values = 100 * run.outcomes[f"self_sufficiency_year_{year}"]
        assert dots.y[place] == pytest.approx(values.mean())
        high = dots.y[place] + dots.error_y.array[place]
        assert high == pytest.approx(values.quantile(0.95))
    assert list(dots.x) == [5.5, 29.5]
    (rule,) = figure.layout.shapes
    assert (rule.y0, rule.y1) == (100, 100)


def test_a_run_without_a_year_has_no_self_sufficiency() -> None:
    with raises_problem("result: months_of_run 1; a_whole_year"):
        plots.self_sufficiency(cp.simulate(XIASHAN, "partner", months=1, draws=1))
