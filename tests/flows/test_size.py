"""How cost per household answers to size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commpartner.flows.size import KNEE, size_response


def test_the_response_by_hand() -> None:
    found = size_response(np.array([90.0, 135.0, 450.0, 1350.0]), 135.0, -0.2, 0.1)
    by_hand = [(90 / 135) ** -0.2, 1.0, (450 / 135) ** -0.2, (450 / 135) ** -0.2 * 3**0.1]
    assert found == pytest.approx(by_hand)


@given(
    typical=st.floats(10.0, 3000.0),
    small=st.floats(-1.0, 1.0),
    large=st.floats(-1.0, 1.0),
)
def test_the_slopes_are_the_elasticities(typical: float, small: float, large: float) -> None:
    assert size_response(np.array([typical]), typical, small, large) == pytest.approx(1.0)
    for at, slope in ((KNEE / 3, small), (KNEE * 3, large)):
        one, other = np.log(size_response(np.array([at, at * 1.01]), typical, small, large))
        assert (other - one) / np.log(1.01) == pytest.approx(slope, abs=1e-9)
