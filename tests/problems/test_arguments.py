"""Numbers that a caller passes: what is one, and what is said of what is none."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from refusals import raises_problem

from commpartner.problems.arguments import is_number, is_rising, is_whole, one_number, require

NO_NUMBERS = ["0.5", True, None, [0.5], np.array([0.5]), 10**400, math.nan, math.inf, 1j]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: type(value).__name__)
def test_what_is_no_number_is_refused(value: Any) -> None:
    assert not is_number(value)
    with raises_problem("^share: .{1,60}; finite_number$"):
        one_number("share", value)


@pytest.mark.parametrize("value", [1, 0.5, np.float64(0.5), np.float32(0.5), np.int64(1)])
def test_numbers_of_all_types_are_numbers(value: Any) -> None:
    assert is_number(value)
    assert one_number("share", value) == value


@pytest.mark.parametrize("values", ["0.5", ["0.5"], [[1.0], [1.0, 2.0]], [10**400], [1.0, {}], 1j])
def test_an_array_of_what_are_no_numbers_is_refused(values: Any) -> None:
    with raises_problem("^x: .{1,60}; finite_numbers$"):
        require("x", values)


def test_an_array_may_hold_numbers_of_any_type() -> None:
    kinds: list[Any] = [[True, False], [1, 0], np.array([1.0, 0.0], dtype=object), [Decimal(1), 0]]
    for values in kinds:
        found = require("x", values)
        assert found.dtype == np.float64
        assert found.tolist() == [1.0, 0.0]


def test_whole_is_said_by_the_type() -> None:
    assert is_whole(3) and is_whole(np.int32(3))
    assert not any(map(is_whole, (3.0, True, "3", None)))


def test_a_span_is_a_pair_that_rises() -> None:
    assert is_rising((0.1, 0.9), 0.0, 1.0) and is_rising([1, 2]) and is_rising(np.array([1.0, 2.0]))
    wrong = [(0.0, 0.9), (0.9, 0.1), (0.1,), (0.1, 0.2, 0.3), "01", ("0", "1"), None, 0.5]
    assert not any(is_rising(span, 0.0, 1.0) for span in [*wrong, np.array(0.5)])
