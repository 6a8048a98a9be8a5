"""Convert a submission to a policy that can be scored."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from pydantic import ValidationError

from commpartner.benchmark.problem import Attempt, BenchmarkProblem
from commpartner.errors import CommpartnerError, InputError, Problem, RuleError
from commpartner.model.control import (
    Controls,
    FeedbackPolicy,
    InterruptedRuleError,
    Observation,
    Rule,
)
from commpartner.problems.arguments import refused
from commpartner.problems.wording import describe, shorten, suggest
from commpartner.programme import Policy
from commpartner.programme.levers import Lever, Range, changed
from commpartner.texts import Text

Submission = Policy | FeedbackPolicy | Callable[..., Any]
FORMS = Text("forms_of_submission")


def submitted(attempt: Attempt, submission: Submission) -> Policy | FeedbackPolicy:
    """Make a policy from a submission and check it against the problem.

    Parameters
    ----------
    attempt
        The problem, with its meter.
    submission
        A policy, a `FeedbackPolicy`, a function of the problem that gives one of these or a rule,
        or a rule, which is applied to the base policy.

    Returns
    -------
    Policy or FeedbackPolicy
        A rule is held to its levers and ranges in every month.

    Raises
    ------
    InputError
        If it is something else, fails, or changes what it may not: every such change.
    """
    given = _called(attempt, submission)
    policy, rule = (
        (given.policy, given.rule) if isinstance(given, FeedbackPolicy) else (given, None)
    )
    problems = violations(policy, attempt.base, attempt.levers)
    if rule is not None:
        problems += _rule_problems(attempt, policy, rule)
    if problems:
        raise InputError(problems)
    return (
        policy if rule is None else FeedbackPolicy(policy, partial(within, rule, ranges(attempt)))
    )


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
    return Text("with_names", what=Text("as_in_base"), names=others)


def ranges(problem: BenchmarkProblem) -> dict[str, Range]:
    """Return the levers that a rule can set, with their ranges."""
    levers = ((name, problem.levers[name]) for name in problem.by_rule)
    return {name: lever for name, lever in levers if isinstance(lever, Range)}


def within(
    rule: Rule, allowed: Mapping[str, Range], seen: Observation, levers: Controls
) -> Controls:
    """Limit a rule to the levers that it can set.

    Raises
    ------
    RuleError
        If the rule itself would end the run: it lacks a module or memory, or calls ``exit``.
    ArgumentError
        If the rule does not give `Controls`, changes another lever, or leaves a range.

    Examples
    --------
    >>> from commpartner.benchmark.rules import cap_tightens
    >>> seen, planned = Observation(24, *np.zeros((5, 1))), Controls(*np.ones((3, 1)))
    >>> within(cap_tightens, {"fallback_cap": Range(0.0, 40.0)}, seen, planned).fallback_cap
    array([0.8])
    >>> within(cap_tightens, {}, seen, planned)
    Traceback (most recent call last):
    commpartner.errors.ArgumentError: rule, fallback_cap must be as planned; got a change.
    """
    planned = Controls(*(np.array(each, dtype=np.float64) for each in levers))
    try:
        found = rule(seen, levers)
    except KeyboardInterrupt as error:
        # Of a person or of the rule, nobody can tell: the run ends, with a word.
        raise InterruptedRuleError(Text("rule_interrupted")) from error
    except Exception as error:
        if not isinstance(error, ImportError | MemoryError):
            raise
        # Else they would count as the machine's fault, which ends a run without a word on the rule.
        raise _failed(error) from error
    except BaseException as error:  # exit, and whatever else is no Exception
        raise _failed(error) from error
    if not isinstance(found, Controls):
        raise refused("rule", Text("a_type", name=type(found).__name__), Text("controls"))
    for name, values, before in zip(Controls._fields, found, planned, strict=True):
        now = np.asarray(values)
        if now.dtype.kind not in "biuf":
            raise refused(f"rule, {name}", Text("dtype", dtype=now.dtype), Text("real_numbers"))
        if name not in allowed:
            if not np.array_equal(np.broadcast_to(now, before.shape), before):
                raise refused(f"rule, {name}", Text("a_change"), Text("as_planned"))
            continue
        lever = allowed[name]
        outside = ~((now >= lever.low) & (now <= lever.high))
        if outside.any():
            raise refused(f"rule, {name}", float(now[outside][0]), lever.in_words())
    return found


def _failed(error: BaseException) -> RuleError:
    return RuleError(Text("rule_fails", name=type(error).__name__, error=str(error)))


def _called(attempt: Attempt, submission: Submission) -> Policy | FeedbackPolicy:
    """Return the policy; call the submission if it is a function."""
    if isinstance(submission, Policy | FeedbackPolicy):
        return submission
    taken = _parameters(submission)
    if taken == 2:
        return FeedbackPolicy(attempt.base, submission)
    if taken != 1:
        raise _wrong(shorten(submission))
    try:
        found = submission(attempt)
    except ValidationError as error:
        raise InputError(describe(error, Policy, "submission", None)) from error
    except CommpartnerError:
        raise
    except BaseException as error:  # exit and interruption by the function itself, too
        raise _wrong(Text("function_fails", name=type(error).__name__, error=str(error))) from error
    if isinstance(found, Policy | FeedbackPolicy):
        return found
    if _parameters(found) == 2:
        return FeedbackPolicy(attempt.base, found)
    raise _wrong(Text("function_gives", found=shorten(found)))


def _parameters(given: object) -> int:
    """Count the required arguments of a function; 0 if it is no function."""
    if not callable(given) or isinstance(given, type):
        return 0
    try:
        parameters = inspect.signature(given).parameters.values()
    except (TypeError, ValueError):
        return 0
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(each.kind in places and each.default is each.empty for each in parameters)


def _rule_problems(problem: BenchmarkProblem, policy: Policy, rule: Rule) -> list[Problem]:
    problems = []
    if not problem.by_rule:
        found, allowed = Text("a_rule"), Text("no_rule_here")
        problems.append(Problem("submission", None, "rule", found, allowed))
    if "fallback_cap" in problem.by_rule and policy.fallback_cap is None:
        allowed = Text("number_for_rule")
        problems.append(Problem("submission", None, "fallback_cap", Text("none_value"), allowed))
    try:
        pickle.dumps(rule)
    except Exception:
        allowed = Text("function_of_module_plain")
        problems.append(Problem("submission", None, "rule", shorten(rule), allowed))
    return problems


def _wrong(found: str) -> InputError:
    return InputError([Problem("submission", None, "submission", found, FORMS)])
