"""`simulate` and `estimate_savings`: the same bits again, both engines, and what they report."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from refusals import raises_problem

from commpartner.assumptions.table import KINDS, Assumption, AssumptionTable, default_assumptions
from commpartner.errors import InputError, MissingExtraError
from commpartner.facts.outcomes import OUTCOMES
from commpartner.programme import (
    Asset,
    Centre,
    Estate,
    Fact,
    Partner,
    Policy,
    Programme,
    Venture,
)
from commpartner.programme.policy import ALLOCATIONS
from commpartner.results.result import SimulationResult
from commpartner.results.savings import Savings, estimate_savings
from commpartner.simulation import simulate
from commpartner.texts import Text

Array = NDArray[np.float64]

MONTHS = 24
DRAWS = 20
CHUNKS = (1, 7, 64)

SIZES = (60, 135, 300, 90, 420)


def estate(number: int, households: int) -> Estate:
    return Estate(
        id=f"e{number}",
        households=households,
        floor_area=70.0 * households,
        gates=number % 2,
        x_km=0.4 * number,
        y_km=0.2 * (number % 3),
        managed=number == 3,
        governance=0.1 * number,
        need_index=0.5 + 0.3 * number,
    )


DISTRICT = Programme(
    name="small",
    estates=tuple(estate(number, size) for number, size in enumerate(SIZES)),
    centres=(Centre(id="c0", x_km=0.1, y_km=0.1), Centre(id="c1", x_km=1.2, y_km=0.3)),
    assets=(Asset(id="plant", area=200.0),),
    ventures=(
        Venture(
            id="market",
            asset="plant",
            capacity="market_stalls",
            utilisation="market_occupancy",
            price="stall_rent",
            cost_share="market_operating_cost_share",
            opening_month=1,
        ),
        Venture(id="shop", capacity=80.0, price="supermarket_sales", cost_share=0.97),
    ),
    partners=(Partner(id="shops", count=4),),
    policies={
        "clustered": Policy(centres=("c0", "c1")),
        "partner": Policy(centres=("c0", "c1"), ventures=("market", "shop"), partners=("shops",)),
        "alone": Policy(organisation="stand_alone"),
        "nothing": Policy(organisation="unmanaged"),
    },
    facts=(
        Fact(
            field="policies.partner.reinvestment_share",
            value="0.7",
            kind="published",
            source="xs_reinvestment_share",
            note="of income",
        ),
        Fact(field="estates", value="five", kind="assumption"),
    ),
)
PARTNER = DISTRICT.policies["partner"]

# Not defined in a district that has no collective.
OF_A_COLLECTIVE = {"collective_income_per_year", "dividends_per_member_year"}

POLICIES: dict[str, Policy] = {
    **DISTRICT.policies,
    **{f"by {rule}": PARTNER.replace(allocation=rule) for rule in ALLOCATIONS},
    "capped": PARTNER.replace(fallback_cap=8.0, allocation="deficit"),
    "uses": PARTNER.replace(
        reserve_share=0.2, fee_relief_share=0.3, upgrade_share=0.4, takes_on="all", free_months=2
    ),
    "income": PARTNER.replace(
        reinvestment_basis="income",
        settlement_months=3,
        capital_charge=True,
        grant=1.5,
        grant_months=4,
        estates_per_centre=1,
        others="stand_alone",
    ),
}
TABLES = ("outcomes", "monthly", "estates", "ledger", "assumptions")


def run(policy: str | Policy = "partner", **changes: Any) -> SimulationResult:
    arguments: dict[str, Any] = {"months": MONTHS, "draws": DRAWS, "seed": 4}
    return simulate(DISTRICT, policy, **{**arguments, **changes})


def column(table: pd.DataFrame, name: str) -> Array:
    return np.asarray(table[name], dtype=np.float64)


def cell(table: pd.DataFrame, row: str, name: str) -> float:
    return float(column(table.loc[[row]], name)[0])


def bits(values: Any) -> Any:
    """The bytes of numbers, so that -0 and 0 differ and NaN equals NaN; text as it is."""
    array = values.to_numpy()
    return array.tobytes() if array.dtype.kind in "fiub" else array.tolist()


def differences(one: object, other: object, tables: tuple[str, ...] = TABLES) -> list[str]:
    """Columns whose bits differ."""
    found = []
    for table in tables:
        before: pd.DataFrame = getattr(one, table)
        after: pd.DataFrame = getattr(other, table)
        assert list(before.columns) == list(after.columns)
        found += [f"{table}.{name}" for name in before if bits(before[name]) != bits(after[name])]
    return found


# --- the same bits again


@pytest.mark.parametrize("name", POLICIES)
def test_a_seed_gives_equal_bits_for_any_chunk_size(name: str) -> None:
    first = run(POLICIES[name])
    assert differences(first, run(POLICIES[name])) == []
    wrong = {chunk: differences(first, run(POLICIES[name], chunk=chunk)) for chunk in CHUNKS}
    assert wrong == {chunk: [] for chunk in CHUNKS}


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["clustered", pytest.param("income", marks=pytest.mark.nightly)])
def test_savings_have_equal_bits_for_any_chunk_size(name: str) -> None:
    def found(chunk: int | None = None) -> Savings:
        return estimate_savings(DISTRICT, POLICIES[name], draws=DRAWS, seed=4, chunk=chunk)

    tables = ("total", "by_mechanism", "by_estate", "draws")
    first = found()
    assert differences(first, found(), tables) == []
    wrong = {chunk: differences(first, found(chunk), tables) for chunk in CHUNKS}
    assert wrong == {chunk: [] for chunk in CHUNKS}


@pytest.mark.parametrize("name", ["partner", "capped", "uses"])
def test_a_draw_is_independent_of_the_number_of_draws(name: str) -> None:
    many = run(POLICIES[name])
    few = run(POLICIES[name], draws=3)
    for table in ("outcomes", "assumptions"):
        first = getattr(many, table).iloc[:3]
        again = getattr(few, table)
        assert [n for n in again if bits(first[n]) != bits(again[n])] == []


def test_a_month_is_independent_of_the_number_of_months() -> None:
    long = run(months=24).monthly
    short = run(months=12).monthly
    for name in ("mean", "p5", "p95"):
        of_year = long.loc[long["month"] < 12, name]
        assert of_year.to_numpy().tobytes() == short[name].to_numpy().tobytes()


def test_policies_share_their_draws() -> None:
    drawn = [run(policy).assumptions for policy in POLICIES.values()]
    widest = max(drawn, key=lambda table: table.shape[1])
    for table in drawn:
        yardsticks = ["households_per_estate", "floor_area_per_household"]
        for name in table.columns.drop(yardsticks, errors="ignore"):
            expected = default_assumptions().draw(4, 0, DRAWS)[str(name)][:, 0]
            assert table[name].to_numpy().tobytes() == expected.tobytes()
    assert widest.shape[1] > 50


def test_savings_share_their_draws_with_the_simulation() -> None:
    found = estimate_savings(DISTRICT, "partner", draws=DRAWS, seed=4)
    np.testing.assert_allclose(
        column(found.draws, "savings_per_year"),
        column(run().outcomes, "savings_per_year"),
        rtol=1e-9,
    )


def test_another_seed_gives_other_draws() -> None:
    one, other = run(), run(seed=5)
    assert not np.array_equal(one.assumptions.to_numpy(), other.assumptions.to_numpy())
    assert differences(one, other, ("outcomes",)) != []


def test_a_policy_and_its_name_are_the_same() -> None:
    by_name, by_value = run("partner"), run(PARTNER)
    assert differences(by_name, by_value) == []
    assert by_name.policy_name == by_value.policy_name == "partner"
    assert run(PARTNER.replace(fee=0.3)).policy_name == "policy"


@pytest.mark.parametrize("policy", [None, 3, ["partner"], {"partner": PARTNER}])
def test_what_is_no_policy_and_no_name_is_refused(policy: Any) -> None:
    with raises_problem("policies: .*; with_names policy_or_name"):
        simulate(DISTRICT, policy)


# --- engines


def largest_difference(one: SimulationResult, other: SimulationResult) -> float:
    """Largest difference of an outcome relative to the largest number of its unit."""
    largest = 0.0
    scale: dict[str, float] = {}
    for name in one.outcomes:
        unit = OUTCOMES[str(name)].unit
        size = float(np.nanmax(np.abs(column(one.outcomes, str(name))), initial=1e-3))
        scale[unit] = max(scale.get(unit, 0.0), size)
    for name in one.outcomes:
        before, after = column(one.outcomes, str(name)), column(other.outcomes, str(name))
        assert np.array_equal(np.isnan(before), np.isnan(after)), name
        gap = np.nanmax(np.abs(after - before), initial=0.0)
        largest = max(largest, float(gap) / scale[OUTCOMES[str(name)].unit])
    return largest


JAX_POLICIES = [
    pytest.param("partner", marks=pytest.mark.nightly),
    pytest.param("capped", marks=pytest.mark.nightly),
    "uses",
]


@pytest.mark.parametrize("name", JAX_POLICIES)
def test_jax_gives_what_numpy_gives(name: str) -> None:
    slow, fast = run(POLICIES[name]), run(POLICIES[name], engine="jax")
    assert fast.engine == "jax"
    assert largest_difference(slow, fast) < 1e-9
    for table in ("monthly", "estates", "ledger"):
        before, after = getattr(slow, table), getattr(fast, table)
        for field in before.select_dtypes("number"):
            scale = np.nanmax(np.abs(column(before, str(field))), initial=1.0)
            np.testing.assert_allclose(
                column(after, str(field)), column(before, str(field)), rtol=1e-9, atol=1e-9 * scale
            )
    assert differences(slow, fast, ("assumptions",)) == []


@pytest.mark.parametrize("name", JAX_POLICIES)
def test_jax_has_equal_bits_for_any_chunk_size(name: str) -> None:
    first = run(POLICIES[name], engine="jax")
    assert differences(first, run(POLICIES[name], engine="jax")) == []
    wrong = {
        chunk: differences(first, run(POLICIES[name], engine="jax", chunk=chunk))
        for chunk in CHUNKS
    }
    assert wrong == {chunk: [] for chunk in CHUNKS}


@pytest.mark.nightly
def test_jax_has_equal_bits_in_chunks_above_its_own() -> None:
    whole = run("partner", engine="jax", draws=90)
    assert differences(whole, run("partner", engine="jax", draws=90, chunk=90)) == []


@pytest.mark.parametrize("name", JAX_POLICIES)
def test_a_jax_draw_is_independent_of_the_number(name: str) -> None:
    many = run(POLICIES[name], engine="jax").outcomes.iloc[:3]
    few = run(POLICIES[name], engine="jax", draws=3).outcomes
    assert [n for n in few if bits(many[n]) != bits(few[n])] == []


def test_without_jax_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(MissingExtraError, match=r"commpartner\[accelerate\]"):
        run(engine="jax")
    assert issubclass(MissingExtraError, ImportError)
    run(draws=1, months=1)  # the other engine needs none


# --- arguments


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"months": 0}, "months: 0; whole_number 1"),
        ({"months": 12.0}, "months: 12.0; whole_number 1"),
        ({"months": "12"}, "months: '12'; whole_number 1"),
        ({"months": True}, "months: True; whole_number 1"),
        ({"draws": 0}, "draws: 0; whole_number 1"),
        ({"draws": -3}, "draws: -3; whole_number 1"),
        ({"draws": math.nan}, "draws: nan; whole_number 1"),
        ({"seed": -1}, "seed: -1; whole_number 0"),
        ({"seed": 0.5}, "seed: 0.5; whole_number 0"),
        ({"chunk": 0}, "chunk: 0; whole_number 1"),
        ({"chunk": 2.0}, "chunk: 2.0; whole_number 1"),
        ({"engine": "cupy"}, "engine: 'cupy'; one_of 'numpy', 'jax'"),
        ({"engine": ""}, "engine: ''; one_of 'numpy', 'jax'"),
    ],
    ids=str,
)
def test_a_bad_argument_is_named_with_what_is_allowed(change: dict[str, Any], message: str) -> None:
    with raises_problem(f"^{message}$"):
        run(**change)
    if not change.keys() & {"months", "engine"}:
        with raises_problem(f"^{message}$"):
            estimate_savings(DISTRICT, "partner", **{"draws": 2, **change})


@pytest.mark.parametrize("name", ["months", "draws", "seed", "chunk"])
def test_none_is_no_number(name: str) -> None:
    if name == "chunk":
        run(chunk=None, draws=1)
    else:
        with raises_problem(f"{name}: None"):
            run("partner", **{name: None})


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    assert differences(run(), run(months=np.int64(MONTHS), draws=np.int32(DRAWS))) == []


@pytest.mark.parametrize("function", [simulate, estimate_savings])
def test_an_unknown_policy_is_answered_with_near_ones(function: Any) -> None:
    with pytest.raises(InputError) as caught:
        function(DISTRICT, "clusterd", draws=1)
    (problem,) = caught.value.problems
    assert problem.found == "'clusterd'"
    assert problem.allowed == Text("did_you_mean", names="'clustered'")
    with raises_problem("programme_has_none"):
        function(DISTRICT.replace(policies={}), "clustered", draws=1)


@pytest.mark.parametrize("function", [simulate, estimate_savings])
def test_a_policy_that_names_what_is_missing_is_refused(function: Any) -> None:
    with pytest.raises(InputError) as caught:
        function(DISTRICT, Policy(centres=("c7",), ventures=("canteen",)), draws=1)
    assert [problem.field for problem in caught.value.problems] == [
        "policies.policy.centres",
        "policies.policy.ventures",
    ]


@pytest.mark.parametrize("name", ["alone", "nothing"])
def test_savings_need_a_centre(name: str) -> None:
    with raises_problem("no_estate_from_centre"):
        estimate_savings(DISTRICT, name, draws=1)


def test_a_table_without_a_needed_row_is_refused() -> None:
    with raises_problem("wage_guard"):
        run(
            assumptions=AssumptionTable(
                r for r in default_assumptions().values() if r.name != "wage_guard"
            )
        )


@pytest.mark.parametrize(
    "name",
    [
        row.name
        for row in default_assumptions().values()
        if row.distribution == "fixed" and row.low < row.high and row.name != "wage_correlation"
    ],
)
@pytest.mark.filterwarnings("ignore::commpartner.errors.UnusedAssumptionWarning")
def test_a_number_with_a_range_may_be_drawn(name: str) -> None:
    ledger = default_assumptions().replace(**{name: {"distribution": "triangular"}})
    policy = PARTNER.replace(capital_charge=True)
    result = run(policy, assumptions=ledger, draws=3)
    money = {n for n in result.outcomes if OUTCOMES[str(n)].unit.startswith("yuan")}
    assert money >= OF_A_COLLECTIVE
    assert np.all(np.isnan(result.outcomes[list(OF_A_COLLECTIVE)].to_numpy()))
    assert np.all(np.isfinite(result.outcomes[list(money - OF_A_COLLECTIVE)].to_numpy()))


@pytest.mark.parametrize("side", ["low", "central", "high"])
@pytest.mark.filterwarnings("ignore::commpartner.errors.UnusedAssumptionWarning")
def test_numbers_may_be_held_at_either_end_of_range(side: str) -> None:
    ledger = default_assumptions()
    held = ledger.replace(**{name: getattr(row, side) for name, row in ledger.items()})
    result = run(assumptions=held, draws=2)
    values = result.outcomes.to_numpy()
    assert np.array_equal(values[0], values[1], equal_nan=True)
    assert result.largest_imbalance < 1e-6


# --- progress


@pytest.mark.parametrize("function", [simulate, estimate_savings])
def test_progress_is_called_after_every_chunk_until_the_end(function: Any) -> None:
    seen: list[tuple[int, int]] = []
    function(
        DISTRICT, "clustered", draws=10, chunk=4, progress=lambda done, of: seen.append((done, of))
    )
    assert seen == [(4, 10), (8, 10), (10, 10)]


# --- assumptions and provenance


class Tripled(Assumption):
    """A distribution of one's own, whose fields say nothing of what it draws."""

    def quantile(self, probability: Array) -> Array:
        return 300.0 + 100.0 * probability


def test_provenance_tells_what_a_distribution_of_ones_own_draws() -> None:
    ledger = default_assumptions()
    own = Tripled(**ledger["stall_rent"].model_dump())
    table = run(assumptions=ledger.replace(stall_rent=own)).provenance().set_index("name")
    row = table.loc["stall_rent"]
    assert str(row["distribution"]).endswith("Tripled")
    assert (row["low"], row["value"], row["high"]) == (305.0, "350", 395.0)
    assert 300.0 < row["mean_drawn"] < 400.0


def test_the_programme_s_rows_replace_those_of_any_table() -> None:
    made = DISTRICT.replace(
        assumptions={
            "inflation": {"distribution": "uniform", "low": 0.0, "central": 0.02, "high": 0.02}
        }
    )
    ledger = default_assumptions().replace(inflation=0.03, wage_growth=0.04)
    result = simulate(made, "clustered", months=2, draws=2, assumptions=ledger)
    assert np.all(column(result.assumptions, "inflation") < 0.02)
    assert set(result.assumptions["wage_growth"]) == {0.04}
    assert result.assumption_table["inflation"].distribution == "uniform"


def test_every_assumption_read_is_traced_to_its_source() -> None:
    result = run()
    table = result.provenance()
    read = table.loc[table["what"] == "assumption"].set_index("name")
    assert list(read.index) == list(result.assumptions.columns)
    assert {"wage_guard", "wage_correlation", "stall_rent", "discount_rate_economic"} <= set(
        read.index
    )
    assert {"collective_rent", "canteen_price", "package_basic_fee"}.isdisjoint(read.index)
    for name, row in read.iterrows():
        known = default_assumptions()[str(name)]
        for field in ("unit", "note", "distribution"):
            assert row[field] == getattr(known, field)
        if name not in ("fee_per_m2", "reinvestment_share", "statutory_reserve"):  # levers name
            assert (row["kind"], row["source"]) == (known.kind, known.source)
        assert (row["low"], row["high"]) == (known.low, known.high)
        assert float(row["value"]) == pytest.approx(known.central, rel=1e-5)
        assert row["mean_drawn"] == result.assumptions[name].mean()
    assert read["kind"].loc["fee_per_m2"] == "choice"
    assert read["source"].loc["reinvestment_share"] == "xs_reinvestment_share"  # a fact


@pytest.mark.filterwarnings("ignore::commpartner.errors.UnusedAssumptionWarning")
def test_what_was_read_is_what_can_change_a_result() -> None:
    # A row that a policy does not read changes no bit of it; one that it reads is listed.
    first = run("clustered")
    unread = [name for name in default_assumptions() if name not in first.assumptions.columns]
    assert len(unread) > 20
    high = {name: default_assumptions()[name].high for name in unread if name != "wage_correlation"}
    assert (
        differences(first, run("clustered", assumptions=default_assumptions().replace(**high)))
        == []
    )


def test_a_yardstick_is_recorded_at_the_value_used() -> None:
    # Volume is counted in typical estates of 135 households in every draw.
    result = run("clustered")
    assert set(result.assumptions["households_per_estate"]) == {135.0}


def test_levers_and_facts_are_traced_too() -> None:
    table = run().provenance().set_index("name")
    lever = table.loc["policies.partner.reinvestment_share"]
    both = lever if isinstance(lever, pd.DataFrame) else lever.to_frame().T
    assert both["what"].tolist() == ["lever", "fact"]
    assert both["value"].tolist() == ["reinvestment_share", "0.7"]
    assert both["kind"].tolist() == ["published", "published"]
    assert both["source"].tolist() == ["xs_reinvestment_share"] * 2
    assert table.loc["policies.partner.allocation", "kind"] == "choice"
    assert table.loc["policies.partner.free_months", "unit"] == "month"
    assert table.loc["estates", "what"] == "fact"
    levers = [name for name in table.index if str(name).startswith("policies.partner.")]
    expected = set(Policy.model_fields) - {"label_en", "label_zh", "description"}
    assert {name.rpartition(".")[2] for name in levers} == expected


def changed_by(**changes: float) -> set[str]:
    """Outcomes, and assumptions, that differ from those of the default ledger."""
    found = differences(
        run(),
        run(assumptions=default_assumptions().replace(**changes)),
        ("outcomes", "assumptions"),
    )
    return {name.partition(".")[2] for name in found}


def test_a_discount_rate_changes_present_values_only() -> None:
    changed = changed_by(discount_rate_economic=0.05)
    assert "discount_rate_economic" in changed
    assert {"npv_residents_payments", "npv_operator"} <= changed
    present = {"public_net_cost", "residual_value", "public_residual_value", "estate_funds_left"}
    present |= {"social_net_benefit"}
    rest = changed - {"discount_rate_economic"} - present
    assert all(name.startswith("npv_") for name in rest)


def test_the_public_purse_pays_for_government_and_operator_together() -> None:
    result = run(
        assumptions=default_assumptions().replace(discount_rate_economic=0.0, inflation=0.0)
    )
    public = ["government", "operator"]
    rows = result.ledger
    leaves = rows["payer"].isin(public) & ~rows["payee"].isin(public)
    reaches = rows["payee"].isin(public) & ~rows["payer"].isin(public)
    net = rows.loc[leaves, "mean"].sum() - rows.loc[reaches, "mean"].sum()
    assert net != 0
    in_cash = result.outcomes["public_net_cost"] + result.outcomes["public_residual_value"]
    assert in_cash.mean() == pytest.approx(net, rel=1e-9)


def test_a_partner_fee_changes_no_cost_and_no_profit() -> None:
    changed = changed_by(partner_fee=1000.0)
    assert {"partner_fee", "npv_partners", "fallback_per_year"} <= changed
    assert changed.isdisjoint(
        {
            "savings_per_year",
            "cost_per_household_month",
            "staff",
            "reinvested_per_year",
            "npv_ventures",
            "npv_government",
            "service_level",
        }
    )


def test_a_wage_changes_no_income() -> None:
    changed = changed_by(wage_cleaner=2900.0)
    assert {"wage_cleaner", "cost_per_household_month", "fallback_per_year"} <= changed
    assert changed.isdisjoint(
        {
            "reinvested_per_year",
            "fees_per_household_month",
            "paying_share",
            "satisfaction",
            "npv_partners",
            "wage_guard",
            "wage_manager",
        }
    )


def test_a_rent_of_stalls_changes_ventures_and_what_follows() -> None:
    changed = changed_by(stall_rent=600.0)
    assert {"stall_rent", "reinvested_per_year", "npv_operator"} <= changed
    assert changed.isdisjoint({"staff", "savings_per_year", "paying_share", "npv_government"})


# --- outcomes from the months


def test_outcomes_of_one_draw_by_hand_from_its_months() -> None:
    months = 30
    result = run(POLICIES["income"], months=months, draws=1)
    path = {str(name): column(table, "mean") for name, table in result.monthly.groupby("series")}
    by_account = result.ledger.groupby("account")["mean"].sum()
    found = {str(name): float(values.iloc[0]) for name, values in result.outcomes.items()}
    served = sum(SIZES) - SIZES[3]  # the managed estate stays outside
    whole_years = [slice(12 * year, 12 * year + 12) for year in range(2)]
    own, cost = path["own_income"], path["service_cost"]
    fees = float(by_account["service_charges"] + by_account["arrears_recovered"])
    expected = {
        "fallback_cumulative": path["fallback"].sum(),
        "fallback_per_year": path["fallback"].sum() / 2.5,
        "fallback_peak_month": path["fallback"].max(),
        "reinvested_per_year": path["reinvested"].sum() / 2.5,
        "reinvested_per_household_month": path["reinvested"].sum() / months / served,
        "fees_per_household_month": fees / months / served,
        "cost_per_household_month": cost[0] / served,
        "self_sufficiency_year_1": own[whole_years[0]].sum() / cost[whole_years[0]].sum(),
        "service_level": 1.0,
        "satisfaction": path["satisfaction"][-1],
        "savings_share": found["savings_per_year"]
        / (12 * found["stand_alone_cost_per_household_month"] * served)
        * stand_alone_share(result),
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-9), name
    assert "self_sufficiency_year_3" not in found


def stand_alone_share(result: SimulationResult) -> float:
    """Cost alone of all estates served, over that of those served from a centre."""
    table = result.estates
    cost = column(table, "stand_alone_cost") * column(table, "households")
    service = table["service"].to_numpy()
    clustered = cost[service == "clustered"].sum()
    return float((clustered + cost[service == "stand_alone"].sum()) / clustered)


def test_present_values_count_the_first_month_in_full() -> None:
    result = run("partner", months=30, draws=1)
    rate = float(result.assumptions["discount_rate_economic"].iloc[0])
    fee = float(result.assumptions["partner_fee"].iloc[0])
    # The fee follows prices and the rate is real: at the nominal rate inflation drops out.
    paid = 4 * fee * (1 + rate) ** (-np.arange(30) / 12)
    assert column(result.outcomes, "npv_partners")[0] == pytest.approx(-paid.sum(), rel=1e-9)


# --- the summary


def test_the_summary_of_each_outcome() -> None:
    result = run(draws=60)
    table = result.summary()
    assert list(table.columns) == [
        "outcome",
        "unit",
        "mean",
        "p5",
        "p50",
        "p95",
        "worst_5_percent",
        "draws",
        "variance_from_assumptions",
        "note",
    ]
    beside = table.loc[table["outcome"].str.startswith("savings"), "note"]
    assert set(beside) == {"smallest post 1 to 2 FTE"}
    assert table["outcome"].tolist() == list(result.outcomes.columns)
    records: list[Any] = table.to_dict("records")
    for row in records:
        name = str(row["outcome"])
        values = column(result.outcomes, name)
        known = np.sort(values[~np.isnan(values)])
        assert row["unit"] == OUTCOMES[name].unit == result.outcomes.attrs["units"][name]
        assert row["draws"] == known.size
        if not known.size:
            assert math.isnan(row["mean"])
            continue
        assert row["mean"] == pytest.approx(known.mean(), rel=1e-12, abs=1e-12)
        expected = np.quantile(known, (0.05, 0.5, 0.95))
        np.testing.assert_array_equal([row["p5"], row["p50"], row["p95"]], expected)
        # The worst 5 % of 60 draws are the three highest of what should be low, and conversely.
        worst = {"less": known[-3:], "more": known[:3]}
        better = OUTCOMES[name].better
        if better == "neither":
            assert math.isnan(row["worst_5_percent"])
        elif known.size == 60:
            tail = worst[better].mean()
            assert row["worst_5_percent"] == pytest.approx(tail, rel=1e-9, abs=1e-9)


def test_the_worst_lies_on_the_side_that_is_worse() -> None:
    table = run(draws=60).summary().set_index("outcome")
    dear, poor = "fallback_per_year", "self_sufficiency_year_1"
    assert cell(table, dear, "worst_5_percent") > cell(table, dear, "p95")
    assert cell(table, dear, "p95") > cell(table, dear, "mean")
    assert cell(table, poor, "worst_5_percent") < cell(table, poor, "p5")
    assert cell(table, poor, "p5") < cell(table, poor, "mean")
    assert math.isnan(cell(table, "staff", "worst_5_percent"))


def test_a_programme_never_breaking_even_has_no_such_month() -> None:
    result = run("clustered")
    assert np.all(column(result.outcomes, "breaks_even") == 0.0)
    table = result.summary().set_index("outcome")
    assert cell(table, "break_even_month", "draws") == 0
    assert math.isnan(cell(table, "break_even_month", "mean"))


# --- where the variance comes from


@pytest.fixture(scope="module")
def many() -> SimulationResult:
    """Draws enough for a regression on all assumptions."""
    return run(draws=400, months=12)


def test_variance_by_kind_sums_to_one(many: SimulationResult) -> None:
    table = many.variance_by_kind()
    assert list(table.columns) == ["outcome", *KINDS, "unexplained", "choice"]
    assert table["outcome"].tolist() == list(many.outcomes.columns)
    parts = table[[*KINDS, "unexplained"]].to_numpy()
    known = ~np.isnan(parts).any(axis=1)
    assert known.sum() > 15
    np.testing.assert_allclose(parts[known].sum(axis=1), 1.0, rtol=1e-9)
    assert np.isnan(parts[~known]).all()
    # The share of income that is returned is published and fixed, so no variance is from there.
    assert np.all(parts[known, KINDS.index("published")] == 0.0)
    summary = many.summary()["variance_from_assumptions"]
    np.testing.assert_array_equal(summary, table["assumption"])


def test_the_parts_of_an_outcome_match_its_kinds(many: SimulationResult) -> None:
    by_kind = many.variance_by_kind().set_index("outcome")
    for name in ("cost_per_household_month", "npv_partners"):
        split = many.variance_by_assumption(name)
        assert np.all(np.diff(np.abs(split.to_numpy())) <= 0)
        for kind in KINDS:
            of_kind = [
                part
                for assumption, part in split.items()
                if many.origins[str(assumption)].kind == kind
            ]
            assert cell(by_kind, name, kind) == pytest.approx(sum(of_kind), abs=1e-12)


def test_the_parts_sum_to_what_a_regression_explains(many: SimulationResult) -> None:
    # Wages are correlated: squares of coefficients would not sum to R2, Pratt's parts do.
    x = many.assumptions.loc[:, many.assumptions.std() > 0].to_numpy()
    x = np.column_stack([np.ones(len(x)), (x - x.mean(axis=0)) / x.std(axis=0)])
    by_kind = many.variance_by_kind().set_index("outcome")
    for name in ("cost_per_household_month", "fallback_per_year", "npv_residents_payments"):
        y = column(many.outcomes, name)
        left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        unexplained = float(left @ left / np.sum((y - y.mean()) ** 2))
        assert cell(by_kind, name, "unexplained") == pytest.approx(
            unexplained / (1.0 - cell(by_kind, name, "choice")), abs=1e-9
        )


def test_a_nearly_linear_outcome_is_explained_by_its_assumption(
    many: SimulationResult,
) -> None:
    # Partners pay a fee that follows prices: nearly all of its present value is the fee.
    split = many.variance_by_assumption("npv_partners")
    assert split.index[0] == "partner_fee"
    assert split.iloc[0] > 0.99
    assert np.all(np.abs(split.iloc[1:]) < 0.01)
    by_kind = many.variance_by_kind().set_index("outcome")
    assert cell(by_kind, "npv_partners", "assumption") > 0.98


def test_an_outcome_that_is_exactly_linear_leaves_nothing_unexplained() -> None:
    held = {
        name: row.central
        for name, row in default_assumptions().items()
        if name not in ("partner_fee", "wage_correlation")
    }
    result = run(draws=40, assumptions=default_assumptions().replace(**held))
    table = result.variance_by_kind().set_index("outcome")
    assert cell(table, "npv_partners", "assumption") == pytest.approx(1.0, abs=1e-9)
    assert cell(table, "npv_partners", "unexplained") == pytest.approx(0.0, abs=1e-9)
    assert math.isnan(cell(table, "staff", "assumption"))  # it does not vary


def test_with_too_few_draws_nothing_is_explained() -> None:
    result = run(draws=60)
    assert result.variance_by_kind()[[*KINDS, "unexplained"]].isna().all(axis=None)
    assert result.summary()["variance_from_assumptions"].isna().all()
    assert result.variance_by_assumption("npv_partners").empty


# --- tables


def test_tables_say_their_units() -> None:
    result = run()
    assert set(result.outcomes.attrs["units"]) == set(result.outcomes.columns)
    assert set(result.estates.attrs["units"]) == set(result.estates.columns)
    assert set(result.monthly.columns) == {
        "series",
        "unit",
        "month",
        "mean",
        "p5",
        "p50",
        "p95",
    }
    assert len(result.outcomes) == DRAWS
    assert list(result.outcomes.columns) == [
        name
        for name in OUTCOMES
        if not name.startswith("self_sufficiency_year_") or name.endswith("_1")
    ]


def test_bands_lie_in_order_and_agree_with_the_draws() -> None:
    result = run(draws=60)
    table = result.monthly
    assert np.all(column(table, "p5") <= column(table, "p50"))
    assert np.all(column(table, "p50") <= column(table, "p95"))
    assert table.attrs["band_draws"] == 60
    last = table.loc[table["month"] == MONTHS - 1].set_index("series")
    cumulative = column(result.outcomes, "fallback_cumulative")
    assert last.loc["fallback_cumulative", "mean"] == pytest.approx(cumulative.mean(), rel=1e-12)
    for name, share in (("p5", 0.05), ("p50", 0.5), ("p95", 0.95)):
        expected = np.quantile(cumulative, share)
        assert cell(last, "fallback_cumulative", name) == pytest.approx(expected, rel=1e-12)


def test_years_of_the_ledger_hold_their_months() -> None:
    table = run(months=30).ledger
    months = table.groupby("year")["months"].unique().map(list)
    assert months.to_dict() == {1: [12], 2: [12], 3: [6]}
    yearly = run(months=30).outcomes["fallback_cumulative"].mean()
    assert table.loc[table["account"] == "fallback", "mean"].sum() == pytest.approx(yearly)
