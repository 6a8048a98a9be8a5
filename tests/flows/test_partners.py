"""Who stays: the largest group of partners in which nobody would rather leave."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.partners import convened, custom, share_kept, share_needed, who_stays

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=150)

shares = st.floats(0.0, 1.0)
yuan = st.floats(0.0, 1000.0)


class Invited(NamedTuple):
    """Groups of partners of one draw, and how custom depends on who is there."""

    footfall: list[float]
    other: list[float]
    reservation: list[float]
    size: list[int]
    convenor: list[int]
    network: float
    gain: float


def staying(group: Invited) -> Array:
    found = who_stays(
        np.array([group.footfall]),
        np.array([group.other]),
        np.array([group.reservation]),
        np.array(group.size, dtype=float),
        np.array(group.convenor, dtype=float),
        np.array([[group.network]]),
        np.array([[group.gain]]),
    )
    return np.asarray(found[0])


def surplus(group: Invited, there: tuple[int, ...]) -> list[float]:
    """Net benefit of every group less its reservation value, were just these there."""
    invited = sum(group.size)
    kept = sum(n * s for n, s in zip(group.size, there, strict=True)) / invited if invited else 0.0
    led = any(n * s * c for n, s, c in zip(group.size, there, group.convenor, strict=True))
    factor = (1.0 + (group.gain if led else 0.0)) * (1.0 - group.network * (1.0 - kept))
    return [
        footfall * factor + other - reservation
        for footfall, other, reservation in zip(
            group.footfall, group.other, group.reservation, strict=True
        )
    ]


def stable_groups(group: Invited) -> list[tuple[int, ...]]:
    """Every set of groups that nobody in it would leave, found by trying all."""
    return [
        there
        for there in product((0, 1), repeat=len(group.size))
        if all(left >= 0.0 for left, s in zip(surplus(group, there), there, strict=True) if s)
    ]


@st.composite
def invitations(draw: st.DrawFn) -> Invited:
    groups = draw(st.integers(1, 5))

    def row(of: st.SearchStrategy[float]) -> list[float]:
        return draw(st.lists(of, min_size=groups, max_size=groups))

    group = Invited(
        footfall=row(yuan),
        other=row(st.floats(-800.0, 200.0)),
        reservation=row(st.floats(0.0, 100.0)),
        size=draw(st.lists(st.integers(0, 9), min_size=groups, max_size=groups)),
        convenor=draw(st.lists(st.integers(0, 1), min_size=groups, max_size=groups)),
        network=draw(shares),
        gain=draw(shares),
    )
    # Where one is indifferent, rounding decides.
    assume(
        all(
            abs(left) > 1e-6
            for there in product((0, 1), repeat=groups)
            for left in surplus(group, there)
        )
    )
    return group


# --- custom


def test_custom_by_hand() -> None:
    # Three in four are there and a convenor with them: 400 * 1.2 * (1 - 0.4 / 4).
    one = np.ones((1, 1))
    found = custom(np.array([[400.0, 0.0]]), 0.75 * one, one, 0.4 * one, 0.2 * one)
    np.testing.assert_allclose(found, [[432.0, 0.0]], rtol=1e-14)


@law
@given(yuan, shares, shares, shares, shares)
def test_custom_never_falls_when_others_stay(
    footfall: float, one: float, other: float, network: float, gain: float
) -> None:
    def brought(kept: float, led: float) -> float:
        arrays = (np.array([[value]]) for value in (footfall, kept, led, network, gain))
        return float(custom(*arrays)[0, 0])

    fewer, more = sorted((one, other))
    for led in (0.0, 1.0):
        assert 0.0 <= brought(fewer, led) <= brought(more, led) + 1e-9
    assert brought(fewer, 0.0) <= brought(fewer, 1.0)
    assert brought(1.0, 0.0) == footfall
    assert brought(1.0, 1.0) == pytest.approx(footfall * (1.0 + gain), rel=1e-14)


# --- who stays


def test_a_chain_of_leaving_by_hand() -> None:
    # The fourth leaves at once; three quarters of the custom do not keep the third, half of it not
    # the second, and a quarter not the first, who would have stayed with any other.
    chain = Invited(
        [100.0] * 4, [-30.0, -60.0, -80.0, -101.0], [0.0] * 4, [1] * 4, [0] * 4, 1.0, 0.0
    )
    assert staying(chain).tolist() == [0, 0, 0, 0]
    assert staying(chain._replace(other=[-20.0, -60.0, -80.0, -101.0])).tolist() == [1, 0, 0, 0]
    assert staying(chain._replace(other=[-30.0, -60.0, -80.0, -100.0])).tolist() == [1, 1, 1, 1]
    assert staying(chain._replace(network=0.2, other=[-90.0] * 3 + [-101.0])).tolist() == [
        1,
        1,
        1,
        0,
    ]


def test_a_convenor_who_leaves_takes_others_along() -> None:
    group = Invited([100.0, 0.0], [-105.0, -5.0], [0.0, 0.0], [3, 1], [0, 1], 0.0, 0.1)
    assert staying(group).tolist() == [0, 0]
    assert staying(group._replace(other=[-105.0, 0.0])).tolist() == [1, 1]
    # A convenor's group of nobody convenes nothing.
    nobody = group._replace(other=[-105.0, 0.0], size=[3, 0])
    assert staying(nobody).tolist() == [0, 1]


@law
@given(invitations())
def test_it_is_the_largest_group_that_holds_together(group: Invited) -> None:
    found = tuple(int(stays) for stays in staying(group))
    stable = stable_groups(group)
    assert found in stable
    for other in stable:
        assert all(one <= most for one, most in zip(other, found, strict=True))


@law
@given(invitations(), st.floats(0.0, 500.0), st.integers(0, 4))
def test_more_custom_or_pay_for_one_loses_nobody(group: Invited, more: float, which: int) -> None:
    before = staying(group)
    number = which % len(before)

    def raised(values: list[float]) -> list[float]:
        return [*values[:number], values[number] + more, *values[number + 1 :]]

    assert np.all(staying(group._replace(footfall=raised(group.footfall))) >= before)
    assert np.all(staying(group._replace(other=raised(group.other))) >= before)
    assert np.all(staying(group._replace(reservation=raised(group.reservation))) <= before)


@law
@given(invitations(), shares)
def test_the_more_custom_depends_on_others_the_fewer_stay(group: Invited, other: float) -> None:
    less, more = sorted((group.network, other))
    few, many = (staying(group._replace(network=network)) for network in (more, less))
    assert np.all(few <= many)
    assert np.all(staying(group._replace(gain=0.0)) <= staying(group))


def test_draws_decide_by_themselves() -> None:
    generator = np.random.default_rng(7)
    footfall, other = generator.uniform(0, 500, (40, 4)), generator.uniform(-500, 50, (40, 4))
    count, convenor = np.array([3.0, 1.0, 5.0, 2.0]), np.array([0.0, 1.0, 0.0, 0.0])
    network, gain = generator.uniform(0, 1, (40, 1)), generator.uniform(0, 0.5, (40, 1))
    nothing = np.zeros((40, 4))
    together = who_stays(footfall, other, nothing, count, convenor, network, gain)
    assert 0.0 < together.mean() < 1.0
    for draw in range(40):
        one = [draw]
        alone = who_stays(
            footfall[one], other[one], nothing[one], count, convenor, network[one], gain[one]
        )
        np.testing.assert_array_equal(alone, together[[draw]])


def test_where_nobody_is_invited_nobody_stays() -> None:
    none, one = np.zeros((3, 0)), np.ones((3, 1))
    found = who_stays(none, none, none, np.zeros(0), np.zeros(0), one, one)
    assert found.shape == (3, 0)
    assert share_kept(found, np.zeros(0)).tolist() == [0.0] * 3
    assert convened(found, np.zeros(0), np.zeros(0)).tolist() == [0.0] * 3


def test_the_share_kept_counts_partners_and_not_groups() -> None:
    stays = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    count = np.array([6.0, 3.0, 1.0])
    np.testing.assert_allclose(share_kept(stays, count), [0.7, 0.0, 1.0], rtol=1e-14)
    assert convened(stays, count, np.array([0.0, 1.0, 0.0])).tolist() == [0.0, 0.0, 1.0]
    assert (
        convened(stays, np.array([6.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])).tolist() == [0.0] * 3
    )


# --- the share that keeps everybody in


def needed(net: list[float], reservation: list[float], count: list[float], profit: float) -> float:
    found = share_needed(
        np.array([net]), np.array([reservation]), np.array(count), np.array([profit])
    )
    return float(found[0])


def test_the_share_needed_by_hand() -> None:
    # Three lack 20 each and one lacks 40; the other two have more than they ask.
    net, asked, count = [-20.0, 60.0, 10.0], [0.0, 0.0, 50.0], [3.0, 2.0, 1.0]
    assert needed(net, asked, count, 1000.0) == pytest.approx(0.1, rel=1e-14)
    assert needed(net, asked, count, 50.0) == pytest.approx(2.0, rel=1e-14)  # not enough


def test_limits_of_the_share_needed() -> None:
    assert needed([5.0], [5.0], [9.0], 100.0) == 0.0
    assert needed([5.0], [0.0], [9.0], 0.0) == 0.0
    assert np.isnan(needed([-5.0], [0.0], [9.0], 0.0))
    assert needed([-5.0], [0.0], [0.0], 0.0) == 0.0  # a group of nobody lacks nothing
    assert share_needed(np.zeros((2, 0)), np.zeros((2, 0)), np.zeros(0), np.ones(2)).tolist() == [
        0,
        0,
    ]


@law
@given(invitations(), st.floats(1.0, 1e5))
def test_paid_to_those_who_are_short_it_keeps_everybody(group: Invited, profit: float) -> None:
    everybody = (1,) * len(group.size)
    short = [max(-left, 0.0) for left in surplus(group, everybody)]
    net = [
        left + reservation
        for left, reservation in zip(surplus(group, everybody), group.reservation, strict=True)
    ]
    share = needed(net, group.reservation, [float(n) for n in group.size], profit)
    paid = sum(n * each for n, each in zip(group.size, short, strict=True))
    assert share * profit == pytest.approx(paid, rel=1e-9, abs=1e-9)
    # A hair more, so that rounding leaves nobody indifferent.
    helped = [other + each + 1e-6 for other, each in zip(group.other, short, strict=True)]
    assert staying(group._replace(other=helped)).tolist() == [1.0] * len(group.size)
    # Any less to one who is short, and that one leaves.
    for number, each in enumerate(short):
        if each > 0.0:
            less = list(helped)
            less[number] -= 1e-3
            assert staying(group._replace(other=less))[number] == 0.0
