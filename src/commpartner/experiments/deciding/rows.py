"""Evaluate outcomes in many rows of assumptions, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from commpartner.assumptions.calibrated import Calibrated
from commpartner.assumptions.draws import Array, Draws
from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.running.evaluation import evaluate
from commpartner.model import metering
from commpartner.model.engines import Engine, chunk_for
from commpartner.model.scheme import Scheme
from commpartner.problems.arguments import Progress, refused
from commpartner.problems.wording import suggest
from commpartner.texts import Text

# From the first row and the one after the last to their values.
Rows = Callable[[int, int], Draws]
Found = dict[str, dict[str, Array]]


def outcomes_of_rows(
    schemes: Mapping[str, Scheme],
    rows: Rows,
    count: int,
    months: int,
    *,
    outcomes: Sequence[str],
    inputs: Sequence[str],
    gaps: Collection[str] = (),
    engine: Engine = "numpy",
    progress: Progress | None = None,
) -> Found:
    """Evaluate the outcomes of policies in many rows of assumptions.

    Parameters
    ----------
    schemes
        By name of the policy, from `build_schemes`.
    rows
        Gives the values of a run of rows.
    count
        Number of rows.
    months
        Horizon [month].
    outcomes
        Those that are wanted.
    inputs
        Assumptions whose values an error names.
    gaps
        Outcomes that may be NaN.
    engine, progress
        As in `simulate`.

    Returns
    -------
    dict
        Policy to outcome to an array of shape (row,).

    Raises
    ------
    ValueError
        If the horizon is too short for an outcome, or one is not finite: the values of the
        first row. Any other error of an evaluation is raised as it is, with the values of its row
        as a note (PEP 678).
    """
    size = chunk_for(engine, max(len(scheme.members) for scheme in schemes.values()))
    parts = []
    for start in range(0, count, size):
        stop = min(start + size, count)
        metering.count(len(schemes) * (stop - start), rows(start, stop).seed)
        found = _evaluated(schemes, rows, start, stop, months, inputs, engine)
        for policy in schemes:
            for outcome in outcomes:
                if outcome not in found[policy]:
                    allowed = suggest(outcome, found[policy])
                    raise refused(outcome, Text("no_figure_in_months", months=months), allowed)
                y = found[policy][outcome]
                bad = np.isinf(y) if outcome in gaps else ~np.isfinite(y)
                if bad.any():
                    row = int(np.argmax(bad))
                    where = _worded(rows(start, stop), inputs, start, row)
                    raise refused(
                        f"{outcome} of {policy!r}",
                        Text("value_where", first=y[row], where=where),
                        Text("figure_in_every_row"),
                    )
        parts.append(found)
        if progress is not None:
            progress(stop, count)
    return {
        policy: {name: np.concatenate([part[policy][name] for part in parts]) for name in outcomes}
        for policy in schemes
    }


def inputs_of(
    schemes: Mapping[str, Scheme], ledger: AssumptionTable, months: int, engine: Engine = "numpy"
) -> list[str]:
    """List the varying assumptions that the outcomes of policies depend on.

    Not those of which the model reads the central value alone, as a yardstick.
    """
    draws = ledger.draw(0, 0, 2)
    evaluate(schemes, draws, months, engine)

    def varies(name: str, values: Array) -> bool:
        row = ledger[name]
        if isinstance(row, Calibrated):  # two draws may be members that are alike
            return row.low < row.high
        return bool(values[0] != values[1])

    return [name for name, values in draws.record().items() if varies(name, values)]


def _evaluated(
    schemes: Mapping[str, Scheme],
    rows: Rows,
    start: int,
    stop: int,
    months: int,
    inputs: Sequence[str],
    engine: Engine,
) -> Found:
    try:
        return evaluate(schemes, rows(start, stop), months, engine)
    except (MemoryError, ImportError):
        raise  # no fault of a row
    except Exception as error:
        if stop - start == 1:
            error.add_note(_worded(rows(start, stop), inputs, start, 0))
            raise
        for row in range(start, stop):
            _evaluated(schemes, rows, row, row + 1, months, inputs, engine)
        raise


def _worded(values: Draws, inputs: Sequence[str], start: int, row: int) -> str:
    """Describe the place of an error: the row's number, and its values if known."""
    told = ", ".join(f"{name}={values[name][row, 0]:g}" for name in inputs)
    return f"in row {start + row}" + (f", where {told}" if told else "")
