"""Rules on scales of any kind: their thresholds part the draws as the tree did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from commpartner.experiments.learning.boxes import failing_boxes, inside

X = np.random.default_rng(0).random((300, 2))
SCALES = [(0, 1, 0.5), (2020, 2030, 2025), (2500, 2510, 2504), (1e9, 1e9 + 10, 1e9 + 4)]


@pytest.mark.parametrize(("low", "high", "limit"), [*SCALES, (-1e-6, 0, -3e-7)])
def test_thresholds_are_rounded_by_the_range_of_their_values(
    low: float, high: float, limit: float
) -> None:
    values = pd.DataFrame(low + (high - low) * X, columns=["a", "b"])
    failed = (values["a"] < limit).to_numpy()
    (box,) = failing_boxes(values, failed, max_depth=3, min_coverage=0.1, seed=0)
    found = box["a"][1]
    assert found == pytest.approx(limit, abs=0.02 * (high - low))
    assert found == round(found, 5 - round(np.log10(high - low)))
    assert (inside(values, box) == failed).all()


def test_rounding_moves_no_draw_over_a_threshold() -> None:
    a = np.r_[0.5004 * X[:150, 0], 0.5004, 0.50041, 0.6 + 0.4 * X[150:, 0]]
    values = pd.DataFrame({"a": a, "b": np.r_[X[:, 1], 0.5, 0.5]})
    failed = a <= 0.5004
    (box,) = failing_boxes(values, failed, max_depth=1, min_coverage=0.1, seed=0)
    assert (inside(values, box) == failed).all()


@pytest.mark.parametrize("gap", [1e-5, 1e-6])
def test_a_threshold_has_the_digits_that_part_its_neighbours(gap: float) -> None:
    a = np.r_[0.5004 * X[:150, 0], 0.50044, 0.50044 + gap, 0.6 + 0.4 * X[150:, 0]]
    values = pd.DataFrame({"a": a, "b": np.r_[X[:, 1], 0.5, 0.5]})
    failed = a <= 0.50044
    (box,) = failing_boxes(values, failed, max_depth=1, min_coverage=0.1, seed=0)
    assert 0.50044 <= box["a"][1] < 0.50044 + gap
    assert (inside(values, box) == failed).all()
