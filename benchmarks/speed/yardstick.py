"""The yardstick: the months as one fused loop, compiled by numba.

The same equations as `commpartner.model.month.month`, written a second time the way a programmer
after speed alone would write them: every estate of a month in one pass, nothing stored between. It
covers the rules that the benchmark's policies use, and it fills the same totals, so that the whole
simulation, ledger and checks included, can run on it.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from commpartner.flows.orders import Clock
from commpartner.model import tree
from commpartner.model.engines import Run
from commpartner.model.mechanisms import (
    appraisal,
    fallback,
    orders,
    residents,
    trade,
    village,
    works,
)
from commpartner.model.month import MonthInputs, MonthParameters, Rules, State, Totals

Values = NDArray[np.float64]


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


def run_numba(start: State, path: MonthInputs, fixed: MonthParameters, rules: Rules) -> Run:
    """Run the months as `commpartner.model.engines.run_numpy` does."""
    pool = rules.pool
    special = pool is not None and (pool.fills_deficits or pool.has_uses)
    if special or fixed.grant is not None or rules.basis != "profit":
        raise ValueError(f"the yardstick does not cover {rules}")
    months, rows = path.wage_index.shape[:2]
    ventures = path.trade.result.shape[-1]
    nothing = np.zeros_like(start.fund)
    end = tree.over(lambda part: np.array(part, order="C"), _whole_state(start, nothing))
    sums = _sums(months, rows, ventures)
    on = On(
        fixed.cap is not None,
        rules.cap_waits_for_bills,
        pool is not None,
        fixed.trade.owners is not None,
        fixed.village is not None,
        fixed.works is not None,
        path.residents.amenity is not None,
        fixed.orders is not None,
        fixed.appraisal is not None,
    )
    _months(
        end,
        tree.over(np.ascontiguousarray, _whole_path(path)),
        tree.over(np.ascontiguousarray, _whole_fixed(fixed)),
        sums,
        on,
    )
    return _without(Run(end, sums), start)


# A compiled loop takes arrays of one type: what is off is there, filled with zeros, and not read.


def _whole_state(start: State, nothing: Values) -> State:
    return start._replace(
        village=start.village or village.State(np.zeros((len(nothing), 1))),
        pool=None,
        fallback=fallback.State(start.fallback.put_in, nothing),
        orders=start.orders or orders.State(nothing),
        appraisal=start.appraisal or appraisal.State(nothing),
    )


def _whole_path(path: MonthInputs) -> MonthInputs:
    none = np.zeros_like(path.wage_index)
    return path._replace(
        residents=path.residents._replace(
            amenity=_or(path.residents.amenity, none),
            goodwill=_or(path.residents.goodwill, none),
        ),
        works=_or(path.works, none),
        top_up=_or(path.top_up, none),
        granting=None,
    )


def _whole_fixed(fixed: MonthParameters) -> MonthParameters:
    """The fee and what service can reach may differ by estate: for the loop they always do."""
    by_estate = np.zeros_like(fixed.wage_cost)
    none = by_estate[:, :1]
    shape = by_estate.shape
    people = fixed.residents
    changed = fixed.works or works.Parameters(by_estate, by_estate, by_estate)
    return fixed._replace(
        residents=people._replace(
            fee=np.broadcast_to(people.fee, shape),
            reach=np.broadcast_to(people.reach, shape),
            moral_hazard=None,
            price_logit=np.broadcast_to(people.price_logit, shape),
        ),
        trade=fixed.trade._replace(
            owners=fixed.trade.owners or trade.Owners(0.0 * fixed.trade.by_operator, none),
            by_collective=_or(fixed.trade.by_collective, 0.0 * fixed.trade.by_operator),
        ),
        works=changed._replace(orders=_or(changed.orders, by_estate)),
        village=_or(fixed.village, none),
        grant=None,
        weight=_or(fixed.weight, 0.0 * fixed.households),
        cap=_or(fixed.cap, none),
        orders=fixed.orders
        or orders.Parameters(by_estate, Clock(none, none, none, none), none, none),
        appraisal=fixed.appraisal or appraisal.Parameters(none[0], none[0], none),
    )


def _or(values: Values | None, otherwise: Values) -> Values:
    return otherwise if values is None else values


def _sums(months: int, rows: int, ventures: int) -> Totals:
    def by_draw() -> Values:
        return np.zeros((months, rows))

    return Totals(
        funds=by_draw(),
        residents=residents.Totals(by_draw(), by_draw(), by_draw(), by_draw(), None, by_draw()),
        trade=trade.Totals(*(np.zeros((months, rows, ventures)) for _ in range(6))),
        village=village.Totals(by_draw(), by_draw()),
        pool=None,
        fallback=fallback.Totals(by_draw(), by_draw()),
        orders=orders.Totals(by_draw(), by_draw(), by_draw(), by_draw()),
        appraisal=appraisal.Totals(by_draw()),
    )


def _without(run: Run, start: State) -> Run:
    """Leave out again what is off, as the engines do."""
    end, totals = run
    cap = start.fallback.uncovered is not None
    return Run(
        end._replace(
            village=end.village if start.village else None,
            pool=start.pool,
            fallback=end.fallback if cap else end.fallback._replace(uncovered=None),
            orders=end.orders if start.orders else None,
            appraisal=end.appraisal if start.appraisal else None,
        ),
        totals._replace(
            village=totals.village if start.village else None,
            fallback=totals.fallback if cap else totals.fallback._replace(uncovered=None),
            orders=totals.orders if start.orders else None,
            appraisal=totals.appraisal if start.appraisal else None,
        ),
    )


@numba.njit(cache=True, error_model="numpy")
def _months(end, path, fixed, sums, on):  # type: ignore[no-untyped-def]
    months, rows, ventures = path.trade.result.shape
    estates = fixed.households.shape[0]
    everybody = fixed.households.sum()
    for d in range(rows):
        share = fixed.trade.share[d, 0]
        recovery, leaving = fixed.residents.recovery[d, 0], fixed.residents.leaving[d, 0]
        kept, most = fixed.residents.kept[d, 0], fixed.residents.most[d, 0]
        effect = fixed.residents.satisfaction_effect[d, 0]
        unserved = fixed.residents.unserved[d, 0]
        pace = fixed.residents.satisfaction_speed[d, 0]
        of_old, of_new = fixed.orders.pace.of_old[d, 0], fixed.orders.pace.of_new[d, 0]
        staying, open_time = fixed.orders.pace.staying[d, 0], fixed.orders.pace.open_time[d, 0]
        crew, weight_of_open = fixed.orders.crew[d, 0], fixed.orders.weight[d, 0]
        target = fixed.appraisal.target[d, 0]
        for m in range(months):
            pool = path.partner_fees[m, d, 0]
            public = earned = 0.0
            settles = path.trade.settles[m]
            for v in range(ventures):
                result = end.trade.result[d, v] + path.trade.result[m, d, v]
                if settles:
                    left = max(result, 0.0)
                    covered = max(-result, 0.0)
                    made_good = min(left, end.trade.loss[d, v])
                    part = share if fixed.trade.by_operator[v] else 1.0
                    reinvested = part * (left - made_good)
                    retained = result + covered - made_good - reinvested
                    end.trade.loss[d, v] += covered - made_good
                    result = 0.0
                    pool += reinvested * fixed.trade.by_operator[v]
                    public += reinvested * fixed.trade.owners.by_owners[v]
                    earned += reinvested * fixed.trade.by_collective[v]
                    sums.trade.reinvested[m, d, v] = reinvested
                    sums.trade.retained[m, d, v] = retained
                    sums.trade.made_good[m, d, v] = made_good
                    sums.trade.covered[m, d, v] = covered
                end.trade.result[d, v] = result
                sums.trade.loss[m, d, v] = end.trade.loss[d, v]
                sums.trade.unsettled[m, d, v] = result
            if on.collective:
                free = earned - path.top_up[m, d, 0] - end.village.shortfall[d, 0]
                end.village.shortfall[d, 0] = max(-free, 0.0)
                sums.village.handed_out[m, d] = max(free, 0.0)
                sums.village.shortfall[m, d] = end.village.shortfall[d, 0]
                pool += fixed.village[d, 0] * max(free, 0.0)
            wage, price = path.wage_index[m, d, 0], path.price_index[m, d, 0]
            index, billing = path.residents.fee_index[m, d, 0], path.residents.billing[m, d, 0]
            common, cap = fixed.other_income[d, 0] * price, fixed.cap[d, 0] * price
            if on.owners:
                common += fixed.trade.owners.to_fund[d, 0] * public / everybody
            speed = fixed.residents.paying_speed[d, 0] * billing
            burden = path.residents.burden[m, d, 0]
            goodwill = path.residents.goodwill[m, d, 0]
            progress, amenity = path.works[m, d, 0], path.residents.amenity[m, d, 0]
            collected_sum = recovered_sum = arrears_sum = 0.0
            uncovered_sum = fallback_sum = funds_sum = satisfaction_sum = 0.0
            withheld_sum = opened_sum = closed_sum = backlog_sum = waited_sum = 0.0
            for e in range(estates):
                wages, rest = fixed.wage_cost[d, e], fixed.price_cost[d, e]
                if on.works:
                    wages += progress * fixed.works.wage_cost[d, e]
                    rest += progress * fixed.works.price_cost[d, e]
                cost = wages * wage + rest * price
                bill = fixed.residents.size[e] * (fixed.residents.fee[d, e] * index)
                paying, owed = end.residents.paying_share[d, e], end.residents.arrears[d, e]
                collected = paying * bill
                recovered = paying * (recovery * owed)
                owed = (1.0 - leaving) * owed + (bill - collected)
                available = end.fund[d, e] + kept * (collected + recovered)
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
                    end.fallback.uncovered[d, e] += uncovered
                    uncovered_sum += uncovered
                delivered = provided
                if on.orders:
                    new = fixed.orders.new[d, e]
                    if on.works:
                        new += progress * fixed.works.orders[d, e]
                    waiting = end.orders.backlog[d, e] + new
                    possible = of_old * end.orders.backlog[d, e] + of_new * new
                    closed = min(possible, crew * new * provided)
                    left = max(waiting - staying * closed, 0.0)
                    idle = 1.0 - closed / (possible if possible > 0.0 else 1.0)
                    every = left + closed
                    open_share = left / every if every > 0.0 else 0.0
                    end.orders.backlog[d, e] = left
                    delivered *= 1.0 - weight_of_open * open_share
                    provided *= 1.0 - open_share
                    opened_sum += new + (1.0 - staying) * closed
                    closed_sum += closed
                    backlog_sum += left
                    waited_sum += open_time * closed + idle * (waiting - 0.5 * new)
                goal = unserved + (fixed.residents.reach[d, e] - unserved) * delivered
                if on.amenity:
                    goal = min(goal + amenity, 1.0)
                satisfied = (1.0 - pace) * end.residents.satisfaction[d, e] + pace * goal
                if on.appraisal:
                    score = fixed.appraisal.regulator_weight[0] * provided
                    score += (1.0 - fixed.appraisal.regulator_weight[0]) * satisfied
                    withheld = (
                        paid * fixed.appraisal.performance_share[0] * max(1.0 - score / target, 0.0)
                    )
                    fund += withheld
                    end.appraisal.put_in[d, e] += withheld
                    withheld_sum += withheld
                logit = fixed.residents.paying_logit[d, e] + goodwill
                logit += fixed.residents.price_logit[d, e] * burden
                against = np.exp(-effect * satisfied - logit)
                end.residents.paying_share[d, e] = (1.0 - speed) * paying
                end.residents.paying_share[d, e] += speed * most / (1.0 + against)
                end.residents.satisfaction[d, e] = satisfied
                end.residents.arrears[d, e] = owed
                end.fund[d, e] = fund
                end.fallback.put_in[d, e] += fallback
                collected_sum += collected
                recovered_sum += recovered
                arrears_sum += owed
                fallback_sum += fallback
                funds_sum += fund
                satisfaction_sum += satisfied * fixed.residents.population[e]
            sums.residents.service_charges[m, d] = collected_sum
            sums.residents.arrears_recovered[m, d] = recovered_sum
            sums.residents.collection_costs[m, d] = (1.0 - kept) * (collected_sum + recovered_sum)
            sums.residents.arrears[m, d] = arrears_sum
            sums.fallback.uncovered[m, d] = uncovered_sum
            sums.fallback.fallback[m, d] = fallback_sum
            sums.funds[m, d] = funds_sum
            sums.residents.satisfaction[m, d] = satisfaction_sum
            sums.appraisal.performance_withheld[m, d] = withheld_sum
            sums.orders.opened[m, d] = opened_sum
            sums.orders.closed[m, d] = closed_sum
            sums.orders.backlog[m, d] = backlog_sum
            sums.orders.waited[m, d] = waited_sum
