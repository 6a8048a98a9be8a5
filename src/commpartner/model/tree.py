"""Traverse nested named tuples of arrays; None stands for a mechanism that is off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from commpartner.flows.namespace import Array

Tree = TypeVar("Tree")


def over(function: Callable[..., Array], tree: Tree, *others: Tree) -> Tree:
    """Apply a function to every array of a tree, and to the corresponding arrays of others.

    Examples
    --------
    >>> import numpy as np
    >>> over(lambda a: a + 1.0, (np.array(1.0), None, (np.array(2.0),)))
    (np.float64(2.0), None, (np.float64(3.0),))
    """
    if tree is None:
        return tree
    if isinstance(tree, tuple):
        parts = [over(function, *same) for same in zip(tree, *others, strict=True)]
        made = type(tree)(*parts) if hasattr(tree, "_fields") else tuple(parts)
        return cast("Tree", made)
    return cast("Tree", function(tree, *others))


def leaves(tree: Any) -> Iterator[Array]:
    """Yield every array of a tree in the order of its fields."""
    if isinstance(tree, tuple):
        for part in tree:
            yield from leaves(part)
    elif tree is not None:
        yield tree


def named(tree: Any, name: str = "") -> Iterator[tuple[str, Array]]:
    """Yield every array of a tree with the name of its field."""
    if isinstance(tree, tuple):
        for field, part in zip(tree._fields, tree, strict=True):  # type: ignore[attr-defined]
            yield from named(part, field)
    elif tree is not None:
        yield name, tree
