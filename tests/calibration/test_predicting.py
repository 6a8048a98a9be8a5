"""Predictions of observations are the figures that a run of the same draws reports."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import commpartner as cp
from commpartner.assumptions.draws import Array
from commpartner.calibration.predicting import Predictor
from commpartner.model.scheme import build_scheme

CITY = cp.datasets.load("qingyunpu")
OWN = {name: row for name, row in CITY.assumptions.items() if name != "estate_sizes"}
CASE = CITY.replace(assumptions=OWN)  # with the estates that are listed
POLICY = "village"
DRAWS = 6


def predicted(*asked: cp.ObservedValue) -> Array:
    predictor = Predictor(build_scheme(CASE, CASE.policies[POLICY]), asked)
    return predictor(lambda start, stop: CASE.assumption_table().draw(3, start, stop), DRAWS)


def run(months: int) -> cp.SimulationResult:
    return cp.simulate(CASE, POLICY, months=months, draws=DRAWS, seed=3)


def asked(series: str, year: int = 2, **place: Any) -> cp.ObservedValue:
    return cp.ObservedValue(series=series, value=0.5, error=1.0, year=year, **place)


def test_an_account_is_the_sum_of_its_year() -> None:
    ledger = run(24).ledger.set_index(["year", "account"])["mean"]
    found = predicted(asked("wages"), asked("service_charges", 1))
    assert found[:, 0].mean() == pytest.approx(ledger[2, "wages"])
    assert found[:, 1].mean() == pytest.approx(ledger[1, "service_charges"])


def test_a_stock_is_that_at_the_end() -> None:
    monthly = run(24).monthly.set_index(["series", "month"])["mean"]
    assert predicted(asked("arrears")).mean() == pytest.approx(monthly["arrears", 23])


def test_a_series_is_the_mean_of_its_months() -> None:
    monthly = run(24).monthly.set_index(["series", "month"])["mean"]
    mean = monthly["satisfaction"].loc[12:23].mean()
    assert predicted(asked("satisfaction")).mean() == pytest.approx(mean)


def test_a_rate_of_a_year_is_received_over_billed() -> None:
    found = predicted(asked("collection_rate"), asked("billed"), asked("service_charges"))
    both = found[:, 2] + predicted(asked("arrears_recovered"))[:, 0]
    np.testing.assert_allclose(found[:, 0], both / found[:, 1])
    outcome = run(24).outcomes["collection_rate"].to_numpy()
    np.testing.assert_allclose(found[:, 0], outcome)


def test_an_outcome_is_that_of_its_run() -> None:
    found = predicted(asked("staff", 1), asked("paying_share", 2))
    np.testing.assert_array_equal(found[:, 0], run(12).outcomes["staff"])
    np.testing.assert_array_equal(found[:, 1], run(24).outcomes["paying_share"])


def test_a_venture_and_an_estate_have_their_figures() -> None:
    result = run(12)
    venture, estate = result.ventures.iloc[0], result.estates.iloc[1]
    found = predicted(
        asked("units", 1, venture=str(venture["venture"])),
        asked("fees", 1, estate=str(estate["id"])),
        asked("satisfaction", 1, estate=str(estate["id"])),
    )
    assert found[:, 0].mean() == pytest.approx(venture["units"])
    assert found[:, 1].mean() == pytest.approx(estate["fees"])
    assert found[:, 2].mean() == pytest.approx(estate["satisfaction"])
