"""A citable suite of ten problems: choose a policy, be scored by baselines in the same draws."""

from commpartner.experiments.suite.problem import BenchmarkProblem
from commpartner.experiments.suite.problems import problem, problems
from commpartner.experiments.suite.score import Score, score

__all__ = ["BenchmarkProblem", "Score", "problem", "problems", "score"]
