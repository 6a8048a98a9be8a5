"""The yardstick: the months as one fused loop, compiled by numba.

The same equations as `commpartner.month.month`, written a second time the way a programmer after
speed alone would write them: every estate of a month in one pass, nothing stored between. It covers
the rules that the benchmark's policies use, and it fills the same totals, so that the whole
simulation, ledger and checks included, can run on it.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from commpartner.engines import Run
from commpartner.month import Fixed, Now, Rules, State, Totals

BY_VENTURE = 6  # of the totals, the last


class On(NamedTuple):
    """Which mechanisms a policy has."""

    cap: bool
    free_months: bool
    pool: bool
    owners: bool
    collective: bool
    works: bool
    amenity: bool
    orders: bool
    appraisal: bool
    performance_share: float
    regulator_weight: float


def run_numba(start: State, path: Now, fixed: Fixed, rules: Rules) -> Run:
    """Run the months as `commpartner.engines.run_numpy` does."""
    if rules.fills_deficits or rules.has_uses or rules.has_grant or rules.basis != "profit":
        raise ValueError(f"the yardstick does not cover {rules}")
    months, rows = path.wage_index.shape[:2]
    ventures = path.result.shape[-1]
    end = State(*(np.array(part, order="C") for part in start))
    plain = len(Totals._fields) - BY_VENTURE
    sums = Totals(
        *(np.zeros((months, rows)) for _ in range(plain)),
        *(np.zeros((months, rows, ventures)) for _ in range(BY_VENTURE)),
    )
    _months(
        end,
        Now(*(np.ascontiguousarray(part) for part in path)),
        Fixed(*(_wide(part, fixed) for part in fixed)),
        sums,
        On(
            rules.has_cap,
            rules.has_free_months,
            rules.has_pool,
            rules.has_owners,
            rules.has_collective,
            rules.has_works,
            rules.has_amenity,
            rules.has_orders,
            rules.has_appraisal,
            rules.performance_share,
            rules.regulator_weight,
        ),
    )
    return Run(end, sums)


def _wide(part: NDArray[np.float64], fixed: Fixed) -> NDArray[np.float64]:
    """The fee and what service can reach may differ by estate: for the loop they always do."""
    if part is fixed.fee or part is fixed.reach:
        return np.ascontiguousarray(np.broadcast_to(part, fixed.wage_cost.shape))
    return np.ascontiguousarray(part)


@numba.njit(cache=True, error_model="numpy")
def _months(end, path, fixed, sums, on):  # type: ignore[no-untyped-def]
    months, rows, ventures = path.result.shape
    estates = fixed.households.shape[0]
    everybody = fixed.households.sum()
    for d in range(rows):
        share = fixed.share[d, 0]
        recovery, writeoff = fixed.recovery[d, 0], fixed.writeoff[d, 0]
        effect = fixed.satisfaction_effect[d, 0]
        unserved = fixed.unserved[d, 0]
        pace = fixed.satisfaction_speed[d, 0]
        closing, again = fixed.closing_rate[d, 0], fixed.reopened[d, 0]
        crew, weight_of_open = fixed.crew[d, 0], fixed.order_weight[d, 0]
        target = fixed.target[d, 0]
        for m in range(months):
            pool = path.partner_fees[m, d, 0]
            public = earned = 0.0
            settles = path.settles[m]
            for v in range(ventures):
                result = end.result[d, v] + path.result[m, d, v]
                if settles:
                    left = max(result, 0.0)
                    covered = max(-result, 0.0)
                    made_good = min(left, end.loss[d, v])
                    part = share if fixed.by_operator[v] else 1.0
                    reinvested = part * (left - made_good)
                    retained = result + covered - made_good - reinvested
                    end.loss[d, v] += covered - made_good
                    result = 0.0
                    pool += reinvested * fixed.by_operator[v]
                    public += reinvested * fixed.by_owners[v]
                    earned += reinvested * fixed.by_collective[v]
                    sums.reinvested[m, d, v] = reinvested
                    sums.retained[m, d, v] = retained
                    sums.made_good[m, d, v] = made_good
                    sums.covered[m, d, v] = covered
                end.result[d, v] = result
                sums.loss[m, d, v] = end.loss[d, v]
                sums.unsettled[m, d, v] = result
            if on.collective:
                free = earned - path.top_up[m, d, 0] - end.shortfall[d, 0]
                end.shortfall[d, 0] = max(-free, 0.0)
                sums.handed_out[m, d] = max(free, 0.0)
                sums.shortfall[m, d] = end.shortfall[d, 0]
                pool += fixed.collective_reinvested[d, 0] * max(free, 0.0)
            wage, price = path.wage_index[m, d, 0], path.price_index[m, d, 0]
            index, billing = path.fee_index[m, d, 0], path.billing[m, d, 0]
            common, cap = fixed.other_income[d, 0] * price, fixed.cap[d, 0] * price
            if on.owners:
                common += fixed.common_to_fund[d, 0] * public / everybody
            speed = fixed.paying_speed[d, 0] * billing
            progress, amenity = path.progress[m, d, 0], path.amenity[m, d, 0]
            collected_sum = recovered_sum = arrears_sum = 0.0
            uncovered_sum = fallback_sum = funds_sum = satisfaction_sum = 0.0
            withheld_sum = opened_sum = closed_sum = backlog_sum = 0.0
            for e in range(estates):
                wages, rest = fixed.wage_cost[d, e], fixed.price_cost[d, e]
                if on.works:
                    wages += progress * fixed.wage_cost_change[d, e]
                    rest += progress * fixed.price_cost_change[d, e]
                cost = wages * wage + rest * price
                bill = fixed.size[e] * (fixed.fee[d, e] * index)
                paying, owed = end.paying_share[d, e], end.arrears[d, e]
                collected = paying * bill
                recovered = recovery * owed
                owed = owed * (1.0 - recovery - writeoff) + (bill - collected)
                available = end.fund[d, e] + collected + recovered
                available += fixed.households[e] * common
                if on.pool:
                    available += pool * fixed.weight[e]
                balance = available - cost
                fund = max(balance, 0.0)
                gap = fund - balance
                fallback = gap
                provided = 1.0
                paid = cost
                if on.cap:
                    most = fixed.households[e] * cap
                    if on.free_months and billing == 0.0:
                        most = cost
                    fallback = min(gap, most)
                    uncovered = gap - fallback
                    provided = 1.0 - uncovered / cost
                    paid = cost - uncovered
                    end.uncovered[d, e] += uncovered
                    uncovered_sum += uncovered
                delivered = provided
                if on.orders:
                    new = fixed.orders[d, e]
                    if on.works:
                        new += progress * fixed.orders_change[d, e]
                    waiting = end.backlog[d, e] + new
                    closed = min(closing * waiting, crew * new * provided)
                    back = again * closed
                    left = waiting + back - closed
                    every = waiting + back
                    open_share = left / every if every > 0.0 else 0.0
                    end.backlog[d, e] = left
                    delivered *= 1.0 - weight_of_open * open_share
                    provided *= 1.0 - open_share
                    opened_sum += new + back
                    closed_sum += closed
                    backlog_sum += left
                goal = unserved + (fixed.reach[d, e] - unserved) * delivered
                if on.amenity:
                    goal = min(goal + amenity, 1.0)
                satisfied = (1.0 - pace) * end.satisfaction[d, e] + pace * goal
                if on.appraisal:
                    score = on.regulator_weight * provided
                    score += (1.0 - on.regulator_weight) * satisfied
                    withheld = paid * on.performance_share * max(1.0 - score / target, 0.0)
                    fund += withheld
                    end.withheld[d, e] += withheld
                    withheld_sum += withheld
                against = np.exp(-effect * satisfied - fixed.paying_logit[d, e])
                end.paying_share[d, e] = (1.0 - speed) * paying + speed / (1.0 + against)
                end.satisfaction[d, e] = satisfied
                end.arrears[d, e] = owed
                end.fund[d, e] = fund
                end.fallback[d, e] += fallback
                collected_sum += collected
                recovered_sum += recovered
                arrears_sum += owed
                fallback_sum += fallback
                funds_sum += fund
                satisfaction_sum += satisfied * fixed.population[e]
            sums.collected[m, d] = collected_sum
            sums.recovered[m, d] = recovered_sum
            sums.arrears[m, d] = arrears_sum
            sums.uncovered[m, d] = uncovered_sum
            sums.fallback[m, d] = fallback_sum
            sums.funds[m, d] = funds_sum
            sums.satisfaction[m, d] = satisfaction_sum
            sums.withheld[m, d] = withheld_sum
            sums.opened[m, d] = opened_sum
            sums.closed[m, d] = closed_sum
            sums.backlog[m, d] = backlog_sum
