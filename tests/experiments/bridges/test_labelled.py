"""Labelled arrays have the numbers of the tables, with units and the mark of synthetic data."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from small import DRAWS, FAILED, MONTHS, POLICIES, XIASHAN, comparison

import commpartner as cp
from commpartner.adaptors import to_xarray
from commpartner.errors import MissingExtraError
from commpartner.facts.outcomes import OUTCOMES

COMPARISON = comparison()
NAMES = [str(name) for name in COMPARISON.outcomes if name not in ("policy", "draw")]
FOUND = to_xarray(COMPARISON)


def test_a_comparison_has_its_outcomes_by_policy_and_draw() -> None:
    assert dict(FOUND.sizes) == {"policy": 2, "draw": DRAWS}
    assert FOUND["policy"].values.tolist() == list(POLICIES)
    table = COMPARISON.outcomes
    assert {*NAMES, "failed"} == set(FOUND.data_vars)
    for name in NAMES:
        assert FOUND[name].dims == ("policy", "draw")
        for policy, draw, value in zip(table["policy"], table["draw"], table[name], strict=True):
            kept = FOUND[name].sel(policy=policy, draw=draw).item()
            assert kept == value or (np.isnan(kept) and np.isnan(value)), name


def test_a_failed_experiment_differs_from_an_absent_figure() -> None:
    assert FOUND["failed"].sum() == 1
    assert FOUND["failed"].sel(policy=FAILED[0], draw=FAILED[1])
    assert np.isnan(FOUND["savings_per_year"].sel(policy=FAILED[0], draw=FAILED[1]))
    absent = FOUND["partners_kept"].sel(policy="clustered", draw=0)  # it invites nobody
    assert np.isnan(absent)
    assert not FOUND["failed"].sel(policy="clustered", draw=0)


def test_rows_in_any_order_give_the_same_arrays() -> None:
    shuffled = comparison(outcomes=COMPARISON.outcomes.sample(frac=1.0, random_state=1))
    assert to_xarray(shuffled).identical(FOUND)


def test_units_and_directions_are_attributes() -> None:
    assert FOUND["savings_per_year"].attrs["units"] == "yuan/year"
    assert FOUND["savings_per_year"].attrs["better"] == "more"
    assert FOUND["fallback_per_year"].attrs["better"] == "less"
    assert FOUND["fallback_per_year"].attrs["long_name_zh"] == "年均托底额"


def test_assumptions_are_coordinates_of_the_draws() -> None:
    wages = FOUND["wage_cleaner"]
    assert wages.dims == ("draw",)
    assert np.array_equal(wages, COMPARISON.assumptions["wage_cleaner"])
    row = COMPARISON.assumption_table["wage_cleaner"]
    about = {"units": "yuan/month", "kind": row.kind, "source": row.source}
    assert {name: wages.attrs[name] for name in about} == about
    assert "wage_cleaner" in FOUND["savings_share"].coords
    assert set(COMPARISON.assumptions) < set(FOUND.coords)


def test_the_dataset_says_what_was_run_and_is_synthetic() -> None:
    assert FOUND.attrs == {
        "programme": "xiashan",
        "months": MONTHS,
        "draws": DRAWS,
        "seed": 3,
        "engine": "numpy",
        "sampling": "monte_carlo",
        "synthetic": XIASHAN.synthetic_note,
    }
    real = XIASHAN.replace(synthetic=False, synthetic_note="")
    assert "synthetic" not in to_xarray(comparison(programme=real)).attrs


def test_scenarios_have_their_names() -> None:
    names = tuple("abcdef")
    named = to_xarray(comparison(scenarios=names))
    assert named["scenario"].dims == ("draw",)
    assert named["scenario"].values.tolist() == list(names)
    assert "scenario" not in FOUND.coords


def test_a_simulation_has_its_monthly_series_too() -> None:
    result = cp.simulate(XIASHAN, "partner", months=MONTHS, draws=DRAWS, seed=3)
    found = to_xarray(result)
    assert dict(found.sizes) == {"policy": 1, "draw": DRAWS, "month": MONTHS, "statistic": 4}
    for name in NAMES:
        assert np.array_equal(found[name][0], FOUND[name].sel(policy="partner"), equal_nan=True)
    assert not found["failed"].any()
    rows = result.monthly[result.monthly["series"] == "satisfaction"]
    series = found["monthly_satisfaction"].sel(policy="partner")
    for statistic in ("mean", "p5", "p50", "p95"):
        assert np.array_equal(series.sel(statistic=statistic), rows[statistic])
    assert series.attrs["units"] == "score 0-100"
    assert found["month"].values.tolist() == rows["month"].tolist()
    assert found.attrs["synthetic"] == XIASHAN.synthetic_note


def test_assumptions_and_series_share_no_name_with_an_outcome() -> None:
    result = cp.simulate(XIASHAN, "xiashan_all", months=1, draws=1)
    series = {f"monthly_{name}" for name in result.monthly["series"]}
    names = [*OUTCOMES, *series, *cp.default_assumptions(), "policy", "draw", "month", "scenario"]
    names += ["failed", "statistic"]
    assert len(names) == len(set(names))


def test_without_xarray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'commpartner\[research\]'"):
        to_xarray(COMPARISON)
