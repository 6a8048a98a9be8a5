"""Layers of management by hand, and what work they lose."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from commpartner.flows.layers import supervision, work_lost

Array = NDArray[np.float64]


def led(staff: float, span: float = 10.0, step: float = 1.0) -> list[float]:
    found = supervision(np.array(staff), np.array(span), np.array(step), np.array(1.5))
    return [float(found.supervisors), float(found.paid)]


@pytest.mark.parametrize(
    ("staff", "supervisors", "paid"),
    [
        (10.0, 0.0, 0.0),  # a manager leads them
        (10.1, 2.0, 2.0),
        (100.0, 10.0, 10.0),
        (101.0, 11 + 2, 11 + 2 * 1.5),
        (1500.0, 150 + 15 + 2, 150 + 15 * 1.5 + 2 * 2.25),
    ],
)
def test_layers_by_hand(staff: float, supervisors: float, paid: float) -> None:
    assert led(staff) == [supervisors, paid]


def test_a_layer_that_is_no_smaller_is_none() -> None:
    assert led(3.0, span=2.0) == [2.0, 2.0]
    assert led(30.0, span=2.0, step=50.0) == [0.0, 0.0]
    assert led(3.0, span=-1.0) == [0.0, 0.0]  # and the layers end


def test_work_is_lost_ever_more_beyond_one_layer() -> None:
    staff = np.array([0.0, 5.0, 10.0, 100.0, 1000.0])
    found = work_lost(staff, np.array(10.0), np.array(0.1))
    np.testing.assert_allclose(found, [0.0, 0.0, 0.0, 0.1, 0.19], atol=1e-12)
