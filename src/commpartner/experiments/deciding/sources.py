"""Add units, kinds and sources to a table of sensitivity indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.outcomes import OUTCOMES
from commpartner.programme import Programme
from commpartner.programme.origins import Origin


def with_sources(
    table: pd.DataFrame,
    ledger: AssumptionTable,
    members: Mapping[str, Sequence[str]],
    known: Mapping[str, Origin],
    programme: Programme,
) -> pd.DataFrame:
    """Add units, and where the assumptions come from."""

    def joined(field: str) -> dict[str, str]:
        rows = {
            label: [known[name] for name in names if len(names) == 1 or ledger[name].correlated_by]
            for label, names in members.items()
        }
        return {
            label: "; ".join(dict.fromkeys(filter(None, (getattr(row, field) for row in each))))
            for label, each in rows.items()
        }

    units = table["outcome"].map({name: outcome.unit for name, outcome in OUTCOMES.items()})
    table.insert(1, "unit", units)
    note = table.pop("note")
    for field in ("kind", "source"):
        table[field] = table["input"].map(joined(field))
    table["note"] = note
    table.attrs = programme.mark()
    return table.rename(columns={"input": "assumption"})
