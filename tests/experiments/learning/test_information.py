"""The value of information: cases whose value is known, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from drawn import CORRELATION, NAMES, Array, assumption, drawn, normal, two
from numpy.typing import ArrayLike
from refusals import raises_problem
from scipy.special import ndtr

from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.information import Information, value_of_information

SLOPES = np.array([1.0, 0.7, 0.5, 0.0])
MEAN = -0.3
MANY = 2**14


def loss(mean: float, deviation: ArrayLike) -> Array:
    """E max(y, 0) of a normal y."""
    spread = np.asarray(deviation)
    z = mean / spread
    return np.asarray(spread * np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi) + mean * ndtr(z))


def linear(draws: int = MANY) -> Comparison:
    x = normal(draws, 4)
    return two(x, x @ SLOPES + MEAN)


def values(found: Information) -> dict[str, float]:
    return dict(zip(found.by_assumption["assumption"], found.by_assumption["value"], strict=True))


def groups_of(found: Information) -> dict[str, float]:
    return dict(zip(found.by_group["group"], found.by_group["value"], strict=True))


def surveyed(estates: Sequence[int], deviation: float) -> list[float]:
    """Values of surveys of one assumption, and last of knowing it."""
    x = normal(MANY // 2, 4)
    comparison = two(x[:, :1], x @ SLOPES + MEAN)
    found = [
        value_of_information(comparison, "npv_operator", surveys={"a": (n, deviation)})
        for n in estates
    ]
    return [each.surveys["value"].item() for each in found] + [values(found[-1])["a"]]


# --- values that are known (unit normal loss integral: Raiffa and Schlaifer 1961, chapter 5)


def test_of_normal_assumptions_all_values_are_known() -> None:
    groups = {"ab": ["a", "b"], "bcd": ["b", "c", "d"], "all": list(NAMES)}
    found = value_of_information(linear(), "npv_operator", groups=groups)
    everything = loss(MEAN, np.linalg.norm(SLOPES))
    assert found.best_policy == "old"
    assert found.perfect == pytest.approx(everything, rel=0.02)
    assert found.low < everything < found.high
    single = values(found)
    for name, slope in zip("abc", SLOPES, strict=False):
        assert single[name] == pytest.approx(loss(MEAN, slope), rel=0.02)
    assert single["d"] == pytest.approx(0.0, abs=1e-3)
    for group, members in groups.items():
        slopes = SLOPES[[NAMES.index(name) for name in members]]
        assert groups_of(found)[group] == pytest.approx(
            loss(MEAN, np.linalg.norm(slopes)), rel=0.02
        )
    share = found.by_assumption.set_index("assumption")["share_of_perfect"]
    assert share["a"] == pytest.approx(loss(MEAN, 1.0) / everything, rel=0.04)


def test_what_an_assumption_tells_of_a_correlated_one_counts() -> None:
    rho, z = 0.6, normal(MANY, 2)
    x = np.column_stack([z[:, 0], rho * z[:, 0] + np.sqrt(1.0 - rho**2) * z[:, 1]])
    found = value_of_information(two(x, x[:, 0] + 0.5 * x[:, 1] - 0.4), "npv_operator")
    # E(x2 | x1) = rho x1, and the other way round.
    assert values(found)["a"] == pytest.approx(loss(-0.4, 1.0 + 0.5 * rho), rel=0.02)
    assert values(found)["b"] == pytest.approx(loss(-0.4, 0.5 + rho), rel=0.02)


def test_a_square_is_worth_its_known_value() -> None:
    x = normal(MANY, 3)
    gain = 0.8 * (x[:, 0] ** 2 - 1.0) - 0.3
    edge = np.sqrt(1.0 + 0.3 / 0.8)
    density = np.exp(-(edge**2) / 2.0) / np.sqrt(2.0 * np.pi)
    # Beyond the edge E x^2 = 2 (edge density + 1 - Phi(edge)).
    beyond = 2.0 * ndtr(-edge)
    expected = 0.8 * (2.0 * edge * density + beyond) - 1.1 * beyond
    found = value_of_information(two(x, gain + 0.8 * x[:, 1] + 0.5 * x[:, 2]), "npv_operator")
    assert values(found)["a"] == pytest.approx(expected, rel=0.02)


def test_a_product_is_worth_nothing_by_halves() -> None:
    x = normal(MANY, 3)
    gain = x[:, 0] * x[:, 1] + 0.5 * x[:, 2] - 0.2
    found = value_of_information(two(x, gain), "npv_operator", groups={"both": ["a", "b"]})
    step = np.linspace(1e-6, 9.0, 100_001)  # given the first, a normal of deviation |x1|
    expected = 2.0 * np.trapezoid(
        loss(-0.2, step) * np.exp(-(step**2) / 2.0) / np.sqrt(2.0 * np.pi), step
    )
    assert groups_of(found)["both"] == pytest.approx(expected, rel=0.02)
    assert values(found)["a"] == pytest.approx(0.0, abs=2e-3)


def test_three_policies_agree_with_nested_simulation() -> None:
    def gains(u: Array, v: Array) -> Array:
        """What is learned, u, and what is not, v, to two gains over the third policy."""
        first = u[..., 0] + 0.6 * v[..., 0] * np.exp(0.3 * u[..., 1]) - 0.2
        second = np.exp(0.5 * u[..., 1] + 0.4 * v[..., 1]) - 1.3
        return np.stack([first, second], axis=-1)

    outer, inner = normal(2**13, 2, seed=5), normal(2**8, 2, seed=6)
    within = gains(outer[:, None], inner[None]).mean(axis=1)
    best = max(within.mean(axis=0).max(), 0.0)
    expected = np.maximum(within.max(axis=1), 0.0).mean() - best

    x = normal(MANY, 4)
    gain = gains(x[:, :2], x[:, 2:])
    outcomes = {
        "old": {"npv_operator": np.zeros(MANY)},
        "first": {"npv_operator": gain[:, 0]},
        "second": {"npv_operator": gain[:, 1]},
    }
    comparison = drawn(outcomes, dict(zip(NAMES, x.T, strict=True)))
    found = value_of_information(comparison, "npv_operator", groups={"learned": ["a", "b"]})
    assert groups_of(found)["learned"] == pytest.approx(expected, rel=0.02)
    assert values(found)["a"] < expected
    assert values(found)["b"] < expected


def test_a_survey_is_worth_its_known_value() -> None:
    # The mean of n estates leaves of a variance of 1 the part 1 / (1 + deviation^2 / n).
    deviation, sizes = 2.0, (1, 4, 16)
    for n, value in zip(sizes, surveyed(sizes, deviation), strict=False):
        kept = np.sqrt(1.0 / (1.0 + deviation**2 / n))
        assert value == pytest.approx(loss(MEAN, kept), rel=0.02)


def test_larger_surveys_are_worth_more_up_to_the_assumption() -> None:
    *found, most = surveyed((1, 3, 30, 10**9), 3.0)
    assert found == sorted(found)
    assert all(value <= most * 1.001 for value in found)
    assert found[-1] == pytest.approx(most, rel=1e-3)


@pytest.mark.nightly
def test_the_interval_of_perfect_information_has_its_coverage() -> None:
    true = float(loss(MEAN, np.linalg.norm(SLOPES)))
    inside = []
    for seed in range(60):
        x = np.random.default_rng(seed).normal(size=(200, 4))
        comparison = two(x[:, :1], x @ SLOPES + MEAN)
        found = value_of_information(comparison, "npv_operator", level=0.9)
        inside.append(found.low < true < found.high)
    assert 0.8 < np.mean(inside) < 0.98


# --- what counts as benefit


def test_where_less_is_better_the_best_policy_has_least() -> None:
    x = normal(512, 4)
    gain = x @ SLOPES + MEAN
    more = value_of_information(two(x, gain), "npv_operator")
    less = value_of_information(two(x, -gain, "fallback_cumulative"), "fallback_cumulative")
    assert less.best_policy == more.best_policy == "old"
    assert less.weights == {"fallback_cumulative": -1.0}
    assert less.perfect == pytest.approx(more.perfect)
    assert values(less) == pytest.approx(values(more))


def test_outcomes_are_weighed_and_each_turned_its_own_way() -> None:
    x = normal(512, 2)
    zero = np.zeros(512)
    split = {
        "old": {"npv_operator": zero, "fallback_cumulative": zero, "staff": zero},
        "new": {
            "npv_operator": x[:, 0] - 0.2,
            "fallback_cumulative": -0.5 * x[:, 1],
            "staff": x[:, 1],
        },
    }
    comparison = drawn(split, dict(zip(NAMES, x.T, strict=False)))
    weights = {"npv_operator": 1.0, "fallback_cumulative": 2.0, "staff": -0.25}
    found = value_of_information(comparison, weights)
    one = value_of_information(two(x, x[:, 0] + 0.75 * x[:, 1] - 0.2), "npv_operator")
    assert found.weights == {"npv_operator": 1.0, "fallback_cumulative": -2.0, "staff": -0.25}
    assert found.perfect == pytest.approx(one.perfect)
    assert values(found) == pytest.approx(values(one))
    assert (found.unit, one.unit) == ("", "yuan")
    assert value_of_information(comparison, {"npv_operator": 1.0}).unit == "yuan"


def test_policies_that_differ_by_rounding_alone_are_equal() -> None:
    x = normal(256, 2)
    outcomes = {"a": {"npv_operator": 1e6 + x[:, 0]}}
    outcomes["b"] = {"npv_operator": outcomes["a"]["npv_operator"] + 1e-10 * x[:, 1]}
    found = value_of_information(drawn(outcomes, {"a": x[:, 0], "b": x[:, 1]}), "npv_operator")
    assert (found.perfect, found.standard_error) == (0.0, 0.0)
    assert found.by_assumption["value"].tolist() == [0.0, 0.0]
    assert found.by_assumption["share_of_perfect"].isna().all()  # a share of nothing


def test_a_draw_failed_for_one_policy_is_omitted_everywhere() -> None:
    x = normal(256, 4)
    gain = x @ SLOPES + MEAN
    gain[7] = 1e9
    outcomes = {"old": {"npv_operator": np.zeros(256)}, "new": {"npv_operator": gain}}
    rows = dict(zip(NAMES, x.T, strict=True))
    found = value_of_information(drawn(outcomes, rows, failed=[("old", 7)]), "npv_operator")
    assert found.draws == 255
    assert found.perfect < 1.0


# --- tables


def test_tables_say_what_is_known_most_valuable_first() -> None:
    x = normal(1024, 4)
    rows = [
        assumption("a", kind="published", source="the articles", unit="share"),
        assumption("b", kind="literature", source="a paper"),
        assumption("c", correlated_by=CORRELATION),
        assumption("d", correlated_by=CORRELATION),
    ]
    outcomes = {"old": {"npv_operator": np.zeros(1024)}}
    outcomes["new"] = {"npv_operator": x @ SLOPES + MEAN}
    drawn_values = {**dict(zip(NAMES, x.T, strict=True)), "fixed": np.full(1024, 0.3)}
    comparison = drawn(outcomes, drawn_values, rows)
    found = value_of_information(comparison, "npv_operator", surveys={"a": (5, 1.0)})
    first = found.by_assumption.iloc[0]
    assert first[["assumption", "kind", "unit", "source"]].tolist() == [
        *("a", "published", "share", "the articles")
    ]
    assert found.by_assumption["value"].is_monotonic_decreasing
    assert "fixed" not in set(found.by_assumption["assumption"])
    assert found.by_group[["group", "assumptions"]].to_numpy().tolist() == [[CORRELATION, "c, d"]]
    kinds = found.by_kind.set_index("kind")
    assert kinds["assumptions"].to_dict() == {"published": 1, "literature": 1, "assumption": 2}
    assert kinds.loc["published", "value"] == first["value"]
    assert kinds.loc["assumption", "value"] == found.by_group["value"].item()
    survey = found.surveys.iloc[0]
    assert survey[["assumption", "estates", "standard_deviation", "unit"]].tolist() == [
        *("a", 5, 1.0, "share")
    ]
    assert 0.0 < survey["value"] < first["value"]
    assert found.synthetic == comparison.programme.synthetic


def test_tables_without_rows_have_their_columns() -> None:
    found = value_of_information(linear(256), "npv_operator")
    assert {"group", "value"} <= set(found.by_group)
    assert {"assumption", "estates", "value"} <= set(found.surveys)
    assert found.by_group.empty
    assert found.surveys.empty


def test_only_what_is_surely_worth_something_is_worth_measuring() -> None:
    found = value_of_information(linear(1024), "npv_operator")
    assert found.worth_measuring(2)["assumption"].tolist() == ["a", "b"]
    assert found.worth_measuring()["assumption"].tolist() == ["a", "b", "c"]
    with raises_problem("n: 0"):
        found.worth_measuring(0)


def test_the_level_widens_intervals_the_seed_decides_the_rest() -> None:
    comparison = linear(512)
    surveys = {"a": (3, 1.0)}
    narrow, wide, same, other = (
        value_of_information(comparison, "npv_operator", surveys=surveys, level=level, seed=seed)
        for level, seed in ((0.5, 0), (0.99, 0), (0.5, 0), (0.5, 1))
    )
    assert narrow.by_assumption.equals(same.by_assumption)
    assert narrow.surveys.equals(same.surveys)
    assert not narrow.surveys["value"].equals(other.surveys["value"])
    assert wide.by_assumption["value"].equals(narrow.by_assumption["value"])
    width = wide.by_assumption["high"] - wide.by_assumption["low"]
    assert (width >= narrow.by_assumption["high"] - narrow.by_assumption["low"]).all()
    assert wide.high - wide.low > narrow.high - narrow.low
