"""Define the problems of Xiashan: fallback and reinvestment."""

from __future__ import annotations

from commpartner import datasets
from commpartner.benchmark import rules
from commpartner.benchmark.goals import Best, Condition
from commpartner.benchmark.levers import AnyOf, OneOf, Range
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.model.control import FeedbackPolicy
from commpartner.programme.policy import ALLOCATIONS

CASE = "xiashan"


def problems() -> tuple[BenchmarkProblem, ...]:
    """Return the four problems of the case."""
    return fallback(), share(), uses(), partners()


def fallback() -> BenchmarkProblem:
    """Ask for the least fallback that keeps the service up."""
    partner = datasets.load(CASE).policies["partner"]
    base = partner.replace(fallback_cap=20.0)
    dearer = base.replace(fee=0.55)
    return BenchmarkProblem(
        id="xiashan-fallback",
        label_en="Least fallback for a decent service",
        label_zh="保住服务的最低托底",
        question_en="How little need the operator underwrite if 85 % of the standard is to be "
        "delivered and households pay no more than 40 yuan a month?",
        question_zh="若要兑现85%的服务标准、户均月缴费不超过40元，运营方最少需托底多少？",
        tradeoff_en="A higher fee or a lower cap spares the operator; the one is paid by "
        "households, of whom fewer pay, the other by the service, whose loss brings down "
        "satisfaction and paying.",
        tradeoff_zh="提高收费或压低托底上限都可减轻运营方负担：前者由居民承担且缴费率下降，"
        "后者以服务缩减为代价，满意度与缴费率随之下降。",
        case=CASE,
        base=base,
        levers={
            "fee": Range(0.2, 1.0),
            "fallback_cap": Range(0.0, 40.0, or_none=True),
            "reinvestment_share": Range(0.0, 1.0),
            "allocation": OneOf(ALLOCATIONS),
        },
        by_rule=("fallback_cap",),
        goal=Best(
            "fallback_per_year",
            {
                "service_level": Condition("at_least", 0.85),
                "fees_per_household_month": Condition("at_most", 40.0),
            },
            margin=600_000.0,
        ),
        baselines={
            "no_cap": partner,
            "cap_10": base.replace(fallback_cap=10.0),
            "cap_20": base,
            "cap_20_dearer": dearer,
            "deficit_first": dearer.replace(allocation="deficit"),
            "cap_tightens": FeedbackPolicy(dearer, rules.cap_tightens),
        },
    )


def share() -> BenchmarkProblem:
    """Ask when ventures should return which share of their income."""
    base = datasets.load(CASE).policies["partner_income_basis"].replace(fallback_cap=10.0)
    return BenchmarkProblem(
        id="xiashan-share",
        label_en="When to return how much",
        label_zh="何时反哺多少",
        question_en="Which share of their income should ventures return, month by month, so that "
        "83 % of the standard is delivered at the least loss of the operator?",
        question_zh="经营项目每月应按收入的多大比例反哺，才能在兑现83%服务标准的同时使运营方损失最小？",
        tradeoff_en="Whatever returns is paid by the operator, who covers what the ventures then "
        "lack; in estates that are not short of money it lies in the fund and buys no service.",
        tradeoff_zh="反哺越多，运营方对经营项目的补亏越多；不缺钱的小区得到反哺后资金沉淀，并不增加服务。",
        case=CASE,
        base=base,
        levers={"reinvestment_share": Range(0.0, 1.0)},
        by_rule=("reinvestment_share",),
        goal=Best(
            "npv_operator", {"service_level": Condition("at_least", 0.83)}, margin=1_500_000.0
        ),
        baselines={
            "published_70": base,
            "half": base.replace(reinvestment_share=0.5),
            "two_fifths": base.replace(reinvestment_share=0.4),
            "up_when_full": FeedbackPolicy(base, rules.share_up_when_full),
            "up_when_empty": FeedbackPolicy(base, rules.share_up_when_empty),
        },
    )


def uses() -> BenchmarkProblem:
    """Ask what to do with what returns."""
    partner = datasets.load(CASE).policies["partner_income_basis"]
    base = partner.replace(fallback_cap=10.0)
    relief = base.replace(deficit_first=False, fee_relief_share=1.0)
    return BenchmarkProblem(
        id="xiashan-uses",
        label_en="What to do with what returns",
        label_zh="反哺资金怎么用",
        question_en="Deficit first, reserve, lower bills or a better service: which use serves "
        "residents' purse best if satisfaction is to reach 80 and the operator underwrites no "
        "more than 0.8 million yuan a year?",
        question_zh="补缺口、留储备、减物业费还是提升服务：在满意度达到80、运营方年均托底不超过80万元"
        "的前提下，怎样用反哺资金最有利于居民？",
        tradeoff_en="Relief lowers bills but not the need for service and weakens the habit of "
        "paying; upgrades please and cost residents nothing, but their bills stay; whatever does "
        "not go to the deficit comes back as fallback.",
        tradeoff_zh="减费让利居民，但不增加服务，还会削弱缴费习惯；提升服务使人满意，但账单不减；"
        "不先补缺口，缺口就变成托底。",
        case=CASE,
        base=base,
        levers={
            "deficit_first": OneOf((True, False)),
            "reserve_share": Range(0.0, 1.0),
            "fee_relief_share": Range(0.0, 1.0),
            "upgrade_share": Range(0.0, 1.0),
            "allocation": OneOf(ALLOCATIONS),
        },
        goal=Best(
            "npv_residents",
            {
                "satisfaction_served": Condition("at_least", 80.0),
                "fallback_per_year": Condition("at_most", 800_000.0),
            },
            margin=2_000_000.0,
        ),
        baselines={
            "fund": base,
            "relief_only": relief,
            "deficit_then_relief": relief.replace(deficit_first=True),
            "deficit_then_upgrade": base.replace(upgrade_share=1.0),
            "half_and_half": base.replace(fee_relief_share=0.5, upgrade_share=0.5),
        },
    )


def partners() -> BenchmarkProblem:
    """Ask how to share the profit with partners who may leave."""
    base = datasets.load(CASE).policies["partner_ecosystem"]
    return BenchmarkProblem(
        id="xiashan-partners",
        label_en="Keep the partners",
        label_zh="留住合伙人",
        question_en="Whom to invite and how to share the profit so that most is given in kind, "
        "while a yuan per household and month returns and the operator gives up no more than "
        "0.4 million yuan?",
        question_zh="邀请谁、利润怎么分，才能使实物服务最多，同时户均每月反哺不少于1元、"
        "运营方净现值减少不超过40万元？",
        tradeoff_en="What returns to the estates cannot be shared with partners, who leave where "
        "they lose; partners who give hours are paid for them; the convenor brings custom.",
        tradeoff_zh="反哺小区的钱不能再分给合伙人，合伙人亏损即退出；出工的合伙人要付服务费；"
        "召集人带来客流。",
        case=CASE,
        base=base,
        levers={
            "reinvestment_share": Range(0.0, 1.0),
            "partner_profit_share": Range(0.0, 1.0),
            "partners": AnyOf(base.partners),
        },
        goal=Best(
            "in_kind_per_household_month",
            {
                "reinvested_per_household_month": Condition("at_least", 1.0),
                "npv_operator": Condition("at_least", -400_000.0, over="ecosystem"),
            },
            margin=0.02,
        ),
        baselines={
            "ecosystem": base,
            "profit_shared": base.replace(partner_profit_share=0.5),
            "less_returned": base.replace(reinvestment_share=0.55),
            "less_and_quarter": base.replace(reinvestment_share=0.55, partner_profit_share=0.25),
            "no_convenor": base.replace(
                partner_profit_share=0.5,
                partners=tuple(name for name in base.partners if name != "convenor"),
            ),
        },
    )
