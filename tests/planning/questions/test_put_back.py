"""Every answer is put back into the model, where it has to do what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.planning.questions.answer import Answer
from commpartner.planning.questions.asking import ask
from commpartner.planning.questions.fee import fee_now
from commpartner.planning.questions.solving import enough_in

DRAWS, SEED = 6, 5
LIGHT = {"price_effect": -0.02}  # few are put off by a higher fee
FEW: dict[str, Any] = {"draws": DRAWS, "seed": SEED}


def outcome(name: str, policy: cp.Policy, months: int, **changed: Any) -> pd.Series[float]:
    table = cp.default_assumptions().replace(**changed) if changed else None
    found = cp.simulate(TOWN, policy, months=months, **FEW, assumptions=table)
    return found.outcomes[name]


def by_draw(answer: Answer) -> Mapping[int, float]:
    found = {int(draw): value for draw, value in answer.draws.dropna().items()}  # type: ignore[call-overload]
    assert found
    return found


@pytest.mark.parametrize("basis", ["floor_area", "household"])
def test_the_fee_found_closes_the_gap(basis: Any) -> None:
    policy = BASE.replace(fee_basis=basis, fee=1.0 if basis == "floor_area" else 70.0)
    table = cp.default_assumptions().replace(**LIGHT)
    answer = cp.planning.fee_that_closes_gap(TOWN, policy, year=3, **FEW, assumptions=table)
    for draw, fee in by_draw(answer).items():
        for part, most in ((1.0, 1.001), (0.98, 1.0)):
            changed = policy.replace(fee=part * fee)
            own = outcome("self_sufficiency_year_3", changed, 36, **LIGHT)[draw]
            assert part * 0.999 <= own <= most


def test_a_fee_that_moves_nobody_is_proportional() -> None:
    policy = BASE.replace(fee=70.0, common_income_to_fund=0.0)
    table = cp.default_assumptions().replace(price_effect=0.0)
    answer = cp.planning.fee_that_closes_gap(
        TOWN, policy, year=3, most=50, **FEW, assumptions=table
    )
    own = outcome("self_sufficiency_year_3", policy, 36, price_effect=0.0)
    np.testing.assert_allclose(answer.draws, 70.0 / own, rtol=1e-4)
    assert answer.answered == 1.0


def test_prices_of_a_menu_are_multiplied_by_one_factor() -> None:
    policy = BASE.replace(
        menu=({"service": "basic", "fee": 20.0}, {"service": "full", "fee": 60.0})
    )
    table = cp.default_assumptions().replace(**LIGHT)
    answer = cp.planning.fee_that_closes_gap(TOWN, policy, year=3, **FEW, assumptions=table)
    assert answer.unit == "ratio"
    for draw, factor in by_draw(answer).items():
        dearer = tuple(package.replace(fee=factor * float(package.fee)) for package in policy.menu)
        changed = policy.replace(menu=dearer)
        own = outcome("self_sufficiency_year_3", changed, 36, **LIGHT)[draw]
        assert own == pytest.approx(1.0, abs=1e-3)


def test_a_fee_that_nobody_pays_has_no_answer() -> None:
    table = cp.default_assumptions().replace(adoption_intercept=-5.0, satisfaction_effect=0.0)
    policy = BASE.replace(fee=70.0, common_income_to_fund=0.0)
    answer = cp.planning.fee_that_closes_gap(TOWN, policy, year=1, **FEW, assumptions=table)
    assert answer.answered == 0.0
    assert answer.value == np.inf
    assert "In most draws no fee" in answer.text()
    assert "100%" in answer.text("zh")


def test_the_estates_found_pay_with_every_one_more() -> None:
    answer = cp.planning.estates_to_pay(TOWN, BASE, centre="west", **FEW)
    saving = {}
    for count in range(1, 13):
        policy = BASE.replace(centres=("west",), estates_per_centre=count, assignment={})
        saving[count] = outcome("savings_per_year", policy, 1)
    for draw in range(DRAWS):
        found = answer.draws[draw]
        pays = [saving[count][draw] >= -1e-6 for count in range(1, 13)]
        if np.isnan(found):
            assert not pays[-1]
        else:
            first = int(found)
            assert all(pays[first - 1 :])
            assert first == 1 or not pays[first - 2]
    shown = answer.table.set_index("estates")["mean"]
    assert shown[12] == pytest.approx(saving[12].mean())


def test_a_centre_without_cost_pays_at_once() -> None:
    free = dict.fromkeys(
        ("centre_rent", "centre_systems_cost", "centre_setup_cost", "control_loss"), 0.0
    )
    table = cp.default_assumptions().replace(**free)
    own = TOWN.replace(
        centres=[centre.replace(x_km=0.0, y_km=0.0) for centre in TOWN.centres],
        estates=[estate.replace(x_km=0.0, y_km=0.0) for estate in TOWN.estates],
    )
    answer = cp.planning.estates_to_pay(own, BASE, centre="west", **FEW, assumptions=table)
    assert answer.high <= 2.0


def test_the_operator_finds_what_the_payers_table_says() -> None:
    policy = BASE.replace(ventures=("market",), onboarding=50.0)
    answer = cp.planning.operator_must_find(TOWN, policy, years=3, **FEW)
    payers = cp.simulate(TOWN, policy, months=36, **FEW).payers
    ours = payers[(payers["payer"] == "operator") & (payers["account"] == "all")]
    whole = ours[ours["year"].isna()].iloc[0]
    assert answer.value == pytest.approx(3.0 * whole["mean"])
    assert answer.high == pytest.approx(3.0 * whole["p95"])
    by_year = ours[ours["year"].notna()]["mean"].to_numpy()
    np.testing.assert_allclose(answer.table["mean"][:3], by_year)
    assert answer.detail.groupby("year")["mean"].sum().to_numpy() == pytest.approx(by_year)


def test_a_policy_paid_by_grants_asks_the_operator_nothing() -> None:
    free = dict.fromkeys(("centre_setup_cost",), 0.0)
    table = cp.default_assumptions().replace(**free)
    policy = BASE.replace(grant=500.0, grant_months=36)
    answer = cp.planning.operator_must_find(TOWN, policy, **FEW, assumptions=table)
    assert (answer.value, answer.high) == (0.0, 0.0)
    assert answer.text("zh")


def test_a_fee_stands_beside_that_of_its_draw() -> None:
    found = cp.planning.fee_that_closes_gap(
        cp.datasets.load("xiashan"), "partner", year=5, draws=40, seed=7
    )
    asked = ask(cp.datasets.load("xiashan"), "partner", draws=40, seed=7, assumptions=None)
    times = enough_in(found.draws.to_numpy() / fee_now(asked), 0.5)
    assert found.table["of_now"][0] == pytest.approx(times)
    assert f"at most {times:.3g} times their own" in found.text()
    assert times != pytest.approx(found.value / np.median(fee_now(asked)), rel=0.01)
