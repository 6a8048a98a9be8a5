"""Runs and charts that several tests of charts share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, get_args

import numpy as np
import pandas as pd

import commpartner as cp
from commpartner import plots
from commpartner.flows.loop import Loop

XIASHAN = cp.datasets.load("xiashan")
RUN: dict[str, Any] = {"months": 18, "draws": 4, "seed": 7}
SAVED = cp.estimate_savings(XIASHAN, "clustered", draws=4, seed=7)
PARTNER = cp.simulate(XIASHAN, "partner", **RUN)
PLAN = cp.plan_clusters(cp.datasets.synthetic(14, seed=2, centres=4), centres=3, draws=2)
FREE = cp.plan_clusters(cp.datasets.synthetic(7, seed=2, centres=3), draws=2, time_limit=20.0)
ECOSYSTEM = cp.simulate(XIASHAN, "partner_ecosystem", **RUN)
VILLAGE = cp.simulate(cp.datasets.load("qingyunpu"), "village", **RUN)
ROLLED = cp.planning.plan_roll_out(
    cp.datasets.load("qingyunpu"), "village", 350_000.0, years=2, fixed={"c2": 2}, draws=2, runs=2
)
TWO_STATES = Loop(*map(np.array, (-6.0, 9.0, 0.2, 0.9, 0.0, 1.0, 0.0, 1.0, 150.0, 0.0, 100.0)))

LANGUAGES: tuple[plots.Language, ...] = get_args(plots.Language)

Chart = Callable[[plots.Language], Any]
# Every chart, and its unit in English and in Chinese.
COMPARED = cp.compare(
    cp.datasets.load("xiashan"), ["clustered", "partner"], months=12, draws=128, seed=7
)
INFORMATION = cp.value_of_information(COMPARED, "npv_operator")
WEIGHED = cp.compare(XIASHAN, ["unmanaged", "clustered", "partner"], months=12, draws=128, seed=7)
PLANE = WEIGHED.cost_effectiveness("satisfaction")
CURVES = WEIGHED.acceptability("abandoned_estates")
WORTH = WEIGHED.information_curves("satisfaction", willingness=[0.0, 1e7, 2e7])
SURVEY = WEIGHED.survey_size(
    {"wage_cleaner": 300.0}, fixed_cost=100.0, cost_per_interview=10.0, sizes=[1, 10, 100]
)
FAILS = pd.Series(COMPARED.assumptions["fee_per_m2"] > 0.6)
CHARTS: dict[str, tuple[Chart, str, str]] = {
    "chance_and_regret": (
        lambda language: plots.chance_and_regret(COMPARED, "npv_operator", language),
        "Which policy is best",
        "哪个方案最好",
    ),
    "cost_effectiveness_plane": (
        lambda language: plots.cost_effectiveness_plane(PLANE, language),
        "Cost and effect",
        "成本与效果",
    ),
    "acceptability_curves": (
        lambda language: plots.acceptability_curves(CURVES, language),
        "Which policy is best at each willingness to pay",
        "不同支付意愿下哪个方案最好",
    ),
    "expected_loss_curves": (
        lambda language: plots.expected_loss_curves(CURVES, language),
        "What a choice may cost",
        "选错的代价",
    ),
    "worth_by_willingness": (
        lambda language: plots.worth_by_willingness(WORTH, language=language),
        "What it is worth to know",
        "弄清假设的价值",
    ),
    "survey_sizes": (
        lambda language: plots.survey_sizes(SURVEY, language),
        "How many estates to ask",
        "该调查多少个小区",
    ),
    "worth_measuring": (
        lambda language: plots.worth_measuring(INFORMATION, language=language),
        "What it is worth",
        "先弄清哪个假设最值",
    ),
    "where_it_fails": (
        lambda language: plots.where_it_fails(
            COMPARED,
            FAILS,
            ("fee_per_m2", "wage_cleaner"),
            {"fee_per_m2": (0.6, float("inf"))},
            language,
        ),
        "Where it fails",
        "在哪些情形下不成立",
    ),
    "savings_by_mechanism": (
        lambda language: plots.savings_by_mechanism(SAVED, language),
        "[thousand yuan/year]",
        "万元/年",
    ),
    "money_over_time": (
        lambda language: plots.money_over_time(PARTNER, language),
        "[thousand yuan/month]",
        "万元/月",
    ),
    "funds_and_fallback": (
        lambda language: plots.funds_and_fallback(PARTNER, language),
        "[thousand yuan]",
        "万元",
    ),
    "money_between_sectors": (
        lambda language: plots.money_between_sectors(PARTNER, language=language),
        "[million yuan/year",
        "万元/年",
    ),
    "satisfaction_loop": (
        lambda language: plots.satisfaction_loop(TWO_STATES, language),
        "[paying share, %]",
        "缴费率，%",
    ),
    "who_pays_a_meal": (
        lambda language: plots.who_pays_a_meal(VILLAGE, "canteen", language),
        "[yuan/unit",
        "元/份",
    ),
    "partners_who_stay": (
        lambda language: plots.partners_who_stay(ECOSYSTEM, language),
        "[yuan/partner/month]",
        "元/人·月",
    ),
    "policies_compared": (
        lambda language: plots.policies_compared(
            {"partner": PARTNER, "mine": ECOSYSTEM}, "fallback_per_year", language
        ),
        "[thousand yuan/year]",
        "万元/年",
    ),
    "self_sufficiency": (
        lambda language: plots.self_sufficiency(PARTNER, language),
        "own income over cost [%]",
        "自给率（%）",
    ),
    "map_of_clusters": (
        lambda language: plots.map_of_clusters(PARTNER, language=language),
        "estates and their centres",
        "小区与片区中心",
    ),
    "map_of_plan": (
        lambda language: plots.map_of_plan(PLAN, language),
        "estates and their centres",
        "小区与片区中心",
    ),
    "cost_by_centres": (
        lambda language: plots.cost_by_centres(FREE, language),
        "by number of centres [thousand yuan/year]",
        "规划成本（万元/年）",
    ),
    "roll_out": (
        lambda language: plots.roll_out(ROLLED, language),
        "what it costs [thousand yuan]",
        "一次性支出（万元）",
    ),
    "estate_charges": (
        lambda language: plots.estate_charges(PARTNER, language),
        "[yuan/household/month]",
        "元/户·月",
    ),
    "waterfall_of_profit": (
        lambda language: plots.waterfall_of_profit(PARTNER, language=language),
        "[thousand yuan/year",
        "万元/年",
    ),
    "cost_by_line": (
        lambda language: plots.cost_by_line(PARTNER, language),
        "[thousand yuan/year]",
        "万元/年",
    ),
}


def divisor(unit: str) -> float:
    """By what a chart divides yuan: read from its unit, or the title or table that has it."""
    named = {"million": 1e6, "thousand": 1e3, "万": 1e4}
    return next((each for word, each in named.items() if word in unit), 1.0)


@cache
def figure_of(name: str, language: plots.Language) -> Any:
    """A chart, drawn once; who changes it draws its own."""
    return CHARTS[name][0](language)
