"""Evaluate an outcome of a policy, or the difference between two policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Array
from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.choosing.paired import ROUNDING
from commpartner.experiments.deciding.rows import Rows, outcomes_of_rows
from commpartner.experiments.running.evaluation import build_schemes
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.engines import Engine, check_engine
from commpartner.model.scheme import Scheme, named_policy
from commpartner.problems.arguments import check_arguments
from commpartner.problems.wording import known_name
from commpartner.programme import Policy, Programme


class Figure(NamedTuple):
    """Hold the figure to evaluate and its fixed inputs.

    Attributes
    ----------
    names
        Of the policy, and of the baseline if there is one: what an error calls them.
    """

    programme: Programme
    policy: Policy
    baseline: Policy | None
    outcome: str
    ledger: AssumptionTable
    months: int
    engine: Engine
    label: str
    names: tuple[str, ...]


def followed(
    programme: Programme,
    policy: Policy | str,
    baseline: Policy | str | None,
    outcome: str,
    months: int,
    assumptions: AssumptionTable | None,
    engine: Engine,
) -> Figure:
    """Validate the arguments that define a figure.

    Raises
    ------
    InputError
        If a policy or the outcome is unknown.
    ValueError
        If months or engine are out of range.
    """
    check_arguments(months=months)
    check_engine(engine)
    known_name("figure", "outcome", outcome, OUTCOMES)
    name, policy = named_policy(programme, policy)
    names: tuple[str, ...] = (name,)
    label = f"{outcome} of {name}"
    if baseline is not None:
        other, baseline = named_policy(programme, baseline)
        names = (name, other if other != name else f"{name}, the baseline")
        label += f" less {other}"
    ledger = programme.assumption_table(assumptions)
    return Figure(programme, policy, baseline, outcome, ledger, months, engine, label, names)


def schemes_of(figure: Figure) -> dict[str, Scheme]:
    """Assign estates to centres under the policy and, if there is one, the baseline."""
    both = zip(figure.names, (figure.policy, figure.baseline), strict=False)
    policies = {name: policy for name, policy in both if policy is not None}
    return build_schemes(figure.programme, policies)


def in_rows(figure: Figure, rows: Rows, count: int, inputs: Sequence[str] = ()) -> Array:
    """Evaluate the figure in rows of assumptions, shape (row,).

    Parameters
    ----------
    rows, count, inputs
        As in `rows.outcomes_of_rows`.
    """
    found = outcomes_of_rows(
        schemes_of(figure),
        rows,
        count,
        figure.months,
        outcomes=[figure.outcome],
        inputs=inputs,
        engine=figure.engine,
    )
    ours, *baseline = (found[name][figure.outcome] for name in figure.names)
    if not baseline:
        return ours
    gap = ours - baseline[0]
    # The same sum taken in another order is no difference, and changes its sign nowhere.
    room = ROUNDING * np.maximum(abs(ours), abs(baseline[0]))
    return np.where(abs(gap) <= room, 0.0, gap)


def at_central(figure: Figure, seed: int = 0) -> float:
    """Evaluate the figure at the central values of the assumptions."""
    central = figure.ledger.draw(seed, 0, 1).at_central()
    return float(in_rows(figure, lambda start, stop: central, 1)[0])
