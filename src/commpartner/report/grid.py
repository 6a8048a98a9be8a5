"""Hold a table as it is read: words, numbers as they are written, and the numbers themselves.

A grid knows nothing of where it is shown: a screen, a page and a workbook render the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

# A whole has its parts in the rows that follow; a head stands above several rows.
Kind = Literal["plain", "head", "whole", "part"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one cell: its text, and the number behind it.

    Parameters
    ----------
    text
        As it is read.
    interval
        The range as it is read; empty if none is shown.
    aside
        What stands behind the text, less prominent, such as a unit.
    value, low, high
        Mean and range from 5 to 95 % in `unit`, unrounded; None if the cell has none. In the cell
        of an assumption's range: central, low and high.
    unit
        Of `value`, as the library's tables have it: "yuan/year", "share".
    """

    text: str
    interval: str = ""
    aside: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Hold the head of a column.

    Parameters
    ----------
    heading
        In words.
    number
        True if the cells are numbers, which are aligned on the right.
    interval
        The heading of a column of its own for the intervals; empty if each stands in its cell.
    """

    heading: str
    number: bool = True
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row: as many cells as columns, the first of which names the row.

    Parameters
    ----------
    section
        True if a line separates the row from the one before.
    key
        What the row is about by its name in the library: an account, a policy, an assumption.
    """

    cells: tuple[Cell, ...]
    kind: Kind = "plain"
    section: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Hold a table with its title; one without rows has nothing to show but its cautions.

    Parameters
    ----------
    notes
        What explains the columns.
    cautions
        What limits the use of the numbers.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def text_column(heading: str) -> Column:
    """Make a column of words.

    Examples
    --------
    >>> text_column("Policy").number
    False
    """
    return Column(heading, number=False)


def mean_cell(row: Mapping[Any, Any], write: Callable[[float], str], unit: str) -> Cell:
    """Write a mean; its range stays beside it as numbers.

    Examples
    --------
    >>> cell = mean_cell({"mean": 2.04, "p5": 1.0, "p95": 3.0}, "{:.1f}".format, "yuan")
    >>> cell.text, cell.interval, cell.value, cell.low, cell.unit
    ('2.0', '', 2.04, 1.0, 'yuan')
    """
    value, low, high = (_number(row[name]) for name in ("mean", "p5", "p95"))
    return Cell(write(row["mean"]), value=value, low=low, high=high, unit=unit)


def ranged_cell(
    row: Mapping[Any, Any],
    write: Callable[[float], str],
    unit: str,
    between: str = "..",
    always: bool = False,
) -> Cell:
    """Write a mean and its range from 5 to 95 %; a range of one number is shown if asked.

    Examples
    --------
    >>> row = {"mean": 2.04, "p5": 1.0, "p95": 3.0}
    >>> ranged_cell(row, "{:.1f}".format, "yuan").interval
    '1.0..3.0'
    """
    mean = mean_cell(row, write, unit)
    low, high = write(row["p5"]), write(row["p95"])
    interval = f"{low}{between}{high}" if always or low != high else ""
    return Cell(mean.text, interval, "", mean.value, mean.low, mean.high, unit)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
