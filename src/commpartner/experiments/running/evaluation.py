"""Evaluate the outcomes of several policies in the same draws."""

from __future__ import annotations

from collections.abc import Mapping

from commpartner.assumptions.draws import Draws
from commpartner.flows.namespace import Array
from commpartner.model.control import Rule
from commpartner.model.engines import Engine
from commpartner.model.scheme import Scheme, build_scheme
from commpartner.model.shared import Shared
from commpartner.model.together import run_together
from commpartner.programme import Policy, Programme
from commpartner.results.evaluate import evaluate_run


def build_schemes(programme: Programme, policies: Mapping[str, Policy]) -> dict[str, Scheme]:
    """Assign estates to centres for every policy."""
    return {name: build_scheme(programme, policy) for name, policy in policies.items()}


def evaluate(
    schemes: Mapping[str, Scheme],
    draws: Draws,
    months: int,
    engine: Engine = "numpy",
    rules: Mapping[str, Rule] | None = None,
    shared: Shared | None = None,
) -> dict[str, dict[str, Array]]:
    """Evaluate the outcomes of every policy in the same draws.

    Parameters
    ----------
    schemes
        By name of the policy, from `build_schemes`.
    draws
        Values of the assumptions: `AssumptionTable.draw`, or `Scenarios` with values of one's own.
    months
        Horizon [month].
    rules
        By name of the policy, if a rule sets some levers anew every month.
    shared
        What earlier calls have computed for the same programme, draws and months.

    Returns
    -------
    dict
        Policy to outcome to an array of shape (draw,). The same bits for every way of cutting the
        draws into chunks.

    Raises
    ------
    InputError
        If a policy and a draw do not go together.
    ImbalanceError
        If money does not balance in some draw and month.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> schemes = build_schemes(xiashan, {"partner": xiashan.policies["partner"]})
    >>> found = evaluate(schemes, xiashan.assumption_table().draw(7, 0, 4), months=12)
    >>> found["partner"]["savings_share"].shape
    (4,)
    """
    return {
        ran.policy: evaluate_run(ran.inputs, ran.run, ran.valued, draws.start).outcomes
        for ran in run_together(schemes, draws, months, engine, rules, shared)
    }
