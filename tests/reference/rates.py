"""Section 15 of docs/model.md: the internal rate of return, by halving."""

from __future__ import annotations

import math
from itertools import pairwise

from enterprise import Business
from months import Run
from quantities import NAN

LOWEST = 1e-6 - 1  # of a month: all but a millionth is lost, which is no rate


def changes(values: list[float]) -> int:
    signs = [value > 0 for value in values if value != 0]
    return sum(one != other for one, other in pairwise(signs))


def worth(flows: list[float], rate: float) -> float:
    """Sign of the present value, without powers that are too large."""
    last = len(flows) - 1 if rate < 0 else 0
    return math.fsum(flow * (1 + rate) ** (last - t) for t, flow in enumerate(flows))


def internal_rate(flows: list[float]) -> float:
    """Of a year, of flows that begin with a payment; NaN if it is not known to be the only one."""
    used = [t for t, flow in enumerate(flows) if flow != 0]
    if not used or flows[used[0]] > 0:
        return NAN
    flows = flows[used[0] : used[-1] + 1]
    totals = [math.fsum(flows[: t + 1]) for t in range(len(flows))]
    from_end = [math.fsum(flows[t:]) for t in reversed(range(len(flows)))]
    low, high = -1 + 1e-9, 10.0
    if changes(flows) != 1:
        gains, ends = changes(totals), totals[-1]
        if ends == 0 or gains > 1 or (gains == 0 and changes(from_end) != 1):
            return NAN
        low, high = (0.0, high) if gains == 1 else (low, 0.0)
    for _ in range(200):
        middle = (low + high) / 2
        if worth(flows, middle) > 0:
            low = middle
        else:
            high = middle
    if low < LOWEST:
        return NAN
    yearly = (1 + low) ** 12 - 1
    return yearly if yearly <= 10 else NAN


def moved(net: float, turnover: float) -> float:
    """A month's flow; what is within rounding of the turnover is none."""
    return net if abs(net) > 1e-9 * turnover else 0.0


def rate_of_operator(run: Run) -> float:
    from measured import worth as left

    names = [name for name, parties in run.money.parties.items() if "operator" in parties]
    flows = [
        moved(run.money.net("operator", t), sum(abs(run.money.accounts[name][t]) for name in names))
        for t in range(run.months)
    ]
    return internal_rate([*flows, left(run)["operator"]])


def rate_of_ventures(run: Run) -> float:
    if not run.plan.businesses:
        return NAN
    accounts, v = run.money.accounts, run.plan.v
    flows = []
    for t in range(run.months):
        spent = accounts["venture_capital"][t] + accounts["collective_capital"][t]
        earned = sum(one[t] for one in run.before_capital)
        traded = sum(
            accounts[name][t]
            for name in ("venture_sales", "resident_sales", "venture_subsidy", "collective_top_up")
        )
        flows.append(moved(earned - spent, traded + accounts["venture_costs"][t] + spent))
    businesses: list[Business] = run.plan.businesses
    return internal_rate([*flows, sum(one.worth(run.months, v) for one in businesses)])
