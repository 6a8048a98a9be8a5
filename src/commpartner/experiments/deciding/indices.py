"""Estimate Sobol' and Morris sensitivity indices of any function with SALib.

Inputs are independent and uniform in (0, 1): the probabilities at which quantile functions are
read. SALib (Iwanaga et al. 2022, doi:10.18174/sesmo.18155) turns one output that is not a number
into indices of 0, and gives 0 for an output that does not vary. It reads seed 0 as no seed. All
outputs are therefore checked first, and SALib gets generators instead of seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from commpartner.experiments.deciding.index_table import (
    Array,
    Outputs,
    check_options,
    checked_outputs,
    index_table,
    interval,
    resampling,
)
from commpartner.problems.arguments import is_rising, is_whole, refused, whole_number
from commpartner.problems.optional import optional
from commpartner.texts import Text

Function = Callable[[Array], Outputs]


def sobol(
    function: Function,
    names: Sequence[str],
    n: int,
    seed: int,
    *,
    groups: Sequence[str] | None = None,
    level: float = 0.95,
    resamples: int = 200,
    negligible: float = 0.0,
    gaps: Collection[str] = (),
) -> pd.DataFrame:
    """Estimate Sobol' indices of first and total order for all outputs.

    First order: the part V(E(y|x)) / V(y) of the variance that an input explains alone. Total
    order: the part E(V(y|all but x)) / V(y) that it takes part in. Estimators of Saltelli et al.
    (2010, doi:10.1016/j.cpc.2009.09.018) on a scrambled Sobol' sequence; the interval is the
    estimate -+ z times its bootstrap standard error, so that an index near zero may lie below it.

    Parameters
    ----------
    function
        From rows of shape (row, name) to outputs by name, each of shape (row,).
    names
        Of the inputs.
    n
        Base sample, a power of two; the function gets n (inputs or groups + 2) rows.
    seed
        0 or more; 0 is a seed like any other.
    groups
        Name of the group of each input, if inputs are to have an index together.
    level
        Of the intervals.
    resamples
        Of the bootstrap.
    negligible
        Spread of an output [its unit] up to which it counts as constant.
    gaps
        Outputs that may be NaN in some rows; they then have no indices, and a note.

    Returns
    -------
    pandas.DataFrame
        One row an output and input (or group): outcome, input, first, first_low, first_high,
        total, total_low, total_high, note. NaN and a note if an output does not vary.
        ``attrs["evaluations"]`` has the number of rows.

    Raises
    ------
    ValueError
        If an argument is out of range or an output is not finite: how many, and the first row.
    MissingExtraError
        If the extra ``research`` is not installed.

    Examples
    --------
    >>> def model(u):
    ...     return {"sum": 2 * u[:, 0] + u[:, 1]}
    >>> table = sobol(model, ["a", "b"], 256, seed=0)
    >>> table["first"].round(1).tolist()
    [0.8, 0.2]
    """
    analyse = optional("SALib.analyze.sobol").analyze
    labels, member = _grouped(names, groups)
    rows = saltelli(member, n, seed)
    columns = ("first", "first_low", "first_high", "total", "total_low", "total_high")

    def estimate(y: Array) -> dict[str, Array]:
        # No groups are passed on: the rows have one block a group, as if each were an input.
        found = analyse(
            _problem(labels),
            y,
            calc_second_order=False,
            num_resamples=resamples,
            conf_level=level,
            seed=resampling(seed),
        )
        first = interval("first", found["S1"], found["S1_conf"])
        return first | interval("total", found["ST"], found["ST_conf"])

    check_options(level, resamples)
    outputs = checked_outputs(function(rows), rows, names, gaps)
    return index_table(outputs, labels, columns, estimate, negligible)


def saltelli(member: Sequence[int], n: int, seed: int) -> Array:
    """Build Saltelli's sample rows: A, A with each group's columns from B, and B.

    SALib's own sampler gives wrong rows if all inputs form one group, and takes as long as the
    model. In all other cases the rows are equal.

    Parameters
    ----------
    member
        Number of the group of each input, from 0.
    n
        A power of two, for which the sequence is balanced.
    seed
        Of the scrambling.

    Returns
    -------
    numpy.ndarray
        Shape (n (groups + 2), input), in (0, 1), in the order that SALib's analysis expects.

    Examples
    --------
    >>> saltelli([0, 1, 1], 4, seed=0).shape
    (16, 3)
    """
    from scipy.stats import qmc

    if not is_whole(n) or n < 2 or n & (n - 1):
        raise refused("n", n, Text("power_of_two"))
    inputs = np.asarray(member)
    sequence = qmc.Sobol(2 * inputs.size, rng=np.random.default_rng(seed)).random(n)
    sequence += 2.0**-31  # from the corner of a cell, which may be 0, to its middle
    a, b = sequence[:, : inputs.size], sequence[:, inputs.size :]
    mixed = [np.where(inputs == group, b, a) for group in range(int(inputs.max()) + 1)]
    return np.stack([a, *mixed, b], axis=1).reshape(-1, inputs.size)


def morris(
    function: Function,
    names: Sequence[str],
    n: int,
    seed: int,
    *,
    groups: Sequence[str] | None = None,
    grid: int = 4,
    span: tuple[float, float] = (0.05, 0.95),
    level: float = 0.95,
    resamples: int = 200,
    negligible: float = 0.0,
    gaps: Collection[str] = (),
) -> pd.DataFrame:
    """Estimate Morris' elementary effects to screen many inputs at little cost.

    An effect is the change of the output per unit of probability when one input alone takes a
    large step. mu_star is the mean of their sizes, mu their mean, sigma their standard deviation:
    large against mu_star if the effect is curved or depends on other inputs (Morris 1991,
    doi:10.1080/00401706.1991.10484804; Campolongo et al. 2007,
    doi:10.1016/j.envsoft.2006.10.004).

    Parameters
    ----------
    function, names, seed, groups, level, resamples, negligible, gaps
        As in `sobol`.
    n
        Trajectories; the function gets n (inputs or groups + 1) rows.
    grid, span
        Each input takes as many values (an even number), evenly spaced over the span.

    Returns
    -------
    pandas.DataFrame
        One row an output and input: outcome, input, mu_star, mu_star_low, mu_star_high, mu,
        sigma, note. mu and sigma are NaN for a group of several inputs, whose steps differ in
        direction.

    Raises
    ------
    ValueError, MissingExtraError
        As in `sobol`.

    Examples
    --------
    >>> table = morris(lambda u: {"sum": 3 * u[:, 0] - u[:, 1]}, ["a", "b"], 4, seed=0)
    >>> table["mu_star"].round(6).tolist(), table["mu"].round(6).tolist()
    ([3.0, 1.0], [3.0, -1.0])
    """
    if not is_whole(grid) or grid < 2 or grid % 2:
        raise refused("grid", grid, Text("even_number"))
    if not is_rising(span, 0.0, 1.0):
        raise refused("span", span, Text("two_rising_inside_0_1"))
    whole_number("n", n, 2)
    check_options(level, resamples)
    sample = optional("SALib.sample.morris").sample
    analyse = optional("SALib.analyze.morris").analyze
    labels, member = _grouped(names, groups)
    problem = _problem(names, span) | {"groups": [labels[each] for each in member]}
    rows = sample(problem, n, num_levels=grid, seed=np.random.default_rng(seed))
    single = np.bincount(member) == 1
    columns = ("mu_star", "mu_star_low", "mu_star_high", "mu", "sigma")

    def estimate(y: Array) -> dict[str, Array]:
        found = analyse(
            problem,
            rows,
            y,
            num_resamples=resamples,
            conf_level=level,
            num_levels=grid,
            seed=resampling(seed),
        )
        # SALib takes the step as a part of the span.
        per_unit = {
            name: np.ma.filled(found[name], np.nan) / (span[1] - span[0])
            for name in ("mu_star", "mu_star_conf", "mu", "sigma")
        }
        sizes = interval("mu_star", per_unit["mu_star"], per_unit["mu_star_conf"])
        return sizes | {name: np.where(single, per_unit[name], np.nan) for name in ("mu", "sigma")}

    outputs = checked_outputs(function(rows), rows, names, gaps)
    return index_table(outputs, labels, columns, estimate, negligible)


def _grouped(names: Sequence[str], groups: Sequence[str] | None) -> tuple[list[str], list[int]]:
    """List the groups in order, and the number of the group of each input."""
    given = list(names if groups is None else groups)
    if len(given) != len(names) or not given:
        raise refused("groups", len(given), Text("one_for_each_name", count=len(names)))
    labels = list(dict.fromkeys(given))
    return labels, [labels.index(each) for each in given]


def _problem(names: Sequence[str], bounds: tuple[float, float] = (0.0, 1.0)) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [bounds] * len(names)}
