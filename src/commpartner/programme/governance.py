"""What a policy does for self-government: branches, committees, councils, volunteers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from commpartner.programme.model import Model, NonNegative, Share, field


class Governance(Model):
    """Capacity for self-government (治理能力) that a policy adds to what the estates have.

    Shares are of the estates served; every estate is given the average. Volunteers' hours replace
    some paid work and are valued in the ledger in kind.
    """

    readiness: Share = field(
        0.0, unit="share", description="least readiness in every estate, whatever brings it about"
    )
    branches: Share = field(
        0.0, unit="share", description="of estates that get a party branch (小区党支部)"
    )
    committees: Share = field(
        0.0, unit="share", description="of estates that get an owners' committee (业委会/物管会)"
    )
    trained: Share = field(0.0, unit="share", description="of these committees that are trained")
    nine_ones: Annotated[int, Field(ge=0, le=9)] = field(
        0, unit="item", description="items of the nine-ones standard set up in each estate (九个一)"
    )
    council_issues: NonNegative = field(
        0.0,
        unit="issue/estate/year",
        description="issues taken up by the estate council (党群议事会); 12 is fully active",
    )
    volunteer_teams: NonNegative = field(
        0.0, unit="team", description="teams of party members who help cleaning (党员志愿服务队)"
    )
    repair_teams: NonNegative = field(
        0.0, unit="team", description="teams of residents and staff who repair (匠心服务队)"
    )
    joint_defence: Share = field(
        0.0, unit="share", description="of households in joint-defence groups (十户联防)"
    )
