"""Levers that open ventures and begin works in other months than their own."""

from __future__ import annotations

import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.programme import Policy, Programme

POLICY = BASE.replace(ventures=("market", "canteen"), works=("pipes",))
LATER = POLICY.replace(opening_months={"market": 7}, start_months={"pipes": 4})


def outcomes(programme: Programme, policy: Policy, engine: str = "numpy") -> pd.DataFrame:
    run = cp.simulate(programme, policy, months=12, draws=2, seed=2, engine=engine)  # type: ignore[arg-type]
    assert run.largest_imbalance < 1e-3
    return run.outcomes


def test_a_lever_is_as_the_month_of_its_row() -> None:
    rows = TOWN.replace(
        ventures=tuple(
            each.replace(opening_month=7) if each.id == "market" else each for each in TOWN.ventures
        ),
        works=tuple(each.replace(start_month=4) for each in TOWN.works),
    )
    pd.testing.assert_frame_equal(outcomes(TOWN, LATER), outcomes(rows, POLICY))
    assert not outcomes(TOWN, LATER).equals(outcomes(TOWN, POLICY))


@pytest.mark.nightly
def test_both_engines_open_ventures_in_the_same_month() -> None:
    pd.testing.assert_frame_equal(
        outcomes(TOWN, LATER), outcomes(TOWN, LATER, "jax"), rtol=1e-8, atol=1e-6
    )


@pytest.mark.parametrize(("lever", "name"), [("opening_months", "markt"), ("start_months", "pipe")])
def test_an_unknown_venture_or_works_is_refused(lever: str, name: str) -> None:
    with pytest.raises(cp.InputError) as caught:
        cp.simulate(TOWN, POLICY.replace(**{lever: {name: 3}}), months=2, draws=2)
    assert [each.field for each in caught.value.problems] == [f"policies.policy.{lever}"]


@pytest.mark.parametrize("lever", ["opening_months", "start_months"])
def test_a_month_is_a_whole_number_from_zero(lever: str) -> None:
    with pytest.raises(cp.InputError):
        POLICY.replace(**{lever: {"market": -1}})
