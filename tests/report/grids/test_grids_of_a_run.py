"""The grids of savings, policies and risks have the numbers of the run and its savings."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.quantities import percent
from commpartner.report.grids.policies import SHOWN, policies_grid
from commpartner.report.grids.risks import risks_grid
from commpartner.report.grids.savings import savings_grid
from commpartner.report.words import say
from commpartner.texts import Language

SHORT: dict[str, Any] = {"months": 6, "draws": 3, "seed": 7}
RESULTS = {
    "base": cp.simulate(TOWN, BASE, **SHORT),
    "alone": cp.simulate(TOWN, BASE.replace(organisation="stand_alone"), **SHORT),
}
SAVED = cp.estimate_savings(TOWN, BASE, draws=4, seed=7)
LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_savings_add_up_to_the_whole(language: Language) -> None:
    rows = {row.key: row for row in savings_grid(SAVED, "base", language).rows}
    whole = SAVED.total.set_index("measure")["mean"]
    names = list(SAVED.by_mechanism["mechanism"])
    sums = {key: row.cells[1].value or 0.0 for key, row in rows.items()}
    assert sum(sums[name] for name in names) == pytest.approx(sums["savings_equal"])
    assert sums["savings_equal"] == whole["savings_per_year"]
    assert sums["savings_today"] == whole["savings_per_year_today"]
    heads = [f"savings_{head}" for head in SAVED.by_mechanism["head"].unique()]
    assert sum(sums[head] for head in heads) == pytest.approx(sums["savings_equal"])
    assert sums["savings_cheaper"] + sums["savings_more"] == pytest.approx(sums["savings_today"])
    assert {row.cells[1].unit for row in rows.values()} == {"yuan/year"}
    assert [key for key, row in rows.items() if row.section] == ["savings_equal", "savings_today"]
    assert rows["savings_equal"].cells[2].value == 1.0
    assert rows["savings_today"].cells[2].value is None


def test_a_note_on_savings_is_a_caution() -> None:
    saved = cp.estimate_savings(cp.datasets.load("xiashan"), "partner", draws=2, seed=3)
    cautions = savings_grid(saved, "partner", "zh").cautions
    assert cautions == (saved.total.attrs["note"].in_language("zh"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_policies_have_their_outcomes_side_by_side(language: Language) -> None:
    grid = policies_grid(RESULTS, language)
    shown = [outcome for outcome, *_ in SHOWN if outcome in RESULTS["base"].outcomes]
    assert "self_sufficiency_year_5" not in shown  # half a year has no fifth
    assert len(grid.columns) == len(shown) + 1
    for row in grid.rows:
        summary = RESULTS[row.key].summary().set_index("outcome").loc[shown]
        assert [cell.value for cell in row.cells[1:]] == list(summary["mean"])
        assert [cell.high for cell in row.cells[1:]] == list(summary["p95"])
    marks = {column.heading[-1] for column in grid.columns[1:]}
    assert marks == {note[0] for note in grid.notes}


def test_few_draws_are_a_caution_without_rows() -> None:
    grid = risks_grid(RESULTS["base"], "en")
    assert grid.rows == ()
    assert grid.cautions == (say("few_draws", "en"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_risks_are_in_the_order_of_their_parts(language: Language) -> None:
    result = cp.simulate(TOWN, BASE, months=6, draws=300, seed=7)
    moves = result.variance_by_assumption("fallback_cumulative")
    grid = risks_grid(result, language, 3)
    assert [row.key for row in grid.rows] == list(moves.index[:3])
    for row in grid.rows:
        about = result.assumption_table[row.key]
        *_, drawn, part = row.cells
        assert (drawn.low, drawn.value, drawn.high) == about.as_drawn()[1:]
        assert drawn.unit == about.unit
        assert part.text == percent(moves[row.key], language)
