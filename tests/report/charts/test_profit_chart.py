"""The waterfall of profit: from the income of ventures to those who get what is left."""

from __future__ import annotations

from typing import Any

import pytest
from charted import LANGUAGES, PARTNER, VILLAGE, XIASHAN, divisor
from refusals import raises_problem

import commpartner as cp
from commpartner import plots

both = pytest.mark.parametrize("language", LANGUAGES)


def steps(figure: Any) -> tuple[list[float], list[float]]:
    (bars,) = figure.data
    kinds = list(zip(bars.x, bars.measure, strict=True))
    moved = [x for x, kind in kinds if kind == "relative"]
    return moved, [x for x, kind in kinds if kind == "total"]


@both
@pytest.mark.parametrize("result", [PARTNER, VILLAGE], ids=["partner", "village"])
def test_steps_are_the_accounts_of_ventures(
    result: cp.SimulationResult, language: plots.Language
) -> None:
    ledger = result.ledger[result.ledger["year"] == 1]
    into = ledger[ledger["payee"] == "ventures"]["mean"]
    out = ledger[ledger["payer"] == "ventures"]["mean"]
    figure = plots.waterfall_of_profit(result, 1, language)
    moved, sums = steps(figure)
    one = divisor(figure.layout.xaxis.title.text)
    assert sum(moved) == pytest.approx((into.sum() - out.sum()) / one, abs=1e-6)
    assert sorted(moved) == pytest.approx(sorted([*(into[into > 0] / one), *(-out[out > 0] / one)]))
    split = ledger[ledger["account"].isin(["reinvested_profit", "retained_profit"])]["mean"].sum()
    if split:
        left = sum(moved)  # what a settlement has not paid yet
        assert sums[0] == pytest.approx(split / one + left, abs=1e-6)


def test_the_bars_have_the_percentages_of_the_run() -> None:
    paid = PARTNER.ledger.groupby("account")["mean"].sum()
    share = paid["reinvested_profit"] / (paid["reinvested_profit"] + paid["retained_profit"])
    (bars,) = plots.waterfall_of_profit(PARTNER).data
    assert [name for name in bars.y if f"{100 * share:.0f}%" in name.replace("<br>", " ")]


def test_a_policy_without_ventures_is_refused() -> None:
    bare = cp.simulate(XIASHAN, "clustered", months=1, draws=1)
    with raises_problem("plots, result: without_ventures; opens_a_venture"):
        plots.waterfall_of_profit(bare)
