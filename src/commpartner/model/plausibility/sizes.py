"""Find estates whose size lies outside what costs are known for."""

from __future__ import annotations

from collections.abc import Iterable

from commpartner.facts.quantities import number
from commpartner.model.plausibility.ranges import usual_ranges
from commpartner.programme import Estate
from commpartner.texts import Text


def sizes_beyond_data(estates: Iterable[Estate]) -> Text | None:
    """Describe the estates outside the sizes that data support; None if there are none.

    Small estates are usual in old districts, so this is no implausible value. It belongs beside the
    figures that hang on it: the saving against what is bought today, whose response to size is
    fitted on disclosed costs.
    """
    usual = usual_ranges()["size_with_costs"]
    sizes = [estate.households for estate in estates]
    beyond = [size for size in sizes if not usual.holds(size)]
    if not beyond:
        return None
    return Text(
        "sizes_beyond_data",
        count=len(beyond),
        all=len(sizes),
        smallest=number(min(beyond)),
        largest=number(max(beyond)),
        low=number(usual.low or 0.0),
        high=number(usual.high or 0.0),
    )
