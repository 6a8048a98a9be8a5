"""The tables of facts: whole, of the types that the code knows, and named after things that are."""

from __future__ import annotations

from typing import get_args

import pytest

import commpartner as cp
from commpartner.facts.accounts import (
    ACCOUNTS,
    ALL_ACCOUNTS,
    IN_KIND,
    OWN_INCOME,
    OWN_MEANS,
    SECTORS,
    SPENDING,
)
from commpartner.facts.equations import EQUATIONS, PARTS
from commpartner.facts.labels import (
    CASE_NAMES,
    COLUMN_NAMES,
    FUNDER_NAMES,
    KIND_NAMES,
    POOLING_NAMES,
    SECTOR_NAMES,
    UNIT_NAMES,
)
from commpartner.facts.outcomes import MAY_BE_ABSENT, OUTCOMES, SERIES, Better
from commpartner.facts.rows import rows
from commpartner.model.published import MECHANISMS
from commpartner.programme import Policy
from commpartner.programme.policy import FUNDERS
from commpartner.programme.policy import MECHANISMS as POOLING

TABLES = (
    "accounts",
    "columns",
    "equations",
    "fields",
    "labels",
    "mechanisms",
    "outcomes",
    "scales",
    "series",
    "units",
)
KEYS = {
    "columns": 2,
    "fields": 2,
    "labels": 2,
    "scales": 3,
    "words": 3,
}  # columns that tell a row from others; else one


@pytest.mark.parametrize("name", [*TABLES, "words"])
def test_rows_are_whole_and_come_once(name: str) -> None:
    found = rows(name)
    heads = list(found[0])
    assert all(list(row) == heads and None not in row.values() for row in found)
    ids = [tuple(row.values())[: KEYS.get(name, 1)] for row in found]
    assert len(ids) == len(set(ids)) > 10
    if "zh" in heads and name != "units":
        assert all(row["zh"] for row in found)


def test_accounts_join_sectors_and_rest_on_equations_and_assumptions() -> None:
    assert not ACCOUNTS.keys() & IN_KIND.keys()
    for name, account in ALL_ACCOUNTS.items():
        assert {account.payer, account.payee} <= set(SECTORS), name
        assert account.payer != account.payee
        assert account.filled_by and set(account.filled_by) <= set(EQUATIONS)
        assert set(account.priced_at) <= set(cp.default_assumptions())
    assert len(OWN_MEANS) == len(set(OWN_MEANS)) > 10 and set(OWN_MEANS) <= set(ACCOUNTS)


def test_outcomes_and_series_have_units_labels_accounts_and_equations() -> None:
    for name, outcome in OUTCOMES.items():
        assert outcome.better in get_args(Better)
        assert outcome.unit in UNIT_NAMES, name
        assert set(outcome.accounts) <= set(ALL_ACCOUNTS), name
        assert set(outcome.equations) <= set(EQUATIONS), name
    assert set(OUTCOMES) > MAY_BE_ABSENT
    assert len(SERIES) > 10


def test_groups_of_accounts_are_what_they_say() -> None:
    assert {ACCOUNTS[name].payer for name in SPENDING} == {"operator"}
    inside = [name for name in OWN_INCOME if ACCOUNTS[name].payee == "estate_funds"]
    assert set(OWN_INCOME) - set(inside) == {"common_income_to_owners", "collection_costs"}
    assert not {"fallback", "grants"} & set(OWN_INCOME)


def test_an_outcome_with_a_maximum_is_share_or_score() -> None:
    largest = {name: each for name, each in OUTCOMES.items() if each.most is not None}
    assert len(largest) > 5
    for each in largest.values():
        assert each.most == {"share": 1.0, "score 0-100": 100.0}[each.unit]


def test_equations_rest_on_equations_and_assumptions() -> None:
    for name, equation in EQUATIONS.items():
        assert set(equation.uses) <= set(EQUATIONS), name
        named = {row for row in equation.reads if not row.isupper()}
        assert named <= set(cp.default_assumptions()), name
    assert not PARTS.keys() & EQUATIONS.keys()


def test_every_sector_pooling_kind_and_funder_has_its_labels() -> None:
    assert list(SECTOR_NAMES) == list(SECTORS)
    assert set(POOLING_NAMES) == set(POOLING)
    assert set(FUNDER_NAMES) == set(FUNDERS)
    assert set(CASE_NAMES) == set(cp.datasets.names())
    assert set(KIND_NAMES) == {row.kind for row in cp.default_assumptions().values()} | {"choice"}
    assert not COLUMN_NAMES.keys() & POOLING_NAMES.keys()


def test_mechanisms_have_levers_accounts_and_an_outcome() -> None:
    assert list(MECHANISMS) == list(range(1, 30))
    for mechanism in MECHANISMS.values():
        assert {lever.split(".")[0] for lever in mechanism.levers} <= set(Policy.model_fields)
        assert mechanism.accounts <= set(ALL_ACCOUNTS)
        assert mechanism.outcome in OUTCOMES and mechanism.sign in (-1, +1)
        assert mechanism.case in cp.datasets.names()
