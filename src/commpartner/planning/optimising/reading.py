"""Read the levers, the figures sought and the limits of a call, with all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.satisficing import BY_DIRECTION, Bar, Test
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.control import Controls, FeedbackPolicy
from commpartner.planning.optimising.changing import with_values
from commpartner.planning.optimising.goals import Chance, Limit, Sought, Statistic
from commpartner.planning.optimising.judging import Aim, Bars, Figure
from commpartner.problems.arguments import is_number, is_rising, is_whole
from commpartner.problems.wording import among, shorten, suggest
from commpartner.programme import Policy
from commpartner.programme.levers import AnyOf, Lever, OneOf, Range, number_levers
from commpartner.texts import Text

SIGNS: dict[str, Test] = {">=": "at_least", "<=": "at_most"}
PLACE = "optimise_policy"
MOST_OPTIONS = 1000


def problem(field: str, found: object, allowed: str) -> Problem:
    """Describe a mistake in an argument of the call."""
    shown = found if isinstance(found, Text) else shorten(found)
    return Problem(PLACE, None, field, shown, allowed)


def read_levers(
    levers: object, base: Policy | FeedbackPolicy | None, build: Callable[..., Any] | None
) -> dict[str, Lever]:
    """Read what each lever may be; without `build`, try every lever on the base policy.

    Raises
    ------
    InputError
        With every lever that cannot be read or that a policy does not take.
    """
    if not isinstance(levers, Mapping) or not levers:
        found = Text("none") if isinstance(levers, Mapping) else levers
        raise InputError([problem("levers", found, Text("levers_to_spans"))])
    known: dict[str, Lever] = {}
    problems = []
    for name, given in levers.items():
        lever = _lever(name, given) if isinstance(name, str) else None
        if lever is None:
            problems.append(problem(f"levers.{name}", given, Text("span_of_lever")))
        else:
            known[name] = lever
    if build is None and base is not None:
        for name, lever in known.items():
            problems += _refused_values(base, name, lever)
    if problems:
        raise InputError(problems)
    return known


def _lever(name: str, given: object) -> Lever | None:
    match given:
        case Range(low, high):
            return given if is_rising((low, high)) else None
        case OneOf(options) | AnyOf(options):
            return given if 0 < len(options) <= MOST_OPTIONS else None
        case range():
            if given.step == 1 and len(given) > 1:
                return Range(given.start, given.stop - 1, whole=True)
            return OneOf(tuple(given)) if 0 < len(given) <= MOST_OPTIONS else None
        case tuple() if is_rising(given):
            plain = number_levers().get(name)
            whole = plain is not None and plain.whole and all(map(is_whole, given))
            return Range(given[0], given[1], whole=whole)
        case list() if 0 < len(given) <= MOST_OPTIONS:
            return OneOf(tuple(tuple(each) if isinstance(each, list) else each for each in given))
    return None


def _refused_values(base: Policy | FeedbackPolicy, name: str, lever: Lever) -> list[Problem]:
    """List what a policy says of the values of one lever; a contradiction may end with another."""
    found: dict[str, Problem] = {}
    for value in _tried(lever):
        try:
            with_values(base, {name: value})
        except InputError as error:
            for each in error.problems:
                if getattr(each.found, "code", "") != "contradiction":
                    told = Problem(PLACE, None, f"levers.{each.field}", each.found, each.allowed)
                    found.setdefault(told.field, told)
    return [*found.values()]


def _tried(lever: Lever) -> Sequence[Any]:
    match lever:
        case Range(low, high, whole, or_none):
            ends = [int(low), int(high)] if whole else [float(low), float(high)]
            return [*ends, None] if or_none else ends
        case OneOf(options):
            return options
        case AnyOf(options):
            return [options]


def read_rules(rules: object, levers: Mapping[str, Lever]) -> tuple[str, ...]:
    """Read the levers that signposts set anew every month: numbers that a rule can set."""
    names = [rules] if isinstance(rules, str) else rules
    known = [
        name
        for name, lever in levers.items()
        if name in Controls._fields and isinstance(lever, Range)
    ]
    if not isinstance(names, Sequence):
        raise InputError([problem("rules", rules, Text("names_of_levers"))])
    wrong = [each for each in names if not among(each, known)]
    if wrong:
        raise InputError([problem("rules", each, suggest(each, known)) for each in wrong])
    return tuple(dict.fromkeys(names))


def read_aims(outcomes: object) -> tuple[Aim, ...]:
    """Read the figures that are sought: names, `Sought` or `Chance`, one or several."""
    several = isinstance(outcomes, Sequence) and not isinstance(outcomes, str)
    given: Sequence[object] = list(outcomes) if several else [outcomes]  # type: ignore[call-overload]
    problems: list[Problem] = []
    aims: list[Aim] = []
    for each in given:
        match each:
            case str():
                problems += _of_sought(Sought(each))
                aims.append(Sought(each))
            case Sought():
                problems += _of_sought(each)
                aims.append(each)
            case Chance(thresholds):
                bars, wrong = _bars(thresholds)
                problems += wrong
                aims.append(Bars(bars))
            case _:
                problems.append(problem("outcomes", each, Text("outcomes_sought")))
    if not given:
        problems.append(problem("outcomes", Text("none"), Text("at_least_one")))
    elif len({repr(aim) for aim in aims}) < len(aims):
        problems.append(problem("outcomes", outcomes, Text("each_name_once")))
    if problems:
        raise InputError(problems)
    return tuple(aims)


def _of_sought(sought: Sought) -> list[Problem]:
    if not among(sought.outcome, OUTCOMES):
        return [problem("outcomes", sought.outcome, suggest(sought.outcome, OUTCOMES))]
    problems = []
    if not among(sought.statistic, get_args(Statistic)):
        allowed = Text("one_of", names=", ".join(map(repr, get_args(Statistic))))
        problems.append(problem("outcomes.statistic", sought.statistic, allowed))
    if not among(sought.better, ("more", "less", "")):
        allowed = Text("one_of", names="'more', 'less'")
        problems.append(problem("outcomes.better", sought.better, allowed))
    elif not sought.better and OUTCOMES[sought.outcome].better == "neither":
        allowed = Text("outcome_with_direction")
        problems.append(problem("outcomes", sought.outcome, allowed))
    return problems


def _bars(thresholds: object) -> tuple[dict[str, Bar], list[Problem]]:
    if not isinstance(thresholds, Mapping) or not thresholds:
        return {}, [problem("outcomes.thresholds", thresholds, Text("outcomes_to_numbers"))]
    bars: dict[str, Bar] = {}
    problems = []
    for name, given in thresholds.items():
        if not among(name, OUTCOMES):
            problems.append(problem("outcomes.thresholds", name, suggest(name, OUTCOMES)))
            continue
        natural = BY_DIRECTION.get(OUTCOMES[name].better)
        pair = isinstance(given, tuple) and len(given) == 2
        test, number = given if isinstance(given, tuple) and pair else (natural, given)
        if among(test, get_args(Test)) and is_number(number):
            bars[name] = Bar(test, float(number))
        else:
            plain = "a finite number, " if natural else ""
            problems.append(problem(f"outcomes.{name}", given, Text("bar", plain=plain)))
    return bars, problems


def read_limits(limits: object) -> tuple[Limit, ...]:
    """Read limits: `Limit` or (outcome, "<=" or ">=", number), with a share of the draws or not."""
    if isinstance(limits, Limit) or (
        isinstance(limits, tuple) and limits and isinstance(limits[0], str)
    ):
        limits = [limits]
    if not isinstance(limits, Sequence) or isinstance(limits, str):
        raise InputError([problem("limits", limits, Text("limits_listed"))])
    found, problems = [], []
    for each in limits:
        limit = each
        if isinstance(each, tuple) and len(each) in (3, 4):
            test: Any = SIGNS.get(str(each[1]), each[1])
            limit = Limit(each[0], test, *each[2:])
        wrong = _of_limit(limit) if isinstance(limit, Limit) else Text("limits_listed")
        if isinstance(wrong, str) and wrong:
            problems.append(problem("limits", each, wrong))
        else:
            found.append(limit)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _of_limit(limit: Limit) -> str:
    """Describe what a limit must be; empty if it is right."""
    if not among(limit.outcome, OUTCOMES):
        return suggest(limit.outcome, OUTCOMES)
    is_share = limit.share is None or (is_number(limit.share) and 0.0 < limit.share <= 1.0)
    is_policy = limit.over is None or isinstance(limit.over, Policy | FeedbackPolicy)
    if among(limit.test, get_args(Test)) and is_number(limit.number) and is_share and is_policy:
        return ""
    return Text("limits_listed")


def figures_of(limits: Sequence[Limit]) -> tuple[list[Figure], dict[str, Policy | FeedbackPolicy]]:
    """Name the policies that limits are counted from."""
    bases: dict[str, Policy | FeedbackPolicy] = {}
    figures = []
    for limit in limits:
        name = ""
        if limit.over is not None:
            name = next((n for n, each in bases.items() if each == limit.over), f"b{len(bases)}")
            bases[name] = limit.over
        figures.append(Figure(limit, 1.0 if limit.test == "at_least" else -1.0, name))
    return figures, bases


def outcomes_read(aims: Sequence[Aim], limits: Sequence[Limit]) -> tuple[str, ...]:
    """List the outcomes that a search reads."""
    names: list[str] = []
    for aim in aims:
        names += aim.bars if isinstance(aim, Bars) else [aim.outcome]
    return tuple(dict.fromkeys([*names, *(limit.outcome for limit in limits)]))
