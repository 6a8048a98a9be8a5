"""An estate's own fee, collection rate and vacancy take the place of what is chosen or drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from town import BASE, MENU, TOWN

import commpartner as cp
from commpartner.errors import InputError
from commpartner.programme import Policy, Programme

MONTHS = 14
FEE = BASE.replace(fee=0.6, fee_basis="floor_area")
OF_VALUE = ("value_to_residents_per_year", "social_net_benefit")


def with_own(*numbers: int, **values: Any) -> Programme:
    return TOWN.replace(
        estates=tuple(
            estate.replace(managed=number % 2 == 0, **(values if number in numbers else {}))
            for number, estate in enumerate(TOWN.estates)
        )
    )


def run(programme: Programme, policy: Policy = FEE, **held: Any) -> cp.SimulationResult:
    table = programme.assumption_table().replace(**held)
    return cp.simulate(programme, policy, months=MONTHS, draws=3, seed=2, assumptions=table)


def same(one: cp.SimulationResult, other: cp.SimulationResult, but: tuple[str, ...] = ()) -> None:
    exact = [name for name in one.outcomes if name not in but]
    assert one.outcomes[exact].equals(other.outcomes[exact])
    np.testing.assert_allclose(one.outcomes, other.outcomes, rtol=1e-12)
    assert one.estates.equals(other.estates)
    assert one.ledger.equals(other.ledger)


some = st.lists(st.integers(0, 11), min_size=1, max_size=4, unique=True)
shares = st.floats(0.05, 0.95)


@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(numbers=some, share=shares)
def test_an_own_vacancy_like_the_drawn_changes_nothing(numbers: list[int], share: float) -> None:
    drawn = run(with_own(), vacancy_rate=share)
    same(run(with_own(*numbers, vacancy=share), vacancy_rate=share), drawn, OF_VALUE)


@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(numbers=some, share=shares)
def test_an_own_collection_rate_like_the_drawn_changes_nothing(
    numbers: list[int], share: float
) -> None:
    managed = [2 * (number // 2) for number in numbers]  # the others start at 0
    own = with_own(*managed, collection_rate=share)
    drawn = run(with_own(), collection_rate_before=share)
    same(run(own, collection_rate_before=share), drawn)


@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(numbers=some, fee=st.floats(0.1, 2.0))
def test_an_own_fee_like_the_policy_s_changes_nothing(numbers: list[int], fee: float) -> None:
    policy = FEE.replace(fee=fee, own_fees=True)
    same(run(with_own(*numbers, fee=fee), policy), run(with_own(), policy.replace(own_fees=False)))


def fees_of(result: cp.SimulationResult) -> Any:
    return result.estates.set_index("id")["fees"]


def test_an_own_fee_is_charged_on_its_own_basis() -> None:
    free: dict[str, Any] = {"price_effect": -1e-9}  # so that as many pay whatever is billed
    plain = fees_of(run(with_own(), **free))
    keeps = FEE.replace(own_fees=True)
    area = TOWN.estates[4].floor_area / TOWN.estates[4].households
    dearer = fees_of(run(with_own(4, fee=1.2), keeps, **free))
    by_household = with_own(4, fee=1.2 * area, fee_basis="household")
    for other in (dearer, fees_of(run(by_household, keeps, **free))):
        assert other["e04"] == pytest.approx(2.0 * plain["e04"])
        assert other.drop("e04").equals(plain.drop("e04"))
    assert fees_of(run(by_household, FEE, **free)).equals(plain)  # unless the policy keeps it


def test_own_values_move_their_estate_alone() -> None:
    plain = run(with_own()).estates.set_index("id")
    for values in ({"vacancy": 0.5}, {"collection_rate": 0.99}):
        other = run(with_own(4, **values)).estates.set_index("id")
        assert other.drop("e04").equals(plain.drop("e04"))
        assert other["fees"]["e04"] != plain["fees"]["e04"]


def test_who_manages_nothing_may_still_collect() -> None:
    unmanaged, own = run(with_own()), run(with_own(1, collection_rate=0.9))
    assert float(fees_of(own)["e01"]) > float(fees_of(unmanaged)["e01"])


def test_in_empty_homes_nobody_has_the_service() -> None:
    half = run(with_own(*range(12), vacancy=0.5)).outcomes["value_to_residents_per_year"]
    none = run(with_own(*range(12), vacancy=1.0)).outcomes["value_to_residents_per_year"]
    assert (half > 0).all()
    assert (none == 0).all()


def test_chunks_change_no_bit_of_own_values() -> None:
    programme = with_own(1, 4, vacancy=0.3, fee=30.0, fee_basis="household", collection_rate=0.7)
    policy = FEE.replace(own_fees=True, allocation="deficit", ventures=("market",))
    whole, single = (
        cp.simulate(programme, policy, months=MONTHS, draws=5, seed=1, chunk=chunk)
        for chunk in (5, 1)
    )
    assert whole.outcomes.equals(single.outcomes)
    assert whole.estates.equals(single.estates)


def test_own_fees_and_a_menu_exclude_each_other() -> None:
    with pytest.raises(InputError, match="own fees or a menu"):
        BASE.replace(menu=MENU, own_fees=True)
