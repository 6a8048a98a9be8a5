"""Make a programme of a list of estates: candidate centres, three policies, facts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from commpartner.assumptions.table import evidence
from commpartner.datasets.places import centre_places
from commpartner.datasets.synthetic import SERVICES, plain_policies
from commpartner.errors import InputError, Problem
from commpartner.io.plane import DECIMALS
from commpartner.lists.estate_list import EstateList
from commpartner.problems.arguments import of_type
from commpartner.programme import Centre, Estate, Fact, Programme
from commpartner.texts import Language, Text, in_language

PER_CENTRE = "estates_per_centre"


def programme_of_list(
    listed: EstateList,
    name: str,
    *,
    centres: int | None = None,
    without_refused: bool = False,
    language: Language = "en",
) -> Programme:
    """Make a programme of the estates of a list.

    It has what can be compared without further data: nothing (``unmanaged``), every estate served
    alone (``stand_alone``), and every estate served by the nearest centre (``clustered``). Estates
    that nobody manages are taken on; all of them if the list has no such estate. If every estate
    has a place, the centres stand among the households that they serve; otherwise centres without a
    place serve runs of estates in the order of the list, in which neighbours mostly stand together.

    Parameters
    ----------
    name
        Short name of the programme.
    centres
        Number of candidate centres; default: one for every 20 estates taken on, the central value
        of ``estates_per_centre`` in ``data/evidence.csv`` (an assumption).
    without_refused
        Make it even if cells were refused: as `EstateList.estates` has the estates.
    language
        Of the notes to the facts.

    Raises
    ------
    InputError
        With every problem of the list, or if no estate is left.
    """
    of_type("without_refused", without_refused, bool, Text("true_or_false"))
    if not without_refused or not listed.estates:
        listed.check()
    estates = listed.estates
    if not estates:
        found, allowed = Text("nothing"), Text("at_least_one_estate")
        raise InputError([Problem(listed.file, None, Text("rows"), found, allowed)])
    free = [estate for estate in estates if not estate.managed]
    taken_on = free or list(estates)
    count = _count(len(taken_on), centres)
    candidates = _centres(taken_on, count, language)
    levers = {} if free else {"takes_on": "all"}
    return Programme(
        name=name,
        label_en=name,
        label_zh=name,
        origin=listed.origin,
        estates=estates,
        centres=candidates,
        services=dict(SERVICES),
        policies=plain_policies([centre.id for centre in candidates], **levers),
        facts=tuple(_facts(listed, language)),
    )


def _count(estates: int, asked: int | None) -> int:
    per_centre = evidence()[PER_CENTRE].central
    return min(max(asked or math.ceil(estates / per_centre), 1), estates)


def _centres(estates: Sequence[Estate], count: int, language: Language) -> tuple[Centre, ...]:
    """Place the centres among the households; without a map they have no place."""
    names = [
        Text("candidate_centre", number=number).in_language(language)
        for number in range(1, count + 1)
    ]
    ids = [f"c{number:0{len(str(count))}d}" for number in range(1, count + 1)]
    if any(estate.x_km is None for estate in estates):
        return tuple(Centre(id=each, name=name) for each, name in zip(ids, names, strict=True))
    places = np.array([(estate.x_km, estate.y_km) for estate in estates], dtype=np.float64)
    weights = np.array([estate.households for estate in estates], dtype=np.float64)
    middles = np.round(centre_places(places, weights, count), DECIMALS).tolist()
    return tuple(
        Centre(id=each, name=name, x_km=x, y_km=y)
        for each, name, (x, y) in zip(ids, names, middles, strict=True)
    )


def _facts(listed: EstateList, language: Language) -> list[Fact]:
    """Describe the source of each column, and the rule of what was estimated."""
    found: list[Fact] = []
    whole = len(listed.estates)
    for part in listed.parts:
        for name, taken in part.reading.taken.items():
            column = part.table.sheet.titled(taken.column.number, taken.column.heading.text)
            value = Text("rows_of_list", rows=taken.filled, whole=len(part.reading.values))
            found.append(
                Fact(
                    field=f"estates.{name}",
                    value=in_language(value, language),
                    kind="derived",
                    source=f"{listed.file}{part.place}, {column}",
                )
            )
    for each in listed.estimates:
        value = Text("rows_estimated", rows=each.rows, whole=whole)
        found.append(
            Fact(
                field=f"estates.{each.field}",
                value=in_language(value, language),
                kind="assumption",
                note=in_language(each.rule, language),
            )
        )
    found.append(
        Fact(
            field="centres",
            value=in_language(Text("centres_estimated"), language),
            kind="assumption",
            note=in_language(Text("rule_centres"), language),
        )
    )
    return found
