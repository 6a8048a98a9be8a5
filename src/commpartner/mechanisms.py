"""The 29 mechanisms of the three cases: the lever of each, what it moves, and who uses it.

The numbers and terms are those of the project's reading of the articles. What each mechanism
moves is stated here and measured by tests/test_mechanisms.py, which switches every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from commpartner.programme import Policy, Programme

# Satisfaction moves paying, and paying what the operator must add.
FEEDBACK = frozenset({"service_charges", "arrears_recovered", "fallback"})
# What every change of the cost of the service moves.
COST = frozenset({"service_payments", "fallback"})
STAFF = COST | {"wages", "overhead"}
WHOLE_SERVICE = STAFF | {"materials", "energy", "maintenance", "callouts"}
CENTRE = frozenset({"centre_rent", "centre_systems", "centre_setup"})
TRADE = frozenset({"venture_sales", "venture_costs", "fallback"})
SPLIT = frozenset({"reinvested_profit", "retained_profit"})

TEST = "tests/test_mechanisms.py::test_switching_a_mechanism_moves_its_accounts_and_no_other"


class Mechanism(NamedTuple):
    """One mechanism of the published cases.

    Attributes
    ----------
    levers
        Fields of the policy by which it is chosen.
    accounts
        In money and in kind, that move when it is switched on.
    outcome, sign
        What it is for, and the direction in which it moves that: +1 or -1.
    is_on
        Whether a policy of a programme uses it.
    """

    number: int
    case: str
    term_en: str
    term_zh: str
    levers: tuple[str, ...]
    accounts: frozenset[str]
    outcome: str
    sign: int
    is_on: Callable[[Programme, Policy], bool]


def _served(programme: Programme, policy: Policy) -> bool:
    return policy.organisation != "unmanaged"


def _clustered(programme: Programme, policy: Policy) -> bool:
    return policy.organisation == "clustered"


def _pooled(mechanism: str) -> Callable[[Programme, Policy], bool]:
    return lambda programme, policy: (
        _clustered(programme, policy) and mechanism in policy.mechanisms
    )


def _has(test: Callable[[Policy], object]) -> Callable[[Programme, Policy], bool]:
    return lambda programme, policy: bool(test(policy))


def _opens(test: Callable[..., object]) -> Callable[[Programme, Policy], bool]:
    return lambda programme, policy: any(
        test(venture) for venture in programme.ventures if venture.id in policy.ventures
    )


def _invites(test: Callable[..., object]) -> Callable[[Programme, Policy], bool]:
    return lambda programme, policy: any(
        test(partner) for partner in programme.partners if partner.id in policy.partners
    )


def _covers_all(programme: Programme, policy: Policy) -> bool:
    """Nobody who has no manager is left: no limit on what centres take, or the rest alone."""
    limited = policy.estates_per_centre is not None or policy.assignment
    return _served(programme, policy) and (policy.others == "stand_alone" or not limited)


def _shares_premises(programme: Programme, policy: Policy) -> bool:
    shared = {centre.id for centre in programme.centres if centre.co_located}
    return _clustered(programme, policy) and bool(shared & set(policy.centres))


def _several_hubs(programme: Programme, policy: Policy) -> bool:
    return _clustered(programme, policy) and len(policy.centres) > 1


_ROWS = (
    Mechanism(
        1,
        "xiashan",
        "fallback operator, underwriting",
        "国企托底",
        ("fallback_cap",),
        WHOLE_SERVICE | CENTRE - {"centre_setup"} | FEEDBACK,
        "service_level",
        +1,
        lambda programme, policy: _served(programme, policy) and policy.fallback_cap != 0,
    ),
    Mechanism(
        2,
        "xiashan",
        "cluster service centre",
        "片区物业中心、打包管理",
        ("organisation", "centres", "estates_per_centre", "assignment", "mechanisms"),
        WHOLE_SERVICE - {"energy"} | CENTRE,
        "cost_per_household_month",
        -1,
        _clustered,
    ),
    Mechanism(
        3,
        "xiashan",
        "unified service standard",
        "服务统一标准",
        ("service", "mechanisms"),
        COST | {"overhead"},
        "cost_per_household_month",
        -1,
        _pooled("shared_overhead"),
    ),
    Mechanism(
        4,
        "xiashan",
        "central procurement",
        "资源集中采购",
        ("mechanisms",),
        COST | {"materials", "maintenance", "callouts", "overhead"},
        "cost_per_household_month",
        -1,
        _pooled("procurement"),
    ),
    Mechanism(
        5,
        "xiashan",
        "reactivated idle assets",
        "盘活闲置厂房商铺库房",
        ("ventures", "capital_charge"),
        TRADE | SPLIT | {"venture_capital"},
        "reinvested_per_year",
        +1,
        _opens(lambda venture: venture.asset is not None),
    ),
    Mechanism(
        6,
        "xiashan",
        "community ventures",
        "便民菜市场、社区食堂、社区超市",
        ("ventures",),
        TRADE | SPLIT | {"venture_capital"},
        "reinvested_per_year",
        +1,
        _opens(lambda venture: venture.owner == "operator"),
    ),
    Mechanism(
        7,
        "xiashan",
        "profit reinvestment",
        "营利收入70%反哺",
        ("reinvestment_share", "reinvestment_basis", "settlement_months", "allocation"),
        SPLIT | {"fallback"},
        "reinvested_per_year",
        +1,
        lambda programme, policy: (
            policy.reinvestment_share != 0
            and _opens(lambda venture: venture.owner == "operator")(programme, policy)
        ),
    ),
    Mechanism(
        8,
        "xiashan",
        "ventures replace service charges",
        "以社区经济逐步取代物业费",
        ("fee_relief_share", "deficit_first"),
        FEEDBACK,
        "fees_per_household_month",
        -1,
        _has(lambda policy: policy.fee_relief_share),
    ),
    Mechanism(
        9,
        "xiashan",
        "partner ecosystem",
        "社区合伙人、首席合伙人",
        ("partners", "participation", "partner_profit_share"),
        frozenset(
            {"partner_fees", "partner_custom", "partner_profit", "partner_service_fees", "fallback"}
        ),
        "npv_partners",
        +1,
        _has(lambda policy: policy.partners),
    ),
    Mechanism(
        10,
        "xiashan",
        "conceded prices and services in kind",
        "平价、适老、免费服务",
        ("partners",),
        FEEDBACK | {"partner_services", "conceded_prices", "free_space"},
        "satisfaction_served",
        +1,
        _invites(lambda partner: partner.hours != 0 or partner.concession != 0),
    ),
    Mechanism(
        11,
        "xiashan",
        "party branches and volunteers",
        "小区党支部、党员志愿队",
        ("governance.branches", "governance.volunteer_teams"),
        STAFF | FEEDBACK | {"governance_setup", "governance_running", "volunteer_hours"},
        "paying_share",
        +1,
        _has(lambda policy: policy.governance.branches or policy.governance.volunteer_teams),
    ),
    Mechanism(
        12,
        "xiashan",
        "order flow with publication",
        "群众下单—干部领单—社区督单—公开晒单",
        ("orders.placed", "orders.taken", "orders.published"),
        FEEDBACK,
        "order_wait_days",
        -1,
        _has(lambda policy: policy.orders and (policy.orders.taken or policy.orders.published)),
    ),
    Mechanism(
        13,
        "xiashan",
        "nine-ones standard",
        "九个一",
        ("governance.nine_ones",),
        FEEDBACK | {"governance_setup"},
        "readiness",
        +1,
        _has(lambda policy: policy.governance.nine_ones),
    ),
    Mechanism(
        14,
        "qingyunpu",
        "five-funder canteen",
        "政府补、企业让、个人出、集体添、志愿助",
        ("funders", "ventures"),
        SPLIT
        | {
            "losses_covered",
            "venture_subsidy",
            "venture_costs",
            "collective_top_up",
            "collective_reinvestment",
            "dividends",
            "fallback",
            "conceded_costs",
            "unit_volunteering",
        },
        "ventures_loss_making",
        -1,
        lambda programme, policy: (
            len(policy.funders) > 1
            and _opens(lambda venture: venture.concession != 0 or venture.top_up != 0)(
                programme, policy
            )
        ),
    ),
    Mechanism(
        15,
        "qingyunpu",
        "collective assets let to enterprises",
        "一村一楼宇、产业园、招商",
        ("ventures",),
        TRADE | {"collective_income", "collective_reinvestment", "dividends", "collective_capital"},
        "collective_income_per_year",
        +1,
        _opens(lambda venture: venture.owner == "collective"),
    ),
    Mechanism(
        16,
        "qingyunpu",
        "dividends",
        "分红",
        ("dividend_share", "welfare_share", "collective_reserve"),
        frozenset({"dividends", "collective_reinvestment", "fallback"}),
        "dividends_per_member_year",
        +1,
        _has(lambda policy: policy.dividend_share),
    ),
    Mechanism(
        17,
        "qingyunpu",
        "capital works",
        "综合改造（雨污分流、管网、道路、停车）",
        ("works", "works_resident_share"),
        WHOLE_SERVICE - {"materials", "energy", "maintenance", "wages"}
        | FEEDBACK
        | {"works_residents", "works_government", "works_operator"},
        "satisfaction_served",
        +1,
        _has(lambda policy: policy.works),
    ),
    Mechanism(
        18,
        "qingyunpu",
        "shared amenities",
        "停车、充电、体育馆",
        ("ventures", "common_income_to_fund"),
        TRADE | {"public_income"},
        "self_sufficiency_year_3",
        +1,
        _opens(lambda venture: venture.owner == "owners"),
    ),
    Mechanism(
        19,
        "qingyunpu",
        "ten-household joint defence",
        "十户联防、网格",
        ("governance.joint_defence",),
        STAFF | {"volunteer_hours"},
        "staff",
        -1,
        _has(lambda policy: policy.governance.joint_defence),
    ),
    Mechanism(
        20,
        "xiangyang",
        "serve first, charge later",
        "先服务后收费",
        ("free_months", "onboarding", "fee_needs_consent"),
        FEEDBACK,
        "paying_share",
        +1,
        _has(lambda policy: policy.free_months),
    ),
    Mechanism(
        21,
        "xiangyang",
        "package menu",
        "10/20/30元点单式服务包",
        ("menu", "menu_choice"),
        WHOLE_SERVICE - {"energy"} | FEEDBACK,
        "cost_per_household_month",
        -1,
        _has(lambda policy: policy.menu),
    ),
    Mechanism(
        22,
        "xiangyang",
        "abandoned estates to zero",
        "弃管小区清零",
        ("others", "takes_on", "estates_per_centre"),
        WHOLE_SERVICE | FEEDBACK | {"common_property_income"},
        "abandoned_estates",
        -1,
        _covers_all,
    ),
    Mechanism(
        23,
        "xiangyang",
        "supervised work orders",
        "三报三查、12345工单",
        (
            "orders.weekly_warning",
            "orders.monthly_review",
            "orders.quarterly_assessment",
            "orders.recheck",
        ),
        COST | FEEDBACK | {"callouts", "overhead", "order_supervision"},
        "completion_rate",
        +1,
        _has(lambda policy: policy.orders and (policy.orders.weekly_warning)),
    ),
    Mechanism(
        24,
        "xiangyang",
        "two-track appraisal",
        "双轨制考评",
        ("appraisal",),
        frozenset({"performance_withheld", "fallback"}),
        "fallback_per_year",
        -1,
        _has(lambda policy: policy.appraisal),
    ),
    Mechanism(
        25,
        "xiangyang",
        "co-located centre",
        "阵地联合",
        ("centres",),
        COST | {"centre_rent", "shared_premises"},
        "cost_per_household_month",
        -1,
        _shares_premises,
    ),
    Mechanism(
        26,
        "xiangyang",
        "owners' committees",
        "业委会（物管会）组建",
        ("governance.committees", "governance.trained"),
        FEEDBACK | {"common_property_income", "governance_setup"},
        "paying_share",
        +1,
        _has(lambda policy: policy.governance.committees),
    ),
    Mechanism(
        27,
        "xiangyang",
        "teams of residents and staff",
        "匠心服务队等106支",
        ("governance.repair_teams",),
        COST | {"callouts", "overhead", "governance_running", "volunteer_hours"},
        "cost_per_household_month",
        -1,
        _has(lambda policy: policy.governance.repair_teams),
    ),
    Mechanism(
        28,
        "xiashan",
        "estate council, six parties",
        "党群议事会、多向联动议事",
        ("governance.council_issues",),
        FEEDBACK | {"governance_running"},
        "fees_per_household_month",
        +1,
        _has(lambda policy: policy.governance.council_issues),
    ),
    Mechanism(
        29,
        "xiangyang",
        "sub-district hubs",
        "街道分中心",
        ("centres",),
        WHOLE_SERVICE - {"energy"} | CENTRE,
        "cost_per_household_month",
        +1,
        _several_hubs,
    ),
)

MECHANISMS: Mapping[int, Mechanism] = {row.number: row for row in _ROWS}


def users(mechanism: Mechanism, programmes: Mapping[str, Programme]) -> dict[str, list[str]]:
    """Policies of each programme that use a mechanism, by programme; those without are left out."""
    found = {
        name: [
            label
            for label, policy in programme.policies.items()
            if mechanism.is_on(programme, policy)
        ]
        for name, programme in programmes.items()
    }
    return {name: policies for name, policies in found.items() if policies}


def table(programmes: Mapping[str, Programme]) -> pd.DataFrame:
    """Tell of every mechanism its lever, accounts, direction, test and the cases that use it.

    Parameters
    ----------
    programmes
        By name, searched for policies that use the mechanisms.

    Returns
    -------
    pandas.DataFrame
        One row a mechanism: number, case, term, 中文, lever, accounts, moves, test, used_by.
    """
    rows = []
    for row in MECHANISMS.values():
        used = users(row, programmes)
        rows.append(
            {
                "number": row.number,
                "case": row.case,
                "term": row.term_en,
                "中文": row.term_zh,
                "lever": ", ".join(row.levers),
                "accounts": ", ".join(sorted(row.accounts)),
                "moves": f"{row.outcome} {'up' if row.sign > 0 else 'down'}",
                "test": f"{TEST}[{row.number}]",
                "used_by": "; ".join(
                    f"{name}: {', '.join(policies)}" for name, policies in used.items()
                ),
            }
        )
    return pd.DataFrame(rows)
