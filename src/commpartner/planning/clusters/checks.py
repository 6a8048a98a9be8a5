"""Validate what is asked of a plan; an error names all mistakes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, get_args

import numpy as np

from commpartner.errors import InputError, Problem
from commpartner.planning.clusters.contiguity import neighbours_of
from commpartner.planning.clusters.limits import hopeless
from commpartner.planning.clusters.result import Border
from commpartner.planning.clusters.task import Array, Ints, Mask, Task
from commpartner.problems.arguments import is_number, is_whole
from commpartner.problems.wording import among, as_names, shorten, suggest
from commpartner.programme import Centre, Estate, Policy, Programme
from commpartner.texts import Text

BORDERS = get_args(Border)


class Asked(NamedTuple):
    """Hold the arguments of a plan as they were given."""

    centres: object
    keep: object
    candidates: object
    maximum_distance: object
    estates_per_centre: object
    within: object
    contiguous: bool
    leave_alone: bool


def task_of(programme: Programme, base: Policy, asked: Asked, reach: float) -> Task:
    """Validate all arguments and make the task.

    Parameters
    ----------
    reach
        Distance beyond which a trip takes more than a working day [km].

    Raises
    ------
    InputError
        If an argument is not allowed, or if no plan can exist; with all problems at once.
    """
    planned = [
        place
        for place, each in enumerate(programme.estates)
        if base.takes_on == "all" or not each.managed
    ]
    estates = [programme.estates[place] for place in planned]
    candidates, problems = _candidates(programme, estates, asked.candidates)
    keep = as_names(asked.keep)
    problems += _wrong_keep(keep, candidates)
    problems += _wrong_numbers(asked, len(estates), len(candidates), len(keep))
    problems += _wrong_places(estates, candidates)
    problems += _wrong_border(asked.within, estates)
    if not estates:
        problems.append(Problem("", None, "base", Text("no_estate_taken_on"), Text("takes_on_one")))
    if problems:
        raise InputError(problems)
    place, spot = _places(estates), _places(candidates)
    distance = np.hypot(*(place[:, None, :] - spot[None, :, :]).transpose(2, 0, 1))
    households = np.array([float(each.households) for each in estates])
    room = np.array([np.inf if each.capacity is None else each.capacity for each in candidates])
    limit = reach if asked.maximum_distance is None else min(reach, _number(asked.maximum_distance))
    allowed = (distance <= limit) & (households[:, None] <= room * (1.0 + 1e-12))
    if asked.within is not None:
        allowed &= _inside(estates, str(asked.within), distance)
    task = Task(
        programme=_with(programme, candidates),
        given=tuple(each.id for each in programme.centres),
        base=base,
        estates=np.array(planned, dtype=np.int64),
        candidates=candidates,
        distance=distance,
        allowed=allowed,
        households=households,
        room=room,
        most=len(estates) if asked.estates_per_centre is None else _whole(asked.estates_per_centre),
        centres=None if asked.centres is None else _whole(asked.centres),
        keep=np.array([each.id in set(keep) for each in candidates], dtype=np.bool_),
        leave_alone=asked.leave_alone,
        neighbours=neighbours_of(place) if asked.contiguous else None,
    )
    found = [*hopeless(task, limit)]
    if found:
        raise InputError(found)
    return task


def _number(value: object) -> float:
    return float(str(value))


def _whole(value: object) -> int:
    return int(str(value))


def _candidates(
    programme: Programme, estates: list[Estate], asked: object
) -> tuple[tuple[Centre, ...], list[Problem]]:
    """Collect the candidates: the programme's, places of estates, or those given."""
    known = {each.id: each for each in programme.centres}
    problems: list[Problem] = []
    found: dict[str, Centre] = {}
    if asked is None:
        found = dict(known)
    elif among(asked, ["estates"]):
        names = [each.id for each in estates]
        found = dict(known) | {
            f"at_{name}": Centre(id=f"at_{name}", name=each.name, x_km=each.x_km, y_km=each.y_km)
            for name, each in zip(names, estates, strict=True)
            if f"at_{name}" not in known
        }
    elif isinstance(asked, Iterable) and not isinstance(asked, str):
        for number, each in enumerate(asked):
            place = f"candidates[{number}]"
            if among(each, known):
                found[each] = known[each]
            elif isinstance(each, str):
                allowed = suggest(each, known)
                problems.append(Problem("", None, place, shorten(each), allowed, "candidates"))
            elif not isinstance(each, Centre):
                allowed = Text("centre_or_id")
                problems.append(Problem("", None, place, shorten(each), allowed, "candidates"))
            elif each.id in found or known.get(each.id, each) != each:
                allowed = Text("each_name_once")
                problems.append(Problem("", None, place, shorten(each.id), allowed, "candidates"))
            else:
                found[each.id] = each
    else:
        problems.append(Problem("", None, "candidates", shorten(asked), Text("candidates_of_plan")))
    if not found and not problems:
        problems.append(Problem("", None, "candidates", Text("none"), Text("some_candidate")))
    return tuple(found.values()), problems


def _wrong_keep(keep: list[object], candidates: tuple[Centre, ...]) -> Iterator[Problem]:
    known = [each.id for each in candidates]
    for number, each in enumerate(keep):
        if not among(each, known):
            allowed = suggest(each, known) if known else Text("some_candidate")
            yield Problem("", None, f"keep[{number}]", shorten(each), allowed, "keep")
        elif keep.index(each) < number:
            yield Problem("", None, f"keep[{number}]", shorten(each), Text("each_name_once"))


def _wrong_numbers(asked: Asked, estates: int, candidates: int, kept: int) -> Iterator[Problem]:
    least, most = max(kept, 1), max(min(estates, candidates), 1)
    if asked.centres is not None and not (
        is_whole(asked.centres) and least <= asked.centres <= most
    ):
        allowed = Text("whole_number_from_to", low=least, high=most)
        yield Problem("", None, "centres", shorten(asked.centres), allowed)
    far = asked.maximum_distance
    if far is not None and not (is_number(far) and far > 0.0):
        yield Problem("", None, "maximum_distance", shorten(far), Text("finite_number_above_zero"))
    each = asked.estates_per_centre
    if each is not None and not (is_whole(each) and each >= 1):
        allowed = Text("whole_number", least=1)
        yield Problem("", None, "estates_per_centre", shorten(each), allowed)


def _wrong_places(estates: list[Estate], candidates: tuple[Centre, ...]) -> Iterator[Problem]:
    allowed = Text("x_and_y_of_all")
    for field, them in (("estates", estates), ("candidates", candidates)):
        lost = [each.id for each in them if each.x_km is None]
        if lost:
            names = ", ".join(map(repr, lost[:5]))
            found = Text("without_coordinates", count=len(lost), names=names)
            yield Problem("", None, f"{field}.x_km", found, allowed)


def _wrong_border(within: object, estates: list[Estate]) -> Iterator[Problem]:
    if within is None:
        return
    if not among(within, BORDERS):
        allowed = Text("one_of", names=", ".join(map(repr, BORDERS)))
        yield Problem("", None, "within", shorten(within), allowed)
        return
    empty = [each.id for each in estates if not getattr(each, str(within))]
    if empty:
        names = ", ".join(map(repr, empty[:5]))
        found = Text("without_a_value", count=len(empty), names=names)
        yield Problem("", None, f"estates.{within}", found, Text("value_in_all_planned"))


def _places(those: Iterable[Estate | Centre]) -> Array:
    return np.array([(each.x_km, each.y_km) for each in those], dtype=np.float64)


def _inside(estates: list[Estate], within: str, distance: Array) -> Mask:
    """Return whether an estate lies in the area of the estate nearest to a candidate."""
    area = np.array([getattr(each, within) for each in estates])
    nearest: Ints = np.argmin(distance, axis=0)
    return np.asarray(area[:, None] == area[nearest])


def _with(programme: Programme, candidates: tuple[Centre, ...]) -> Programme:
    known = {each.id for each in programme.centres}
    new = tuple(each for each in candidates if each.id not in known)
    return programme.replace(centres=(*programme.centres, *new)) if new else programme
