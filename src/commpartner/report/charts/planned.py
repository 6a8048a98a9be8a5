"""Draw the map of a plan: centres, and lines from them to the estates that they serve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from commpartner.facts.words import say
from commpartner.model.scheme import Scheme, build_scheme
from commpartner.planning.clusters.result import DistrictPlan
from commpartner.problems.arguments import Array
from commpartner.problems.wording import Language
from commpartner.report.charts.clusters import COLOURS, Placed, drawn_map, placed_estates
from commpartner.report.charts.style import BLACK, check_given, translucent

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PART = 0.25  # of the width of the map: the scale bar at most
BELOW = 0.05  # of the height of the map: the bar below the lowest estate
FAINT = 0.45  # how opaque lines are


def map_of_plan(plan: DistrictPlan, language: Language = "en") -> Figure:
    """Draw the clusters of a plan: estates, their centres, and a line from each to its centre [km].

    Each centre has a colour and a symbol of its own, and stands as a star with its number. Estates
    that are served alone are crosses without a line. A bar shows the scale.

    Parameters
    ----------
    plan
        As `plan_clusters` returns it.

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
    >>> plan = cp.plan_clusters(town, centres=2, draws=2, seed=7)
    >>> cp.plots.described(cp.plots.map_of_plan(plan)).table["estates"].sum()
    np.int64(12)
    """
    check_given("plan", plan, DistrictPlan, language)
    scheme = build_scheme(plan.programme, plan.policy())
    label = say("chart_plan", language)
    figure = drawn_map(scheme, label, language, say("chart_plan_note", language))
    placed = placed_estates(scheme)
    marks = len(figure.data)
    _add_lines(figure, scheme, placed)
    figure.data = (*figure.data[marks:], *figure.data[:marks])  # lines lie below the marks
    _add_scale(figure, placed.x, placed.y)
    return figure


def _add_lines(figure: Figure, scheme: Scheme, placed: Placed) -> None:
    for group, centre in enumerate(scheme.centres):
        these = np.flatnonzero(placed.group == group)
        if centre.x_km is None or not these.size:
            continue
        nothing = np.full(these.size, np.nan)  # ends a line
        ends = (np.full(these.size, centre.x_km), np.full(these.size, centre.y_km))
        figure.add_scatter(
            x=np.stack((placed.x[these], ends[0], nothing), axis=1).ravel(),
            y=np.stack((placed.y[these], ends[1], nothing), axis=1).ravel(),
            mode="lines",
            line={"color": translucent(COLOURS[group % len(COLOURS)], FAINT), "width": 0.8},
            hoverinfo="skip",
            showlegend=False,
        )


def _add_scale(figure: Figure, x: Array, y: Array) -> None:
    """Draw a bar of a round length below the estates."""
    width, height = max(float(np.ptp(x)), 0.1), max(float(np.ptp(y)), 0.1)
    length = round_length(PART * width)
    left, level = float(x.min()), float(y.min()) - BELOW * max(width, height)
    line = {"color": BLACK, "width": 3}
    figure.add_shape(type="line", x0=left, x1=left + length, y0=level, y1=level, line=line)
    figure.add_annotation(
        x=left + length / 2.0,
        y=level,
        text=f"{length:g} km",
        showarrow=False,
        yanchor="top",
        font={"color": BLACK},
    )


def round_length(most: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above a length.

    Examples
    --------
    >>> round_length(1.9), round_length(0.6), round_length(20.0)
    (1.0, 0.5, 20.0)
    """
    power = 10.0 ** math.floor(math.log10(most))
    found = next(each for each in (5.0, 2.0, 1.0) if each * power <= most * (1.0 + 1e-9))
    return round(found * power, 12)
