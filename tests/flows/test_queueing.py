"""The queue against exact arithmetic, published tables, simulation and its own laws."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem

from commpartner.flows.queueing import MOST_SERVERS, erlang_c, mean_wait, servers_for

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None)


def share_late(load: float, servers: int, wait: float, variation: float) -> float:
    """Simulate jobs of mean 1 one after another, in many queues at once (Kiefer & Wolfowitz)."""
    generator = np.random.default_rng(5)
    queues, jobs, skipped = 500, 1500, 300
    spread = math.log(1 + variation**2)
    busy = np.zeros((queues, servers))  # until each server is free
    each, late = np.arange(queues), 0
    for job in range(jobs):
        busy = np.maximum(busy - generator.exponential(1 / load, queues)[:, None], 0)
        first = busy.argmin(axis=1)
        if job >= skipped:
            late += int((busy[each, first] > wait).sum())
        busy[each, first] += generator.lognormal(-spread / 2, spread**0.5, queues)
    return late / (queues * (jobs - skipped))


rates = st.floats(1e-3, 1e3)
loads = st.floats(0.0, 60.0)
waits = st.floats(0.0, 5.0)
tails = st.floats(1e-6, 0.99)

SERVERS = [1, 2, 3, 5, 10, 20, 50, 100, 150, 200]
USE = [1e-5, 0.01, 0.1, 0.5, 0.8, 0.95, 0.99, 0.999]


def exact(arrival_rate: float, service_rate: float, servers: int) -> Fraction:
    """Erlang C from its sum over states, in rational numbers: no recursion, no rounding."""
    load = Fraction(arrival_rate) / Fraction(service_rate)
    term, below = Fraction(1), Fraction(0)
    for busy in range(servers):
        below += term
        term *= load / (busy + 1)
    full = term * servers / (servers - load)
    return full / (below + full)


def assert_exact(found: float, truth: Fraction) -> None:
    # Below the smallest normal number a float cannot keep ten digits, so there it may be zero.
    assert found == pytest.approx(float(truth), rel=1e-10, abs=1e-307)
    assert abs(Fraction(found) - truth) <= 1e-10


@pytest.mark.parametrize("servers", SERVERS)
def test_erlang_c_agrees_with_exact_arithmetic(servers: int) -> None:
    service_rate = 0.37  # not a power of two, so the load itself is rounded
    for use in USE:
        arrival_rate = use * servers * service_rate
        assert_exact(
            erlang_c(arrival_rate, service_rate, servers),
            exact(arrival_rate, service_rate, servers),
        )


@pytest.mark.parametrize("servers", SERVERS)
def test_erlang_c_of_tiny_loads_agrees_with_exact_arithmetic(servers: int) -> None:
    assert_exact(erlang_c(1e-3, 1.0, servers), exact(1e-3, 1.0, servers))


def test_worked_example_of_the_r_package_erlangc() -> None:
    # 100 calls in 30 minutes of 180 seconds each, 14 agents, answered within 20 seconds.
    arrival_rate, service_rate = 100 / 1800, 1 / 180
    waiting = erlang_c(arrival_rate, service_rate, 14)
    assert waiting == pytest.approx(0.1741319, abs=5e-8)
    late = waiting * math.exp(-(14 * service_rate - arrival_rate) * 20)
    assert 1 - late == pytest.approx(0.88835, abs=5e-6)
    assert mean_wait(arrival_rate, service_rate, 14) == pytest.approx(7.835937, abs=5e-7)
    # 14 agents keep 88.835 % within the target, so a promise just below needs 14, just above 15.
    assert servers_for(arrival_rate, service_rate, 20, 1 - 0.8883) == 14
    assert servers_for(arrival_rate, service_rate, 20, 1 - 0.8884) == 15


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        (1, [2, 3, 3]),
        (5, [7, 8, 9]),
        (10, [12, 14, 16]),
        (50, [54, 58, 61]),
        (100, [106, 111, 115]),
    ],
)
def test_table_of_servers_in_tijms(load: int, expected: list[int]) -> None:
    # Tijms (2003), A First Course in Stochastic Models, p. 201, the exact columns.
    found = servers_for(load, 1.0, 0.0, [0.5, 0.2, 0.1])
    assert found.tolist() == expected


def test_one_server_waits_with_probability_rho() -> None:
    assert erlang_c(0.3, 1.0, 1) == pytest.approx(0.3, rel=1e-14)
    assert mean_wait(0.3, 1.0, 1) == pytest.approx(0.3 / 0.7, rel=1e-14)


def test_no_arrivals() -> None:
    assert erlang_c(0.0, 1.0, 3) == 0.0
    assert mean_wait(0.0, 1.0, 3) == 0.0
    assert servers_for(0.0, 1.0, 0.0, 0.5) == 0


@pytest.mark.parametrize("arrival_rate", [3.0, 3.5, 1e9])
def test_with_too_few_servers_everyone_waits_for_ever(arrival_rate: float) -> None:
    assert erlang_c(arrival_rate, 1.0, 3) == 1.0
    assert mean_wait(arrival_rate, 1.0, 3) == math.inf


def test_extreme_rates_give_the_limit_without_a_warning() -> None:
    assert erlang_c(1e300, 1e-300, 3) == 1.0
    assert erlang_c(1e-300, 1e300, 3) == 0.0
    assert mean_wait(1e300, 1e-300, 3) == math.inf
    assert servers_for(1e-300, 1e300, 0.0, 0.5) == 1
    assert servers_for(1e300, 1e300, 1e300, 0.5) == 2


def test_numbers_give_numbers() -> None:
    assert type(erlang_c(1.0, 1.0, 2)) is float
    assert type(mean_wait(1.0, 1.0, 2)) is float
    assert type(servers_for(1.0, 1.0, 0.0, 0.5)) is int


def test_arrays_broadcast_and_each_element_is_as_if_alone() -> None:
    arrival = np.array([[0.0], [0.7], [2.5], [30.0]])
    servers = np.array([1, 3, 40])
    tail = np.array([0.5, 0.05, 0.001])
    waiting = erlang_c(arrival, 1.5, servers)
    wait = mean_wait(arrival, 1.5, servers)
    needed = servers_for(arrival, 1.5, 0.2, tail)
    assert waiting.dtype == np.float64
    assert needed.dtype == np.int64
    for row, column in np.ndindex(4, 3):
        lam, count, share = float(arrival[row, 0]), int(servers[column]), float(tail[column])
        assert waiting[row, column] == erlang_c(lam, 1.5, count)
        assert wait[row, column] == mean_wait(lam, 1.5, count)
        assert needed[row, column] == servers_for(lam, 1.5, 0.2, share)


def test_empty_arrays_stay_empty() -> None:
    nothing = np.empty((0, 4))
    assert erlang_c(nothing, 1.0, 1).shape == (0, 4)
    assert mean_wait(nothing, 1.0, 1).shape == (0, 4)
    assert servers_for(nothing, 1.0, 0.0, 0.5).shape == (0, 4)


def test_arguments_are_left_unchanged() -> None:
    arrival = np.array([0.5, 7.0])
    erlang_c(arrival, 1.0, 9)
    mean_wait(arrival, 1.0, 9)
    servers_for(arrival, 1.0, 0.1, 0.1)
    assert arrival.tolist() == [0.5, 7.0]


@law
@given(load=loads, service_rate=rates, servers=st.integers(1, 80))
def test_a_further_server_never_raises_probability_or_wait(
    load: float, service_rate: float, servers: int
) -> None:
    fewer, more = erlang_c(load * service_rate, service_rate, np.array([servers, servers + 1]))
    assert 0.0 <= more <= fewer * (1 + 1e-12) <= 1.0 + 1e-12
    long, short = mean_wait(load * service_rate, service_rate, np.array([servers, servers + 1]))
    assert short <= long * (1 + 1e-12)


@law
@given(load=loads, further=loads, servers=st.integers(1, 80))
def test_more_arrivals_never_lower_the_probability(
    load: float, further: float, servers: int
) -> None:
    fewer, more = erlang_c(np.array([load, load + further]), 1.0, servers)
    assert fewer <= more * (1 + 1e-12)


@law
@given(load=loads, further=loads, wait=waits, tail=tails)
def test_more_demand_never_needs_fewer_servers(
    load: float, further: float, wait: float, tail: float
) -> None:
    fewer, more = servers_for(np.array([load, load + further]), 1.0, wait, tail)
    assert fewer <= more


@law
@given(load=loads, wait=waits, longer=waits, tail=tails, wider=tails)
def test_a_looser_promise_never_needs_more_servers(
    load: float, wait: float, longer: float, tail: float, wider: float
) -> None:
    strict = servers_for(load, 1.0, wait, min(tail, wider))
    assert servers_for(load, 1.0, wait + longer, min(tail, wider)) <= strict
    assert servers_for(load, 1.0, wait, max(tail, wider)) <= strict


@law
@given(load=st.floats(1e-3, 60.0), service_rate=rates, wait=waits, tail=tails)
def test_servers_keep_the_promise_and_one_fewer_breaks_it(
    load: float, service_rate: float, wait: float, tail: float
) -> None:
    arrival_rate = load * service_rate
    target = wait / service_rate
    needed = servers_for(arrival_rate, service_rate, target, tail)

    def late(servers: int) -> float:
        spare = servers * service_rate - arrival_rate
        if servers == 0 or spare <= 0:
            return 1.0
        return erlang_c(arrival_rate, service_rate, servers) * math.exp(-spare * target)

    assert needed * service_rate > arrival_rate
    assert late(needed) <= tail * (1 + 1e-9)
    assert late(needed - 1) > tail * (1 - 1e-9)


@law
@given(load=st.floats(1e-3, 60.0), service_rate=rates, servers=st.integers(1, 80))
def test_the_unit_of_time_does_not_matter(load: float, service_rate: float, servers: int) -> None:
    one = mean_wait(load, 1.0, servers)
    other = mean_wait(load * service_rate, service_rate, servers) * service_rate
    # Near full use the wait magnifies the rounding of the load without limit.
    near = abs(servers - load) < 1e-6
    assert near or other == pytest.approx(one, rel=1e-6)


@pytest.mark.parametrize(
    ("load", "wait", "tail", "variation"),
    [
        (0.4, 2.5, 0.1, 1.5),  # the centre: two hours for jobs of 48 minutes
        (1.0, 2.5, 0.1, 1.5),
        (1.5, 2.5, 0.1, 1.5),
        (4.5, 2.5, 0.05, 1.5),
        (2.4, 0.6, 0.1, 1.6),
        (1.1, 1.2, 0.2, 0.5),
        (0.8, 8.0, 0.05, 1.6),
    ],
)
def test_the_promise_holds_for_lognormal_jobs(
    load: float, wait: float, tail: float, variation: float
) -> None:
    servers = servers_for(load, 1.0, wait, tail, variation)
    assert share_late(load, servers, wait, variation) <= tail + 0.012


def test_exponential_sizing_breaks_the_promise_where_jobs_differ_much() -> None:
    load, wait, tail = 0.6, 5.0, 0.1
    assert servers_for(load, 1.0, wait, tail) == 1
    assert share_late(load, 1, wait, 1.5) > tail + 0.012
    needed = servers_for(load, 1.0, wait, tail, 1.5)
    assert share_late(load, needed, wait, 1.5) <= tail


@law
@given(load=st.floats(1e-3, 60.0), wait=waits, tail=tails, one=st.floats(0, 3), two=st.floats(0, 3))
def test_jobs_that_differ_more_never_need_fewer_servers(
    load: float, wait: float, tail: float, one: float, two: float
) -> None:
    even, uneven = servers_for(load, 1.0, wait, tail, np.array(sorted((one, two))))
    assert even <= uneven


@law
@given(load=st.floats(1e-3, 60.0), wait=waits, tail=tails)
def test_a_variation_of_one_is_erlang(load: float, wait: float, tail: float) -> None:
    assert servers_for(load, 1.0, wait, tail, 1.0) == servers_for(load, 1.0, wait, tail)
    count = math.floor(load) + 1
    assert mean_wait(load, 1.0, count, 1.0) == mean_wait(load, 1.0, count)


@pytest.mark.parametrize("variation", [0.0, 0.5, 1.0, 2.0])
def test_one_server_follows_pollaczek_and_khinchine(variation: float) -> None:
    exact = 0.3 * 4.0 * (1 + variation**2) / (2 * 0.7)  # jobs of 4 hours, busy 30 % of the time
    assert mean_wait(0.075, 0.25, 1, variation) == pytest.approx(exact, rel=1e-12)


BAD: list[tuple[str, Any, str]] = [
    ("arrival_rate", -1.0, "-1.0"),
    ("arrival_rate", math.nan, "nan"),
    ("arrival_rate", math.inf, "inf"),
    ("arrival_rate", [1.0, -2.0], "-2.0"),
    ("arrival_rate", None, "nan"),
    ("service_rate", 0.0, "0.0"),
    ("service_rate", -1.0, "-1.0"),
    ("service_rate", math.nan, "nan"),
    ("service_rate", math.inf, "inf"),
]
BAD_SERVERS: list[tuple[str, Any, str]] = [
    ("servers", 0, "0.0"),
    ("servers", -1, "-1.0"),
    ("servers", 2.5, "2.5"),
    ("servers", math.nan, "nan"),
    ("servers", math.inf, "inf"),
    ("servers", MOST_SERVERS + 1, "100001.0"),
]
BAD_PROMISE: list[tuple[str, Any, str]] = [
    ("target_wait", -0.1, "-0.1"),
    ("target_wait", math.nan, "nan"),
    ("target_wait", math.inf, "inf"),
    ("tail", 0.0, "0.0"),
    ("tail", 1.0, "1.0"),
    ("tail", -0.5, "-0.5"),
    ("tail", math.nan, "nan"),
    ("variation", -0.1, "-0.1"),
    ("variation", math.inf, "inf"),
]


@pytest.mark.parametrize("function", [erlang_c, mean_wait])
@pytest.mark.parametrize(("name", "value", "found"), BAD + BAD_SERVERS)
def test_bad_queue_is_refused(function: Any, name: str, value: Any, found: str) -> None:
    arguments: dict[str, Any] = {"arrival_rate": 1.0, "service_rate": 1.0, "servers": 2}
    with raises_problem(f"^{name}: {found}; [a-z]"):
        function(**arguments | {name: value})


@pytest.mark.parametrize(("name", "value", "found"), BAD + BAD_PROMISE)
def test_bad_promise_is_refused(name: str, value: Any, found: str) -> None:
    arguments: dict[str, Any] = {
        "arrival_rate": 1.0,
        "service_rate": 1.0,
        "target_wait": 0.1,
        "tail": 0.1,
    }
    with raises_problem(f"^{name}: {found}; [a-z]"):
        servers_for(**arguments | {name: value})


def test_a_load_that_would_take_for_ever_is_refused() -> None:
    with raises_problem(r"^arrival_rate / service_rate: 1e\+300; at_most_servers 100000"):
        servers_for(1e300, 1.0, 0.0, 0.5)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes that fit"):
        erlang_c([1.0, 2.0], 1.0, [1, 2, 3])
    with pytest.raises(ValueError, match="shapes that fit"):
        servers_for([1.0, 2.0], 1.0, [1.0, 2.0, 3.0], 0.5)
