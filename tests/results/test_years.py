"""Years of a run, and of the calendar if the programme has a start."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import raises_problem
from town import BASE, TOWN

import commpartner as cp
from commpartner.plots import money_between_sectors
from commpartner.programme.calendar import years
from commpartner.report.grids.payers import payers_grid

AUTUMN = TOWN.replace(start="2026-09")


def run(programme: cp.Programme, months: int = 30) -> cp.SimulationResult:
    return cp.simulate(programme, BASE, months=months, draws=3, seed=5)


@given(
    months=st.integers(1, 150),
    start=st.none() | st.tuples(st.integers(1990, 2100), st.integers(1, 12)),
)
def test_years_split_the_months_without_a_gap(months: int, start: tuple[int, int] | None) -> None:
    found = years(months, None if start is None else f"{start[0]}-{start[1]:02d}")
    assert found[0].first == 0
    assert found[-1].stop == months
    assert all(one.stop == next_.first for one, next_ in pairwise(found))
    assert [each.year for each in found] == list(range(found[0].year, found[0].year + len(found)))
    assert all(each.months == 12 for each in found[1:-1])
    assert all(0 < each.months <= 12 for each in found)
    first_year, first_month = start or (1, 1)
    for each in found:
        assert (first_month - 1 + each.first) // 12 == each.year - first_year


def test_a_september_start_has_a_year_of_four_months() -> None:
    by_calendar, by_run = run(AUTUMN), run(TOWN)
    spans = by_calendar.ledger[["year", "months"]].drop_duplicates()
    assert spans.to_numpy().tolist() == [[2026, 4], [2027, 12], [2028, 12], [2029, 2]]
    four = cp.simulate(TOWN, BASE, months=4, draws=3, seed=5).ledger.set_index("account")["mean"]
    first = by_calendar.ledger[by_calendar.ledger["year"] == 2026].set_index("account")["mean"]
    costs = ["wages", "materials", "service_payments"]  # which know nothing of the horizon
    np.testing.assert_allclose(first[costs], four[costs], rtol=1e-12)
    for name in ("ledger", "in_kind"):
        sums = [
            getattr(each, name).groupby("account")["mean"].sum() for each in (by_calendar, by_run)
        ]
        pd.testing.assert_series_equal(*sums)
    pd.testing.assert_frame_equal(by_calendar.outcomes, by_run.outcomes, check_exact=True)


@pytest.mark.parametrize("table", ["payers", "cost_lines", "cash_flow"])
def test_other_tables_by_year_follow_the_calendar(table: str) -> None:
    found = getattr(run(AUTUMN), table)
    found = found() if callable(found) else found
    spans = found[found["year"].notna()][["year", "months"]].drop_duplicates()
    assert spans.to_numpy().tolist() == [[2026, 4], [2027, 12], [2028, 12], [2029, 2]]


def test_screen_and_chart_name_calendar_years() -> None:
    result = run(AUTUMN)
    columns = payers_grid(result, "en").columns
    assert [column.heading for column in columns][1:4] == ["2026 (4 months)", "2027", "2028"]
    assert "2027" in money_between_sectors(result, year=2027).layout.title.text
    with raises_problem("year: 1; one_of"):
        money_between_sectors(result, year=1)


@pytest.mark.parametrize("start", ["2026", "2026-13", "2026-9", "Sept 2026", 202609])
def test_a_start_that_is_no_month_is_refused(start: object) -> None:
    with raises_problem("start: .*; calendar_month"):
        TOWN.replace(start=start)
