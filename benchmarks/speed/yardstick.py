"""The yardstick: the months as one fused loop, compiled by numba.

The same equations as `commpartner.month.month`, written a second time the way a programmer after
speed alone would write them: every estate of a month in one pass, nothing stored between. It covers
the rules that the benchmark's policies use, and it fills the same totals, so that the whole
simulation, ledger and checks included, can run on it.
"""

from __future__ import annotations

import numba
import numpy as np

from commpartner.engines import Run
from commpartner.month import Fixed, Now, Rules, State, Totals


def run_numba(start: State, path: Now, fixed: Fixed, rules: Rules) -> Run:
    """Run the months as `commpartner.engines.run_numpy` does."""
    if rules.fills_deficits or rules.has_uses or rules.has_grant or rules.basis != "profit":
        raise ValueError(f"the yardstick does not cover {rules}")
    months, rows = path.wage_index.shape[:2]
    ventures = path.result.shape[-1]
    end = State(*(np.array(part, order="C") for part in start))
    sums = Totals(
        *(np.zeros((months, rows)) for _ in range(9)),
        *(np.zeros((months, rows, ventures)) for _ in range(6)),
    )
    _months(
        end,
        Now(*(np.ascontiguousarray(part) for part in path)),
        Fixed(*(np.ascontiguousarray(part) for part in fixed)),
        sums,
        rules.has_cap,
        rules.has_pool,
    )
    return Run(end, sums)


@numba.njit(cache=True, error_model="numpy")
def _months(end, path, fixed, sums, has_cap, has_pool):  # type: ignore[no-untyped-def]
    months, rows, ventures = path.result.shape
    estates = fixed.households.shape[0]
    for d in range(rows):
        share = fixed.share[d, 0]
        recovery, writeoff = fixed.recovery[d, 0], fixed.writeoff[d, 0]
        effect = fixed.satisfaction_effect[d, 0]
        unserved, full = fixed.unserved[d, 0], fixed.full[d, 0]
        pace = fixed.satisfaction_speed[d, 0]
        for m in range(months):
            pool = path.partner_fees[m, d, 0]
            settles = path.settles[m]
            for v in range(ventures):
                result = end.result[d, v] + path.result[m, d, v]
                if settles:
                    left = max(result, 0.0)
                    covered = max(-result, 0.0)
                    made_good = min(left, end.loss[d, v])
                    reinvested = share * (left - made_good)
                    retained = result + covered - made_good - reinvested
                    end.loss[d, v] += covered - made_good
                    result = 0.0
                    pool += reinvested
                    sums.reinvested[m, d, v] = reinvested
                    sums.retained[m, d, v] = retained
                    sums.made_good[m, d, v] = made_good
                    sums.covered[m, d, v] = covered
                end.result[d, v] = result
                sums.loss[m, d, v] = end.loss[d, v]
                sums.unsettled[m, d, v] = result
            wage, price = path.wage_index[m, d, 0], path.price_index[m, d, 0]
            fee = fixed.fee[d, 0] * path.fee_index[m, d, 0]
            common, cap = fixed.other_income[d, 0] * price, fixed.cap[d, 0] * price
            speed = fixed.paying_speed[d, 0] * path.billing[m]
            collected_sum = recovered_sum = arrears_sum = 0.0
            uncovered_sum = fallback_sum = funds_sum = satisfaction_sum = 0.0
            for e in range(estates):
                cost = fixed.wage_cost[d, e] * wage + fixed.price_cost[d, e] * price
                bill = fixed.size[e] * fee
                paying, owed = end.paying_share[d, e], end.arrears[d, e]
                collected = paying * bill
                recovered = recovery * owed
                owed = owed * (1.0 - recovery - writeoff) + (bill - collected)
                available = end.fund[d, e] + collected + recovered
                available += fixed.households[e] * common
                if has_pool:
                    available += pool * fixed.weight[e]
                balance = available - cost
                fund = max(balance, 0.0)
                gap = fund - balance
                fallback = gap
                delivered = 1.0
                if has_cap:
                    fallback = min(gap, fixed.households[e] * cap)
                    uncovered = gap - fallback
                    delivered = 1.0 - uncovered / cost
                    end.uncovered[d, e] += uncovered
                    uncovered_sum += uncovered
                satisfied = (1.0 - pace) * end.satisfaction[d, e]
                satisfied += pace * (unserved + (full - unserved) * delivered)
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
