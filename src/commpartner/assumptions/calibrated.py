"""Hold rows of the table of assumptions that a calibration has narrowed: drawn together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from commpartner.assumptions.draws import Array, generator_of
from commpartner.assumptions.table import Assumption


class Calibrated(Assumption):
    """Hold one number as a calibration knows it: the values of its members.

    Rows of one calibration are drawn together. Draw *d* takes member ``order[d mod n]`` of every
    row, with an order that the seed decides, so that what belongs together stays together. ``low``,
    ``central`` and ``high`` are the least, the middle and the largest member.
    """

    members: Annotated[tuple[float, ...], Field(min_length=2)]
    prior: Assumption

    @classmethod
    def of(cls, prior: Assumption, members: Array, **changes: Any) -> Calibrated:
        """Make a row from the one before the calibration and its members.

        Parameters
        ----------
        members
            Shape (member,) [unit of the row].
        changes
            Fields that differ from those of the row before, such as kind and source.
        """
        low, middle, high = (float(each) for each in np.quantile(members, (0.0, 0.5, 1.0)))
        return cls(
            **{
                **prior.model_dump(),
                "distribution": "uniform" if low < high else "fixed",
                "low": low,
                "central": min(max(middle, low), high),
                "high": high,
                "correlated_by": "",
                **changes,
            },
            members=tuple(members.tolist()),
            prior=prior,
        )

    @cached_property
    def _values(self) -> Array:
        return np.array(self.members)

    @cached_property
    def _sorted(self) -> Array:
        return np.sort(self._values)

    def joint(self, seed: int, start: int, stop: int) -> Array:
        """Return the values of the draws ``start`` to ``stop - 1``, shape (draw,).

        Draw *d* is one member for all rows; ``n`` draws in a row have each member once.
        """
        count = len(self.members)
        return np.asarray(self._values[_order(seed, count)[np.arange(start, stop) % count]])

    def quantile(self, probability: Array) -> Array:
        """Compute the value at each probability: the members' own, without steps in between."""
        place = np.floor(np.asarray(probability) * len(self.members)).astype(np.intp)
        return np.asarray(self._sorted[np.clip(place, 0, len(self.members) - 1)])

    def changed(self, changes: Mapping[str, Any]) -> Assumption:
        """Return a copy with some fields changed.

        A change to what the row was before the calibration leaves it calibrated. So a programme may
        state its own rows again.
        """
        if all(getattr(self.prior, name, None) == value for name, value in changes.items()):
            return self
        return self.prior.changed(changes)

    def replace(self, /, **changes: Any) -> Assumption:
        """Return an ordinary row with some fields changed; it is calibrated no more."""
        own = self.model_dump(exclude={"members", "prior"})
        return Assumption(**{**own, **changes})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with changed fields, validated."""
        return type(self)(**{**self.model_dump(), **(update or {})})


def calibrated_rows(table: Mapping[str, Assumption]) -> list[str]:
    """List the rows of a table that are drawn together."""
    return [name for name, row in table.items() if isinstance(row, Calibrated)]


@lru_cache(maxsize=64)
def _order(seed: int, count: int) -> NDArray[np.intp]:
    """Return the members in the order of the draws of a seed, shape (member,)."""
    order = generator_of("calibrated members", seed).permutation(count)
    order.flags.writeable = False
    return np.asarray(order)
