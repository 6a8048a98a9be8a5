"""The reinvestment shares that keep every partner in, beside what the model's partners do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.planning import partner_interval

XIASHAN = cp.datasets.load("xiashan")
POLICY = XIASHAN.policies["partner_profit_sharing"]
DRAWS = 12


def kept(policy: cp.Policy) -> list[float]:
    """Which share of the partners stays in every draw."""
    ran = cp.simulate(XIASHAN, policy, months=1, draws=DRAWS, seed=7)
    return [float(each) for each in ran.outcomes["partners_kept"]]


@pytest.mark.parametrize("basis", ["profit", "income"])
def test_partners_leave_just_above_the_highest_share(basis: Any) -> None:
    policy = POLICY.replace(reinvestment_basis=basis)
    found = partner_interval(XIASHAN, policy, draws=DRAWS, seed=7).draws
    shares = found["highest"].dropna()
    assert 2 < len(shares) < DRAWS
    for draw in shares.index[:3]:
        below = kept(policy.replace(reinvestment_share=float(shares[draw]) - 1e-6))
        above = kept(policy.replace(reinvestment_share=float(shares[draw]) + 1e-6))
        assert below[draw] == 1.0
        assert above[draw] < 1.0
    at_zero = np.array(kept(policy.replace(reinvestment_share=0.0)))
    np.testing.assert_array_equal(at_zero == 1.0, found["highest"].notna())
    np.testing.assert_array_equal(found["shortfall"] > 0, found["highest"].isna())
    assert set(found["binding"]) <= set(policy.partners)


def with_fees(**more: float) -> cp.Programme:
    """The programme with higher payments to some partners."""
    partners = []
    for each in XIASHAN.partners:
        assert isinstance(each.service_fee, float)
        fee = each.service_fee + more.get(each.id, 0.0)
        partners.append(each.replace(service_fee=fee))
    return XIASHAN.replace(partners=tuple(partners))


def test_the_shortfall_is_what_must_be_paid() -> None:
    found = partner_interval(XIASHAN, POLICY, draws=DRAWS, seed=7).draws
    draw = int(found["highest"].isna().argmax())
    group, lacking = str(found["binding"][draw]), float(found["shortfall"][draw])
    for paid, stays in ((lacking - 0.01, False), (lacking + 0.01, True)):
        programme = with_fees(**{group: paid})
        again = partner_interval(programme, POLICY, draws=DRAWS, seed=7).draws
        lacks = again["binding"][draw] == group and np.isnan(again["highest"][draw])
        assert lacks != stays


def test_an_interval_holds_in_as_many_draws_as_said() -> None:
    found = partner_interval(XIASHAN, POLICY, draws=DRAWS, seed=7)
    assert found.possible == found.draws["highest"].notna().mean()
    span = found.within(found.possible)
    assert span is not None
    assert span == (0.0, found.draws["highest"].min())
    assert (found.draws["highest"] >= span[1]).mean() >= found.possible
    assert found.within(min(1.0, found.possible + 0.01)) is None


def test_partners_who_need_nothing_stay_at_any_share() -> None:
    easy = with_fees(**{each.id: 1e6 for each in XIASHAN.partners})
    found = partner_interval(easy, POLICY, draws=3)
    assert found.within(1.0) == (0.0, 1.0)
    assert found.draws["binding"].tolist() == ["", "", ""]


def test_a_policy_without_partners_has_no_interval() -> None:
    with pytest.raises(cp.ArgumentError) as caught:
        partner_interval(TOWN, BASE, draws=2)
    assert (caught.value.field, caught.value.code) == ("policy", "policy_with_partners")
    found = partner_interval(XIASHAN, POLICY, draws=2)
    for level in (0.0, 1.5, float("nan"), None):
        with pytest.raises(cp.ArgumentError):
            found.within(level)  # type: ignore[arg-type]
