"""Print a calibration: what was seen, what is known now, what contradicts, what to see next."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from commpartner.calibration import Calibration
from commpartner.calibration.quantities import quantities
from commpartner.cli.printing import Terminal
from commpartner.cli.tabled import scaled
from commpartner.cli.words import say
from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.texts import Language, in_language

MOST = 12  # assumptions and observations to come that a screen lists
FEW = 5


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
    console.table(_seen(found, policy, language))
    for conflict in found.conflicts:
        console.print(in_language(conflict, language), style="yellow")
    console.table(_known(found, language))
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
    console.table(_following(following, told["outcome"], language))
    for note in found.notes:
        console.print(in_language(note, language), style="yellow")
    run = {"members": found.members, "moves": found.moves, "rhat": found.rhat}
    console.print(say("calibration_run", language, **run), style="dim")


def _seen(found: Calibration, policy: str, language: Language) -> Table:
    """Tabulate what was seen beside its predictions before and after."""
    title = say("seen_title", language, policy=policy, count=len(found.observed))
    table = _table(title, ["seen_figure", "seen_when"], language)
    for head in ("seen_here", "before_calibration", "after_calibration"):
        table.add_column(say(head, language), justify="right")
    for each, row in zip(found.observed.observations, found.fit.to_dict("records"), strict=True):
        factor, unit = _scale(each.quantity.unit, language)
        label = each.quantity.label(language) + (f" {each.place}" if each.place else "")
        error = each.standard_error * factor
        table.add_row(
            f"{label} [{unit}]",
            each.when(language),
            f"{number(each.value * factor)} ± {number(error)}",
            _range(row, "prior_", factor),
            _range(row, "", factor),
        )
    return table


def _known(found: Calibration, language: Language) -> Table:
    """Tabulate the assumptions that were narrowed most."""
    table = _table(say("known_title", language), ["assumption_name"], language)
    for head in ("before_calibration", "after_calibration", "narrowing"):
        table.add_column(say(head, language), justify="right")
    for row in found.narrowed().head(MOST).to_dict("records"):
        about = found.assumption_table[row["assumption"]]
        table.add_row(
            f"{label_of(about, language)} [{unit_name(about.unit, language)}]",
            _range(row, "prior_", 1.0),
            _range(row, "", 1.0),
            percent(row["narrowing"], language),
        )
    return table


def _following(following: pd.DataFrame, outcome: str, language: Language) -> Table:
    """Tabulate what would narrow an outcome most."""
    title = say("next_title", language, outcome=outcome)
    table = _table(title, ["seen_figure", "seen_when"], language)
    table.add_column(say("narrowing", language), justify="right")
    for row in following.head(FEW).to_dict("records"):
        quantity = quantities()[row["series"]]
        when = say("in_year", language, year=row["year"])
        label = f"{quantity.label(language)} ({row['series']})"
        table.add_row(label, when, percent(row["narrowing"], language))
    return table


def _table(title: str, heads: list[str], language: Language) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 0, 0, 1))
    for head in heads:
        table.add_column(say(head, language), overflow="fold")
    return table


def _scale(unit: str, language: Language) -> tuple[float, str]:
    """Return the factor and name of a unit on the screen; those of figures of places stay."""
    factor, name = scaled(unit, language)
    return (factor, name) if name != unit else (1.0, unit_name(unit, language))


def _range(row: dict[Any, Any], prefix: str, factor: float) -> str:
    low, high = (number(row[f"{prefix}{name}"] * factor) for name in ("p5", "p95"))
    return f"{low}..{high}"


def _band(values: pd.Series) -> str:
    low, middle, high = values.quantile([0.05, 0.5, 0.95])
    return f"{number(middle)} ({number(low)}..{number(high)})"
