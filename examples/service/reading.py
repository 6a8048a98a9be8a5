"""From the bytes of a request to what is simulated, or to all mistakes in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import commpartner as cp
from service.language import Said
from service.mistakes import Mistake, RefusedError, mistake, of_argument, of_problem
from service.models import LARGEST_SEED, JobRequest
from service.settings import Settings

FIELDS = tuple(JobRequest.model_fields)
OWN = "policy"  # under this name a policy of the request's own joins those of the programme


class Asked(NamedTuple):
    """What one request asks for, valid in every part."""

    programme: cp.Programme
    policy: str
    draws: int
    months: int
    seed: int


def read(body: bytes, settings: Settings) -> Asked:
    """Read a request; `RefusedError` holds all mistakes of its fields and of the programme."""
    data = _json(body)
    if not isinstance(data, dict):
        raise RefusedError(422, [mistake("body", data, "an_object", names=", ".join(FIELDS))])
    unknown = [key for key in data if key not in FIELDS]
    found = [
        mistake(key, Said("unknown_key"), "a_known_key", names=", ".join(FIELDS))
        for key in unknown[: settings.problems]
    ]
    more = len(unknown) - len(found)
    numbers = {"draws": settings.draws, "months": settings.months, "seed": LARGEST_SEED}
    for name, most in numbers.items():
        found += _whole(data, name, most)
    try:
        programme, policy = _programme(data, settings)
    except RefusedError as error:
        found, more = [*found, *error.mistakes], more + error.more
    if found:
        listed = found[: settings.problems]
        raise RefusedError(422, listed, more + len(found) - len(listed))
    return Asked(programme, policy, **{name: _number(data, name) for name in numbers})


def _json(body: bytes) -> Any:
    """Parse a body; a key that stands twice is refused, since one of its values would be lost."""
    twice: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs) and not twice:
            [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
            twice.append(name)
        return found

    try:
        data = json.loads(body.decode("utf-8"), object_pairs_hook=unique)
    except UnicodeDecodeError:
        wrong: tuple[str, Said] = ("body", Said("not_utf8"))
    except json.JSONDecodeError as error:
        wrong = ("body", Said("not_json", {"place": error.pos + 1}))
    except RecursionError:
        wrong = ("body", Said("nested_too_deep"))
    except ValueError:  # a whole number of thousands of digits
        wrong = ("body", Said("not_json", {"place": 1}))
    else:
        if not twice:
            return data
        wrong = (twice[0], Said("key_twice"))
    raise RefusedError(422, [mistake(*wrong, "utf8_json")])


def _whole(data: Mapping[str, Any], name: str, most: int) -> list[Mistake]:
    least = 0 if name == "seed" else 1
    value = _number(data, name)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return []
    return [mistake(name, value, "whole_number", least=least, most=most)]


def _number(data: Mapping[str, Any], name: str) -> Any:
    return data.get(name, JobRequest.model_fields[name].default)


def _programme(data: Mapping[str, Any], settings: Settings) -> tuple[cp.Programme, str]:
    """Make the programme, with the request's own policy among its policies if there is one."""
    given: Any = data.get("programme")
    policy = data.get("policy")
    found: list[Mistake] = []
    if not isinstance(policy, str | dict):
        found.append(mistake("policy", data.get("policy", Said("nothing")), "a_policy"))
    estates = given.get("estates") if isinstance(given, dict) else None
    if isinstance(estates, list) and len(estates) > settings.estates:
        count = Said("entries", {"count": len(estates)})
        where = "programme.estates"
        found.append(mistake(where, count, "at_most_estates", most=settings.estates))
        raise RefusedError(422, found)
    name = policy if isinstance(policy, str) else ""
    if isinstance(policy, dict):
        given, name = _with_policy(given, policy)
    try:
        programme = cp.programme_from_dict(given)  # refuses what is no mapping, too
    except cp.InputError as error:
        problems = error.problems[: settings.problems]
        found += [of_problem(each, _place(str(each.field), name, policy)) for each in problems]
        raise RefusedError(422, found, len(error.problems) - len(problems)) from None
    except cp.ArgumentError as error:
        raise RefusedError(422, [*found, of_argument(error, "programme")]) from None
    except RecursionError:
        deep = mistake("programme", Said("nested_too_deep"), "utf8_json")
        raise RefusedError(422, [*found, deep]) from None
    if isinstance(policy, str) and policy not in programme.policies:
        found.append(_unknown_policy(policy, programme))
    if found:
        raise RefusedError(422, found)
    return programme, name


def _unknown_policy(name: str, programme: cp.Programme) -> Mistake:
    names = ", ".join(map(repr, programme.policies))
    if not names:
        return mistake("policy", name, "no_policies")
    return mistake("policy", name, "a_policy_of", names=names)


def _with_policy(given: Any, policy: dict[str, Any]) -> tuple[Any, str]:
    """Put a policy beside those of a programme, under a name that none has."""
    policies = given.get("policies", {}) if isinstance(given, dict) else None
    if not isinstance(policies, dict):
        return given, OWN
    name = OWN
    while name in policies:
        name += "_"
    return {**given, "policies": {**policies, name: policy}}, name


def _place(field: str, name: str, policy: object) -> str:
    """Say where in the body a field of the programme stands."""
    own = f"policies.{name}"
    if isinstance(policy, dict) and (field == own or field.startswith(f"{own}.")):
        return f"{OWN}{field.removeprefix(own)}"
    return f"programme.{field}"
