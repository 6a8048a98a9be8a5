"""Draw the conditions under which a policy fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.experiments.comparison import Comparison
from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.quantities import percent
from commpartner.facts.words import say
from commpartner.problems.arguments import of_type, refused
from commpartner.problems.wording import Language, among, suggest
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import drawn, plain
from commpartner.report.charts.style import (
    BELOW,
    BLUE,
    ORANGE,
    SKY,
    check_given,
    dress,
    headed,
    plotly,
)
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def where_it_fails(
    comparison: Comparison,
    fails: pd.Series,
    axes: tuple[str, str],
    bounds: Mapping[str, tuple[float, float]],
    language: Language = "en",
) -> Figure:
    """Draw failing and other draws over two assumptions.

    Parameters
    ----------
    fails
        By draw, whether the policy fails.
    axes
        Names of two assumptions.
    bounds
        Of a rule: lowest and highest value of an assumption; drawn as a box.
    """
    check_given("comparison", comparison, Comparison, language)
    figure: Figure = plotly().Figure()
    of_type("fails", fails, pd.Series, Text("booleans_by_draw", count=comparison.draws))
    of_type("bounds", bounds, Mapping, Text("spans_by_assumption"))
    x_name, y_name = _axes(axes, comparison)
    same_draws = fails.index.isin(comparison.assumptions.index)
    if not (same_draws.all() and fails.index.is_unique):
        label = fails.index[~same_draws | fails.index.duplicated()][0]
        allowed = Text("one_by_draw", last=comparison.draws - 1)
        raise refused("fails", Text("labels_by_draw", label=label), allowed)
    if fails.dtype != np.bool_:
        found = Text("dtype_of_shape", dtype=fails.dtype, shape=fails.shape)
        raise refused("fails", found, Text("booleans_by_draw", count=comparison.draws))
    values = comparison.assumptions.loc[fails.index]
    looks = (
        (False, "holds", {"color": SKY, "symbol": "circle-open", "line": {"width": 1}}),
        (True, "fails", {"symbol": "x-thin", "line": {"width": 1.5, "color": ORANGE}}),
    )
    for failed, key, look in looks:
        some = values[fails == failed]
        figure.add_scatter(
            x=some[x_name],
            y=some[y_name],
            mode="markers",
            name=say(f"chart_draw_{key}", language),
            marker={"size": 5, "opacity": 0.7, **look},
        )
    corners = []
    for name in (x_name, y_name):
        low, high = _span(bounds, name)
        corners.append((max(low, values[name].min()), min(high, values[name].max())))
    (x0, x1), (y0, y1) = corners
    figure.add_shape(type="rect", x0=x0, x1=x1, y0=y0, y1=y1, line={"color": BLUE, "width": 2.5})
    heads = [_assumption(comparison, name, language) for name in (x_name, y_name)]
    inside = values[x_name].between(x0, x1) & values[y_name].between(y0, y1)
    share = percent(float(fails.mean()), language)
    in_box = percent(float(fails[inside].mean()), language)
    table = pd.DataFrame(
        {
            "": [say("chart_in_box", language), say("chart_beside_box", language)],
            say("chart_draws", language): [int(inside.sum()), int((~inside).sum())],
            say("chart_fail_percent", language): [
                100.0 * float(fails[part].mean()) for part in (inside, ~inside)
            ],
        }
    )
    return dress(
        figure,
        say("chart_fails", language),
        comparison.programme.synthetic,
        language,
        say("chart_fails_share", language, share=share),
        told=Told(
            say("chart_fails_alt", language, share=share, in_box=in_box, x=heads[0], y=heads[1]),
            table,
        ),
        height=480,
        xaxis_title=drawn(heads[0]),
        yaxis_title=drawn(heads[1]),
        legend=BELOW,
    )


def _assumption(comparison: Comparison, name: str, language: Language) -> str:
    """Return label and unit of an assumption, as plain text."""
    row = comparison.assumption_table[name]
    return headed(plain(label_of(row, language)), unit_name(row.unit, language), language)


def _axes(axes: object, comparison: Comparison) -> tuple[str, str]:
    """Validate the two names of assumptions of the axes."""
    known = [str(name) for name in comparison.assumptions]
    if not (isinstance(axes, tuple | list) and len(axes) == 2):
        raise refused("axes", axes, Text("two_assumptions"))
    wrong = [name for name in axes if not among(name, known)]
    if wrong:
        raise InputError(
            Problem("plots", None, "axes", repr(name), suggest(name, known)) for name in wrong
        )
    return axes[0], axes[1]


def _span(bounds: Mapping[str, tuple[float, float]], name: str) -> tuple[float, float]:
    """Return the lowest and highest value of a rule; infinite if it has no bound."""
    found = bounds.get(name, (-np.inf, np.inf))
    ends = isinstance(found, tuple | list) and len(found) == 2
    if not (ends and all(isinstance(end, float | int) and end == end for end in found)):
        raise refused(f"bounds[{name!r}]", found, Text("two_rising_numbers"))
    return found
