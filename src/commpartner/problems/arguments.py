"""Validate the arguments of calls."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commpartner.errors import ArgumentError, Problem
from commpartner.problems.memory import check_memory
from commpartner.texts import Language, Text

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Progress = Callable[[int, int], None]  # called with what is done, and what there is in all


def _anything(values: Array) -> Mask:
    return np.ones(values.shape, dtype=np.bool_)


def require(
    name: str,
    values: ArrayLike,
    fits: Callable[[Array], Mask] = _anything,
    allowed: str = Text("finite_numbers"),  # it never changes
) -> Array:
    """Convert values to floats; an error names the argument and its first bad value."""
    array = _floats(name, values, allowed)
    bad = ~(np.isfinite(array) & fits(array))
    if np.any(bad):
        raise refused(name, float(array[bad][0]), allowed)
    return array


def _floats(name: str, values: ArrayLike, allowed: str) -> Array:
    array = as_array(name, values, allowed)
    try:
        if array.dtype.kind in "biufO":  # of text NumPy would make numbers without a word
            return array.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError):
        pass  # things that are no numbers, numbers beyond all floats
    raise refused(name, values, allowed) from None


def refused(name: str, found: object, allowed: str) -> ArgumentError:
    """Make the error for a value that is not allowed."""
    shown = found if isinstance(found, Text) else reprlib.repr(found)
    return ArgumentError(Problem("", None, name, shown, allowed))


def of_type(name: str, value: object, kinds: type | tuple[type, ...], allowed: str) -> None:
    """Validate the type of an argument."""
    if not isinstance(value, kinds):
        raise refused(name, value, allowed)


def check_language(language: object) -> None:
    """Validate the language of messages."""
    known = get_args(Language)
    if not (isinstance(language, str) and language in known):
        raise refused("language", language, Text("one_of", names=", ".join(map(repr, known))))


def check_progress(progress: object) -> None:
    """Validate that the progress function can be called."""
    if not (progress is None or callable(progress)):
        raise refused("progress", progress, Text("a_progress"))


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a value is one finite number and no text or truth value."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def is_whole(value: object) -> TypeGuard[int]:
    """Return whether a value is a whole number by its type and no truth value."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_rising(span: object, low: float = -math.inf, high: float = math.inf) -> bool:
    """Return whether a value is a pair of rising numbers strictly between low and high."""
    ends = span.tolist() if isinstance(span, np.ndarray) else span
    if not (isinstance(ends, tuple | list) and len(ends) == 2 and all(map(is_number, ends))):
        return False
    return bool(low < ends[0] < ends[1] < high)


def one_number(
    name: str,
    value: object,
    fits: Callable[[float], bool] = math.isfinite,
    allowed: str = Text("finite_number"),  # it never changes
) -> float:
    """Validate one number and return it."""
    if not (is_number(value) and fits(value)):
        raise refused(name, value, allowed)
    return float(value)


def whole_number(name: str, value: object, least: int) -> int:
    """Validate a whole number of at least so much and return it."""
    if not (is_whole(value) and value >= least):
        raise refused(name, value, Text("whole_number", least=least))
    return int(value)


def one_count(name: str, value: object, most: int = 10**6) -> int:
    """Validate a whole number from 1 to a maximum and return it."""
    allowed = Text("within", what=Text("a_whole_number"), low=1, high=f"{most:,}")
    return int(one_number(name, value, lambda x: 1 <= x <= most and x == int(x), allowed))


def broadcast(**arrays: Array) -> tuple[Array, ...]:
    """Broadcast arrays to one shape; an error names them and their shapes."""
    try:
        return np.broadcast_arrays(*arrays.values())
    except ValueError:
        shapes = Text("shapes", shapes=", ".join(str(each.shape) for each in arrays.values()))
        raise refused(", ".join(arrays), shapes, Text("shapes_that_fit")) from None


def as_array(name: str, values: ArrayLike, allowed: str) -> NDArray[Any]:
    """Convert values to an array; rows must have equal length."""
    try:
        return np.asarray(values)
    except (TypeError, ValueError, OverflowError):
        raise refused(name, values, allowed) from None


def series(name: str, values: ArrayLike) -> Array:
    """Validate finite numbers with at least one along the last axis."""
    array = require(name, values)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise refused(name, Text("nothing_along_last_axis"), Text("at_least_one_number"))
    return array


def at_least_zero(name: str, values: ArrayLike) -> Array:
    """Validate finite numbers that are at least 0."""
    return require(name, values, lambda x: x >= 0, Text("finite_numbers_from_zero"))


def plain(values: Array) -> float | Array:
    """Return a number for a single value and an array for more."""
    return float(values) if np.ndim(values) == 0 else values


def same_labels(**given: object) -> None:
    """Validate that labelled arrays that belong together have equal labels.

    NumPy would let them meet by position, so that the numbers of one row meet those of another.
    A pandas object stands for its rows; pass `.columns` or an index where another side meets.
    """
    labels = [(name, each) for name, each in ((n, _labels(v)) for n, v in given.items()) if each]
    for name, each in labels[1:]:
        first, other = labels[0]
        if each != other:
            found = Text("other_labels", first=first)
            raise refused(name, found, Text("labels_of", first=first))


def _labels(value: object) -> list[object] | None:
    index: Any = getattr(value, "index", None) if hasattr(value, "iloc") else value
    return [*index] if hasattr(index, "get_indexer") else None


def in_columns(name: str, table: ArrayLike, names: Sequence[str]) -> ArrayLike:
    """Reorder the columns of a labelled table; arrays without labels stay unchanged."""
    columns = getattr(table, "columns", None)
    if columns is None or not hasattr(table, "loc"):
        return table
    if list(columns) == list(range(len(columns))):  # pandas' own numbers say nothing
        return table
    if sorted(map(str, columns)) != sorted(names):
        found = Text("columns_named", names=", ".join(map(str, columns)))
        raise refused(name, found, Text("columns_named", names=", ".join(names)))
    ordered: ArrayLike = table.loc[:, [*names]]
    return ordered


LEAST = {"seed": 0}  # of any other count it is 1


def check_arguments(**arguments: object) -> None:
    """Validate the counts of a call and their need of memory."""
    for name, value in arguments.items():
        whole_number(name, value, LEAST.get(name, 1))
    check_memory(**{name: int(str(arguments.get(name, 1))) for name in ("months", "draws")})
