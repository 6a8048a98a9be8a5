"""The joint distribution of synthetic estates: marginals, rank correlations, its source."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.stats import spearmanr

from commpartner.assumptions.table import default_assumptions
from commpartner.datasets.listed import (
    LEAST_HOUSEHOLDS,
    QUANTITIES,
    Listed,
    correlations,
    listed_estates,
    places,
)
from commpartner.facts.rows import rows

LEVELS = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
QUANTILES, CORRELATIONS = rows("listed_estates"), rows("listed_correlations")


@cache
def drawn(place: str) -> Listed:
    return listed_estates(place, 20_000, 5, default_assumptions(), managed_share=0.27)


@pytest.mark.parametrize(
    ("place", "quantity"), [(row["place"], row["quantity"]) for row in QUANTILES]
)
def test_marginals_are_those_listed(place: str, quantity: str) -> None:
    row = next(r for r in QUANTILES if (r["place"], r["quantity"]) == (place, quantity))
    levels = [name for name in LEVELS if row[name]]
    found = np.quantile(getattr(drawn(place), quantity), [LEVELS[name] for name in levels])
    assert found == pytest.approx([float(row[name]) for name in levels], rel=0.07, abs=0.5)


@pytest.mark.parametrize(
    ("place", "pair"), [(row["place"], (row["first"], row["second"])) for row in CORRELATIONS]
)
def test_ranks_correlate_as_those_listed(place: str, pair: tuple[str, str]) -> None:
    row = next(r for r in CORRELATIONS if (r["place"], r["first"], r["second"]) == (place, *pair))
    found = spearmanr(*(getattr(drawn(place), name) for name in pair))[0]
    assert found == pytest.approx(float(row["rank_correlation"]), abs=0.03)


@pytest.mark.parametrize("place", places())
def test_every_place_has_a_joint_distribution(place: str) -> None:
    matrix = correlations(place)
    assert np.linalg.eigvalsh(matrix).min() > 0.1
    assert matrix == pytest.approx(matrix.T)
    one = listed_estates(place, 40, 9, default_assumptions(), managed_share=0.3)
    more = listed_estates(place, 80, 9, default_assumptions(), managed_share=0.3)
    for name in QUANTITIES:
        assert (getattr(one, name) == getattr(more, name)[:40]).all(), name


def test_estates_have_households_and_buildings() -> None:
    for place in places():
        estates = drawn(place)
        assert estates.households.min() >= LEAST_HOUSEHOLDS
        assert (estates.buildings >= 1).all()
        assert (estates.buildings <= estates.households).all()


def test_estates_with_a_manager_are_larger() -> None:
    estates = drawn("xiashan")
    assert estates.managed.mean() == pytest.approx(0.27, abs=0.01)
    managed, others = (np.median(estates.households[estates.managed == is_it]) for is_it in (1, 0))
    assert (managed, others) == pytest.approx((150, 74), rel=0.15)  # 150 and 76 are listed


def test_the_tables_name_their_sources() -> None:
    for row in (*QUANTILES, *CORRELATIONS):
        assert row["kind"] == "derived"
        assert row["source"]
