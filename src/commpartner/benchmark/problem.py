"""Define a benchmark problem and the trial runs of a submission."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cache, partial
from typing import Any

from commpartner import datasets
from commpartner.benchmark.goals import Goal
from commpartner.errors import InputError, Problem
from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.facts.rows import rows
from commpartner.io import programme_hash
from commpartner.model.control import FeedbackPolicy
from commpartner.programme import Policy, Programme
from commpartner.programme.levers import Lever
from commpartner.texts import Language, Text

MONTHS = 120
DRAWS = 512
SEED = 7
BUDGET = 25_600


@dataclass(frozen=True)
class BenchmarkProblem:
    """Define a question to a case with everything that scores an answer.

    Attributes
    ----------
    id
        Name under which it is cited.
    case
        Name of the data set; synthetic if the data set is.
    base
        The policy that a submission changes.
    levers
        What a submission may change, by its dotted name, and within which bounds.
    by_rule
        Levers that a rule may also set anew every month, within the same bounds.
    baselines
        What a submission is measured by.
    baseline_labels
        English and Chinese label of each baseline.
    tradeoff_en, tradeoff_zh
        What each lever gives and takes.
    months, draws, seed
        Of the score; `seed` is that of the draws, which are the same for all policies.
    budget
        Most simulations (one policy in one draw) that a submission may try out.

    Examples
    --------
    >>> from commpartner.benchmark import problem
    >>> trial = problem("xiangyang-trial")
    >>> trial.case, trial.draws, sorted(trial.levers)[:2]
    ('xiangyang', 512, ['fallback_cap', 'fee'])
    """

    id: str
    label_en: str
    label_zh: str
    question_en: str
    question_zh: str
    tradeoff_en: str
    tradeoff_zh: str
    case: str
    base: Policy
    levers: Mapping[str, Lever]
    goal: Goal
    baselines: Mapping[str, Policy | FeedbackPolicy]
    by_rule: tuple[str, ...] = ()
    baseline_labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    months: int = MONTHS
    draws: int = DRAWS
    seed: int = SEED
    budget: int = BUDGET

    def programme(self) -> Programme:
        """Load the case."""
        return _loaded(self.case)

    def named_baseline(self, name: str, language: Language) -> str:
        """Label a baseline with its id in brackets.

        Examples
        --------
        >>> from commpartner.benchmark import problem
        >>> problem("qingyunpu-works").named_baseline("no_works", "zh")
        '不改造 (no_works)'
        """
        labels = self.baseline_labels.get(name)
        return name if labels is None else f"{labels[language == 'zh']} ({name})"

    def definition(self) -> str:
        """Hash everything that a score depends on except the package version."""
        programme = self.programme()
        content = {
            "id": self.id,
            "programme": programme_hash(programme.replace(policies={})),
            # Words about a number are no part of it: labels, kinds and notes may be improved.
            "assumptions": [
                row.model_dump(include=NUMBERS) for row in programme.assumption_table().values()
            ],
            "base": _chosen(self.base),
            "levers": {name: str(lever.in_words()) for name, lever in self.levers.items()},
            "by_rule": self.by_rule,
            "goal": [type(self.goal).__name__, asdict(self.goal)],
            "baselines": {name: _content(each) for name, each in self.baselines.items()},
            "counts": [self.months, self.draws, self.seed, self.budget],
        }
        return hashlib.sha256(json.dumps(content, default=list).encode()).hexdigest()


NUMBERS = {"name", "unit", "distribution", "low", "central", "high", "correlated_by"}


class Meter:
    """Count simulations."""

    def __init__(self) -> None:
        self.simulations = 0


@dataclass(frozen=True)
class Attempt(BenchmarkProblem):
    """Let a submission try policies up to the budget."""

    meter: Meter = field(default_factory=Meter, compare=False, repr=False)

    def compare(
        self, policies: Mapping[str, Policy | FeedbackPolicy], *, draws: int = 64, seed: int = 1
    ) -> Comparison:
        """Compare policies in draws other than those of the score.

        Parameters
        ----------
        policies
            By name.
        draws, seed
            As in `commpartner.experiments.comparing`.

        Returns
        -------
        Comparison

        Raises
        ------
        InputError
            If the budget does not suffice, or the seed is that of the score. A policy that is
            chosen in the draws of its score looks better than it is.
        """
        problems = []
        wanted = self.meter.simulations + len(policies) * draws
        if wanted > self.budget:
            allowed = Text("budget_in_all", budget=self.budget)
            problems.append(Problem("submission", None, "simulations", str(wanted), allowed))
        if seed == self.seed:
            allowed = Text("another_seed")
            problems.append(Problem("submission", None, "seed", str(seed), allowed))
        if problems:
            raise InputError(problems)
        found = compare(self.programme(), policies, months=self.months, draws=draws, seed=seed)
        self.meter.simulations = wanted
        return found


def attempt(problem: BenchmarkProblem) -> Attempt:
    """Make an attempt with its own meter."""
    same = {each.name: getattr(problem, each.name) for each in fields(BenchmarkProblem)}
    return Attempt(**same)


@cache
def _loaded(case: str) -> Programme:
    return datasets.load(case)  # frozen, and asked for several times a score


def _chosen(policy: Policy) -> dict[str, Any]:
    """Return the levers; one that is younger than the problems counts only if it is moved."""
    first = {row["lever"] for row in rows("benchmark_levers")}
    return {
        name: value
        for name, value in policy.model_dump().items()
        if name in first or getattr(policy, name) != Policy.model_fields[name].default
    }


def _content(policy: Policy | FeedbackPolicy) -> Any:
    if isinstance(policy, Policy):
        return _chosen(policy)
    rule = policy.rule
    numbers = rule.keywords if isinstance(rule, partial) else {}
    name = getattr(rule.func if isinstance(rule, partial) else rule, "__qualname__", "?")
    return [_chosen(policy.policy), name, numbers]
