"""Draw what a plan costs by its number of centres, beside a lower bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from commpartner.facts.quantities import percent
from commpartner.facts.scales import Scale, scale_of
from commpartner.facts.words import say
from commpartner.planning.clusters.result import DistrictPlan
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import drawn
from commpartner.report.charts.style import (
    BELOW,
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    check_given,
    dress,
    headed,
    plotly,
    quantity,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

UNIT = "yuan/year"
EACH = 20  # centres, of which every one has a tick
SPARE = 0.06  # of the span of the costs: room above and below


class _Drawn(NamedTuple):
    """Hold the rows of a plan, the unit of money and the language."""

    rows: pd.DataFrame
    scale: Scale
    language: Language

    def add(
        self, figure: Figure, name: str, column: str, these: pd.Series[bool], **look: Any
    ) -> None:
        """Draw a column of some rows."""
        figure.add_scatter(
            x=self.rows["centres"][these],
            y=self.scale.factor * self.rows[column][these],
            name=say(name, self.language),
            **look,
        )


def cost_by_centres(plan: DistrictPlan, language: Language = "en") -> Figure:
    """Draw the least cost found with each number of centres, and its lower bound [money/year].

    A star marks the plan. Hollow circles are plans that the search only began with: the local
    search did not go there, so with these numbers a better plan is likely.

    Parameters
    ----------
    plan
        As `plan_clusters` returns it, best with ``centres=None``: else it has one number.

    Raises
    ------
    ArgumentError
        If `plan` is something else.
    MissingExtraError
        If Plotly is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> town = cp.datasets.synthetic(12, seed=2, centres=3)
    >>> plan = cp.plan_clusters(town, draws=2, seed=7)
    >>> cp.plots.described(cp.plots.cost_by_centres(plan)).table["centres"].tolist()
    [0, 1, 2, 3]
    """
    check_given("plan", plan, DistrictPlan, language)
    rows = plan.by_number
    money = [*rows["cost"], *rows["lower_bound"]]
    shown = _Drawn(rows, scale_of(UNIT, money, language), language)
    figure: Figure = plotly().Figure()
    everywhere = rows["centres"] >= 0
    line = {"color": BLUE, "width": 2.5}
    shown.add(
        figure, "chart_centres_cost", "cost", everywhere, mode="lines", line=line, showlegend=False
    )
    dashes = {"color": ORANGE, "width": 2.5, "dash": "dash"}
    shown.add(
        figure,
        "chart_centres_bound",
        "lower_bound",
        everywhere,
        mode="lines+markers",
        line=dashes,
        marker={"symbol": "diamond", "size": 7},
    )
    _add_plans(figure, shown)
    low, high = min(money) * shown.scale.factor, max(money) * shown.scale.factor
    spare = SPARE * (high - low or abs(high) or 1.0)
    return dress(
        figure,
        say("chart_centres", language, unit=shown.scale.unit),
        plan.programme.synthetic,
        language,
        say("chart_centres_note", language),
        told=Told(_alt(shown), _table(shown)),
        height=500,
        xaxis={"title": drawn(say("chart_centres_open", language)), **_ticks(rows)},
        yaxis={
            "title": drawn(shown.scale.unit),
            "range": [low - spare, high + spare],
            "exponentformat": "none",
        },
        legend=BELOW,
        margin_b=120,
    )


def _add_plans(figure: Figure, shown: _Drawn) -> None:
    """Mark the plans: those the local search found, those it began with, the one chosen."""
    searched, chosen = shown.rows["searched"], shown.rows["chosen"]
    edge = {"width": 2, "color": BLUE}
    marks = (
        ("chart_centres_searched", searched & ~chosen, {"symbol": "circle", "color": BLUE}),
        (
            "chart_centres_begun",
            ~searched & ~chosen,
            {"symbol": "circle-open", "color": BLUE, "line": edge},
        ),
        ("chart_centres_chosen", chosen, {"symbol": "star", "color": BLACK, "size": 16}),
    )
    for name, these, mark in marks:
        if these.any():
            shown.add(figure, name, "cost", these, mode="markers", marker={"size": 10, **mark})


def _ticks(rows: pd.DataFrame) -> dict[str, Any]:
    """Place a tick at every whole number, or at some of many."""
    low, high = int(rows["centres"].min()), int(rows["centres"].max())
    step = next(
        each for each in (1, 2, 5, 10, 20, 50, 100, 1000, 10**4) if high - low <= EACH * each
    )
    spare = 0.5 * step if high == low else 0.03 * (high - low)
    return {
        "tickmode": "array",
        "tickvals": [*range(low - low % step, high + 1, step)],
        "range": [low - spare, high + spare],
        "zeroline": False,
        "gridcolor": "#EEEEEE",
        "linecolor": GREY,
    }


def _table(shown: _Drawn) -> pd.DataFrame:
    language, unit = shown.language, shown.scale.unit
    yes, no = say("yes", language), say("no", language)
    money = {
        headed(say(f"chart_centres_{name}", language), unit, language): shown.scale.factor
        * shown.rows[column]
        for name, column in (("cost", "cost"), ("bound_head", "lower_bound"))
    }
    return pd.DataFrame(
        {
            say("chart_centres_head", language): shown.rows["centres"],
            **money,
            say("chart_centres_gap", language): [
                percent(gap, language, 1) for gap in shown.rows["gap"]
            ],
            say("chart_centres_by_search", language): [
                yes if each else no for each in shown.rows["searched"]
            ],
        }
    )


def _alt(shown: _Drawn) -> str:
    """Describe the plan, and the dearest number of centres."""
    best = shown.rows[shown.rows["chosen"]].iloc[0]
    most = shown.rows.iloc[int(shown.rows["cost"].to_numpy().argmax())]
    return say(
        "chart_centres_alt",
        shown.language,
        centres=int(best["centres"]),
        cost=quantity(float(best["cost"]), UNIT, shown.language),
        bound=quantity(float(best["lower_bound"]), UNIT, shown.language),
        gap=percent(float(best["gap"]), shown.language, 1),
        numbers=len(shown.rows),
        other=int(most["centres"]),
        dearest=quantity(float(most["cost"]), UNIT, shown.language),
    )
