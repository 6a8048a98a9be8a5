"""Hold the results of a comparison and offer the ways to choose between its policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.choosing import choice
from commpartner.experiments.choosing.delivery import delivery
from commpartner.experiments.choosing.dominance import Order, Statistic
from commpartner.experiments.choosing.paired import check_policies
from commpartner.experiments.choosing.satisficing import Test
from commpartner.experiments.weighing.acceptability import Acceptability, acceptability
from commpartner.experiments.weighing.knowing import InformationCurves, information_curves
from commpartner.experiments.weighing.plane import CostEffectiveness, cost_effectiveness
from commpartner.experiments.weighing.survey import SurveySizes, survey_size
from commpartner.facts.shown import Shown
from commpartner.model.control import Rule
from commpartner.programme import Policy, Programme
from commpartner.results.headlines import policies_html, titled


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Shown):
    """Hold the outcomes of policies compared in the same draws.

    The methods are the functions of the same names in `experiments.choosing.choice` and in the
    modules of `experiments.weighing`, where they are documented in full.

    Attributes
    ----------
    outcomes
        One row a policy and draw: columns policy, draw, and one an outcome (NaN if a policy has
        no such figure, e.g. the month of breaking even if it never does); units in
        ``outcomes.attrs["units"]``. An experiment that failed has no row.
    assumptions
        One row a draw (index ``draw``), one column an assumption that was read.
    failures
        One row a failed experiment: policy, draw, error, and the values of its assumptions.
    rules
        By name of the policy, if a rule sets some levers anew every month.
    scenarios
        Names of the draws, if they are scenarios of the caller's own.
    """

    programme: Programme
    policies: Mapping[str, Policy]
    months: int
    draws: int
    seed: int
    engine: str
    sampling: str
    outcomes: pd.DataFrame
    assumptions: pd.DataFrame
    failures: pd.DataFrame
    assumption_table: AssumptionTable
    rules: Mapping[str, Rule] = field(default_factory=dict)
    scenarios: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        facts = {"months": self.months, "draws": self.draws, "seed": self.seed}
        title = titled(type(self).__name__, "", facts, self.programme.synthetic)
        return policies_html(title, self.policies, self.outcomes)

    def delivery(self) -> pd.DataFrame:
        """Tabulate the service that each policy delivers and mark those below the standard."""
        return delivery(self)

    def only(self, policies: Sequence[str]) -> Comparison:
        """Select some policies of the comparison."""
        chosen = check_policies(self, policies)
        rows = self.outcomes[self.outcomes["policy"].isin(chosen)].reset_index(drop=True)
        rows.attrs = dict(self.outcomes.attrs)
        failures = self.failures
        if len(failures):
            failures = failures[failures["policy"].isin(chosen)].reset_index(drop=True)
        return replace(
            self,
            policies={name: each for name, each in self.policies.items() if name in chosen},
            rules={name: each for name, each in self.rules.items() if name in chosen},
            outcomes=rows,
            failures=failures,
        )

    def differences(
        self,
        baseline: str | None = None,
        outcomes: Sequence[str] | None = None,
        level: float = 0.90,
    ) -> pd.DataFrame:
        """Estimate the paired differences of every policy from a baseline, with intervals."""
        return choice.differences(self, baseline, outcomes, level)

    def probability_best(self, outcome: str, level: float = 0.90) -> pd.DataFrame:
        """Estimate the share of draws in which each policy is best, with intervals."""
        return choice.probability_best(self, outcome, level)

    def regret(self, outcome: str) -> pd.DataFrame:
        """Compute the expected, 95th-percentile and maximum regret of each policy."""
        return choice.regret(self, outcome)

    def satisficing(
        self, thresholds: Mapping[str, float | tuple[Test, float]], level: float = 0.90
    ) -> pd.DataFrame:
        """Estimate the share of draws in which each policy meets all thresholds, and each one."""
        return choice.satisficing(self, thresholds, level)

    def dominance(self, outcome: str, order: Order = 1) -> pd.DataFrame:
        """Test every pair of policies for stochastic dominance of first and second order."""
        return choice.dominance(self, outcome, order)

    def pareto(self, outcomes: Sequence[str], statistic: Statistic = "mean") -> pd.DataFrame:
        """Find the policies that are Pareto-efficient in several outcomes."""
        return choice.pareto(self, outcomes, statistic)

    def ranking(self, outcome: str, level: float = 0.95) -> pd.DataFrame:
        """Rank policies by their mean outcome and estimate the draws that tell neighbours apart."""
        return choice.ranking(self, outcome, level)

    def cost_effectiveness(
        self,
        effect: str,
        cost: str = "public_net_cost",
        baseline: str | None = None,
        level: float = 0.90,
    ) -> CostEffectiveness:
        """Compute incremental cost-effectiveness ratios, dominance, and the draws of the plane."""
        return cost_effectiveness(self, effect, cost, baseline, level)

    def acceptability(
        self,
        effect: str,
        cost: str = "public_net_cost",
        willingness: float | Sequence[float] | None = None,
        level: float = 0.90,
    ) -> Acceptability:
        """Compute acceptability curves, frontier and expected loss over a willingness to pay."""
        return acceptability(self, effect, cost, willingness, level)

    def information_curves(
        self,
        effect: str,
        cost: str = "public_net_cost",
        willingness: float | Sequence[float] | None = None,
        *,
        assumptions: Sequence[str] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
        level: float = 0.95,
        seed: int = 0,
    ) -> InformationCurves:
        """Estimate the value of knowing assumptions over a willingness to pay."""
        sets: dict[str, Any] = {"assumptions": assumptions, "groups": groups}
        return information_curves(self, effect, cost, willingness, **sets, level=level, seed=seed)

    def survey_size(
        self,
        asked: Mapping[str, float],
        outcome: str | Mapping[str, float] = "public_net_cost",
        *,
        fixed_cost: float,
        cost_per_interview: float,
        sizes: Sequence[int] | None = None,
        decisions: float = 1.0,
        level: float = 0.90,
        seed: int = 0,
    ) -> SurveySizes:
        """Find the number of estates to ask before deciding."""
        costs: dict[str, float] = {
            "fixed_cost": fixed_cost,
            "cost_per_interview": cost_per_interview,
            "decisions": decisions,
        }
        return survey_size(self, asked, outcome, **costs, sizes=sizes, level=level, seed=seed)
