"""From the bytes of a request to what is simulated, or to all mistakes in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

import commpartner as cp
from service.language import Said
from service.mistakes import Mistake, RefusedError, mistake
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
        _refuse([mistake("body", data, "an_object", names=", ".join(FIELDS))], settings)
    mistakes = [
        mistake(key, Said("unknown_key"), "a_known_key", names=", ".join(FIELDS))
        for key in data
        if key not in FIELDS
    ]
    numbers = {"draws": settings.draws, "months": settings.months, "seed": LARGEST_SEED}
    for name, most in numbers.items():
        mistakes += _whole(data, name, most)
    programme, policy, found = _programme(data, settings)
    if found or programme is None or mistakes:
        _refuse([*mistakes, *found], settings)
    return Asked(programme, policy, **{name: _number(data, name) for name in numbers})


def _refuse(mistakes: list[Mistake], settings: Settings) -> NoReturn:
    listed = mistakes[: settings.problems]
    raise RefusedError(422, listed, len(mistakes) - len(listed))


def _json(body: bytes) -> Any:
    """Parse a body; a key that stands twice is refused, since one of its values would be lost."""
    twice: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice.append(next(name for name in found if names.count(name) > 1))
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


def _programme(
    data: Mapping[str, Any], settings: Settings
) -> tuple[cp.Programme | None, str, list[Mistake]]:
    """Make the programme, with the request's own policy among its policies if there is one."""
    given: Any = data.get("programme")
    policy = data.get("policy")
    mistakes: list[Mistake] = []
    if not isinstance(policy, str | dict):
        found = policy if "policy" in data else Said("nothing")
        mistakes.append(mistake("policy", found, "a_policy"))
    estates = given.get("estates") if isinstance(given, dict) else None
    if isinstance(estates, list) and len(estates) > settings.estates:
        found = Said("entries", {"count": len(estates)})
        where = "programme.estates"
        mistakes.append(mistake(where, found, "at_most_estates", most=settings.estates))
        return None, "", mistakes
    name = policy if isinstance(policy, str) else ""
    if isinstance(policy, dict):
        given, name = _with_policy(given, policy)
    try:
        programme = cp.programme_from_dict(given)  # refuses what is no mapping, too
    except cp.InputError as error:
        return None, "", [*mistakes, *(_placed(each, name, policy) for each in error.problems)]
    except cp.ArgumentError as error:
        return None, "", [*mistakes, Mistake("programme", error.found, error.allowed, error.code)]
    except RecursionError:
        return None, "", [*mistakes, mistake("programme", Said("nested_too_deep"), "utf8_json")]
    if isinstance(policy, str) and policy not in programme.policies:
        names = ", ".join(map(repr, programme.policies))
        kind = "a_policy_of" if names else "no_policies"
        mistakes.append(mistake("policy", policy, kind, **({"names": names} if names else {})))
    return programme, name, mistakes


def _with_policy(given: Any, policy: dict[str, Any]) -> tuple[Any, str]:
    """Put a policy beside those of a programme, under a name that none has."""
    policies = given.get("policies", {}) if isinstance(given, dict) else None
    if not isinstance(policies, dict):
        return given, OWN
    name = OWN
    while name in policies:
        name += "_"
    return {**given, "policies": {**policies, name: policy}}, name


def _placed(problem: cp.Problem, name: str, policy: object) -> Mistake:
    """Say where in the body a problem of the programme stands."""
    field = str(problem.field)
    own = f"policies.{name}"
    if isinstance(policy, dict) and (field == own or field.startswith(f"{own}.")):
        return Mistake.of_problem(problem, field.removeprefix("policies.").replace(name, OWN, 1))
    return Mistake.of_problem(problem, f"programme.{field}")
