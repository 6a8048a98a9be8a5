"""Keep the value of information from falling when a set of assumptions grows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


def never_falling(
    sets: Mapping[Key, Sequence[str]],
    estimates: Mapping[Key, Found],
    value: Callable[[Found], float],
) -> dict[Key, Found]:
    """Assign each set the estimate of the part of it that has the highest value.

    Who knows a set knows each part of it, so a set is worth no less than its parts. Estimates of
    large sets are the less exact ones; if one is below that of a part, the part's is the better.
    A set with the same members is a part, too: equal sets have equal estimates.

    Parameters
    ----------
    sets
        Names of assumptions by key.
    estimates
        By key.
    value
        Of an estimate.

    Returns
    -------
    dict
        Estimates by key, none below that of a part.

    Examples
    --------
    >>> sets = {"wage": ["wage"], "both": ["wage", "fee"]}
    >>> never_falling(sets, {"wage": 3.0, "both": 2.5}, float)
    {'wage': 3.0, 'both': 3.0}
    """
    members = {key: frozenset(names) for key, names in sets.items()}
    return {
        key: max(
            (estimates[part] for part in sets if members[part] <= members[key]),
            key=value,
        )
        for key in sets
    }
