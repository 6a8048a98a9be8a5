"""Outcomes say what they can tell: collection in trade terms, no answer without a year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.programme import Policy

XIASHAN = cp.datasets.load("xiashan")


def run(policy: Policy, months: int, draws: int = 6, **held: Any) -> cp.SimulationResult:
    ledger = cp.default_assumptions().replace(**held)
    return cp.simulate(TOWN, policy, months=months, draws=draws, seed=7, assumptions=ledger)


def test_collection_is_cash_over_bills_of_the_last_year() -> None:
    result = run(BASE, 24, draws=1, arrears_months=36.0)
    last = result.ledger[result.ledger["year"] == 2].set_index("account")["mean"]
    found = result.outcomes.iloc[0]
    received = last["service_charges"] + last["arrears_recovered"]
    billed = received / found["collection_rate"]
    monthly = result.monthly.set_index(["series", "month"])["mean"]
    owed = monthly["arrears"].iloc[11]
    assert found["collection_rate_overall"] == pytest.approx(received / (billed + owed))
    of_older = found["collection_rate_of_arrears"] * owed
    assert found["collection_rate_current"] == pytest.approx((received - of_older) / billed)
    # Of old debts less comes in than leaves; of the year's bills more than is paid in time.
    assert 0.0 < found["collection_rate_of_arrears"] < 1.0 - (35 / 36) ** 12
    assert last["service_charges"] / billed < found["collection_rate_current"]
    assert found["collection_rate_current"] < found["collection_rate"]


def test_in_the_first_year_there_are_no_old_arrears() -> None:
    found = run(BASE, 12).outcomes
    assert found["collection_rate_of_arrears"].isna().all()
    for name in ("collection_rate_current", "collection_rate_overall"):
        np.testing.assert_allclose(found[name], found["collection_rate"], rtol=1e-12)


def test_without_recovery_both_rates_are_one_without_arrears() -> None:
    shipped, none = run(BASE, 60), run(BASE, 60, arrears_recovered_share=0.0)
    rates = none.outcomes[["collection_rate_current", "collection_rate"]].to_numpy()
    np.testing.assert_allclose(rates[:, 0], rates[:, 1], rtol=1e-12)
    np.testing.assert_allclose(
        none.outcomes["self_sufficiency_year_5"],
        shipped.outcomes["self_sufficiency_without_arrears"],
        rtol=1e-9,
    )


def test_the_paying_share_of_households_is_the_estates_share() -> None:
    result = run(BASE, 12)
    estates = result.estates
    expected = np.average(estates["paying_share"], weights=estates["households"])
    assert result.outcomes["paying_share"].mean() == pytest.approx(expected)


def test_where_nothing_is_billed_there_is_no_collection_rate() -> None:
    result = run(BASE.replace(free_months=12), 12)
    assert result.outcomes[["collection_rate", "collection_rate_current"]].isna().all(axis=None)
    bills_relieved = run(BASE.replace(fee=0.0), 12)
    assert bills_relieved.outcomes["collection_rate"].isna().all()


def test_the_series_of_collection_are_those_of_the_outcome() -> None:
    result = run(BASE.replace(free_months=3), 24, draws=1)
    series = result.monthly.set_index(["series", "month"])["mean"]
    assert series["collection_rate_current"].iloc[:3].tolist() == [0.0] * 3
    last = series["collection_rate"].iloc[-12:]
    assert last.min() <= result.outcomes["collection_rate"].iloc[0] <= last.max()


@pytest.mark.parametrize("months", [1, 6, 11, 12, 13, 18])
def test_high_income_never_reads_as_cost_not_covered(months: int) -> None:
    found = run(BASE.replace(fee=600.0), months, draws=4, price_effect=0.0).outcomes
    if months >= 12:
        assert (found["self_sufficiency_year_1"] > 2.0).all()
    assert not (found["covers_cost"] == 0.0).any()
    assert not (found["breaks_even"] == 0.0).any()
    told = found["covers_cost"].notna()
    assert (told == found["covers_cost_month"].notna()).all()
    if months < 12:
        assert not told.any()


def test_a_gap_in_a_year_s_last_month_counts() -> None:
    found = run(BASE.replace(fee=0.5), 12).outcomes
    assert (found["covers_cost"] == 0.0).all()
    assert (found["breaks_even"] == 0.0).all()


def test_serving_nobody_leaves_no_cost_to_cover() -> None:
    found = cp.simulate(XIASHAN, "unmanaged", months=12, draws=2, seed=7).outcomes
    assert found[["covers_cost", "breaks_even", "collection_rate"]].isna().all(axis=None)


def test_whether_is_one_none_or_cannot_be_told() -> None:
    from commpartner.results.reckoning import _to_the_end

    gaps = np.ones((5, 20))
    gaps[0, 3:] = 0.0  # for seventeen months, to the end
    gaps[1, 3:16] = 0.0  # for thirteen months; then the gap comes back
    gaps[2, 9:] = 0.0  # for the last eleven
    gaps[3, 8:] = 0.0  # for the last twelve
    whether, month = _to_the_end(gaps, np.ones_like(gaps))
    np.testing.assert_array_equal(whether, [1.0, 0.0, np.nan, 1.0, 0.0])
    np.testing.assert_array_equal(month, [3.0, np.nan, np.nan, 8.0, np.nan])
