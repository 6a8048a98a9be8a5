"""The transaction-flow matrix: which sector pays which, under what name.

Every flow of money is one account with one payer and one payee, so what one sector pays another
receives (Godley & Lavoie 2007, Monetary Economics, ch. 2). What must be checked is that the stocks
which the months carry forward move by exactly these flows.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np

from commpartner.arrays import Inputs
from commpartner.engines import Run
from commpartner.errors import ImbalanceError
from commpartner.flows.namespace import Array

RELATIVE_TOLERANCE = 1e-9  # of the month's turnover and stocks
ABSOLUTE_TOLERANCE = 1e-6  # yuan

Sector = Literal[
    "residents",
    "estate_funds",
    "operator",
    "ventures",
    "partners",
    "collective",
    "government",
    "outside",
]
SECTORS: tuple[Sector, ...] = get_args(Sector)


class Account(NamedTuple):
    """A kind of payment between two sectors [yuan/month]."""

    payer: Sector
    payee: Sector
    label_en: str
    label_zh: str


ACCOUNTS: dict[str, Account] = {
    "service_charges": Account(
        "residents", "estate_funds", "service charges collected", "物业费实收"
    ),
    "arrears_recovered": Account("residents", "estate_funds", "arrears recovered", "追回欠费"),
    "common_property_income": Account(
        "outside", "estate_funds", "owners' common-property income, net", "公共收益（净）"
    ),
    "common_income_to_owners": Account(
        "estate_funds", "residents", "common income paid out to owners", "公共收益分配业主"
    ),
    "grants": Account("government", "estate_funds", "grants to estates", "政府补助"),
    "partner_fees": Account(
        "partners", "estate_funds", "fees of community partners", "社区合伙人费用"
    ),
    "venture_sales": Account("outside", "ventures", "sales of ventures", "经营收入"),
    "venture_subsidy": Account("government", "ventures", "subsidy to ventures", "经营补贴"),
    "venture_costs": Account("ventures", "outside", "costs of ventures", "经营成本"),
    "capital_charges": Account("ventures", "operator", "capital charge of ventures", "资本回收"),
    "reinvested_profit": Account("ventures", "estate_funds", "reinvested in estates", "反哺小区"),
    "retained_profit": Account("ventures", "operator", "retained by the operator", "运营方留存"),
    "losses_made_good": Account("ventures", "operator", "earlier losses made good", "弥补以前亏损"),
    "losses_covered": Account(
        "operator", "ventures", "losses covered by the operator", "运营方承担亏损"
    ),
    "fallback": Account("operator", "estate_funds", "fallback of the operator", "国企托底"),
    "service_payments": Account(
        "estate_funds", "operator", "payment for the service", "支付服务费用"
    ),
    "service_upgrades": Account("estate_funds", "operator", "payment for upgrades", "支付服务提升"),
    "wages": Account("operator", "outside", "wages with on-cost", "人工成本"),
    "materials": Account("operator", "outside", "materials", "耗材"),
    "energy": Account("operator", "outside", "public energy", "公共能耗"),
    "maintenance": Account("operator", "outside", "routine maintenance", "日常维修"),
    "callouts": Account("operator", "outside", "bought-in repair calls", "外请维修"),
    "overhead": Account("operator", "outside", "overhead", "管理费用"),
    "centre_rent": Account("operator", "outside", "rent of centres", "片区中心租金"),
    "centre_systems": Account("operator", "outside", "systems of centres", "片区中心系统"),
    "upgrade_spending": Account("operator", "outside", "spending on upgrades", "服务提升支出"),
    "centre_setup": Account(
        "operator", "outside", "set-up of centres (capital)", "片区中心开办（资本）"
    ),
    "venture_capital": Account(
        "operator", "outside", "capital of ventures and idle assets", "经营与闲置资产改造（资本）"
    ),
}

Flows = dict[str, Array]


def account_flows(inputs: Inputs, run: Run) -> Flows:
    """Fill every account of the transaction-flow matrix, each of shape (draw, month) [yuan/month].

    Where service is cut back, the operator's spending falls in proportion in every account.
    """
    totals = run.totals
    spending, capital_charge = _spending_by_account(inputs)
    full = sum(spending.values(), capital_charge)
    paid = full - totals.uncovered.T
    delivered = np.divide(paid, full, out=np.zeros_like(paid), where=full > 0)
    price = inputs.price_index
    common = inputs.owners_income[:, None] * price
    to_fund = inputs.costs.scheme.policy.common_income_to_fund
    grant = inputs.fixed.grant * inputs.costs.scheme.households * inputs.path.granting
    trade = inputs.trade
    upgrade = totals.upgrade.T
    flows = {
        "service_charges": totals.collected.T,
        "arrears_recovered": totals.recovered.T,
        "common_property_income": common,
        "common_income_to_owners": (1.0 - to_fund) * common,
        "grants": grant,
        "partner_fees": inputs.path.partner_fees[..., 0].T,
        "venture_sales": np.add.reduce(trade.sales, axis=-1),
        "venture_subsidy": np.add.reduce(trade.subsidy, axis=-1),
        "venture_costs": np.add.reduce(trade.costs, axis=-1),
        "capital_charges": np.add.reduce(inputs.capital_charge, axis=-1),
        "reinvested_profit": np.add.reduce(totals.reinvested, axis=-1).T,
        "retained_profit": np.add.reduce(totals.retained, axis=-1).T,
        "losses_made_good": np.add.reduce(totals.made_good, axis=-1).T,
        "losses_covered": np.add.reduce(totals.covered, axis=-1).T,
        "fallback": totals.fallback.T,
        "service_payments": paid,
        "service_upgrades": upgrade,
        **{account: delivered * amount for account, amount in spending.items()},
        "upgrade_spending": upgrade,
        "centre_setup": inputs.setup_spending,
        "venture_capital": inputs.venture_spending,
    }
    assert flows.keys() == ACCOUNTS.keys()
    return {account: np.ascontiguousarray(flows[account]) for account in ACCOUNTS}


def _spending_by_account(inputs: Inputs) -> tuple[Flows, Array]:
    """What the whole standard costs by account, and the capital charge, (draw, month)."""
    costs = inputs.costs

    def whole(field: str) -> Array:
        alone, together = getattr(costs.alone, field), getattr(costs.together, field)
        own = np.where(costs.scheme.clustered, 0.0, alone)
        summed = np.add.reduce(own, axis=-1) + np.add.reduce(together, axis=-1)
        return np.asarray(summed[:, None])

    spending = {"wages": whole("wages") * inputs.wage_index}
    for account in (
        "materials",
        "energy",
        "maintenance",
        "callouts",
        "overhead",
        "centre_rent",
        "centre_systems",
    ):
        spending[account] = whole(account) * inputs.price_index
    return spending, whole("centre_capital") * inputs.price_index


def net_by_sector(flows: Flows) -> dict[Sector, Array]:
    """What each sector receives less what it pays, shape (draw, month); sums to zero (I1)."""
    some = next(iter(flows.values()))
    net: dict[Sector, Array] = {sector: np.zeros_like(some) for sector in SECTORS}
    for account, amount in flows.items():
        net[ACCOUNTS[account].payee] = net[ACCOUNTS[account].payee] + amount
        net[ACCOUNTS[account].payer] = net[ACCOUNTS[account].payer] - amount
    return net


def check_balance(inputs: Inputs, run: Run, flows: Flows, first_draw: int) -> float:
    """Check that stocks move by the flows in every draw and month.

    The funds of the estates, the cash of the ventures, the losses carried forward (I2, I3), the
    arrears (I5), and the sum over the sectors (I1).

    Returns
    -------
    float
        The largest imbalance [yuan].

    Raises
    ------
    ImbalanceError
        Where one exceeds a billionth of the month's turnover and stocks.
    """
    net = net_by_sector(flows)
    totals = run.totals
    funds, arrears = totals.funds.T, totals.arrears.T
    unsettled = np.add.reduce(totals.unsettled, axis=-1).T
    loss = np.add.reduce(totals.loss, axis=-1).T
    bills = (
        inputs.fixed.fee * np.add.reduce(inputs.fixed.size) * inputs.path.fee_index[..., 0].T
        - totals.relieved.T
    )
    before = arrears - _change(arrears)
    unpaid = bills - flows["service_charges"] - flows["arrears_recovered"]
    gaps = {
        "the sum over sectors": sum(net.values(), np.zeros_like(funds)),
        "the funds of the estates": _change(funds) - net["estate_funds"],
        "the cash of the ventures": _change(unsettled) - net["ventures"],
        "the losses carried forward": _change(loss)
        - (flows["losses_covered"] - flows["losses_made_good"]),
        "the arrears": _change(arrears) + inputs.fixed.writeoff * before - unpaid,
    }
    scale = sum(flows.values(), abs(funds) + arrears + loss + abs(unsettled) + bills)
    # What is not finite must show in its own gap, not make every gap look wrong.
    scale = np.nan_to_num(scale, nan=0.0, posinf=0.0, neginf=0.0)
    tolerance = ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * scale
    wrong = {where: ~(abs(gap) <= tolerance) for where, gap in gaps.items()}  # NaN is wrong, too
    found = [(month, draw, where) for where, at in wrong.items() for draw, month in np.argwhere(at)]
    if found:
        month, draw, where = min(found, key=lambda place: place[:2])
        raise ImbalanceError(
            f"money does not balance: {where}, draw {first_draw + draw}, month {month}: "
            f"{gaps[where][draw, month]:g} yuan"
        )
    return max(float(abs(gap).max()) for gap in gaps.values())


def _change(stock: Array) -> Array:
    return np.asarray(np.diff(stock, axis=1, prepend=0.0))
