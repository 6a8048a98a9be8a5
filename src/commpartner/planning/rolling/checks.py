"""Validate the arguments of a roll-out; an error names all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, NamedTuple

import numpy as np

from commpartner.errors import InputError, Problem
from commpartner.facts.outcomes import MAY_BE_ABSENT, OUTCOMES
from commpartner.flows.namespace import Array
from commpartner.model.scheme import Scheme
from commpartner.planning.rolling.runs import OF_OTHERS, OUTLAYS
from commpartner.planning.rolling.steps import (
    BATCHES,
    Places,
    Step,
    cycle,
    derived,
)
from commpartner.problems.arguments import is_number, is_whole
from commpartner.problems.wording import among, as_names, shorten, suggest
from commpartner.programme.joining import Joinable, listed
from commpartner.texts import Text

COUNTED = (*OUTLAYS, *OF_OTHERS)  # accounts that a budget can pay: the outlays of steps add up


class Read(NamedTuple):
    """Hold what is asked of a roll-out, as it was read.

    Attributes
    ----------
    amounts
        Budget of each year, shape (year,) [yuan/year].
    steps
        What opens.
    openings
        Years in which something can open, the first ones.
    fixed
        Years of given steps, from 0 on, by their places.
    """

    amounts: Array
    steps: list[Step]
    openings: int
    fixed: dict[int, int]


def read_asked(
    scheme: Scheme,
    budget: object,
    years: int,
    *,
    steps: object = None,
    needs: object = None,
    fixed: object = None,
    outcome: object,
    reliability: object,
    accounts: object = OUTLAYS,
    carry_over: object,
    complete: object,
) -> Read:
    """Read the arguments of a roll-out.

    Raises
    ------
    InputError
        With all problems at once.
    """
    flags = {"carry_over": carry_over, "complete": complete}
    problems = [*check_choices(outcome, reliability, accounts, flags)]
    amounts = amounts_of(budget, years, problems)
    opens = steps_of(scheme, steps, needs, problems)
    openings = years if carry_over is True else int(np.flatnonzero(amounts).max(initial=0)) + 1
    given = fixed_of(fixed, opens, openings, problems)
    refuse(problems)
    return Read(amounts, opens, openings, given)


def amounts_of(budget: object, years: int, problems: list[Problem]) -> Array:
    """Read the budget of each year [yuan/year]; years beyond a sequence have none."""
    given: list[Any] = [budget] * years if is_number(budget) else []
    if isinstance(budget, Sequence | np.ndarray) and not isinstance(budget, str | bytes):
        given = list(budget)
    good = 0 < len(given) <= years and all(is_number(each) and each >= 0 for each in given)
    if not good or not any(given):
        allowed = Text("budget_by_year", years=years)
        problems.append(_problem("budget", shorten(budget), allowed))
        return np.zeros(years)
    return np.array([*map(float, given), *[0.0] * (years - len(given))])


def steps_of(scheme: Scheme, steps: object, needs: object, problems: list[Problem]) -> list[Step]:
    """Read the steps of a roll-out and what each needs."""
    places = Places(scheme)
    if scheme.policy.joins:
        given = shorten(dict(scheme.policy.joins))
        problems.append(_problem("policy.joins", given, Text("joins_are_planned")))
    if steps is None or among(steps, BATCHES):
        by = next((each for each in BATCHES if each == steps), None)
        named: Mapping[Any, Any] = derived(places, by)
    elif isinstance(steps, Mapping):
        named = steps
    else:
        problems.append(_problem("steps", shorten(steps), Text("steps_allowed")))
        return []
    if not named:
        problems.append(_problem("steps", Text("none"), Text("one_or_more")))
    found = [*_read(places, named, problems)]
    needed = _needed(found, needs, problems)
    made = [replace(each, needs=tuple(others)) for each, others in zip(found, needed, strict=True)]
    problems += cycle(made)
    return made


def _read(places: Places, named: Mapping[Any, Any], problems: list[Problem]) -> Iterator[Step]:
    """Read what opens in each step; each thing and each estate opens in one step only."""
    reader = _Reader(places)
    for step, opens in named.items():
        where, names = f"steps[{step!r}]", as_names(opens)
        if not isinstance(step, str) or not step:
            problems.append(_problem("steps", shorten(step), Text("text_not_empty")))
        if not names:
            problems.append(_problem(where, Text("nothing"), Text("name_that_opens")))
        kinds: dict[str, list[str]] = {"joins": [], "ventures": [], "works": []}
        for name in names:
            kind, wrong = reader.kind_of(name)
            if wrong is None:
                wrong = reader.twice(name, kind, str(step))
                kinds[kind].append(name)
            if wrong is not None:
                problems.append(_problem(where, *wrong))
        for each, works in reader.waiting(kinds):
            problems.append(_problem(where, repr(each), Text("with_its_works", works=repr(works))))
        estates = {place for name in kinds["joins"] for place in places.named(name)}
        yield Step(
            name=str(step),
            joins=tuple(kinds["joins"]),
            ventures=tuple(kinds["ventures"]),
            works=tuple(kinds["works"]),
            estates=len(estates),
        )


class _Reader:
    """Find what a name stands for: a venture, works, or estates that join."""

    def __init__(self, places: Places) -> None:
        programme = places.scheme.programme
        self.places, self.policy = places, places.scheme.policy
        centres = [each.id for each in programme.centres]
        self._joinable = Joinable(listed(programme.estates), centres)
        self._waits = {each.id: each.after_works for each in programme.ventures}
        self._suggested = count()
        self._whose: dict[object, str] = {}

    def kind_of(self, name: object) -> tuple[str, tuple[str, str] | None]:
        """Return what opens under a name, and what is wrong with it."""
        if among(name, self.policy.ventures):
            return "ventures", None
        if among(name, self.policy.works):
            return "works", None
        if not isinstance(name, str):
            return "joins", (shorten(name), Text("name_that_opens"))
        mistake = self._joinable.mistake(name, self._suggested)
        if mistake is None and not self.places.named(name):
            return "joins", (repr(name), Text("name_that_opens"))
        return "joins", mistake

    def twice(self, name: str, kind: str, step: str) -> tuple[str, str] | None:
        """Note that a name opens in a step; return what is wrong if it did so before."""
        things: Iterable[object] = self.places.named(name) if kind == "joins" else [name]
        known = [self._whose[each] for each in things if each in self._whose]
        self._whose |= dict.fromkeys(things, step)
        if not known:
            return None
        return Text("opens_twice", name=repr(name), step=repr(known[0])), Text("each_opens_once")

    def waiting(self, kinds: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
        """List ventures that wait for works of another step."""
        for each in kinds["ventures"]:
            works = self._waits[each]
            if works in self.policy.works and works not in kinds["works"]:
                yield each, str(works)


def _needed(steps: Sequence[Step], needs: object, problems: list[Problem]) -> list[list[int]]:
    """Read the places of the steps that each step needs."""
    names = [each.name for each in steps]
    found: list[list[int]] = [[] for _ in steps]
    if needs is None:
        return found
    if not isinstance(needs, Mapping):
        problems.append(_problem("needs", shorten(needs), Text("needs_allowed")))
        return found
    for step, others in needs.items():
        unknown = [each for each in (step, *as_names(others)) if not among(each, names)]
        problems += [_problem("needs", shorten(each), suggest(each, names)) for each in unknown]
        if not unknown:
            found[names.index(step)] += map(names.index, as_names(others))
    return found


def fixed_of(
    fixed: object, steps: Sequence[Step], openings: int, problems: list[Problem]
) -> dict[int, int]:
    """Read the years of given steps, from 0 on; a list of names opens in the first year."""
    names = [each.name for each in steps]
    if fixed is None:
        return {}
    given = dict(fixed) if isinstance(fixed, Mapping) else dict.fromkeys(_hashable(fixed), 1)
    found: dict[int, int] = {}
    for name, year in given.items():
        if not among(name, names):
            problems.append(_problem("fixed", shorten(name), suggest(name, names)))
        elif not (is_whole(year) and 1 <= year <= openings):
            allowed = Text("whole_number_from_to", low=1, high=openings)
            problems.append(_problem(f"fixed[{name!r}]", shorten(year), allowed))
        else:
            found[names.index(name)] = int(year) - 1
    for number, year in found.items():
        for each in steps[number].needs:
            if each in found and found[each] > year:
                told = Text("step_in_year", step=repr(names[number]), year=year + 1)
                allowed = Text("not_before", step=repr(names[each]), year=found[each] + 1)
                problems.append(_problem("fixed", told, allowed))
    return found


def check_choices(
    outcome: object, reliability: object, accounts: object, flags: Mapping[str, object]
) -> Iterator[Problem]:
    """Find wrong choices among the other arguments."""
    fit = [
        name
        for name, each in OUTCOMES.items()
        if each.better != "neither" and name not in MAY_BE_ABSENT
    ]
    if not among(outcome, fit):
        near = Text("outcome_to_plan") if among(outcome, OUTCOMES) else suggest(outcome, fit)
        yield _problem("outcome", shorten(outcome), near)
    if reliability is not None and not (is_number(reliability) and 0 < reliability < 1):
        yield _problem("reliability", shorten(reliability), Text("none_or_share"))
    for name in as_names(accounts) or [None]:
        if not among(name, COUNTED):
            yield _problem("accounts", shorten(name), Text("one_of", names=", ".join(COUNTED)))
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            yield _problem(name, shorten(flag), Text("true_or_false"))


def refuse(problems: Sequence[Problem]) -> None:
    """Raise one error with all problems, if there are any."""
    if problems:
        raise InputError(problems)


def _problem(field: str, found: str, allowed: str) -> Problem:
    return Problem("", None, field, found, allowed)


def _hashable(names: object) -> list[Any]:
    return [each if isinstance(each, str) else shorten(each) for each in as_names(names)]
