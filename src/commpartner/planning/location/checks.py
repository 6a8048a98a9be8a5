"""Validate the arrays of a location problem; an error names all mistakes at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commpartner.errors import InputError, Problem
from commpartner.planning.location.instance import Array, Instance, blocks, instance
from commpartner.problems.arguments import as_array, is_number, is_whole, one_number, refused
from commpartner.texts import Text


def checked(
    distance: ArrayLike, demand: ArrayLike, capacity: ArrayLike, p: int, limit: float, gap: float
) -> Instance:
    """Validate all arguments and build the problem.

    Raises
    ------
    ArgumentError
        If an argument is no number or has another shape.
    InputError
        If a value is not allowed, or if no plan can exist: too little capacity in all, an estate
        out of reach, or one that fits into no candidate.
    """
    if not (is_number(limit) and limit > 0.0):
        raise refused("time_limit", limit, Text("seconds_above_zero"))
    one_number("gap", gap, lambda value: value >= 0.0, Text("finite_number_from_zero"))
    lengths = _numbers("distance", distance, Text("distances_of_pairs"))
    if lengths.ndim != 2 or not lengths.size:
        raise refused("distance", Text("shape", shape=lengths.shape), Text("distances_of_pairs"))
    n, m = lengths.shape
    if not (is_whole(p) and 1 <= p <= m):
        raise refused("p", p, Text("whole_number_from_to", low=1, high=m))
    sizes = _amounts("demand", demand, n, Text("demand_of_estates", count=n))
    room = _amounts("capacity", capacity, m, Text("capacity_of_candidates", count=m))
    problems = [
        *_wrong_amounts("demand", sizes, Text("finite_numbers_from_zero")),
        *_wrong_amounts("capacity", room, Text("finite_numbers_from_zero")),
    ]
    if not problems and sizes.sum() > np.sort(room)[m - p :].sum() * (1.0 + 1e-12):
        most = float(np.sort(room)[m - p :].sum())
        allowed = Text("capacity_for_all", p=p, demand=_plain(sizes.sum()))
        problems.append(Problem("", None, "capacity", _plain(most), allowed))
    problems += _wrong_lengths(lengths, sizes, room)
    if problems:
        raise InputError(problems)
    return instance(lengths, sizes, room, int(p))


def _numbers(name: str, values: ArrayLike, allowed: Text) -> NDArray[Any]:
    array = as_array(name, values, allowed)
    if array.dtype.kind not in "iuf":
        raise refused(name, values, allowed)
    return array


def _amounts(name: str, values: ArrayLike, count: int, allowed: Text) -> Array:
    array = _numbers(name, values, allowed).astype(np.float64)
    if name == "capacity" and array.ndim == 0:
        array = np.full(count, float(array))
    if array.shape != (count,):
        raise refused(name, Text("shape", shape=array.shape), allowed)
    return array


def _wrong_amounts(name: str, values: Array, allowed: Text) -> Iterator[Problem]:
    for place in np.flatnonzero(~(np.isfinite(values) & (values >= 0.0))).tolist():
        yield Problem("", None, f"{name}[{place}]", _plain(values[place]), allowed, name)


def _wrong_lengths(lengths: NDArray[Any], sizes: Array, room: Array) -> Iterator[Problem]:
    """Describe wrong distances, and estates that no candidate can serve."""
    for rows in blocks(*lengths.shape):
        part = lengths[rows]
        bad = ~(part >= 0.0)
        for row in np.flatnonzero(bad.any(axis=1)).tolist():
            column = int(np.argmax(bad[row]))
            place = f"distance[{rows.start + row}, {column}]"
            found = _plain(part[row, column])
            yield Problem("", None, place, found, Text("distance_or_infinite"), "distance")
        reached = np.isfinite(part)
        for row in np.flatnonzero(~(reached.any(axis=1) | bad.any(axis=1))).tolist():
            place = f"distance[{rows.start + row}]"
            yield Problem("", None, place, _plain(np.inf), Text("a_candidate_in_reach"), "distance")
        fits = (reached & (sizes[rows, None] <= room)).any(axis=1)
        for row in np.flatnonzero(~fits & reached.any(axis=1)).tolist():
            place = f"demand[{rows.start + row}]"
            found = _plain(sizes[rows.start + row])
            yield Problem("", None, place, found, Text("room_in_reach"), "demand")


def _plain(value: Any) -> str:
    return f"{float(value):.12g}"
