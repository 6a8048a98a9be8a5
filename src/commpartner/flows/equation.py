"""Validate the arguments of equations and name the one that does not fit."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from types import NoneType, UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from commpartner.errors import ArgumentError, CommpartnerError
from commpartner.problems.arguments import is_number, is_whole, refused
from commpartner.texts import Text

Arguments = ParamSpec("Arguments")
Found = TypeVar("Found")

_SINGLE: Mapping[object, Callable[[object], bool]] = {
    float: is_number,
    int: is_whole,
    bool: lambda value: isinstance(value, bool),
    NoneType: lambda value: value is None,
}


def equation(function: Callable[Arguments, Found]) -> Callable[Arguments, Found]:
    """Validate the arguments of an equation and name the one that does not fit.

    Arguments are checked only if the function fails. The months of a run lose no time, and JAX
    traces the same code.
    """

    @wraps(function)
    def checked(*given: Arguments.args, **named: Arguments.kwargs) -> Found:
        try:
            return function(*given, **named)
        except CommpartnerError:
            raise
        except Exception as error:  # NumPy, pandas and JAX raise a dozen kinds
            refusal = _refusal(function, given, named)
            if refusal is None:
                raise
            raise refusal from error

    return checked


def _refusal(
    function: Callable[..., Any], given: tuple[Any, ...], named: Mapping[str, Any]
) -> ArgumentError | None:
    """Make the error that names the argument; None if no argument is to blame."""
    try:
        arguments = inspect.signature(function).bind(*given, **named).arguments
    except TypeError:
        return None
    hints = get_type_hints(function)
    for name, value in arguments.items():
        if not _fits(value, hints[name]):
            return refused(name, value, Text("type_of_argument", type=_written(hints[name])))
    shapes = {name: value.shape for name, value in arguments.items() if hasattr(value, "shape")}
    if all(isinstance(value, np.ndarray) for value in arguments.values() if _is_array(value)):
        found = Text("shapes", shapes=", ".join(map(str, shapes.values())))
        return refused(", ".join(shapes or arguments), found, Text("shapes_that_fit"))
    return None  # traced by JAX: a mistake of ours, whose place its own error shows


def _fits(value: object, hint: Any) -> bool:
    """Return whether a value has the type of a hint."""
    origin, inside = get_origin(hint), get_args(hint)
    if hint in _SINGLE:
        return _SINGLE[hint](value)
    if origin in (Union, UnionType):
        return any(_fits(value, each) for each in inside)
    if origin is Literal:
        return type(value) in map(type, inside) and value in inside
    if origin is np.ndarray:
        return _is_array(value) and getattr(value, "dtype", np.dtype(object)).kind in "biuf"
    if origin in (Sequence, Iterable):
        return isinstance(value, list | tuple) and all(_fits(each, inside[0]) for each in value)
    if hasattr(hint, "_fields"):
        parts = get_type_hints(hint).values()
        return isinstance(value, hint) and all(map(_fits, value, parts))
    return isinstance(value, origin or hint)


def _is_array(value: object) -> bool:
    return hasattr(value, "__array_namespace__")


def _written(hint: Any) -> str:
    """Format a type hint for readers: Array, and struct names without modules."""
    if hint is NoneType:
        return "None"
    inside = [_written(each) for each in get_args(hint)]
    match get_origin(hint):
        case np.ndarray:
            return "numpy.ndarray"
        case origin if origin in (Union, UnionType):
            return " | ".join(inside)
        case origin if origin is Literal:
            return ", ".join(map(repr, get_args(hint)))
        case None:
            return str(getattr(hint, "__name__", hint))
        case origin:
            return f"{origin.__name__} of {inside[0]}" if inside else str(origin.__name__)
