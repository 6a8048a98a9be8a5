"""Sobol' and Morris: analytic cases, and what SALib would get wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from refusals import raises_problem

from commpartner.errors import MissingExtraError
from commpartner.experiments.deciding.indices import morris, saltelli, sobol

Array = NDArray[np.float64]
Model = Callable[[Array], dict[str, Array]]

NAMES = ("a", "b", "c")
# Sobol' & Levitan (1999), doi:10.1016/S0010-4655(98)00156-8, with a = 7, b = 0.1.
ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)


def ishigami(u: Array) -> Array:
    x = np.pi * (2.0 * u - 1.0)
    return np.asarray(
        np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def only(function: Callable[[Array], Array]) -> Model:
    return lambda u: {"y": function(u)}


def inside(table: pd.DataFrame, column: str, expected: Array) -> bool:
    return bool(
        np.all(
            (table[f"{column}_low"] <= expected + 1e-4)
            & (table[f"{column}_high"] >= expected - 1e-4)
        )
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_the_indices_of_ishigami_lie_in_their_intervals(seed: int) -> None:
    table = sobol(only(ishigami), NAMES, 4096, seed)
    for column, expected in (("first", ISHIGAMI_FIRST), ("total", ISHIGAMI_TOTAL)):
        assert inside(table, column, np.array(expected))
        np.testing.assert_allclose(table[column], expected, atol=0.02)
        assert (table[f"{column}_high"] - table[f"{column}_low"]).max() < 0.1


def test_sobol_g_indices_lie_in_their_intervals() -> None:
    # Saltelli & Sobol' (1995): every input has the partial variance 1 / (3 (1 + a)^2).
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
    part = 1.0 / (3.0 * (1.0 + a) ** 2)
    variance = np.prod(1.0 + part) - 1.0

    def g(u: Array) -> Array:
        return np.asarray(np.prod((np.abs(4.0 * u - 2.0) + a) / (1.0 + a), axis=1))

    table = sobol(only(g), list("abcdefgh"), 4096, 0)
    assert inside(table, "first", part / variance)
    assert inside(table, "total", part * np.prod(1.0 + part) / (1.0 + part) / variance)


def test_a_wider_level_gives_a_wider_interval() -> None:
    narrow = sobol(only(ishigami), NAMES, 64, 3, level=0.5)
    wide = sobol(only(ishigami), NAMES, 64, 3, level=0.99)
    np.testing.assert_array_equal(narrow["first"], wide["first"])
    assert (narrow["first_low"] > wide["first_low"]).all()
    assert (narrow["total_high"] < wide["total_high"]).all()


@pytest.mark.parametrize("method", [sobol, morris])
def test_zero_is_a_seed_like_any_other(method: Callable[..., pd.DataFrame]) -> None:
    first, again, other = (method(only(ishigami), NAMES, 16, seed) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    numbers = first.select_dtypes("number").columns
    assert (first[numbers] != other[numbers]).to_numpy().sum() >= len(numbers)


@pytest.mark.parametrize("method", [sobol, morris])
def test_many_outputs_take_one_evaluation_with_equal_bits(
    method: Callable[..., pd.DataFrame],
) -> None:
    calls = []

    def both(u: Array) -> dict[str, Array]:
        calls.append(len(u))
        return {"one": ishigami(u), "two": u[:, 0] - u[:, 2]}

    table = method(both, NAMES, 32, 5)
    assert calls == [table.attrs["evaluations"]]
    alone = method(lambda u: {"two": u[:, 0] - u[:, 2]}, NAMES, 32, 5)
    rows = table[table["outcome"] == "two"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows, alone, check_exact=True)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 1e3), st.floats(-1e4, 1e4))
def test_units_and_origin_of_an_output_do_not_matter(factor: float, shift: float) -> None:
    plain = sobol(only(ishigami), NAMES, 32, 2, resamples=2)
    moved = sobol(lambda u: {"y": factor * ishigami(u) + shift}, NAMES, 32, 2, resamples=2)
    np.testing.assert_allclose(moved["first"], plain["first"], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(moved["total"], plain["total"], rtol=1e-6, atol=1e-6)


def test_a_group_has_the_index_of_its_members_together() -> None:
    def linear(u: Array) -> Array:
        return np.asarray(u @ np.array([1.0, 2.0, 3.0]))

    table = sobol(only(linear), NAMES, 1024, 0, groups=["g", "b", "g"])
    assert table["input"].tolist() == ["g", "b"]
    np.testing.assert_allclose(table["first"], [10 / 14, 4 / 14], atol=0.02)
    np.testing.assert_allclose(table["total"], [10 / 14, 4 / 14], atol=0.02)


def test_one_group_of_all_inputs_explains_everything() -> None:
    # SALib takes one group for none, and mixes the rows up.
    table = sobol(only(ishigami), NAMES, 2048, 0, groups=["all"] * 3)
    np.testing.assert_allclose(table[["first", "total"]], 1.0, atol=0.03)


@pytest.mark.parametrize("groups", [None, ["g", "h", "g", "k"]])
def test_rows_are_those_of_salib(groups: list[str] | None) -> None:
    from SALib.sample import sobol as oracle

    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}
    if groups:
        problem["groups"] = groups
    expected = oracle.sample(problem, 8, calc_second_order=False, seed=np.random.default_rng(3))
    member = [0, 1, 0, 2] if groups else [0, 1, 2, 3]
    # ... moved from the corners of their cells, which quantile functions may not be given.
    np.testing.assert_array_equal(saltelli(member, 8, seed=3), expected + 2.0**-31)


def test_rows_never_reach_the_ends_where_quantiles_are_infinite() -> None:
    rows = saltelli(range(5), 1024, seed=0)
    assert 0.0 < rows.min() < rows.max() < 1.0


@pytest.mark.parametrize("method", [sobol, morris])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_one_bad_output_is_an_error_never_an_index(
    method: Callable[..., pd.DataFrame], value: float
) -> None:
    def broken(u: Array) -> dict[str, Array]:
        y = ishigami(u)
        y[[5, 9]] = value
        return {"y": y}

    with raises_problem(r"y: not_finite_in_rows 2 \d+ (nan|inf) 5 a=0\.\d+, b="):
        method(broken, NAMES, 16, 0)


def test_an_output_without_figures_explains_its_missing_index() -> None:
    def model(u: Array) -> dict[str, Array]:
        return {"month": np.where(u[:, 0] > 0.5, np.nan, u[:, 1]), "y": ishigami(u)}

    table = sobol(model, NAMES, 16, 0, gaps={"month"})
    month, y = (table[table["outcome"] == name] for name in ("month", "y"))
    assert month[["first", "total", "total_high"]].isna().to_numpy().all()
    assert (month["note"] == "no figure in 40 of 80 rows").all()
    assert y["total"].notna().all() and (y["note"] == "").all()


@pytest.mark.parametrize("method", [sobol, morris])
@pytest.mark.parametrize(
    "function",
    [
        lambda u: np.full(len(u), 3.0),
        lambda u: np.zeros(len(u)),
        lambda u: 1.0 + 2e-16 * np.round(u[:, 0]),  # what rounding leaves of a constant
    ],
)
def test_an_output_that_does_not_vary_has_no_index(
    method: Callable[..., pd.DataFrame], function: Callable[[Array], Array]
) -> None:
    table = method(only(function), NAMES, 16, 0)
    assert table.drop(columns=["outcome", "input", "note"]).isna().to_numpy().all()
    assert (table["note"] == "does not vary").all()


def test_what_is_negligible_does_not_count_as_variation() -> None:
    def small(u: Array) -> Array:
        return np.asarray(1e-9 * u[:, 0])

    assert sobol(only(small), NAMES, 64, 0)["total"][0] == pytest.approx(1.0, abs=0.2)
    assert sobol(only(small), NAMES, 64, 0, negligible=1e-6)["total"].isna().all()


@pytest.mark.parametrize(("grid", "span"), [(4, (0.05, 0.95)), (8, (0.1, 0.6))])
def test_elementary_effects_of_a_plane_are_its_slopes(grid: int, span: tuple[float, float]) -> None:
    def plane(u: Array) -> Array:
        return np.asarray(u @ np.array([3.0, -2.0, 0.0]))

    table = morris(only(plane), NAMES, 6, 0, grid=grid, span=span)
    np.testing.assert_allclose(table["mu_star"], [3.0, 2.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(table["mu"], [3.0, -2.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(table["sigma"], 0.0, atol=1e-12)
    np.testing.assert_allclose(table["mu_star_low"], table["mu_star_high"], atol=1e-12)
    assert table.attrs["evaluations"] == 6 * 4


def test_elementary_effects_of_a_product_vary_with_the_cofactor() -> None:
    table = morris(lambda u: {"y": u[:, 0] * u[:, 1]}, ("a", "b"), 200, 0)
    # The effect of a is b, which is 0.05, 0.35, 0.65 or 0.95.
    levels = np.array([0.05, 0.35, 0.65, 0.95])
    assert inside(table, "mu_star", np.full(2, 0.5))
    np.testing.assert_allclose(table["sigma"], levels.std(), rtol=0.1)


def test_inputs_of_a_group_step_together() -> None:
    def model(u: Array) -> dict[str, Array]:
        return {"y": u[:, 0] + 10.0 * u[:, 1] + u[:, 2]}

    table = morris(model, NAMES, 50, 0, groups=["g", "b", "g"])
    assert table["input"].tolist() == ["g", "b"] and table.attrs["evaluations"] == 50 * 3
    # Steps of the two go the same way (effect 2) or opposite ways (0).
    assert 0.0 < table["mu_star"][0] < 2.0
    assert table.loc[[0], ["mu", "sigma"]].isna().to_numpy().all()
    assert table["mu"][1] == pytest.approx(10.0)


def test_numpy_s_global_numbers_are_left_alone() -> None:
    before = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    sobol(only(ishigami), NAMES, 16, 0)
    morris(only(ishigami), NAMES, 4, 0)
    after = np.random.get_state()[1]  # type: ignore[index]  # noqa: NPY002
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 100}, "n: 100; power_of_two"),
        ({"n": 1}, "n: 1"),
        ({"n": "16"}, "n: '16'"),
        ({"level": "0.9"}, "level: '0.9'"),
        ({"resamples": 20.0}, "resamples: 20.0"),
        ({"level": 1.0}, "level: 1.0"),
        ({"resamples": 1}, "resamples: 1"),
        ({"groups": ["g"]}, "groups: 1; one_for_each_name 3"),
        ({"names": []}, "groups: 0"),
        ({"function": lambda u: {}}, "outputs: none"),
        ({"function": lambda u: {"y": np.zeros(3)}}, r"y: shape \(3,\)"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, object], message: str) -> None:
    given = {"function": only(ishigami), "names": NAMES, "n": 16, "seed": 0, **arguments}
    with raises_problem(message):
        sobol(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 1}, "n: 1"),
        ({"grid": 5}, "grid: 5"),
        ({"grid": "4"}, "grid: '4'"),
        ({"span": (0.1,)}, "span: .*; two_rising_inside_0_1"),
        ({"span": (0.0, 0.9)}, "span: .*; two_rising_inside_0_1"),
    ],
)
def test_wrong_arguments_of_morris_are_named(arguments: dict[str, object], message: str) -> None:
    given = {"n": 4, "seed": 0, **arguments}
    with raises_problem(message):
        morris(only(ishigami), NAMES, **given)  # type: ignore[arg-type]


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    with pytest.raises(MissingExtraError, match=r"commpartner\[research\]"):
        sobol(only(ishigami), NAMES, 16, 0)
