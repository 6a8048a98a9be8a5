"""Weights by the posts that an estate adds."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.allocation import shapley_of_posts
from commpartner.flows.staffing import posts

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=60)

# Sixty-fourths add without rounding, so no order of adding moves a sum over the edge of a step.
works = st.lists(st.integers(0, 192).map(lambda parts: parts / 64), min_size=1, max_size=10)
WAGE = 2000.0
DEAR = 1e9  # hours that nobody buys


def added(
    workload: list[float], step: float = 0.5, wage: float = WAGE, premium: float = DEAR
) -> Array:
    found = shapley_of_posts(
        [np.array([workload])], [np.array([[wage]])], [np.array([[step]])], [np.array([[premium]])]
    )
    return np.asarray(found[0])


def exact(workload: list[float], step: float) -> Array:
    """Mean over every order in which the estates may join."""
    count = len(workload)
    total = np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        filled = 0.0
        for place, estate in enumerate(order):
            work = sum(workload[e] for e in order[: place + 1])
            now = float(posts(np.array(work), np.array(step)))
            total[estate] += now - filled
            filled = now
    return np.asarray(WAGE * total / len(orders))


def test_two_estates_share_the_post_that_they_save() -> None:
    # Alone each takes one post, together one: each adds half of it.
    assert added([0.5, 0.5], 1.0).tolist() == [1000.0, 1000.0]
    # Alone 1 and 2 posts, together 2: the first adds (1 + 0) / 2, the second (2 + 1) / 2.
    assert added([0.5, 1.2], 1.0).tolist() == [1000.0, 3000.0]


@law
@given(st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.sampled_from([0.25, 0.5, 1.0]))
def test_of_two_estates_every_order_is_taken(one: float, other: float, step: float) -> None:
    # Each sampled order comes with its reverse, so of two estates both orders come equally often.
    np.testing.assert_allclose(added([one, other], step), exact([one, other], step), atol=1e-9)


@pytest.mark.parametrize("workload", [[0.3, 0.3, 0.3, 0.3], [0.1, 0.4, 0.7, 1.6, 0.2]])
def test_more_estates_come_near_the_mean_over_all_orders(workload: list[float]) -> None:
    # 120 sampled orders of a step of 0.5 posts: one standard error is at most 0.25 / sqrt(120).
    np.testing.assert_allclose(
        added(workload), exact(workload, 0.5), rtol=0, atol=4 * 0.25 / 120**0.5 * WAGE
    )


@law
@given(works, st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_parts_sum_to_the_cost_of_the_pooled_posts(workload: list[float], step: float) -> None:
    pooled = float(posts(np.array(sum(workload)), np.array(step)))
    assert added(workload, step).sum() == pytest.approx(WAGE * pooled, abs=1e-6)


@law
@given(works, st.sampled_from([0.25, 0.5, 1.0]))
def test_parts_lie_between_zero_and_the_estate_s_posts(workload: list[float], step: float) -> None:
    own = WAGE * posts(np.array(workload), np.array(step))
    found = added(workload, step)
    assert np.all(found >= -1e-6)
    assert np.all(found <= own + 1e-6)


@law
@given(works)
def test_with_divisible_posts_each_estate_adds_its_work(workload: list[float]) -> None:
    np.testing.assert_allclose(added(workload, 0.0), WAGE * np.array(workload), atol=1e-8)


def test_hours_are_bought_if_cheaper_than_a_post() -> None:
    # Alone 0.2 and 0.9 cost 0.3 in hours and a post, together 1 post and 0.1 in hours.
    assert added([0.2, 0.9], 1.0, premium=0.5) == pytest.approx([450.0, 1850.0])


def test_an_estate_without_work_adds_nothing() -> None:
    assert added([0.4, 0.0, 0.8])[1] == 0.0


def test_roles_add_at_their_wages_without_mixing_draws() -> None:
    cleaners = np.array([[0.2, 0.7, 1.1], [0.6, 0.1, 0.3]])
    guards = np.array([[1.3, 0.0, 0.2], [0.4, 0.4, 0.4]])
    wages = [np.array([[2000.0], [2500.0]]), np.array([[3000.0], [3500.0]])]
    step = np.array([[0.5], [1.0]])
    dear = np.full_like(step, DEAR)
    found = shapley_of_posts([cleaners, guards], wages, [step, step], [dear, dear])
    for draw in range(2):
        one = [
            shapley_of_posts([work[[draw]]], [wage[[draw]]], [step[[draw]]], [dear[[draw]]])
            for work, wage in zip((cleaners, guards), wages, strict=True)
        ]
        np.testing.assert_allclose(found[[draw]], one[0] + one[1], rtol=1e-12)


def test_the_rule_is_computed_and_not_drawn() -> None:
    workload = [0.1, 0.4, 0.7, 1.6, 0.2]
    first = added(workload).tobytes()
    np.random.default_rng(3).random(5)
    assert added(workload).tobytes() == first
