"""Define the levers that a submission can change and find its changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from commpartner.errors import Problem
from commpartner.experiments.variants import TEXTS
from commpartner.problems.wording import shorten, suggest
from commpartner.programme import Policy
from commpartner.texts import Text


@dataclass(frozen=True)
class Range:
    """Allow a number from `low` to `high`.

    Attributes
    ----------
    whole
        Whole numbers only.
    or_none
        None is allowed too: no limit.
    """

    low: float
    high: float
    whole: bool = False
    or_none: bool = False

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


def changed(policy: Policy, base: Policy) -> dict[str, Any]:
    """List the levers in which two policies differ, without texts.

    Parameters
    ----------
    policy, base
        Two policies.

    Returns
    -------
    dict
        Name of a lever, with dots where it lies within another (``orders.recheck``,
        ``menu.0.fee``), to its value in `policy`; None where `policy` has no such lever.

    Examples
    --------
    >>> import commpartner as cp
    >>> base = cp.datasets.load("xiangyang").policies["orders_unsupervised"]
    >>> changed(base.replace(fee=25.0, orders={"recheck": 0.5}), base)
    {'fee': 25.0, 'orders.recheck': 0.5}
    """
    new, old = (dict(_leaves(each.model_dump(exclude=set(TEXTS)))) for each in (policy, base))
    names = list(new) + [name for name in old if name not in new]
    return {
        name: new.get(name)
        for name in names
        if (name in new) != (name in old) or new.get(name) != old.get(name)
    }


def violations(policy: Policy, base: Policy, levers: Mapping[str, Lever]) -> list[Problem]:
    """List the changes that the levers do not allow."""
    problems = []
    for name, value in changed(policy, base).items():
        if name not in levers:
            found = Text("changed_to", value=shorten(value))
            problems.append(Problem("submission", None, name, found, _as_it_is(name, levers)))
        elif not levers[name].allows(value):
            allowed = levers[name].in_words()
            problems.append(Problem("submission", None, name, shorten(value), allowed))
    return problems


def _as_it_is(name: str, levers: Mapping[str, Lever]) -> str:
    guess = suggest(name, levers)
    close = isinstance(guess, Text) and guess.code == "did_you_mean"
    others = guess if close else Text("levers_are", names=", ".join(levers))
    return Text("as_in_base", others=others)


def _leaves(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Values within values, by their dotted path."""
    if isinstance(values, Mapping) and values:
        inner = [(str(key), value) for key, value in values.items()]
    elif isinstance(values, tuple | list) and values and isinstance(values[0], Mapping):
        inner = [(str(number), value) for number, value in enumerate(values)]
    else:
        yield path, values
        return
    for key, value in inner:
        yield from _leaves(value, f"{path}.{key}" if path else key)
