"""Read levers, figures sought and limits from the words of a command line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast, get_args

from commpartner.errors import InputError, Problem, code_of
from commpartner.experiments.choosing.satisficing import Test
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.scheme import build_scheme
from commpartner.planning.optimising.changing import with_values
from commpartner.planning.optimising.goals import Chance, Limit, Sought, Statistic
from commpartner.planning.optimising.reading import read_levers
from commpartner.planning.optimising.trials import plain
from commpartner.problems.wording import suggest
from commpartner.programme import Policy, Programme
from commpartner.programme.levers import LEVERS, TEXTS, AnyOf, OneOf, Range, number_levers
from commpartner.texts import Text

# What a keyboard for Chinese types in place of the signs.
SIGNS = str.maketrans("，、：＝＞＜＠％", ",,:=><@%")
TESTS: dict[str, Test] = {">=": "at_least", "<=": "at_most"}
STATISTICS = get_args(Statistic)
BETTER = ("more", "less")
WHOLE = ("a_whole_number", "whole_number")  # codes of messages
BASE = "base"  # in a limit: the mean of the base policy in the same draws
EMPTY = Policy(organisation="unmanaged")
_BAR = re.compile(r"(\w+)(>=|<=)([^@]+)(?:@(.+))?")
_ENDS = re.compile(r"(.+?)(?::|\.\.)(.+)")
_WORDS = {"none": None, "true": True, "false": False, "yes": True, "no": False}


def levers_of(given: Sequence[str], base: Policy | None) -> dict[str, Any]:
    """Read the levers and what each may be, from ``NAME=LOW:HIGH`` or ``NAME=VALUE,VALUE``.

    Parameters
    ----------
    base
        Every lever is tried on this policy; None: none is.

    Raises
    ------
    InputError
        With every lever that cannot be read, or that the policy does not take.

    Examples
    --------
    >>> levers_of(["fee=0.2:1.0", "free_months=0..12", "allocation=household,deficit"], None)
    {'fee': (0.2, 1.0), 'free_months': (0, 12), 'allocation': ['household', 'deficit']}
    >>> levers_of(["ventures=market,canteen", "fallback_cap=0:40,none"], None)["ventures"]
    AnyOf(options=('market', 'canteen'))
    """
    found: dict[str, Any] = {}
    problems = []
    for each in given:
        name, sign, values = each.translate(SIGNS).partition("=")
        name, parts = name.strip(), [part.strip() for part in values.split(",")]
        if not (name and sign and all(parts)):
            problems.append(_wrong("lever", each, Text("lever_and_values")))
        elif name in TEXTS:
            problems.append(_wrong("lever", each, suggest(name, LEVERS)))
        elif name in found:
            problems.append(_wrong("lever", each, Text("each_name_once")))
        else:
            lever = _lever(name, parts, base or EMPTY)
            if lever is None:
                problems.append(_wrong("lever", each, Text("lever_and_values")))
            else:
                found[name] = lever
    if found and base is not None:
        try:
            read_levers(found, base, None)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def unknown_names(
    levers: Mapping[str, Any], base: Policy, programme: Programme
) -> Iterator[Problem]:
    """Find values of levers that name what the programme does not have, such as a venture."""
    for name, lever in levers.items():
        if isinstance(lever, AnyOf):
            values: Sequence[Any] = [(each,) for each in lever.options]
        else:
            values = lever if isinstance(lever, list) else ()
        top = name.split(".")[0]
        for value in values:
            try:
                build_scheme(programme, plain(with_values(base, {name: value})))
            except InputError as error:
                for each in error.problems:
                    if each.field.split(".")[-1] == top:  # others may fit with another lever
                        yield Problem("--lever", None, f"lever.{name}", each.found, each.allowed)


def _lever(name: str, parts: list[str], base: Policy) -> Any:
    """Return what a lever may be; None if its ends do not rise."""
    ends = _ENDS.fullmatch(parts[0])
    span = [_number(each) for each in ends.groups()] if ends else []
    if len(span) == 2 and None not in span and parts[1:] in ([], ["none"]):
        low, high = cast("list[float]", span)
        if low >= high:
            return None
        if parts[1:]:
            return Range(low, high, whole=_is_whole(name, low, high, base), or_none=True)
        whole = _is_whole(name, low, high, base) and "." in name
        return range(int(low), int(high) + 1) if whole else (low, high)
    if _takes_names(name):
        if any("+" in each for each in parts):
            return [tuple(each.split("+")) for each in parts]
        return AnyOf(tuple(dict.fromkeys(parts)))
    return [_value(each) for each in parts]


def _is_whole(name: str, low: float, high: float, base: Policy) -> bool:
    """Return whether a lever takes whole numbers alone, and both ends are whole."""
    if not (isinstance(low, int) and isinstance(high, int)):
        return False
    known = number_levers().get(name)
    if known is not None:
        return bool(known.whole)
    try:
        with_values(base, {name: low + 0.5})
    except InputError as error:
        return any(_asks_for_whole(each.allowed) for each in error.problems)
    return False


def _asks_for_whole(allowed: str) -> bool:
    what: Any = allowed.values.get("what", allowed) if isinstance(allowed, Text) else allowed
    return code_of(what) in WHOLE


def _takes_names(name: str) -> bool:
    schema = Policy.model_json_schema()["properties"].get(name, {})
    return bool(schema.get("type") == "array" and schema["items"].get("type") == "string")


def _number(text: str) -> float | None:
    """Read a number, a whole one if it is written so; None if it is none."""
    with suppress(ValueError):
        return int(text)
    with suppress(ValueError):
        return float(text) if math.isfinite(float(text)) else None
    return None


def _value(text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    found = _number(text)
    return text if found is None else found


def sought_of(given: Sequence[str]) -> list[str | Sought | Chance]:
    """Read what is sought: ``OUTCOME``, ``OUTCOME:STATISTIC``, or thresholds met at once.

    Raises
    ------
    InputError
        With everything that cannot be read.

    Examples
    --------
    >>> sought_of(["npv_operator", "satisfaction:p5"])
    ['npv_operator', Sought(outcome='satisfaction', statistic='p5', better='')]
    >>> sought_of(["satisfaction>=60,public_net_cost<=8e6"])[0].thresholds["satisfaction"]
    ('at_least', 60.0)
    """
    found: list[str | Sought | Chance] = []
    problems: list[Problem] = []
    for each in given:
        words = each.translate(SIGNS).replace(" ", "")
        name, *more = words.split(":")
        if "=" in words:
            found.append(Chance(dict(_thresholds(each, words.split(","), problems))))
        elif name not in OUTCOMES:
            problems.append(_wrong("seek", each, suggest(name, OUTCOMES)))
        elif not set(more) <= {*STATISTICS, *BETTER}:
            names = ", ".join((*STATISTICS, *BETTER))
            problems.append(_wrong("seek", each, Text("outcome_and_statistic", names=names)))
        else:
            statistic = next((part for part in more if part in STATISTICS), "mean")
            better = next((part for part in more if part in BETTER), "")
            sought = Sought(name, cast(Statistic, statistic), cast(Any, better))
            found.append(sought if more else name)
            if not better and OUTCOMES[name].better == "neither":
                names = ", ".join((*STATISTICS, *BETTER))
                problems.append(_wrong("seek", each, Text("outcome_and_direction")))
    if len({repr(each) for each in found}) < len(found):
        problems.append(_wrong("seek", ", ".join(given), Text("each_name_once")))
    if problems:
        raise InputError(problems)
    return found


def _thresholds(
    whole: str, parts: list[str], problems: list[Problem]
) -> Iterator[tuple[str, tuple[Test, float]]]:
    for part in parts:
        bar = _BAR.fullmatch(part)
        number = _number(bar[3]) if bar else None
        if bar is None or number is None or bar[4]:
            problems.append(_wrong("seek", whole, Text("outcome_sign_number")))
        elif bar[1] not in OUTCOMES:
            problems.append(_wrong("seek", whole, suggest(bar[1], OUTCOMES)))
        else:
            yield bar[1], (TESTS[bar[2]], float(number))


def limits_of(given: Sequence[str], base: Policy) -> list[Limit]:
    """Read limits: ``OUTCOME>=NUMBER``, with ``@SHARE`` of the draws; ``base+5`` for a number.

    Raises
    ------
    InputError
        With every limit that cannot be read.

    Examples
    --------
    >>> limits_of(["public_net_cost<=8e6@95%"], EMPTY)[0]
    Limit(outcome='public_net_cost', test='at_most', number=8000000.0, share=0.95, over=None)
    >>> limits_of(["satisfaction>=base-1"], EMPTY)[0].number
    -1.0
    """
    found, problems = [], []
    for each in given:
        bar = _BAR.fullmatch(each.translate(SIGNS).replace(" ", ""))
        share = _share(bar[4]) if bar and bar[4] else None
        right = bar[3] if bar else ""
        over = base if right.startswith(BASE) else None
        number = _number(right.removeprefix(BASE) or "0") if over else _number(right)
        if bar is None or number is None or (bar[4] and share is None):
            problems.append(_wrong("limit", each, Text("outcome_sign_number_share")))
        elif bar[1] not in OUTCOMES:
            problems.append(_wrong("limit", each, suggest(bar[1], OUTCOMES)))
        else:
            found.append(Limit(bar[1], TESTS[bar[2]], float(number), share, over))
    if problems:
        raise InputError(problems)
    return found


def _share(text: str) -> float | None:
    """Read a share above 0, at most 1, such as 0.95 or 95%."""
    number = _number(text.removesuffix("%"))
    if number is None:
        return None
    share = number / 100.0 if text.endswith("%") else float(number)
    return share if 0.0 < share <= 1.0 else None


def _wrong(option: str, given: str, allowed: str) -> Problem:
    return Problem(f"--{option}", None, option, repr(given), allowed)


def options_of(lever: Any) -> Any:
    """Describe what a lever may be for a manifest."""
    match lever:
        case AnyOf(options):
            return {"any_of": list(options)}
        case OneOf(options):
            return list(options)
        case Range(low, high, _, or_none):
            return {"low": low, "high": high, "or_none": or_none}
        case range():
            return {"low": lever.start, "high": lever.stop - 1}
    return list(lever)
