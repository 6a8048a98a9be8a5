"""Label the baselines of the problems in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from commpartner.texts import Language

LABELS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "xiashan-fallback": {
        "no_cap": ("fallback without a cap", "托底不设上限"),
        "cap_10": ("fallback of 10 yuan at most", "托底上限10元"),
        "cap_20": ("fallback of 20 yuan at most", "托底上限20元"),
        "cap_20_dearer": ("20 yuan at most, fee of 0.55", "托底上限20元，物业费0.55"),
        "deficit_first": ("the same, largest deficits first", "同上，优先补亏损小区"),
        "cap_tightens": ("fee of 0.55, the cap tightens", "物业费0.55，托底上限逐步收紧"),
    },
    "xiashan-share": {
        "published_70": ("70 % of income, as published", "公布的70%"),
        "half": ("half of income", "收入的一半"),
        "two_fifths": ("two fifths of income", "收入的四成"),
        "up_when_full": ("more when the funds are full", "资金充足时提高比例"),
        "up_when_empty": ("more when the funds are empty", "资金不足时提高比例"),
    },
    "xiashan-uses": {
        "fund": ("all into the estates' funds", "全部进小区资金"),
        "relief_only": ("all for lower fees", "全部用于减免物业费"),
        "deficit_then_relief": ("deficits, then lower fees", "先补亏损，再减免物业费"),
        "deficit_then_upgrade": ("deficits, then better service", "先补亏损，再提升服务"),
        "half_and_half": (
            "deficits, then fees and service by halves",
            "先补亏损，再减免与提升各半",
        ),
    },
    "xiashan-partners": {
        "ecosystem": ("the ecosystem as it is", "现有合伙人生态"),
        "profit_shared": ("half of the profit for partners", "利润的一半归合伙人"),
        "less_returned": ("55 % returned to the estates", "反哺比例55%"),
        "less_and_quarter": ("55 % returned, a quarter for partners", "反哺55%，四分之一归合伙人"),
        "no_convenor": ("half for partners, no convenor", "一半归合伙人，无召集人"),
    },
    "xiangyang-trial": {
        "charged_at_once": ("charged at once", "立即收费"),
        "three_months": ("three months free", "免费3个月"),
        "six_months": ("six months free", "免费6个月"),
        "basic_10": ("basic package for 10 yuan", "基础套餐10元"),
        "full_30": ("full package for 30 yuan", "完整套餐30元"),
        "dearer_six_months": ("30 yuan after six months free", "免费6个月后30元"),
    },
    "xiangyang-stop": {
        "cap_30": ("fallback of 30 yuan at most", "托底上限30元"),
        "cap_24": ("fallback of 24 yuan at most", "托底上限24元"),
        "cap_20": ("fallback of 20 yuan at most", "托底上限20元"),
        "stop_if_unsatisfied": ("ends where satisfaction is low", "满意度低则停止托底"),
        "stop_if_unpaid": ("ends where few pay", "缴费率低则停止托底"),
        "pause_when_dear": ("pauses where it is dear", "托底过高时暂停"),
    },
    "xiangyang-orders": {
        "unsupervised": ("orders not supervised", "工单无督办"),
        "weekly": ("weekly warning", "每周预警"),
        "two_reports": ("weekly warning, monthly review", "每周预警、每月评议"),
        "three_reports": ("the two and quarterly assessment", "前两项及季度考核"),
        "three_and_recheck": ("the three and every order rechecked", "前三项及逐单复查"),
        "two_reports_and_teams": ("the two and repair teams", "前两项及维修队"),
    },
    "qingyunpu-dividend": {
        "half": ("half as dividends", "一半分红"),
        "quarter": ("a quarter as dividends", "四分之一分红"),
        "all": ("all as dividends", "全部分红"),
        "half_small_reserve": ("half, smaller reserve", "一半分红，公积较少"),
        "half_no_fallback": ("half, no fallback", "一半分红，不托底"),
        "half_cap_tightens": ("half, the cap tightens", "一半分红，托底上限逐步收紧"),
    },
    "qingyunpu-works": {
        "village": ("residents pay as planned", "居民按原方案出资"),
        "no_works": ("no works", "不改造"),
        "residents_pay_nothing": ("residents pay nothing", "居民不出资"),
        "residents_pay_5": ("residents pay 5 %", "居民出资5%"),
        "residents_pay_10": ("residents pay 10 %", "居民出资10%"),
        "residents_pay_10_dividends": (
            "residents pay 10 %, all as dividends",
            "居民出资10%，全部分红",
        ),
    },
    "qingyunpu-canteen": {
        "before": ("five funders, as before", "原有五方出资"),
        "nobody_fills": ("nobody fills the gap", "缺口无人补"),
        "residents_by_fee": ("residents, by a fee of 0.6", "居民补：物业费0.6"),
        "less_dividend": ("the collective, by less dividend", "村集体补：少分红"),
        "cap_10": ("the operator, 10 yuan at most", "运营方补：上限10元"),
    },
}


def named_baseline(problem: str, name: str, language: Language) -> str:
    """Label a baseline with its id in brackets.

    Examples
    --------
    >>> named_baseline("qingyunpu-works", "no_works", "zh"), named_baseline("mine", "low", "en")
    ('不改造 (no_works)', 'low')
    """
    if name not in LABELS.get(problem, ()):
        return name
    return f"{LABELS[problem][name][language == 'zh']} ({name})"
