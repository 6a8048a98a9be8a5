"""Read the usual ranges of the quantities of a programme, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from commpartner.facts.rows import rows
from commpartner.texts import Text


class UsualRange(NamedTuple):
    """Hold the usual range of one quantity; a value outside it is implausible.

    A name with a dot (``estates.households``) is a field of every entry of that part of a
    programme. Other quantities are computed from several fields. An end that is None is open.
    """

    name: str
    low: float | None
    high: float | None
    unit: str
    kind: str
    source: str
    note: str

    @property
    def label(self) -> Text:
        """Name the quantity in both languages."""
        return Text("usual_" + self.name.replace(".", "_"))

    def holds(self, value: float) -> bool:
        """Return whether a value is usual."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@cache
def usual_ranges() -> Mapping[str, UsualRange]:
    """Return the usual ranges shipped with the package, by name."""
    return MappingProxyType(
        {
            row["name"]: UsualRange(
                **{**row, "low": _number(row["low"]), "high": _number(row["high"])}  # type: ignore[arg-type]
            )
            for row in rows("usual_ranges")
        }
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
