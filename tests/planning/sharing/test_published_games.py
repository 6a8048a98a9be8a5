"""Games of the literature, with the shares printed there."""

from __future__ import annotations

import numpy as np
import pytest
from games import SKANE, SKANE_SHARES, Array, bankruptcy, shares_of
from printed_games import PRINTED, Printed

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


@pytest.mark.parametrize("game", PRINTED, ids=lambda game: game.name)
def test_a_game_is_shared_as_printed(game: Printed) -> None:
    for method, printed in game.shares.items():
        found = cp.share_costs(game.costs, game.players, method=method)
        size = max(map(abs, printed))
        np.testing.assert_allclose(
            game.sign * shares_of(found), printed, atol=max(1e-7 * size, 5e-5 if size > 1 else 0)
        )


def littlechild(costs: Array) -> Array:
    """The nucleolus of an airport by the simple expression; costs rise.

    Littlechild (1974), "A simple expression for the nucleolus in a special case", International
    Journal of Game Theory 3.
    """
    count, shares = len(costs), np.zeros(len(costs))
    done, paid = 0, 0.0
    while done < count:
        ends = np.arange(done, count)
        each = (costs[done:] - paid) / (ends - done + np.where(ends < count - 1, 2, 1))
        last = int(ends[np.flatnonzero(each == each.min())[-1]])
        shares[done : last + 1] = each.min()
        paid += each.min() * (last + 1 - done)
        done = last + 1
    return shares


@pytest.mark.parametrize("seed", range(3))
def test_airports_agree_with_the_simple_expression(seed: int) -> None:
    costs = np.sort(np.random.default_rng(seed).integers(1, 40, 9 + seed)).astype(np.float64)
    found = cp.share_costs(
        lambda who: max(costs[each] for each in who), range(len(costs)), method="nucleolus"
    )
    np.testing.assert_allclose(shares_of(found), littlechild(costs), rtol=1e-9)


def talmud(estate: float, claims: Array) -> Array:
    """Equal awards up to half of the claims, then equal losses."""
    half = claims / 2.0
    if estate > half.sum():
        return claims - talmud(claims.sum() - estate, claims)
    low, high = 0.0, float(half.max())
    for _ in range(100):
        level = (low + high) / 2.0
        low, high = (level, high) if np.minimum(half, level).sum() < estate else (low, level)
    return np.minimum(half, high)


@pytest.mark.parametrize("seed", range(3))
def test_bankruptcies_agree_with_the_talmud(seed: int) -> None:
    random = np.random.default_rng(seed)
    claims = random.integers(1, 100, 6 + seed).astype(np.float64)
    estate = float(np.round(claims.sum() * random.random()))
    by_name = {str(place): claim for place, claim in enumerate(claims.tolist())}
    found = cp.share_costs(bankruptcy(estate, by_name), [*by_name], method="nucleolus")
    np.testing.assert_allclose(-shares_of(found), talmud(estate, claims), atol=1e-7)


@pytest.mark.parametrize("weights", [(3, 2, 2, 1, 1), (3, 1, 1, 1, 1), (5, 4, 3, 2, 1, 1, 1)])
def test_majorities_share_by_their_least_weights(weights: tuple[int, ...]) -> None:
    # Peleg (1968), "On weights of constant-sum majority games": the nucleolus of a homogeneous one
    # is its least whole weights, made to sum to 1.
    quota = sum(weights) // 2 + 1
    found = cp.share_costs(
        lambda who: -float(sum(weights[each] for each in who) >= quota),
        range(len(weights)),
        method="nucleolus",
    )
    np.testing.assert_allclose(-shares_of(found), np.array(weights) / sum(weights), atol=1e-9)
