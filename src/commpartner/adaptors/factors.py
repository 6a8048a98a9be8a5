"""Which assumptions move the outcomes of a policy: those that it reads and that vary."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from commpartner.assumptions import Ledger
from commpartner.draws import Array
from commpartner.errors import InputError, Problem
from commpartner.experiments.evaluation import build_schemes, evaluate
from commpartner.experiments.sampling import dimensions
from commpartner.programme import Policy, Programme


def factors(
    programme: Programme, policies: Mapping[str, Policy], ledger: Ledger
) -> tuple[str, ...]:
    """Names for which the policies need a uniform number, in the order of the ledger.

    Rows that vary, and rows that hold a correlation: there the name stands for the factor that the
    correlated rows share. What a policy reads depends on its levers, not on values or months.

    Raises
    ------
    InputError
        Where nothing that the policies read varies.
    """
    asked: set[str] = set()

    def asking(name: str, seed: int, start: int, stop: int) -> Array:
        asked.add(name)
        return np.full(stop - start, 0.5)

    evaluate(build_schemes(programme, policies), ledger.draw(0, 0, 1, asking), months=1)
    found = tuple(name for name in dimensions(ledger) if name in asked)
    if not found:
        allowed = "at least one assumption that the policies read and that varies"
        raise InputError([Problem("ledger", None, "assumptions", "only fixed rows", allowed)])
    return found
