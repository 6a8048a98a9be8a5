"""Find the assumptions that no policy reads."""

from __future__ import annotations

from collections.abc import Iterable

from commpartner.assumptions.calibrated import Calibrated
from commpartner.assumptions.table import Assumption, AssumptionTable, default_assumptions
from commpartner.errors import UnusedAssumptionWarning
from commpartner.model.inputs import month_inputs
from commpartner.model.scheme import build_scheme
from commpartner.model.valuation import valuation
from commpartner.problems.arguments import of_type
from commpartner.programme import Policy, Programme
from commpartner.texts import Text


def rows_read(programme: Programme, policies: Iterable[Policy]) -> set[str]:
    """Name the assumptions that runs of policies read; the policies alone decide it."""
    ledger = programme.assumption_table(None)
    found: set[str] = set()
    for policy in policies:
        draw = ledger.draw(0, 0, 1)
        month_inputs(build_scheme(programme, policy), draw, 1)
        valuation(draw, 1)
        found |= set(draw.record())
    return found


def unread_overrides(programme: Programme, policies: Iterable[Policy]) -> list[str]:
    """Name the assumptions that a programme replaces and no policy reads."""
    if not programme.assumptions:
        return []
    read = rows_read(programme, policies)
    return [name for name in programme.assumptions if name not in read]


def changed_rows(ledger: AssumptionTable) -> list[str]:
    """Name the assumptions in which a table differs from the default one.

    A row held at its central value is not changed: that takes its spread away and moves nothing.
    Neither is a calibrated row: a calibration has all rows that its own policy reads.
    """
    default = default_assumptions()

    def same(row: Assumption) -> bool:
        if isinstance(row, Calibrated):
            return True
        known = default[row.name]
        if row.distribution == "fixed" and row.central == known.central:
            return True
        numbers = (row.distribution, row.low, row.central, row.high)
        return numbers == (known.distribution, known.low, known.central, known.high)

    return [row.name for row in ledger.values() if row.name not in default or not same(row)]


def unused_warning(
    programme: Programme, policies: Iterable[Policy], assumptions: AssumptionTable | None
) -> UnusedAssumptionWarning | None:
    """Warn about changed assumptions that no policy reads."""
    of_type("assumptions", assumptions, (AssumptionTable, type(None)), Text("a_ledger"))
    changed = [] if assumptions is None else changed_rows(assumptions)
    changed = [name for name in changed if name not in programme.assumptions]
    read = rows_read(programme, policies) if changed else set()
    names = [name for name in changed if name not in read]
    return UnusedAssumptionWarning(Text("unused_rows", rows=", ".join(names))) if names else None
