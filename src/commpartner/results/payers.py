"""Compute what each payer must find from its own means, by account and year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from commpartner.facts.accounts import ACCOUNTS, OWN_MEANS
from commpartner.facts.words import MONTHS_OF_YEAR
from commpartner.flows.namespace import Array
from commpartner.measures.risk import band
from commpartner.programme.calendar import Year
from commpartner.results.yearly import Yearly

ALL = "all"
COLUMNS = ("payer", "account", "year", "months", "mean", "p5", "p50", "p95", "unit")


def payers_table(yearly: Yearly) -> pd.DataFrame:
    """Tabulate what each payer must find.

    Returns
    -------
    pandas.DataFrame
        One row a payer, account and year, and one a payer, account and mean year, in which `year`
        is missing. The account "all" holds all accounts of the payer: quantiles of a sum are not
        sums of quantiles. Accounts without a flow in any draw are left out.
    """
    rows: list[dict[str, Any]] = []
    order = [list(ACCOUNTS).index(name) for name in OWN_MEANS]
    means, draws = yearly.means[order], yearly.draws[:, order]
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
                {"payer": payer, "account": account} | row
                for row in _spans(mean, spread, yearly.years)
            ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.astype({"year": "Int64", "months": "int64", "unit": "object"})
    table.attrs["band_draws"] = len(draws)
    return table


def _spans(mean: Array, draws: Array, of: Sequence[Year]) -> Iterator[dict[str, Any]]:
    """Tabulate one account: each year, and a year in the mean of all months."""

    def row(year: int | None, length: int, mean: float, values: Array, unit: str) -> dict[str, Any]:
        return {"year": year, "months": length, "mean": mean, **band(values), "unit": unit}

    for number, each in enumerate(of):
        yield row(each.year, each.months, float(mean[number]), draws[:, number], "yuan")
    months = sum(each.months for each in of)
    years = months / MONTHS_OF_YEAR
    whole = np.add.reduce(draws, axis=1) / years
    yield row(None, months, float(mean.sum()) / years, whole, "yuan/year")
