"""Charts show the numbers of the results, and say where data are synthetic."""

from __future__ import annotations

import sys

import pytest

import commpartner as cp
from commpartner import plots

XIASHAN = cp.datasets.load("xiashan")


@pytest.mark.parametrize(("language", "word"), [("en", "synthetic data"), ("zh", "合成数据")])
def test_the_bars_are_the_parts_of_the_saving(language: plots.Language, word: str) -> None:
    saved = cp.estimate_savings(XIASHAN, "clustered", draws=4, seed=7)
    figure = plots.savings_by_mechanism(saved, language)
    (bars,) = figure.data
    *parts, total = bars.y
    assert parts == pytest.approx((saved.by_mechanism["mean"] / 1e4).tolist())
    assert total == pytest.approx(sum(parts))
    assert word in figure.layout.title.text
    assert saved.staffing_step in figure.layout.title.text


def test_the_lines_are_the_months_and_the_bands_hold_their_middle() -> None:
    result = cp.simulate(XIASHAN, "partner", months=6, draws=8, seed=7)
    figure = plots.money_over_time(result)
    lines = {trace.name: trace for trace in figure.data if trace.name}
    fallback = result.monthly[result.monthly["series"] == "fallback"]
    shown = lines["fallback of the operator"]
    assert list(shown.y) == pytest.approx((fallback["mean"] / 1e4).tolist())
    assert list(shown.x) == list(range(6))
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == len(lines) == 4
    assert all(len(band.x) == 12 for band in bands)


def test_every_mechanism_has_a_name_in_both_languages() -> None:
    from commpartner.programme.policy import MECHANISMS

    assert set(plots.MECHANISM_NAMES) == set(MECHANISMS)


def test_without_plotly_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plotly", None)
    saved = cp.estimate_savings(XIASHAN, "clustered", draws=1, seed=7)
    with pytest.raises(cp.MissingExtraError, match=r"commpartner\[plots\]"):
        plots.savings_by_mechanism(saved)
