"""The official table of cost balances with the ledger, in all and by centre and estate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from refusals import raises_problem
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS, SPENDING
from commpartner.facts.cost_lines import COST_LINES, DEPRECIATION
from commpartner.results import cost_by_area
from commpartner.results.cost_lines import COLUMNS, By

CENT = 0.01  # yuan
KEYS = ["line", "account", "year"]
# Works change the cost of the service, a cap cuts it back, sizes may be drawn.
POLICIES = {
    "pooled": BASE,
    "two centres, works": BASE.replace(centres=("west", "east"), works=("pipes",)),
    "cut back": BASE.replace(fallback_cap=2.0, estates_per_centre=4, others="stand_alone"),
    "alone": BASE.replace(organisation="stand_alone"),
}


def booked(result: cp.SimulationResult) -> dict[Any, float]:
    """Amounts of the ledger by account and year."""
    return result.ledger.set_index(["account", "year"])["mean"].to_dict()


def run(policy: cp.Policy, months: int = 30, draws: int = 5) -> cp.SimulationResult:
    return cp.simulate(TOWN, policy, months=months, draws=draws, seed=5)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_every_line_is_the_ledger_s_to_the_cent(policy: cp.Policy) -> None:
    result = run(policy)
    found = result.cost_lines()
    ledger = booked(result)
    by_year = found[found["year"].notna() & (found["account"] == "all")]
    lines = by_year[by_year["line"] != "all"]
    for year, whole in by_year[by_year["line"] == "all"].set_index("year")["mean"].items():
        assert abs(whole - ledger["service_payments", year]) < CENT
        assert abs(whole - lines[lines["year"] == year]["mean"].sum()) < CENT
    for line, about in COST_LINES.items():
        for year, mean in lines[lines["line"] == line].set_index("year")["mean"].items():
            expected = sum(ledger[name, year] for name in about.accounts)
            if line == DEPRECIATION:
                expected = ledger["service_payments", year] - sum(ledger[a, year] for a in SPENDING)
            assert abs(mean - expected) < CENT, line
    parts = found[(found["account"] != "all") & found["year"].notna()]
    for row in parts.to_dict("records"):
        assert abs(row["mean"] - ledger[row["account"], row["year"]]) < CENT


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@pytest.mark.parametrize("by", ["centre", "estate"])
def test_areas_sum_to_the_whole_to_the_cent(policy: cp.Policy, by: By) -> None:
    result = run(policy)
    parts = result.cost_lines(by).groupby(KEYS, dropna=False)["mean"].sum()
    whole = result.cost_lines().set_index(KEYS)["mean"]
    assert (parts - whole).abs().max() < CENT
    assert len(parts) == len(whole)
    if policy.organisation == "clustered":
        assert whole["depreciation", "all", 1] > 100 * CENT


def test_estates_of_a_centre_sum_to_it() -> None:
    result = run(POLICIES["two centres, works"])
    centre_of = result.estates.set_index("id")["centre"]
    estates = result.cost_lines("estate")
    grouped = estates.assign(area=estates["area"].map(centre_of)).groupby(
        ["area", *KEYS], dropna=False
    )
    centres = result.cost_lines("centre").set_index(["area", *KEYS])["mean"]
    assert (grouped["mean"].sum() - centres).abs().max() < CENT
    assert set(centres.index.get_level_values("area")) == {"west", "east"}


def test_cost_by_estate_is_that_of_the_estates_table() -> None:
    # Of the first month, whose prices are those of the table of estates.
    result = run(BASE, months=1)
    table = result.cost_lines("estate").query("line == 'all' and year == 1").set_index("area")
    estates = result.estates.set_index("id")
    expected = estates["cost"] * estates["households"]
    pd.testing.assert_series_equal(
        table["mean"].sort_index(),
        expected.sort_index(),
        check_names=False,
        check_index_type=False,
        rtol=1e-9,
    )


def test_ranges_are_quantiles_of_the_draws() -> None:
    runs = [run(BASE, months=12, draws=number) for number in (1, 2, 3)]
    sums = [
        number * each.cost_lines("centre").query("line == 'personnel' and year == 1")["mean"].item()
        for number, each in enumerate(runs, 1)
    ]
    draws = np.diff([0.0, *sums])
    areas: tuple[By, ...] = ("all", "centre")
    for by in areas:
        row = runs[-1].cost_lines(by).query("line == 'personnel' and year == 1")
        expected = np.quantile(draws, (0.05, 0.5, 0.95))
        np.testing.assert_allclose(row[["p5", "p50", "p95"]].to_numpy()[0], expected, rtol=1e-9)


def test_cost_by_floor_area_and_the_mean_year() -> None:
    result = run(BASE)
    whole = result.cost_lines().query("line == 'all'")
    area = sum(estate.floor_area for estate in TOWN.estates)
    mean_year = whole[whole["year"].isna()].iloc[0]
    assert mean_year["mean"] == pytest.approx(whole[whole["year"].notna()]["mean"].sum() / 2.5)
    assert mean_year["per_m2_month"] == pytest.approx(mean_year["mean"] / 12.0 / area)
    last = whole[whole["year"] == 3].iloc[0]
    assert last["per_m2_month"] == pytest.approx(last["mean"] / 6.0 / area)


def test_drawn_sizes_enter_the_cost_by_floor_area() -> None:
    sizes = {"distribution": "uniform", "low": 0.0, "central": 0.5, "high": 1.0}
    drawn = TOWN.replace(assumptions={**TOWN.assumptions, "estate_sizes": sizes})
    result = cp.simulate(drawn, BASE, months=6, draws=6, seed=5)
    found = result.cost_lines("estate").query("line == 'all' and year == 1")
    whole = result.cost_lines().query("line == 'all' and year == 1")
    areas = found["mean"] / found["per_m2_month"] / 6.0
    assert areas.sum() == pytest.approx((whole["mean"] / whole["per_m2_month"] / 6.0).item())
    assert set(areas.round(6)) != {estate.floor_area for estate in TOWN.estates}
    assert abs(found["mean"].sum() - whole["mean"].item()) < CENT


def test_little_room_makes_ranges_of_fewer_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = run(BASE, months=12)
    full = result.cost_lines("estate")
    monkeypatch.setattr(cost_by_area, "ROOM", 1)
    narrow = result.cost_lines("estate")
    assert (full.attrs["band_draws"], narrow.attrs["band_draws"]) == (5, 1)
    pd.testing.assert_series_equal(full["mean"], narrow["mean"])


def test_where_nobody_is_served_the_lines_are_zero() -> None:
    nobody = run(BASE.replace(organisation="unmanaged"), months=12)
    found = nobody.cost_lines()
    assert list(found) == list(COLUMNS)
    assert not found["mean"].any()
    assert found["per_m2_month"].isna().all()
    assert nobody.cost_lines("estate").empty


@pytest.mark.parametrize("by", ["estates", "", None, 3])
def test_other_areas_are_refused(by: object) -> None:
    with raises_problem("by: .*; one_of"):
        run(BASE, months=1, draws=1).cost_lines(by)  # type: ignore[arg-type]


def test_each_account_of_spending_has_one_line() -> None:
    names = [name for about in COST_LINES.values() for name in about.accounts]
    assert sorted(names) == sorted(SPENDING)
    assert set(names) <= set(ACCOUNTS)
    assert [about.article for about in COST_LINES.values()] == [f"art. {n}" for n in range(8, 18)]


def test_accounts_stand_in_the_lines_of_their_articles() -> None:
    assert {line: about.accounts for line, about in COST_LINES.items() if about.accounts} == {
        "personnel": ("wages",),
        "facilities": ("energy", "maintenance", "callouts", "lifts", "pumped_water"),
        "greening": ("greening",),
        "cleaning": ("materials", "refuse_removal"),
        "insurance": ("insurance",),
        "office": ("centre_rent", "centre_systems"),
        "management": ("overhead",),
    }


def test_made_up_data_are_marked() -> None:
    xiashan = cp.datasets.load("xiashan")
    result = cp.simulate(xiashan, "clustered", months=1, draws=2)
    for table in (result.cost_lines(), result.cash_flow()):
        assert table.attrs["synthetic"] == xiashan.synthetic_note
