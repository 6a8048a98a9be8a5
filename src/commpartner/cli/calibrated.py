"""Print a calibration: what was seen, what is known now, what contradicts, what to see next."""

from __future__ import annotations

import pandas as pd

from commpartner.calibration import Calibration
from commpartner.cli.grids import show_grid
from commpartner.cli.printing import Terminal
from commpartner.cli.tabled import scaled
from commpartner.cli.words import say
from commpartner.facts.labels import label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number
from commpartner.report.grids.calibrated import following_grid, known_grid, seen_grid
from commpartner.texts import Language, in_language


def show(
    console: Terminal,
    found: Calibration,
    policy: str,
    outcome: tuple[str, pd.DataFrame, pd.DataFrame],
    following: pd.DataFrame,
    language: Language,
) -> None:
    """Print the tables of a calibration.

    Parameters
    ----------
    outcome
        Its name, and the outcomes before and after the calibration.
    following
        What could be seen next.
    """
    show_grid(console, seen_grid(found, policy, language))
    show_grid(console, known_grid(found, language))
    whole = len(found.assumptions)
    narrowed = int(found.assumptions["narrowed"].sum())
    console.print(say("narrowed_of", language, narrowed=narrowed, whole=whole))
    if len(found.held_out):
        inside = int(found.held_out["inside"].sum())
        console.print(say("held_out_of", language, inside=inside, whole=len(found.held_out)))
    name, before, after = outcome
    about = OUTCOMES[name]
    factor, unit = scaled(about.unit, language)
    told = {
        "outcome": label_of(about, language),
        "unit": unit,
        "before": _band(before[name] * factor),
        "after": _band(after[name] * factor),
    }
    console.print(say("outcome_narrowed", language, **told))
    show_grid(console, following_grid(following, told["outcome"], language))
    for note in found.notes:
        console.print(in_language(note, language), style="yellow")
    run = {"members": found.members, "moves": found.moves, "rhat": found.rhat}
    console.print(say("calibration_run", language, **run), style="dim")


def _band(values: pd.Series) -> str:
    low, middle, high = values.quantile([0.05, 0.5, 0.95])
    return f"{number(middle)} ({number(low)}..{number(high)})"
