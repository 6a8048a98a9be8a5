"""List the ten problems by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from commpartner.benchmark import qingyunpu, xiangyang, xiashan
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.errors import InputError, Problem
from commpartner.problems.wording import among, suggest


@cache
def problems() -> Mapping[str, BenchmarkProblem]:
    """Return the ten problems by their names.

    Examples
    --------
    >>> len(problems())
    10
    """
    made = (*xiashan.problems(), *xiangyang.problems(), *qingyunpu.problems())
    return MappingProxyType({each.id: each for each in made})


def problem(name: str) -> BenchmarkProblem:
    """Return a problem by its name.

    Raises
    ------
    InputError
        Where there is no such problem.

    Examples
    --------
    >>> problem("xiashan-share").by_rule
    ('reinvestment_share',)
    """
    known = problems()
    if not among(name, known):
        raise InputError([Problem("benchmark", None, "problem", repr(name), suggest(name, known))])
    return known[name]
