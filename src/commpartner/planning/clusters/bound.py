r"""Compute a lower bound of the model's own cost of every plan.

Let :math:`q_e` be the work of estate :math:`e` [FTE, mean over the draws], and
:math:`q(S)` that of a cluster. Sizes are cut into brackets, :math:`(a_k, b_k]`. For every cluster
:math:`S` of bracket :math:`k` at any candidate,

.. math:: C(S) \ge F + \sum_{e \in S} (B_{ek} + T_k h_e d_e)

with the cost of the cheapest centre :math:`F`, households :math:`h_e` and the distance
:math:`d_e` of the nearest candidate allowed. The parts hold in every draw:

- Crews. Own posts and bought hours cost at least the wage of the work: posts are rounded up, and an
  hour that is bought costs more. Minimum posts and the hours of relief are left out. A manager who
  does desk work costs at least the lower of the two wages for it.
- Technicians or call-outs. The cheaper way for all orders costs at least the sum of the cheaper way
  for each estate. Technicians cost at least the larger of their work and of the number that Erlang
  C asks for at the lower end of the bracket, spread over the most work in it.
- Those who lead. A team has at least the work of the lower end of the bracket. Layers of
  supervisors and lost work grow with the team.
- Discounts and rounds. Discounts are at most those of the largest volume in the bracket. A round
  takes time in proportion to :math:`\sum h_e d_e / \sqrt{H}`, and H is at most the largest.
- Overhead, energy and lines are sums over the estates.

In a bracket :math:`q(S) \le b_k`, so that :math:`F \ge F q(S) / b_k`: every estate pays its part of
a centre used to the full. With any price :math:`u` on a centre, and :math:`p` centres,

.. math:: L(u) = \sum_e \min\left(A_e,\; \min_k B_{ek} + T_k h_e d_e + (F + u)\,
    \frac{q_e}{b_k}\right) - u\,p \;\le\; \text{cost of every plan}

with :math:`A_e` the cost alone, if estates may be left alone. If :math:`F + u < 0` the divisor is
:math:`a_k`. Instead of by work, :math:`q_e / b_k`, a centre may be shared by estates or households
if these are limited: :math:`1 / N` or :math:`h_e / Q`. The best price and sharing are searched. If
the number of centres is free, p is the number of candidates for :math:`u > 0`, and the number of
centres kept for :math:`u < 0`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from commpartner.planning.clusters.least import JUST, Brackets, least_each
from commpartner.planning.clusters.pricing import Pricing
from commpartner.planning.clusters.task import Array, Task

RATIO = 1.08  # of the ends of a bracket
SAFETY = 1e-7  # share of the bound given up for rounding
_STEPS = 200  # of the search for the price


class Parts(NamedTuple):
    """Hold the parts of the bound [yuan/year].

    Attributes
    ----------
    size
        Work of each estate, or its households if the standard has no work, shape (estate,).
    shares
        Parts of a centre that each estate pays, (bracket, estate) or (1, estate): their sum over a
        cluster is at most 1. By work, and by estates and households if these are limited.
    each
        Least cost of an estate in a cluster of a bracket, without the centre, (bracket, estate).
    centre
        Least cost of a centre.
    """

    size: Array
    brackets: Brackets
    shares: tuple[Array, ...]
    each: Array
    centre: float


def lower_bound(pricing: Pricing) -> float:
    """Compute a lower bound of the cost of every plan [yuan/year]."""
    task, parts = pricing.task, parts_of(pricing)
    if task.centres is not None:
        return _bound(pricing, parts, [(-1.0, 1.0, task.centres)])
    return _bound(pricing, parts, [(0.0, 1.0, len(task.room)), (-1.0, 0.0, int(task.keep.sum()))])


def bounds_by_number(pricing: Pricing, numbers: Iterable[int]) -> list[float]:
    """Compute a lower bound of the cost of every plan with each number of centres [yuan/year]."""
    parts = parts_of(pricing)
    return [_bound(pricing, parts, [(-1.0, 1.0, number)]) for number in numbers]


def _bound(pricing: Pricing, parts: Parts, spans: list[tuple[float, float, int]]) -> float:
    """Find the best price of a centre in each span of prices, with the number that counts there."""
    task = pricing.task
    alone = pricing.alone if task.leave_alone else np.full(task.size, np.inf)
    far = 4.0 * max(float(pricing.alone.sum()), parts.centre)
    best = 0.0
    for low, high, count in spans:
        for share in parts.shares:
            best = max(best, _best_price(parts, alone, share, count, low * far, high * far))
    return best * (1.0 - SAFETY)


def _best_price(
    parts: Parts, alone: Array, share: Array, count: int, low: float, high: float
) -> float:
    """Search the price of a centre at which the bound is largest; every price gives a bound."""
    best = bound_at(parts, alone, share, count, min(max(0.0, low), high))
    for _ in range(_STEPS):
        one, other = low + (high - low) / 3.0, high - (high - low) / 3.0
        left, right = (bound_at(parts, alone, share, count, price) for price in (one, other))
        best = max(best, left, right)
        low, high = (one, high) if left < right else (low, other)
        if high - low < 1.0:
            break
    return best


def bound_at(parts: Parts, alone: Array, share: Array, count: int, price: float) -> float:
    """Compute the bound at a price of a centre."""
    charge = parts.centre + price
    paid = share if charge >= 0.0 else parts.size / parts.brackets.low[:, None]
    each = parts.each + charge * paid
    return float(np.minimum(each.min(axis=0), alone).sum() - price * count)


def parts_of(pricing: Pricing) -> Parts:
    """Compute the parts of the bound."""
    task, costs = pricing.task, pricing.costs
    shape = (costs.draws.stop - costs.draws.start, task.size)
    work = {name: np.broadcast_to(each, shape) for name, each in costs.work._asdict().items()}
    hands = ("gate", "patrol", "cleaner", "coordinator", "manager", "upkeep")
    people = sum((work[name] for name in hands), np.zeros(shape))
    size = people.mean(axis=0)
    if not (size > 0.0).all():
        size = task.households.copy()
    brackets = brackets_of(task, size)
    each = least_each(task, costs, work, people, size, brackets)
    each[size > brackets.high[:, None] * JUST] = np.inf
    on = "centre_cost" in costs.scheme.policy.mechanisms
    centre = 12.0 * float(sum(part.mean(axis=0) for part in costs.centres).min()) if on else 0.0
    return Parts(size, brackets, tuple(_shares(task, size, brackets)), 12.0 * each, centre)


def _shares(task: Task, size: Array, brackets: Brackets) -> Iterator[Array]:
    """List parts of a centre that estates pay: by work, by number, by households."""
    yield size / brackets.high[:, None]
    if task.most < task.size:
        yield np.full((1, task.size), 1.0 / task.most)
    room = float(task.room.max())
    if room < task.households.sum():
        yield (task.households / (room * (1.0 + 1e-12)))[None, :]


def brackets_of(task: Task, size: Array) -> Brackets:
    """Split the sizes that a cluster may have into brackets."""
    within = np.where(task.allowed, size[:, None], 0.0)
    most = float(within.sum(axis=0).max())
    densest = float((size / task.households).max())
    most = min(most, float(np.minimum(task.room, task.households.sum()).max()) * densest)
    most = min(most, float(np.sort(size)[-task.most :].sum()))
    least = float(size.min()) * (1.0 - 1e-9)
    most = max(most, float(size.max())) * (1.0 + 1e-9)
    count = max(1, int(np.ceil(np.log(most / least) / np.log(RATIO))))
    ends = least * (most / least) ** (np.arange(count + 1) / count)
    return Brackets(ends[:-1], ends[1:])
