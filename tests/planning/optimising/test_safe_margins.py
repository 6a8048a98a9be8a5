"""By how much a search keeps limits: in independent draws, in Sobol' points, and in shares."""

from __future__ import annotations

import math

import numpy as np
import pytest

from commpartner.planning.optimising.judging import BLOCKS, Margin, score_of

SCORE = score_of(0.95)


def test_the_score_is_that_of_the_normal() -> None:
    assert pytest.approx(1.6448536) == SCORE
    assert score_of(0.5) == 0.0


def test_independent_draws_err_as_much_as_others() -> None:
    values = np.random.default_rng(0).normal(size=512)
    margin = Margin(SCORE, 512)
    assert margin.of_mean(values, 2.0) == pytest.approx(SCORE * 2.0 * math.sqrt(2.0 / 512))


def test_even_draws_err_less() -> None:
    # Blocks of the same values have the same mean: only the other draws are left to err.
    values = np.tile(np.arange(64.0), BLOCKS)
    margin = Margin(SCORE, 512, even=True)
    assert margin.of_mean(values, 3.0) == pytest.approx(SCORE * 3.0 / math.sqrt(512))
    # Sorted values have blocks that differ more than those of independent draws: counted as these.
    assert margin.of_mean(np.sort(values), 3.0) == pytest.approx(SCORE * 3.0 * math.sqrt(2 / 512))


def test_even_draws_err_as_their_blocks_do() -> None:
    rng = np.random.default_rng(1)
    deviation, between = 1.0, 0.05  # of draws, and of the means of blocks of 64
    shares = []
    for _ in range(400):
        means = rng.normal(0.0, between, BLOCKS)
        values = np.repeat(means, 64)
        found = Margin(1.0, 1, even=True).of_mean(values, deviation)
        shares.append(found**2 - 1.0)
    assert np.mean(shares) == pytest.approx(64 * between**2, rel=0.1)


def test_few_draws_count_as_independent() -> None:
    values = np.arange(8.0)
    assert Margin(1.0, 8, even=True).of_mean(values, 1.0) == pytest.approx(0.5)


def test_a_share_errs_like_a_share() -> None:
    margin = Margin(SCORE, 200, even=True)
    assert margin.of_share(0.95) == pytest.approx(SCORE * math.sqrt(2 * 0.95 * 0.05 / 200))
    assert margin.of_share(1.0) == 0.0
