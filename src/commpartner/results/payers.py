"""Compute what each payer must find from its own means, by account and year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from commpartner.facts.accounts import ACCOUNTS, OWN_MEANS
from commpartner.flows.namespace import Array
from commpartner.measures.risk import band
from commpartner.model.accounts import Flows

MONTHS_OF_YEAR = 12
ALL = "all"
COLUMNS = ("payer", "account", "year", "months", "mean", "p5", "p50", "p95", "unit")


def by_year(flows: Flows) -> Array:
    """Sum the accounts of `OWN_MEANS` by year [yuan], shape (draw, account, year)."""
    months = next(iter(flows.values())).shape[1]
    firsts = range(0, months, MONTHS_OF_YEAR)
    sums = [
        [
            np.add.reduce(flows[account][:, first : first + MONTHS_OF_YEAR], axis=1)
            for first in firsts
        ]
        for account in OWN_MEANS
    ]
    return np.moveaxis(np.array(sums), -1, 0)


def payers_table(means: Array, draws: Array, months: int) -> pd.DataFrame:
    """Tabulate what each payer must find.

    Parameters
    ----------
    means
        Of all draws [yuan], shape (account, year), accounts in the order of `OWN_MEANS`.
    draws
        Of the draws that quantiles are taken of [yuan], shape (draw, account, year).
    months
        Of the run; its last year may have fewer than twelve.

    Returns
    -------
    pandas.DataFrame
        One row a payer, account and year, and one a payer, account and mean year, in which `year`
        is missing. The account "all" holds all accounts of the payer: quantiles of a sum are not
        sums of quantiles. Accounts without a flow in any draw are left out.
    """
    rows: list[dict[str, Any]] = []
    used = np.asarray(means.any(axis=1)) | np.asarray(draws.any(axis=(0, 2)))
    for payer in dict.fromkeys(ACCOUNTS[name].payer for name in OWN_MEANS):
        theirs = [
            number
            for number, name in enumerate(OWN_MEANS)
            if used[number] and ACCOUNTS[name].payer == payer
        ]
        heads = {OWN_MEANS[number]: [number] for number in theirs}
        if theirs:
            heads = {ALL: theirs} | heads
        for account, numbers in heads.items():
            mean = means[numbers].sum(axis=0)
            spread = sum((draws[:, number] for number in numbers), np.zeros(draws[:, 0].shape))
            rows += [
                {"payer": payer, "account": account} | row for row in _spans(mean, spread, months)
            ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.astype({"year": "Int64", "months": "int64", "unit": "object"})
    table.attrs["band_draws"] = len(draws)
    return table


def _spans(mean: Array, draws: Array, months: int) -> Iterator[dict[str, Any]]:
    """Tabulate one account: each year, and a year in the mean of all months."""

    def row(year: int | None, length: int, mean: float, values: Array, unit: str) -> dict[str, Any]:
        return {"year": year, "months": length, "mean": mean, **band(values), "unit": unit}

    for number in range(len(mean)):
        length = min(MONTHS_OF_YEAR, months - number * MONTHS_OF_YEAR)
        yield row(number + 1, length, float(mean[number]), draws[:, number], "yuan")
    years = months / MONTHS_OF_YEAR
    whole = np.add.reduce(draws, axis=1) / years
    yield row(None, months, float(mean.sum()) / years, whole, "yuan/year")
