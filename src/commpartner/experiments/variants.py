"""Make variants of a policy and named scenarios of the assumptions."""

from __future__ import annotations

import dataclasses
import reprlib
import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, product
from typing import Any

import numpy as np

from commpartner.assumptions.draws import Array
from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import AssumptionTable
from commpartner.assumptions.unusual import unusual
from commpartner.errors import InputError, PlausibilityWarning, Problem
from commpartner.problems.arguments import is_number, of_type
from commpartner.problems.wording import suggest
from commpartner.programme import Policy
from commpartner.programme.levers import LEVERS
from commpartner.texts import Text


def lever_factorial(policy: Policy, levers: Mapping[str, Sequence[Any]]) -> dict[str, Policy]:
    """Make policies with all combinations of the values of some levers.

    Raises
    ------
    InputError
        If there is no such lever, or a value is not valid, given twice or missing.

    Examples
    --------
    >>> import commpartner as cp
    >>> partner = cp.datasets.load("xiashan").policies["partner"]
    >>> list(lever_factorial(partner, {"fee": [0.4, 0.8], "reinvestment_share": [0.7]}))
    ['fee=0.4, reinvestment_share=0.7', 'fee=0.8, reinvestment_share=0.7']
    """
    of_type("policy", policy, Policy, Text("a_policy"))
    of_type("levers", levers, Mapping, Text("a_table"))
    problems = []
    each: dict[str, list[Any]] = {}  # a generator gives its values once
    for name, values in levers.items():
        if name not in LEVERS:
            problems.append(
                Problem("levers", None, name, Text("unknown_lever"), suggest(name, LEVERS))
            )
        if isinstance(values, str) or not isinstance(values, Iterable):
            problems.append(Problem("levers", None, name, repr(values), Text("list_of_values")))
            continue
        each[name] = list(values)
        worded = [_worded(value) for value in each[name]]
        if not worded or len(set(worded)) < len(worded):
            found = ", ".join(worded) or Text("no_value")
            problems.append(Problem("levers", None, name, found, Text("each_value_once")))
    if problems or not levers:
        nothing = Problem("levers", None, "levers", Text("none"), Text("one_lever_or_more"))
        raise InputError(problems or [nothing])
    policies = {}
    for combined in product(*each.values()):
        chosen = dict(zip(each, combined, strict=True))
        name = ", ".join(f"{lever}={_worded(value)}" for lever, value in chosen.items())
        try:
            policies[name] = policy.replace(**chosen, label_en=name, label_zh=name)
        except InputError as error:
            problems.extend(
                dataclasses.replace(each, file="levers", field=f"{name}.{each.field}")
                for each in error.problems
            )
    if problems:
        raise InputError(problems)
    return policies


def named_scenarios(
    ledger: AssumptionTable, scenarios: Mapping[str, Mapping[str, float]]
) -> Scenarios:
    """Make one draw for each named scenario; other assumptions have their central value.

    Raises
    ------
    InputError
        If a name is not in the table, its unit does not allow a value, or there is no scenario.

    Examples
    --------
    >>> from commpartner.assumptions.table import default_assumptions
    >>> dear = {"as it is": {}, "dear labour": {"wage_cleaner": 2600.0}}
    >>> named_scenarios(default_assumptions(), dear)["wage_cleaner"][:, 0]
    array([2200., 2600.])
    """
    of_type("ledger", ledger, AssumptionTable, Text("a_ledger"))
    return Scenarios(ledger, scenario_values(ledger, scenarios))


def scenario_values(
    ledger: AssumptionTable, scenarios: Mapping[str, Mapping[str, float]]
) -> dict[str, Array]:
    """Return the values of the assumptions that any scenario names, shape (scenario,) each.

    Raises
    ------
    InputError
        If a name is not in the table, a value is no number, or there is no scenario.
    """
    whole = Text("mapping_of_scenarios")
    if not isinstance(scenarios, Mapping):
        raise InputError([Problem("scenarios", None, "scenarios", repr(scenarios), whole)])
    problems = [
        Problem("scenarios", None, str(label), repr(values), whole)
        for label, values in scenarios.items()
        if not isinstance(values, Mapping)
    ]
    if problems:
        raise InputError(problems)
    problems = [
        Problem("scenarios", None, f"{label}.{name}", Text("unknown_name"), suggest(name, ledger))
        for label, values in scenarios.items()
        for name in values
        if name not in ledger
    ]
    problems += [
        Problem("scenarios", None, f"{label}.{name}", reprlib.repr(value), Text("finite_number"))
        for label, values in scenarios.items()
        for name, value in values.items()
        if not is_number(value)
    ]
    problems += [
        Problem("scenarios", None, f"{label}.{name}", f"{value:g}", ledger[name].bounds.allowed)
        for label, values in scenarios.items()
        for name, value in values.items()
        if name in ledger and is_number(value) and not ledger[name].bounds.hold(value)
    ]
    if not scenarios:
        problems.append(Problem("scenarios", None, "scenarios", Text("none"), Text("one_or_more")))
    if problems:
        raise InputError(problems)
    for label, values in scenarios.items():
        for name, value in values.items():
            told = unusual(name, [value], Text("place", file="scenarios", field=f"{label}.{name}"))
            if told is not None:
                warnings.warn(told, PlausibilityWarning, stacklevel=3)
    # Where no scenario changes anything, one row at its central value still counts the scenarios.
    changed = dict.fromkeys(chain.from_iterable(scenarios.values())) or [next(iter(ledger))]
    return {
        name: np.array([float(each.get(name, ledger[name].central)) for each in scenarios.values()])
        for name in changed
    }


def _worded(value: object) -> str:
    """Format a lever's value as a part of a policy's name."""
    if value is None:
        return "none"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"  # 1 and 1.0 are one value
    if isinstance(value, tuple | list):
        return "+".join(map(str, value)) or "none"
    return str(value)
