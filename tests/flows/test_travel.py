"""Distances, rounds and trips inside a cluster."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commpartner.flows.travel import mean_distance, tour_length, trip_time

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

volumes = st.floats(0.1, 1e3)
distances = st.floats(0.0, 20.0)
factors = st.floats(0.1, 10.0)


def distance(spacing: float, volume: float) -> float:
    return float(mean_distance(np.array(spacing), np.array(volume)))


def tour(volume: float, away: float, constant: float = 0.7124, detour: float = 1.0) -> float:
    arguments = (np.array(value) for value in (volume, away, constant, detour))
    return float(tour_length(*arguments))


def test_by_hand() -> None:
    assert distance(0.6, math.pi * 9) == pytest.approx(1.2, rel=1e-15)
    # Four typical estates on the disc of radius 3 km: 0.5 * 1.4 * sqrt(4 * 9 pi).
    assert tour(4.0, 2.0, 0.5, 1.4) == pytest.approx(0.7 * 6 * math.sqrt(math.pi), rel=1e-15)
    # 3 km of road there and 3 km back at 12 km/h take half an hour.
    assert float(trip_time(np.array(2.0), np.array(1.5), np.array(12.0))) == 0.5


def test_points_in_a_disc_average_two_thirds_its_radius() -> None:
    volume, spacing = 40.0, 0.6
    radius = spacing * math.sqrt(volume / math.pi)
    points = np.random.default_rng(0).uniform(-radius, radius, (200_000, 2))
    away = np.hypot(*points.T)
    assert distance(spacing, volume) == pytest.approx(away[away <= radius].mean(), rel=0.005)


def test_the_tour_constant_is_that_of_many_points() -> None:
    # A nearest-neighbour tour is at best the shortest and on average about a quarter longer
    # (Rosenkrantz, Stearns & Lewis 1977; Johnson & McGeoch 1997, table 1).
    points = np.random.default_rng(1).uniform(0.0, 1.0, (1500, 2))
    left = np.ones(len(points), dtype=bool)
    at, length = 0, 0.0
    for _ in range(len(points) - 1):
        left[at] = False
        away = np.where(left, np.hypot(*(points - points[at]).T), np.inf)
        at = int(np.argmin(away))
        length += float(away[at])
    length += float(np.hypot(*(points[at] - points[0])))
    # The unit square has the area of a disc with this mean distance from its middle.
    away_from_middle = 2 / 3 / math.sqrt(math.pi)
    assert 1.1 < length / tour(len(points), away_from_middle) < 1.4


@law
@given(volumes, distances, factors)
def test_the_tour_grows_with_distance_and_root_of_number(
    volume: float, away: float, factor: float
) -> None:
    assert tour(volume * factor, away) == pytest.approx(math.sqrt(factor) * tour(volume, away))
    assert tour(volume, away * factor) == pytest.approx(factor * tour(volume, away))
    assert tour(volume, away, detour=factor) == pytest.approx(factor * tour(volume, away))
    assert tour(volume, away, constant=factor) == pytest.approx(
        factor * tour(volume, away, constant=1.0)
    )


@law
@given(volumes, st.floats(0.01, 5.0))
def test_without_a_map_the_tour_grows_with_the_number(volume: float, spacing: float) -> None:
    # The disc then has the area volume * spacing^2, so the tour is k * volume * spacing.
    found = tour(volume, distance(spacing, volume), constant=0.7)
    assert found == pytest.approx(0.7 * volume * spacing, rel=1e-12)


@law
@given(volumes, factors, st.floats(0.01, 5.0))
def test_the_mean_distance_scales(volume: float, factor: float, spacing: float) -> None:
    assert distance(spacing, volume * factor**2) == pytest.approx(
        factor * distance(spacing, volume)
    )
    assert distance(spacing * factor, volume) == pytest.approx(factor * distance(spacing, volume))


def test_no_distance_no_travel() -> None:
    assert tour(30.0, 0.0) == 0.0
    assert float(trip_time(np.array(0.0), np.array(1.4), np.array(15.0))) == 0.0


@law
@given(distances, st.floats(1.0, 2.0), st.floats(1.0, 50.0))
def test_twice_the_speed_halves_the_time_of_a_trip(
    away: float, detour: float, speed: float
) -> None:
    slow = trip_time(np.array(away), np.array(detour), np.array(speed))
    fast = trip_time(np.array(away), np.array(detour), np.array(2 * speed))
    assert float(slow) == 2 * float(fast)
