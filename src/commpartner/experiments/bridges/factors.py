"""List the assumptions that the outcomes of policies depend on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from commpartner.assumptions.calibrated import calibrated_rows
from commpartner.assumptions.designs import dimensions
from commpartner.assumptions.draws import Array
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.running.evaluation import evaluate
from commpartner.model.scheme import Scheme
from commpartner.texts import Text


def factors_and_outcomes(
    schemes: Mapping[str, Scheme], ledger: AssumptionTable, months: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the uncertain inputs and the outcomes of runs of policies.

    Returns
    -------
    factors
        The rows that vary, and the rows that hold a correlation, in the order of the table. The
        name of the latter stands for the factor that the correlated rows share. What a policy reads
        depends on its levers alone.
    outcomes
        Those of this many months.

    Raises
    ------
    InputError
        If nothing that the policies read varies.
    """
    if calibrated_rows(ledger):
        found, allowed = Text("a_calibrated_row"), Text("row_of_its_own")
        raise InputError([Problem("ledger", None, "assumptions", found, allowed)])
    asked: set[str] = set()

    def asking(name: str, seed: int, start: int, stop: int) -> Array:
        asked.add(name)
        return np.full(stop - start, 0.5)

    told = evaluate(schemes, ledger.draw(0, 0, 1, asking), months)
    factors = tuple(name for name in dimensions(ledger) if name in asked)
    if not factors:
        allowed = Text("one_assumption_read")
        raise InputError([Problem("ledger", None, "assumptions", Text("only_fixed_rows"), allowed)])
    return factors, tuple(next(iter(told.values())))
