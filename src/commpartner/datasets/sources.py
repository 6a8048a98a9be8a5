"""Describe the generated data of a synthetic programme and their sources."""

from __future__ import annotations

from commpartner.assumptions.table import AssumptionTable
from commpartner.datasets.district import (
    CONDITION_SIGMA,
    HOUSEHOLDS_PER_GATE,
    READINESS_WITH_BRANCH,
    branch_share,
    managed_share,
)
from commpartner.datasets.listed import LEAST_HOUSEHOLDS
from commpartner.facts.rows import rows
from commpartner.programme import Fact


def facts(place: str, ledger: AssumptionTable) -> tuple[Fact, ...]:
    """Describe the source of every generated attribute, from ``data/synthetic_facts.csv``."""
    drawn = {
        name: f"{row.distribution} {row.low:g}, {row.central:g}, {row.high:g} {row.unit}"
        for name in ("floor_area_per_household", "elderly_share_60plus")
        for row in (ledger[name],)
    }
    numbers = {
        "place": place,
        "least": LEAST_HOUSEHOLDS,
        "per_gate": HOUSEHOLDS_PER_GATE,
        "spacing": ledger["distance_between_estates"].central,
        "managed": managed_share(),
        "branch": branch_share(),
        "sigma": CONDITION_SIGMA,
        "readiness": READINESS_WITH_BRANCH,
    }
    return tuple(
        Fact.model_validate(row | {"value": row["value"].format(**drawn, **numbers)})
        for row in rows("synthetic_facts")
    )
