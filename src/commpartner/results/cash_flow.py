"""Tabulate the cash flow of every sector by year (现金流量表)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from commpartner.facts.accounts import ACCOUNTS, SECTORS
from commpartner.flows.namespace import Array
from commpartner.programme.calendar import Year
from commpartner.results.payers import ALL
from commpartner.results.yearly import Yearly

COLUMNS = ("sector", "item", "account", "year", "months", "mean", "p5", "p50", "p95", "unit")


class _Line(NamedTuple):
    """Hold a line of the table: means by year, and draws by year [yuan]."""

    sector: str
    item: str
    account: str
    mean: Array
    draws: Array


def cash_flow_table(yearly: Yearly) -> pd.DataFrame:
    """Tabulate balance, receipts and payments of every sector by year.

    Returns
    -------
    pandas.DataFrame
        One row a sector, item, account and year. The items are opening, inflow, outflow and
        closing; opening + inflow - outflow = closing. The account "all" holds all accounts of an
        item. Balances count from month 0: what a sector had before is unknown.
    """
    parts = [_tabulated(line, yearly.years) for line in _lines(yearly)]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
    table.attrs["band_draws"] = len(yearly.draws)
    return table


def _lines(yearly: Yearly) -> Iterator[_Line]:
    used = np.atleast_1d(yearly.means.any(axis=1) | yearly.draws.any(axis=(0, 2)))
    for sector in SECTORS:
        moved = _moved(sector, used)
        if not any(moved.values()):
            continue
        summed = {
            item: (yearly.means[numbers].sum(axis=0), yearly.draws[:, numbers].sum(axis=1))
            for item, numbers in moved.items()
        }
        net = [into - out for into, out in zip(summed["inflow"], summed["outflow"], strict=True)]
        closing = [np.cumsum(part, axis=-1) for part in net]
        opening = [after - part for after, part in zip(closing, net, strict=True)]
        yield _Line(sector, "opening", ALL, *opening)
        for item, numbers in moved.items():
            yield _Line(sector, item, ALL, *summed[item])
            for number in numbers:
                name = [*ACCOUNTS][number]
                yield _Line(sector, item, name, yearly.means[number], yearly.draws[:, number])
        yield _Line(sector, "closing", ALL, *closing)


def _moved(sector: str, used: NDArray[np.bool_]) -> dict[str, list[int]]:
    """List the accounts in use by which money reaches and leaves a sector."""
    accounts = [row for row in enumerate(ACCOUNTS.values()) if used[row[0]]]
    return {
        "inflow": [number for number, row in accounts if row.payee == sector],
        "outflow": [number for number, row in accounts if row.payer == sector],
    }


def _tabulated(line: _Line, of: tuple[Year, ...]) -> pd.DataFrame:
    low, middle, high = np.quantile(line.draws, (0.05, 0.5, 0.95), axis=0)
    return pd.DataFrame(
        {
            "sector": line.sector,
            "item": line.item,
            "account": line.account,
            "year": [year.year for year in of],
            "months": [year.months for year in of],
            "mean": line.mean,
            "p5": low,
            "p50": middle,
            "p95": high,
            "unit": "yuan",
        },
        columns=list(COLUMNS),
    )
