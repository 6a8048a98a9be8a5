"""Which points a search proposes, and what its models know of earlier stages."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from test_promoting import FEW, MORE, Told, search

from commpartner.errors import InputError, Problem
from commpartner.planning.optimising.gaussian import GaussianProcess

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


