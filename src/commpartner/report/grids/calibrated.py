"""Tabulate a calibration: what was seen, what is known now, what to see next."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commpartner.calibration import Calibration
from commpartner.calibration.quantities import quantities
from commpartner.facts.labels import UNIT_NAMES, label_of, unit_name
from commpartner.facts.quantities import number, percent
from commpartner.facts.scales import largest_scale
from commpartner.report.grid import Cell, Column, Grid, Row, text_column
from commpartner.report.words import say
from commpartner.texts import Language, in_language

MOST = 12  # assumptions that are listed
FEW = 5  # observations to come


def seen_grid(found: Calibration, policy: str, language: Language) -> Grid:
    """Tabulate what was seen beside its predictions before and after; conflicts are cautions."""
    rows = []
    for each, row in zip(found.observed.observations, found.fit.to_dict("records"), strict=True):
        factor, unit = _scale(each.quantity.unit, language)
        label = each.quantity.label(language) + (f" {each.place}" if each.place else "")
        error = number(each.standard_error * factor)
        cells = (
            Cell(f"{label} [{unit}]"),
            Cell(each.when(language)),
            Cell(f"{number(each.value * factor)} ± {error}", value=each.value),
            _range(row, "prior_", factor),
            _range(row, "", factor),
        )
        rows.append(Row(cells, key=each.series))
    heads = ("seen_here", "before_calibration", "after_calibration")
    return Grid(
        say("seen_title", language, policy=policy, count=len(found.observed)),
        (
            *(text_column(say(head, language)) for head in ("seen_figure", "seen_when")),
            *(Column(say(head, language)) for head in heads),
        ),
        tuple(rows),
        cautions=tuple(in_language(conflict, language) for conflict in found.conflicts),
    )


def known_grid(found: Calibration, language: Language) -> Grid:
    """Tabulate the assumptions that were narrowed most."""
    rows = []
    for row in found.narrowed().head(MOST).to_dict("records"):
        about = found.assumption_table[row["assumption"]]
        cells = (
            Cell(f"{label_of(about, language)} [{unit_name(about.unit, language)}]"),
            _range(row, "prior_", 1.0),
            _range(row, "", 1.0),
            _share(row["narrowing"], language),
        )
        rows.append(Row(cells, key=row["assumption"]))
    heads = ("before_calibration", "after_calibration", "narrowing")
    return Grid(
        say("known_title", language),
        (
            text_column(say("assumption_name", language)),
            *(Column(say(head, language)) for head in heads),
        ),
        tuple(rows),
    )


def following_grid(following: pd.DataFrame, outcome: str, language: Language) -> Grid:
    """Tabulate what would narrow an outcome most if it were seen next."""
    rows = []
    for row in following.head(FEW).to_dict("records"):
        label = quantities()[row["series"]].label(language)
        cells = (
            Cell(f"{label} ({row['series']})"),
            Cell(say("in_year", language, year=row["year"])),
            _share(row["narrowing"], language),
        )
        rows.append(Row(cells, key=row["series"]))
    return Grid(
        say("next_title", language, outcome=outcome),
        (
            *(text_column(say(head, language)) for head in ("seen_figure", "seen_when")),
            Column(say("narrowing", language)),
        ),
        tuple(rows),
    )


def _scale(unit: str, language: Language) -> tuple[float, str]:
    """Return the factor and name in which a unit is written; those of figures of places stay."""
    large = largest_scale(unit, language)
    if large is not None:
        return large.factor, large.unit
    about = UNIT_NAMES.get(unit)
    if about is None or label_of(about, language) == unit:
        return 1.0, unit_name(unit, language)
    return about.factor, label_of(about, language)


def _range(row: dict[Any, Any], prefix: str, factor: float) -> Cell:
    low, high = (float(row[f"{prefix}{name}"]) for name in ("p5", "p95"))
    return Cell(f"{number(low * factor)}..{number(high * factor)}", low=low, high=high)


def _share(share: float, language: Language) -> Cell:
    return Cell(percent(share, language), value=float(share), unit="share")
