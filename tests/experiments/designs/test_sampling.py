"""Designs of draws: each is uniform, the same however it is cut, and better where it says so."""

from __future__ import annotations

import math
import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem
from scipy.stats import kstest, spearmanr

from commpartner.assumptions.designs import (
    Correlated,
    LatinHypercube,
    Method,
    MonteCarlo,
    Sobol,
    dimensions,
    sampling,
)
from commpartner.assumptions.draws import Array, Design, uniforms
from commpartner.assumptions.table import AssumptionTable, default_assumptions
from commpartner.errors import InputError

DRAWS = 64
NAMES = ("wage_cleaner", "fee_per_m2", "stall_rent")
PAIRS = (("wage_cleaner", "fee_per_m2", 0.7), ("fee_per_m2", "stall_rent", -0.4))
DESIGNS: dict[str, Design] = {
    "monte_carlo": MonteCarlo(),
    "latin_hypercube": LatinHypercube(DRAWS),
    "sobol": Sobol(NAMES),
    "correlated": Correlated(Sobol(NAMES), PAIRS),
    "correlated_latin_hypercube": Correlated(LatinHypercube(DRAWS), PAIRS),
}
each_design = pytest.mark.parametrize("design", DESIGNS.values(), ids=list(DESIGNS))


@each_design
@settings(deadline=None)
@given(cuts=st.sets(st.integers(0, DRAWS)), seed=st.integers(0, 3))
def test_any_cut_of_the_draws_gives_the_same_bits(
    design: Design, cuts: set[int], seed: int
) -> None:
    edges = sorted({0, DRAWS} | cuts)
    for name in NAMES:
        parts = [design(name, seed, start, stop) for start, stop in pairwise(edges)]
        assert np.array_equal(np.concatenate(parts), design(name, seed, 0, DRAWS))


@each_design
def test_numbers_lie_strictly_between_0_and_1(design: Design) -> None:
    for name in NAMES:
        values = design(name, 5, 0, DRAWS)
        assert values.shape == (DRAWS,)
        assert values.min() > 0
        assert values.max() < 1


@pytest.mark.parametrize(
    "design",
    [
        MonteCarlo(),
        LatinHypercube(4096),
        Sobol(NAMES),
        Correlated(MonteCarlo(), PAIRS),
        Correlated(LatinHypercube(4096), PAIRS),
    ],
    ids=["monte_carlo", "latin_hypercube", "sobol", "correlated", "correlated_latin"],
)
def test_every_name_is_uniform(design: Design) -> None:
    for name in NAMES:
        assert kstest(design(name, 11, 0, 4096), "uniform").pvalue > 0.01


@each_design
def test_seed_0_is_a_seed_and_seed_1_another(design: Design) -> None:
    first, again = design("stall_rent", 0, 0, DRAWS), design("stall_rent", 0, 0, DRAWS)
    assert np.array_equal(first, again)
    assert not np.any(first == design("stall_rent", 1, 0, DRAWS))


@each_design
def test_a_design_can_be_pickled_and_hashed(design: Design) -> None:
    copy = pickle.loads(pickle.dumps(design))
    assert {design: 1}[copy] == 1
    assert np.array_equal(copy("fee_per_m2", 3, 0, 9), design("fee_per_m2", 3, 0, 9))


@each_design
def test_nobody_can_change_what_is_kept(design: Design) -> None:
    before = design("fee_per_m2", 3, 0, 9).copy()
    values = design("fee_per_m2", 3, 0, 9)
    if values.flags.writeable:
        values[:] = 0.5
    assert np.array_equal(design("fee_per_m2", 3, 0, 9), before)


def test_monte_carlo_is_what_a_ledger_draws_by_itself() -> None:
    ledger = default_assumptions()
    own = ledger.draw(7, 3, 9)["wage_cleaner"]
    assert np.array_equal(own, ledger.draw(7, 3, 9, MonteCarlo())["wage_cleaner"])


@settings(deadline=None)
@given(draws=st.integers(1, 200), seed=st.integers(0, 9))
def test_every_slice_of_a_latin_hypercube_has_one_draw(draws: int, seed: int) -> None:
    for name in ("a", "b"):
        values = LatinHypercube(draws)(name, seed, 0, draws)
        assert sorted(np.floor(values * draws).astype(int)) == list(range(draws))


def test_the_slices_of_two_names_are_shuffled_apart() -> None:
    design = LatinHypercube(4096)
    found = float(spearmanr(design("a", 1, 0, 4096), design("b", 1, 0, 4096)).statistic)
    assert abs(found) < 4 / math.sqrt(4096)


def test_no_rounding_takes_a_latin_hypercube_to_its_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ends:
        def __init__(self, **_: object) -> None: ...

        def random(self, draws: int) -> Array:
            return np.array([[0.0], [1.0]])

    monkeypatch.setattr("scipy.stats.qmc.LatinHypercube", Ends)
    values = LatinHypercube(2)("a name that no other test draws", 0, 0, 2)
    assert 0 < values[0] < values[1] < 1


@pytest.mark.parametrize(("start", "stop"), [(0, 9), (8, 9), (-1, 4), (5, 4)])
def test_a_latin_hypercube_is_limited_to_its_draws(start: int, stop: int) -> None:
    with raises_problem(rf"start_to_stop {start} {stop}; latin_hypercube_fixed 8"):
        LatinHypercube(8)("a", 0, start, stop)


@pytest.mark.parametrize("method", ["monte_carlo", "latin_hypercube"])
def test_another_assumption_changes_the_draws_of_no_other(method: Method) -> None:
    ledger = default_assumptions()
    row = ledger["stall_rent"].replace(name="a_new_row")
    longer = AssumptionTable([row, *ledger.values()])
    before = ledger.draw(2, 0, 16, sampling(method, ledger, 16))
    after = longer.draw(2, 0, 16, sampling(method, longer, 16))
    for name in ledger:
        assert np.array_equal(before[name], after[name])


def test_more_draws_keep_the_first_sobol_points() -> None:
    ledger = default_assumptions()
    few, many = (sampling("sobol", ledger, draws) for draws in (64, 128))
    assert np.array_equal(few("stall_rent", 4, 0, 64), many("stall_rent", 4, 0, 64))


@settings(deadline=None)
@given(power=st.integers(0, 7), seed=st.integers(0, 9))
def test_powers_of_2_of_sobol_points_are_balanced(power: int, seed: int) -> None:
    draws = 2**power
    for name in NAMES:
        values = Sobol(NAMES)(name, seed, 0, draws)
        assert sorted(np.floor(values * draws).astype(int)) == list(range(draws))


def test_sobol_points_are_cell_middles_and_never_0() -> None:
    places = Sobol(NAMES)("fee_per_m2", 1, 0, 256) * 2**31
    assert np.all(places % 2 == 1)


def test_a_name_without_a_dimension_uses_monte_carlo() -> None:
    assert np.array_equal(Sobol(NAMES)("other", 1, 2, 5), uniforms("other", 1, 2, 5))


def _error(design: Design, draws: int, names: tuple[str, ...]) -> float:
    """Root mean square error, over seeds, of the mean of a product whose mean is 1."""
    errors = []
    for seed in range(20):
        factors = [1 + 0.8 * (design(name, seed, 0, draws) - 0.5) for name in names]
        errors.append(float(np.mean(np.prod(factors, axis=0))) - 1)
    return float(np.sqrt(np.mean(np.square(errors))))


def test_sobol_and_latin_hypercube_integrate_smooth_functions_better() -> None:
    names = tuple("abcdefgh")
    plain = _error(MonteCarlo(), 1024, names)
    # var of the mean: (E[f^2] - 1) / n with E[f^2] = (1 + 0.64 / 12)^8
    assert plain == pytest.approx(math.sqrt(((1 + 0.64 / 12) ** 8 - 1) / 1024), rel=0.5)
    assert _error(LatinHypercube(1024), 1024, names) < plain / 2
    assert _error(Sobol(names), 1024, names) < plain / 5


def test_dimensions_are_varying_rows_and_what_rows_share() -> None:
    ledger = default_assumptions()
    names = dimensions(ledger)
    assert "wage_correlation" in names  # fixed, but wages share a factor of this name
    assert "package_basic_fee" not in names
    varying = [name for name, row in ledger.items() if row.distribution != "fixed"]
    assert set(names) == {*varying, "wage_correlation"}
    assert list(names) == [name for name in ledger if name in names]
    nothing = AssumptionTable([ledger["package_basic_fee"]])
    assert dimensions(nothing) == ()


@pytest.mark.parametrize("method", ["monte_carlo", "latin_hypercube", "sobol"])
def test_wages_correlate_in_every_design(method: Method) -> None:
    ledger = default_assumptions()
    draws = ledger.draw(1, 0, 8192, sampling(method, ledger, 8192))
    rho = ledger["wage_correlation"].central
    found = spearmanr(draws["wage_guard"][:, 0], draws["wage_manager"][:, 0]).statistic
    assert found == pytest.approx(6 / math.pi * math.asin(rho / 2), abs=0.03)


def test_sampling_makes_the_design_of_each_method() -> None:
    ledger = default_assumptions()
    assert sampling("monte_carlo", ledger, 10) == MonteCarlo()
    assert sampling("latin_hypercube", ledger, 10) == LatinHypercube(10)
    assert sampling("sobol", ledger, 16) == Sobol(dimensions(ledger))


@pytest.mark.parametrize("draws", [0, 3, 1000, 1025])
def test_sobol_points_are_a_power_of_2(draws: int) -> None:
    with raises_problem(f"draws: {draws}; power_of_two_for_sobol"):
        sampling("sobol", default_assumptions(), draws)


def test_a_method_that_is_none_is_refused() -> None:
    with raises_problem("sampling: 'halton'; one_of 'monte_carlo', 'latin_hypercube', 'sobol'"):
        sampling("halton", default_assumptions(), 8)  # type: ignore[arg-type]


def test_designs_say_whether_they_can_be_extended() -> None:
    said = {"monte_carlo": True, "latin_hypercube": False, "sobol": True}
    for name, extendable in said.items():
        design = DESIGNS[name]
        assert design.extendable == extendable  # type: ignore[attr-defined]
        assert Correlated(design, PAIRS).extendable == extendable
    assert not Correlated(uniforms, PAIRS).extendable  # a function of one's own promises nothing


# --- Correlations -----------------------------------------------------------------------------


def _ranks(design: Design, one: str, other: str, draws: int = 20_000) -> float:
    return float(spearmanr(design(one, 8, 0, draws), design(other, 8, 0, draws)).statistic)


@pytest.mark.parametrize("base", [MonteCarlo(), LatinHypercube(20_000), Sobol(NAMES)], ids=str)
def test_rank_correlations_are_those_of_the_copula(base: Design) -> None:
    design = Correlated(base, PAIRS)
    # Kruskal 1958, doi:10.1080/01621459.1958.10501481: 6 / pi asin(rho / 2)
    for one, other, rho in (*PAIRS, ("wage_cleaner", "stall_rent", 0.0)):
        wanted = 6 / math.pi * math.asin(rho / 2)
        assert _ranks(design, one, other) == pytest.approx(wanted, abs=0.02)


def test_the_first_name_and_all_others_keep_their_numbers() -> None:
    design = Correlated(MonteCarlo(), PAIRS)
    for name in ("wage_cleaner", "canteen_cost"):
        assert np.array_equal(design(name, 1, 0, 50), uniforms(name, 1, 0, 50))
    assert not np.any(design("fee_per_m2", 1, 0, 50) == uniforms("fee_per_m2", 1, 0, 50))


def test_no_correlation_takes_a_number_to_1() -> None:
    def high(name: str, seed: int, start: int, stop: int) -> Array:
        return np.full(stop - start, 1 - 2**-53)

    assert Correlated(high, PAIRS)("fee_per_m2", 0, 0, 1) < 1


def test_a_draw_depends_on_its_own_numbers_alone() -> None:
    def changed(name: str, seed: int, start: int, stop: int) -> Array:
        values = uniforms(name, seed, start, stop).copy()
        values[3] = 0.25
        return values

    before, after = (Correlated(base, PAIRS)("stall_rent", 1, 0, 9) for base in (uniforms, changed))
    assert np.flatnonzero(before != after).tolist() == [3]


def test_correlations_are_those_of_the_values_of_a_ledger() -> None:
    ledger = default_assumptions()
    design = Correlated(MonteCarlo(), (("stall_rent", "market_occupancy", 0.6),)).checked(ledger)
    draws = ledger.draw(3, 0, 20_000, design)
    found = spearmanr(draws["stall_rent"][:, 0], draws["market_occupancy"][:, 0]).statistic
    assert found == pytest.approx(6 / math.pi * math.asin(0.3), abs=0.02)


def test_correlations_that_contradict_each_other_are_named() -> None:
    pairs = (("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9))
    with raises_problem("positive_definite"):
        Correlated(MonteCarlo(), pairs)


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ((("a", "a", 0.5),), "a, a: once_more"),
        ((("a", "b", 0.5), ("b", "a", 0.5)), "b, a: once_more"),
        ((("a", "b", 1.0),), r"a, b: 1\.0; above_minus_1_below_1"),
        ((("a", "b", -1.5),), r"correlations, a, b: -1\.5"),
        ((("a", "b", math.nan),), "correlations, a, b: nan"),
    ],
    ids=str,
)
def test_pairs_that_are_none_are_refused(
    pairs: tuple[tuple[str, str, float], ...], message: str
) -> None:
    with raises_problem(message):
        Correlated(MonteCarlo(), pairs)


def test_all_rows_that_cannot_be_correlated_are_named() -> None:
    pairs = (("stall_rents", "wage_guard", 0.1), ("package_basic_fee", "stall_rent", 0.1))
    with pytest.raises(InputError) as caught:
        Correlated(MonteCarlo(), pairs).checked(default_assumptions())
    found = [(problem.field, problem.found) for problem in caught.value.problems]
    assert found == [
        ("stall_rents", "an unknown name"),
        ("wage_guard", "correlated_by wage_correlation"),
        ("package_basic_fee", "a fixed row"),
    ]
    assert caught.value.problems[0].code == "did_you_mean"
