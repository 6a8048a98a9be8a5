"""Where a function meets a level: roots, steps and plateaus that are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from refusals import raises_problem

from commpartner.experiments.deciding.crossings import find_crossings

Array = NDArray[np.float64]


def test_every_root_of_a_wave_has_its_direction() -> None:
    found = find_crossings(np.cos, 0.0, 10.0).found
    np.testing.assert_allclose(found["value"], np.pi * (np.arange(3) + 0.5), atol=1e-8)
    assert found["direction"].tolist() == ["down", "up", "down"]
    assert (found["how"] == "crosses").all()


@settings(max_examples=60, deadline=None)
@given(st.floats(-50.0, 50.0), st.floats(0.01, 100.0), st.sampled_from((-1.0, 1.0)))
def test_the_root_of_a_line_is_where_it_is(root: float, slope: float, sign: float) -> None:
    found = find_crossings(lambda x: 5.0 + sign * slope * (x - root), -60.0, 70.0, level=5.0).found
    assert found["value"].tolist() == [pytest.approx(root, abs=1e-7)]
    assert found["direction"].tolist() == ["up" if sign > 0 else "down"]
    assert found["how"].tolist() == ["crosses"]


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 9.99), st.floats(0.01, 5.0), st.floats(-0.5, 0.5))
def test_a_step_over_the_level_is_called_a_step(place: float, size: float, slope: float) -> None:
    def stairs(x: Array) -> Array:
        return np.where(x < place, -size, size) + 0.1 * size * slope * (x - place)

    found = find_crossings(stairs, 0.0, 10.0).found
    assert found["how"].tolist() == ["jumps"]
    assert found["value"][0] == pytest.approx(place, abs=1e-8)
    assert found["before"][0] == pytest.approx(-size, rel=1e-6)
    assert found["after"][0] == pytest.approx(size, rel=1e-6)


def test_whole_posts_give_several_crossings_and_steps() -> None:
    # Pay that rises with the number of households and falls back with each post saved.
    found = find_crossings(lambda x: x - np.floor(x) - 0.5, 0.0, 3.0).found
    np.testing.assert_allclose(found["value"], [0.5, 1.0, 1.5, 2.0, 2.5, 3.0], atol=1e-8)
    assert found["how"].tolist() == ["crosses", "jumps"] * 3
    assert found["direction"].tolist() == ["up", "down"] * 3


def test_a_figure_that_settles_on_the_level_meets_it() -> None:
    found = find_crossings(lambda x: np.maximum(2.0 - x, 0.0), 0.0, 7.0).found
    assert found["how"].tolist() == ["meets"] and found["direction"].tolist() == ["down"]
    assert found["value"][0] == pytest.approx(2.0, abs=1e-8)
    assert found["after"][0] == 0.0


@pytest.mark.parametrize("width", [3.0, 0.01])  # wider, and narrower, than two points of the grid
def test_a_plateau_on_the_level_has_two_ends(width: float) -> None:
    def plateau(x: Array) -> Array:
        return np.minimum(x - 2.0, 0.0) + np.maximum(x - 2.0 - width, 0.0)

    found = find_crossings(plateau, 0.0, 9.0).found
    np.testing.assert_allclose(found["value"], [2.0, 2.0 + width], atol=1e-8)
    assert found["how"].tolist() == ["meets", "meets"]


def test_a_root_on_the_grid_is_one_crossing() -> None:
    found = find_crossings(lambda x: x - 1.0, 0.0, 2.0, points=3).found
    assert found["value"].tolist() == [pytest.approx(1.0, abs=1e-9)]
    assert found["how"].tolist() == ["crosses"]


def test_a_level_never_met_leaves_a_grid_without_crossing() -> None:
    grid, found = find_crossings(lambda x: x * x, 1.0, 3.0, points=5)
    assert found.empty and list(found) == ["value", "direction", "how", "before", "after"]
    assert grid["value"].tolist() == [1.0, 1.5, 2.0, 2.5, 3.0]
    assert grid["figure"].iloc[[0, -1]].tolist() == [1.0, 9.0]


def test_whole_numbers_are_not_halved() -> None:
    seen: list[float] = []

    def figure(x: Array) -> Array:
        seen.extend(x.tolist())
        return x - 2.5

    found = find_crossings(figure, 0.0, 4.5, whole=True).found
    assert seen == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert found["value"].tolist() == [3.0] and found["how"].tolist() == ["jumps"]
    met = find_crossings(lambda x: x - 2.0, 0.0, 4.0, whole=True).found
    assert met["value"].tolist() == [2.0] and met["how"].tolist() == ["crosses"]
    plateau = find_crossings(lambda x: np.maximum(x - 3.0, 0.0) - (x < 2.0), 0.0, 5.0, whole=True)
    assert plateau.found["value"].tolist() == [2.0, 3.0]
    assert plateau.found["how"].tolist() == ["meets", "meets"]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    ("function", "direction"),
    [
        (lambda x: (x - 2.0) ** 2, "down"),
        (lambda x: np.abs(x - 2.0), "down"),
        (lambda x: -((x - 2.0) ** 2), "up"),
    ],
)
def test_a_figure_turning_back_at_the_level_touches_it(
    function: Callable[[Array], Array], direction: str, whole: bool
) -> None:
    found = find_crossings(function, 0.0, 4.0, whole=whole).found
    assert found["value"].tolist() == [pytest.approx(2.0, abs=1e-6)]
    assert (found["how"][0], found["direction"][0]) == ("touches", direction)


def test_a_range_as_narrow_as_numbers_are_ends() -> None:
    found = find_crossings(lambda x: x - 1e8, 1e8 - 1e-6, 1e8 + 1e-6).found
    assert found["value"].tolist() == [pytest.approx(1e8, abs=1e-6)]


@pytest.mark.parametrize(
    ("function", "low", "high", "points", "message"),
    [
        (lambda x: x, 1.0, 1.0, 65, "range: low_to_high 1.0 1.0"),
        (lambda x: x, 0.0, float("inf"), 65, "range: low_to_high 0.0 inf"),
        (lambda x: x, 0.0, 1.0, 1, "points: 1"),
        (lambda x: np.where(x > 0.5, np.nan, 1.0), 0.0, 1.0, 5, "figure: figure_at nan 0.75"),
    ],
)
def test_what_cannot_be_searched_is_named(
    function: Callable[[Array], Array], low: float, high: float, points: int, message: str
) -> None:
    with raises_problem(message):
        find_crossings(function, low, high, points=points)


def test_a_range_without_two_whole_numbers_is_refused() -> None:
    with raises_problem("two_whole_numbers"):
        find_crossings(lambda x: x, 0.2, 1.8, whole=True)
