"""Which assumptions decide an outcome: cases in which the answer is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from refusals import raises_problem
from town import BASE, MENU, TOWN

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import ImbalanceError, InputError
from commpartner.experiments.deciding import rows
from commpartner.experiments.deciding.placing import Placed
from commpartner.experiments.deciding.sensitivities import Method, Sensitivity, sensitivity
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.model.engines import Engine
from commpartner.model.scheme import Scheme
from commpartner.simulation import simulate

# What they search lies far out on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")


COST = "stand_alone_cost_per_household_month"
ENERGY, UPKEEP = "public_energy_cost", "routine_maintenance_cost"
WAGES = ("wage_guard", "wage_cleaner", "wage_technician", "wage_butler", "wage_manager")
METHODS: tuple[Method, ...] = get_args(Method)
FEW: dict[Method, int] = {"sobol": 16, "morris": 4, "pawn": 100, "delta": 100, "shapley": 100}


def only_varying(*names: str) -> AssumptionTable:
    """The town's ledger with all other assumptions at their central values."""
    ledger = TOWN.assumption_table()
    return ledger.replace(
        **{name: {"distribution": "fixed"} for name in ledger if name not in names}
    )


def found(**changes: Any) -> Sensitivity:
    given: dict[str, Any] = {"outcomes": COST, "months": 1, "samples": 16} | changes
    return sensitivity(TOWN, given.pop("policy", BASE), **given)


def column(result: Sensitivity, name: str) -> dict[str, float]:
    table = result.indices
    return dict(zip(table["assumption"], table[name].to_numpy(dtype=np.float64), strict=True))


def test_variance_parts_of_a_linear_cost_are_its_terms() -> None:
    names = (ENERGY, UPKEEP)
    ledger = only_varying(*names)
    schemes = build_schemes(TOWN, {"base": BASE})
    uniform = (np.arange(4000) + 0.5) / 4000
    terms = []
    for name in names:
        ends = np.array([ledger[name].low, ledger[name].high])
        cost = evaluate(schemes, Scenarios(ledger, {name: ends}), 1)["base"][COST]
        slope = (cost[1] - cost[0]) / (ends[1] - ends[0])
        terms.append(slope**2 * ledger[name].quantile(uniform).var())
    parts = np.array(terms) / sum(terms)
    assert parts.min() > 0.01
    result = found(assumptions=ledger, samples=1024)
    for index in ("first", "total"):
        shares = column(result, index)
        assert set(shares) == set(names)
        np.testing.assert_allclose([shares[name] for name in names], parts, atol=0.02)


def test_elementary_effects_of_a_uniform_assumption_are_its_slope() -> None:
    row = {"distribution": "uniform", "low": 0.1, "central": 0.2, "high": 0.5}
    ledger = only_varying(ENERGY).replace(**{ENERGY: row})
    table = found(assumptions=ledger, method="morris", samples=4).indices
    schemes = build_schemes(TOWN, {"base": BASE})
    ends = evaluate(schemes, Scenarios(ledger, {ENERGY: [0.1, 0.5]}), 1)["base"][COST]
    assert table["mu"].tolist() == [pytest.approx(ends[1] - ends[0], rel=1e-9)]
    assert table["sigma"].tolist() == [pytest.approx(0.0, abs=1e-9)]


def test_correlated_wages_alone_are_one_input_explaining_everything() -> None:
    result = found(assumptions=only_varying(*WAGES), samples=256)
    row = result.indices.iloc[0]
    assert len(result.indices) == 1 and result.evaluations == 256 * 3
    assert row["assumption"] == "wage_correlation: " + ", ".join(WAGES)
    assert row["first"] == pytest.approx(1.0, abs=0.1)
    assert row["total"] == pytest.approx(1.0, abs=0.1)
    assert row["kind"] and row["unit"] == "yuan/household/month"


def test_the_index_of_wages_includes_their_common_part() -> None:
    # Wages and energy add up, so their parts are those of the variances that they give alone.
    schemes = build_schemes(TOWN, {"base": BASE})
    row = {"distribution": "uniform", "low": 0.0, "central": 0.1, "high": 0.15}
    alone = [only_varying(*WAGES), only_varying(ENERGY).replace(**{ENERGY: row})]
    wages, energy = (
        evaluate(schemes, ledger.draw(1, 0, 1500), 1)["base"][COST].var() for ledger in alone
    )
    both = only_varying(*WAGES, ENERGY).replace(**{ENERGY: row})
    total = column(found(assumptions=both, samples=512), "total")
    assert total[ENERGY] == pytest.approx(energy / (energy + wages), abs=0.05)


def test_wages_share_the_effect_of_their_group() -> None:
    row = {"distribution": "uniform", "low": 0.0, "central": 0.1, "high": 0.15}
    both = only_varying(*WAGES, ENERGY).replace(**{ENERGY: row})
    shares = column(found(assumptions=both, method="shapley", samples=256), "shapley")
    group = found(assumptions=both, samples=512).indices.set_index("assumption")["total"]
    assert set(shares) == {*WAGES, ENERGY} and sum(shares.values()) == pytest.approx(1.0)
    assert shares[ENERGY] == pytest.approx(group[ENERGY], abs=0.04)
    # A wage that the standard of service hardly uses has a part by its correlation with others.
    alone = column(
        found(assumptions=both.replace(wage_correlation=0.0), method="shapley", samples=256),
        "shapley",
    )
    least = min(WAGES, key=alone.__getitem__)
    assert alone[least] < 0.02 < shares[least]


def test_given_correlations_bring_effects_of_a_pair_together() -> None:
    names = (ENERGY, UPKEEP)
    row = {"distribution": "uniform", "low": 0.05, "central": 0.1, "high": 0.15}
    ledger = only_varying(*names).replace(**{ENERGY: row})
    free = column(found(assumptions=ledger, method="shapley", samples=128), "shapley")
    pair = {names: 0.8}
    tied = found(assumptions=ledger, method="shapley", samples=128, correlations=pair)
    shares = column(tied, "shapley")
    # Iooss & Prieur (2019), two normal inputs: what these nearly are.
    one, other = np.sqrt(free[ENERGY]), np.sqrt(free[UPKEEP])
    both = one**2 + other**2 + 1.6 * one * other
    expected = (one**2 * (1 - 0.32) + 0.8 * one * other + 0.32 * other**2) / both
    assert shares[ENERGY] == pytest.approx(expected, abs=0.02)
    assert abs(shares[ENERGY] - free[ENERGY]) > 0.05 and max(free.values()) < 0.95


def test_correlations_reach_the_draws_of_pawn() -> None:
    ledger = only_varying(ENERGY, "m2_per_cleaner")
    given = {"assumptions": ledger, "method": "pawn", "samples": 200}
    free = column(found(**given), "pawn")
    tied = column(found(**given, correlations={("m2_per_cleaner", ENERGY): -0.9}), "pawn")
    assert set(free) == set(tied) == {ENERGY, "m2_per_cleaner"}
    assert min(tied.values()) > min(free.values()) + 0.1


def test_one_correlated_wage_alone_keeps_its_name() -> None:
    ledger = only_varying("wage_cleaner", ENERGY)
    assert set(found(assumptions=ledger).indices["assumption"]) == {"wage_cleaner", ENERGY}


def test_varied_wages_keep_their_distribution_and_correlation() -> None:
    ledger = TOWN.assumption_table()
    u = np.random.default_rng(0).random((4000, 3))
    names = ("wage_correlation", "wage_guard", "wage_cleaner")
    drawn = Placed(ledger, 0, dict(zip(names, u.T, strict=True)), 0, 4000)
    guard, cleaner = drawn["wage_guard"][:, 0], drawn["wage_cleaner"][:, 0]
    assert np.median(guard) == pytest.approx(
        float(ledger["wage_guard"].quantile(np.array(0.5))), rel=0.01
    )
    rho = ledger["wage_correlation"].central
    assert np.corrcoef(guard, cleaner)[0, 1] == pytest.approx(rho, abs=0.05)


def test_pawn_gives_each_wage_an_index_of_its_own() -> None:
    table = found(assumptions=only_varying(*WAGES), method="pawn", samples=200).indices
    assert tuple(table["assumption"]) == WAGES


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(each, marks=pytest.mark.nightly) if each == "shapley" else each
        for each in METHODS
    ],
)
def test_only_varying_rows_that_are_read_have_an_index(method: Method) -> None:
    result = found(method=method, samples=FEW[method])
    drawn = simulate(TOWN, BASE, months=1, draws=8).assumptions
    varying = {str(name) for name in drawn if drawn[name].std() > 0}
    label = "wage_correlation: " + ", ".join(WAGES)
    grouped = method in ("sobol", "morris")
    expected = varying - set(WAGES) | {label} if grouped else varying
    assert set(result.indices["assumption"]) == expected
    inputs = len(expected)
    rows_of = {
        "sobol": 16 * (inputs + 2),
        "morris": 4 * (inputs + 1),
        "shapley": 100 * (inputs + 1),
    }
    assert result.evaluations == rows_of.get(method, 100)


@pytest.mark.parametrize("method", METHODS)
def test_chunks_do_not_change_the_bits_of_a_seed(
    method: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"method": method, "samples": FEW[method], "assumptions": only_varying(*WAGES[:3])}
    first = found(seed=0, **changes).indices
    monkeypatch.setattr(rows, "chunk_for", lambda engine, estates: 31)
    again, other = found(seed=0, **changes).indices, found(seed=1, **changes).indices
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    numbers = first.select_dtypes("number").columns
    assert (first[numbers] != other[numbers]).to_numpy().all(axis=1).any()


def test_estates_that_differ_by_chance_are_no_input() -> None:
    # Which package an estate chooses is chance; its share of the variance must not be counted.
    policy = BASE.replace(menu=MENU)
    ledger = only_varying(ENERGY)
    found_alone = found(policy=policy, assumptions=ledger, samples=128).indices.iloc[0]
    assert found_alone["first"] == pytest.approx(1.0, abs=0.1)
    assert found_alone["total"] == pytest.approx(1.0, abs=0.1)


def test_all_outcomes_are_present_and_missing_figures_explained() -> None:
    policy = BASE.replace(ventures=("market",))
    ledger = only_varying(*WAGES)
    table = found(policy=policy, outcomes=None, assumptions=ledger, months=12).indices
    notes = dict(zip(table["outcome"], table["note"], strict=True))
    assert notes["savings_per_year"] == ""
    assert notes["break_even_month"] == "no figure in 48 of 48 rows"
    assert notes["abandoned_estates"] == "does not vary"
    assert notes["npv_estate_funds"] == "does not vary"  # but for rounding
    assert "self_sufficiency_year_3" not in notes
    assert table.loc[table["note"] != "", "total"].isna().all()
    assert table.loc[table["note"] == "", "total"].notna().all()


def test_a_named_outcome_must_have_figures_in_every_row() -> None:
    message = r"break_even_month of 'policy': value_where nan in row 0, where wage_guard=\d+"
    with raises_problem(message):
        found(outcomes="break_even_month", assumptions=only_varying(*WAGES), months=12)
    with raises_problem("self_sufficiency_year_3: no_figure_in_months 12"):
        found(outcomes="self_sufficiency_year_3", months=12)


def test_a_row_that_fails_is_named_with_its_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fragile(
        schemes: Mapping[str, Scheme], draws: Draws, months: int, engine: Engine = "numpy"
    ) -> dict[str, dict[str, Any]]:
        if (draws[ENERGY] > 0.2).any():
            raise ImbalanceError("money is gone")
        return evaluate(schemes, draws, months, engine)

    row = {"distribution": "uniform", "low": 0.0, "central": 0.1, "high": 0.21}
    ledger = only_varying(ENERGY).replace(**{ENERGY: row})
    assert found(assumptions=ledger).indices["total"].notna().all()
    monkeypatch.setattr(rows, "evaluate", fragile)
    with pytest.raises(ImbalanceError, match="money is gone") as caught:
        found(assumptions=ledger)
    assert [note.split("=")[0] for note in caught.value.__notes__] == [
        f"in row {caught.value.__notes__[0].split()[2].strip(',')}, where {ENERGY}"
    ]
    assert 0.2 < float(caught.value.__notes__[0].split("=")[1]) <= 0.21


def test_an_assumption_read_in_some_rows_only_is_refused() -> None:
    drawn = Placed(TOWN.assumption_table(), 0, {ENERGY: np.full(3, 0.5)}, 0, 3)
    assert drawn[ENERGY].shape == (3, 1)
    with raises_problem(f"{UPKEEP}: in_some_rows"):
        drawn[UPKEEP]


def test_what_matters_most_comes_first() -> None:
    result = found(assumptions=only_varying(ENERGY, "m2_per_cleaner", *WAGES), samples=64)
    most = result.most(COST, n=2)
    assert len(most) == 2 and most["total"].is_monotonic_decreasing
    assert most["total"][0] == result.indices["total"].max()
    for n in (0, -1, None, "2", True):
        with raises_problem(f"n: {n!r}; whole_number 1"):
            result.most(COST, n)  # type: ignore[arg-type]
    with raises_problem("did_you_mean"):
        result.most([COST])  # type: ignore[arg-type]
    with raises_problem("did_you_mean"):
        result.most("stand_alone_cost_per_household")


def test_progress_counts_all_rows() -> None:
    seen: list[tuple[int, int]] = []
    result = found(
        assumptions=only_varying(ENERGY),
        samples=128,
        progress=lambda done, whole: seen.append((done, whole)),
    )
    assert seen[-1] == (result.evaluations, result.evaluations) and len(seen) > 1


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"method": "fast"}, ValueError, "method: 'fast'; one_of sobol, morris"),
        ({"engine": "fortran"}, ValueError, "engine: 'fortran'"),
        ({"samples": 0}, ValueError, "draws: 0"),
        ({"samples": 10}, ValueError, "n: 10; power_of_two"),
        ({"seed": -1}, ValueError, "seed: -1"),
        ({"level": 0.0}, ValueError, "level: 0.0"),
        ({"level": "0.9", "method": "pawn"}, ValueError, "level: '0.9'"),
        ({"level": [0.9]}, ValueError, r"level: \[0.9\]"),
        ({"method": ["sobol"]}, ValueError, r"method: \['sobol'\]"),
        ({"engine": ["numpy"]}, ValueError, r"engine: \['numpy'\]"),
        ({"outcomes": []}, ValueError, "outcomes: none"),
        ({"outcomes": 3}, InputError, "3"),
        ({"outcomes": [["staff"]]}, InputError, "did_you_mean .*'staff'"),
        ({"policy": None}, InputError, "policies: None; with_names policy_or_name"),
        ({"outcomes": "saving_share"}, InputError, "did_you_mean .*'savings_share'"),
        ({"policy": "nobody"}, InputError, "nobody"),
        ({"assumptions": only_varying()}, ValueError, "no_assumption_read"),
        (
            {"correlations": {(ENERGY, UPKEEP): 0.5}},
            ValueError,
            "method: 'sobol'; method_for_correlations",
        ),
        (
            {"method": "shapley", "samples": 100, "correlations": {("wage_guard", UPKEEP): 0.5}},
            InputError,
            "row_not_correlated",
        ),
    ],
)
def test_wrong_arguments_are_named(
    changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    with raises_problem(message):
        found(**changes)


@pytest.mark.parametrize("method", ["pawn", "delta", "shapley"])
def test_too_few_samples_are_refused_by_their_name(method: Any) -> None:
    with raises_problem("samples: 99; hundred_or_more"):
        sensitivity(TOWN, BASE, outcomes="fallback_cumulative", method=method, samples=99, months=2)
