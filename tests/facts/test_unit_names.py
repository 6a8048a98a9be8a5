"""Names of units in both languages."""

from __future__ import annotations

import re

import numpy as np

import commpartner as cp
from commpartner.assumptions.table import default_assumptions
from commpartner.facts.labels import unit_name


def test_units_of_assumptions_are_chinese_but_for_symbols() -> None:
    words: set[str] = set()
    for row in default_assumptions().values():
        words |= set(re.findall("[A-Za-z]+", unit_name(row.unit, "zh")))
    assert words <= {"km", "h", "kWh", "logit"}


def test_one_number_has_one_name_in_all_tables() -> None:
    programme = cp.datasets.load("xiashan")
    saved = cp.estimate_savings(programme, "clustered", draws=6, seed=3)
    result = cp.simulate(programme, "clustered", months=6, draws=6, seed=3)
    totals = saved.total.set_index("measure")["mean"]
    same = [
        (name, outcome)
        for outcome in result.outcomes
        for name, values in saved.draws.items()
        if np.ptp(values) and np.allclose(values, result.outcomes[outcome], rtol=1e-9, atol=0.0)
    ]
    same += [
        (measure, outcome)
        for outcome in result.outcomes
        for measure, mean in totals.items()
        if mean and np.isclose(mean, result.outcomes[outcome].mean(), rtol=1e-9, atol=0.0)
    ]
    assert ("savings_per_year", "savings_per_year") in same
    assert [pair for pair in same if pair[0] != pair[1]] == []
    # By estate the same measures, of one estate each.
    costs = {str(name) for name in saved.by_estate if str(name).endswith("_per_household_month")}
    assert costs == {
        str(name) for name in totals.index if str(name).endswith("_per_household_month")
    }
    assert not {"saving", "saving_share"} & {*saved.draws, *totals.index}
