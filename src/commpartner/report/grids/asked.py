"""Tabulate the answer to a planner's question, and list the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import Any

import pandas as pd

from commpartner.facts.labels import UNIT_NAMES, label_of, unit_name
from commpartner.facts.quantities import number, percent
from commpartner.facts.scales import scale_of
from commpartner.planning.questions.answer import Answer, Label
from commpartner.planning.questions.listed import QUESTIONS
from commpartner.report.grid import Cell, Column, Grid, Row, text_column
from commpartner.report.words import say
from commpartner.results.dictionary import heading
from commpartner.texts import Language

MONEY = ("yuan", "yuan/year")
SHARE = "share"
# Whose table has a mean and quantiles that the question alone does not name.
OF_WHAT = ("estates_to_pay", "who_loses", "operator_must_find", "longest_free_trial")


def questions_grid(language: Language) -> Grid:
    """List the questions with their numbers and names."""
    columns = (
        Column(say("questions_number", language)),
        text_column(say("questions_question", language)),
        text_column(say("questions_name", language)),
    )
    rows = tuple(
        Row(
            (Cell(str(place)), Cell(say(f"question_{name}", language)), Cell(name)),
            key=name,
        )
        for place, name in enumerate(QUESTIONS, start=1)
    )
    title, following = (say(key, language) for key in ("questions_title", "questions_next"))
    return Grid(title, columns, rows, (following,))


def answer_grid(answer: Answer, language: Language) -> Grid:
    """Tabulate what stands beside an answer; the question is the title."""
    table = answer.table
    units = table.attrs.get("units", {})
    if "unit" in table:
        return Grid(answer.asked(language), *_by_row(answer, language))
    written = {
        name: _writer(_of_unit(table, units, units.get(name, "")), units.get(name, ""), language)
        for name in table
    }
    columns = tuple(_column(str(name), table[name], written[name][1], language) for name in table)
    rows = tuple(
        Row(
            tuple(
                _cell(row[name], written[name][0], units.get(name, ""), answer.names, language)
                for name in table
            )
        )
        for row in table.to_dict("records")
    )
    return Grid(answer.asked(language), columns, rows, _notes(answer, language))


def _notes(answer: Answer, language: Language) -> tuple[str, ...]:
    """Tell of what the mean and quantiles are, if the question does not."""
    key = f"asked_of_{answer.question}"
    return (say(key, language),) if answer.question in OF_WHAT else ()


def _of_unit(table: pd.DataFrame, units: Mapping[str, str], unit: str) -> list[float]:
    """Collect the finite numbers of all columns of a unit."""
    found = (value for name in table if units.get(str(name)) == unit for value in table[name])
    return [float(value) for value in found if isfinite(value)]


def _by_row(answer: Answer, language: Language) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Tabulate changes whose units differ by row; those of shares are in percentage points."""
    columns = (
        text_column(say("asked_change", language)),
        *(
            Column(heading(str(name), language))
            for name in answer.table
            if name not in ("outcome", "unit")
        ),
    )
    rows = []
    for row in answer.table.to_dict("records"):
        unit, label = str(row.pop("unit")), answer.names[row.pop("outcome")].text(language)
        values = [float(value) for value in row.values()]
        write, shown = _writer([each for each in values if isfinite(each)], unit, language)
        if unit.startswith(SHARE):
            write, shown = (lambda value: number(100.0 * value)), say("asked_points", language)
        cells = [Cell(f"{label} [{shown}]" if shown else label)]
        cells += [Cell(write(value), value=value, unit=unit) for value in values]
        rows.append(Row(tuple(cells)))
    return columns, tuple(rows)


def _column(name: str, values: pd.Series[Any], unit: str, language: Language) -> Column:
    head = heading(name, language)
    return Column(f"{head} [{unit}]" if unit else head, pd.api.types.is_numeric_dtype(values))


def _writer(
    of_unit: Iterable[float], unit: str, language: Language
) -> tuple[Callable[[float], str], str]:
    """Return how the numbers of a column are written, and the unit of its heading.

    Parameters
    ----------
    of_unit
        All finite numbers of the table in this unit, which have one scale of money.
    """
    none = say("asked_none", language)

    def or_none(write: Callable[[float], str]) -> Callable[[float], str]:
        return lambda value: none if value == float("inf") else write(value)

    if unit == SHARE:
        return or_none(lambda value: percent(value, language)), ""
    if unit in MONEY:
        scale = scale_of(unit, of_unit, language)
        return or_none(lambda value: number(round(scale.factor * value, 6))), scale.unit
    if unit in ("", "ratio"):
        return or_none(number), ""
    many = UNIT_NAMES.get(unit)
    several = many is not None and many.factor == 1.0
    return or_none(number), label_of(many, language) if several else unit_name(unit, language)


def _cell(
    value: Any,
    write: Callable[[float], str],
    unit: str,
    names: Mapping[str, Label],
    language: Language,
) -> Cell:
    if isinstance(value, str):
        label = names.get(value)
        return Cell(value if label is None else label.text(language))
    return Cell(write(float(value)), value=float(value), unit=unit)
