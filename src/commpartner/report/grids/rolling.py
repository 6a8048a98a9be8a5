"""Tabulate a roll-out: what opens in which year, and what each order spends."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.facts.words import year_name
from commpartner.planning.rolling import RollOutPlan
from commpartner.report.grid import Cell, Column, Grid, Row, ranged_cell, text_column
from commpartner.report.grids.money import fitting_sums, large
from commpartner.report.words import say
from commpartner.texts import Language

ORDERS = ("as_listed", "smallest_first", "all_at_once")  # beside the plan


def roll_out_grid(plan: RollOutPlan, language: Language) -> Grid:
    """Tabulate the steps of a plan by opening year, those that never open last."""
    heading = _headed(plan.outcome, language)
    table = plan.schedule.sort_values("year", kind="stable")  # missing years last
    return Grid(
        say("roll_out_title", language),
        (
            text_column(say("roll_out_step", language)),
            text_column(say("roll_out_opens", language)),
            Column(say("roll_out_outlay", language)),
            Column(heading),
        ),
        tuple(_step(row, language) for row in table.to_dict("records")),
        (say("roll_out_notes", language),),
    )


def _step(row: dict[Any, Any], language: Language) -> Row:
    money = large(language).written

    def ranged(name: str, unit: str) -> Cell:
        cells = {"mean": row[name], "p5": row[f"{name}_p5"], "p95": row[f"{name}_p95"]}
        return ranged_cell(cells, money if unit == "yuan" else number, unit)

    never = pd.isna(row["year"])
    opens = say("roll_out_never", language) if never else year_name(int(row["year"]), language)
    return Row(
        (
            Cell(row[f"label_{language}"]),
            Cell(opens, value=None if never else float(row["year"])),
            ranged("outlay", "yuan"),
            ranged("value", row["unit"]),
        ),
        key=row["step"],
    )


def roll_out_spent_grid(plan: RollOutPlan, language: Language) -> Grid:
    """Tabulate the outlay of each year under the plan beside its budget, and under other orders.

    Years after the last with a budget or an outlay are left out.
    """
    money = large(language).written
    of = {order: rows.to_dict("records") for order, rows in plan.spent.groupby("order")}
    rows = []
    used = plan.spent[(plan.spent["budget"] > 0.0) | (plan.spent["outlay"] > 0.0)]
    for place, planned in enumerate(of["planned"][: int(used["year"].max())]):
        others = (of[order][place]["outlay"] for order in ORDERS)
        over = planned["probability_over"]
        rows.append(
            Row(
                (
                    Cell(year_name(int(planned["year"]), language)),
                    Cell(money(planned["budget"]), value=planned["budget"], unit="yuan"),
                    ranged_cell(planned | {"mean": planned["outlay"]}, money, "yuan"),
                    Cell(percent(over, language), value=over, unit="share"),
                    *(Cell(money(each), value=each, unit="yuan") for each in others),
                )
            )
        )
    headings = [say(f"roll_out_{order}", language) for order in ("planned", *ORDERS)]
    return Grid(
        say("roll_out_spent_title", language),
        (
            text_column(say("chart_year", language)),
            Column(say("roll_out_budget", language)),
            Column(headings[0]),
            Column(say("roll_out_over", language)),
            *map(Column, headings[1:]),
        ),
        tuple(rows),
    )


def roll_out_sentences(plan: RollOutPlan, language: Language) -> list[str]:
    """Describe what the plan gains over the order listed, and why the search ended."""
    gains = plan.differences
    these = (gains["baseline"] == "as_listed") & (gains["outcome"] == plan.outcome)
    (gain,) = gains[these].to_dict("records")
    years = plan.orders.set_index(["order", "step"])["year"]
    if years["planned"].equals(years["as_listed"]):
        first = say("roll_out_same", language)
    else:
        first = say(
            "roll_out_gain",
            language,
            outcome=_headed(plan.outcome, language),
            draws=int(gain["draws"]),
            share=percent(gain["share_better"], language),
            **_sums(gain, language),
        )
    return [first, say(f"roll_out_{plan.stopped}", language, runs=plan.runs)]


def _headed(name: str, language: Language) -> str:
    """Return an outcome in words, with its unit unless that is money."""
    outcome = OUTCOMES[name]
    label = label_of(outcome, language)
    if outcome.unit == "yuan":
        return label
    return say("chart_headed", language, name=label, unit=unit_name(outcome.unit, language))


def _sums(gain: dict[Any, Any], language: Language) -> dict[str, str]:
    """Write a mean and its interval; sums of money in one unit."""
    numbers = [float(gain[name]) for name in ("mean", "low", "high")]
    unit = gain["unit"]
    money = fitting_sums(max(map(abs, numbers)), language)
    written = money.rounded if unit == "yuan" else number
    shown = dict(zip(("value", "low", "high"), map(written, numbers), strict=True))
    name = money.unit if unit == "yuan" else ""
    return shown | {"unit": f" {name}" if name and language == "en" else name}
