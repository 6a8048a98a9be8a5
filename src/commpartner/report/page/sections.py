"""Collect the charts and tables of each section of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from commpartner.facts.labels import (
    COLUMN_NAMES,
    KIND_NAMES,
    in_language,
    label_of,
    named,
    unit_name,
)
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.lists import headings
from commpartner.report.charts.choices import chance_and_regret, worth_measuring
from commpartner.report.charts.clusters import map_of_clusters
from commpartner.report.charts.costs import cost_by_line
from commpartner.report.charts.estates import estate_charges
from commpartner.report.charts.money import funds_and_fallback, money_over_time
from commpartner.report.charts.policies import policies_compared
from commpartner.report.charts.savings import savings_by_mechanism
from commpartner.report.charts.sectors import money_between_sectors
from commpartner.report.charts.sufficiency import self_sufficiency
from commpartner.report.charts.waterfall import waterfall_of_profit
from commpartner.report.frames import Record, rows_by
from commpartner.report.grid import Cell, Column, Grid, Row, text_column
from commpartner.report.grids.cash import cash_grid
from commpartner.report.grids.cost import cost_grid
from commpartner.report.grids.payers import payers_grid
from commpartner.report.grids.policies import policies_grid
from commpartner.report.grids.risks import risks_grid
from commpartner.report.grids.savings import savings_grid
from commpartner.report.page.answers import COST, between, kind_share
from commpartner.report.page.content import Chart, Section
from commpartner.report.readable import one_line
from commpartner.report.study import BENEFIT, Study
from commpartner.report.words import listed, policy_label, say
from commpartner.results.telling import measured
from commpartner.texts import Language

if TYPE_CHECKING:
    from commpartner.calibration.result import Calibration

YEARS = 10  # the first, that have a column of their own
ESTATES = 15  # with a row of their own
KINDS = ("published", "derived", "literature", "assumption")
PAIRED = (COST, "fallback_per_year", BENEFIT)


def sections(study: Study, language: Language) -> Iterator[Section]:
    """List the sections in their order; one without anything to show is left out."""
    main = study.main

    def titled(name: str, *lead: str, **parts: Any) -> Section:
        return Section(name, say(f"page_{name}", language), tuple(lead), **parts)

    payers = payers_grid(main, language, YEARS)
    yield titled("payers", grids=(_noted(payers, "page_note_payers", language),))
    if study.savings is not None:
        chart = Chart(
            "savings", savings_by_mechanism(study.savings, language), ("savings_per_year",)
        )
        grid = savings_grid(study.savings, policy_label(main, language), language)
        yield titled("savings", charts=(chart,), grids=(grid,))
    flows = money_between_sectors(main, language=language)
    streams = [Chart("flows", flows, (COST, "reinvested_per_year"))]
    if main.policy.ventures:
        profit = waterfall_of_profit(main, language=language)
        streams.append(Chart("profit", profit, ("venture_profit",)))
    yield titled("flows", charts=tuple(streams))
    yield titled("time", charts=tuple(_over_time(study, language)))
    yield _estates(study, language)
    yield titled(
        "policies",
        say("page_policies_lead", language),
        charts=tuple(_policies(study, language)),
        grids=(policies_grid(study.results, language), *_paired(study, language)),
    )
    yield _evidence(study, language)
    label = policy_label(main, language)
    cost = cost_grid(main.cost_lines(), label, language, YEARS)
    cash = cash_grid(main.cash_flow(), label, language, YEARS)
    official = (
        _noted(cost, "page_note_official", language),
        _noted(cash, "page_note_cash", language),
    )
    lines = Chart("lines", cost_by_line(main, language), ("cost_per_household_month",))
    yield titled("official", charts=(lines,), grids=official)


def _noted(grid: Grid, key: str, language: Language) -> Grid:
    """Replace the notes of a screen, which name its files, by those of a page."""
    return replace(grid, notes=(say(key, language),))


def _over_time(study: Study, language: Language) -> Iterator[Chart]:
    main = study.main
    yield Chart("money", money_over_time(main, language), ("fallback_per_year",))
    yield Chart("funds", funds_and_fallback(main, language), ("fallback_cumulative",))
    yield Chart("own", self_sufficiency(main, language), ("self_sufficiency_year_5",))


def _estates(study: Study, language: Language) -> Section:
    main = study.main
    served = main.estates.dropna(subset=["cost"])
    title = say("page_estates", language)
    if served.empty:
        return Section("estates", title, (say("page_estates_none", language),))
    charts: list[Chart] = []
    if all(each.x_km is not None for each in main.programme.estates):
        charts.append(Chart("map", map_of_clusters(main, language=language)))
    charts.append(Chart("charges", estate_charges(main, language)))
    shown = served.sort_values("fallback", ascending=False, kind="stable").head(ESTATES)
    lead = say("page_estates_shown", language, shown=len(shown), all=len(served))
    about = say("page_estates_lead", language)
    grid = _estates_grid(shown, lead, language)
    return Section("estates", title, (about,), tuple(charts), (grid,))


def _estates_grid(table: pd.DataFrame, title: str, language: Language) -> Grid:
    columns = ("stand_alone_cost", "cost", "fees", "reinvested", "fallback", "paying_share")
    heads = [named(COLUMN_NAMES[name], language) for name in columns]
    rows = []
    for row in table.to_dict("records"):
        name = in_language(row["name"], language) or row["id"]
        cells = [
            Cell(
                percent(row[column], language)
                if column == "paying_share"
                else f"{row[column]:.2f}",
                value=row[column],
            )
            for column in columns
        ]
        rows.append(Row((Cell(one_line(name)), Cell(one_line(row["centre"])), *cells)))
    centre = text_column(named(COLUMN_NAMES["centre"], language))
    heading = (text_column(say("estate", language)), centre, *map(Column, heads))
    return Grid(title, heading, tuple(rows))


def _of_estate(column: str, value: float, language: Language) -> str:
    return percent(value, language) if column == "paying_share" else f"{value:.2f}"


def _policies(study: Study, language: Language) -> Iterator[Chart]:
    if len(study.results) < 2:
        return
    results = dict(study.results)
    chart = policies_compared(results, COST, language, baseline=study.baseline)
    yield Chart("compared", chart, (COST,))
    if BENEFIT in study.comparison.outcomes:
        yield Chart("best", chance_and_regret(study.comparison, BENEFIT, language), (BENEFIT,))


def _paired(study: Study, language: Language) -> Iterator[Grid]:
    """Tabulate the paired differences from the baseline, an outcome a pair of columns."""
    others = [name for name in study.results if name != study.baseline]
    if not others:
        return
    outcomes = [name for name in PAIRED if name in study.comparison.outcomes]
    found = study.comparison.differences(study.baseline, outcomes)
    by_policy: dict[tuple[str, str], Record] = {
        (row["policy"], row["outcome"]): row for row in found.to_dict("records")
    }
    rows = []
    for name in others:
        cells = [Cell(policy_label(study.results[name], language))]
        for outcome in outcomes:
            row, unit = by_policy[name, outcome], OUTCOMES[outcome].unit
            cells.append(
                Cell(
                    measured(row["mean"], unit, language),
                    between(row, unit, language),
                    value=row["mean"],
                    low=row["p5"],
                    high=row["p95"],
                    unit=unit,
                )
            )
            share = row["share_better"]
            cells.append(Cell(percent(share, language), value=share, unit="share"))
        rows.append(Row(tuple(cells), key=name))
    heads = [text_column(say("policy", language))]
    for outcome in outcomes:
        heads += [
            Column(label_of(OUTCOMES[outcome], language)),
            Column(say("page_better", language)),
        ]
    baseline = policy_label(study.results[study.baseline], language)
    title = say("page_difference", language, baseline=baseline)
    yield Grid(title, tuple(heads), tuple(rows), (say("page_of_draws", language),))


def _evidence(study: Study, language: Language) -> Section:
    lead = list(_estimated(study, language))
    charts = []
    if study.information is not None:
        charts.append(Chart("worth", worth_measuring(study.information, language=language)))
    grids = [_kinds(study, language), risks_grid(study.main, language)]
    if study.calibration is None:
        lead.append(say("page_books_none", language))
    else:
        narrowed = study.calibration.narrowed()
        lead.append(say("page_books", language, count=len(narrowed)))
        lead += [say("page_conflict", language, text=text) for text in study.calibration.conflicts]
        grids.append(_books(study.calibration, narrowed, language))
    title = say("page_evidence", language)
    shown = tuple(grid for grid in grids if grid.rows)
    return Section("evidence", title, tuple(lead), tuple(charts), shown)


def _estimated(study: Study, language: Language) -> Iterator[str]:
    estates = study.main.programme.estates
    marked = [each for each in estates if each.estimated]
    if marked:
        known = headings.fields()
        names = dict.fromkeys(name for each in marked for name in each.estimated)
        labels = [known[name].label(language) if name in known else name for name in names]
        yield say(
            "page_estimated",
            language,
            count=len(marked),
            all=len(estates),
            fields=listed(labels, language),
        )


def _kinds(study: Study, language: Language) -> Grid:
    origins = study.main.origins
    read: list[str] = [origins[str(name)].kind for name in study.main.assumptions]
    rows = []
    for kind in KINDS:
        share = kind_share(study, kind)
        rows.append(
            Row(
                (
                    Cell(named(KIND_NAMES[kind], language)),
                    Cell(percent(share, language), value=share, unit="share"),
                    Cell(str(read.count(kind)), value=read.count(kind)),
                ),
                key=kind,
            )
        )
    columns = (
        text_column(say("page_evidence_kind", language)),
        Column(say("page_evidence_share", language)),
        Column(say("page_evidence_count", language)),
    )
    return Grid(say("page_evidence_kinds", language), columns, tuple(rows))


def _books(calibration: Calibration, narrowed: pd.DataFrame, language: Language) -> Grid:
    rows = []
    for row in narrowed.to_dict("records"):
        about = calibration.assumption_table[row["assumption"]]
        spans = [
            f"{number(row[mean])} ({number(row[low])}..{number(row[high])})"
            for mean, low, high in (
                ("prior_mean", "prior_p5", "prior_p95"),
                ("mean", "p5", "p95"),
            )
        ]
        unit = unit_name(row["unit"], language)
        narrower = percent(row["narrowing"], language)
        cells = (label_of(about, language), *spans, unit, narrower)
        rows.append(Row(tuple(map(Cell, cells)), key=row["assumption"]))
    heads = ("assumption", "page_books_before", "page_books_after", "page_unit")
    columns = (
        *(text_column(say(head, language)) for head in heads),
        Column(say("page_books_narrower", language)),
    )
    return Grid(say("page_books", language, count=len(narrowed)), columns, tuple(rows))


def assumptions_grid(study: Study, language: Language) -> Grid:
    """Tabulate every assumption that the focus has read: value, range, kind, source."""
    known = rows_by(study.main.provenance().query("what == 'assumption'"), "name")
    rows = []
    for name, row in known.items():
        about = study.main.assumption_table[name]
        span = f"{row['low']:g} - {row['value']} - {row['high']:g}"
        cells = (
            label_of(about, language),
            span,
            unit_name(row["unit"], language),
            named(KIND_NAMES[row["kind"]], language),
            row["source"],
        )
        rows.append(Row(tuple(Cell(one_line(cell)) for cell in cells), key=name))
    heads = ("page_value_name", "page_range", "page_unit", "page_kind", "page_source")
    columns = tuple(text_column(say(head, language)) for head in heads)
    return Grid(say("page_assumptions", language), columns, tuple(rows))
