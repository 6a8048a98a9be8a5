"""Draw the map of estates and the centres that serve them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from commpartner.facts.labels import in_language, label_of
from commpartner.facts.words import say
from commpartner.model.scheme import Scheme, build_scheme, named_policy
from commpartner.problems.arguments import Array, refused
from commpartner.problems.wording import Language
from commpartner.programme import Policy, Programme
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import drawn, plain
from commpartner.report.charts.style import (
    AMBER,
    BELOW,
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PINK,
    SKY,
    check_given,
    dress,
    plotly,
)
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Seven colours and six symbols: two centres near each other in the list share neither, and the
# first 42 have no pair in common.
COLOURS = (BLUE, ORANGE, GREEN, AMBER, PINK, SKY, GREY)
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon")
LARGEST, LEAST = 26.0, 3.0  # pixels across of an estate
MANY = 300  # estates, of which the largest is drawn smaller
FEW = 20  # centres whose names stand in the legend
SHORT = 32  # columns of a name in the legend
ALONE, OUTSIDE = -1, -2  # numbers of groups beside those of centres


class Placed(NamedTuple):
    """Hold the estates on the map: places, sizes and groups, shape (estate,) each."""

    x: Array
    y: Array
    households: Array
    group: Array
    names: list[str]


def map_of_clusters(
    what: SimulationResult | Programme,
    language: Language = "en",
    *,
    policy: Policy | str | None = None,
) -> Figure:
    """Draw estates where they stand, by the centre that serves them [km].

    The area of a mark grows with the households of the estate. Each centre has a colour and a
    symbol of its own, and stands as a star with its number. Estates without a place on the map
    are left out.

    Parameters
    ----------
    what
        A result, whose policy is drawn, or a programme.
    policy
        Of the programme: its name, or a policy; None with a result.

    Raises
    ------
    InputError
        If there is no such policy.
    ArgumentError
        If no estate has a place on the map, or a policy is given beside a result.
    MissingExtraError
        If Plotly is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> figure = cp.plots.map_of_clusters(xiashan, policy="partner")
    >>> cp.plots.described(figure).table.columns[:2].tolist()
    ['centre', 'estates']
    """
    check_given("what", what, (SimulationResult, Programme), language)
    if isinstance(what, SimulationResult):
        if policy is not None:
            raise refused("policy", policy, Text("none_beside_result"))
        programme, name, policy = what.programme, what.policy_name, what.policy
    else:
        programme = what
        name, policy = named_policy(programme, "" if policy is None else policy)
    label = plain(label_of(policy, language) or name)
    return drawn_map(build_scheme(programme, policy), label, language)


def drawn_map(scheme: Scheme, label: str, language: Language, note: str = "") -> Figure:
    """Draw the map of a scheme.

    Parameters
    ----------
    label
        What is drawn, as plain text.
    note
        What the marks mean; default: that of a policy.
    """
    placed = placed_estates(scheme)
    centres = [
        f"{number} {plain(in_language(each.name, language) or each.id, SHORT)}"
        for number, each in enumerate(scheme.centres, start=1)
    ]
    labels = {
        **dict(enumerate(centres)),
        ALONE: say("served_alone", language),
        OUTSIDE: say("chart_outside", language),
    }
    figure: Figure = plotly().Figure()
    scale = LARGEST / (2 if len(placed.x) > MANY else 1)
    for group in (OUTSIDE, ALONE, *range(len(centres))):
        _add_estates(figure, placed, group, labels[group], scale, language)
    _add_centres(figure, scheme, [labels[number] for number in range(len(centres))])
    table = _by_centre(scheme, placed, labels, language)
    served = placed.group != OUTSIDE
    alt = say(
        "chart_map_alt",
        language,
        label=label,
        centres=len(centres),
        estates=int((placed.group >= 0).sum()),
        households=f"{placed.households[placed.group >= 0].sum():,.0f}",
        alone=int((placed.group == ALONE).sum()),
        outside=int((~served).sum()),
    )
    axis = {"zeroline": False, "showgrid": True, "gridcolor": "#EEEEEE", "constrain": "domain"}
    return dress(
        figure,
        say("chart_map", language, label=label),
        scheme.programme.synthetic,
        language,
        note or say("chart_map_note", language),
        told=Told(alt, table),
        height=640,
        xaxis={"title": say("chart_east", language), **axis},
        yaxis={
            "title": say("chart_north", language),
            "scaleanchor": "x",
            "scaleratio": 1,
            **axis,
        },
        legend={**BELOW, "itemsizing": "constant"},
    )


def placed_estates(scheme: Scheme) -> Placed:
    """Collect the estates that have a place on the map."""
    estates = scheme.programme.estates
    group = np.full(len(estates), OUTSIDE)
    group[scheme.members] = scheme.centre_of
    rows = [
        (each.x_km, each.y_km, each.households, group[number], each.name or each.id)
        for number, each in enumerate(estates)
        if each.x_km is not None and each.y_km is not None
    ]
    if not rows:
        raise refused("what", Text("without_places"), Text("estates_on_a_map"))
    x, y, households, of, names = zip(*rows, strict=True)
    return Placed(
        np.array(x, dtype=float),
        np.array(y, dtype=float),
        np.array(households, dtype=float),
        np.array(of),
        list(names),
    )


def _add_estates(
    figure: Figure, placed: Placed, group: int, label: str, scale: float, language: Language
) -> None:
    """Draw the estates of a centre, those served alone, or those outside the scheme."""
    these = np.flatnonzero(placed.group == group)
    if not these.size:
        return
    households = placed.households[these]
    symbol, colour = ("x-thin", GREY) if group == ALONE else ("circle-open", "#A6A6A6")
    if group >= 0:
        symbol, colour = SYMBOLS[group % len(SYMBOLS)], COLOURS[group % len(COLOURS)]
    unit = say("chart_households", language)
    figure.add_scatter(
        x=placed.x[these],
        y=placed.y[these],
        mode="markers",
        name=drawn(label),
        showlegend=group < FEW,
        marker={
            "symbol": symbol,
            "color": colour,
            "size": households,
            "sizemode": "area",
            "sizeref": max(placed.households.max(), 1.0) / scale**2,
            "sizemin": LEAST,
            "opacity": 0.8,
            "line": {"width": 1, "color": "white" if group >= 0 else colour},
        },
        customdata=[
            [
                drawn(plain(in_language(placed.names[number], language))),
                drawn(label),
                f"{size:,.0f}",
            ]
            for number, size in zip(these, households, strict=True)
        ],
        hovertemplate=f"%{{customdata[0]}}<br>%{{customdata[2]}} {unit}<br>%{{customdata[1]}}"
        "<extra></extra>",
    )


def _add_centres(figure: Figure, scheme: Scheme, labels: list[str]) -> None:
    """Draw the centres as stars with their numbers."""
    placed = [
        (each.x_km, each.y_km, label)
        for each, label in zip(scheme.centres, labels, strict=True)
        if each.x_km is not None
    ]
    if not placed:
        return
    x, y, names = zip(*placed, strict=True)
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers+text",
        text=[f"<b>{name.partition(' ')[0]}</b>" for name in names],
        textposition="top center",
        textfont={"color": BLACK, "size": 14},
        customdata=[drawn(name) for name in names],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
        marker={
            "symbol": "star",
            "size": 17,
            "color": BLACK,
            "line": {"width": 1.5, "color": "white"},
        },
    )


def _by_centre(
    scheme: Scheme, placed: Placed, labels: dict[int, str], language: Language
) -> pd.DataFrame:
    """Tabulate the centres: estates, households, distance to the estates."""
    rows = []
    for group, label in labels.items():
        these = placed.group == group
        if not these.any():
            continue
        away = np.full(1, np.nan)
        if group >= 0 and scheme.centres[group].x_km is not None:
            centre = scheme.centres[group]
            away = np.hypot(placed.x[these] - centre.x_km, placed.y[these] - centre.y_km)
        households = float(placed.households[these].sum())
        rows.append((label, int(these.sum()), households, float(away.mean()), float(away.max())))
    heads = ("centre", "estates", "households", "away", "farthest")
    return pd.DataFrame(rows, columns=[say(f"chart_{head}", language) for head in heads])
