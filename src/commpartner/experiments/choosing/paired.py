"""Pair the outcomes of several policies by draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.compared import Compared
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.arguments import Array, refused
from commpartner.problems.wording import among, as_names, suggest
from commpartner.texts import Text

# Sums that are taken in another order differ by some 1e-15 of their size, and by more where large
# terms cancel; no effect of a policy is as small as this.
ROUNDING = 1e-12
SHOWN = 5  # draws that an error names


def paired(comparison: Compared, outcome: str) -> pd.DataFrame:
    """Tabulate one outcome by draw and policy, over the draws that every policy has.

    Draws are common to all policies (common random numbers), so a difference within a row is due to
    the policies alone. An experiment that failed takes its draw from all policies. Values of a row
    that differ by rounding are made equal (`equal_to_rounding`). The order in which a sum is taken
    then makes no policy better.

    Parameters
    ----------
    comparison
        Policies in the same draws.
    outcome
        Name of an outcome.

    Returns
    -------
    pandas.DataFrame
        Index draw in rising order, one column a policy in the order of the comparison
        [unit of the outcome].

    Raises
    ------
    InputError
        If there is no such outcome.
    ValueError
        If a policy has no number in some draw, or no draw is common to all policies.

    References
    ----------
    P. Glasserman and D. D. Yao (1992), Some guidelines and guarantees for common random numbers,
    doi:10.1287/mnsc.38.6.884.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aab"), "draw": [0, 1, 0], "satisfaction": [60.0, 80.0, 70.0]}
    >>> one_failed = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> paired(one_failed, "satisfaction").to_dict()
    {'a': {0: 60.0}, 'b': {0: 70.0}}
    """
    table = shared_draws(comparison, outcome)
    missing = (~np.isfinite(table.to_numpy())).sum(axis=0)
    if missing.any():
        found = ", ".join(
            f"{policy!r} in {count}"
            for policy, count in zip(table.columns, missing, strict=True)
            if count
        )
        raise refused(
            outcome,
            Text("no_number_for", found=found, count=len(table)),
            Text("outcome_in_every_draw"),
        )
    table[:] = equal_to_rounding(table.to_numpy())
    return table


def shared_draws(comparison: Compared, outcome: str) -> pd.DataFrame:
    """Tabulate one outcome by draw and policy; the value is NaN if a policy lacks it."""
    check_outcomes(comparison, [outcome])
    of_both = comparison.outcomes[["policy", "draw"]]
    if of_both.duplicated().any():
        found = Text("draws_twice", draws=in_short(of_both.loc[of_both.duplicated(), "draw"]))
        raise refused("outcomes", found, Text("one_row_a_policy_and_draw"))
    rows = comparison.outcomes[["policy", "draw", outcome]].set_index("draw")
    by_policy = {str(policy): part for policy, part in rows.groupby("policy")[outcome]}
    columns = {policy: by_policy.get(policy, rows[outcome][:0]) for policy in comparison.policies}
    table = pd.concat(columns, axis=1, join="inner", names=["policy"]).sort_index()
    if table.empty:
        raise refused("draws", Text("none_all_succeeded"), Text("one_draw_see_failures"))
    table.attrs = {}
    return table.astype(np.float64)


def in_short(draws: Iterable[object]) -> str:
    """Write the first five draws of several, each once.

    Examples
    --------
    >>> in_short([1, 1, 2]), in_short(range(9))
    ('1, 2', '0, 1, 2, 3, 4, ...')
    """
    first = [*dict.fromkeys(draws)]
    return ", ".join(map(str, first[:SHOWN])) + (", ..." if len(first) > SHOWN else "")


def equal_to_rounding(values: Array) -> Array:
    """Make the values of a row equal if they differ by no more than rounding.

    Neighbours in size that are within 1e-12 of the largest absolute value of the whole array
    become the smaller of them. Everything else keeps its bits.

    Parameters
    ----------
    values
        Finite, shape (row, column).

    Returns
    -------
    numpy.ndarray
        Shape (row, column).

    Examples
    --------
    >>> equal_to_rounding(np.array([[0.3, 0.1 + 0.2, 0.4]])).tolist()
    [[0.3, 0.3, 0.4]]
    """
    order = np.argsort(values, axis=1, kind="stable")
    rising = np.take_along_axis(values, order, axis=1)
    begins = np.ones(values.shape, dtype=np.bool_)
    begins[:, 1:] = np.diff(rising, axis=1) > ROUNDING * np.abs(values).max()
    first = np.maximum.accumulate(np.where(begins, np.arange(values.shape[1]), 0), axis=1)
    equal = np.empty_like(values)
    np.put_along_axis(equal, order, np.take_along_axis(rising, first, axis=1), axis=1)
    return equal


def check_outcomes(comparison: Compared, outcomes: str | Iterable[str]) -> list[str]:
    """Validate the names of outcomes of a comparison and return them as a list."""
    known = known_outcomes(comparison)
    asked = as_names(outcomes)
    problems = [
        Problem("comparison", None, "outcome", repr(name), suggest(name, known))
        for name in asked
        if not among(name, known)
    ]
    if problems:
        raise InputError(problems)
    return asked


def check_policies(comparison: Compared, policies: str | Iterable[str]) -> list[str]:
    """Validate the names of policies of a comparison and return them as a list."""
    asked, known = as_names(policies), list(comparison.policies)
    problems = [
        Problem("comparison", None, "policy", repr(name), suggest(name, known))
        for name in asked
        if not among(name, known)
    ]
    if problems or not asked:
        none = Problem("comparison", None, "policies", Text("none"), Text("at_least_one_policy"))
        raise InputError(problems or [none])
    return asked


def known_outcomes(comparison: Compared) -> list[str]:
    """List the outcomes of a comparison."""
    return [str(name) for name in comparison.outcomes if name in OUTCOMES]


def direction(outcome: str) -> float:
    """Return 1 if more of an outcome is better and -1 if less is better."""
    match OUTCOMES[outcome].better:
        case "more":
            return 1.0
        case "less":
            return -1.0
        case "neither":
            allowed = Text("outcome_with_direction")
            raise InputError([Problem("comparison", None, "outcome", repr(outcome), allowed)])


def as_table(
    comparison: Compared, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> pd.DataFrame:
    """Make a table from rows; it keeps the mark of synthetic data of its source."""
    table = pd.DataFrame(rows, columns=pd.Index(columns))
    source = comparison.outcomes.attrs
    table.attrs = {"synthetic": source["synthetic"]} if "synthetic" in source else {}
    return table
