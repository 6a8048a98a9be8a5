"""Tabulate the assumptions that move the fallback most."""

from __future__ import annotations

from commpartner.facts.labels import KIND_NAMES, label_of, named, unit_name
from commpartner.facts.quantities import number, percent
from commpartner.report.grid import Cell, Column, Grid, Row, text_column
from commpartner.report.readable import readable
from commpartner.report.words import policy_label, say
from commpartner.results.result import SimulationResult
from commpartner.texts import Language

COUNT = 5


def risks_grid(result: SimulationResult, language: Language, count: int = COUNT) -> Grid:
    """Tabulate the assumptions with the largest parts in the variance of the fallback.

    Parameters
    ----------
    count
        How many are shown. None is if the draws are too few to tell; a caution says so.
    """
    moves = result.variance_by_assumption("fallback_cumulative").head(count)
    headings = (say(name, language) for name in ("assumption", "kind", "range"))
    return Grid(
        say("risks_title", language, policy=policy_label(result, language)),
        (*map(text_column, headings), Column(say("of_variance", language))),
        tuple(_row(result, str(name), float(part), language) for name, part in moves.items()),
        cautions=() if len(moves) else (say("few_draws", language),),
    )


def _row(result: SimulationResult, name: str, part: float, language: Language) -> Row:
    about = result.assumption_table[name]
    _, low, central, high = about.as_drawn()
    unit = readable(unit_name(about.unit, language))
    drawn = " - ".join(map(number, (low, central, high)))
    cells = (
        Cell(label_of(about, language)),
        Cell(named(KIND_NAMES[result.origins[name].kind], language)),
        Cell(drawn, aside=unit, value=central, low=low, high=high, unit=about.unit),
        Cell(percent(part, language), value=part, unit="share"),
    )
    return Row(cells, key=name)
