"""Format tables for the screen and files: labels and one unit of money."""

from __future__ import annotations

import platform
import re
from collections import Counter
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from commpartner._version import __version__
from commpartner.cli.printing import Terminal
from commpartner.cli.words import say
from commpartner.facts.labels import KIND_NAMES, UNIT_NAMES, in_language, label_of, named
from commpartner.facts.quantities import number, percent
from commpartner.facts.scales import largest_scale
from commpartner.io import programme_hash
from commpartner.io.tables import write_tables
from commpartner.programme import Programme
from commpartner.results.dictionary import heading
from commpartner.texts import Language

# Left out where a screen has no room for them; files have them.
TOO_WIDE = (
    "source",
    "note",
    "unit",
    "draw_of_maximum",
    "next",
    "p50",
    "outcome_central",
    "swing",
    "level",
)
SAID_ONCE = ("outcome", "baseline", "draws", "method", "delivers")
SHARES = ("service_level", "households_served", "share_better", "probability")
# In the unit of the outcome; other columns of the same table have units of their own.
OF_OUTCOME = (
    "mean",
    "mean_difference",
    "low",
    "high",
    "p5",
    "p50",
    "p95",
    "expected",
    "maximum",
    "outcome_low",
    "outcome_central",
    "outcome_high",
    "swing",
    "mu_star",
    "mu_star_low",
    "mu_star_high",
    "mu",
    "sigma",
)
EXPLAINED = ("told_apart", "draws_needed", "variance_ratio")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
Names = Mapping[str, str]


def label_of_policy(name: str, programme: Programme, language: Language) -> str:
    """Return the label of a policy."""
    return label_of(programme.policies[name], language) or name


def own_labels(programme: Programme, language: Language) -> Names:
    """Return the labels of the assumptions that a programme changes or adds.

    Rows of one label have their names beside it.
    """
    rows = programme.assumption_table()
    found = {
        name: named((rows[name].label_en, rows[name].label_zh), language)
        for name in programme.assumptions
    }
    once = Counter(found.values())
    return {
        name: label if once[label] == 1 else f"{label} ({name})" for name, label in found.items()
    }


def labels(programme: Programme, language: Language) -> Names:
    """Return the labels of policies by name."""
    return {name: label_of_policy(name, programme, language) for name in programme.policies}


def with_ids(names: Names) -> Names:
    """Append the id in brackets to each label."""
    return {name: f"{label} ({name})" for name, label in names.items() if label != name}


def show_table(
    console: Terminal,
    title: str,
    table: pd.DataFrame,
    language: Language,
    policies: Names | None = None,
    unit: str = "",
    heads: Names | None = None,
) -> None:
    """Print a table; the title names values that are equal in every row.

    Parameters
    ----------
    policies
        Names of policies in words; those that it lacks stay as they are.
    unit
        Of the outcome, if the table's column of units is not that of the outcome.
    heads
        Of columns that are no column of a documented table, such as those named after policies, and
        of rows of a programme's own.
    """
    units = {unit} if unit else set(table["unit"]) if "unit" in table else set()
    factor = 1.0
    if len(units) == 1 and any(name in table for name in OF_OUTCOME):
        factor, known = scaled(units.pop(), language)
        title = f"{title} [{known}]"
    console.print(title, style="italic")  # above the table, which may be narrower
    screen = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=0,  # the box leaves a space between columns
    )
    columns: list[list[str]] = []
    notes = []
    for name in map(str, table):
        values = table[name]
        texts = set(values.astype(str).str.strip())
        if texts == {""} or name in TOO_WIDE or (len(texts) == 1 and name in SAID_ONCE):
            continue
        written = _writer(name, table, factor, policies or {}, heads or {}, language)
        columns.append([written(value) for value in values])
        head = heads[name] if heads and name in heads else heading(name, language)
        if pd.api.types.is_numeric_dtype(values):
            screen.add_column(head, justify="right")
        else:
            screen.add_column(head, overflow="fold")
        if name in EXPLAINED:
            notes.append(say(f"explained_{name}", language))
    for row in zip(*columns, strict=True):
        screen.add_row(*row)
    console.table(screen)
    if notes:
        console.print("\n".join(notes), style="dim")


def scaled(unit: str, language: Language) -> tuple[float, str]:
    """Return the factor from the unit of a table to that of the screen, and the unit's name.

    Examples
    --------
    >>> scaled("yuan/year", "zh"), scaled("yuan/year", "en"), scaled("t", "zh")
    ((0.0001, '万元/年'), (1e-06, 'million yuan/year'), (1.0, 't'))
    """
    large = largest_scale(unit, language)
    if large is not None:
        return large.factor, large.unit
    factor, english, chinese = UNIT_NAMES.get(unit, (1.0, unit, unit))
    return factor, chinese if language == "zh" else english


def _writer(
    name: str,
    table: pd.DataFrame,
    factor: float,
    policies: Names,
    heads: Names,
    language: Language,
) -> Callable[[Any], str]:
    """Choose how the cells of a column are written."""
    if name in ("policy", "baseline", "next"):
        return lambda value: policies.get(value, str(value))
    if name == "assumption":
        return lambda value: _NAME.sub(
            lambda one: heads.get(one[0]) or heading(one[0], language), str(value)
        )
    if name == "outcome":
        return lambda value: f"{heading(str(value), language)} ({value})"  # to be typed
    if name == "kind":
        return lambda value: "; ".join(
            named(KIND_NAMES[kind], language) for kind in value.split("; ")
        )
    if name in SHARES or (name in ("low", "high") and "probability" in table):
        return lambda value: percent(value, language)
    scale = factor if name in OF_OUTCOME else 1.0
    return lambda value: cell(value, language, scale)


def cell(value: object, language: Language, factor: float = 1.0) -> str:
    """Format a cell with three significant digits and no exponent.

    Examples
    --------
    >>> cell(2_883_000.0, "zh", 1e-4), cell(True, "zh"), cell(None, "en"), cell(0.0634, "en")
    ('288', '是', '-', '0.0634')
    """
    if isinstance(value, bool | np.bool_):
        return say("yes" if value else "no", language)
    if value is None:
        return "-"
    return number(value * factor) if isinstance(value, float) else str(value)


def say_synthetic(console: Terminal, programme: Programme, language: Language) -> None:
    """Print what data of a programme are generated, if any are."""
    if programme.synthetic:
        note = in_language(programme.synthetic_note, language)
        console.print(say("synthetic", language, note=note), style="yellow")
    if estimated := programme.estimated:
        from commpartner.lists.headings import fields

        told = [
            say("estimated_field", language, field=fields()[name].label(language), count=count)
            for name, count in estimated.items()
            if name in fields() and name != "id"
        ]
        whole, between = len(programme.estates), say("between_fields", language)
        console.print(
            say("estimated", language, whole=whole, fields=between.join(told)), style="yellow"
        )


def manifest_of(programme: Programme, run: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the origin of tables: programme, run and versions."""
    return {
        "programme": programme.name,
        "programme_sha256": programme_hash(programme),
        "synthetic": programme.synthetic,
        "synthetic_note": programme.synthetic_note,
        "estimated": programme.estimated,
        **run,
        "versions": {
            "commpartner": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "scipy", "pandas", "pydantic")},
        },
    }


def write_in_language(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    manifest: Mapping[str, Any],
    language: Language,
    *,
    parquet: bool = False,
    documented: Mapping[str, str] | None = None,
    own: Mapping[str, str] | None = None,
) -> None:
    """Write tables with headings in a language; values stay unchanged.

    The manifest has the language. If headings are Chinese, it also has the name of each column, so
    that a program can read the tables.

    Parameters
    ----------
    documented
        Names of tables in the dictionary by file, where columns mean something of their own.
    own
        Chinese headings of columns that are no column of a documented table.
    """
    where = documented or {}
    about = {**manifest, "language": language}
    if language == "zh":
        heads = {
            name: _heads(table, where.get(name, ""), own or {}) for name, table in tables.items()
        }
        about["columns"] = {
            name: {head: column for column, head in found.items()} for name, found in heads.items()
        }
        tables = {name: _renamed(table, heads[name]) for name, table in tables.items()}
    write_tables(tables, folder, about, parquet=parquet)


def _renamed(table: pd.DataFrame, heads: Mapping[str, str]) -> pd.DataFrame:
    """Replace the names of columns, and those among the units of the table."""
    made = table.rename(columns=heads)
    if units := table.attrs.get("units"):
        made.attrs["units"] = {heads.get(name, name): unit for name, unit in units.items()}
    return made


def _heads(table: pd.DataFrame, documented: str, own: Names) -> dict[str, str]:
    """Return Chinese headings by column; equal headings also get the column's name."""
    heads = {name: own.get(name) or heading(name, "zh", documented) for name in map(str, table)}
    several = {head for head in heads.values() if list(heads.values()).count(head) > 1}
    return {
        name: f"{head} {name}" if head in several and head != name else head
        for name, head in heads.items()
    }
