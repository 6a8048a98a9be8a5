"""A calibration of a made district: what is narrowed, what runs on it, what contradicts it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from calibration_coverage import District, checked, district

import commpartner as cp
from commpartner.assumptions.calibrated import Calibrated
from commpartner.calibration import Calibration, Observed
from commpartner.errors import ArgumentError, InputError
from commpartner.experiments import rerun

POLICY = "partner_ecosystem"
QUICK: dict[str, Any] = {"members": 100, "most_moves": 40, "folds": 0, "seed": 4}


@cache
def made() -> District:
    return district(1, 12)


@cache
def found() -> Calibration:
    return cp.calibrate(made().programme, made().observed, **QUICK)


def simulated(table: cp.AssumptionTable | None, **changes: Any) -> cp.SimulationResult:
    given = {"months": 12, "draws": 100, "seed": 2, "assumptions": table} | changes
    return cp.simulate(made().programme, POLICY, **given)


def test_what_was_seen_is_predicted_more_narrowly() -> None:
    before, after = simulated(None), simulated(found().assumption_table)
    for name in ("cost_per_household_month", "fallback_per_year", "fees_per_household_month"):
        assert after.outcomes[name].std() < 0.6 * before.outcomes[name].std()
    assert (found().fit["misfit"].abs() < 3.0).all()


def test_a_fee_is_known_from_what_was_billed() -> None:
    row = found().assumptions.set_index("assumption").loc["fee_per_m2"]
    assert row["narrowing"] > 0.7
    true = made().space.values(made().truth)["fee_per_m2"][0]
    assert row["prior_p5"] < row["p5"] < row["p95"] < row["prior_p95"]
    assert abs(row["mean"] - true) < 4.0 * (row["p95"] - row["p5"]) / 3.3


def test_values_stay_in_the_range_of_their_row() -> None:
    for name in map(str, found().assumptions["assumption"]):
        row, prior = found().assumption_table[name], made().space.table[name]
        assert isinstance(row, Calibrated)
        assert prior.bounds.hold(np.array(row.members)).all()
        if prior.distribution != "lognormal":
            assert prior.low <= row.low <= row.high <= prior.high


def test_same_seed_gives_the_same_bits() -> None:
    again = cp.calibrate(made().programme, made().observed, **QUICK)
    assert again.assumptions.equals(found().assumptions)
    assert again.fit.equals(found().fit)


@pytest.mark.nightly
def test_chunks_and_workers_change_no_bit() -> None:
    table, case = found().assumption_table, made().programme
    whole = simulated(table)
    assert whole.outcomes.equals(simulated(table, chunk=7).outcomes)
    policies = ["clustered", POLICY]
    given: dict[str, Any] = {"months": 12, "draws": 24, "seed": 2, "assumptions": table}
    one = cp.compare(case, policies, **given)
    two = cp.compare(case, policies, **given, executor=2, part=8)
    assert one.outcomes.equals(two.outcomes)


def test_every_member_comes_once_in_so_many_draws() -> None:
    row = found().assumption_table["fee_per_m2"]
    assert isinstance(row, Calibrated)
    drawn = row.joint(9, 0, 100)
    assert sorted(drawn) == sorted(row.members)
    assert (row.joint(9, 100, 150) == drawn[:50]).all()
    assert (row.joint(9, 30, 40) == drawn[30:40]).all()
    assert (row.joint(8, 0, 100) != drawn).any()


def test_rows_of_a_member_stay_together() -> None:
    table = found().assumption_table
    rows = [table[name] for name in ("fee_per_m2", "wage_cleaner", "m2_per_cleaner")]
    members = set(zip(*(row.members for row in rows if isinstance(row, Calibrated)), strict=True))
    draws = table.draw(3, 40, 60)
    for drawn in zip(*(draws[row.name][:, 0] for row in rows), strict=True):
        assert drawn in members


@pytest.mark.nightly
def test_value_of_information_falls_for_what_is_known() -> None:
    given: dict[str, Any] = {"months": 24, "draws": 200, "seed": 2}
    both = [
        cp.compare(made().programme, ["clustered", POLICY], assumptions=table, **given)
        for table in (None, found().assumption_table)
    ]
    before, after = (cp.value_of_information(each, "fallback_per_year") for each in both)
    assert "fee_per_m2" in set(after.by_assumption["assumption"])
    assert after.draws == before.draws == 200


def test_provenance_says_that_a_row_is_calibrated() -> None:
    rows = simulated(found().assumption_table).provenance().set_index("name")
    assert "calibrated by 12 values seen under" in str(rows.loc["fee_per_m2", "source"])
    assert rows.loc["fee_per_m2", "kind"] == "derived"
    assert "Calibrated" in str(rows.loc["fee_per_m2", "distribution"])
    assert "calibrated" not in str(rows.loc["wage_growth", "source"])


def test_a_programme_that_states_its_rows_keeps_them_calibrated() -> None:
    case = cp.datasets.load("xiashan")
    assert {"estate_sizes"} <= set(case.assumptions)
    table = made().programme.assumption_table(found().assumption_table)
    assert all(
        isinstance(table[str(name)], Calibrated) for name in found().assumptions["assumption"]
    )
    assert table["estate_sizes"].central == 0.0
    assert np.ptp(table.draw(1, 0, 20)["estate_sizes"]) == 0.0


def test_a_number_of_ones_own_replaces_a_row() -> None:
    table = found().assumption_table.replace(fee_per_m2=0.6)
    assert not isinstance(table["fee_per_m2"], Calibrated)
    assert np.ptp(table.draw(1, 0, 20)["fee_per_m2"]) == 0.0
    assert isinstance(table["wage_cleaner"], Calibrated)


def test_methods_for_independent_inputs_are_refused() -> None:
    table = found().assumption_table
    with pytest.raises(ArgumentError) as error:
        cp.sensitivity(made().programme, POLICY, method="morris", assumptions=table, samples=2)
    assert error.value.code == "posterior_together"
    with pytest.raises(InputError) as refused:
        cp.compare(
            made().programme,
            ["clustered", POLICY],
            draws=8,
            months=1,
            assumptions=table,
            correlations={("fee_per_m2", "wage_growth"): 0.5},
        )
    assert {each.code for each in refused.value.problems} == {"row_of_its_own"}


@pytest.mark.nightly
def test_given_data_sensitivity_runs_on_calibrated_rows() -> None:
    effects = cp.sensitivity(
        made().programme,
        POLICY,
        outcomes=["fallback_per_year"],
        method="pawn",
        samples=100,
        months=12,
        assumptions=found().assumption_table,
    )
    assert "fee_per_m2" in set(effects.indices["assumption"])


def contradicting(*rows: dict[str, Any]) -> Calibration:
    base = {"relative_error": 0.02, "year": 1}
    given: list[tuple[int | None, dict[str, Any]]] = [(None, base | row) for row in rows]
    observed = Observed.from_records(given, POLICY, "seen")
    return cp.calibrate(made().programme, observed, **QUICK)


def test_what_no_assumption_explains_is_said_plainly() -> None:
    told = contradicting({"series": "collection_rate_current", "value": 0.95})
    assert [each.code for each in told.conflicts] == ["conflict_all_below"]
    assert "adoption_intercept" in told.conflicts[0]
    chinese = told.conflicts[0].in_language("zh")
    assert "所有假设" in chinese and "基础缴费倾向" in chinese


def test_points_far_out_have_finite_values() -> None:
    points = np.full((2, len(made().space.scores)), 30.0) * np.array([[1.0], [-1.0]])
    for name, values in made().space.values(points).items():
        assert made().space.table[name].bounds.hold(values).all()


@pytest.mark.nightly
def test_what_nothing_moves_is_said_plainly() -> None:
    told = contradicting({"series": "welfare", "value": 5e4})
    assert [each.code for each in told.conflicts] == ["conflict_nothing_moves"]


def test_a_district_of_the_model_has_no_conflict() -> None:
    assert found().conflicts == ()


@pytest.mark.nightly
def test_folds_predict_what_they_have_not_seen() -> None:
    told = cp.calibrate(made().programme, made().observed, **QUICK | {"folds": 2})
    assert len(told.held_out) == len(made().observed)
    assert told.coverage() >= 0.6
    wider = (told.held_out["p95"] - told.held_out["p5"]) / (told.fit["p95"] - told.fit["p5"])
    assert (wider > 1.0).all()


def test_an_estate_outside_the_policy_is_refused() -> None:
    rows = ({"series": "fees", "estate": "nowhere", "value": 9.0, "error": 1.0, "year": 1},)
    with pytest.raises(InputError) as error:
        cp.calibrate(made().programme, Observed(policy=POLICY, observations=rows), **QUICK)  # type: ignore[arg-type]
    assert [each.code for each in error.value.problems] == ["of_policy"]


@pytest.mark.parametrize(
    "changes", [{"members": 99}, {"most_moves": 20}, {"folds": -1}, {"seed": -1}]
)
def test_arguments_out_of_range_are_refused(changes: dict[str, int]) -> None:
    with pytest.raises(ArgumentError):
        cp.calibrate(made().programme, made().observed, **QUICK | changes)


@pytest.mark.nightly
def test_intervals_cover_the_truth_of_made_districts() -> None:
    rows = [row for number in range(1, 25) for row in checked(number, 20, 300, 1.0)]
    covered = [row["covered"] for row in rows if row["narrowing"] >= 0.1]
    assert 0.85 <= np.mean(covered) <= 0.97


@pytest.mark.nightly
def test_understated_errors_fail_to_cover() -> None:
    rows = [row for number in range(1, 13) for row in checked(number, 20, 300, 4.0)]
    covered = [row["covered"] for row in rows if row["narrowing"] >= 0.5]
    assert np.mean(covered) < 0.85  # the least that a calibration should cover; 0.77 here


def test_a_store_knows_one_calibration_from_another(tmp_path: Path) -> None:
    given: dict[str, Any] = {"months": 1, "draws": 4, "store": tmp_path / "store"}
    case, table = made().programme, found().assumption_table
    cp.compare(case, ["clustered", POLICY], assumptions=table, **given)
    assert rerun(tmp_path / "store").equal
    row = table["fee_per_m2"]
    assert isinstance(row, Calibrated)
    turned = Calibrated.of(row.prior, np.roll(row.members, 1), kind=row.kind, source=row.source)
    with pytest.raises(InputError):
        other = table.replace(fee_per_m2=turned)
        cp.compare(case, ["clustered", POLICY], assumptions=other, **given)
