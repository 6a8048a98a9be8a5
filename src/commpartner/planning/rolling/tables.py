"""Tabulate a plan: its steps, what is spent by year, what each payer must find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from commpartner.experiments.comparison import Comparison
from commpartner.facts.outcomes import OUTCOMES
from commpartner.measures.risk import band
from commpartner.model.scheme import Scheme
from commpartner.planning.rolling.margins import Margins
from commpartner.planning.rolling.runs import Runs
from commpartner.planning.rolling.schedules import CENT, Budget
from commpartner.planning.rolling.steps import Schedule, label
from commpartner.programme.calendar import MONTHS_OF_YEAR
from commpartner.results.payers import ALL
from commpartner.results.result import SimulationResult

PLANNED = "planned"
OTHERS = ("social_net_benefit", "public_net_cost", "npv_operator", "fallback_cumulative")


def schedule_table(
    runs: Runs, scheme: Scheme, budget: Budget, given: Margins, schedule: Schedule
) -> pd.DataFrame:
    """Tabulate the steps of a schedule in the order in which they were given."""
    rows: list[dict[str, Any]] = []
    for number, (step, year) in enumerate(zip(runs.steps, schedule, strict=True)):
        opens = year < budget.years
        at = year if opens else 0
        outlay = np.add.reduce(given.outlays[number, at], axis=1)
        value = given.gains[number, at]
        cost, worth = float(outlay.mean()), float(value.mean())
        rows.append(
            {
                "step": step.name,
                "label_en": label(scheme, step, "en"),
                "label_zh": label(scheme, step, "zh"),
                "kind": step.kind,
                "opens": ", ".join(step.opens),
                "estates": step.estates,
                "year": year + 1 if opens else None,
                "month": MONTHS_OF_YEAR * year if opens else None,
                "outlay": cost,
                **{f"outlay_{name}": each for name, each in band(outlay).items()},
                "value": worth,
                **{f"value_{name}": each for name, each in band(value).items()},
                "unit": OUTCOMES[runs.outcome].unit,
                "value_per_yuan": worth / cost if cost else np.nan,
            }
        )
    return pd.DataFrame(rows).astype({"year": "Int64", "month": "Int64"})


def spent_table(budget: Budget, orders: Mapping[str, Schedule]) -> pd.DataFrame:
    """Tabulate the outlay of each order by year beside the budget."""
    rows = []
    for order, schedule in orders.items():
        spent = budget.spent(schedule)
        over = budget.over(spent)
        left = -over.mean(axis=0)
        for year in range(budget.years):
            rows.append(
                {
                    "order": order,
                    "year": year + 1,
                    "budget": budget.amounts[year],
                    "outlay": spent[:, year].mean(),
                    **{name: each for name, each in band(spent[:, year]).items() if name != "p50"},
                    "left": left[year],
                    "probability_over": (over[:, year] > CENT).mean(),
                }
            )
    return pd.DataFrame(rows)


def renewals_table(runs: Runs, budget: Budget, schedule: Schedule) -> pd.DataFrame:
    """Tabulate what a schedule spends later on the accounts of the budget, by year."""
    spent = runs.run(schedule).spent - runs.run(runs.nothing).spent
    later = (spent - budget.spent(schedule)).mean(axis=0)
    small = np.abs(later) < CENT
    years = np.arange(budget.years) + 1
    return pd.DataFrame({"year": years, "mean": np.where(small, 0.0, later)})


def orders_table(runs: Runs, orders: Mapping[str, Schedule]) -> pd.DataFrame:
    """Tabulate the opening year of each step by order."""

    def rows() -> Iterator[dict[str, Any]]:
        for order, schedule in orders.items():
            for step, year in zip(runs.steps, schedule, strict=True):
                opening = year + 1 if year < runs.years else None
                yield {"order": order, "step": step.name, "year": opening}

    return pd.DataFrame(rows()).astype({"year": "Int64"})


def payers_by_order(results: Mapping[str, SimulationResult]) -> pd.DataFrame:
    """Tabulate what each payer must find in each year under each order."""
    parts = []
    for order, result in results.items():
        table = result.payers
        whole = table[(table["account"] == ALL) & table["year"].notna()]
        part = whole[["payer", "year", "mean", "p5", "p95"]]
        part = part.assign(order=order)
        parts.append(part[["order", "payer", "year", "mean", "p5", "p95"]])
    return pd.concat(parts, ignore_index=True)


def differences_table(comparison: Comparison, outcome: str) -> pd.DataFrame:
    """Tabulate the paired differences of the plan from every other order."""
    wanted = list(dict.fromkeys((outcome, *OTHERS)))
    parts = []
    for other in comparison.policies:
        if other != PLANNED:
            pair = comparison.only([PLANNED, other])
            parts.append(pair.differences(other, wanted))
    return pd.concat(parts, ignore_index=True)
