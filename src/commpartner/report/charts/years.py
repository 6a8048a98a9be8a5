"""Draw a time axis: months as numbers, years as words, a rule where a year begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commpartner.facts.words import say, year_name
from commpartner.problems.wording import Language
from commpartner.programme.calendar import years
from commpartner.results.result import SimulationResult

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_YEARS = 12  # with a name each; of more, every second or fifth has one
RULE = "#8C8C8C"  # colour


def draw_years(figure: Figure, result: SimulationResult, language: Language, **place: int) -> None:
    """Name the years on an axis of months, in their middle, with a rule between two years."""
    of = years(result.months, result.programme.start)
    step = next(each for each in (1, 2, 5, 10, 50) if len(of) <= MOST_YEARS * each or each == 50)
    named = of[::step]
    axis: dict[str, Any] = {
        "tickmode": "array",
        "tickvals": [(year.first + year.stop - 1) / 2 for year in named],
        "ticktext": [year_name(year.year, language) for year in named],
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "range": [-0.5, result.months - 0.5],
        "minor": {
            "tickmode": "array",
            "tickvals": [year.first - 0.5 for year in of[1:]],
            "showgrid": True,
            "gridcolor": RULE,
            "griddash": "dot",
            "ticks": "outside",
            "ticklen": 6,
        },
    }
    figure.update_xaxes(axis, **place)


def month_names(result: SimulationResult, language: Language) -> list[str]:
    """Return the name of every month: of the calendar, or of a year of the run."""
    start = result.programme.start
    before = 0 if start is None else int(start[5:]) - 1
    key = "chart_month" if start is None else "chart_calendar_month"
    found = []
    for year in years(result.months, start):
        offset = before if year.first == 0 else 0
        found += [
            say(key, language, year=year_name(year.year, language), month=month + 1)
            for month in range(offset, offset + year.months)
        ]
    return found
