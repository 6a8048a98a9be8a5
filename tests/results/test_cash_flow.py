"""The cash flow of every sector balances with the ledger and with the stocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS, SECTORS
from commpartner.programme import MaintenanceFund
from commpartner.programme.calendar import years
from commpartner.results.cash_flow import COLUMNS, cash_flow_table
from commpartner.results.yearly import Yearly

CENT = 0.01  # yuan
FULL = BASE.replace(
    ventures=("market", "canteen", "building"),
    works=("pipes",),
    partners=("convenor", "shops"),
    dividend_share=0.5,
    grant=2.0,
    grant_months=20,
    loans=[{"amount": 3e5, "rate": 0.04, "months": 48, "first_month": 1}],
    maintenance_fund=MaintenanceFund(opening=2.0, contribution=0.1),
)


@pytest.fixture(scope="module")
def result() -> cp.SimulationResult:
    return cp.simulate(TOWN, FULL, months=30, draws=5, seed=5)


def by_item(table: pd.DataFrame) -> pd.DataFrame:
    whole = table[table["account"] == "all"]
    return whole.pivot_table(index=["sector", "year"], columns="item", values="mean", sort=False)


def test_opening_and_flows_give_the_closing_balance(result: cp.SimulationResult) -> None:
    found = by_item(result.cash_flow())
    left = found["opening"] + found["inflow"] - found["outflow"] - found["closing"]
    assert left.abs().max() < CENT
    for sector in found.index.unique("sector"):
        balances = found.loc[sector]
        assert balances["opening"].iloc[0] == 0.0
        carried = balances["opening"].to_numpy()[1:] - balances["closing"].to_numpy()[:-1]
        assert np.abs(carried).max() < CENT
    # What one pays another receives, so all balances cancel.
    assert found["closing"].groupby("year").sum().abs().max() < CENT


def test_accounts_of_the_flows_are_those_of_the_ledger(result: cp.SimulationResult) -> None:
    table = result.cash_flow()
    ledger = result.ledger.set_index(["account", "year"])["mean"]
    amounts: dict[Any, float] = ledger.to_dict()
    accounts = table[table["account"] != "all"]
    for row in accounts.to_dict("records"):
        about = ACCOUNTS[row["account"]]
        assert row["sector"] == (about.payee if row["item"] == "inflow" else about.payer)
        assert abs(row["mean"] - amounts[row["account"], row["year"]]) < CENT
    used = ledger[ledger != 0].index.unique("account")
    assert sorted(accounts["account"].unique()) == sorted(used)
    assert (accounts.groupby(["account", "year"]).size() == 2).all()  # payer and payee
    parts = accounts.groupby(["sector", "item", "year"])["mean"].sum()
    whole = table[table["account"] == "all"].set_index(["sector", "item", "year"])["mean"]
    assert (whole[parts.index] - parts).abs().max() < CENT


def test_balance_of_the_estates_is_in_their_funds(result: cp.SimulationResult) -> None:
    closing = by_item(result.cash_flow()).loc["estate_funds"]["closing"]
    stock = result.monthly[result.monthly["series"] == "estate_funds"].set_index("month")["mean"]
    for year, month in ((1, 11), (2, 23), (3, 29)):
        assert abs(closing[year] - stock[month]) < CENT


def test_every_paying_sector_has_its_table(result: cp.SimulationResult) -> None:
    table = result.cash_flow()
    assert list(table) == list(COLUMNS)
    assert list(table["sector"].unique()) == list(SECTORS)
    assert table.attrs["band_draws"] == 5


def test_without_service_nothing_moves() -> None:
    nobody = BASE.replace(organisation="unmanaged")
    table = cp.simulate(TOWN, nobody, months=12, draws=2).cash_flow()
    assert table.empty
    assert list(table) == list(COLUMNS)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 40), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_balances_hold_in_every_draw(months: int, draws: int, seed: int) -> None:
    of = years(months, "2026-05")
    amounts = np.random.default_rng(seed).uniform(0.0, 1e6, (draws, len(ACCOUNTS), len(of)))
    one = cash_flow_table(Yearly(of, amounts[0], amounts[:1]))
    np.testing.assert_allclose(one["p5"], one["mean"])
    found = by_item(one)
    left = found["opening"] + found["inflow"] - found["outflow"] - found["closing"]
    assert left.abs().max() < CENT
    assert found["closing"].groupby("year").sum().abs().max() < CENT
