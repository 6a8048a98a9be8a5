"""Build tables by year in which the sum of a group is a live formula over its accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commpartner.facts.quantities import LARGE
from commpartner.report.words import say
from commpartner.report.workbook.layout import (
    Check,
    Column,
    Content,
    Fact,
    Formula,
    Place,
    Table,
    fact_cell,
    first_row,
)
from commpartner.report.workbook.yearly import Amounts, Span
from commpartner.texts import Language

FIRST = 2  # column of the first year


@dataclass(frozen=True, slots=True)
class Group:
    """Hold a group of accounts with its sum.

    Parameters
    ----------
    outside
        Whether the total leaves it out.
    """

    name: str
    whole: Amounts
    parts: tuple[tuple[str, Amounts], ...]
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Hold what all tables of a sheet by year share."""

    key: str
    span: Span
    group: str  # heading of the first column
    notes: tuple[str, ...]
    area: float | None  # [m2]
    language: Language

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return the numbers that the formulas refer to."""
        factor = LARGE[self.language][0]
        found = (
            Fact(say("xlsx_months", self.language), self.span.months, "count"),
            Fact(say("xlsx_scale", self.language), int(factor), "count"),
        )
        if self.area is None:
            return found
        return (*found, Fact(say("xlsx_area", self.language), self.area, "money"))

    def fact(self, number: int) -> str:
        """Return the address of one of them."""
        return fact_cell(len(self.notes), number)

    @property
    def mean(self) -> int:
        """Return the column of the mean year."""
        return FIRST + len(self.span.headings)


def sums_by_year(
    frame: Frame, groups: Sequence[Group], total: tuple[str, Amounts] | None
) -> tuple[tuple[Table, ...], tuple[Check, ...]]:
    """Build the table of the groups' sums and, below, that of their accounts."""
    rows = len(groups) + (total is not None)
    top = first_row(frame.notes, len(frame.facts), titled=True)
    sums = Place(top, rows)
    below = sums.below(sum(len(group.parts) for group in groups), gap=3)
    inside = [group for group in groups if not group.outside]
    made, checks = [], []
    for number, group in enumerate(inside):
        made.append(_sum(frame, group, sums, below, number))
    if total is not None:
        made.append(_total(frame, total, sums, len(inside)))
    for group in groups:
        if group.outside:
            made.append(_sum(frame, group, sums, below, len(made)))
    difference = frame.mean + 4
    names = [str(row[0]) for row in made]
    checks = [Check(name, sums.cell(number, difference)) for number, name in enumerate(names)]
    strong = frozenset() if total is None else frozenset([len(inside)])
    return (
        Table(
            f"{frame.key}_sums",
            sums,
            _columns(frame, summed=True),
            tuple(made),
            title=say("xlsx_sums", frame.language),
            filtered=False,
            strong=strong,
        ),
        Table(
            f"{frame.key}_accounts",
            below,
            _columns(frame, summed=False),
            tuple(_accounts(frame, groups, below)),
            title=say("xlsx_accounts", frame.language),
        ),
    ), tuple(checks)


def _columns(frame: Frame, summed: bool) -> tuple[Column, ...]:
    language = frame.language
    found = [
        Column(frame.group, "text", 42),
        Column(say("xlsx_account", language), "text", 34),
        *(Column(say("xlsx_yuan", language, of=year)) for year in frame.span.headings),
        Column(say("xlsx_mean_year", language)),
        Column(say("xlsx_low", language)),
        Column(say("xlsx_high", language)),
    ]
    if summed:
        found += [
            Column(say("xlsx_by_model", language)),
            Column(say("xlsx_difference", language), "check"),
            Column(say("xlsx_large", language), "scaled"),
        ]
    if frame.area is not None:
        found.append(Column(say("xlsx_per_area", language), "fine"))
    return tuple(found)


def _sum(frame: Frame, group: Group, sums: Place, below: Place, number: int) -> tuple[Content, ...]:
    """Sum the accounts of a group by its name."""
    label = sums.cell(number, 0)

    def of(column: int) -> str:
        if not below.rows:
            return "=0"
        return f"=SUMIFS({below.column(column)},{below.column(0)},{label})"

    years: list[Content] = [
        Formula(of(FIRST + place), amount) for place, amount in enumerate(group.whole.years)
    ]
    name = say("xlsx_all_of", frame.language)
    return (group.name, name, *years, *_end(frame, group.whole, sums, number))


def _total(
    frame: Frame, total: tuple[str, Amounts], sums: Place, number: int
) -> tuple[Content, ...]:
    """Sum the groups above."""
    name, whole = total

    def above(column: int) -> str:
        return f"=SUM({sums.cell(0, column)}:{sums.cell(number - 1, column)})"

    years: list[Content] = [
        Formula(above(FIRST + place), amount) for place, amount in enumerate(whole.years)
    ]
    return (name, "", *years, *_end(frame, whole, sums, number))


def _end(frame: Frame, whole: Amounts, sums: Place, number: int) -> list[Content]:
    mean = sums.cell(number, frame.mean)
    model = sums.cell(number, frame.mean + 3)
    scaled = whole.mean / LARGE[frame.language][0]
    found: list[Content] = [
        _mean(frame, sums, number, whole.mean),
        whole.low,
        whole.high,
        whole.mean,
        Formula(f"=ROUND({mean}-{model},2)", 0.0),
        Formula(f"={mean}/{frame.fact(1)}", scaled),
    ]
    return found + _per_area(frame, mean, whole)


def _mean(frame: Frame, place: Place, number: int, value: float) -> Formula:
    years = place.span(number, FIRST, frame.mean - 1)
    return Formula(f"=SUM({years})*12/{frame.fact(0)}", value)


def _per_area(frame: Frame, mean: str, whole: Amounts) -> list[Content]:
    if frame.area is None:
        return []
    return [Formula(f"={mean}/12/{frame.fact(2)}", whole.unit_cost)]


def _accounts(frame: Frame, groups: Sequence[Group], below: Place) -> list[tuple[Content, ...]]:
    rows: list[tuple[Content, ...]] = []
    for group in groups:
        for account, amount in group.parts:
            number = len(rows)
            mean = below.cell(number, frame.mean)
            rows.append(
                (
                    group.name,
                    account,
                    *amount.years,
                    _mean(frame, below, number, amount.mean),
                    amount.low,
                    amount.high,
                    *_per_area(frame, mean, amount),
                )
            )
    return rows
