"""What an appraisal withholds of the payment for the service."""

from __future__ import annotations

import numpy as np
import pytest
from compiled import compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.appraisal import withheld_share

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

shares = st.floats(0.0, 1.0)
targets = st.floats(0.05, 1.0)


def withheld(
    provided: float, satisfaction: float, weight: float, performance: float, target: float
) -> float:
    found = withheld_share(
        np.array([provided]), np.array([satisfaction]), weight, performance, np.array([target])
    )
    return float(found[0])


def test_an_appraisal_by_hand() -> None:
    # A score of 0.25 * 1 + 0.75 * 0.6 = 0.7 is a fifth short of 0.875: of a tenth, two per cent.
    assert withheld(1.0, 0.6, 0.25, 0.1, 0.875) == pytest.approx(0.02, rel=1e-12)
    # Seven tenths of the target by the regulator alone, and by the residents alone.
    assert withheld(0.56, 0.0, 1.0, 0.2, 0.8) == pytest.approx(0.06, rel=1e-12)
    assert withheld(0.0, 0.56, 0.0, 0.2, 0.8) == pytest.approx(0.06, rel=1e-12)


@law
@given(shares, shares, shares, shares, targets)
def test_no_more_is_withheld_than_depends_on_performance(
    provided: float, satisfaction: float, weight: float, performance: float, target: float
) -> None:
    found = withheld(provided, satisfaction, weight, performance, target)
    assert 0.0 <= found <= performance
    assert withheld(provided, satisfaction, weight, 0.0, target) == 0.0
    assert withheld(0.0, 0.0, weight, performance, target) == performance
    score = weight * provided + (1.0 - weight) * satisfaction
    assert (found == 0.0) or score < target


@law
@given(shares, shares, shares, targets, st.floats(0.0, 0.5))
def test_who_reaches_the_target_keeps_all(
    satisfaction: float, weight: float, performance: float, target: float, above: float
) -> None:
    score = min(target + above, 1.0)
    assert withheld(score, score, weight, performance, target) == pytest.approx(0.0, abs=1e-15)


@law
@given(shares, shares, shares, shares, shares, targets)
def test_a_better_score_never_costs_the_operator(
    one: float, other: float, fixed: float, weight: float, performance: float, target: float
) -> None:
    less, more = sorted((one, other))
    for worse, better in (((less, fixed), (more, fixed)), ((fixed, less), (fixed, more))):
        assert (
            withheld(*better, weight, performance, target)
            <= withheld(*worse, weight, performance, target) + 1e-15
        )


def test_draws_and_estates_broadcast_alike_in_both_engines() -> None:
    generator = np.random.default_rng(3)
    provided, satisfied = generator.uniform(0, 1, (5, 4)), generator.uniform(0, 1, (5, 4))
    target = generator.uniform(0.5, 1.0, (5, 1))
    found = withheld_share(provided, satisfied, 0.4, 0.3, target)
    assert found.shape == (5, 4)
    expected = withheld(
        float(provided[2, 3]), float(satisfied[2, 3]), 0.4, 0.3, float(target[2, 0])
    )
    assert found[2, 3] == pytest.approx(expected, rel=1e-14)
    same = compiled(withheld_share, provided, satisfied, 0.4, 0.3, target)
    np.testing.assert_allclose(same, found, rtol=1e-12, atol=1e-15)
