"""Find the month in which an estate joins: by its id, its community, sub-district or centre."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from commpartner.problems.wording import bounded
from commpartner.programme.estate import Estate
from commpartner.texts import Text, either

KINDS = ("estate", "community", "subdistrict", "centre")  # the most specific first
MOST_NAMED = 5  # sub-districts of one community that an error names

Neighbourhood = tuple[str, str]  # community and sub-district; empty if not known


class Listed(NamedTuple):
    """Hold the ids of the estates of a programme, and the neighbourhoods in which they lie."""

    ids: Sequence[str]
    neighbourhoods: Collection[Neighbourhood]


def listed(estates: Iterable[Estate]) -> Listed:
    """Collect ids and neighbourhoods of estates."""
    known = list(estates)
    places = {(estate.community, estate.subdistrict) for estate in known}
    return Listed([estate.id for estate in known], places)


def month_of_joining(joins: Mapping[str, int], estate: Estate, centre: str | None) -> int:
    """Return the month of the most specific name that is given: estate, community, ..., centre.

    Examples
    --------
    >>> place = {"community": "first", "subdistrict": "hill"}
    >>> estate = Estate(id="e1", households=90, floor_area=6e3, **place)
    >>> month_of_joining({"hill": 6, "north": 2}, estate, "north")
    6
    >>> month_of_joining({"hill": 6, "first": 3}, estate, None)
    3
    """
    for name in (estate.id, estate.community, estate.subdistrict, centre):
        if name and name in joins:
            return joins[name]
    return 0


class Joinable:
    """Hold what `joins` can name in a programme, each name with the kinds of what it names."""

    def __init__(self, estates: Listed, centres: Iterable[str]) -> None:
        self._subdistricts: dict[str, set[str]] = {}
        for community, subdistrict in estates.neighbourhoods:
            self._subdistricts.setdefault(community, set()).add(subdistrict)
        names = (
            estates.ids,
            self._subdistricts,
            {subdistrict for _, subdistrict in estates.neighbourhoods},
            centres,
        )
        self._kinds: dict[str, list[str]] = {}
        for kind, each in zip(KINDS, names, strict=True):
            for name in dict.fromkeys(each):
                if name:
                    self._kinds.setdefault(name, []).append(kind)

    def mistake(self, name: str, suggested: Iterator[int]) -> tuple[Text, str] | None:
        """Tell what is wrong with a name and what is allowed; None if it names one thing.

        Parameters
        ----------
        suggested
            Counts the names that were compared with all that exist.
        """
        kinds = self._kinds.get(name, [])
        if not kinds:
            allowed = bounded(name, self._kinds, suggested)
            return Text("not_among", name=repr(name), kind=Text("joining")), allowed
        if len(kinds) > 1:
            both = either([Text(f"joins_{kind}") for kind in kinds], "joins_both")
            return Text("joins_of_kinds", name=repr(name), kinds=both), Text("joins_clear")
        within = sorted(filter(None, self._subdistricts.get(name, ())))
        if kinds == ["community"] and len(within) > 1:
            more = ["..."] if len(within) > MOST_NAMED else []
            told = ", ".join([*within[:MOST_NAMED], *more])
            found = Text("joins_within", name=repr(name), count=len(within), names=told)
            return found, Text("joins_clear")
        return None
