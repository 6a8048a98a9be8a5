"""The measures on which a planner decides, and the series that are shown over time."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from commpartner import measures
from commpartner.accounts import Flows, net_by_sector
from commpartner.arrays import Inputs
from commpartner.costs import Costs
from commpartner.engines import Run
from commpartner.flows.namespace import Array

MONTHS_OF_YEAR = 12


class Outcome(NamedTuple):
    """A measure on which a planner decides."""

    unit: str
    better: Literal["more", "less", "neither"]
    label_en: str
    label_zh: str


OUTCOMES: dict[str, Outcome] = {
    "savings_per_year": Outcome("yuan/year", "more", "saving of clusters", "片区统管年节约额"),
    "savings_share": Outcome("share", "more", "saving over stand-alone cost", "节约率"),
    "savings_per_household_month": Outcome(
        "yuan/household/month", "more", "saving per household", "户均月节约"
    ),
    "cost_per_household_month": Outcome(
        "yuan/household/month", "less", "cost of the service per household", "户均月服务成本"
    ),
    "stand_alone_cost_per_household_month": Outcome(
        "yuan/household/month",
        "neither",
        "the same service stand-alone",
        "同标准单独服务户均月成本",
    ),
    "staff": Outcome("FTE", "neither", "staff of the service", "服务人员"),
    "reinvested_per_year": Outcome("yuan/year", "more", "reinvested in estates", "年反哺额"),
    "reinvested_per_household_month": Outcome(
        "yuan/household/month", "more", "reinvested per household", "户均月反哺"
    ),
    "fees_per_household_month": Outcome(
        "yuan/household/month", "neither", "service charges paid per household", "户均月实缴物业费"
    ),
    "fallback_per_year": Outcome("yuan/year", "less", "fallback, mean of a year", "年均托底额"),
    "fallback_cumulative": Outcome("yuan", "less", "fallback over all months", "累计托底额"),
    "fallback_peak_month": Outcome(
        "yuan/month", "less", "fallback in its worst month", "托底峰值月额"
    ),
    "self_sufficiency_year_1": Outcome(
        "share", "more", "own income over cost, year 1", "第1年自给率"
    ),
    "self_sufficiency_year_3": Outcome(
        "share", "more", "own income over cost, year 3", "第3年自给率"
    ),
    "self_sufficiency_year_5": Outcome(
        "share", "more", "own income over cost, year 5", "第5年自给率"
    ),
    "self_sufficiency_year_10": Outcome(
        "share", "more", "own income over cost, year 10", "第10年自给率"
    ),
    "covers_cost": Outcome(
        "share", "more", "own income of all estates covers the cost", "自有收入合计覆盖成本"
    ),
    "covers_cost_month": Outcome(
        "month", "less", "first month from which it does", "自有收入合计覆盖成本起始月"
    ),
    "breaks_even": Outcome("share", "more", "fallback ends in every estate", "所有小区托底结束"),
    "break_even_month": Outcome("month", "less", "first month without fallback", "收支平衡月"),
    "paying_share": Outcome("share", "more", "of bills paid, last year", "末年缴费率"),
    "service_level": Outcome("share", "more", "of the standard delivered", "服务兑现率"),
    "satisfaction": Outcome(
        "score 0-100", "more", "satisfaction of all estates, end", "期末满意度"
    ),
    "gini_net_benefit": Outcome(
        "ratio", "less", "Gini of net benefit per household", "户均净收益基尼系数"
    ),
    **{
        f"npv_{sector}": Outcome("yuan", "more", f"net present value of {sector}", label)
        for sector, label in (
            ("residents", "居民净现值"),
            ("estate_funds", "小区资金净现值"),
            ("operator", "运营方净现值"),
            ("ventures", "经营项目净现值"),
            ("partners", "合伙人净现值"),
            ("government", "政府净现值"),
        )
    },
}


class Savings(NamedTuple):
    """Monthly cost of the clustered estates alone and together, prices of month 0, (draw,)."""

    alone: Array
    together: Array
    households: float


def savings(costs: Costs) -> Savings:
    """Compare the same service alone and together, over the estates that centres serve."""
    clustered = costs.scheme.clustered
    alone = np.add.reduce(np.where(clustered, costs.alone.total, 0.0), axis=-1)
    together = np.add.reduce(costs.together.total, axis=-1)
    return Savings(alone, together, float(costs.scheme.sites.households[clustered].sum()))


def series(inputs: Inputs, run: Run, flows: Flows) -> Flows:
    """Monthly series that are shown with bands, each (draw, month)."""
    totals = run.totals
    cost = _full_cost(inputs)
    bills = _bills(inputs, run)
    return {
        "service_cost": cost,
        "own_income": _own_income(flows),
        "reinvested": flows["reinvested_profit"],
        "fallback": flows["fallback"],
        "fallback_cumulative": np.cumsum(flows["fallback"], axis=1),
        "estate_funds": np.ascontiguousarray(totals.funds.T),
        "arrears": np.ascontiguousarray(totals.arrears.T),
        "paying_share": _ratio(flows["service_charges"], bills),
        "service_level": _ratio(flows["service_payments"] + flows["service_upgrades"], cost),
        "satisfaction": 100.0 * (totals.satisfaction.T + inputs.outside_satisfaction),
    }


SERIES_UNITS = {
    "service_cost": "yuan/month",
    "own_income": "yuan/month",
    "reinvested": "yuan/month",
    "fallback": "yuan/month",
    "fallback_cumulative": "yuan",
    "estate_funds": "yuan",
    "arrears": "yuan",
    "paying_share": "share",
    "service_level": "share",
    "satisfaction": "score 0-100",
}


def outcomes(inputs: Inputs, run: Run, flows: Flows, benefit: Array, rate: Array) -> Flows:
    """Outcomes of every draw, each of shape (draw,), in the order of `OUTCOMES`.

    Parameters
    ----------
    benefit
        Service received less fees paid over all months [yuan], shape (draw, estate).
    rate
        Discount rate [share/year], shape (draw, 1).
    """
    costs = inputs.costs
    scheme = costs.scheme
    months = flows["wages"].shape[1]
    years = months / MONTHS_OF_YEAR
    saved = savings(costs)
    households = scheme.households
    fallback = flows["fallback"]
    own, cost = _own_income(flows), _full_cost(inputs)
    alone = np.add.reduce(costs.alone.total, axis=-1)
    reinvested = np.add.reduce(flows["reinvested_profit"], axis=1)
    fees = np.add.reduce(flows["service_charges"] + flows["arrears_recovered"], axis=1)
    bills = _bills(inputs, run)
    last_year = slice(-MONTHS_OF_YEAR, None)
    found: Flows = {
        "savings_per_year": 12.0 * (saved.alone - saved.together),
        "savings_share": _ratio(saved.alone - saved.together, saved.alone),
        "savings_per_household_month": _per(saved.alone - saved.together, saved.households),
        "cost_per_household_month": _per(cost[:, 0], households),
        "stand_alone_cost_per_household_month": _per(alone, households),
        "staff": _staff(costs),
        "reinvested_per_year": reinvested / years,
        "reinvested_per_household_month": _per(reinvested / months, households),
        "fees_per_household_month": _per(fees / months, households),
        "fallback_per_year": np.add.reduce(fallback, axis=1) / years,
        "fallback_cumulative": np.add.reduce(fallback, axis=1),
        "fallback_peak_month": fallback.max(axis=1),
    }
    for year in (1, 3, 5, 10):
        if months >= year * MONTHS_OF_YEAR:
            span = slice((year - 1) * MONTHS_OF_YEAR, year * MONTHS_OF_YEAR)
            found[f"self_sufficiency_year_{year}"] = _ratio(
                np.add.reduce(own[:, span], axis=1), np.add.reduce(cost[:, span], axis=1)
            )
    never = np.full(rate.shape[0], np.nan)  # where nobody is served there is nothing to reach
    even = np.asarray(measures.break_even_month(fallback)) if households else never
    short = np.maximum(cost - own, 0.0)
    covers = np.asarray(measures.break_even_month(short)) if households else never
    found |= {
        "covers_cost": np.where(np.isnan(covers), 0.0, 1.0),
        "covers_cost_month": covers,
        "breaks_even": np.where(np.isnan(even), 0.0, 1.0),
        "break_even_month": even,
        "paying_share": _ratio(
            np.add.reduce(flows["service_charges"][:, last_year], axis=1),
            np.add.reduce(bills[:, last_year], axis=1),
        ),
        "service_level": _ratio(
            np.add.reduce(flows["service_payments"] + flows["service_upgrades"], axis=1),
            np.add.reduce(cost, axis=1),
        ),
        "satisfaction": 100.0 * (run.totals.satisfaction[-1] + inputs.outside_satisfaction[:, -1]),
        "gini_net_benefit": _gini(inputs, benefit),
    }
    factors = measures.discount_factors(rate[:, 0], months)
    for sector, net in net_by_sector(flows).items():
        if f"npv_{sector}" in OUTCOMES:
            found[f"npv_{sector}"] = np.add.reduce(net * factors, axis=1)
    return {name: found[name] for name in OUTCOMES if name in found}


def _gini(inputs: Inputs, benefit: Array) -> Array:
    """Gini of (service received - fees paid) per household; NaN where its mean is not positive."""
    rows = benefit.shape[0]
    size = inputs.costs.scheme.sites.households
    if not size.size:
        return np.full(rows, np.nan)
    benefit = benefit / size
    positive = np.add.reduce(benefit * size, axis=-1) > 0
    found = np.full(rows, np.nan)
    if positive.any():
        found[positive] = measures.gini(
            benefit[positive], np.broadcast_to(size, benefit[positive].shape)
        )
    return found


def service_received(inputs: Inputs, run: Run) -> Array:
    """Service that each estate's fund paid for over all months [yuan], shape (draw, estate)."""
    fixed = inputs.fixed
    wages = fixed.wage_cost * np.add.reduce(inputs.wage_index, axis=1)[:, None]
    rest = fixed.price_cost * np.add.reduce(inputs.price_index, axis=1)[:, None]
    return np.asarray(wages + rest - run.end.uncovered + run.end.upgraded)


def reinvested_by_estate(inputs: Inputs, run: Run) -> Array:
    """What each estate received of reinvested profit and partners' fees [yuan], (draw, estate)."""
    if inputs.rules.fills_deficits:
        return run.end.reinvested
    pool = np.add.reduce(run.totals.reinvested, axis=-1) + inputs.path.partner_fees[..., 0]
    # Summed along rows of memory: the bits of a sum over another axis depend on the rows beside it.
    whole = np.add.reduce(np.ascontiguousarray(pool.T), axis=-1)
    return np.asarray(whole[:, None] * inputs.fixed.weight)


def fees_paid(inputs: Inputs, run: Run, received: Array) -> Array:
    """Service charges that each estate paid over all months [yuan], shape (draw, estate).

    By the fund's own identity: what was spent and what is left, less all other income.
    """
    end, fixed = run.end, inputs.fixed
    other = (
        end.fallback
        + reinvested_by_estate(inputs, run)
        + fixed.other_income * fixed.households * np.add.reduce(inputs.price_index, axis=1)[:, None]
        + fixed.grant * fixed.households * np.add.reduce(inputs.path.granting)
    )
    return np.asarray(received + end.fund + end.relief + end.reserve - other)


def _staff(costs: Costs) -> Array:
    alone, together = sum(costs.alone.staff), sum(costs.together.staff)
    own = np.where(costs.scheme.clustered, 0.0, alone)
    return np.asarray(np.add.reduce(own, axis=-1) + np.add.reduce(together, axis=-1))


def _full_cost(inputs: Inputs) -> Array:
    wages = np.add.reduce(inputs.fixed.wage_cost, axis=-1)[:, None]
    rest = np.add.reduce(inputs.fixed.price_cost, axis=-1)[:, None]
    return np.asarray(wages * inputs.wage_index + rest * inputs.price_index)


def _bills(inputs: Inputs, run: Run) -> Array:
    gross = inputs.fixed.fee * np.add.reduce(inputs.fixed.size) * inputs.path.fee_index[..., 0].T
    return np.asarray(gross - run.totals.relieved.T)


def _own_income(flows: Flows) -> Array:
    """Income of the estates' funds that is neither grant nor fallback."""
    return (
        flows["service_charges"]
        + flows["arrears_recovered"]
        + (flows["common_property_income"] - flows["common_income_to_owners"])
        + flows["partner_fees"]
        + flows["reinvested_profit"]
    )


def _ratio(part: Array, whole: Array) -> Array:
    """Part over whole, 0 where there is no whole (nothing served, nothing billed)."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _per(amount: Array, households: float) -> Array:
    return amount / households if households else np.zeros_like(amount)
