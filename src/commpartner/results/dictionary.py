"""Build the data dictionary: every figure and field with its unit and meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from commpartner import programme
from commpartner.assumptions.table import default_assumptions
from commpartner.facts.accounts import ALL_ACCOUNTS
from commpartner.facts.fields import field_notes
from commpartner.facts.labels import column_names, named
from commpartner.facts.outcomes import OUTCOMES, SERIES, Outcome, Series
from commpartner.facts.rows import rows
from commpartner.programme.policy import MECHANISMS
from commpartner.texts import Language

# Tables whose columns are outcomes or assumptions: these come before columns of the same name.
_OF_FIGURES = ("outcomes", "assumptions", "failures", "pareto")


class Entry(NamedTuple):
    """Hold the place, unit and meaning of one name of a table or model."""

    where: str
    name: str
    unit: str
    en: str
    zh: str


@cache
def columns() -> Mapping[tuple[str, str], Entry]:
    """List the meanings of columns by table and name; an empty table stands for any table."""
    entries = [Entry(*[*row.values()][:5]) for row in rows("columns")]
    return {(each.where, each.name): each for each in entries}


def column_units(names: Iterable[str]) -> dict[str, str]:
    """Return the units of columns that mean the same in every table.

    Examples
    --------
    >>> column_units(["paying_share", "name"])
    {'paying_share': 'share, at the end', 'name': ''}
    """
    return {name: columns()["", name].unit for name in names}


def column(table: str, name: str) -> Entry | None:
    """Return the meaning of a column of a table, or else the meaning it has in any table.

    Parameters
    ----------
    table
        As ``SimulationResult.monthly``, or the name of the method that gives it.

    Examples
    --------
    >>> column("SimulationResult.monthly", "p5").unit
    'unit of the row'
    """
    own, anywhere = columns().get((table, name)), columns().get(("", name))
    figure = _figures().get(name)
    if table.rpartition(".")[2] in _OF_FIGURES:
        return own or figure or anywhere
    return own or anywhere or figure


@cache
def _figures() -> Mapping[str, Entry]:
    """List the outcomes, parts of saving and assumptions that are columns themselves."""
    found = {entry.name: entry for entries in parts().values() for entry in entries}
    for name in MECHANISMS:
        found[name] = Entry("", name, "yuan/year", "part of the saving", "节约额的组成部分")
    return found


def parts() -> Mapping[str, list[Entry]]:
    """List the entries of outcomes, series, accounts and the table of assumptions."""
    return {
        "outcomes": [_figure(name, each) for name, each in OUTCOMES.items()],
        "series": [_figure(name, each) for name, each in SERIES.items()],
        "accounts": [
            Entry(f"{each.payer} → {each.payee}", name, "yuan", each.label_en, each.label_zh)
            for name, each in ALL_ACCOUNTS.items()
        ],
        "assumptions": [
            Entry(row.kind, name, row.unit, row.label_en, row.label_zh)
            for name, row in default_assumptions().items()
        ],
    }


def _figure(name: str, about: Outcome | Series) -> Entry:
    """Make an entry of a label and its note."""
    english = "; ".join(filter(None, (about.label_en, about.note_en)))
    chinese = "；".join(filter(None, (about.label_zh, about.note_zh)))
    return Entry("", name, about.unit, english, chinese)


def fields() -> list[Entry]:
    """List the entries of every field of every model; those of `Policy` are the levers."""
    return [
        Entry(model, name, *note)
        for model in programme.__all__
        for name, note in field_notes(model).items()
    ]


def heading(column: str, language: Language, table: str = "") -> str:
    """Return the heading of a column: its own label, or that of an outcome or assumption.

    Parameters
    ----------
    table
        As of `column`, for a column that means something else there.

    Examples
    --------
    >>> heading("told_apart", "zh"), heading("fallback_per_year", "zh"), heading("p95", "zh")
    ('可分', '年均托底额', '95%分位')
    >>> heading("share", "zh"), heading("share", "zh", "DistrictPlan.estates")
    ('占比', '分摊额')
    """
    names = column_names(column, table)
    if names is not None:
        return named(names, language)
    found = OUTCOMES.get(column) or default_assumptions().get(column)
    return column if found is None else named((found.label_en, found.label_zh), language)
