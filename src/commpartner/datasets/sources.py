"""Describe the generated data of a synthetic programme and their sources."""

from __future__ import annotations

from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.datasets.district import (
    CONDITION_SIGMA,
    HOUSEHOLDS_PER_GATE,
    LEAST_HOUSEHOLDS,
    READINESS_WITH_BRANCH,
    branch_share,
    managed_share,
)
from commpartner.programme import Fact

NOTE = (
    "All {estates} estates and {centres} candidate centres are generated (seed {seed}), none is "
    "observed. Households, floor areas, spacing and need follow the assumptions "
    "households_per_estate, floor_area_per_household, distance_between_estates and "
    "elderly_share_60plus; the shares that are managed and covered by a branch follow the "
    "published figures of Xiashan; condition and readiness are assumed. See the facts."
)


def facts(ledger: AssumptionTable) -> tuple[Fact, ...]:
    """Describe the source of every generated attribute."""

    def drawn(row: Assumption) -> str:
        return f"{row.distribution} {row.low:g}, {row.central:g}, {row.high:g} {row.unit}"

    households = ledger["households_per_estate"]
    area = ledger["floor_area_per_household"]
    spacing = ledger["distance_between_estates"]
    elderly = ledger["elderly_share_60plus"]
    spread = "The row's range is read as the spread among estates."
    return (
        Fact(
            field="estates.households",
            value=f"{drawn(households)}, drawn again below {LEAST_HOUSEHOLDS}",
            kind="derived",
            source="ledger: households_per_estate",
            note=spread,
        ),
        Fact(
            field="estates.floor_area",
            value=f"households times {drawn(area)}",
            kind="derived",
            source="ledger: floor_area_per_household",
            note=spread,
        ),
        Fact(
            field="estates.gates",
            value=f"one for every {HOUSEHOLDS_PER_GATE} households, rounded up",
            kind="assumption",
        ),
        Fact(
            field="estates.x_km",
            value=f"a grid of {spacing.central:g} km with jitter, one estate in each square",
            kind="assumption",
            source="ledger: distance_between_estates",
        ),
        Fact(
            field="estates.managed",
            value=f"share {managed_share():.3f}",
            kind="derived",
            source="xs_managed_estates_covered, xs_unmanaged_estates_covered",
            note="The share among covered estates is taken for all.",
        ),
        Fact(
            field="estates.condition",
            value=f"lognormal, median 1, sigma {CONDITION_SIGMA:g}",
            kind="assumption",
        ),
        Fact(
            field="estates.governance",
            value=f"{READINESS_WITH_BRANCH:g} in the share {branch_share():.3f}, else 0",
            kind="assumption",
            source="xs_managed_estates_covered, xs_unmanaged_estates_covered, xs_estates_archived",
            note="The share is published; what a branch is worth is assumed.",
        ),
        Fact(
            field="estates.need_index",
            value=f"{drawn(elderly)}, relative to its mean",
            kind="assumption",
            source="ledger: elderly_share_60plus",
            note=spread,
        ),
        Fact(
            field="centres.x_km",
            value="in the middle of the households nearest to each",
            kind="assumption",
        ),
    )
