"""Uniform numbers of many names at once have the bits of NumPy's own generator."""

from __future__ import annotations

import numpy as np
import pytest

import commpartner as cp
from commpartner.assumptions.draws import many_uniforms, uniforms
from commpartner.assumptions.scenarios import Scenarios

NAMES = [f"menu: e{number}: standard" for number in range(40)]


@pytest.mark.parametrize(
    ("start", "stop"), [(0, 1), (0, 4), (3, 9), (5, 37), (10**12 + 3, 10**12 + 10), (7, 7)]
)
@pytest.mark.parametrize("seed", [0, 7])
def test_many_names_at_once_have_the_same_bits(start: int, stop: int, seed: int) -> None:
    one_by_one = np.stack([uniforms(name, seed, start, stop) for name in NAMES], axis=1)
    assert many_uniforms(NAMES, seed, start, stop).tolist() == one_by_one.tolist()


def test_no_name_gives_no_column() -> None:
    assert many_uniforms([], 0, 2, 5).shape == (3, 0)


def test_scenarios_have_the_chances_of_draw_0() -> None:
    given = Scenarios(cp.default_assumptions(), {"inflation": [0.01, 0.02]})
    first = [uniforms(name, 0, 0, 1)[0] for name in NAMES]
    assert given.chances(NAMES).tolist() == [first, first]


def test_a_menu_that_nobody_is_offered_needs_no_chance() -> None:
    xiangyang = cp.datasets.load("xiangyang")
    policy = xiangyang.policies["menu_estate"].replace(organisation="unmanaged")
    assert len(cp.simulate(xiangyang, policy, months=1, draws=2).outcomes) == 2
