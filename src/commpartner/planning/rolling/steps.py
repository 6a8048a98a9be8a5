"""Describe the steps of a roll-out: what opens together, and what must open before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from commpartner.errors import Problem
from commpartner.facts.labels import in_language
from commpartner.facts.words import say
from commpartner.model.scheme import NO_CENTRE, Scheme
from commpartner.texts import Language, Text

By = Literal["subdistrict", "community"]
BATCHES: tuple[By, ...] = ("subdistrict", "community")

# Opening year of each step from 0 on; the number of years stands for a step that never opens.
Schedule = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """Hold what opens together.

    Attributes
    ----------
    joins
        Estates, communities, sub-districts and centres, as in the lever `joins`.
    ventures, works
        Ids.
    estates
        How many estates it adds.
    needs
        Places of the steps that must open in the same year or before.
    """

    name: str
    joins: tuple[str, ...] = ()
    ventures: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    estates: int = 0
    needs: tuple[int, ...] = ()

    @property
    def opens(self) -> tuple[str, ...]:
        """Return the names of all that opens."""
        return (*self.joins, *self.works, *self.ventures)

    @property
    def kind(self) -> str:
        """Return what opens: estates, works (with the ventures behind them), ventures, or mixed."""
        if self.joins:
            return "mixed" if self.works or self.ventures else "estates"
        return "works" if self.works else "ventures"


class Places:
    """Hold the names under which the estates of a scheme can join.

    Parameters
    ----------
    scheme
        Of the policy that is rolled out.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._estates: dict[str, list[int]] = {}
        centres = [each.id for each in scheme.centres]
        for place, (number, centre) in enumerate(
            zip(scheme.members, scheme.centre_of, strict=True)
        ):
            estate = scheme.programme.estates[number]
            whose = "" if centre == NO_CENTRE else centres[centre]
            for name in dict.fromkeys((estate.id, estate.community, estate.subdistrict, whose)):
                if name:
                    self._estates.setdefault(name, []).append(place)

    def named(self, name: str) -> Sequence[int]:
        """Return the places of the estates served that a name stands for."""
        return self._estates.get(name, ())

    def alone(self) -> list[str]:
        """List the ids of the estates that no centre serves."""
        scheme = self.scheme
        return [
            scheme.programme.estates[number].id
            for number, centre in zip(scheme.members, scheme.centre_of, strict=True)
            if centre == NO_CENTRE
        ]


def derived(places: Places, by: By | None) -> dict[str, tuple[str, ...]]:
    """List the steps of a policy by default: one a centre or batch, one a venture or works.

    A venture that waits for works opens in the step of these works.

    Parameters
    ----------
    by
        Estates join by this field of theirs; if it is None, by centre. Estates that no centre
        serves, or that have no such name, join one by one.
    """
    scheme = places.scheme
    found: dict[str, tuple[str, ...]] = {}
    if by is None:
        groups = [each.id for each in scheme.centres] + places.alone()
    else:
        estates = [scheme.programme.estates[number] for number in scheme.members]
        groups = [getattr(estate, by) or estate.id for estate in estates]
    found |= {name: (name,) for name in dict.fromkeys(groups)}
    waits = {each.id: each.after_works for each in scheme.programme.ventures}
    policy = scheme.policy
    for name in policy.works:
        behind = (each for each in policy.ventures if waits[each] == name)
        found[_free(found, name)] = (name, *behind)
    for name in policy.ventures:
        if waits[name] is None or waits[name] not in policy.works:
            found[_free(found, name)] = (name,)
    return found


def _free(taken: Mapping[str, object], name: str) -> str:
    """Find a name for a step that no other step has."""
    while name in taken:
        name += "_"
    return name


def in_order(steps: Sequence[Step]) -> list[int]:
    """Order steps as listed, but each after those that it needs; incomplete if there is a cycle."""
    found: list[int] = []
    left = list(range(len(steps)))
    while ready := [each for each in left if set(steps[each].needs) <= set(found)]:
        found.append(ready[0])
        left.remove(ready[0])
    return found


def cycle(steps: Sequence[Step]) -> Iterator[Problem]:
    """Find steps that need each other in a circle."""
    stuck = [each for number, each in enumerate(steps) if number not in set(in_order(steps))]
    if stuck:
        names = ", ".join(each.name for each in stuck)
        yield Problem("", None, "needs", Text("steps_in_circle", names=names), Text("no_circle"))


def label(scheme: Scheme, step: Step, language: Language) -> str:
    """Name a step for readers: by the names of what opens if it is one thing, else its own.

    Centres of one name are told apart by their numbers, which are those on maps.
    """
    programme = scheme.programme
    known = {
        each.id: in_language(each.name, language)
        for part in (programme.ventures, programme.works)
        for each in part
    }
    names = [in_language(each.name, language) for each in scheme.centres]
    for number, (centre, name) in enumerate(zip(scheme.centres, names, strict=True), start=1):
        alike = not name or names.count(name) > 1
        numbered = say("roll_out_centre", language, number=number, name=name)
        known[centre.id] = numbered if alike else name
    alone = step.opens[0] if len(step.opens) == 1 else step.name
    return known.get(alone) or step.name
