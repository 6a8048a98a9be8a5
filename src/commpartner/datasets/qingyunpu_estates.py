"""Generate the blocks of Qingyunpu from published villages and assumed tenants."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.draws import Array, uniforms
from commpartner.assumptions.table import evidence
from commpartner.datasets.district import (
    HOUSEHOLDS_PER_GATE,
    READINESS_WITH_BRANCH,
    synthetic_estates,
)
from commpartner.datasets.places import grid_places
from commpartner.programme import Estate
from commpartner.programme.figures import published_figures

SEED = 160
BLOCKS_PER_VILLAGE = 3
TENANTS_PER_VILLAGER = 1.0  # households of tenants for each household of villagers
VILLAGE_SPACING_KM = 1.5
VILLAGE_WIDTH_KM = 0.6


def qingyunpu_estates() -> tuple[Estate, ...]:
    """Generate three blocks of dwellings in each of the five renovated villages.

    Published are 5 villages (qy_villages_renovated) and nearly 5000 villagers
    (qy_residents_benefiting). The assumed persons per household make households of them; that as
    many households of tenants live there is an assumption. Sizes vary as those of the estates
    listed in Qingyunpu and are scaled to that total; floor areas, condition and need vary as in any
    synthetic district.
    """
    figures = published_figures()
    villages, villagers = (
        int(figures[name]) for name in ("qy_villages_renovated", "qy_residents_benefiting")
    )
    persons = evidence()["persons_per_household"].central
    total = villagers / persons * (1.0 + TENANTS_PER_VILLAGER)
    blocks = synthetic_estates(villages * BLOCKS_PER_VILLAGE, SEED, place="qingyunpu")
    scale = total / sum(block.households for block in blocks)

    def jitter(stream: str, count: int) -> Array:
        axes = [uniforms(f"qingyunpu.{stream}.{axis}", SEED, 0, count) for axis in "xy"]
        return np.stack(axes, axis=1)

    middles = np.repeat(
        grid_places(jitter("village", villages), VILLAGE_SPACING_KM), BLOCKS_PER_VILLAGE, axis=0
    )
    offsets = VILLAGE_WIDTH_KM * (jitter("block", len(blocks)) - 0.5)
    places = np.round(middles + offsets, 4).tolist()

    def block_of(number: int, block: Estate) -> Estate:
        village, part = (1 + index for index in divmod(number, BLOCKS_PER_VILLAGE))
        households = round(block.households * scale)
        return block.replace(
            id=f"v{village}b{part}",
            name=f"合成村{village}第{part}片 synthetic village {village} block {part}",
            households=households,
            floor_area=round(households * block.floor_area / block.households, 1),
            gates=-(-households // HOUSEHOLDS_PER_GATE),
            x_km=places[number][0],
            y_km=places[number][1],
            managed=False,
            governance=READINESS_WITH_BRANCH,
        )

    return tuple(block_of(number, block) for number, block in enumerate(blocks))
