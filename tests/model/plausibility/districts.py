"""Districts in which all is usual, to be changed in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commpartner.model.plausibility import Finding, implausible_values
from commpartner.programme import Centre, Estate, Policy, Programme

Point = tuple[float, float]


def estates(count: int = 12) -> tuple[Estate, ...]:
    return tuple(
        Estate(
            id=f"e{number:02d}",
            name=f"小区{number}",
            households=120 + 9 * number,
            floor_area=75.0 * (120 + 9 * number),
            gates=1,
            x_km=0.5 * (number % 4),
            y_km=0.6 * (number // 4),
        )
        for number in range(count)
    )


CENTRES = (Centre(id="west", x_km=0.2, y_km=0.4), Centre(id="east", x_km=1.3, y_km=0.8))
CLUSTERED = Policy(centres=("west", "east"))


def district(**changes: Any) -> Programme:
    parts: dict[str, Any] = {
        "name": "district",
        "estates": estates(),
        "centres": CENTRES,
        "policies": {"clustered": CLUSTERED},
    }
    return Programme(**{**parts, **changes})


def moved(
    change: Callable[[float, float], Point], parts: tuple[str, ...] = ("estates", "centres")
) -> Programme:
    """Write the places of the parts in other units."""
    usual = district()
    changed = {}
    for part in parts:
        entries = []
        for entry in getattr(usual, part):
            x, y = change(entry.x_km, entry.y_km)
            entries.append(entry.replace(x_km=x, y_km=y))
        changed[part] = tuple(entries)
    return usual.replace(**changed)


def with_estate(number: int, **changes: Any) -> Programme:
    every = list(estates())
    every[number] = every[number].replace(**changes)
    return district(estates=tuple(every))


def only(programme: Programme) -> Finding:
    (finding,) = implausible_values(programme)
    return finding


def codes(programme: Programme) -> set[str]:
    return {finding.code for finding in implausible_values(programme)}
