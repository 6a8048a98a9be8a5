"""Choose the levers of a policy that a planner moves by a slider, and apply what is chosen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.facts.fields import field_notes
from commpartner.facts.labels import unit_name
from commpartner.facts.rows import both, rows
from commpartner.programme import Policy, Programme
from commpartner.programme.levers import number_levers
from commpartner.texts import Language, Text

DIGITS = 9  # of a multiple of a step, so that 0.54 is not written 0.5400000001
# Of what returns to an estate: the parts may not exceed the whole, wherever their sliders stand.
PARTS = ("reserve_share", "fee_relief_share", "upgrade_share")


@dataclass(frozen=True)
class Slider:
    """Hold one lever that is moved by a slider.

    Attributes
    ----------
    lever
        Its name in `Policy`.
    low, high, step
        Ends of the slider, and how far it moves at once [unit].
    value
        The policy's; if the policy names a row of assumptions, its central value.
    unit
        Of the lever; empty if it has none.
    label_en, label_zh
        Its name in words.
    """

    lever: str
    low: float
    high: float
    step: float
    value: float
    unit: str
    label_en: str
    label_zh: str

    @property
    def whole(self) -> bool:
        """Return whether the lever takes whole numbers only."""
        return number_levers()[self.lever].whole

    def shown_unit(self, language: Language) -> str:
        """Return the unit in a language; shares are shown in per cent."""
        return "%" if self.unit.startswith("share") else unit_name(self.unit, language)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(rows("sliders"))


def sliders(programme: Programme, policy: Policy) -> tuple[Slider, ...]:
    """List the levers of a policy that can be moved by a slider.

    Levers that the policy leaves without an end (no cap, no grant) are left out. Whether a lever
    moves anything is another question: see `emulator.chosen_sliders`.

    Parameters
    ----------
    programme
        What exists; its table of assumptions gives the value of a lever that names a row.
    policy
        Its levers give the first place of each slider.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.report.play.sliders import moved, sliders
    >>> xiashan = cp.datasets.load("xiashan")
    >>> partner = xiashan.policies["partner"]
    >>> found = {each.lever: each for each in sliders(xiashan, partner)}
    >>> found["reinvestment_share"].value, found["reinvestment_share"].high
    (0.7, 1.0)
    >>> moved(partner, {"reinvestment_share": 0.5}).reinvestment_share
    0.5
    """
    found = list(_candidates(programme.assumption_table(None), policy))
    return tuple(_within_the_whole(found, policy))


def moved(policy: Policy, values: Mapping[str, float]) -> Policy:
    """Set levers of a policy; a whole-number lever takes the nearest whole number."""
    whole = {name for name, each in number_levers().items() if each.whole}
    levers = {name: round(value) if name in whole else value for name, value in values.items()}
    return policy.replace(**levers)


def _candidates(table: AssumptionTable, policy: Policy) -> Iterator[Slider]:
    for row in _rows():
        lever = row["lever"]
        value = getattr(policy, lever)
        if isinstance(value, str):
            value = table[value].central
        if value is None:
            continue
        low, high, step = (float(row[name]) for name in ("low", "high", "step"))
        if row["relative"]:
            if not value:
                continue
            step = _readable(step * value)
            low, high = (step * round(part * value / step) for part in (low, high))
            low, high = round(low, DIGITS), round(high, DIGITS)
        if lever == "fee" and (policy.menu or policy.own_fees):
            continue  # the estates do not pay it
        low, high = min(low, value), max(high, value)
        unit = _unit(policy, lever)
        yield Slider(lever, low, high, step, float(value), unit, *both(row))


def _unit(policy: Policy, lever: str) -> str:
    if lever != "fee":
        return field_notes("Policy")[lever].unit
    return "yuan/m2/month" if policy.fee_basis == "floor_area" else "yuan/household/month"


def _within_the_whole(found: Iterable[Slider], policy: Policy) -> Iterator[Slider]:
    """List the sliders whose parts of what returns stay within the whole together."""
    most = {name: float(getattr(policy, name)) for name in PARTS}
    for each in found:
        if each.lever in most:
            if sum(most.values()) - most[each.lever] + each.high > 1.0:
                continue
            most[each.lever] = each.high
        yield each


def _readable(step: float) -> float:
    """Find 1, 2 or 5 times a power of ten near a step, so that a slider stops at such numbers."""
    power = 10.0 ** math.floor(math.log10(abs(step)))
    near: list[float] = sorted(
        (power * part for part in (1, 2, 5, 10)), key=lambda it: abs(it - step)
    )
    return round(near[0], DIGITS)


def check_moved(policy: Policy, values: Mapping[str, float], known: Iterable[Slider]) -> Policy:
    """Set levers of a policy, each within the reach of its slider.

    Raises
    ------
    InputError
        If a lever has no slider or a value lies beyond its ends: every one.
    """
    ends = {each.lever: each for each in known}
    problems = []
    for name, value in values.items():
        if name not in ends:
            allowed = Text("one_of", names=", ".join(ends))
            problems.append(Problem("sliders", None, name, repr(value), allowed))
        elif not ends[name].low <= value <= ends[name].high:
            what = Text("a_number")
            allowed = Text("from_to", what=what, low=ends[name].low, high=ends[name].high)
            problems.append(Problem("sliders", None, name, repr(value), allowed))
    if problems:
        raise InputError(problems)
    return moved(policy, values)
