"""Compute waiting times and numbers of servers of the queues M/M/c and M/G/c.

All functions take numbers or arrays that broadcast against each other. Rates may be in any
unit of time as long as both rates and the waiting times use the same one.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commpartner.problems.arguments import (
    at_least_zero,
    broadcast,
    plain,
    refused,
    require,
    same_labels,
)
from commpartner.texts import Text

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

MOST_SERVERS = 100_000  # one pass per server: beyond this a call would seem to hang

# Extreme rates overflow to infinity or divide by it. The formulas below then give the right
# limit, so NumPy need not warn.
_extremes = np.errstate(divide="ignore", over="ignore", invalid="ignore")


@overload
def erlang_c(arrival_rate: float, service_rate: float, servers: float) -> float: ...
@overload
def erlang_c(arrival_rate: ArrayLike, service_rate: ArrayLike, servers: ArrayLike) -> Array: ...
@_extremes
def erlang_c(arrival_rate: ArrayLike, service_rate: ArrayLike, servers: ArrayLike) -> float | Array:
    r"""Compute the probability that an arrival has to wait (the Erlang C formula).

    With the load :math:`a = \lambda/\mu` and :math:`\rho = a/c < 1`

    .. math:: C = \frac{B}{1 - \rho (1 - B)},\qquad
        \frac{1}{B_0} = 1,\quad \frac{1}{B_k} = 1 + \frac{k}{a}\,\frac{1}{B_{k-1}}

    where :math:`B = B_c` is the Erlang B formula.

    Parameters
    ----------
    arrival_rate
        :math:`\lambda \ge 0`, any shape [1/time].
    service_rate
        :math:`\mu > 0` of one server, any shape that broadcasts [1/time].
    servers
        :math:`c`, whole numbers from 1 to 100 000, any shape that broadcasts [servers].

    Returns
    -------
    float or numpy.ndarray
        In [0, 1], broadcast shape [probability]: a float if all arguments are single numbers.
        0 without arrivals; 1 if :math:`\rho \ge 1`, since then everyone waits.

    Raises
    ------
    ValueError
        If an argument is outside its range or not finite, or the shapes do not broadcast.

    References
    ----------
    A. K. Erlang (1917), "Solution of some problems in the theory of probabilities of significance
    in automatic telephone exchanges", Elektroteknikeren 13; H. C. Tijms (2003), A First Course in
    Stochastic Models, section 5.1, Wiley 2003.

    Examples
    --------
    Ten calls in hand at a time on average and fourteen agents:

    >>> round(erlang_c(200, 20, 14), 7)
    0.1741319
    >>> erlang_c([0.5, 2.0], 1.0, 1)
    array([0.5, 1. ])
    """
    load, _, count = _queue(arrival_rate, service_rate, servers)
    return plain(_waiting_probability(load, count))


@overload
def mean_wait(
    arrival_rate: float, service_rate: float, servers: float, variation: float = 1.0
) -> float: ...
@overload
def mean_wait(
    arrival_rate: ArrayLike,
    service_rate: ArrayLike,
    servers: ArrayLike,
    variation: ArrayLike = 1.0,
) -> Array: ...
@_extremes
def mean_wait(
    arrival_rate: ArrayLike,
    service_rate: ArrayLike,
    servers: ArrayLike,
    variation: ArrayLike = 1.0,
) -> float | Array:
    r"""Compute the mean time in the queue before service starts, over all arrivals.

    .. math:: W_q = \frac{1 + v^2}{2}\, \frac{C}{c\mu - \lambda}

    Exact for exponential service times, :math:`v = 1`, and for one server (Pollaczek and
    Khinchine); otherwise the approximation of Lee and Longton (1959).

    Parameters
    ----------
    arrival_rate
        :math:`\lambda \ge 0`, any shape [1/time].
    service_rate
        :math:`\mu > 0` of one server, any shape that broadcasts [1/time].
    servers
        :math:`c`, whole numbers from 1 to 100 000, any shape that broadcasts [servers].
    variation
        :math:`v \ge 0`, coefficient of variation of service times, any shape that broadcasts.

    Returns
    -------
    float or numpy.ndarray
        Broadcast shape [time]; infinite if :math:`c\mu \le \lambda`.

    Raises
    ------
    ValueError
        As :func:`erlang_c`.

    References
    ----------
    H. C. Tijms (2003), A First Course in Stochastic Models, section 5.1,
    Wiley 2003.

    Examples
    --------
    Calls of 180 seconds, 10/180 of them a second, fourteen agents; the answer is in seconds:

    >>> round(mean_wait(10 / 180, 1 / 180, 14), 6)
    7.835937
    """
    load, service, count = _queue(arrival_rate, service_rate, servers)
    load, service, count, spread = broadcast(
        load=load, service=service, servers=count, variation=at_least_zero("variation", variation)
    )
    wait = _waiting_probability(load, count) / ((count - load) * service)
    return plain(np.where(load < count, wait * (1.0 + spread**2) / 2.0, np.inf))


@overload
def servers_for(
    arrival_rate: float,
    service_rate: float,
    target_wait: float,
    tail: float,
    variation: float = 1.0,
) -> int: ...
@overload
def servers_for(
    arrival_rate: ArrayLike,
    service_rate: ArrayLike,
    target_wait: ArrayLike,
    tail: ArrayLike,
    variation: ArrayLike = 1.0,
) -> Whole: ...
@_extremes
def servers_for(
    arrival_rate: ArrayLike,
    service_rate: ArrayLike,
    target_wait: ArrayLike,
    tail: ArrayLike,
    variation: ArrayLike = 1.0,
) -> int | Whole:
    r"""Find the fewest servers with which few arrivals wait longer than a target.

    The smallest whole :math:`c` with :math:`c\mu > \lambda` and

    .. math:: P(W > t) = C(c)\, e^{-2 (c\mu - \lambda) t / (1 + v^2)} \le \varepsilon

    Exact if service times are exponential, :math:`v = 1`. Otherwise the waits of those who wait
    are stretched as in the formula of Lee and Longton for their mean, :math:`(1 + v^2) / 2`. For
    lognormal service times with :math:`v` from 0.5 to 1.6 and :math:`\varepsilon` from 0.05 to 0.2
    the share late in simulations is at most 0.012 above :math:`\varepsilon`.

    Parameters
    ----------
    arrival_rate
        :math:`\lambda \ge 0`, any shape [1/time].
    service_rate
        :math:`\mu > 0` of one server, any shape that broadcasts [1/time].
    target_wait
        :math:`t \ge 0`, any shape that broadcasts [time].
    tail
        :math:`\varepsilon` in (0, 1), the share allowed to wait longer, any shape that
        broadcasts [probability].
    variation
        :math:`v \ge 0`, coefficient of variation of service times: standard deviation over mean,
        any shape that broadcasts.

    Returns
    -------
    int or numpy.ndarray of int64
        Broadcast shape [servers]; 0 if nothing arrives.

    Raises
    ------
    ValueError
        If an argument is outside its range or not finite, the load
        :math:`\lambda/\mu` exceeds 100 000, or the shapes do not broadcast.

    References
    ----------
    H. C. Tijms (2003), A First Course in Stochastic Models, section 5.1,
    Wiley 2003; A. M. Lee and P. A. Longton (1959), "Queueing processes associated with airline
    passenger check-in", Operational Research Quarterly 10, 56-71.

    Examples
    --------
    At most one caller in five may wait more than 20 seconds:

    >>> servers_for(10 / 180, 1 / 180, 20.0, 0.2)
    14

    Jobs of an hour, four in ten hours, of which 15 % may wait more than two hours. If jobs differ
    much, one technician is too few:

    >>> servers_for(0.4, 1.0, 2.0, 0.15, [0.0, 1.0, 2.0]).tolist()
    [1, 1, 2]
    >>> servers_for([0.0, 1.0, 100.0], 1.0, 0.0, 0.5)
    array([  0,   2, 106])
    """
    arrival, service, wait, share, spread = broadcast(
        arrival_rate=_arrivals(arrival_rate),
        service_rate=_services(service_rate),
        target_wait=at_least_zero("target_wait", target_wait),
        tail=require("tail", tail, lambda x: (x > 0) & (x < 1), Text("numbers_inside_0_1")),
        variation=at_least_zero("variation", variation),
    )
    load = np.asarray(arrival / service)
    if np.any(load > MOST_SERVERS):
        raise refused(
            "arrival_rate / service_rate",
            float(load.max()),
            Text("at_most_servers", most_servers=MOST_SERVERS),
        )
    patience = service * wait * 2.0 / (1.0 + spread**2)
    count = _fewest_servers(load.ravel(), np.ravel(patience), share.ravel())
    count = np.where(arrival > 0, count.reshape(load.shape), 0)
    return int(count) if count.ndim == 0 else count


def _fewest_servers(load: Array, patience: Array, tail: Array) -> Whole:
    """Find the smallest count of each element; patience is in mean service times."""
    found = np.zeros(load.shape, dtype=np.int64)
    waiting = np.arange(load.size)  # the elements whose number is not found yet
    inverse = np.ones(load.size)
    count = 0
    while waiting.size:
        count += 1
        inverse = _next_inverse(inverse, load, count)
        met = (load < count) & (_late(load, count, inverse, patience) <= tail)
        found[waiting[met]] = count
        rest = ~met
        waiting, inverse = waiting[rest], inverse[rest]
        load, patience, tail = load[rest], patience[rest], tail[rest]
    return found


def _waiting_probability(load: Array, servers: Array) -> Array:
    """Compute Erlang C; each element stops at its own number of servers."""
    inverse = np.ones(load.shape)
    for count in range(1, int(servers.max(initial=0.0)) + 1):
        inverse = np.where(count <= servers, _next_inverse(inverse, load, count), inverse)
    return _late(load, servers, inverse, 0.0)


def _next_inverse(inverse: Array, load: Array, count: int) -> Array:
    """Compute 1/B with one more server; infinite without load, so that B is 0."""
    return 1.0 + count / load * inverse


def _late(load: Array, servers: Array | int, inverse: Array, patience: Array | float) -> Array:
    """Compute P(W > t) from 1/B, t in mean service times; 1 if the queue is unstable."""
    spare = servers - load
    # This is B / (1 - rho (1 - B)) divided through by B, so that nothing cancels near rho = 1.
    waits = 1.0 / (load / servers + spare / servers * inverse)
    return np.where(spare > 0, waits * np.exp(-spare * patience), 1.0)


def _queue(
    arrival_rate: ArrayLike, service_rate: ArrayLike, servers: ArrayLike
) -> tuple[Array, Array, Array]:
    """Compute load, service rate and number of servers, checked and of one shape."""
    same_labels(arrival_rate=arrival_rate, service_rate=service_rate, servers=servers)
    arrival, service, count = broadcast(
        arrival_rate=_arrivals(arrival_rate),
        service_rate=_services(service_rate),
        servers=require(
            "servers",
            servers,
            lambda x: (x >= 1) & (x <= MOST_SERVERS) & (x == np.floor(x)),
            Text("servers", most_servers=MOST_SERVERS),
        ),
    )
    return np.asarray(arrival / service), service, count


def _arrivals(values: ArrayLike) -> Array:
    return require("arrival_rate", values, lambda x: x >= 0, Text("finite_numbers_from_zero"))


def _services(values: ArrayLike) -> Array:
    return require("service_rate", values, lambda x: x > 0, Text("finite_numbers_above_zero"))
