"""Tabulate the cost of the service by the lines of the official form (定价成本表)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from commpartner.facts.accounts import ACCOUNTS, REMUNERATION, SPENDING
from commpartner.facts.cost_lines import COST_LINES, DEPRECIATION
from commpartner.facts.words import MONTHS_OF_YEAR
from commpartner.flows.namespace import Array
from commpartner.programme.calendar import Year
from commpartner.results.payers import ALL
from commpartner.results.yearly import Yearly

By = Literal["all", "centre", "estate"]
BY: tuple[By, ...] = get_args(By)
COLUMNS = (
    *("area", "line", "account", "year", "months", "mean", "p5", "p50", "p95", "per_m2_month"),
    "unit",
)
# Paid to the operator beside the cost: a row below the table if a policy has it, in no sum.
BESIDE = "remuneration"
# Accounts of the cost, and the charge for capital, which is in no account of its own.
CHARGED = (*SPENDING, DEPRECIATION)
NEGLIGIBLE = 1e-9  # of what is paid: a difference as small is rounding


class Charged(NamedTuple):
    """Hold the cost by area, account and year [yuan], accounts in the order of `CHARGED`.

    Attributes
    ----------
    areas
        Names of the areas; "all" is everything.
    floor_area
        Of each area [m2].
    means
        Over all draws, shape (area, account, year). That of all estates has the accounts of
        `REMUNERATION` behind the others.
    draws
        The first draws, shape (draw, area, account, year).
    """

    areas: tuple[str, ...]
    floor_area: Array
    years: tuple[Year, ...]
    means: Array
    draws: Array


def of_ledger(yearly: Yearly, floor_area: float) -> Charged:
    """Return the cost of all estates as the ledger has it.

    What is paid for the service and not spent is the charge for the capital of the centres.
    """
    names = [*ACCOUNTS]
    spending = [names.index(name) for name in SPENDING]
    paid = names.index("service_payments")
    beside = [names.index(name) for name in REMUNERATION]

    def lines(amounts: Array) -> Array:
        """Append what is left of the payment and what is beside it, (.., account, year)."""
        spent, whole = amounts[..., spending, :], amounts[..., paid, :]
        left = whole - spent.sum(axis=-2)
        left = np.where(abs(left) <= NEGLIGIBLE * abs(whole), 0.0, left)
        return np.concatenate([spent, left[..., None, :], amounts[..., beside, :]], axis=-2)

    means, draws = lines(yearly.means), lines(yearly.draws)
    return Charged((ALL,), np.array([floor_area]), yearly.years, means[None], draws[:, None])


def cost_lines_table(charged: Charged) -> pd.DataFrame:
    """Tabulate the cost by area, line, account and year, and a mean year.

    Returns
    -------
    pandas.DataFrame
        One row an area, line, account and year, and one a mean year, in which `year` is missing.
        The line "all" is the sum of the lines, and the account "all" that of a line's accounts.
        Lines without cost are 0; accounts without any are left out. What the operator is paid
        beside the cost stands in the line "remuneration", outside the sum, if a policy has it.
    """
    years = pd.array([*(each.year for each in charged.years), None], dtype="Int64")
    months = [each.months for each in charged.years]
    lengths = np.array([*months, sum(months)])
    parts = []
    for head in _heads(charged):
        means = _with_mean_year(charged.means[:, head.numbers].sum(axis=1), sum(months))
        draws = _with_mean_year(charged.draws[:, :, head.numbers].sum(axis=2), sum(months))
        low, middle, high = np.quantile(draws, (0.05, 0.5, 0.95), axis=0)
        divisor = charged.floor_area[:, None] * np.array([*months, MONTHS_OF_YEAR])
        per_area = np.divide(means, divisor, out=np.full_like(means, np.nan), where=divisor > 0)
        size = means.size
        parts.append(
            pd.DataFrame(
                {
                    "area": np.repeat(charged.areas, len(years)),
                    "line": head.line,
                    "account": head.account,
                    "year": pd.array([*years] * len(charged.areas), dtype="Int64"),
                    "months": np.tile(lengths, len(charged.areas)),
                    "mean": means.ravel(),
                    "p5": low.ravel(),
                    "p50": middle.ravel(),
                    "p95": high.ravel(),
                    "per_m2_month": per_area.ravel(),
                    "unit": np.tile(["yuan"] * len(months) + ["yuan/year"], size // len(years)),
                },
                columns=list(COLUMNS),
            ).astype({"area": object, "unit": object})
        )
    table = pd.concat(parts, ignore_index=True)
    order = {area: number for number, area in enumerate(charged.areas)}
    table = table.sort_values("area", key=lambda areas: areas.map(order), kind="stable")
    table = table.reset_index(drop=True)
    table.attrs["band_draws"] = len(charged.draws)
    return table


class _Head(NamedTuple):
    """Hold a row head of the table, and the numbers of its accounts among those of `CHARGED`."""

    line: str
    account: str
    numbers: list[int]


def _heads(charged: Charged) -> Iterator[_Head]:
    used = np.atleast_1d(charged.means.any(axis=(0, 2)) | charged.draws.any(axis=(0, 1, 3)))
    yield _Head(ALL, ALL, [*range(len(CHARGED))])
    for line, about in COST_LINES.items():
        names = (*about.accounts, *([DEPRECIATION] if line == DEPRECIATION else []))
        numbers = [CHARGED.index(name) for name in names]
        yield _Head(line, ALL, numbers)
        if len(about.accounts) > 1:  # an account alone is the whole line
            yield from (_Head(line, CHARGED[each], [each]) for each in numbers if used[each])
    beside = [number for number in range(len(CHARGED), len(used)) if used[number]]
    if beside:
        yield _Head(BESIDE, ALL, beside)
        yield from (_Head(BESIDE, REMUNERATION[each - len(CHARGED)], [each]) for each in beside)


def _with_mean_year(values: Array, months: int) -> Array:
    """Append the mean year to the years, the last axis."""
    whole = np.add.reduce(values, axis=-1, keepdims=True) * (MONTHS_OF_YEAR / months)
    return np.concatenate([values, whole], axis=-1)


def areas_of(by: By, members: Mapping[str, str]) -> dict[str, list[int]]:
    """List the estates of each area by their numbers.

    Parameters
    ----------
    members
        Centre of each estate served, empty if it is served alone, by id of the estate.
    """
    found: dict[str, list[int]] = {}
    for number, (estate, centre) in enumerate(members.items()):
        found.setdefault(estate if by == "estate" else centre, []).append(number)
    return found
