"""Format the two official tables for the screen: cost by line and cash flow by year."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from commpartner.cli.words import say
from commpartner.cli.years import year_headings
from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.cost_lines import COST_LINES
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.problems.wording import Language
from commpartner.results.cost_lines import BESIDE
from commpartner.results.payers import ALL

YEARS = 2  # the first, that have a column of their own
LARGE = 1e6  # yuan from which sums are shown in large units
CENT = 0.01  # yuan
OUTSIDE = "outside"  # mirrors all others, and stands in the file alone


class _Money(NamedTuple):
    """Hold the unit in which sums of money are written: factor from yuan, name, digits."""

    factor: float
    unit: str
    digits: int  # behind the point, of sums of three figures or more
    more_below: float = 0.0  # sums smaller than this have one digit more

    def written(self, value: float) -> str:
        """Format a sum; one too small to show is marked."""
        scaled = value / self.factor
        digits = self.digits + (abs(scaled) < self.more_below)
        if abs(scaled) < 0.5 * 10.0**-digits:
            return "0" if abs(value) < CENT / 2.0 else "~0"
        return f"{scaled:,.{digits}f}"

    def with_range(self, row: Any) -> str:
        """Format a mean, and below it the range from 5 to 95 % if there is one."""
        mean, low, high = (self.written(row[name]) for name in ("mean", "p5", "p95"))
        return mean if low == high else f"{mean}\n({low}..{high})"


def cost_table(cost: pd.DataFrame, policy: str, language: Language) -> Table:
    """Tabulate the cost of all estates by line: the first years and the mean year."""
    money = _money(cost, language)
    table = _table(say("cost_title", language, policy=policy, unit=money.unit))
    table.add_column(say("cost_line", language), overflow="fold")
    shown = _first_years(cost)
    for heading in year_headings(shown, language):
        table.add_column(heading, justify="right")
    table.add_column(say("per_m2_month", language), justify="right")
    for (line, account), rows in shown.groupby(["line", "account"], sort=False):
        per_area = f"{rows['per_m2_month'].iloc[-1]:.3f}"
        if account == ALL:
            cells = [money.with_range(row) for _, row in rows.iterrows()]
            table.add_row(_line_name(str(line), language), *cells, per_area)
        else:
            cells = [money.written(mean) for mean in rows["mean"]]
            table.add_row(f"  {label_of(ACCOUNTS[str(account)], language)}", *cells, per_area)
        if line == ALL:
            table.add_section()
    return table


def area_table(cost: pd.DataFrame, policy: str, language: Language) -> Table:
    """Tabulate the mean year's whole cost by centre or estate."""
    whole = cost[(cost["line"] == ALL) & cost["year"].isna()]
    money = _money(whole, language)
    table = _table(say("cost_area_title", language, policy=policy, unit=money.unit))
    table.add_column(say("cost_area", language), overflow="fold")
    table.add_column(say("mean_year", language), justify="right")
    table.add_column("5-95 %", justify="right")
    table.add_column(say("per_m2_month", language), justify="right")
    for _, row in whole.iterrows():
        area = row["area"] or say("served_alone", language)
        spread = f"{money.written(row['p5'])}..{money.written(row['p95'])}"
        table.add_row(area, money.written(row["mean"]), spread, f"{row['per_m2_month']:.3f}")
    return table


def cash_table(cash: pd.DataFrame, policy: str, language: Language) -> Table:
    """Tabulate the cash flow of every sector: the first years and the last."""
    money = _money(cash, language)
    table = _table(say("cash_title", language, policy=policy, unit=money.unit))
    table.add_column(say("payer", language), overflow="fold")
    years = list(dict.fromkeys(cash["year"]))
    ours = cash[cash["sector"] != OUTSIDE]
    shown = ours[ours["year"].isin([*years[:YEARS], *years[-1:]])]
    for heading in year_headings(shown, language):
        table.add_column(heading, justify="right")
    for sector, of_sector in shown.groupby("sector", sort=False):
        table.add_section()
        table.add_row(named(SECTOR_NAMES[sector], language), style="bold")
        for (item, account), rows in of_sector.groupby(["item", "account"], sort=False):
            if account == ALL:
                cells = [money.with_range(row) for _, row in rows.iterrows()]
                table.add_row(f" {say(f'cash_{item}', language)}", *cells)
            else:
                cells = [money.written(mean) for mean in rows["mean"]]
                table.add_row(f"   {label_of(ACCOUNTS[str(account)], language)}", *cells)
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 0, 0, 1))


def _money(table: pd.DataFrame, language: Language) -> _Money:
    """Choose the unit by the largest sum of the table."""
    if not len(table) or table["mean"].abs().max() < LARGE:
        return _Money(1.0, say("yuan", language), 0)
    large = say("large_yuan", language)
    return _Money(1e4, large, 0, 100.0) if language == "zh" else _Money(1e6, large, 2, 1.0)


def _first_years(table: pd.DataFrame) -> pd.DataFrame:
    """Select the first years and the mean year."""
    years = sorted(table["year"].dropna().unique())[:YEARS]
    return table[table["year"].isna() | table["year"].isin(years)]


def _line_name(line: str, language: Language) -> str:
    if line in (ALL, BESIDE):
        return say("cost_whole" if line == ALL else "cost_beside", language)
    return label_of(COST_LINES[line], language)
