"""Read the ten problems from ``data/benchmark/``, one file a problem."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, partial
from importlib import resources
from types import MappingProxyType
from typing import Any

from commpartner import datasets
from commpartner.benchmark import rules
from commpartner.benchmark.goals import Best, Condition, Goal, GoodEnough
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.experiments.choosing.satisficing import Bar
from commpartner.model.control import FeedbackPolicy
from commpartner.problems.wording import known_name
from commpartner.programme import Policy
from commpartner.programme.levers import AnyOf, Lever, OneOf, Range


@cache
def problems() -> Mapping[str, BenchmarkProblem]:
    """Return the ten problems by their names.

    Examples
    --------
    >>> len(problems())
    10
    """
    files = (resources.files("commpartner") / "data" / "benchmark").iterdir()
    written = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in files
    }
    order = sorted(written, key=lambda name: int(written[name].pop("number")))
    return MappingProxyType({name: problem_from(name, written[name]) for name in order})


def problem(name: str) -> BenchmarkProblem:
    """Return a problem by its name.

    Raises
    ------
    InputError
        If there is no such problem.

    Examples
    --------
    >>> problem("xiashan-share").by_rule
    ('reinvestment_share',)
    """
    known = problems()
    known_name("benchmark", "problem", name, known)
    return known[name]


def problem_from(name: str, written: Mapping[str, Any]) -> BenchmarkProblem:
    """Build a problem from what its file holds; an unknown key is a TypeError.

    Parameters
    ----------
    name
        Name of the problem.
    written
        ``base``: a policy of the case by its name, with changes. ``levers``: ``low`` and ``high``,
        ``one_of`` or ``any_of`` by name. ``goal``: ``outcome``, ``margin`` and ``conditions``, or
        ``share`` and ``thresholds``. ``baselines``: labels, and what differs from the base: a
        ``policy`` of the case, a ``change``, a ``rule`` with its ``numbers``. All else are fields
        of `BenchmarkProblem`.
    """
    known = datasets.load(written["case"]).policies
    changes = dict(written["base"])
    base = known[changes.pop("policy")].replace(**changes)
    made = {
        "base": base,
        "levers": {lever: _lever(**span) for lever, span in written["levers"].items()},
        "goal": _goal(**written["goal"]),
        "baselines": {
            each: _baseline(known, base, **row) for each, row in written["baselines"].items()
        },
        "baseline_labels": {
            each: (row["label_en"], row["label_zh"]) for each, row in written["baselines"].items()
        },
        "by_rule": tuple(written.get("by_rule", ())),
    }
    return BenchmarkProblem(id=name, **{**written, **made})


def _lever(**span: Any) -> Lever:
    if "one_of" in span:
        return OneOf(tuple(span.pop("one_of")), **span)
    return AnyOf(tuple(span.pop("any_of")), **span) if "any_of" in span else Range(**span)


def _goal(**written: Any) -> Goal:
    if "outcome" in written:
        conditions = written.pop("conditions")
        return Best(
            conditions={name: Condition(**each) for name, each in conditions.items()}, **written
        )
    bars = {name: Bar(**each) for name, each in written.pop("thresholds").items()}
    return GoodEnough(thresholds=bars, **written)


def _baseline(
    known: Mapping[str, Policy],
    base: Policy,
    *,
    label_en: str,
    label_zh: str,
    policy: str | None = None,
    change: Mapping[str, Any] | None = None,
    rule: str | None = None,
    numbers: Mapping[str, float] | None = None,
) -> Policy | FeedbackPolicy:
    plain = (base if policy is None else known[policy]).replace(**(change or {}))
    if rule is None:
        return plain
    function = getattr(rules, rule)
    return FeedbackPolicy(plain, partial(function, **numbers) if numbers else function)
