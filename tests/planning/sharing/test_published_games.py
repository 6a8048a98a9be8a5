"""Games of the literature, with the shares printed there."""

from __future__ import annotations

import numpy as np
import pytest
from games import SKANE, SKANE_SHARES, bankruptcy, shares_of

import commpartner as cp
from commpartner.planning.sharing.shares import Method

CLAIMS = {"first": 100.0, "second": 200.0, "third": 300.0}


@pytest.mark.parametrize(
    ("estate", "awards"),
    [
        (100.0, (100 / 3, 100 / 3, 100 / 3)),
        (200.0, (50.0, 75.0, 75.0)),
        (300.0, (50.0, 100.0, 150.0)),
    ],
)
def test_the_talmud_divides_by_the_nucleolus(estate: float, awards: tuple[float, ...]) -> None:
    # Aumann & Maschler (1985), doi:10.1016/0022-0531(85)90102-4: the Mishna's three estates.
    found = cp.share_costs(bankruptcy(estate, CLAIMS), [*CLAIMS], method="nucleolus")
    np.testing.assert_allclose(-shares_of(found), awards, atol=1e-9)
    assert found.in_core


def test_an_airport_shares_each_stretch_among_its_users() -> None:
    # Littlechild & Owen (1973), doi:10.1287/mnsc.20.3.370: the Shapley value of c(S) = max.
    need = np.array([1.0, 2.5, 2.5, 4.0, 7.0, 7.0, 11.0])
    found = cp.share_costs(lambda who: max(need[each] for each in who), range(len(need)))
    users = len(need) - np.searchsorted(need, need)
    stretches = np.diff(need, prepend=0.0) / users
    np.testing.assert_allclose(shares_of(found), np.cumsum(stretches), rtol=1e-12)
    assert found.in_core
    assert found.individually_rational
    assert found.coalitions == 2**7 - 2


@pytest.mark.parametrize("method", SKANE_SHARES)
def test_the_water_of_skane_is_shared_as_printed(method: Method) -> None:
    found = cp.share_costs(SKANE, [*"AHKLMT"], method=method)
    np.testing.assert_allclose(shares_of(found), SKANE_SHARES[method], atol=0.0101)
    # H, K and L together could do it cheaper.
    assert found.in_core is False
    assert found.worst_coalition == ("H", "K", "L")
    assert found.individually_rational


def test_the_water_of_skane_has_a_core() -> None:
    found = cp.share_costs(SKANE, [*"AHKLMT"], method="nucleolus")
    # As printed for the first four; the print has 18.60 and 19.21 for M and T, of the same sum.
    np.testing.assert_allclose(shares_of(found)[:4], (20.35, 12.06, 5.00, 8.61), atol=0.0051)
    assert shares_of(found)[4:].sum() == pytest.approx(18.60 + 19.21, abs=0.02)
    assert found.in_core
    assert found.epsilon == pytest.approx(-1.60, abs=0.01)
    assert found.gain == pytest.approx(found.epsilon)


def test_an_empty_core_has_an_epsilon_above_zero() -> None:
    # Two of three can do with one post, three need two: any pair would rather leave.
    posts = {1: 1.0, 2: 1.0, 3: 2.0}
    methods: tuple[Method, ...] = ("least_core", "nucleolus")
    for method in methods:
        found = cp.share_costs(lambda who: posts[len(who)], [*"abc"], method=method)
        np.testing.assert_allclose(shares_of(found), 2 / 3)
        assert found.in_core is False
        assert found.epsilon == pytest.approx(1 / 3)
        assert len(found.worst_coalition) == 2
        assert found.gain == pytest.approx(1 / 3)
    assert cp.share_costs(lambda who: posts[len(who)], [*"abc"]).in_core is False


def test_scrb_gives_no_credit_for_a_loss() -> None:
    # By hand: they add 3, 3 and 4; alone they would save 7, 7 and lose 3; 6 is left to share.
    costs = {"a": 10.0, "b": 10.0, "c": 1.0, "ab": 12.0, "ac": 13.0, "bc": 13.0, "abc": 16.0}
    found = cp.share_costs(
        {tuple(who): cost for who, cost in costs.items()}, [*"abc"], method="scrb"
    )
    np.testing.assert_allclose(shares_of(found), [6.0, 6.0, 4.0])
    assert not found.individually_rational
