"""How far one assumption alone moves an outcome."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from refusals import raises_problem
from town import BASE, TOWN

from commpartner.assumptions.scenarios import Scenarios
from commpartner.experiments.deciding.one_at_a_time import tornado
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.simulation import simulate

COST = "cost_per_household_month"
ALONE = BASE.replace(organisation="stand_alone")


def row_of(table: pd.DataFrame, name: str) -> Any:
    return table[table["assumption"] == name].iloc[0]


def test_each_figure_is_that_of_the_values_beside_it() -> None:
    table = tornado(TOWN, BASE, COST, months=1)
    ledger = TOWN.assumption_table()
    row = row_of(table, "wage_cleaner")
    ends = ledger["wage_cleaner"].quantile(np.array([0.05, 0.95]))
    assert [row["low_value"], row["high_value"]] == ends.tolist()
    values = np.array([*ends, ledger["wage_cleaner"].central])
    scheme = build_schemes(TOWN, {"base": BASE})
    cost = evaluate(scheme, Scenarios(ledger, {"wage_cleaner": values}), 1)["base"][COST]
    figures = ["outcome_low", "outcome_high", "outcome_central"]
    assert [row[name] for name in figures] == cost.tolist()
    assert row["swing"] == pytest.approx(np.ptp(cost))
    assert row["unit"] == "yuan/month" and row["kind"] == ledger["wage_cleaner"].kind


def test_every_varying_row_read_has_a_row_largest_first() -> None:
    table = tornado(TOWN, BASE, COST, months=1)
    drawn = simulate(TOWN, BASE, months=1, draws=8).assumptions
    assert set(table["assumption"]) == {str(n) for n in drawn if drawn[n].std() > 0}
    assert "households_per_estate" in drawn and drawn["households_per_estate"].std() == 0.0
    assert table["swing"].is_monotonic_decreasing and table["swing"].iloc[0] > 0.0
    assert (table["outcome_central"] == table["outcome_central"][0]).all()
    assert table.attrs["unit"] == "yuan/household/month"


def test_with_a_baseline_the_figures_are_differences() -> None:
    both = tornado(TOWN, BASE, COST, baseline=ALONE, months=1)
    ours, theirs = (tornado(TOWN, policy, COST, months=1) for policy in (BASE, ALONE))
    for name in ("wage_cleaner", "wage_manager"):
        for figure in ("outcome_low", "outcome_central", "outcome_high"):
            expected = row_of(ours, name)[figure] - row_of(theirs, name)[figure]
            assert row_of(both, name)[figure] == expected
    # The centre's rent is read by one of the two, and counts.
    assert "centre_rent" in set(both["assumption"])
    assert "centre_rent" not in set(theirs["assumption"])
    same = tornado(TOWN, BASE, COST, baseline=BASE, months=1)
    assert (same["swing"] == 0.0).all()


def test_a_narrower_span_moves_less() -> None:
    wide = tornado(TOWN, BASE, COST, months=1)
    narrow = tornado(TOWN, BASE, COST, span=(0.4, 0.6), months=1)
    assert row_of(narrow, "wage_cleaner")["swing"] < row_of(wide, "wage_cleaner")["swing"]


def test_what_cannot_be_drawn_is_named() -> None:
    with raises_problem(r"span: \(0.0, 0.9\)"):
        tornado(TOWN, BASE, COST, span=(0.0, 0.9))
    with raises_problem("did_you_mean .*'cost_per_household_month'"):
        tornado(TOWN, BASE, "cost_per_household")
    never = "^break_even_month of 'policy': value_where nan in row 0; figure_in_every_row"
    with raises_problem(never):
        tornado(TOWN, BASE, "break_even_month", months=12)
    named = TOWN.replace(policies={"ours": BASE})
    for policy in ("ours", BASE):
        with raises_problem("^break_even_month of 'ours': value_where nan"):
            tornado(named, policy, "break_even_month", months=12)
    for span in [(0.1,), (0.1, 0.5, 0.9), None, 0.5, ("0.1", "0.9"), "01", (0.9, 0.1)]:
        with raises_problem("span: .*; two_rising_inside"):
            tornado(TOWN, BASE, COST, span=span)  # type: ignore[arg-type]
    for given in ({"policy": 3}, {"policy": None}, {"policy": BASE, "baseline": 3}):
        with raises_problem("policies: .*; with_names policy_or_name"):
            tornado(TOWN, outcome=COST, **given)
    with raises_problem(f"did_you_mean .*'{COST}'"):
        tornado(TOWN, BASE, [COST])  # type: ignore[arg-type]
    with raises_problem("engine: 'fortran'"):
        tornado(TOWN, BASE, COST, engine="fortran")  # type: ignore[arg-type]
    fixed = TOWN.assumption_table().replace(
        **{name: {"distribution": "fixed"} for name in TOWN.assumption_table()}
    )
    with raises_problem("no_assumption_read"):
        tornado(TOWN, BASE, COST, months=1, assumptions=fixed)
