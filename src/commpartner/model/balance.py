"""Check that money is conserved: stocks move by exactly the flows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from commpartner.errors import ImbalanceError
from commpartner.facts.accounts import ACCOUNTS, SECTORS, Sector
from commpartner.flows.namespace import Array
from commpartner.model.accounts import Flows, billed, is_used
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms.trade import over_ventures
from commpartner.texts import Text

TOLERANCE = 1e-9  # of the month's turnover, and of its stocks before and after


def net_by_sector(flows: Flows) -> dict[Sector, Array]:
    """Compute receipts less payments of each sector, (draw, month); they sum to 0 (I1)."""
    some = next(iter(flows.values()))
    net: dict[Sector, Array] = {sector: np.zeros_like(some) for sector in SECTORS}
    for account, amount in flows.items():
        if not is_used(amount):
            continue
        net[ACCOUNTS[account].payee] = net[ACCOUNTS[account].payee] + amount
        net[ACCOUNTS[account].payer] = net[ACCOUNTS[account].payer] - amount
    return net


def check_balance(
    inputs: Inputs, run: Run, flows: Flows, net: Mapping[Sector, Array], first_draw: int
) -> float:
    """Check that stocks move by the flows in every draw and month.

    The funds of the estates, the cash of the ventures, the losses carried forward (I2, I3), the
    arrears (I5), the open work orders (I6), the debts of the operator, the shortfall of the
    collective, the maintenance funds, and the sum over the sectors (I1), whose `net` is that of
    `net_by_sector`.

    Returns
    -------
    float
        The largest imbalance [yuan].

    Raises
    ------
    ImbalanceError
        If one exceeds a billionth of the month's turnover and of its stocks.
    """
    totals = run.totals
    funds, arrears = totals.funds.T, totals.residents.arrears.T
    unsettled = over_ventures(totals.trade.unsettled).T
    loss = over_ventures(totals.trade.loss).T
    bills = billed(inputs, run)
    before = arrears - _change(arrears)
    unpaid = bills - flows["service_charges"]
    gaps = {
        "the sum over sectors": sum(net.values(), np.zeros_like(funds)),
        "the funds of the estates": _change(funds) - net["estate_funds"],
        "the cash of the ventures": _change(unsettled) - net["ventures"],
        "the losses carried forward": _change(loss)
        - (flows["losses_covered"] - flows["losses_made_good"]),
        "the arrears": _change(arrears) + inputs.fixed.residents.leaving * before - unpaid,
    }
    stocks = abs(funds) + abs(arrears) + abs(loss) + over_ventures(abs(totals.trade.unsettled)).T
    if totals.orders is not None:
        orders = totals.orders.backlog.T
        moved = (totals.orders.opened - totals.orders.closed).T
        gaps["the open work orders"] = _change(orders) - moved
        stocks = stocks + abs(orders)
    if inputs.loans is not None:
        debt = inputs.loans.debt
        gaps["the debts of the operator"] = _change(debt) - (
            flows["loans_drawn"] - flows["loans_repaid"]
        )
        stocks = stocks + abs(debt)
    if totals.village is not None:
        shortfall, left = totals.village.shortfall.T, totals.village.handed_out.T
        earned = flows["collective_income"] - flows["collective_top_up"]
        gaps["the shortfall of the collective"] = _change(shortfall) + earned - left
        stocks = stocks + abs(shortfall)
    if totals.maintenance_fund is not None and inputs.start.maintenance_fund is not None:
        kept, opening = totals.maintenance_fund.balance.T, inputs.start.maintenance_fund.balance
        before_all = np.add.reduce(opening, axis=-1)[:, None]
        moved = np.diff(kept, axis=1, prepend=before_all)
        gaps["the maintenance funds"] = moved - net["maintenance_funds"]
        gaps["the maintenance fund of an estate"] = _by_estate(opening, run, kept)
        stocks = stocks + abs(kept)
        stocks[:, :1] += abs(before_all)
    stocks[:, 1:] += stocks[:, :-1].copy()
    # Sums of sizes: a negative bill must not make the tolerance small, or less than nothing.
    scale = sum(map(abs, filter(is_used, flows.values())), stocks + abs(bills))
    # What is not finite must show in its own gap, not make every gap look wrong.
    scale = np.nan_to_num(scale, nan=0.0, posinf=0.0, neginf=0.0)
    wrong = {
        where: ~(abs(gap) <= TOLERANCE * scale) for where, gap in gaps.items()
    }  # NaN is wrong, too
    found = [(month, draw, where) for where, at in wrong.items() for draw, month in np.argwhere(at)]
    if found:
        month, draw, where = min(found, key=lambda place: place[:2])
        raise ImbalanceError(
            Text(
                "imbalance",
                where=where,
                value=first_draw + draw,
                month=month,
                first=gaps[where][draw, month],
            )
        )
    return max(float(abs(gap).max()) for gap in gaps.values())


def _by_estate(opening: Array, run: Run, like: Array) -> Array:
    """Compute by how much a maintenance fund is off at the end, (draw, month); 0 before."""
    gaps = np.zeros_like(like)
    if run.end.maintenance_fund is not None:
        balance, received, spent = run.end.maintenance_fund
        off = abs(opening + received - spent - balance)
        gaps[:, -1] = np.maximum.reduce(off, axis=-1, initial=0.0)
    return gaps


def _change(stock: Array) -> Array:
    return np.asarray(np.diff(stock, axis=1, prepend=0.0))
