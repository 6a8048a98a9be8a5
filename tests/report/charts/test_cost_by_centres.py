"""Cost and bound by the number of centres: what is drawn is what the plan says."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from charted import FREE

import commpartner as cp
from commpartner import plots
from commpartner.facts.words import say
from commpartner.report.charts.numbers import _ticks
from commpartner.texts import Language


@pytest.mark.parametrize(("language", "unit"), [("en", 1e3), ("zh", 1e4)])
def test_costs_and_bounds_are_those_of_the_plan(language: Language, unit: float) -> None:
    rows = FREE.by_number
    line, bound, *marks = plots.cost_by_centres(FREE, language).data
    for drawn, column in ((line, "cost"), (bound, "lower_bound")):
        np.testing.assert_array_equal(drawn.x, rows["centres"])
        np.testing.assert_allclose(np.multiply(unit, drawn.y), rows[column])
    star = marks[-1]
    assert (star.marker.symbol, list(star.x)) == ("star", [len(FREE.centres)])
    np.testing.assert_allclose(unit * star.y[0], FREE.objective)
    assert sorted(x for each in marks for x in each.x) == rows["centres"].tolist()
    names = {say(f"chart_centres_{name}", language) for name in ("searched", "begun", "chosen")}
    assert {each.name for each in marks} <= names


def test_plans_to_begin_with_are_hollow() -> None:
    table = FREE.by_number.assign(searched=False)
    begun = dataclasses.replace(FREE, by_number=table)
    symbols = [each.marker.symbol for each in plots.cost_by_centres(begun).data[2:]]
    assert symbols == ["circle-open", "star"]
    told = plots.described(plots.cost_by_centres(begun)).table
    assert told["searched"].tolist() == ["no"] * len(table)


def test_one_number_is_drawn_too() -> None:
    one = dataclasses.replace(FREE, by_number=FREE.by_number[FREE.by_number["chosen"]])
    figure = plots.cost_by_centres(one)
    low, high = figure.layout.xaxis.range
    assert low < len(FREE.centres) < high


def test_ticks_are_whole_numbers_and_few() -> None:
    for most in (3, 15, 60, 499):
        ticks = _ticks(FREE.by_number.iloc[[0, -1]].assign(centres=[0, most]))
        assert len(ticks["tickvals"]) <= 22
        assert ticks["tickvals"] == [*map(int, ticks["tickvals"])]


def test_only_plans_of_a_district_are_drawn() -> None:
    with pytest.raises(cp.ArgumentError, match="DistrictPlan"):
        plots.cost_by_centres("plan")  # type: ignore[arg-type]
