"""What each payer must find, by account and year, adds up to the ledger."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS, OWN_MEANS
from commpartner.results.payers import ALL, COLUMNS

VENTURES = BASE.replace(ventures=("market", "canteen", "building"), works=("pipes",))


def run(months: int = 30, draws: int = 9, chunk: int | None = None) -> cp.SimulationResult:
    return cp.simulate(TOWN, VENTURES, months=months, draws=draws, seed=5, chunk=chunk)


def test_every_year_and_account_is_that_of_the_ledger() -> None:
    result = run()
    found = result.payers[result.payers["year"].notna() & (result.payers["account"] != ALL)]
    money = result.ledger.groupby("account")["mean"].sum()
    assert set(found["account"]) == {name for name in OWN_MEANS if money[name] != 0}
    both = found.merge(result.ledger, on=["year", "account"], suffixes=("", "_of_ledger"))
    assert len(both) == len(found)
    np.testing.assert_allclose(both["mean"], both["mean_of_ledger"], rtol=1e-12)
    for name in ("payer", "months"):
        assert (both[name] == both[f"{name}_of_ledger"]).all()
    assert found.groupby("account")["months"].sum().unique().tolist() == [30]


def test_a_payer_s_total_and_mean_match_the_months() -> None:
    found = run().payers
    by_year = found[found["year"].notna()]
    heads = by_year[by_year["account"] != ALL].groupby(["payer", "year"])["mean"].sum()
    whole = by_year[by_year["account"] == ALL].set_index(["payer", "year"])["mean"]
    pd.testing.assert_series_equal(heads.sort_index(), whole.sort_index(), check_dtype=False)
    mean_year = found[found["year"].isna()].set_index(["payer", "account"])["mean"]
    summed = by_year.groupby(["payer", "account"])["mean"].sum() / 2.5
    pd.testing.assert_series_equal(mean_year.sort_index(), summed.sort_index())


def test_quantiles_are_those_of_the_draws() -> None:
    one = [
        cp.simulate(TOWN, VENTURES, months=12, draws=number, seed=5).ledger.set_index("account")
        for number in (1, 2, 3)
    ]
    sums = [number * table["mean"]["fallback"] for number, table in enumerate(one, 1)]
    fallback = np.diff([0.0, *sums])
    found = run(months=12, draws=3).payers
    found = found[(found["account"] == "fallback") & (found["year"] == 1)]
    expected = np.quantile(fallback, (0.05, 0.5, 0.95))
    np.testing.assert_allclose(found[["p5", "p50", "p95"]].to_numpy()[0], expected, rtol=1e-9)


@pytest.mark.parametrize("chunk", [1, 4])
def test_no_chunk_changes_a_bit(chunk: int) -> None:
    pd.testing.assert_frame_equal(run(chunk=chunk).payers, run().payers, check_exact=True)


def test_where_nobody_is_served_nobody_must_find_anything() -> None:
    found = cp.simulate(cp.datasets.load("xiashan"), "unmanaged", months=12, draws=2, seed=5).payers
    assert found.empty
    assert list(found) == list(COLUMNS)


def test_xiashan_s_first_year_holds_set_up_and_capital() -> None:
    partner = cp.simulate(cp.datasets.load("xiashan"), "partner", months=24, draws=8, seed=7)
    operator = partner.payers[partner.payers["payer"] == "operator"]
    first, second = (
        operator[operator["year"] == year].set_index("account")["mean"] for year in (1, 2)
    )
    assert first["centre_setup"] > 0 < first["venture_capital"]
    assert second["centre_setup"] == second["venture_capital"] == 0
    assert first[ALL] > 1.5 * second[ALL]


def test_money_to_be_found_is_paid_by_named_payers() -> None:
    assert len(set(OWN_MEANS)) == len(OWN_MEANS)
    assert set(OWN_MEANS) <= set(ACCOUNTS)
    # Who is paid for a service, or hands out what ventures earned, finds nothing of it himself.
    assert not {ACCOUNTS[name].payer for name in OWN_MEANS} & {"estate_funds", "ventures"}
    government = {name for name, row in ACCOUNTS.items() if row.payer == "government"}
    assert government <= set(OWN_MEANS)
