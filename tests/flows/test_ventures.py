"""What a community venture earns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.ventures import Funding, Trade, capped_by_catchment, is_open, ramp, trade

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

MONTHS = np.arange(120.0)[:, None]


def grown(opening: float, months_to_90: float, months: Array = MONTHS) -> Array:
    return ramp(months, np.array([opening]), np.array([[[months_to_90]]]))[0, :, 0]


# --- the ramp


@law
@given(st.floats(0.5, 60.0), st.integers(0, 40))
def test_nine_tenths_after_the_months_that_it_takes(months_to_90: float, opening: int) -> None:
    # Growth is read at the middle of a month, so the moment T90 is month opening + T90 - 1/2.
    at = np.array([[opening + months_to_90 - 0.5]])
    assert grown(opening, months_to_90, at)[0] == pytest.approx(0.9, rel=1e-12)


@law
@given(st.floats(0.5, 60.0), st.integers(0, 40))
def test_the_ramp_rises_from_nothing_to_capacity(months_to_90: float, opening: int) -> None:
    found = grown(opening, months_to_90)
    assert np.all(found[:opening] == 0.0)
    assert found[opening] > 0.0
    assert np.all(np.diff(found) >= 0.0)
    assert np.all((found >= 0.0) & (found <= 1.0))
    much_later = np.array([[opening + 5 * months_to_90]])
    assert grown(opening, months_to_90, much_later)[0] == pytest.approx(1.0, abs=1e-9)


def test_a_ramp_by_hand() -> None:
    # Half of T90 is a quarter in the square: 1 - 10^(-1/4).
    assert grown(3.0, 7.0)[6] == pytest.approx(1 - 10**-0.25, rel=1e-14)


def test_a_venture_is_open_from_its_month_on() -> None:
    found = is_open(np.arange(5.0)[:, None], np.array([0.0, 3.0, 9.0]))
    assert found.T.tolist() == [[1, 1, 1, 1, 1], [0, 0, 0, 1, 1], [0, 0, 0, 0, 0]]


# --- trade


def traded(**changes: Array | float) -> Trade:
    values: dict[str, Array | float] = {
        "units": 40.0,
        "price": 300.0,
        "subsidy": 10.0,
        "top_up": 2.0,
        "concession": 1.0,
        "help": 0.5,
        "cost_share": 0.25,
        "unit_cost": 5.0,
        "fixed_cost": 1000.0,
        "growth": 0.5,
        "opened": 1.0,
        "price_index": 1.1,
    }
    given = {name: np.asarray(value) for name, value in {**values, **changes}.items()}
    funding = Funding(**{name: given.pop(name) for name in Funding._fields})
    return trade(given.pop("units"), funding, **given)


def test_a_month_of_trade_by_hand() -> None:
    # 40 stalls, half of them let: 20 * 300 * 1.1 = 6,600 of sales.
    found = traded()
    assert float(found.sales) == pytest.approx(6600.0)
    assert float(found.units) == 20.0
    assert float(found.subsidy) == pytest.approx(20 * 10 * 1.1)
    assert float(found.top_up) == pytest.approx(20 * 2 * 1.1)
    # A unit costs 5, of which 1.5 is given in kind.
    assert float(found.costs) == pytest.approx(0.25 * 6600 + 20 * 3.5 * 1.1 + 1000 * 1.1)
    assert float(found.income) == pytest.approx(20 * 312 * 1.1)


def test_before_it_opens_nothing_moves() -> None:
    for part in traded(opened=0.0, growth=0.0):
        assert float(part) == 0.0


def test_fixed_costs_are_paid_in_full_while_trade_grows() -> None:
    found = traded(growth=0.0)
    assert float(found.sales) == 0.0
    assert float(found.costs) == pytest.approx(1100.0)


@law
@given(st.floats(0.0, 1e3), st.floats(0.0, 1e3), st.floats(0.0, 1.0), st.floats(0.5, 3.0))
def test_all_money_follows_the_price_index(
    units: float, fixed: float, growth: float, index: float
) -> None:
    one = traded(units=units, fixed_cost=fixed, growth=growth, price_index=1.0)
    other = traded(units=units, fixed_cost=fixed, growth=growth, price_index=index)
    assert float(other.units) == float(one.units)
    for before, after in zip(one[1:], other[1:], strict=True):
        assert float(after) == pytest.approx(index * float(before), rel=1e-12)


@law
@given(st.floats(0.0, 1e3), st.floats(0.0, 100.0), st.floats(0.0, 0.9))
def test_costs_grow_with_what_is_sold(units: float, unit_cost: float, share: float) -> None:
    found = traded(
        units=units,
        unit_cost=unit_cost,
        cost_share=share,
        fixed_cost=0.0,
        concession=0.0,
        help=0.0,
    )
    expected = share * float(found.sales) + units * 0.5 * 1.1 * unit_cost
    assert float(found.costs) == pytest.approx(expected, rel=1e-12)


def test_draws_months_and_ventures_broadcast() -> None:
    found = traded(
        units=np.array([[[10.0, 20.0]], [[30.0, 40.0]]]),
        growth=np.ones((2, 3, 2)),
        opened=is_open(np.arange(3.0)[:, None], np.array([0.0, 2.0])),
        price_index=np.ones((2, 3, 1)),
    )
    assert found.sales.shape == (2, 3, 2)
    assert found.sales[1].tolist() == [[9000.0, 0.0], [9000.0, 0.0], [9000.0, 12_000.0]]


per_unit = st.floats(0.0, 100.0, allow_subnormal=False)


@law
@given(
    *(per_unit,) * 5,
    st.floats(0.0, 1.0),
    per_unit,
    st.floats(0.0, 1e4),
    st.floats(1.0, 1e3),
    st.floats(0.5, 3.0),
)
def test_five_funders_pay_a_unit_s_cost_and_margin(
    price: float,
    subsidy: float,
    top_up: float,
    concession: float,
    helping: float,
    cost_share: float,
    beyond: float,
    fixed: float,
    units: float,
    index: float,
) -> None:
    # I7 at the prices of the month; a unit costs at least what is given of it in kind.
    unit_cost = concession + helping + beyond
    found = traded(
        units=units,
        price=price,
        subsidy=subsidy,
        top_up=top_up,
        concession=concession,
        help=helping,
        cost_share=cost_share,
        unit_cost=unit_cost,
        fixed_cost=fixed,
        price_index=index,
    )
    sold = float(found.units)
    full_cost = index * (cost_share * price + unit_cost + fixed / sold)
    margin = (float(found.income) - float(found.costs)) / sold
    funded = index * (price + subsidy + top_up + concession + helping)
    assert funded == pytest.approx(full_cost + margin, rel=1e-9, abs=1e-9)
    assert float(found.costs) >= 0.0


@law
@given(per_unit, per_unit, st.sampled_from(["price", "subsidy", "top_up", "concession", "help"]))
def test_what_any_funder_adds_is_margin(before: float, more: float, funder: str) -> None:
    # Without variable costs on sales it does not matter who pays a yuan.
    one = traded(**{"cost_share": 0.0, "unit_cost": 500.0, funder: before})
    other = traded(**{"cost_share": 0.0, "unit_cost": 500.0, funder: before + more})
    gained = (other.income - other.costs) - (one.income - one.costs)
    assert float(gained) == pytest.approx(more * float(one.units) * 1.1, rel=1e-9, abs=1e-7)


def test_what_is_given_in_kind_is_no_money() -> None:
    found, without = traded(concession=3.0, help=1.0), traded(concession=0.0, help=0.0)
    for part in ("units", "sales", "subsidy", "top_up", "income"):
        assert float(getattr(found, part)) == float(getattr(without, part))
    assert float(without.costs - found.costs) == pytest.approx(20 * 4 * 1.1)


# --- the catchment


def test_capacity_ends_where_demand_does() -> None:
    capacity, demand = np.array([[100.0], [100.0]]), np.array([[0.05], [0.5]])
    assert capped_by_catchment(capacity, demand, np.array([1000.0])).tolist() == [[50.0], [100.0]]
    assert capped_by_catchment(capacity, demand, np.array([0.0])).tolist() == [[0.0], [0.0]]
