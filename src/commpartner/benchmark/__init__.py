"""Score policies on ten problems by baselines in the same draws."""

from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.benchmark.problems import problem, problems
from commpartner.benchmark.score import Score, score

__all__ = ["BenchmarkProblem", "Score", "problem", "problems", "score"]
