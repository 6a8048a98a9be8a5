"""The report that the explorer writes: of the moved policy, beside the baseline of the page."""

from __future__ import annotations

import numpy as np
import pytest

import commpartner as cp
from commpartner.report.explorer import reporting
from commpartner.report.explorer.explorer import Explorer
from commpartner.report.study import Study


@pytest.mark.parametrize("baseline", [None, "stand_alone"])
def test_the_report_has_the_figures_of_the_page(
    baseline: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = Explorer(cp.datasets.load("xiashan"), "partner", baseline, months=12, draws=16)
    written: list[Study] = []

    def page(found: Study, language: str) -> str:
        written.append(found)
        return language

    monkeypatch.setattr(reporting, "page", page)
    values = {"fee": 0.8}
    assert reporting.report(explorer, values, "zh") == "zh"
    [found], shown = written, explorer.preview(values)
    assert (found.focus, found.baseline) == ("partner_explored", baseline or "partner")
    for name, outcomes in ((found.focus, shown.moved), (found.baseline, shown.baseline)):
        run = found.results[name].outcomes
        for each, figures in outcomes.items():
            assert np.array_equal(run[each].to_numpy(), figures, equal_nan=True)


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_a_page_in_the_language(language: str) -> None:
    explorer = Explorer(cp.datasets.load("xiashan"), "partner", months=24, draws=16)
    text = reporting.report(explorer, {"fee": 0.8}, "zh" if language == "zh" else "en")
    assert text.startswith("<!DOCTYPE html>")
    assert ("社区合伙人（调整后）" if language == "zh" else "partner, explored") in text
