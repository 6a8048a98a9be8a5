"""Convert a programme to a model of the EMA Workbench (Kwakkel 2017)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.bridges.factors import factors_and_outcomes
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.experiments.variants import lever_factorial
from commpartner.facts.outcomes import MAY_BE_ABSENT, OUTCOMES
from commpartner.model.scheme import Scheme, named_policy
from commpartner.problems.arguments import check_arguments, is_rising, is_whole
from commpartner.problems.optional import optional
from commpartner.problems.wording import among, as_names, shorten, suggest
from commpartner.programme import Policy, Programme
from commpartner.programme.levers import Range, number_levers
from commpartner.programme.programme import check_programme
from commpartner.texts import Text

POLICY = "policy_name"  # not "policy", which the workbench would take for an attribute of its own


def ema_model(
    programme: Programme,
    policies: Mapping[str, Policy | str] | Sequence[str],
    *,
    months: int = 120,
    levers: Mapping[str, tuple[float, float]] | None = None,
    outcomes: Sequence[str] | None = None,
    assumptions: AssumptionTable | None = None,
) -> Any:
    """Convert a programme to a model for `ema_workbench.perform_experiments`.

    Its uncertainties are the assumptions that the policies read and that vary, each from ``low`` to
    ``high`` of its row: ranges, without distributions and correlations. What an
    experiment leaves out is central. Its outcomes are scalars with their direction.

    Parameters
    ----------
    policies
        By name, each a policy or the name of one of the programme's; or such names alone. If
        there are several, the lever ``policy_name`` chooses among them.
    levers
        Ranges of levers, which then replace those of the policy; whole numbers if both ends are.
    outcomes
        Names; by default all of so many months that every policy has in every draw.
    assumptions
        A table of assumptions in place of the default one; the programme's own rows replace its
        rows.

    Returns
    -------
    ema_workbench.Model

    Raises
    ------
    InputError
        If a policy, a lever or an outcome is unknown, a lever's range is not valid, or a lever
        has the name of an assumption that varies.
    MissingExtraError
        If the EMA Workbench is not installed.

    Notes
    -----
    An experiment that fails ends a run that is sequential; with several processes version 2.5 of
    the workbench waits for ever. `commpartner.compare` keeps what succeeded and runs in parallel.
    """
    check_programme(programme)
    check_arguments(months=months)
    workbench = optional("ema_workbench")
    ledger = programme.assumption_table(assumptions)
    named = _named(programme, policies)
    ranges = _ranges({} if levers is None else levers)
    at_low = build_schemes(programme, _at_low(named, ranges))
    read, known = factors_and_outcomes(at_low, ledger, months)
    uncertain = [name for name in read if ledger[name].distribution != "fixed"]
    always = [name for name in known if name not in MAY_BE_ABSENT]
    chosen = always if outcomes is None else as_names(outcomes)
    _check(chosen, known, ranges, uncertain)
    schemes = build_schemes(programme, named)
    run = partial(_experiment, programme, named, schemes, ledger, months, tuple(ranges))
    model = workbench.Model("".join(filter(str.isalnum, programme.name)) or "programme", run)
    model.uncertainties = [
        workbench.RealParameter(row.name, row.low, row.high, default=row.central)
        for row in (ledger[name] for name in uncertain)
    ]
    choice = [workbench.CategoricalParameter(POLICY, list(named))] if len(named) > 1 else []
    model.levers = choice + [_parameter(workbench, name, each) for name, each in ranges.items()]
    kinds = {"more": workbench.ScalarOutcome.MAXIMIZE, "less": workbench.ScalarOutcome.MINIMIZE}
    model.outcomes = [
        workbench.ScalarOutcome(name, kind=kinds.get(OUTCOMES[name].better, 0)) for name in chosen
    ]
    return model


def _named(
    programme: Programme, policies: Mapping[str, Policy | str] | Sequence[str]
) -> dict[str, Policy]:
    given = dict(policies) if isinstance(policies, Mapping) else None
    names = as_names(policies)
    for name in names:
        if not isinstance(name, str):
            allowed = Text("names_or_policies")
            raise InputError([Problem("ema_model", None, "policies", shorten(name), allowed)])
    if not names:
        raise InputError(
            [Problem("ema_model", None, "policies", Text("none"), Text("at_least_one_policy"))]
        )
    return {name: named_policy(programme, given[name] if given else name)[1] for name in names}


def _ranges(levers: Mapping[str, tuple[float, float]]) -> dict[str, Range]:
    """Refuse ranges that are none; whether a lever exists and takes their ends is checked later."""
    if not isinstance(levers, Mapping):
        allowed = Text("levers_to_ranges")
        raise InputError([Problem("ema_model", None, "levers", shorten(levers), allowed)])
    known = number_levers()
    problems = []
    for name, ends in levers.items():
        whole = name in known and known[name].whole
        if not (is_rising(ends) and (not whole or all(map(is_whole, ends)))):
            allowed = Text("two_rising_whole_numbers") if whole else Text("two_rising_numbers")
            problems.append(Problem("ema_model", None, f"levers.{name}", shorten(ends), allowed))
    if problems:
        raise InputError(problems)
    return {
        name: Range(low, high, whole=is_whole(low) and is_whole(high))
        for name, (low, high) in levers.items()
    }


def _at_low(named: Mapping[str, Policy], ranges: Mapping[str, Range]) -> dict[str, Policy]:
    """Make policies with the levers at their lower ends; both ends are checked."""
    if not ranges:
        return dict(named)
    ends = {name: (each.low, each.high) for name, each in ranges.items()}
    return {
        name: next(iter(lever_factorial(policy, ends).values())) for name, policy in named.items()
    }


def _check(
    chosen: Sequence[str],
    known: Sequence[str],
    ranges: Mapping[str, Range],
    uncertain: Sequence[str],
) -> None:
    problems = [
        Problem("ema_model", None, "outcomes", repr(name), suggest(name, known))
        for name in chosen
        if not among(name, known)
    ]
    problems += [
        Problem(
            "ema_model", None, f"levers.{name}", Text("also_an_assumption"), Text("a_fixed_row")
        )
        for name in ranges
        if name in uncertain
    ]
    if problems:
        raise InputError(problems)


def _parameter(workbench: Any, name: str, each: Range) -> Any:
    kind = workbench.IntegerParameter if each.whole else workbench.RealParameter
    return kind(name, each.low, each.high)


def _experiment(
    programme: Programme,
    named: Mapping[str, Policy],
    schemes: Mapping[str, Scheme],
    ledger: AssumptionTable,
    months: int,
    levers: Sequence[str],
    **values: Any,
) -> dict[str, float]:
    """Run one experiment of the workbench: assumptions and levers by name."""
    name = values.pop(POLICY, next(iter(named)))
    changes = {lever: values.pop(lever) for lever in levers if lever in values}
    scheme = schemes[name]
    if changes:
        scheme = build_schemes(programme, {name: named[name].replace(**changes)})[name]
    found = evaluate({name: scheme}, Scenarios(ledger, values), months)[name]
    return {outcome: float(each[0]) for outcome, each in found.items()}
