"""Describe a policy's measures for self-government: branches, committees, volunteers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from commpartner.programme.model import Model, NonNegative, Share


class Governance(Model, frozen=True):
    """Describe the self-government (治理能力) that a policy adds to the estates.

    Shares are of the estates served; every estate is given the average. Volunteers' hours replace
    some paid work and are valued in the accounts in kind.
    """

    readiness: Share = 0.0
    branches: Share = 0.0
    committees: Share = 0.0
    trained: Share = 0.0
    nine_ones: Annotated[int, Field(strict=True, ge=0, le=9)] = 0
    council_issues: NonNegative = 0.0
    volunteer_teams: NonNegative = 0.0
    repair_teams: NonNegative = 0.0
    joint_defence: Share = 0.0
