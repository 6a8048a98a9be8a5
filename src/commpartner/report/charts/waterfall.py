"""Draw how the income of ventures becomes profit, and who gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.labels import label_of
from commpartner.facts.scales import Scale, scale_of
from commpartner.facts.words import say, year_name
from commpartner.problems.arguments import Array
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import TICK, distinct, drawn
from commpartner.report.charts.sectors import payments
from commpartner.report.charts.streams import SPLIT, parts_of_profit, shared_out
from commpartner.report.charts.style import (
    AMBER,
    GAIN,
    GREY,
    TOTAL,
    check_given,
    dress,
    headed,
    height_of,
    plotly,
    policy_label,
    quantity,
)
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

VENTURES = "ventures"
BESIDE = 0.22  # of the span of the bars: room for numbers on either side
CENT = 0.01  # yuan/year, below which nothing is left
# Accounts that come before the others of their side; what is shared out comes last.
FIRST = ("venture_sales", "resident_sales", "venture_subsidy", "collective_top_up")
THEN = ("venture_costs", "capital_charges", "losses_covered", "losses_made_good")


class _Step(NamedTuple):
    """Hold a step: its label, what it adds [yuan/year], whether it is a sum so far."""

    label: str
    amount: float
    is_sum: bool = False


def waterfall_of_profit(
    result: SimulationResult, year: int | None = None, language: Language = "en"
) -> Figure:
    """Draw the income of ventures, their costs, and who gets what is left [money/year].

    Costs and capital charges come off first, then earlier losses and what belongs to owners and
    to the collective. What is left is the profit that is shared out: the percentages of the run
    that go back to the estates and that the operator keeps stand on the bars. What a settlement
    has not yet paid stands last.

    Parameters
    ----------
    year
        The year shown, 1 the first, or one of the calendar if the programme has a start; None:
        the mean year of the whole run.

    Raises
    ------
    InputError
        If the policy opens no venture.
    ArgumentError
        If the run has no such year.
    MissingExtraError
        If Plotly is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> run = cp.simulate(xiashan, "partner", months=24, draws=2, seed=7)
    >>> sum(cp.plots.described(cp.plots.waterfall_of_profit(run, 2)).table.iloc[:, 1]) > 0
    True
    """
    check_given("result", result, SimulationResult, language)
    money = payments(result, year)
    money = money[(money["payer"] == VENTURES) | (money["payee"] == VENTURES)]
    if money.empty:
        found, allowed = Text("without_ventures"), Text("opens_a_venture")
        raise InputError([Problem("plots", None, "result", found, allowed)])
    steps = _steps(money, language)
    objects = plotly()
    names = distinct(drawn(step.label, TICK) for step in steps)
    scale = scale_of("yuan/year", _reached(steps), language)
    values = [scale.factor * step.amount for step in steps]
    figure: Figure = objects.Figure(
        objects.Waterfall(
            orientation="h",
            x=values,
            y=names,
            measure=["total" if step.is_sum else "relative" for step in steps],
            text=[scale.text(step.amount, 1, "" if step.is_sum else "+") for step in steps],
            textposition="outside",
            cliponaxis=False,
            increasing_marker={"color": GAIN},
            decreasing_marker={"color": AMBER, "line": {"color": GREY, "width": 1.5}},
            totals_marker={"color": TOTAL},
            connector_line_color=GREY,
        )
    )
    unit = scale.unit
    label = policy_label(result, language)
    when = say("mean_year", language) if year is None else year_name(year, language)
    table = pd.DataFrame(
        {
            say("chart_part", language): [step.label for step in steps],
            headed(say("mean", language), unit, language): values,
        }
    )
    income = sum(step.amount for step in steps[: _income(money)])
    alt = say(
        "chart_waterfall_alt",
        language,
        label=label,
        when=when,
        income=quantity(income, "yuan/year", language),
    )
    profit = shared_out(money)
    if profit:
        alt += say("chart_profit_alt", language, **parts_of_profit(profit, language))
    return dress(
        figure,
        say("chart_waterfall", language, label=label, when=when, unit=unit),
        result.programme.synthetic,
        language,
        say("chart_waterfall_note", language),
        told=Told(alt, table),
        height=180 + height_of(names, 32),
        showlegend=False,
        xaxis={"title": unit, "range": _range(steps, scale)},
        yaxis={"autorange": "reversed", "automargin": True},
    )


def _steps(money: pd.DataFrame, language: Language) -> list[_Step]:
    """List the steps: income, costs and losses, the profit, its parts, what is not yet paid."""
    sign = money["payee"].eq(VENTURES) * 2.0 - 1.0
    amounts = dict(zip(money["account"], sign * money["mean"], strict=True))
    before = [name for name in (*FIRST, *THEN) if name in amounts]
    before += [name for name in amounts if name not in (*before, *SPLIT)]
    steps = [_Step(label_of(ACCOUNTS[name], language), amounts[name]) for name in before]
    split = [name for name in SPLIT if name in amounts]
    if split:
        left = sum(step.amount for step in steps)
        steps.append(_Step(say("chart_profit", language), left, is_sum=True))
        profit = shared_out(money)
        parts = parts_of_profit(profit, language) if profit else {}
        for name, part in zip(SPLIT, ("back", "kept"), strict=True):
            label = label_of(ACCOUNTS[name], language)
            if parts:
                label = say("chart_part_of_profit", language, name=label, share=parts[part])
            if name in split:
                steps.append(_Step(label, amounts[name]))
    rest = sum(step.amount for step in steps if not step.is_sum)
    if abs(rest) > CENT:
        steps.append(_Step(say("chart_not_settled", language), rest, is_sum=True))
    return steps


def _range(steps: list[_Step], scale: Scale) -> list[float]:
    """Return the ends of the axis, with room for the numbers beside the bars."""
    reached = scale.factor * _reached(steps)
    low, high = reached.min(), reached.max()
    room = BESIDE * (high - low)
    return [low - room, high + room]


def _reached(steps: list[_Step]) -> Array:
    """Return where each step ends [yuan/year]."""
    return np.cumsum([0.0, *(0.0 if step.is_sum else step.amount for step in steps)])


def _income(money: pd.DataFrame) -> int:
    """Count the accounts of income, which stand first."""
    return int(money["account"].isin(FIRST).sum())
