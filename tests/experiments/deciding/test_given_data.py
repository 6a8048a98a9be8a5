"""PAWN and delta: analytic cases, and SALib as the oracle."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from refusals import raises_problem
from scipy.special import ndtri
from scipy.stats import norm

from commpartner.errors import ArgumentError, code_of
from commpartner.experiments.deciding.given_data import delta, pawn

Array = NDArray[np.float64]
NAMES = ("a", "b", "c")


def sample(rows: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).random((rows, 3))


def ishigami(u: Array, a: float, b: float) -> Array:
    x = np.pi * (2.0 * u - 1.0)
    return np.asarray(
        np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def test_pawn_of_the_output_itself_is_known() -> None:
    # In slice s of ten the gap is max(s, 9 - s) / 10; the median over the slices is 0.7.
    u = sample(1000)
    table = pawn(u, {"y": u[:, 1] ** 3}, NAMES, resamples=20)
    assert table["pawn"][1] == pytest.approx(0.7, abs=1e-9)


def test_pawn_of_an_output_of_two_values_is_known() -> None:
    u = (np.arange(1000)[:, None] + 0.5) / 1000
    table = pawn(u, {"y": np.where(u[:, 0] < 0.3, 0.0, 1.0)}, ["a"], resamples=2)
    assert table["pawn"][0] == pytest.approx(0.3)  # 0.7 in three slices, 0.3 in seven


@pytest.mark.parametrize("measure", [pawn, delta])
def test_labelled_inputs_and_outputs_meet_by_their_labels(measure: Callable[..., object]) -> None:
    x = pd.DataFrame(np.random.default_rng(0).random((100, 2)), columns=["a", "b"])
    y = {"y": x["a"] ** 2}
    right = measure(x.to_numpy(), {"y": y["y"].to_numpy()}, ["a", "b"])
    pd.testing.assert_frame_equal(measure(x[["b", "a"]], y, ["a", "b"]), right)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError) as raised:
        measure(x, {"y": y["y"].sort_values()}, ["a", "b"])
    assert code_of(raised.value.found) == "other_labels"
    with pytest.raises(ArgumentError):
        measure(x.rename(columns={"b": "c"}), y, ["a", "b"])


def test_pawn_agrees_with_salib() -> None:
    from SALib.analyze import pawn as oracle

    u = sample(1000)
    y = ishigami(u, 2.0, 1.0)  # the case of Pianosi & Wagener (2018)
    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0.0, 1.0]] * 3}
    expected = oracle.analyze(problem, u, y, S=10)["median"]
    found = pawn(u, {"y": y}, NAMES)
    # SALib leaves the largest value of an input out of its last slice.
    np.testing.assert_allclose(found["pawn"], expected, atol=2e-3)
    assert found["pawn"].rank().tolist() == [3.0, 1.0, 2.0]  # as in their figure 3


def test_pawn_of_an_input_without_effect_is_noise() -> None:
    u = np.random.default_rng(0).random((400, 41))
    table = pawn(u, {"y": np.exp(5.0 * u[:, 0])}, [f"x{number}" for number in range(41)])
    assert table["pawn"][0] > 3.0 * table["noise"][0]
    above = int((table["pawn"][1:] > table["noise"][1:]).sum())
    assert above <= 6  # of 40, of which 5 % are expected


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 5.0))
def test_pawn_knows_order_alone(power: float) -> None:
    u = sample(200)
    y = ishigami(u, 2.0, 1.0)
    y = y - y.min() + 1.0
    plain = pawn(u, {"y": y}, NAMES, resamples=5)
    bent = pawn(u**power, {"y": y**power}, NAMES, resamples=5)
    pd.testing.assert_frame_equal(plain, bent, check_exact=True)


def test_delta_agrees_with_salib() -> None:
    from SALib.analyze.delta import calc_delta

    from commpartner.experiments.deciding.given_data import _class_borders, _half_area

    for rows in (500, 1111, 2500):
        u = sample(rows)
        y = ishigami(u, 7.0, 0.1)
        places = np.linspace(y.min(), y.max(), 100)
        borders = _class_borders(rows)
        classes = np.linspace(0, rows, len(borders))
        expected = [calc_delta(y, places, column, classes) for column in u.T]
        np.testing.assert_allclose(_half_area(u, y, places, borders), expected, rtol=1e-12)


@pytest.mark.nightly
def test_delta_of_ishigami_agrees_with_salib_s_tests() -> None:
    u = sample(5000)
    table = delta(u, {"y": ishigami(u, 7.0, 0.1)}, NAMES, resamples=5)
    np.testing.assert_allclose(table["delta"], [0.210, 0.358, 0.155], atol=0.02)


def test_delta_of_a_normal_sum_is_an_integral() -> None:
    # y = 0.8 z1 + 0.6 z2: given z, y is normal with mean rho z and variance 1 - rho^2.
    z = ndtri(np.random.default_rng(2).random((3000, 2)))
    weights = np.array([0.8, 0.6])
    grid = np.linspace(-8.0, 8.0, 2001)
    nodes = ndtri((np.arange(400) + 0.5) / 400)[:, None]
    expected = [
        np.mean(
            0.5
            * np.trapezoid(
                np.abs(norm.pdf(grid) - norm.pdf(grid, rho * nodes, np.sqrt(1.0 - rho * rho))),
                grid,
                axis=1,
            )
        )
        for rho in weights
    ]
    table = delta(z, {"y": z @ weights}, ["a", "b"], resamples=10)
    np.testing.assert_allclose(table["delta"], expected, atol=0.03)


def test_delta_without_effect_is_zero_but_for_noise() -> None:
    u = sample(1000)
    table = delta(u, {"y": u[:, 0]}, NAMES)
    assert table["delta"][0] > 0.7
    assert (table["delta"][1:] < 0.04).all() and (table["delta_low"][1:] < 0.02).all()


def test_an_input_without_effect_seldom_passes_delta_s_noise() -> None:
    passed = []
    for seed in range(8):
        u = np.random.default_rng(seed).random((500, 4))
        table = delta(u, {"y": np.exp(u[:, 0])}, ["a", "b", "c", "d"], seed=seed, resamples=5)
        assert table["delta"][0] > 3.0 * table["noise"][0]
        passed += (table["delta"] > table["noise"])[1:].tolist()
    assert np.mean(passed) < 0.2  # 5 % are expected


def test_an_output_with_a_repeated_value_has_no_delta() -> None:
    u = sample(300)
    table = delta(u, {"y": np.maximum(u[:, 0] - 0.2, 0.0), "z": u[:, 0]}, NAMES, resamples=2)
    assert table["delta"][:3].isna().all() and table["delta"][3:].notna().all()
    assert table["note"][0].startswith("no density: 2") and table["note"][3] == ""


@pytest.mark.parametrize("method", [pawn, delta])
def test_zero_is_a_seed_and_outputs_keep_their_bits(
    method: Callable[..., pd.DataFrame],
) -> None:
    u = sample(150)
    y = {"one": ishigami(u, 7.0, 0.1), "two": u[:, 0] * u[:, 1]}
    zero, again, one = (method(u, y, NAMES, seed=seed) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(zero, again, check_exact=True)
    column = method.__name__
    assert (zero[f"{column}_low"] != one[f"{column}_low"]).all()
    alone = method(u, {"two": y["two"]}, NAMES, seed=0)
    rows = zero[zero["outcome"] == "two"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows, alone, check_exact=True)
    assert zero.attrs["evaluations"] == 150


@pytest.mark.parametrize("method", [pawn, delta])
def test_bad_numbers_are_errors_and_constants_have_no_index(
    method: Callable[..., pd.DataFrame],
) -> None:
    u = sample(200)
    y = ishigami(u, 7.0, 0.1)
    y[7] = np.nan
    with raises_problem(r"y: not_finite_in_rows 1 200 nan 7 a=0\."):
        method(u, {"y": y}, NAMES)
    table = method(u, {"y": y, "z": np.ones(200)}, NAMES, gaps=["y"])
    assert table[method.__name__].isna().all()
    assert table["note"].tolist() == ["no figure in 1 of 200 rows"] * 3 + ["does not vary"] * 3
    u[3, 1] = np.nan
    with raises_problem("x: not_finite"):
        method(u, {"y": np.ones(200)}, NAMES)
    with raises_problem(r"x: shape \(200, 2\); row_by_count 3"):
        method(u[:, :2], {"y": np.ones(200)}, NAMES)
    with raises_problem("x: count_rows 40"):
        method(u[40:80], {"y": np.ones(40)}, NAMES)


def test_numpy_s_global_state_and_warning_filters_stay_unchanged() -> None:
    u = sample(150)
    before = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    filters, worded = list(warnings.filters), warnings.formatwarning
    delta(u, {"y": u[:, 0]}, NAMES)
    pawn(u, {"y": u[:, 0]}, NAMES)
    assert warnings.filters == filters and warnings.formatwarning is worded
    after = np.random.get_state()[1]  # type: ignore[index]  # noqa: NPY002
    np.testing.assert_array_equal(before, after)
