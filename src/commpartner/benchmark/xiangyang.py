"""Define the problems of Xiangyang: the trial, its end, and supervision of orders."""

from __future__ import annotations

from functools import partial

from commpartner import datasets
from commpartner.benchmark import rules
from commpartner.benchmark.goals import Best, Condition
from commpartner.benchmark.levers import OneOf, Range
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.model.control import FeedbackPolicy

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
        "70 % of bills are to be paid, households pay 26 yuan a month at most, and the operator "
        "is to lose no more than with three free months at 20 yuan?",
        question_zh="哪一档服务、什么价格、先免费多久，最让人满意，且末年缴费率达到70%、"
        "户均月缴费不超过26元、运营方损失不超过“20元、先服务3个月”？",
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
                "collection_rate_current": Condition("at_least", 0.70),
                "fees_per_household_month": Condition("at_most", 26.0),
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
            "dearer_six_months": base.replace(fee=30.0, free_months=6, fallback_cap=15.0),
        },
    )


def stop() -> BenchmarkProblem:
    """Ask when to stop a trial that fails."""
    base = datasets.load(CASE).policies["trial_3"].replace(fallback_cap=30.0)
    return BenchmarkProblem(
        id="xiangyang-stop",
        label_en="Stop a trial that fails",
        label_zh="试点失败就止损",
        question_en="By which rule should the company underwrite, month by month, so that in 60 % "
        "of the draws 70 % of the standard is delivered over ten years, at its least loss?",
        question_zh="国企每月按什么规则托底，才能在60%的情形下十年兑现70%的服务标准，且自身损失最小？",
        tradeoff_en="Underwriting that never succeeds is money lost, but whether it will succeed "
        "shows only after months; who stops early saves most and stops some that would have "
        "succeeded. Where it stops, estates are left with what they pay for themselves.",
        tradeoff_zh="注定失败的托底是白花钱，但成败要过几个月才看得出；止损越早越省钱，"
        "却会误停本可成功的试点。停止后，小区只能得到自己付得起的服务。",
        case=CASE,
        base=base,
        levers={"fallback_cap": Range(0.0, 40.0)},
        by_rule=("fallback_cap",),
        goal=Best(
            "npv_operator",
            {"service_level": Condition("at_least", 0.70, share=0.60)},
            margin=500_000.0,
        ),
        baselines={
            "cap_30": base,
            "cap_24": base.replace(fallback_cap=24.0),
            "cap_20": base.replace(fallback_cap=20.0),
            "stop_if_unsatisfied": FeedbackPolicy(base, rules.stop_if_unsatisfied),
            "stop_if_unpaid": FeedbackPolicy(base, rules.stop_if_unpaid),
            "pause_when_dear": FeedbackPolicy(base, partial(rules.pause_when_dear, limit=20.0)),
        },
    )


def orders() -> BenchmarkProblem:
    """Ask which supervision and which helpers a small public budget should buy."""
    base = datasets.load(CASE).policies["orders_unsupervised"]
    two = base.replace(orders={"weekly_warning": True, "monthly_review": True})
    reports = {"weekly_warning": True, "monthly_review": True, "quarterly_assessment": True}
    return BenchmarkProblem(
        id="xiangyang-orders",
        label_en="Reports or repair teams",
        label_zh="督办还是服务队",
        question_en="Which reports, rechecks and teams should 250,000 yuan of public money a year "
        "buy, so that satisfaction gains 1.3 points and the operator underwrites least?",
        question_zh="每年25万元公共资金应买哪些报告、复查和服务队，使满意度提高1.3分，"
        "且运营方托底最少？",
        tradeoff_en="Reports close orders sooner, which pleases and saves the operator little; "
        "teams of residents repair for it and save it much; rechecks spare repeated orders and "
        "are dear. What costs nothing here, taking and publishing orders, is no lever.",
        tradeoff_zh="报告使工单办结更快、居民更满意，但运营方省钱不多；服务队替运营方维修，省钱最多；"
        "复查减少返修，但费用高。领单、晒单在模型中不花钱，故不作为可选项。",
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
                "satisfaction_served": Condition("at_least", 1.3, over="unsupervised"),
                "public_spending_per_year": Condition("at_most", 250_000.0),
            },
            margin=100_000.0,
        ),
        baselines={
            "unsupervised": base,
            "weekly": base.replace(orders={"weekly_warning": True}),
            "two_reports": two,
            "three_reports": base.replace(orders=reports),
            "three_and_recheck": base.replace(orders={**reports, "recheck": 1.0}),
            "two_reports_and_teams": two.replace(governance={"repair_teams": 23.6}),
        },
    )
