"""Estimate sensitivity indices from given data: PAWN and Borgonovo's delta.

The package computes both itself and tests them against SALib. SALib takes ten times as long, sets
NumPy's global seed and the filters of warnings, drops rows that are not numbers, and turns errors
into notes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from commpartner.experiments.deciding.index_table import (
    Array,
    Outputs,
    check_options,
    checked_outputs,
    index_table,
    interval,
    resampling,
)
from commpartner.problems.arguments import in_columns, refused, same_labels
from commpartner.texts import Text

SHUFFLED = 40  # columns without effect, from which the noise of delta is read
REPEATED = 0.01  # share of rows with a value that occurs again, above which there is no density


def pawn(
    x: ArrayLike,
    outputs: Outputs,
    names: Sequence[str],
    *,
    seed: int = 0,
    slices: int = 10,
    level: float = 0.95,
    resamples: int = 100,
    negligible: float = 0.0,
    gaps: Collection[str] = (),
) -> pd.DataFrame:
    """Estimate PAWN indices from given data, for skewed or discrete outputs.

    The rows are cut into slices of equal size along an input. The index is the median over the
    slices of the largest gap between the distribution function of the output in the slice and in
    all rows (Kolmogorov-Smirnov; Pianosi & Wagener 2018, doi:10.1016/j.envsoft.2018.07.019).

    Parameters
    ----------
    x
        Inputs, shape (row, name); they may be correlated. Only their order counts.
    outputs
        By name, each of shape (row,).
    names
        Of the inputs.
    seed
        Of the bootstrap and of the input without effect.
    slices
        Of an input.
    level, resamples, negligible, gaps
        As in `sobol`.

    Returns
    -------
    pandas.DataFrame
        One row an output and input: outcome, input, pawn, pawn_low, pawn_high, noise, note. An
        input without any effect stays below ``noise`` with the probability `level`.

    Raises
    ------
    ValueError
        As in `sobol`, and if there are fewer than ten rows a slice.

    Examples
    --------
    >>> u = np.random.default_rng(0).random((1000, 2))
    >>> table = pawn(u, {"y": u[:, 0] ** 9}, ["a", "b"])
    >>> bool(table["pawn"][0] > table["noise"][0] > table["pawn"][1])
    True
    """
    check_options(level, resamples)
    same_labels(x=x, **outputs)
    given = _given(x, names)
    count = len(given)
    if slices < 2 or count < 10 * slices:
        raise refused("x", Text("count_rows", count=count), Text("ten_a_slice", slices=slices))
    columns = ("pawn", "pawn_low", "pawn_high", "noise")

    def estimate(y: Array) -> dict[str, Array]:
        random = resampling(seed)
        drawn = random.integers(count, size=(resamples, count))
        spread = np.std([_median_gap(given[rows], y[rows], slices) for rows in drawn], 0, ddof=1)
        shuffled = random.permuted(np.tile(np.arange(count), (resamples, 1)), axis=1).T
        noise = np.quantile(_median_gap(shuffled, y, slices), level)
        found = interval("pawn", _median_gap(given, y, slices), _two_sided(level) * spread)
        return found | {"noise": np.full(len(names), noise)}

    return index_table(
        checked_outputs(outputs, given, names, gaps), names, columns, estimate, negligible
    )


def delta(
    x: ArrayLike,
    outputs: Outputs,
    names: Sequence[str],
    *,
    seed: int = 0,
    level: float = 0.95,
    resamples: int = 20,
    negligible: float = 0.0,
    gaps: Collection[str] = (),
) -> pd.DataFrame:
    """Estimate Borgonovo's delta from given data: the shift of an output's density by an input.

    Half the mean area between the output's density and its density given the input: 0 without
    effect, 1 if the input decides all (Borgonovo 2007, doi:10.1016/j.ress.2006.04.015), by
    kernel estimates with the bias of sampling taken off (Plischke et al. 2013,
    doi:10.1016/j.ejor.2012.11.047, equations 26 and 30).

    Kernels and classes of finite width smooth both densities. The index of an input without effect
    is a few hundredths too high (compare with `noise`), that of a strong input some hundredths too
    low. The interval says how far another sample would move the estimate, and does not hold this
    bias.

    Parameters
    ----------
    x, outputs, names, seed, level, resamples, negligible, gaps
        As in `pawn`.

    Returns
    -------
    pandas.DataFrame
        One row an output and input: outcome, input, delta, delta_low, delta_high, noise, note. An
        input without any effect stays below ``noise`` with the probability `level`. NaN and a
        note if values repeat, since an output that sits on some values has no density there.

    Raises
    ------
    ValueError
        As in `sobol`, and if there are fewer than 100 rows.

    Examples
    --------
    >>> u = np.random.default_rng(0).random((300, 2))
    >>> table = delta(u, {"y": u[:, 0] ** 2}, ["a", "b"])
    >>> bool(table["delta"][0] > 0.6), bool(table["delta"][1] < 0.1)
    (True, True)
    """
    check_options(level, resamples)
    same_labels(x=x, **outputs)
    given = _given(x, names)
    count = len(given)
    if count < 100:
        raise refused("x", Text("count_rows", count=count), Text("hundred_or_more"))
    borders = _class_borders(count)

    def estimate(y: Array) -> dict[str, Array]:
        places = np.linspace(y.min(), y.max(), 100)
        random = resampling(seed)
        drawn = random.integers(count, size=(resamples, count))
        # Columns in random order have no effect: beside the inputs, they say what noise gives.
        shuffled = random.permuted(np.tile(np.arange(count), (SHUFFLED, 1)), axis=1).T
        each = np.concatenate([given, shuffled], axis=1)
        again = np.array([_half_area(each[r], y[r], places, borders) for r in drawn])
        found = 2.0 * _half_area(each, y, places, borders) - again.mean(axis=0)
        spread, ours = again.std(axis=0, ddof=1), len(names)
        noise = np.full(ours, np.quantile(found[ours:], level))
        return interval("delta", found[:ours], _two_sided(level) * spread[:ours]) | {"noise": noise}

    def no_density(y: Array) -> str:
        _, times = np.unique(y, return_counts=True)
        repeated = times[times > 1].sum() / count
        said = f"no density: {repeated:.0%} of the rows share a value; see PAWN"
        return said if repeated > REPEATED else ""

    columns = ("delta", "delta_low", "delta_high", "noise")
    checked = checked_outputs(outputs, given, names, gaps)
    return index_table(checked, names, columns, estimate, negligible, no_density)


def _median_gap(x: Array, y: Array, slices: int) -> Array:
    """Compute the median over slices of the largest gap of two distribution functions."""
    count = len(y)
    order = np.argsort(y, kind="stable")
    ends = np.append(np.diff(y[order]) > 0, True)  # the last row of each value
    overall = np.arange(1, count + 1)[ends] / count
    found = np.empty(x.shape[1])
    for number, column in enumerate(x.T):
        part = np.empty(count, dtype=np.intp)
        part[np.argsort(column, kind="stable")] = np.arange(count) * slices // count
        inside = np.cumsum(part[order, None] == np.arange(slices), axis=0)
        gaps = np.abs(inside[ends] / inside[-1] - overall[:, None])
        found[number] = np.median(gaps.max(axis=0))
    return found


def _half_area(x: Array, y: Array, places: Array, borders: NDArray[np.intp]) -> Array:
    """Compute half the mean area between the density of y and those in classes of x."""
    count = len(y)
    sizes = np.diff(borders)
    whole = _kernels(y, places, np.array([0, count])).mean(axis=0)
    found = np.empty(x.shape[1])
    for number, column in enumerate(x.T):
        ordered = y[np.argsort(column, kind="stable")]
        inside = np.add.reduceat(_kernels(ordered, places, borders), borders[:-1], axis=0)
        area = np.trapezoid(np.abs(whole - inside / sizes[:, None]), places, axis=1)
        found[number] = np.sum(sizes * area) / (2.0 * count)
    return found


def _kernels(y: Array, places: Array, borders: NDArray[np.intp]) -> Array:
    """Compute normal kernels at each place with Silverman's width of each class."""
    sizes = np.diff(borders)
    spread = [np.std(part, ddof=1) for part in np.split(y, borders[1:-1])]
    width = np.repeat(spread * (0.75 * sizes) ** -0.2, sizes)[:, None]
    distance = (places - y[:, None]) / width
    return np.asarray(np.exp(-0.5 * distance * distance) / (width * np.sqrt(2.0 * np.pi)))


def _class_borders(rows: int) -> NDArray[np.intp]:
    """Find the first row of every class of an input's ranks (Plischke et al. 2013)."""
    power = 2.0 / (7.0 + np.tanh((1500.0 - rows) / 500.0))
    classes = min(int(np.ceil(rows**power)), 48)
    return np.floor(np.linspace(0, rows, classes + 1)).astype(np.intp)


def _given(x: ArrayLike, names: Sequence[str]) -> Array:
    given = np.asarray(in_columns("x", x, names), dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != len(names):
        raise refused("x", Text("shape", shape=given.shape), Text("row_by_count", count=len(names)))
    if not np.isfinite(given).all():
        raise refused("x", Text("not_finite"), Text("finite_numbers"))
    return given


def _two_sided(level: float) -> float:
    """Return the number of standard errors on either side of an interval."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2.0))
