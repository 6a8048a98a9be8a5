"""The map of a plan: a line from each estate to its centre, a true scale, names as text."""

from __future__ import annotations

import numpy as np
import pytest

import commpartner as cp
from commpartner import plots
from commpartner.report.charts.page import page_of
from commpartner.report.charts.planned import round_length
from commpartner.texts import Language


@pytest.fixture(scope="module")
def plan() -> cp.DistrictPlan:
    made = cp.datasets.synthetic(9, seed=2, centres=4)
    first = made.estates[0].replace(name="<b>1$</b>")
    made = made.replace(estates=(first, *made.estates[1:]))
    return cp.plan_clusters(made, centres=3, draws=2, seed=7)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_estate_has_a_line_to_its_centre(plan: cp.DistrictPlan, language: Language) -> None:
    figure = plots.map_of_plan(plan, language)
    lines = [each for each in figure.data if each.mode == "lines"]
    drawn = {
        (round(x, 4), round(y, 4), round(u, 4), round(v, 4))
        for each in lines
        for x, u, y, v in zip(each.x[::3], each.x[1::3], each.y[::3], each.y[1::3], strict=True)
    }
    estates = {each.id: each for each in plan.programme.estates}
    centres = {each.id: each for each in plan.programme.centres}
    served = plan.estates[plan.estates["centre"] != ""]
    wanted = {
        (estates[e].x_km, estates[e].y_km, centres[c].x_km, centres[c].y_km)
        for e, c in zip(served["id"], served["centre"], strict=True)
    }
    assert drawn == wanted
    assert plots.described(figure).table.iloc[:, 1].sum() == 9


def test_the_scale_is_that_of_the_axes(plan: cp.DistrictPlan) -> None:
    figure = plots.map_of_plan(plan)
    (bar,) = figure.layout.shapes
    assert f"{bar.x1 - bar.x0:g} km" in {each.text for each in figure.layout.annotations}
    assert figure.layout.yaxis.scaleanchor == "x"
    lowest = min(each.y_km for each in plan.programme.estates if each.y_km is not None)
    assert bar.y0 < lowest


def test_lines_lie_below_marks_that_differ_without_colour(plan: cp.DistrictPlan) -> None:
    modes = [each.mode for each in plots.map_of_plan(plan).data]
    assert modes == sorted(modes, key=lambda mode: mode != "lines")
    marks = [each for each in plots.map_of_plan(plan).data if each.mode == "markers"]
    assert len({each.marker.symbol for each in marks}) == len(marks)


def test_names_are_drawn_as_text(plan: cp.DistrictPlan) -> None:
    assert "<b>1$" not in plots.map_of_plan(plan).to_json()


def test_the_page_has_title_text_and_table(plan: cp.DistrictPlan) -> None:
    page = page_of(plots.map_of_plan(plan, "zh"), "zh")
    told = plots.described(plots.map_of_plan(plan, "zh"))
    text = page[: page.index("<figure")] + page[page.index("</figure>") :]
    assert '<html lang="zh-CN">' in text
    assert f"<title>{told.title}</title>" in text and f"<p>{told.alt}</p>" in text
    assert text.count("<main>") == text.count(f"<h1>{told.title}</h1>") == 1
    assert '"displayModeBar": false' in page
    assert text.count("<tr>") == 1 + len(told.table)
    assert "http" not in text and "<script src" not in page and "<link" not in text


def test_something_else_is_refused() -> None:
    with pytest.raises(cp.ArgumentError, match="DistrictPlan"):
        plots.map_of_plan("plan")  # type: ignore[arg-type]


@pytest.mark.parametrize("most", [0.013, 0.5, 1.0, 1.99, 7.0, 340.0])
def test_lengths_are_round(most: float) -> None:
    found = round_length(most)
    assert most / 2.5 < found <= most
    assert found / 10.0 ** np.floor(np.log10(found)) == pytest.approx(
        round(found / 10.0 ** np.floor(np.log10(found)))
    )
