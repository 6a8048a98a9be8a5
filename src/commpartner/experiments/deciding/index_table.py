"""Check outputs and tabulate sensitivity indices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from commpartner.experiments.choosing.intervals import check_level
from commpartner.problems.arguments import refused, whole_number
from commpartner.texts import Text

Array = NDArray[np.float64]
Outputs = Mapping[str, ArrayLike]
Estimate = Callable[[Array], dict[str, Array]]

ROUNDING = 1e-12  # spread over size below which an output is taken for constant


def index_table(
    outputs: Mapping[str, Array],
    labels: Sequence[str],
    columns: Sequence[str],
    estimate: Estimate,
    negligible: float,
    unfit: Callable[[Array], str] = lambda y: "",
) -> pd.DataFrame:
    """Estimate the indices of every output; the note says why an output has none.

    Parameters
    ----------
    outputs
        Checked, each of shape (row,).
    labels
        Of the inputs, or of their groups.
    columns
        Of the indices.
    estimate
        From an output to its indices by column, each of shape (label,).
    negligible
        Spread up to which an output counts as constant.
    unfit
        Says why an output is not fit for the method; empty if it is.
    """
    parts = []
    for outcome, y in outputs.items():
        note = _note(y, negligible) or unfit(y)
        nothing = {name: np.full(len(labels), np.nan) for name in columns}
        found = nothing if note else estimate(y)
        parts.append(pd.DataFrame({"outcome": outcome, "input": labels, **found, "note": note}))
    table = pd.concat(parts, ignore_index=True)
    table.attrs["evaluations"] = len(next(iter(outputs.values())))
    return table


def _note(y: Array, negligible: float) -> str:
    """Describe why an output has no indices; empty if it has."""
    missing = int(np.isnan(y).sum())
    if missing:
        return f"no figure in {missing} of {y.size} rows"
    constant = np.ptp(y) <= max(negligible, ROUNDING * float(np.abs(y).max()))
    return "does not vary" if constant else ""


def checked_outputs(
    outputs: Outputs, rows: Array, names: Sequence[str], gaps: Collection[str]
) -> dict[str, Array]:
    """Validate that outputs are finite.

    Those in `gaps` may be NaN, but not infinite.
    """
    if not outputs:
        raise refused("outputs", Text("none"), Text("one_or_more"))
    checked = {}
    for outcome, values in outputs.items():
        y = np.asarray(values, dtype=np.float64)
        if y.shape != (len(rows),):
            raise refused(
                outcome, Text("shape", shape=y.shape), Text("one_axis_of", count=len(rows))
            )
        bad = np.isinf(y) if outcome in gaps else ~np.isfinite(y)
        if bad.any():
            row = int(np.argmax(bad))
            where = ", ".join(f"{n}={v:g}" for n, v in zip(names, rows[row], strict=True))
            raise refused(
                outcome,
                Text(
                    "not_finite_in_rows",
                    sum=bad.sum(),
                    size=y.size,
                    first=y[row],
                    row=row,
                    where=where,
                ),
                Text("finite_numbers"),
            )
        checked[outcome] = y
    return checked


def interval(name: str, found: Array, half: Array) -> dict[str, Array]:
    """Name the columns of an estimate and of the ends of its interval."""
    return {name: found, f"{name}_low": found - half, f"{name}_high": found + half}


def check_options(level: float, resamples: int) -> None:
    """Validate the confidence level and the number of resamples."""
    check_level(level)
    whole_number("resamples", resamples, 2)


def resampling(seed: int) -> np.random.Generator:
    """Make the random generator of resamples, the same for every output."""
    return np.random.default_rng([seed, 1])
