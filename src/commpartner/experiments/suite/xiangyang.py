"""Problems of Xiangyang: the trial, when to stop it, and who supervises the orders."""

from __future__ import annotations

from functools import partial

from commpartner import datasets
from commpartner.control import Adaptive
from commpartner.experiments.satisficing import Bar
from commpartner.experiments.suite import rules
from commpartner.experiments.suite.goals import Best, Condition, GoodEnough
from commpartner.experiments.suite.levers import OneOf, Range
from commpartner.experiments.suite.problem import BenchmarkProblem

CASE = "xiangyang"


def problems() -> tuple[BenchmarkProblem, ...]:
    """Return the three problems of the case."""
    return trial(), stop(), orders()


def trial() -> BenchmarkProblem:
    """Ask for the package, its price and the length of the free trial."""
    policies = datasets.load(CASE).policies
    base = policies["trial_3"].replace(fallback_cap=20.0)
    return BenchmarkProblem(
        id="xiangyang-trial",
        label_en="Serve first, charge later",
        label_zh="先服务后收费",
        question_en="Which package, at what price and after how long a trial, satisfies most, if "
        "70 % of bills are to be paid and the operator is to lose no more than with three free "
        "months at 20 yuan?",
        question_zh="哪一档服务、什么价格、先免费多久，最让人满意，且末年缴费率达到70%、"
        "运营方损失不超过“20元、先服务3个月”？",
        tradeoff_en="A trial raises what is paid for good and costs its months of fees; a higher "
        "price pays for service and keeps some from paying; a fuller package pleases and costs "
        "more than its price.",
        tradeoff_zh="免费期使缴费率长期提高，但损失当月收费；提价可支撑服务，却有人因此不缴；"
        "套餐越全越令人满意，但成本高于价格。",
        case=CASE,
        base=base,
        levers={
            "service": OneOf(("basic", "standard", "full")),
            "fee": Range(5.0, 45.0),
            "free_months": Range(0, 12, whole=True),
            "fallback_cap": Range(0.0, 40.0, or_none=True),
            "onboarding": Range(0.0, 150.0),
        },
        goal=Best(
            "satisfaction_served",
            {
                "paying_share": Condition("at_least", 0.70),
                "npv_operator": Condition("at_least", 0.0, over="three_months"),
            },
            margin=1.0,
        ),
        baselines={
            "charged_at_once": base.replace(free_months=0),
            "three_months": base,
            "six_months": base.replace(free_months=6),
            "basic_10": base.replace(service="basic", fee=10.0),
            "full_30": base.replace(service="full", fee=30.0),
            "standard_30": base.replace(fee=30.0, fallback_cap=15.0),
        },
    )


def stop() -> BenchmarkProblem:
    """Ask when to stop a trial that fails."""
    base = datasets.load(CASE).policies["trial_3"].replace(fallback_cap=30.0)
    return BenchmarkProblem(
        id="xiangyang-stop",
        label_en="Stop a trial that fails",
        label_zh="试点失败就止损",
        question_en="By which rule should the company underwrite so that in most draws more than "
        "55 % of the standard is delivered over ten years and it loses less than 16 million yuan?",
        question_zh="国企按什么规则托底，才能在尽可能多的情形下十年兑现55%以上的服务标准，"
        "而损失不超过1600万元？",
        tradeoff_en="A high cap serves well and loses too much where estates are dear or do not "
        "pay; a low one is safe and serves too little where they would have paid.",
        tradeoff_zh="上限高则服务好，但在成本高或缴费低的情形下亏损过大；上限低则稳妥，"
        "但在本可缴费的小区服务不足。",
        case=CASE,
        base=base,
        levers={"fallback_cap": Range(0.0, 40.0), "free_months": Range(0, 12, whole=True)},
        by_rule=("fallback_cap",),
        goal=GoodEnough(
            {
                "service_level": Bar("at_least", 0.55),
                "npv_operator": Bar("at_least", -16e6),
            },
            share=0.5,
        ),
        baselines={
            "cap_30": base,
            "cap_15": base.replace(fallback_cap=15.0),
            "cap_10": base.replace(fallback_cap=10.0),
            "stop_if_unsatisfied": Adaptive(base, rules.stop_if_unsatisfied),
            "stop_if_unpaid": Adaptive(base, rules.stop_if_unpaid),
            "pause_when_dear": Adaptive(base, partial(rules.pause_when_dear, limit=20.0)),
        },
    )


def orders() -> BenchmarkProblem:
    """Ask which supervision and which helpers a small public budget should buy."""
    base = datasets.load(CASE).policies["orders_unsupervised"]
    weekly = base.replace(orders={"weekly_warning": True})
    reports = {"weekly_warning": True, "monthly_review": True, "quarterly_assessment": True}
    return BenchmarkProblem(
        id="xiangyang-orders",
        label_en="Reports or repair teams",
        label_zh="督办还是服务队",
        question_en="Which reports, rechecks and teams should 250,000 yuan of public money a year "
        "buy, so that orders wait a week at most and the operator underwrites least?",
        question_zh="每年25万元公共资金应买哪些报告、复查和服务队，使工单平均等待不超过7天，"
        "且运营方托底最少？",
        tradeoff_en="Reports shorten the wait and save the operator little; teams save it much and "
        "leave the wait as it is; rechecks spare repeated orders and are dear.",
        tradeoff_zh="报告缩短等待，但对运营方帮助小；服务队大幅减轻运营方负担，但不缩短等待；"
        "复查减少返修，但费用高。",
        case=CASE,
        base=base,
        levers={
            "orders.weekly_warning": OneOf((True, False)),
            "orders.monthly_review": OneOf((True, False)),
            "orders.quarterly_assessment": OneOf((True, False)),
            "orders.recheck": Range(0.0, 1.0),
            "governance.repair_teams": Range(0.0, 60.0),
            "governance.branches": Range(0.0, 1.0),
            "governance.volunteer_teams": Range(0.0, 40.0),
        },
        goal=Best(
            "fallback_per_year",
            {
                "order_wait_days": Condition("at_most", 7.0),
                "public_spending_per_year": Condition("at_most", 250_000.0),
            },
            margin=40_000.0,
        ),
        baselines={
            "unsupervised": base,
            "weekly": weekly,
            "two_reports": base.replace(orders={"weekly_warning": True, "monthly_review": True}),
            "three_reports": base.replace(orders=reports),
            "three_and_recheck": base.replace(orders={**reports, "recheck": 1.0}),
            "weekly_and_teams": weekly.replace(governance={"repair_teams": 23.6}),
        },
    )
