"""Answer what fee closes the gap between own income and cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import AssumptionTable
from commpartner.flows.namespace import Array
from commpartner.model.values import Values
from commpartner.planning.questions.answer import Answer, Figure, Sentence
from commpartner.planning.questions.asking import Asked, ask, not_checked
from commpartner.planning.questions.covering import (
    MONTHS_OF_YEAR,
    Sought,
    covering,
    span_of,
    today,
    told,
)
from commpartner.planning.questions.solving import POINTS, chances_table, enough_in
from commpartner.problems.arguments import one_number, refused
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

MOST = 5.0  # times the fee of the policy


def fee_that_closes_gap(
    programme: Programme,
    policy: Policy | str,
    *,
    year: int = 5,
    most: float = MOST,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Find the fee of month 0 at which own income covers the cost of a year.

    .. math:: f_d = \min \{f : \text{own income}_{d,y}(f) \ge \text{cost}_{d,y}\}

    in every draw :math:`d`, by bisection over runs of the model. A higher fee is billed to all, and
    fewer pay it (`price_effect`), so own income may never reach the cost. If a policy has a menu,
    all its prices are multiplied by one factor, and the answer is that factor.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws.
    year
        Whose self-sufficiency is to be 1: 1, 3, 5 or 10.
    most
        End of the range searched, as a multiple of the fee now at its median over the draws.
    draws
        Number of draws.

    Returns
    -------
    Answer
        In yuan/m2/month or yuan/household/month, the basis of the policy; a ratio for a menu.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If it serves no estate or charges no fee, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.fee_that_closes_gap(
    ...     cp.datasets.load("xiashan"), "partner", year=3, draws=8, seed=7
    ... )
    >>> found.unit, found.low < found.high
    ('yuan/m2/month', True)
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions, year=year)
    most = one_number("most", most, lambda x: 1 < x <= 100, Text("number_above_1_to", high=100))
    by_area = asked.policy.fee_basis == "floor_area"
    menu = bool(asked.policy.menu)
    unit = "ratio" if menu else f"yuan/{'m2' if by_area else 'household'}/month"
    now = np.ones(draws) if menu else fee_now(asked)
    sought = _sought(asked, most * float(np.median(now)))
    values = covering(asked, year, sought, POINTS)
    own = today(asked, year)
    times = values / np.where(now > 0, now, np.nan)
    table = chances_table(values, unit) if menu else chances_table(values, unit, of_now=times)
    if not menu:
        table.attrs["units"]["of_now"] = "ratio"
    shown = told(asked, year, values, unit, sought.high, now, own)
    found, never = ("asked_menu", "asked_menu_not") if menu else ("asked_fee", "asked_fee_not")
    span = span_of(values)
    sentences = [Sentence(found if np.isfinite(span.value) else never, shown)]
    if 0 < span.value < np.inf and np.ptp(now) > 0:
        shown["times"] = Figure(enough_in(times, 0.5))
        sentences.append(Sentence("asked_fee_times", shown))
    if np.isnan(values).any():
        sentences.append(Sentence("asked_menu_none" if menu else "asked_fee_none", shown))
    return asked.answer(
        "fee_that_closes_gap",
        values,
        unit,
        span,
        (sought.low, sought.high),
        table,
        sentences,
        months=year * MONTHS_OF_YEAR,
    )


def fee_now(asked: Asked) -> Array:
    """Return the fee of the policy in every draw, shape (draw,).

    Raises
    ------
    ArgumentError
        If it is 0 in half of the draws or more.
    """
    values = asked.ledger.draw(asked.seed, 0, asked.draws)
    now = np.asarray(Values(values)(asked.policy.fee)[:, 0])
    if not np.median(now) > 0:
        raise refused("policy", Text("no_fee"), Text("policy_with_fee"))
    return now


def _sought(asked: Asked, high: float) -> Sought:
    """Let the fee, or a factor of all prices of the menu, be given in every draw."""
    menu = asked.policy.menu
    if not menu:
        scheme = asked.with_rows({"fee": "sought"})
        return Sought(scheme, lambda draws, fee: {"sought": fee}, 0.0, high)
    prices: dict[str, Any] = {
        "menu": tuple(
            not_checked(package, {"fee": f"sought_{place}"}) for place, package in enumerate(menu)
        )
    }

    def given(draws: Draws, factor: Array) -> Mapping[str, Array]:
        value = Values(draws)
        return {
            f"sought_{place}": factor * value(package.fee)[:, 0]
            for place, package in enumerate(menu)
        }

    return Sought(asked.with_rows(prices), given, 0.0, high)
