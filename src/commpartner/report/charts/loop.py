"""Draw the loop of service, satisfaction and paying with its resting points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from commpartner.facts.quantities import number, percent
from commpartner.facts.words import say
from commpartner.flows.loop import Loop, next_share, resting_points
from commpartner.problems.arguments import Array, broadcast, of_type, require
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.style import (
    BELOW,
    BLUE,
    GREY,
    ORANGE,
    Line,
    add_range,
    check_given,
    dress,
    plotly,
)
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SHARES = np.linspace(0.0, 1.0, 201)


def satisfaction_loop(loop: Loop, language: Language = "en", *, synthetic: bool = True) -> Figure:
    """Draw the next paying share by the paying share, and the resting points [%].

    Where the curve crosses the diagonal paying rests: filled marks are stable states, open marks
    tipping points between a stable state below and one above. With several draws the curve is the
    median, the band 5-95 %, and every draw has its own marks.

    Parameters
    ----------
    loop
        Parts of shape () or (draw,): see `commpartner.planning.tipping.scheme_loop`.
    synthetic
        Whether data of the programme are generated, which a loop does not know.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("loop", loop, Loop, language)
    of_type("synthetic", synthetic, bool, Text("true_or_false"))
    figure: Figure = plotly().Figure()
    draws = Loop(*(np.atleast_1d(part) for part in broadcast(**_numbers(loop))))
    curves = 100.0 * next_share(Loop(*(part[:, None] for part in draws)), SHARES)
    low, middle, high = np.quantile(curves, (0.05, 0.5, 0.95), axis=0)
    several = len(curves) > 1
    if several:
        add_range(figure, 100.0 * SHARES, low, high, Line(BLUE))
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        name=say("chart_rest", language),
        line={"color": GREY, "width": 1, "dash": "dot"},
    )
    figure.add_scatter(
        x=100.0 * SHARES,
        y=middle,
        mode="lines",
        name=say("chart_next_share", language),
        line={"color": BLUE, "width": 2.5},
        hovertemplate="%{x:.0f} → %{y:.0f}",
    )
    points = 100.0 * resting_points(draws)
    stable = np.unique(points[:, [0, 2]])  # the same twice where there is one state
    tipping = points[~np.isnan(points[:, 1]), 1]
    _add_points(figure, stable, say("chart_stable", language), "circle", several)
    _add_points(figure, tipping, say("chart_tipping", language), "circle-open", several)
    both = percent(len(tipping) / len(points), language)
    note = ""
    if several:
        note = say("chart_loop_draws", language, count=len(points), both=both)
    low_state, high_state, tips = (
        number(float(np.median(values))) if values.size else "-"
        for values in (points[:, 0], points[:, 2], tipping)
    )
    key = "chart_loop_two_alt" if len(tipping) else "chart_loop_one_alt"
    alt = say(key, language, low=low_state, high=high_state, tipping=tips, both=both)
    heads = [say(each, language) for each in ("chart_share_now", "chart_next_share_axis")]
    table = pd.DataFrame(
        {heads[0]: 100.0 * SHARES[::20], heads[1]: middle[::20]},
    )
    return dress(
        figure,
        say("chart_loop", language),
        synthetic,
        language,
        note,
        told=Told(alt, table),
        height=560,
        xaxis={"title": heads[0], "range": [-2, 102]},
        yaxis={"title": heads[1], "range": [-2, 102]},
        legend=BELOW,
    )


def _add_points(figure: Figure, points: np.ndarray, name: str, symbol: str, several: bool) -> None:
    if not points.size:
        return
    figure.add_scatter(
        x=points,
        y=points,
        mode="markers",
        name=name,
        marker={
            "symbol": symbol,
            "color": ORANGE,
            "size": 8 if several else 13,
            "opacity": 0.4 if several else 1.0,
            "line": {"width": 2 if "open" in symbol else 0, "color": ORANGE},
        },
    )


def _numbers(loop: Loop) -> dict[str, Array]:
    return {name: require(f"loop.{name}", part) for name, part in loop._asdict().items()}
