"""Tabulate the policies side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import LARGE
from commpartner.report.frames import rows_by
from commpartner.report.grid import Cell, Column, Grid, Row, ranged_cell, text_column
from commpartner.report.words import policy_label, say
from commpartner.results.result import SimulationResult
from commpartner.texts import Language

Shown = tuple[str, str, str, str]
# Columns of the comparison: outcome, its heading and its footnote in `words`, and how its numbers
# are written.
SHOWN: tuple[Shown, ...] = (
    ("cost_per_household_month", "column_cost", "note_household", "number"),
    ("reinvested_per_household_month", "column_reinvested", "note_household", "number"),
    ("self_sufficiency_year_5", "column_own", "note_own", "percent"),
    ("fallback_per_year", "column_fallback", "note_fallback", "money"),
    ("npv_operator", "column_operator", "note_operator", "money"),
    ("service_level", "column_service", "note_service", "percent"),
)
MARKS = "¹²³⁴⁵"


def policies_grid(results: Mapping[str, SimulationResult], language: Language) -> Grid:
    """Tabulate the outcomes of policies on the same draws: mean and 5-95 %.

    Parameters
    ----------
    results
        By the policy's name, all of one horizon.
    """
    first = next(iter(results.values()))
    shown = [column for column in SHOWN if column[0] in first.outcomes]
    marks = _marks(shown)
    headings = [say(heading, language) + marks[note] for _, heading, note, _ in shown]
    return Grid(
        say("policies_title", language),
        (text_column(say("policy", language)), *map(Column, headings)),
        tuple(_row(name, result, shown, language) for name, result in results.items()),
        tuple(f"{mark} {say(note, language)}" for note, mark in marks.items()),
    )


def _row(name: str, result: SimulationResult, shown: Sequence[Shown], language: Language) -> Row:
    summary = rows_by(result.summary(), "outcome")
    cells = [_cell(outcome, summary[outcome], form, language) for outcome, _, _, form in shown]
    return Row((Cell(policy_label(result, language)), *cells), key=name)


def _cell(outcome: str, row: Mapping[Any, Any], form: str, language: Language) -> Cell:
    scale = {"number": 1.0, "percent": 100.0, "money": 1.0 / LARGE[language][0]}[form]
    digits = 0 if form == "percent" or abs(scale * row["mean"]) >= 10 else 1

    def write(value: float) -> str:
        # Adding 0.0 turns the -0.0 of an account without a flow into 0.0.
        return f"{round(scale * value, digits) + 0.0:,.{digits}f}"

    return ranged_cell(row, write, OUTCOMES[outcome].unit)


def _marks(shown: Sequence[Shown]) -> dict[str, str]:
    """Mark of each footnote, counted along the columns that are shown."""
    notes = dict.fromkeys(note for _, _, note, _ in shown)
    return dict(zip(notes, MARKS, strict=False))
