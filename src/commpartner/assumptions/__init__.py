"""Hold uncertain numbers: the table of assumptions, distributions, draws and designs."""

from commpartner.assumptions.table import (
    Assumption,
    AssumptionTable,
    default_assumptions,
    load_assumptions,
)
from commpartner.problems.renamed import old_names

__all__ = ["Assumption", "AssumptionTable", "default_assumptions", "load_assumptions"]

__getattr__ = old_names(
    __name__,
    {
        "Ledger": "AssumptionTable",
        "default_ledger": "default_assumptions",
        "load_ledger": "load_assumptions",
    },
)
