"""The chart of a roll-out: bars from the opening year on, outlays, the budget, names as text."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner import plots
from commpartner.facts.words import say
from commpartner.planning import RollOutPlan, plan_roll_out
from commpartner.texts import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
YEARS = 3


@cache
def plan() -> RollOutPlan:
    first = TOWN.centres[0].replace(name="<b>1$</b>")
    town = TOWN.replace(estates=TOWN.estates[::2], centres=(first, *TOWN.centres[1:]))
    policy = BASE.replace(centres=("west", "east"), ventures=("market",), onboarding=50.0)
    return plan_roll_out(
        town, policy, [250_000.0] * 2, years=YEARS, draws=2, runs=4, outcome="satisfaction"
    )


def bars(figure: Any) -> dict[str, tuple[float, float, str]]:
    """Start, end and text of each step's bar, by its label."""
    return {
        y: (base, base + x, text)
        for trace in figure.data
        if trace.type == "bar" and trace.orientation == "h"
        for y, base, x, text in zip(trace.y, trace.base, trace.x, trace.text, strict=True)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_bars_begin_with_the_opening_year(language: Language) -> None:
    rows = plan().schedule
    assert rows["year"].isna().any() and rows["year"].notna().any()
    found = sorted(bars(plots.roll_out(plan(), language)).values())
    wanted = sorted(rows["year"].dropna().to_numpy(dtype=float) - 0.5)
    assert [start for start, _, _ in found] == wanted
    assert {end for _, end, _ in found} == {YEARS + 0.5}
    factor = 1e-3 if language == "en" else 1e-4
    outlays = sorted(factor * rows.loc[rows["year"].notna(), "outlay"])
    told = sorted(float(text.replace(",", "")) for _, _, text in found)
    assert told == pytest.approx(outlays, abs=0.5 if language == "en" else 0.05)


@pytest.mark.parametrize("language", LANGUAGES)
def test_years_spend_beside_their_budget(language: Language) -> None:
    figure = plots.roll_out(plan(), language)
    spent = plan().spent[plan().spent["order"] == "planned"]
    factor = 1e-3 if language == "en" else 1e-4
    (outlay,) = (each for each in figure.data if each.type == "bar" and not each.orientation)
    shown = spent[spent["p95"] > 0.0]
    assert outlay.y == pytest.approx(factor * shown["outlay"].to_numpy())
    ends = np.array(outlay.y) + np.array(outlay.error_y.array)
    assert ends == pytest.approx(factor * shown[["p95", "outlay"]].max(axis=1).to_numpy())
    (line,) = (each for each in figure.data if each.type == "scatter" and each.line.dash)
    assert np.nanmax(line.y) == pytest.approx(factor * 250_000.0)
    assert np.isnan(line.y[-3:]).all()  # the last year has no budget


def test_kinds_differ_without_colour() -> None:
    figure = plots.roll_out(plan())
    steps = [each for each in figure.data if each.orientation == "h"]
    looks = {(each.marker.color, each.marker.pattern.shape) for each in steps}
    assert len(looks) == len(steps) == plan().schedule.dropna(subset="year")["kind"].nunique()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_and_table_tell_the_plan(language: Language) -> None:
    told = plots.described(plots.roll_out(plan(), language))
    table = told.table.set_index(say("roll_out_step", language))
    assert len(table) == len(plan().schedule) + YEARS
    assert say("roll_out_never", language) in set(table[say("chart_year", language)])
    assert "yuan" not in told.alt if language == "zh" else "yuan" in told.alt


def test_names_of_users_are_drawn_as_text() -> None:
    assert "<b>1" not in plots.roll_out(plan()).to_json()


def test_steps_are_called_by_names() -> None:
    xiashan = cp.datasets.load("xiashan")
    from commpartner.model.scheme import build_scheme
    from commpartner.planning.rolling.steps import Step, label

    scheme = build_scheme(xiashan, xiashan.policies["rollout"])
    names = {
        language: [label(scheme, Step(each.id, (each.id,)), language) for each in scheme.centres]
        for language in LANGUAGES
    }
    assert names["en"][9] == "service centre 10 (candidate, place synthetic)"
    assert names["zh"][9] == "片区中心10（候选，位置为合成）"
    assert all(len(set(each)) == len(each) for each in names.values())


def test_no_roll_out_is_refused() -> None:
    with pytest.raises(cp.ArgumentError, match="RollOutPlan"):
        plots.roll_out("plan")  # type: ignore[arg-type]
