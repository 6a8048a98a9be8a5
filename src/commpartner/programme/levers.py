"""Describe a search space over the levers of a policy: which may be moved, and how far."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from commpartner.programme.model import MOST_MONTHS
from commpartner.programme.policy import Policy
from commpartner.texts import Text

TEXTS = ("label_en", "label_zh", "description")  # fields of a policy that are no levers
LEVERS = tuple(name for name in Policy.model_fields if name not in TEXTS)


@dataclass(frozen=True)
class Range:
    """Allow a number from `low` to `high`.

    Attributes
    ----------
    low, high
        [unit]; infinite if there is no end.
    whole
        Whole numbers only.
    or_none
        None is allowed too: no limit.
    unit
        Of the lever; empty if it has none.
    """

    low: float
    high: float
    whole: bool = False
    or_none: bool = False
    unit: str = ""

    def allows(self, value: object) -> bool:
        """Return whether a lever can have a value."""
        if value is None:
            return self.or_none
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return self.low <= value <= self.high and (not self.whole or float(value).is_integer())

    def in_words(self) -> Text:
        """Describe the allowed values."""
        what = Text("a_whole_number") if self.whole else Text("a_number")
        span = Text("from_to", what=what, low=self.low, high=self.high)
        return Text("or_none", what=span) if self.or_none else span


@dataclass(frozen=True)
class OneOf:
    """Allow one of some values."""

    options: tuple[Any, ...]

    def allows(self, value: object) -> bool:
        """Return whether a lever can have a value."""
        return any(value == option and type(value) is type(option) for option in self.options)

    def in_words(self) -> Text:
        """Describe the allowed values."""
        return Text("one_of", names=", ".join(map(repr, self.options)))


@dataclass(frozen=True)
class AnyOf:
    """Allow any of some names, each once, in any order; or none."""

    options: tuple[str, ...]

    def allows(self, value: object) -> bool:
        """Return whether a lever can have a value."""
        return isinstance(value, tuple) and set(value) <= set(self.options)

    def in_words(self) -> Text:
        """Describe the allowed values."""
        return Text("any_of", names=", ".join(map(repr, self.options)))


Lever = Range | OneOf | AnyOf


@cache
def number_levers() -> Mapping[str, Range]:
    """Return the range of each lever that is a number, from the model of a policy.

    Examples
    --------
    >>> number_levers()["reserve_share"], "service" in number_levers()
    (Range(low=0, high=1, whole=False, or_none=False, unit='share'), False)
    """
    found = {}
    for name, schema in Policy.model_json_schema()["properties"].items():
        options = schema.get("anyOf", [schema])
        for option in options:
            if option.get("type") in ("number", "integer") and "enum" not in option:
                most = option.get("maximum", math.inf)
                found[name] = Range(
                    option.get("minimum", -math.inf),
                    # A bound that only says what can be is no end of a search.
                    most if most < MOST_MONTHS else math.inf,
                    whole=option["type"] == "integer",
                    or_none={"type": "null"} in options,
                    unit=schema.get("unit", ""),
                )
    return MappingProxyType(found)


def changed(policy: Policy, base: Policy) -> dict[str, Any]:
    """List the levers in which two policies differ, without texts.

    Parameters
    ----------
    policy, base
        Two policies.

    Returns
    -------
    dict
        Name of a lever, with dots if it lies within another (``orders.recheck``,
        ``menu.0.fee``), to its value in `policy`; None if `policy` has no such lever.

    Examples
    --------
    >>> import commpartner as cp
    >>> base = cp.datasets.load("xiangyang").policies["orders_unsupervised"]
    >>> changed(base.replace(fee=25.0, orders={"recheck": 0.5}), base)
    {'fee': 25.0, 'orders.recheck': 0.5}
    """
    new, old = (dict(leaves(each.model_dump(exclude=set(TEXTS)))) for each in (policy, base))
    names = list(new) + [name for name in old if name not in new]
    return {
        name: new.get(name)
        for name in names
        if (name in new) != (name in old) or new.get(name) != old.get(name)
    }


def leaves(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """List nested values by their dotted path."""
    if isinstance(values, Mapping) and values:
        inner = [(str(key), value) for key, value in values.items()]
    elif isinstance(values, tuple | list) and values and isinstance(values[0], Mapping):
        inner = [(str(number), value) for number, value in enumerate(values)]
    else:
        yield path, values
        return
    for key, value in inner:
        yield from leaves(value, f"{path}.{key}" if path else key)
