"""Compare figures of the moved policy with those of the baseline, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from commpartner.experiments.choosing.paired import equal_to_rounding
from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import SUMS, amount, number, percent
from commpartner.facts.words import say
from commpartner.flows.namespace import Array
from commpartner.texts import Language

# What a planner looks at first; those that a programme has not are left out.
FIGURES = (
    "public_net_cost",
    "fallback_per_year",
    "self_sufficiency_year_5",
    "fees_per_household_month",
    "reinvested_per_household_month",
    "service_level",
    "paying_share",
    "satisfaction_served",
    "npv_operator",
    "estate_funds_left",
    "partners_kept",
)


class Figure(NamedTuple):
    """Hold one figure of two policies in the same draws.

    Attributes
    ----------
    outcome
        Its name in `SimulationResult.outcomes`.
    moved, baseline, difference
        Means over the draws in which both policies have it [unit of the outcome].
    low, high
        5 and 95 % quantiles of the difference over the draws.
    better, worse
        Shares of the draws; 0 if neither more nor less is better.
    """

    outcome: str
    moved: float
    baseline: float
    difference: float
    low: float
    high: float
    better: float
    worse: float


def figures(moved: Mapping[str, Array], baseline: Mapping[str, Array]) -> list[Figure]:
    """Compute the figures of two policies from their outcomes in the same draws.

    Examples
    --------
    >>> nothing = {name: np.array([np.nan]) for name in FIGURES}
    >>> both = nothing | {"satisfaction_served": np.array([60.0, 80.0])}
    >>> [found] = figures(both, both | {"satisfaction_served": np.array([58.0, 80.0])})
    >>> found.difference, found.better, found.worse
    (1.0, 0.5, 0.0)
    """
    found = []
    for name in (each for each in FIGURES if each in moved):
        pair = np.array([moved[name], baseline[name]]).T
        pair = pair[np.isfinite(pair).all(axis=1)]
        if len(pair):
            found.append(_figure(name, equal_to_rounding(pair)))
    return found


def _figure(name: str, pair: Array) -> Figure:
    difference = pair[:, 0] - pair[:, 1]
    low, high = np.quantile(difference, [0.05, 0.95])
    sign = {"more": 1.0, "less": -1.0}.get(OUTCOMES[name].better, 0.0)
    return Figure(
        name,
        float(pair[:, 0].mean()),
        float(pair[:, 1].mean()),
        float(difference.mean()),
        float(low),
        float(high),
        float((sign * difference > 0.0).mean()),
        float((sign * difference < 0.0).mean()),
    )


def label(figure: Figure, language: Language) -> str:
    """Return the name of a figure in a language."""
    return label_of(OUTCOMES[figure.outcome], language)


def shown_unit(outcome: str, language: Language) -> str:
    """Return the unit that stands behind the value of a figure; shares carry theirs."""
    unit = OUTCOMES[outcome].unit
    return "" if unit.startswith("share") else unit_name(unit, language)


def shown(outcome: str, value: float, language: Language) -> str:
    """Format the value of a figure without its unit.

    Examples
    --------
    >>> shown("public_net_cost", 2_883_000.0, "zh"), shown("paying_share", 0.7123, "en")
    ('288万', '71.2%')
    """
    unit = OUTCOMES[outcome].unit
    if unit.startswith("share"):
        return percent(value, language, 1)
    return amount(value, language) if unit in SUMS else number(round(value, 2))


def shown_change(outcome: str, value: float, language: Language) -> str:
    """Format a difference with its sign; of shares in percentage points.

    Examples
    --------
    >>> shown_change("paying_share", -0.0312, "en"), shown_change("fallback_per_year", 0.0, "zh")
    ('-3.1 points', '0')
    """
    if OUTCOMES[outcome].unit.startswith("share"):
        points = f"{100.0 * value:+.1f}"
        points = "0" if float(points) == 0.0 else points
        return say("explore_points", language, points=points)
    if round(value, 2) == 0.0:
        return "0"
    return ("+" if value > 0 else "") + shown(outcome, value, language)
