"""Generate the estates of Xiangyang from published counts."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.draws import uniforms
from commpartner.datasets.district import READINESS_WITH_BRANCH, synthetic_estates
from commpartner.programme import Estate
from commpartner.programme.figures import published_figures

SEED = 279


def xiangyang_estates() -> tuple[Estate, ...]:
    """Generate one estate for each management zone, with published counts of each kind.

    Published are 279 zones (xy_mgmt_zones), 62 estates taken on by the state-owned company
    (xy_estates_backstopped) and 253 committees (xy_committees); which estates they are is drawn.
    That an estate is a zone is an assumption. Sizes vary as those of the estates listed for
    Dandong, the nearest city of the same size with usable rows.
    """
    figures = published_figures()
    zones, abandoned, committees = (
        int(figures[name]) for name in ("xy_mgmt_zones", "xy_estates_backstopped", "xy_committees")
    )

    def first(stream: str, count: int) -> set[int]:
        order = np.argsort(uniforms(f"xiangyang.{stream}", SEED, 0, zones))
        return set(order[:count].tolist())

    unmanaged, organised = first("abandoned", abandoned), first("committee", committees)
    return tuple(
        estate.replace(
            managed=number not in unmanaged,
            governance=READINESS_WITH_BRANCH if number in organised else 0.0,
        )
        for number, estate in enumerate(synthetic_estates(zones, SEED, place="xiangyang"))
    )
