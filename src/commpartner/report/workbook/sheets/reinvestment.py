"""Build the table of the profit of all ventures by year, from sales to reinvestment."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.labels import label_of
from commpartner.report.words import say
from commpartner.report.workbook.layout import (
    Check,
    Column,
    Content,
    Form,
    Formula,
    Number,
    Place,
    Table,
)
from commpartner.report.workbook.yearly import amounts, span_of
from commpartner.results.payers import ALL
from commpartner.results.result import SimulationResult
from commpartner.texts import Language

# Payments of ventures by which a settlement distributes; all others come before it.
DISTRIBUTED = (
    *("reinvested_profit", "retained_profit", "public_income", "collective_income"),
    "losses_made_good",
)
OF_OPERATOR = ("reinvested_profit", "retained_profit")
COVERED = "losses_covered"
Years = Sequence[float]


class Lines:
    """Collect the rows of a table by year, whose formulas refer to rows above."""

    def __init__(self, top: int, years: int) -> None:
        self.place = Place(top, 0)
        self.years = years
        self.rows: list[tuple[Content, ...]] = []
        self.strong: set[int] = set()

    def values(self, label: str, years: Years, form: Form | None = None) -> int:
        """Append numbers of the model; return the number of the row."""
        numbers = [each if form is None else Number(each, form) for each in years]
        self.rows.append((label, *numbers))
        return len(self.rows) - 1

    def formula(
        self,
        label: str,
        write: Callable[[Callable[[int], str]], str],
        years: Years,
        form: Form | None = None,
    ) -> int:
        """Append a formula for every year, written from the addresses of rows of that year."""
        cells: list[Content] = []
        for year, value in enumerate(years):
            column = year + 1
            text = write(lambda row, column=column: self.place.cell(row, column))  # type: ignore[misc]
            cells.append(Formula(f"={text}", value, form))
        self.rows.append((label, *cells))
        self.strong.add(len(self.rows) - 1)
        return len(self.rows) - 1

    def checks(self, label: str, row: int) -> list[Check]:
        """Return the checks of a row of differences."""
        return [Check(label, self.place.cell(row, year + 1)) for year in range(self.years)]


def reinvestment(main: SimulationResult, top: int, language: Language) -> tuple[Table, list[Check]]:
    """Tabulate receipts, costs and the settlement by year; share times profit where it holds."""
    cash = main.cash_flow()
    cash = cash[cash["sector"] == "ventures"]
    found = {key: each.years for key, each in amounts(cash, ["item", "account"]).items()}
    span = span_of(cash, language)
    lines = Lines(top, len(span.headings))
    checks = _settled(lines, found, language)
    if any(("outflow", name) in found for name in OF_OPERATOR):
        checks += _shared(lines, main, found, language)
    columns = (
        Column(say("xlsx_item", language), "text", 34),
        *(Column(say("xlsx_yuan", language, of=year)) for year in span.headings),
    )
    table = Table(
        "ventures_reinvestment",
        Place(top, len(lines.rows)),
        columns,
        tuple(lines.rows),
        say("xlsx_reinvestment", language),
        filtered=False,
        strong=frozenset(lines.strong),
    )
    return table, checks


Found = dict[tuple[str, ...], tuple[float, ...]]


def _settled(lines: Lines, found: Found, language: Language) -> list[Check]:
    """Add receipts less costs to what is not yet settled; that is what is distributed."""
    start = lines.values(say("xlsx_unsettled_before", language), found["opening", ALL])
    into = [
        lines.values(_label(name, language), years)
        for (item, name), years in found.items()
        if item == "inflow" and name != ALL
    ]
    out = [
        lines.values(say("xlsx_less_of", language, of=_label(name, language)), years)
        for (item, name), years in found.items()
        if item == "outflow" and name != ALL and name not in DISTRIBUTED
    ]
    left = say("xlsx_less_of", language, of=say("xlsx_unsettled_after", language))
    out.append(lines.values(left, found["closing", ALL]))
    given = {name: found["outflow", name] for name in DISTRIBUTED if ("outflow", name) in found}
    nothing = (0.0,) * lines.years
    whole = [sum(each) for each in zip(nothing, *given.values(), strict=True)]

    def to_share(cell: Callable[[int], str]) -> str:
        added = "".join(f"+{cell(row)}" for row in into)
        return f"{cell(start)}{added}" + "".join(f"-{cell(row)}" for row in out)

    before = lines.formula(say("xlsx_to_share", language), to_share, whole)
    parts = [lines.values(_label(name, language), years) for name, years in given.items()]
    label = say("xlsx_shared", language)
    after = lines.formula(label, lambda cell: "+".join(cell(row) for row in parts) or "0", whole)
    row = lines.formula(
        say("xlsx_difference", language),
        lambda cell: f"ROUND({cell(before)}-{cell(after)},2)",
        nothing,
        "check",
    )
    return lines.checks(label, row)


def _shared(lines: Lines, main: SimulationResult, found: Found, language: Language) -> list[Check]:
    """Tabulate share times what is shared; it is what is reinvested, if that holds."""
    nothing = (0.0,) * lines.years
    reinvested, retained = (found.get(("outflow", name), nothing) for name in OF_OPERATOR)
    of_profit = main.policy.reinvestment_basis == "profit"
    drawn = _drawn(main)
    share = float(drawn.mean())
    if of_profit:
        label = say("xlsx_profit_shared", language)
        base = [one + other for one, other in zip(reinvested, retained, strict=True)]
    else:
        label = say("xlsx_income_shared", language)
        sold = [
            years
            for (item, name), years in found.items()
            if item == "inflow" and name not in (ALL, COVERED)
        ]
        base = [sum(each) for each in zip(nothing, *sold, strict=True)]
    first = lines.values(label, base)
    second = lines.values(say("xlsx_share", language), [share] * lines.years, "share")
    product = [share * each for each in base]
    third = lines.formula(
        say("xlsx_product", language), lambda cell: f"{cell(first)}*{cell(second)}", product
    )
    fourth = lines.values(say("xlsx_reinvested_model", language), reinvested)
    lines.strong.discard(fourth)
    holds = of_profit and bool(np.ptp(drawn) == 0.0)
    off = [round(one - other, 2) for one, other in zip(product, reinvested, strict=True)]
    row = lines.formula(
        say("xlsx_difference" if holds else "xlsx_difference_kept", language),
        lambda cell: f"ROUND({cell(third)}-{cell(fourth)},2)",
        nothing if holds else off,
        "check" if holds else None,
    )
    return lines.checks(say("xlsx_product", language), row) if holds else []


def _drawn(main: SimulationResult) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the share that the policy reinvests, by draw."""
    lever = main.policy.reinvestment_share
    if isinstance(lever, str):
        return main.assumptions[lever].to_numpy(dtype=np.float64)
    return np.array([float(lever)])


def _label(name: str, language: Language) -> str:
    return label_of(ACCOUNTS[name], language)
