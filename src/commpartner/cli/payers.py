"""Print what each payer must find, year by year."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from commpartner.cli.words import say
from commpartner.cli.years import year_headings
from commpartner.facts.accounts import ACCOUNTS, Sector
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.facts.quantities import LARGE
from commpartner.problems.wording import Language
from commpartner.results.payers import ALL
from commpartner.results.result import SimulationResult

YEARS = 3  # that have a column of their own, beside the mean year
SCALE = {language: size for language, (size, _) in LARGE.items()}
DIGITS = {"en": 2, "zh": 0}


def payers(result: SimulationResult, policy: str, language: Language) -> Table | None:
    """Print what each payer must find in the first years and in the mean year, with 5-95 %."""
    found = result.payers
    if found.empty:
        return None
    table = Table(
        title=say("payers_title", language, policy=policy),
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 0, 0, 1),
    )
    table.add_column(say("payer", language), overflow="fold")
    first = sorted(found["year"].dropna().unique())[:YEARS]
    shown = found[found["year"].isna() | found["year"].isin(first)]
    for heading in year_headings(shown, language):
        table.add_column(heading, justify="right")
    rows: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for row in shown.to_dict("records"):  # a payer's whole, then each account; the mean year last
        rows.setdefault((row["payer"], row["account"]), []).append(row)
    for (payer, account), cells in rows.items():
        if account == ALL:
            table.add_section()
            name = named(SECTOR_NAMES[cast("Sector", payer)], language)
            table.add_row(name, *(_total(row, language) for row in cells))
        elif sum(one == payer for one, _ in rows) > 2:  # an account alone is the whole
            about = ACCOUNTS[account]
            name = label_of(about, language)
            table.add_row(f"  {name}", *(_written(row["mean"], language) for row in cells))
    return table


def _total(row: dict[Any, Any], language: Language) -> str:
    low, high = (_written(row[name], language) for name in ("p5", "p95"))
    mean = _written(row["mean"], language)
    return mean if low == high else f"{mean}\n({low}..{high})"


def _written(value: float, language: Language) -> str:
    scaled = value / SCALE[language]
    if pd.isna(scaled) or abs(scaled) < 0.5 * 10.0 ** -DIGITS[language]:
        return "0" if value == 0.0 else "~0"
    return f"{scaled:,.{DIGITS[language]}f}"
