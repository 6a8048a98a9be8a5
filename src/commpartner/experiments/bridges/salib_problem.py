"""Convert a policy to a problem of SALib.

SALib knows triangular, uniform and normal distributions and no PERT, and its factors are
independent. So a factor here is a probability, and the assumption's quantiles make values of it:
distributions and correlations are those of every other run. Wages share a factor, which has the
name of the row that holds their correlation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from commpartner.assumptions.draws import Array
from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.bridges.factors import factors_and_outcomes
from commpartner.experiments.deciding.rows import outcomes_of_rows
from commpartner.experiments.running.evaluation import build_schemes
from commpartner.model.scheme import Scheme, named_policy
from commpartner.problems.arguments import check_arguments, in_columns, one_number, refused, require
from commpartner.problems.wording import known_name
from commpartner.programme import Policy, Programme
from commpartner.texts import Text


def salib_problem(
    programme: Programme,
    policy: Policy | str,
    assumptions: AssumptionTable | None = None,
    tail: float = 0.001,
) -> dict[str, Any]:
    """Describe the uncertain inputs of a policy as a SALib problem.

    Parameters
    ----------
    policy
        A policy, or the name of one of the programme's. Only assumptions that it reads are factors.
    assumptions
        A table of assumptions in place of the default one; the programme's own rows replace its
        rows.
    tail
        Probability left out at either end, in (0, 0.5). Morris puts points on the bounds
        themselves, where the value of a lognormal is 0 or infinite.

    Returns
    -------
    dict
        ``num_vars``, ``names``, and ``bounds`` of the probabilities.

    Raises
    ------
    InputError
        If the policy is unknown or nothing that it reads varies.
    ValueError
        If `tail` is out of its range.

    Examples
    --------
    >>> import commpartner as cp
    >>> problem = salib_problem(cp.datasets.load("xiashan"), "partner")
    >>> "stall_rent" in problem["names"], "hall_price" in problem["names"], problem["bounds"][0]
    (True, False, [0.001, 0.999])
    """
    one_number("tail", tail, lambda x: 0 < x < 0.5, Text("above_0_below_half"))
    name, policy = named_policy(programme, policy)
    schemes = build_schemes(programme, {name: policy})
    names, _ = factors_and_outcomes(schemes, programme.assumption_table(assumptions), months=1)
    bounds = [[tail, 1.0 - tail] for _ in names]
    return {"num_vars": len(names), "names": list(names), "bounds": bounds}


def salib_function(
    programme: Programme,
    policy: Policy | str,
    outcome: str,
    *,
    months: int = 120,
    assumptions: AssumptionTable | None = None,
) -> Callable[[ArrayLike], Array]:
    """Make the model function for SALib's samples, from X (row, factor) to Y (row,).

    The columns of X are those of `salib_problem` for the same policy and assumptions. Estates
    differ alike in every row, so that Y depends on X alone.

    Returns
    -------
    callable
        It can be pickled. It raises ValueError if X has another shape or is not within (0, 1),
        and if a row has no such outcome: from a single NaN SALib would make indices of 0.

    Raises
    ------
    InputError
        If the policy is unknown, there is no such outcome of so many months, or nothing that the
        policy reads varies.
    ValueError
        If `months` is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> factors = salib_problem(xiashan, "partner")["num_vars"]
    >>> cost = salib_function(xiashan, "partner", "cost_per_household_month", months=12)
    >>> cost([[0.5] * factors, [0.9] * factors]).shape
    (2,)
    """
    check_arguments(months=months)
    name, policy = named_policy(programme, policy)
    ledger = programme.assumption_table(assumptions)
    schemes = build_schemes(programme, {name: policy})
    names, outcomes = factors_and_outcomes(schemes, ledger, months)
    known_name("salib", "outcome", outcome, outcomes)
    return partial(_outcomes_of, schemes, ledger, names, outcome, months)


def from_unit(ledger: AssumptionTable, names: tuple[str, ...], points: Array) -> Scenarios:
    """Convert probabilities of the factors to values of the assumptions.

    Parameters
    ----------
    names
        Of the factors: rows that vary, or rows that hold a correlation.
    points
        Probabilities in (0, 1), shape (row, factor).
    """

    def given(name: str, seed: int, start: int, stop: int) -> Array:
        return np.asarray(points[start:stop, names.index(name)])

    draws = ledger.draw(0, 0, len(points), given)
    varying = [name for name in names if ledger[name].distribution != "fixed"]
    return Scenarios(ledger, {name: draws[name][:, 0] for name in varying})


def _outcomes_of(
    schemes: Mapping[str, Scheme],
    ledger: AssumptionTable,
    names: tuple[str, ...],
    outcome: str,
    months: int,
    x: ArrayLike,
) -> Array:
    given = in_columns("X", x, names)
    points = require("X", given, lambda p: (p > 0) & (p < 1), Text("probabilities_of_problem"))
    if points.ndim != 2 or points.shape[1] != len(names) or not len(points):
        allowed = Text("rows_by_count", count=len(names))
        raise refused("X", Text("shape", shape=points.shape), allowed)

    def rows(start: int, stop: int) -> Scenarios:
        return from_unit(ledger, names, points[start:stop])

    (found,) = outcomes_of_rows(
        schemes, rows, len(points), months, outcomes=[outcome], inputs=names
    ).values()
    return found[outcome]
