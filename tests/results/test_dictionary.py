"""The data dictionary: no column, outcome or field without its meaning in both languages."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import Any

import pandas as pd
import pytest

import commpartner as cp
from commpartner.benchmark import problem, score
from commpartner.experiments.deciding.one_at_a_time import tornado
from commpartner.experiments.deciding.sensitivities import Method
from commpartner.experiments.deciding.switching import switching_value
from commpartner.experiments.learning.discovery import discover
from commpartner.facts.outcomes import OUTCOMES
from commpartner.planning.tipping import resting_states
from commpartner.results import dictionary


def sensitivity_of(
    programme: cp.Programme, outcome: str, method: Method, count: int
) -> cp.Sensitivity:
    ledger = programme.assumption_table()
    if method == "shapley":  # of few inputs: it takes rows for each
        ledger = ledger.replace(
            **{name: {"distribution": "fixed"} for name in ledger if "wage" not in name}
        )
    return cp.sensitivity(
        programme,
        "partner",
        outcomes=[outcome],
        method=method,
        samples=count,
        months=1,
        assumptions=ledger,
    )


@cache
def tables() -> dict[str, pd.DataFrame]:
    xiashan = cp.datasets.load("xiashan")
    result = cp.simulate(xiashan, "partner", months=12, draws=4)
    compared = cp.compare(xiashan, ["clustered", "partner"], months=12, draws=128)
    outcome = "fallback_per_year"
    of_all = compared.outcomes.set_index("policy")[outcome]["partner"]
    span: dict[str, Any] = {"lever": "fee", "span": (0.2, 2.0), "months": 1, "points": 3}
    samples: dict[Method, int] = {
        "sobol": 2,
        "morris": 2,
        "pawn": 100,
        "delta": 100,
        "shapley": 100,
    }
    share = problem("xiashan-share")
    shared = cp.share_costs({("a",): 2.0, ("b",): 3.0, ("a", "b"): 4.0}, ["a", "b"])
    objects = {
        "": (
            result,
            compared,
            cp.estimate_savings(xiashan, "clustered", draws=2),
            cp.value_of_information(compared, outcome),
            compared.cost_effectiveness("satisfaction"),
            compared.acceptability("satisfaction", willingness=1.0),
            compared.information_curves(
                "satisfaction", willingness=1.0, assumptions=["wage_cleaner"]
            ),
            compared.survey_size(
                {"wage_cleaner": 300.0}, fixed_cost=1.0, cost_per_interview=1.0, sizes=[1]
            ),
            discover(compared, "partner", {outcome: float(of_all.median())}),
            switching_value(xiashan, "partner", outcome, **span),
            score(share, share.base, draws=2),
            shared,
            cp.planning.partner_interval(xiashan, "partner_ecosystem", draws=2),
            cp.planning.plan_roll_out(
                cp.datasets.load("qingyunpu"), "village", 4e5, years=1, draws=2, runs=1
            ),
            cp.planning.share_cluster_costs(
                cp.datasets.load("qingyunpu"), "village", "c2", draws=2
            ),
        ),
        **{
            f"{method} ": (sensitivity_of(xiashan, outcome, method, count),)
            for method, count in samples.items()
        },
    }
    found = {
        f"{kind}{type(each).__name__}.{field.name}": getattr(each, field.name)
        for kind, several in objects.items()
        for each in several
        for field in dataclasses.fields(each)
    }
    found |= {
        "summary": result.summary(),
        "variance_by_kind": result.variance_by_kind(),
        "provenance": result.provenance(),
        "cost_lines": result.cost_lines(),
        "cash_flow": result.cash_flow(),
        "differences": compared.differences(),
        "probability_best": compared.probability_best(outcome),
        "regret": compared.regret(outcome),
        "satisficing": compared.satisficing({outcome: 1e6}),
        "dominance": compared.dominance(outcome),
        "pareto": compared.pareto([outcome, "satisfaction"]),
        "ranking": compared.ranking(outcome),
        "delivery": compared.delivery(),
        "effect_of": shared.effect_of("a"),
        "tornado": tornado(xiashan, "partner", outcome, months=1),
        "resting_states": resting_states(xiashan, "partner_capped", draws=2),
    }
    return {name: table for name, table in found.items() if isinstance(table, pd.DataFrame)}


def test_every_column_of_every_table_is_in_the_dictionary() -> None:
    found = tables()
    assert len(found) > 20
    lacking = [
        (name, column)
        for name, table in found.items()
        for column in table.columns
        if dictionary.column(name, str(column)) is None
    ]
    assert lacking == []


def test_units_in_the_dictionary_are_those_of_the_tables() -> None:
    seen = 0
    for name, table in tables().items():
        for column, unit in table.attrs.get("units", {}).items():
            entry = dictionary.column(name, str(column))
            assert entry
            assert entry.unit == unit, (name, column)
            seen += 1
    assert seen > len(OUTCOMES)


@pytest.mark.parametrize("part", [*dictionary.parts(), "columns", "fields"])
def test_every_entry_has_its_meaning_in_both_languages(part: str) -> None:
    others = {"columns": [*dictionary.columns().values()], "fields": dictionary.fields()}
    for entry in {**dictionary.parts(), **others}[part]:
        assert entry.en, entry
        assert re.search("[\u4e00-\u9fff]", entry.zh), entry


@pytest.mark.parametrize("name", ["service_level"])
def test_the_dictionary_says_which_shares_may_exceed_one(name: str) -> None:
    found = [
        entry
        for part in ("outcomes", "series")
        for entry in dictionary.parts()[part]
        if entry.name == name
    ]
    assert found
    for entry in found:
        assert "may exceed 1" in entry.en
        assert "可大于1" in entry.zh
    assert "exceed" not in OUTCOMES[name].label_en  # screens stay short
