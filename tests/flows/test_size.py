"""How cost answers to the size and kind of an estate: terms, limits, the shipped curve."""

from __future__ import annotations

import numpy as np
import pytest

from commpartner.facts.rows import rows
from commpartner.flows.size import Terms, like_spread, log_size, size_response, size_terms

FLAT = Terms(*np.zeros(len(Terms._fields)))


def response(curve: dict[str, float], *sizes: float, age: float = 30.0) -> np.ndarray:
    of, typical = (size_terms(np.array(n), 73.0, 1 / 42, age) for n in (sizes, (135.0,)))
    return size_response(
        FLAT._replace(**{part: np.array(b) for part, b in curve.items()}), of, typical
    )


def test_each_range_of_sizes_has_its_elasticity() -> None:
    found = response(
        {"to_200": -0.1, "to_450": -0.2, "to_1000": -0.3, "above_1000": -0.4},
        100.0,
        200.0,
        450.0,
        1000.0,
        8000.0,
    )
    slopes = np.diff(np.log(found)) / np.diff(np.log([100.0, 200.0, 450.0, 1000.0, 8000.0]))
    assert slopes == pytest.approx([-0.1, -0.2, -0.3, -0.4])


def test_estates_below_100_households_are_as_those_of_100() -> None:
    found = response({"to_200": -0.5, "size_age": 0.2}, 3.0, 99.0, 100.0, age=45.0)
    assert found == pytest.approx(found[2])
    assert log_size(np.array([1.0, 100.0])) == pytest.approx(np.log(100 / 450))


def test_the_typical_estate_responds_with_one() -> None:
    for head in ("total", "security", "cleaning", "maintenance", "administration"):
        curve = {r["part"]: float(r["value"]) for r in rows("size_curve") if r["head"] == head}
        assert set(Terms._fields) <= set(curve)
        assert response({part: curve[part] for part in Terms._fields}, 135.0) == pytest.approx(1.0)


def test_age_turns_the_elasticity_about_thirty_years() -> None:
    new, old = (
        np.log(response({"to_450": -0.1, "size_age": 0.05}, 200.0, 450.0, age=age))
        for age in (10.0, 40.0)
    )
    step = np.log(450 / 200)
    assert np.diff(new) == pytest.approx((-0.1 - 0.10) * step)
    assert np.diff(old) == pytest.approx((-0.1 + 0.05) * step)


def test_spread_is_that_of_450_households_there() -> None:
    sd, answer = np.array(0.2), np.array(-0.5)
    found = like_spread(sd, answer, np.array([10.0, 100.0, 450.0, 1000.0, 9000.0]))
    assert found[2] == pytest.approx(0.2)
    assert found[0] == found[1] > found[3] == found[4]
