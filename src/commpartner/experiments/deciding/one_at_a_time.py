"""Measure the effect of each assumption alone on an outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.deciding.figure import at_central, followed, in_rows, schemes_of
from commpartner.experiments.deciding.rows import inputs_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.engines import Engine
from commpartner.problems.arguments import is_rising, refused
from commpartner.programme import Policy, Programme
from commpartner.programme.origins import origins
from commpartner.texts import Text


def tornado(
    programme: Programme,
    policy: Policy | str,
    outcome: str,
    *,
    baseline: Policy | str | None = None,
    span: tuple[float, float] = (0.05, 0.95),
    months: int = 120,
    assumptions: AssumptionTable | None = None,
    engine: Engine = "numpy",
) -> pd.DataFrame:
    """Measure the effect on an outcome of moving each assumption to its low and high quantile.

    The others stay at their central values, those that it is correlated with, too; so interactions
    do not show, for which see `commpartner.sensitivity`. Estates differ as in draw 0.

    Parameters
    ----------
    programme, policy, months, assumptions, engine
        As in `simulate`.
    outcome
        Name of the outcome.
    baseline
        A second policy; the figures are then `policy` less `baseline`.
    span
        Probabilities of the two quantiles.

    Returns
    -------
    pandas.DataFrame
        One row an assumption that varies, has an order and is read, the largest swing first:
        assumption, low_value, high_value, unit, outcome_low, outcome_central, outcome_high,
        swing (largest less smallest of the three), kind, source. ``attrs["unit"]`` has the unit
        of the outcome.

    Raises
    ------
    InputError
        If a policy or the outcome is unknown.
    ValueError
        If an argument is out of range or the outcome is not finite: the values of the row.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.experiments.deciding.one_at_a_time import tornado
    >>> xiashan = cp.datasets.load("xiashan")
    >>> table = tornado(xiashan, "clustered", "cost_per_household_month", months=1)
    >>> bool(table["swing"].is_monotonic_decreasing)
    True
    """
    if not is_rising(span, 0.0, 1.0):
        raise refused("span", span, Text("two_rising_inside_0_1"))
    figure = followed(programme, policy, baseline, outcome, months, assumptions, engine)
    ledger = figure.ledger
    central = at_central(figure)
    schemes = schemes_of(figure)
    read = inputs_of(schemes, ledger, months, engine)
    inputs = [name for name in read if ledger[name].ordered]
    if not inputs:
        raise refused("tornado", Text("no_assumption_read"), Text("one"))
    ends = {name: ledger[name].quantile(np.array(span)) for name in inputs}
    values = {name: np.full(2 * len(inputs), ledger[name].central) for name in inputs}
    for number, name in enumerate(inputs):
        values[name][2 * number : 2 * number + 2] = ends[name]

    def rows(start: int, stop: int) -> Draws:
        return Scenarios(ledger, {name: each[start:stop] for name, each in values.items()})

    known = origins(programme, {name: scheme.policy for name, scheme in schemes.items()}, ledger)
    figures = in_rows(figure, rows, 2 * len(inputs), inputs).reshape(-1, 2)
    table = pd.DataFrame(
        {
            "assumption": inputs,
            "low_value": [ends[name][0] for name in inputs],
            "high_value": [ends[name][1] for name in inputs],
            "unit": [ledger[name].unit for name in inputs],
            "outcome_low": figures[:, 0],
            "outcome_central": central,
            "outcome_high": figures[:, 1],
            "swing": np.ptp(np.column_stack([figures, np.full(len(inputs), central)]), axis=1),
            "kind": [known[name].kind for name in inputs],
            "source": [known[name].source for name in inputs],
        }
    )
    table = table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)
    table.attrs["unit"] = OUTCOMES[outcome].unit
    table.attrs |= programme.mark()
    return table
