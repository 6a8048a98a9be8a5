"""The nucleolus in whole numbers and fractions: slow, and right however the costs differ in size.

Each step solves the dual of a linear programme by the simplex method with Bland's rule. Coalitions
with a price above 0 are fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Row = list[Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


def exact_nucleolus(table: NDArray[np.float64], individual: bool) -> tuple[Row, Fraction]:
    """Shares and their largest gain; bit i of the index is player i."""
    costs = [Fraction(each) for each in table.tolist()]
    count, whole = len(costs).bit_length() - 1, len(costs) - 1
    rows = [
        [Fraction(number >> player & 1) for player in range(count)] for number in range(whole + 1)
    ]
    fixed, first = {whole: costs[whole]}, None
    while len(fixed) < count:
        free = [each for each in range(1, whole) if not _spanned(rows, [*fixed], each)]
        bounds = [1 << player for player in range(count)] if individual else []
        signed = [(sign, each) for each in fixed for sign in (ONE, -ONE)]
        columns = [[*rows[each], ONE] for each in free] + [[*rows[each], ZERO] for each in bounds]
        columns += [[sign * value for value in rows[each]] + [ZERO] for sign, each in signed]
        price = [costs[each] for each in free + bounds]
        price += [sign * fixed[each] for sign, each in signed]
        found = _simplex(columns, [ZERO] * count + [ONE], price)
        gain = -sum((one * other for one, other in zip(found, price, strict=True)), ZERO)
        first = gain if first is None else first
        for each, weight in zip(free, found, strict=False):
            if weight > 0 and not _spanned(rows, [*fixed], each):
                fixed[each] = costs[each] + gain
    wide = [[*rows[each], value] for each, value in fixed.items()]
    _eliminate(wide, count)
    wide.sort(key=lambda row: row.index(ONE))
    return [row[-1] for row in wide], first or ZERO


def _spanned(rows: Sequence[Row], fixed: list[int], each: int) -> bool:
    before = [rows[number][:] for number in fixed]
    return _eliminate([*before, rows[each][:]], len(rows[0])) == len(fixed)


def _eliminate(rows: list[Row], columns: int) -> int:
    """Make every leading number 1 and the only one of its column; return the rank."""
    rank = 0
    for column in range(columns):
        pivot = next((at for at in range(rank, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        _pivot(rows, rank, column)
        rank += 1
    return rank


def _pivot(rows: list[Row], at: int, column: int) -> None:
    lead = rows[at][column]
    rows[at] = [value / lead for value in rows[at]]
    for other, row in enumerate(rows):
        if other != at and row[column]:
            factor = row[column]
            rows[other] = [one - factor * two for one, two in zip(row, rows[at], strict=True)]


def _simplex(columns: list[Row], right: Row, price: Row) -> Row:
    """Find weights from 0 of the columns that sum to the right side, at the least price."""
    height, width = len(right), len(columns)
    rows = [
        [*(column[at] for column in columns), *(Fraction(at == other) for other in range(height))]
        for at in range(height)
    ]
    rows = [[*row, value] for row, value in zip(rows, right, strict=True)]
    basis = list(range(width, width + height))
    artificial = [ZERO] * width + [ONE] * height
    _lower(rows, basis, artificial, width)
    assert sum(artificial[each] * row[-1] for each, row in zip(basis, rows, strict=True)) == 0
    for at, each in enumerate(basis):
        enter = next((place for place in range(width) if rows[at][place]), None)
        if each >= width and enter is not None:
            _pivot(rows, at, enter)
            basis[at] = enter
    _lower(rows, basis, price + [ZERO] * height, width)
    found = [ZERO] * width
    for each, row in zip(basis, rows, strict=True):
        if each < width:
            found[each] = row[-1]
    return found


def _lower(rows: list[Row], basis: list[int], price: Row, width: int) -> None:
    while True:
        paid = [price[each] for each in basis]
        for enter in range(width):
            used = sum((one * row[enter] for one, row in zip(paid, rows, strict=True)), ZERO)
            if enter not in basis and price[enter] < used:
                break
        else:
            return
        ratios = [
            (row[-1] / row[enter], basis[at], at) for at, row in enumerate(rows) if row[enter] > 0
        ]
        assert ratios, "the price has no end"
        at = min(ratios)[2]
        _pivot(rows, at, enter)
        basis[at] = enter
