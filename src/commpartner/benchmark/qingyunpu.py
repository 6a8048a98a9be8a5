"""Define the problems of Qingyunpu: dividends, works, and a canteen without its funder."""

from __future__ import annotations

from commpartner import datasets
from commpartner.benchmark import rules
from commpartner.benchmark.goals import Best, Condition, GoodEnough
from commpartner.benchmark.levers import AnyOf, Range
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.experiments.choosing.satisficing import Bar
from commpartner.model.control import FeedbackPolicy

CASE = "qingyunpu"


def problems() -> tuple[BenchmarkProblem, ...]:
    """Return the three problems of the case."""
    return dividend(), works(), canteen()


def dividend() -> BenchmarkProblem:
    """Ask how to pay dividends and keep the estates funded."""
    base = datasets.load(CASE).policies["village"].replace(fallback_cap=10.0)
    return BenchmarkProblem(
        id="qingyunpu-dividend",
        label_en="Dividends and services",
        label_zh="分红与服务",
        question_en="How should the collective divide its income, and the operator underwrite, so "
        "that in most draws members get 120 yuan a year, 92 % of the standard is delivered and "
        "the fallback stays below 0.3 million yuan a year?",
        question_zh="集体收益怎么分、运营方怎么托底，才能在尽可能多的情形下人均年分红不少于120元、"
        "服务兑现92%以上、年均托底不超过30万元？",
        tradeoff_en="What is paid out is not put into the estates, and they lack it where rents "
        "are low; a smaller reserve helps both and leaves the collective less; a higher cap "
        "keeps the service up at the operator's expense.",
        tradeoff_zh="分给成员的就不能投入小区，租金低时小区便缺钱；少提公积金对两者都有利，"
        "但集体积累减少；提高托底上限保住服务，由运营方买单。",
        case=CASE,
        base=base,
        levers={
            "dividend_share": Range(0.0, 1.0),
            "collective_reserve": Range(0.2, 0.5),
            "fallback_cap": Range(0.0, 40.0),
        },
        by_rule=("fallback_cap",),
        goal=GoodEnough(
            {
                "dividends_per_member_year": Bar("at_least", 120.0),
                "service_level": Bar("at_least", 0.92),
                "fallback_per_year": Bar("at_most", 300_000.0),
            },
            share=0.6,
        ),
        baselines={
            "half": base,
            "quarter": base.replace(dividend_share=0.25),
            "all": base.replace(dividend_share=1.0),
            "half_small_reserve": base.replace(collective_reserve=0.25),
            "half_no_fallback": base.replace(fallback_cap=0.0),
            "half_cap_tightens": FeedbackPolicy(base, rules.cap_tightens),
        },
    )


def works() -> BenchmarkProblem:
    """Ask who should pay for the renovation."""
    village = datasets.load(CASE).policies["village"]
    return BenchmarkProblem(
        id="qingyunpu-works",
        label_en="Who pays for the works",
        label_zh="改造谁出钱",
        question_en="How little need the government pay if satisfaction is to reach 89, neither "
        "residents nor the operator may lose more than two million yuan against the policy of "
        "the case, and the collective nothing?",
        question_zh="若要满意度达到89，居民、运营方的净现值比现方案各减少不超过200万元，"
        "集体不受损，政府最少需出多少？",
        tradeoff_en="A resident share spares the government a tenth for a tenth and delays "
        "consent; dividends and common income give residents back what the estates then lack and "
        "the operator underwrites.",
        tradeoff_zh="居民出资一成，政府少出一成，但协商更久；分红和公共收益可补偿居民，"
        "小区因此缺的钱由运营方托底。",
        case=CASE,
        base=village,
        levers={
            "works": AnyOf(village.works),
            "works_resident_share": Range(0.0, 0.3),
            "dividend_share": Range(0.0, 1.0),
            "collective_reserve": Range(0.2, 0.5),
            "common_income_to_fund": Range(0.0, 1.0),
            "fee": Range(0.2, 1.0),
            "fallback_cap": Range(0.0, 40.0, or_none=True),
        },
        goal=Best(
            "public_spending_per_year",
            {
                "satisfaction_served": Condition("at_least", 89.0),
                "npv_residents": Condition("at_least", -2e6, over="village"),
                "npv_operator": Condition("at_least", -2e6, over="village"),
                "npv_collective": Condition("at_least", 0.0, over="village"),
            },
            margin=400_000.0,
        ),
        baselines={
            "village": village,
            "no_works": village.replace(works=()),
            "residents_pay_nothing": village.replace(works_resident_share=0.0),
            "residents_pay_5": village.replace(works_resident_share=0.05),
            "residents_pay_10": village.replace(works_resident_share=0.1),
            "residents_pay_10_dividends": village.replace(
                works_resident_share=0.1, dividend_share=1.0
            ),
        },
    )


def canteen() -> BenchmarkProblem:
    """Ask who fills the gap when the government leaves the canteen."""
    policies = datasets.load(CASE).policies
    village = policies["village"]
    left = policies["canteen_without_government"]
    four = tuple(name for name in village.funders if name != "government")
    return BenchmarkProblem(
        id="qingyunpu-canteen",
        label_en="The government leaves the canteen",
        label_zh="政府退出食堂补贴",
        question_en="The government no longer adds to a meal. Who fills the gap so that in most "
        "draws nobody is let down: residents lose at most 10 million yuan and the operator 4 in "
        "ten years, members get 120 yuan a year, 95 % of the standard is delivered?",
        question_zh="政府不再补贴餐费。谁来补缺口，才能在尽可能多的情形下各方都过得去：十年内居民净支出"
        "不超过1000万元、运营方不超过400万元，人均年分红不少于120元，服务兑现95%以上？",
        tradeoff_en="The collective's top-up lowers dividends; a higher fee is not paid by all; "
        "less dividend or common income saves fallback only where an estate is short; a cap "
        "saves money and cuts the service.",
        tradeoff_zh="集体添钱则分红减少；提高收费有人不缴；少分红、少分公共收益，只在缺钱的小区"
        "才减少托底；设上限省钱但服务缩减。",
        case=CASE,
        base=left,
        levers={
            "funders": AnyOf(four),
            "dividend_share": Range(0.0, 1.0),
            "collective_reserve": Range(0.2, 0.5),
            "common_income_to_fund": Range(0.0, 1.0),
            "fee": Range(0.2, 1.0),
            "fallback_cap": Range(0.0, 40.0, or_none=True),
        },
        goal=GoodEnough(
            {
                "npv_residents": Bar("at_least", -10e6),
                "npv_operator": Bar("at_least", -4e6),
                "dividends_per_member_year": Bar("at_least", 120.0),
                "service_level": Bar("at_least", 0.95),
            },
            share=0.42,
        ),
        baselines={
            "before": village,
            "nobody_fills": left,
            "residents_by_fee": left.replace(fee=0.6),
            "less_dividend": left.replace(dividend_share=0.4, collective_reserve=0.25),
            "cap_10": left.replace(fallback_cap=10.0),
        },
    )
