"""Which points a search proposes, and what its models know of earlier stages."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from test_promoting import FEW, MORE, Told, search

from commpartner.errors import InputError, Problem
from commpartner.planning.optimising.gaussian import GaussianProcess
from commpartner.planning.optimising.several import SeveralSearch

FEWEST = 2


class Sure:
    """A model that is told mean and deviation of each of two points."""

    def __init__(self, mean: list[float], deviation: float) -> None:
        self.mean, self.deviation = np.array(mean), deviation

    def predict(self, points: Any) -> tuple[Any, Any]:
        return self.mean, np.full(2, self.deviation)


def test_models_know_failures_of_all_earlier_stages() -> None:
    told = Told()
    found = search(told)
    found.stages = [(FEWEST, 0), (FEW, 0), (MORE, 0)]
    names = sorted(told.ran, key=lambda name: told.levels[name])
    told.ran = dict.fromkeys(names, FEWEST)
    told.raise_to(names[:8], FEW)
    told.raise_to(names[:4], MORE)
    points, values, noise = found._data(MORE, names[:4])
    assert len(points) == len(values) == len(noise) == 21  # those of the first stage, too
    assert points[:, 0].max() == 1.0  # the fee that breaks the limit most


def test_a_broken_limit_is_worth_little() -> None:
    found = search(Told())
    figure, limit = Sure([-2.0, 3.0], 0.1), Sure([3.0, -3.0], 0.1)  # the second breaks the limit
    found.models = [cast("GaussianProcess", figure), cast("GaussianProcess", limit)]
    worth = found._worth(np.zeros((2, 1)), 0.0)
    assert np.isfinite(worth).all()
    assert worth[0] > worth[1]


@pytest.mark.parametrize("most", [0.3, 0.0])
def test_points_that_make_no_policy_leave_room(most: float) -> None:
    found = search(Told())
    candidates, able = found.candidates, found.candidates.build

    def built(values: Any) -> Any:
        if values["fee"] > most:
            raise InputError([Problem("", None, "fee", "", "")])
        return able(values)

    candidates.build = built
    found.models = [GaussianProcess(1)]
    found.models[0].fit(np.array([[0.0], [0.5], [1.0]]), np.array([0.0, 0.5, 1.0]), np.zeros(3))
    fees = np.arange(0.001, 1.0, 0.002)[:, None]
    kept = found._promising(fees, None)
    assert kept.shape[1] == 1
    assert len(kept) == (120 if most else 0)  # of 150 and of none that make a policy
    assert (kept <= most).all()


class Uneven(Told):
    """Trials whose draws lie apart by x; all break the limit, by 0.09 plus 0.4 x."""

    def draws(self, name: str, count: int) -> dict[str, Any]:
        fee = self.levels[name]
        apart = fee * np.resize([-0.2, 0.2], count)
        return {**super().draws(name, count), "service_level": 0.4 - 0.4 * fee + apart}


def test_broken_limits_share_their_unit() -> None:
    told = Uneven()
    candidates = search(told).candidates
    ranked = candidates.ranked(candidates.with_draws(FEW), FEW)
    fees = [told.levels[name] for name in ranked]
    np.testing.assert_allclose(fees, np.linspace(0.0, 1.0, 21))  # the least broken first
    assert candidates.unit(FEW) == pytest.approx([0.2])  # the middle half of 0 to 0.4
    told.raise_to(ranked[:1], MORE)
    assert candidates.unit(MORE) == pytest.approx([0.2])  # it stays


def test_several_figures_share_the_unit_of_limits() -> None:
    told = Uneven()
    candidates = search(told).candidates
    several = SeveralSearch(candidates, (FEW, MORE), 10**6, [], 0)
    problem, algorithm = several._algorithm(8)
    population = algorithm.ask()
    names = [candidates.enter(several._point(each)) for each in population.get("X")]
    told.raise_to([name for name in names if name], FEW)
    several._tell(problem, algorithm, population, names, FEW)
    fees = np.array([told.levels[name] for name in names if name])
    np.testing.assert_allclose(population.get("G")[:, 0], (0.09 + 0.4 * fees) / 0.2)
