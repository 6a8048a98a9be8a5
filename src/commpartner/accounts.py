"""The transaction-flow matrix: which sector pays which, under what name.

Every flow of money is one account with one payer and one payee, so what one sector pays another
receives (Godley & Lavoie 2007, Monetary Economics, ch. 2).
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np

from commpartner.arrays import Inputs
from commpartner.engines import Run
from commpartner.flows.namespace import Array
from commpartner.model import appraisal, orders, village

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


_Row = tuple[str, Sector, Sector, str, str]
_MONEY: tuple[_Row, ...] = (
    ("service_charges", "residents", "estate_funds", "service charges collected", "物业费实收"),
    ("arrears_recovered", "residents", "estate_funds", "arrears recovered", "追回欠费"),
    (
        "common_property_income",
        "outside",
        "estate_funds",
        "owners' common-property income, net",
        "公共收益（净）",
    ),
    (
        "public_income",
        "ventures",
        "estate_funds",
        "public income: parking, charging, hall",
        "公共收益（停车、充电、场馆）",
    ),
    (
        "common_income_to_owners",
        "estate_funds",
        "residents",
        "common income paid out to owners",
        "公共收益分配业主",
    ),
    ("grants", "government", "estate_funds", "grants to estates", "政府补助"),
    (
        "partner_fees",
        "partners",
        "estate_funds",
        "fees of community partners",
        "社区合伙人费用",
    ),
    (
        "partner_service_fees",
        "operator",
        "partners",
        "partners' paid services",
        "合伙人低偿服务费",
    ),
    ("partner_profit", "operator", "partners", "partners' part of the profit", "合伙人分润"),
    ("partner_custom", "outside", "partners", "custom brought to partners", "合伙人客流毛利"),
    ("venture_sales", "outside", "ventures", "sales of ventures", "经营收入"),
    ("venture_subsidy", "government", "ventures", "subsidy to ventures", "经营补贴"),
    ("collective_top_up", "collective", "ventures", "added by the collective", "集体添补"),
    ("venture_costs", "ventures", "outside", "costs of ventures", "经营成本"),
    ("capital_charges", "ventures", "operator", "capital charge of ventures", "资本回收"),
    ("reinvested_profit", "ventures", "estate_funds", "reinvested in estates", "反哺小区"),
    ("retained_profit", "ventures", "operator", "retained by the operator", "运营方留存"),
    (
        "collective_income",
        "ventures",
        "collective",
        "income of the collective",
        "集体经营性收入",
    ),
    ("losses_made_good", "ventures", "operator", "earlier losses made good", "弥补以前亏损"),
    (
        "losses_covered",
        "operator",
        "ventures",
        "losses covered by the operator",
        "运营方承担亏损",
    ),
    ("welfare", "collective", "residents", "welfare of members", "集体福利"),
    ("dividends", "collective", "residents", "dividends to members", "集体分红"),
    (
        "collective_reinvestment",
        "collective",
        "estate_funds",
        "put into the estates by the collective",
        "集体投入小区",
    ),
    ("fallback", "operator", "estate_funds", "fallback of the operator", "国企托底"),
    ("service_payments", "estate_funds", "operator", "payment for the service", "支付服务费用"),
    (
        "performance_withheld",
        "operator",
        "estate_funds",
        "withheld after appraisal",
        "考核扣减服务费",
    ),
    ("service_upgrades", "estate_funds", "operator", "payment for upgrades", "支付服务提升"),
    ("wages", "operator", "outside", "wages with on-cost", "人工成本"),
    ("materials", "operator", "outside", "materials", "耗材"),
    ("energy", "operator", "outside", "public energy", "公共能耗"),
    ("maintenance", "operator", "outside", "routine maintenance", "日常维修"),
    ("callouts", "operator", "outside", "bought-in repair calls", "外请维修"),
    ("overhead", "operator", "outside", "overhead", "管理费用"),
    ("centre_rent", "operator", "outside", "rent of centres", "片区中心租金"),
    ("centre_systems", "operator", "outside", "systems of centres", "片区中心系统"),
    ("upgrade_spending", "operator", "outside", "spending on upgrades", "服务提升支出"),
    ("onboarding_repairs", "operator", "outside", "free repairs at the start", "进场免费维修"),
    (
        "centre_setup",
        "operator",
        "outside",
        "set-up of centres (capital)",
        "片区中心开办（资本）",
    ),
    (
        "venture_capital",
        "operator",
        "outside",
        "capital of ventures and idle assets",
        "经营与闲置资产改造（资本）",
    ),
    (
        "collective_capital",
        "collective",
        "outside",
        "capital of the collective",
        "集体资产投入",
    ),
    ("works_residents", "residents", "outside", "works, residents' part", "改造（居民出资）"),
    (
        "works_government",
        "government",
        "outside",
        "works, government's part",
        "改造（政府出资）",
    ),
    ("works_operator", "operator", "outside", "works, operator's part", "改造（运营方出资）"),
    (
        "works_collective",
        "collective",
        "outside",
        "works, collective's part",
        "改造（集体出资）",
    ),
    ("governance_setup", "government", "outside", "setting up self-government", "治理建设"),
    ("governance_running", "government", "outside", "councils and teams", "议事与队伍运行"),
    ("order_supervision", "government", "outside", "supervision of orders", "工单督办"),
)
ACCOUNTS: dict[str, Account] = {row[0]: Account(*row[1:]) for row in _MONEY}

# What a payer must find from its own means, by payer: neither paid out of what the estates' funds
# pay for the service, nor out of what ventures or the collective have earned. Gross: what a payer
# receives later (retained profit, capital charges) is not taken off.
OWN_MEANS: tuple[str, ...] = (
    "fallback",
    "centre_setup",
    "venture_capital",
    "losses_covered",
    "onboarding_repairs",
    "works_operator",
    "performance_withheld",
    "partner_service_fees",
    "grants",
    "venture_subsidy",
    "works_government",
    "governance_setup",
    "governance_running",
    "order_supervision",
    "collective_top_up",
    "collective_capital",
    "works_collective",
    "partner_fees",
    "service_charges",
    "arrears_recovered",
    "works_residents",
)

# What is given in kind, at replacement cost: never money, never mixed with it.
_GIVEN: tuple[_Row, ...] = (
    ("volunteer_hours", "residents", "estate_funds", "volunteers' hours", "志愿工时"),
    ("partner_services", "partners", "residents", "partners' free services", "合伙人无偿服务"),
    ("conceded_prices", "partners", "residents", "prices conceded", "平价适老让利"),
    ("free_space", "partners", "operator", "space lent by partners", "合伙人提供场地"),
    ("shared_premises", "government", "operator", "premises shared", "阵地联合用房"),
    ("conceded_costs", "partners", "ventures", "conceded by enterprises", "企业让利"),
    ("unit_volunteering", "residents", "ventures", "volunteers in ventures", "志愿助餐"),
)
IN_KIND: dict[str, Account] = {row[0]: Account(*row[1:]) for row in _GIVEN}

Flows = dict[str, Array]


def account_flows(inputs: Inputs, run: Run) -> Flows:
    """Fill every account of the transaction-flow matrix, each of shape (draw, month) [yuan/month].

    Where service is cut back, the operator's spending falls in proportion in every account.
    """
    totals, trading, partners = run.totals, inputs.trading, inputs.partnership
    spending, capital_charge = _spending_by_account(inputs)
    full = sum(spending.values(), capital_charge)
    cut = totals.fallback.uncovered
    paid = full if cut is None else full - cut.T
    delivered = np.divide(paid, full, out=np.zeros_like(paid), where=full > 0)
    price = inputs.price_index
    public = _of_owner(inputs, totals.trade.reinvested, "owners")
    common = inputs.owners_income[:, None] * price
    to_fund = inputs.costs.scheme.policy.common_income_to_fund
    trade = trading.trade
    upgrade = {}
    if totals.pool is not None and totals.pool.upgrade is not None:
        upgrade = dict.fromkeys(("service_upgrades", "upgrade_spending"), totals.pool.upgrade.T)
    retained = over_ventures(totals.trade.retained).T
    grant = {}
    if inputs.fixed.grant is not None and inputs.path.granting is not None:
        households = inputs.costs.scheme.households
        grant = {"grants": inputs.fixed.grant * households * inputs.path.granting}
    governed = inputs.costs.governed
    first = np.zeros_like(price)
    first[:, 0] = 1.0
    flows = {
        "service_charges": totals.residents.collected.T,
        "arrears_recovered": totals.residents.recovered.T,
        "common_property_income": common,
        "public_income": public,
        "common_income_to_owners": (1.0 - to_fund) * (common + public),
        **grant,
        "partner_fees": inputs.path.partner_fees[..., 0].T,
        "partner_service_fees": partners.service_fees * price,
        "partner_profit": partners.profit_part * retained,
        "partner_custom": partners.custom * price,
        "venture_sales": over_ventures(trade.sales),
        "venture_subsidy": over_ventures(trade.subsidy),
        "collective_top_up": over_ventures(trade.top_up),
        "venture_costs": over_ventures(trade.costs),
        "capital_charges": over_ventures(trading.capital_charge),
        "reinvested_profit": _of_owner(inputs, totals.trade.reinvested, "operator"),
        "retained_profit": retained,
        "collective_income": _of_owner(inputs, totals.trade.reinvested, "collective"),
        "losses_made_good": over_ventures(totals.trade.made_good).T,
        "losses_covered": over_ventures(totals.trade.covered).T,
        **village.flows(totals.village, inputs.uses),
        "fallback": totals.fallback.received.T,
        "service_payments": paid,
        **appraisal.flows(totals.appraisal),
        **upgrade,
        **{account: delivered * amount for account, amount in spending.items()},
        "onboarding_repairs": inputs.onboarding * first,
        "centre_setup": inputs.setup_spending,
        "venture_capital": trading.operator_capital,
        "collective_capital": trading.collective_capital,
        **{f"works_{payer}": amount for payer, amount in inputs.works.spending.items()},
        "governance_setup": governed.setup * first,
        "governance_running": governed.running * price,
        **orders.flows(totals.orders, inputs.supervision, price),
    }
    return _in_order(flows, ACCOUNTS)


def billed(inputs: Inputs, run: Run) -> Array:
    """Bills of all estates less what is relieved, shape (draw, month) [yuan/month]."""
    gross = inputs.bills * inputs.path.residents.fee_index[..., 0].T
    relieved = run.totals.residents.relieved
    return np.asarray(gross if relieved is None else gross - relieved.T)


def in_kind_flows(inputs: Inputs) -> Flows:
    """Fill every account of what is given in kind, each of shape (draw, month) [yuan/month]."""
    price, partners, trading = inputs.price_index, inputs.partnership, inputs.trading
    costs = inputs.costs
    hours = costs.governed.hours
    units, funding = trading.trade.units, trading.funding

    def in_ventures(per_unit: Array) -> Array:
        if not per_unit.any():
            return np.zeros_like(price)
        return over_ventures(units * per_unit) * price

    flows = {
        "volunteer_hours": hours * inputs.hour_worth * price,
        "partner_services": partners.services * price,
        "conceded_prices": partners.concessions * price,
        "free_space": partners.space * price,
        "shared_premises": costs.shared_premises * price,
        "conceded_costs": in_ventures(funding.concession),
        "unit_volunteering": in_ventures(funding.help),
    }
    return _in_order(flows, IN_KIND)


def _in_order(flows: Flows, accounts: dict[str, Account]) -> Flows:
    """Put accounts in their order; one without a flow becomes a single zero, spread out."""
    nothing = np.broadcast_to(0.0, next(iter(flows.values())).shape)
    return {
        name: np.ascontiguousarray(flows[name]) if name in flows and flows[name].any() else nothing
        for name in accounts
    }


def is_used(amount: Array) -> bool:
    """Whether an account has any flow: one without is a single zero (see `account_flows`)."""
    return any(amount.strides)


def _of_owner(inputs: Inputs, amounts: Array, owner: str) -> Array:
    """Sum (month, draw, venture) over the ventures of an owner to (draw, month)."""
    owned = inputs.trading.owned_by(owner)
    if not owned.any():
        return np.zeros(amounts.shape[1::-1])
    return over_ventures(amounts * owned).T


def over_ventures(amounts: Array) -> Array:
    """Sum over the last axis, which is short: adding its columns beats reducing every row."""
    columns = np.moveaxis(amounts, -1, 0)
    return sum(columns, np.zeros(amounts.shape[:-1]))


def _spending_by_account(inputs: Inputs) -> tuple[Flows, Array]:
    """What the whole standard costs by account, and the capital charge, (draw, month)."""

    def whole(field: str) -> Array:
        before = inputs.costs.whole(field)
        if inputs.fixed.works is None:
            return before
        return np.asarray(
            before + inputs.works.progress * (inputs.costs_after.whole(field) - before)
        )

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
