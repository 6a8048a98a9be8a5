"""Draw a roll-out: what opens in which year, and what each year spends beside its budget."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from commpartner.facts.scales import Scale, scale_of
from commpartner.facts.words import say, year_name
from commpartner.planning.rolling.result import RollOutPlan
from commpartner.planning.rolling.tables import PLANNED
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import distinct, drawn, plain
from commpartner.report.charts.style import (
    AMBER,
    BELOW,
    BLACK,
    BLUE,
    GREEN,
    GREY,
    PALE,
    check_given,
    dress,
    headed,
    height_of,
    plotly,
    quantity,
)
from commpartner.report.charts.years import MOST_YEARS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Colour and pattern of what opens: they serve in print without colour, too.
LOOKS = {
    "estates": (BLUE, ""),
    "ventures": (AMBER, "/"),
    "works": (GREEN, "x"),
    "mixed": (GREY, "."),
}
LABEL = 40  # columns of a line of a step's name
LEAST = 28  # pixels of a row
BELOW_ROWS = 190  # pixels of the panel of outlays
AROUND = 190  # pixels of title, legend and axes
APART = 60  # pixels between the panels
COLUMN = 0.16  # of the years: the room of the outlays at the right
HALF = 0.5  # of a year


class _Drawn(NamedTuple):
    """Hold what both panels share: the plan, its language, and the unit of money."""

    plan: RollOutPlan
    language: Language
    scale: Scale
    names: list[str]
    rows: pd.DataFrame
    spent: pd.DataFrame


def roll_out(roll_out: RollOutPlan, language: Language = "en") -> Figure:
    """Draw in which year each step opens, and the outlay of each year beside its budget [money].

    Above, one row a step: its bar begins with the year in which it opens, and its mean outlay
    stands at the right. Below, the mean outlay of each year with its 5-95 % interval, and the
    budget.

    Parameters
    ----------
    roll_out
        As `planning.plan_roll_out` returns it.

    Raises
    ------
    ArgumentError
        If `roll_out` is something else.
    MissingExtraError
        If Plotly is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> village = cp.datasets.load("qingyunpu")
    >>> plan = cp.planning.plan_roll_out(village, "village", 400_000, years=2, draws=2, runs=2)
    >>> len(cp.plots.described(cp.plots.roll_out(plan)).table) == len(plan.schedule) + plan.years
    True
    """
    check_given("roll_out", roll_out, RollOutPlan, language)
    rows = roll_out.schedule.sort_values("year", kind="stable", ignore_index=True)
    spent = roll_out.spent[roll_out.spent["order"] == PLANNED].reset_index(drop=True)
    money = spent[["outlay", "p95", "budget"]].to_numpy().ravel()
    names = distinct(plain(name) for name in rows[f"label_{language}"])
    shown = _Drawn(roll_out, language, scale_of("yuan", money, language), names, rows, spent)
    ticks = [drawn(name, LABEL) for name in names]
    above = max(height_of(ticks, LEAST), 2 * LEAST)
    whole = float(above + APART + BELOW_ROWS)
    figure: Figure = plotly("subplots").make_subplots(
        rows=2,
        cols=1,
        row_heights=[above / (above + BELOW_ROWS), BELOW_ROWS / (above + BELOW_ROWS)],
        vertical_spacing=APART / whole,
    )
    _add_steps(figure, shown, ticks)
    _add_money(figure, shown)
    return dress(
        figure,
        say("chart_roll_out", language, unit=shown.scale.unit),
        roll_out.comparison.programme.synthetic,
        language,
        say("chart_roll_out_note", language, unit=shown.scale.unit),
        told=Told(_alt(shown), _table(shown), least_width=560),
        height=int(whole) + AROUND,
        barmode="overlay",
        bargap=0.25,
        legend=BELOW,
        **_axes(shown, ticks),
    )


def _add_steps(figure: Figure, shown: _Drawn, ticks: list[str]) -> None:
    """Draw a bar for each step from its opening year on; of the rest a word."""
    end = shown.plan.years + HALF
    for kind, (colour, pattern) in LOOKS.items():
        these = shown.rows[(shown.rows["kind"] == kind) & shown.rows["year"].notna()]
        if these.empty:
            continue
        starts = these["year"].to_numpy(dtype=float) - HALF
        figure.add_bar(
            orientation="h",
            base=starts,
            x=end - starts,
            y=[ticks[place] for place in these.index],
            name=say(f"chart_roll_out_{kind}", shown.language),
            text=[shown.scale.text(outlay, 1) for outlay in these["outlay"]],
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": colour,
                "pattern": {"shape": pattern, "fgcolor": "white"},
                "line": {"color": BLACK, "width": 1},
            },
            hovertemplate="%{y}: %{text}<extra></extra>",
            row=1,
            col=1,
        )
    never = shown.rows[shown.rows["year"].isna()]
    if len(never):
        figure.add_scatter(
            x=[HALF] * len(never),
            y=[ticks[place] for place in never.index],
            mode="text",
            text=[drawn(say("roll_out_never", shown.language))] * len(never),
            textposition="middle right",
            textfont={"color": GREY},
            showlegend=False,
            hoverinfo="skip",
            row=1,
            col=1,
        )


def _add_money(figure: Figure, shown: _Drawn) -> None:
    """Draw outlays with their intervals as bars, and the budgets as lines."""
    years, factor = shown.spent["year"].to_numpy(dtype=float), shown.scale.factor
    outlay, low, high = (shown.spent[name].to_numpy() * factor for name in ("outlay", "p5", "p95"))
    spends = high > 0.0
    figure.add_bar(
        x=years[spends],
        y=outlay[spends],
        name=say("chart_roll_out_outlay", shown.language),
        marker={"color": PALE, "line": {"color": BLACK, "width": 1}},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": np.maximum(high - outlay, 0.0)[spends],
            "arrayminus": np.maximum(outlay - low, 0.0)[spends],
            "color": BLACK,
            "thickness": 1.5,
        },
        row=2,
        col=1,
    )
    budget = shown.spent["budget"].replace(0.0, np.nan).to_numpy() * factor
    nothing = np.full(len(years), np.nan)  # ends a line
    figure.add_scatter(
        x=np.stack((years - HALF, years + HALF, nothing), axis=1).ravel(),
        y=np.stack((budget, budget, nothing), axis=1).ravel(),
        mode="lines",
        name=say("roll_out_budget", shown.language),
        line={"color": BLACK, "width": 2.5, "dash": "dash"},
        row=2,
        col=1,
    )


def _axes(shown: _Drawn, ticks: list[str]) -> dict[str, Any]:
    """Name the years, in their middle, with a rule between two; the first step stands on top."""
    of = range(1, shown.plan.years + 1)
    step = next(each for each in (1, 2, 5, 10, 50) if len(of) <= MOST_YEARS * each or each == 50)
    years = {
        "tickmode": "array",
        "tickvals": [*of][::step],
        "ticktext": [year_name(year, shown.language) for year in of][::step],
        "range": [HALF, len(of) * (1.0 + COLUMN) + HALF],
        "showgrid": False,
        "zeroline": False,
        "minor": {
            "tickmode": "array",
            "tickvals": [year + HALF for year in of],
            "showgrid": True,
            "gridcolor": PALE,
            "griddash": "dot",
        },
    }
    return {
        "xaxis": years,
        "xaxis2": years,
        "yaxis": {
            "categoryorder": "array",
            "categoryarray": ticks,
            "range": [len(ticks) - HALF, -HALF],
            "automargin": True,
        },
        "yaxis2": {"title": shown.scale.unit, "rangemode": "tozero", "nticks": 6},
    }


def _table(shown: _Drawn) -> pd.DataFrame:
    """Tabulate the steps, then the years."""
    language, factor = shown.language, shown.scale.factor
    unit = shown.scale.unit
    opens = [
        say("roll_out_never", language) if pd.isna(year) else year_name(int(year), language)
        for year in shown.rows["year"]
    ]
    years = [year_name(int(year), language) for year in shown.spent["year"]]
    kinds = [say(f"chart_roll_out_{kind}", language) for kind in shown.rows["kind"]]
    outlays = say("chart_roll_out_outlay", language)
    columns: dict[str, list[Any]] = {
        say("roll_out_step", language): [*shown.names, *[outlays] * len(years)],
        say("chart_roll_out_kind", language): [*kinds, *[None] * len(years)],
        say("chart_year", language): [*opens, *years],
    }
    for name in ("outlay", "p5", "p95"):
        of_step = shown.rows[name if name == "outlay" else f"outlay_{name}"]
        head = say("roll_out_outlay", language)
        head = head if name == "outlay" else f"{head} {name[1:]} %"
        columns[headed(head, unit, language)] = [
            *(factor * of_step),
            *(factor * shown.spent[name]),
        ]
    budgets = [*[None] * len(opens), *(factor * shown.spent["budget"])]
    columns[headed(say("roll_out_budget", language), unit, language)] = budgets
    return pd.DataFrame(columns)


def _alt(shown: _Drawn) -> str:
    """Describe how many steps open in each year, and the year that spends most."""
    language = shown.language
    opened = Counter(map(int, shown.rows["year"].dropna()))
    listed = [
        say(
            "chart_roll_out_one",
            language,
            year=year_name(year, language),
            count=count,
        )
        for year, count in sorted(opened.items())
    ]
    most = int(shown.spent["outlay"].to_numpy().argmax())
    return say(
        "chart_roll_out_alt",
        language,
        listed=say("chart_and", language).join(listed) or say("roll_out_nothing", language),
        never=int(shown.rows["year"].isna().sum()),
        year=year_name(int(shown.spent["year"].iloc[most]), language),
        outlay=quantity(float(shown.spent["outlay"].iloc[most]), "yuan", language),
        budget=quantity(float(shown.spent["budget"].iloc[most]), "yuan", language),
    )
