"""Tabulate what pooling saves: by mechanism, in all, and against what is bought today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from commpartner.facts.labels import POOLING_NAMES, named
from commpartner.facts.quantities import percent
from commpartner.measures.risk import band
from commpartner.report.frames import rows_by
from commpartner.report.grid import Cell, Column, Grid, Row, ranged_cell, text_column
from commpartner.report.grids.money import large
from commpartner.report.sentences import price_of_a_point
from commpartner.report.words import say
from commpartner.results.savings import Savings
from commpartner.texts import Language


def savings_grid(saved: Savings, policy: str, language: Language) -> Grid:
    """Tabulate the savings of a year by mechanism and in all, with each one's part.

    Parameters
    ----------
    policy
        Its label.
    """
    return Grid(
        say("savings_title", language, policy=policy, post=saved.staffing_step),
        (
            text_column(say("mechanism", language)),
            Column(say("money_per_year", language), interval=say("interval", language)),
            Column(say("part", language)),
        ),
        (*_by_mechanism(saved, language), *_equal(saved, language), *_today(saved, language)),
        (_gained(saved, language),),
        _cautions(saved, language),
    )


def _by_mechanism(saved: Savings, language: Language) -> list[Row]:
    return [
        _row(named(POOLING_NAMES[name], language), record, language, name, part=record["part"])
        for name, record in rows_by(saved.by_mechanism, "mechanism").items()
    ]


def _equal(saved: Savings, language: Language) -> list[Row]:
    """Tabulate the saving at equal service, in all and by what is saved on."""
    whole, year = rows_by(saved.total, "measure"), saved.draws["savings_per_year"]
    name = say("savings_equal", language)
    rows = [_row(name, whole["savings_per_year"], language, "savings_equal", True, 1.0)]
    for head, names in saved.by_mechanism.groupby("head", sort=False)["mechanism"]:
        key, of_head = f"savings_{head}", saved.draws[list(names)].sum(axis=1)
        part = of_head.mean() / year.mean() if year.mean() else None
        rows.append(_row(say(key, language), _spread(of_head), language, key, part=part))
    return rows


def _today(saved: Savings, language: Language) -> list[Row]:
    """Tabulate the saving against what is bought today: cheaper, and more of the service."""
    whole = rows_by(saved.total, "measure")
    more = -(saved.draws["stand_alone_cost"] - saved.draws["today_cost"])
    spreads = {
        "savings_today": whole["savings_per_year_today"],
        "savings_cheaper": whole["savings_per_year"],
        "savings_more": _spread(more),
    }
    return [
        _row(say(key, language), spread, language, key, section=key == "savings_today")
        for key, spread in spreads.items()
    ]


def _row(
    name: str,
    spread: Mapping[Any, Any],
    language: Language,
    key: str,
    section: bool = False,
    part: float | None = None,
) -> Row:
    """Make a row of a sum with its interval and its part of the whole."""
    money = ranged_cell(spread, large(language).rounded, "yuan/year", " .. ", always=True)
    share = Cell("") if part is None else Cell(percent(part, language), value=part, unit="share")
    return Row((Cell(name), money, share), section=section, key=key)


def _spread(values: pd.Series) -> dict[str, float]:
    return {"mean": values.mean(), **band(values.to_numpy())}


def _gained(saved: Savings, language: Language) -> str:
    """Describe the service gained over what is bought today, and what a point of it costs."""
    whole = rows_by(saved.total, "measure")
    gained, point = whole["service_gained"], whole["cost_per_service_point"]["mean"]
    spread = {
        name: percent(gained[column], language)
        for name, column in {"gained": "mean", "low": "p5", "high": "p95"}.items()
    }
    told = price_of_a_point(gained["mean"], point, language)
    return say("savings_gained", language, point=told, **spread)


def _cautions(saved: Savings, language: Language) -> tuple[str, ...]:
    note = saved.total.attrs.get("note")
    return () if note is None else (note.in_language(language),)
