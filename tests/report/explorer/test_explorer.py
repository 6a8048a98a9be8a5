"""The explorer: the model's own figures, paired, the same bits whatever was moved before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

import commpartner as cp
from commpartner.report.explorer.explorer import KEPT, Explorer, Outcomes, Paired, farther_end
from commpartner.report.explorer.figures import FIGURES, figures, shown, shown_change
from commpartner.report.explorer.refining import refine

DRAWS, MONTHS = 70, 12  # more draws than a preview has


def explorer(policy: str = "partner", baseline: str | None = None) -> Explorer:
    programme = cp.datasets.load("xiashan")
    return Explorer(programme, policy, baseline, months=MONTHS, draws=DRAWS)


def same(found: Outcomes, run: cp.SimulationResult) -> bool:
    return list(found) == list(run.outcomes) and all(
        np.array_equal(found[name], run.outcomes[name].to_numpy(), equal_nan=True) for name in found
    )


def run(tried: Explorer, policy: cp.Policy) -> cp.SimulationResult:
    return cp.simulate(tried.programme, policy, months=MONTHS, draws=DRAWS, seed=7)


def test_refined_figures_are_those_of_simulate() -> None:
    tried = explorer(baseline="stand_alone")
    values = {"reinvestment_share": 0.5, "fee": 0.8}
    preview = tried.preview(values)
    assert 0 < preview.draws < DRAWS and not preview.is_refined
    *_, refined = tried.refined(values, preview)
    assert refined.is_refined and refined.draws == DRAWS
    moved = tried.policy.replace(**values)
    assert same(refined.moved, run(tried, moved))
    first = {name: found[: preview.draws] for name, found in refined.moved.items()}
    assert all(np.array_equal(first[name], preview.moved[name], equal_nan=True) for name in first)
    alone = tried.programme.policies["stand_alone"]
    table = tried.programme.assumption_table()
    beside = alone.replace(fee=table["fee_per_m2"].central)
    assert same(refined.baseline, run(tried, beside))


@pytest.mark.parametrize(
    "policy", ["partner", pytest.param("xiashan_all", marks=pytest.mark.nightly)]
)
def test_moves_before_leave_no_trace_in_the_bits(policy: str) -> None:
    used, values = explorer(policy), {"reinvestment_share": 0.4}
    for each in used.sliders:
        used.preview({each.lever: farther_end(each)})
    found, fresh = used.preview(values), explorer(policy).preview(values)
    for one, other in ((found.moved, fresh.moved), (found.baseline, fresh.baseline)):
        assert all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)


def test_what_moves_share_is_computed_anew_now_and_then() -> None:
    tried = explorer()
    before = tried._shared
    tried._moves = KEPT - 1
    tried.preview({})
    assert tried._shared is not before


def test_a_lever_is_known_in_both_policies_once_moved() -> None:
    tried = explorer()
    assert tried.policy.fee == "fee_per_m2"
    assert tried.baseline_at({}) == tried.policy
    central = tried.programme.assumption_table()["fee_per_m2"].central
    assert tried.baseline_at({"fee": 0.9}) == tried.policy.replace(fee=central)
    assert tried.baseline_at({"reinvestment_share": 0.2}) == tried.policy
    found = tried.preview({"fee": 0.9})
    [paid] = [each for each in figures(*found[:2]) if each.outcome == "fees_per_household_month"]
    assert paid.low > 0.0  # in every draw, for the fee is no longer drawn


def test_levers_that_move_the_figures_come_first() -> None:
    levers = [each.lever for each in explorer().sliders]
    assert {"fee", "free_months"} <= set(levers[:3])
    assert levers[-1] == "welfare_share"  # the programme has no collective
    assert levers.index("reinvestment_share") < levers.index("partner_profit_share")


def test_levers_beyond_their_sliders_and_policies_unknown_are_refused() -> None:
    with pytest.raises(cp.InputError):
        explorer().preview({"fee": 99.0})
    with pytest.raises(cp.InputError):
        explorer("no_such")
    with pytest.raises(cp.InputError):
        explorer(baseline="no_such")


def test_refining_ends_when_a_lever_is_moved() -> None:
    tried = explorer()
    preview = tried.preview({})
    seen: list[Paired] = []
    refine(tried, {}, preview, seen.append, lambda: True, pause=0.0)
    assert seen == []
    refine(tried, {}, preview, seen.append, lambda: len(seen) > 0, pause=0.0)
    assert len(seen) == 1


def outcomes(**changed: list[float]) -> Mapping[str, np.ndarray]:
    nothing = {name: np.full(2, np.nan) for name in FIGURES}
    return nothing | {name: np.array(values) for name, values in changed.items()}


def test_figures_are_paired_and_know_what_is_better() -> None:
    moved = outcomes(public_net_cost=[5.0, 9.0], fees_per_household_month=[2.0, np.nan])
    base = outcomes(public_net_cost=[6.0, 9.0], fees_per_household_month=[1.0, 1.0])
    cost, paid = figures(moved, base)
    assert (cost.moved, cost.baseline, cost.difference) == (7.0, 7.5, -0.5)
    assert (cost.better, cost.worse) == (0.5, 0.0)
    assert (paid.outcome, paid.difference, paid.better) == ("fees_per_household_month", 1.0, 0.0)


@pytest.mark.parametrize(
    ("outcome", "value", "texts"),
    [
        ("public_net_cost", -1_234_567.0, ("-1.23 million", "-123万")),
        ("paying_share", 0.7, ("70.0%", "70.0%")),
        ("fees_per_household_month", 36.234, ("36.2", "36.2")),
    ],
)
def test_values_have_the_habits_of_the_language(
    outcome: str, value: float, texts: tuple[str, str]
) -> None:
    assert (shown(outcome, value, "en"), shown(outcome, value, "zh")) == texts


def test_changes_have_a_sign_and_no_zero_has_one() -> None:
    assert shown_change("public_net_cost", 1500.0, "en") == "+1,500"
    assert shown_change("public_net_cost", -1500.0, "en") == "-1,500"
    assert shown_change("npv_operator", -1e-7, "en") == "0"
    assert shown_change("paying_share", -0.0001, "zh") == "0个百分点"
