"""Describe a policy's measures for self-government: branches, committees, volunteers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from commpartner.facts.fields import described
from commpartner.programme.model import Model, NonNegative, Share


class Governance(Model, frozen=True):
    """Describe the self-government (治理能力) that a policy adds to the estates.

    Shares are of the estates served; every estate is given the average. Volunteers' hours replace
    some paid work and are valued in the accounts in kind.
    """

    readiness: Annotated[
        Share,
        described(
            "least readiness in every estate, whatever brings it about",
            "各小区的最低治理完备度，不论如何达到",
            "share",
        ),
    ] = 0.0
    branches: Annotated[
        Share,
        described(
            "of estates that get a party branch (小区党支部)", "建立小区党支部的小区占比", "share"
        ),
    ] = 0.0
    committees: Annotated[
        Share,
        described(
            "of estates that get an owners' committee (业委会/物管会)",
            "成立业委会（物管会）的小区占比",
            "share",
        ),
    ] = 0.0
    trained: Annotated[
        Share,
        described("of these committees that are trained", "其中经过培训的业委会占比", "share"),
    ] = 0.0
    nine_ones: Annotated[
        int,
        Field(strict=True, ge=0, le=9),
        described(
            "items of the nine-ones standard set up in each estate (九个一)",
            "各小区建成的“九个一”项数",
            "item",
        ),
    ] = 0
    council_issues: Annotated[
        NonNegative,
        described(
            "issues taken up by the estate council (党群议事会); 12 is fully active",
            "党群议事会每年议事数；12为充分活跃",
            "issue/estate/year",
        ),
    ] = 0.0
    volunteer_teams: Annotated[
        NonNegative,
        described(
            "teams of party members who help cleaning (党员志愿服务队)",
            "协助保洁的党员志愿服务队",
            "team",
        ),
    ] = 0.0
    repair_teams: Annotated[
        NonNegative,
        described(
            "teams of residents and staff who repair (匠心服务队)",
            "居民与员工组成的维修队（匠心服务队）",
            "team",
        ),
    ] = 0.0
    joint_defence: Annotated[
        Share,
        described(
            "of households in joint-defence groups (十户联防)", "参加十户联防的户数占比", "share"
        ),
    ] = 0.0
