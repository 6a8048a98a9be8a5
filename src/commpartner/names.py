"""Names on screen and in charts, each in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commpartner.accounts import Sector
from commpartner.assumptions import default_ledger
from commpartner.outcomes import OUTCOMES, SERIES
from commpartner.programme.policy import Funder
from commpartner.wording import Language

SECTOR_NAMES: Mapping[Sector, tuple[str, str]] = {
    "residents": ("residents", "居民"),
    "estate_funds": ("funds of the estates", "小区资金"),
    "operator": ("operator", "运营方"),
    "ventures": ("community ventures", "社区经济"),
    "partners": ("community partners", "社区合伙人"),
    "collective": ("village collective", "村集体"),
    "government": ("government", "政府"),
    "outside": ("outside economy", "外部"),  # staff, suppliers, customers of the ventures
}
MECHANISM_NAMES: Mapping[str, tuple[str, str]] = {
    "staff_pooling": ("staff pooled", "人员统一调度"),
    "queue_pooling": ("one queue of work orders", "报修统一派单"),
    "procurement": ("central procurement", "集中采购"),
    "shared_overhead": ("shared overhead", "管理费用分摊"),
    "travel": ("travel between estates", "小区间往返"),
    "centre_cost": ("cost of the centres", "片区中心成本"),
}
KIND_NAMES: Mapping[str, tuple[str, str]] = {
    "published": ("published", "已公布"),
    "derived": ("derived", "推算"),
    "literature": ("literature", "文献"),
    "assumption": ("assumption", "假设"),
}
FUNDER_NAMES: Mapping[Funder, tuple[str, str]] = {
    "individual": ("customer", "个人出"),
    "government": ("government", "政府补"),
    "enterprise": ("enterprise (in kind)", "企业让（实物）"),
    "collective": ("collective", "集体添"),
    "volunteers": ("volunteers (in kind)", "志愿助（实物）"),
}
SERIES_NAMES: Mapping[str, tuple[str, str]] = {
    name: (series.label_en, series.label_zh) for name, series in SERIES.items()
}
# Units of outcomes: (factor from the unit of the table, English, Chinese).
UNIT_NAMES: Mapping[str, tuple[float, str, str]] = {
    "yuan": (1e-4, "10,000 yuan", "万元"),
    "yuan/year": (1e-4, "10,000 yuan/year", "万元/年"),
    "yuan/month": (1e-4, "10,000 yuan/month", "万元/月"),
    "yuan/household/month": (1.0, "yuan/household/month", "元/户·月"),
    "yuan/member/year": (1.0, "yuan/member/year", "元/人·年"),
    "share": (100.0, "%", "%"),
    "share of retained profit": (100.0, "% of retained profit", "占留存利润%"),
    "score 0-100": (1.0, "score, 0 to 100", "分，0–100"),
    "ratio": (1.0, "ratio", "比值"),
    "FTE": (1.0, "FTE", "折合全职人数"),
    "estate": (1.0, "estates", "个小区"),
    "venture": (1.0, "ventures", "个经营项目"),
    "month": (1.0, "month", "月"),
    "day": (1.0, "days", "天"),
}

# Columns of tables; those named as an outcome or an assumption have its label.
COLUMN_NAMES: Mapping[str, tuple[str, str]] = {
    "a": ("a", "甲方案"),
    "account": ("account", "科目"),
    "arrears": ("arrears", "欠费"),
    "assumption": ("assumption", "假设"),
    "b": ("b", "乙方案"),
    "baseline": ("baseline", "基准方案"),
    "bound": ("bound", "要求值"),
    "centre": ("centre", "片区中心"),
    "clustered": ("clustered", "片区统管成本"),
    "concession": ("concession", "让利"),
    "cost": ("cost", "服务成本"),
    "count": ("count", "数量"),
    "delivers": ("delivers", "达标"),
    "delta": ("delta", "delta指标"),
    "delta_high": ("delta high", "delta上限"),
    "delta_low": ("delta low", "delta下限"),
    "derived": ("derived", "推算"),
    "differs": ("differs", "差异"),
    "distribution": ("distribution", "分布"),
    "dominated_by": ("dominated by", "劣于"),
    "dominates": ("dominates", "甲占优"),
    "draw": ("draw", "抽样序号"),
    "draw_of_maximum": ("draw of maximum", "最大后悔值所在抽样"),
    "draws": ("draws", "抽样次数"),
    "draws_needed": ("draws needed", "所需抽样"),
    "efficient": ("efficient", "有效"),
    "equal": ("equal", "一致"),
    "error": ("error", "错误"),
    "expected": ("expected", "期望后悔值"),
    "fallback": ("fallback", "国企托底"),
    "fees": ("fees", "实缴物业费"),
    "first": ("first order", "一阶"),
    "first_high": ("high", "一阶上限"),
    "first_low": ("low", "一阶下限"),
    "full_cost": ("full cost", "完全成本"),
    "fund": ("fund", "小区资金"),
    "help": ("help", "志愿服务"),
    "high": ("high", "上限"),
    "high_value": ("high value", "高值"),
    "households": ("households", "户数"),
    "households_served": ("households served", "服务覆盖率"),
    "id": ("id", "编号"),
    "kept": ("kept", "满足条件"),
    "kind": ("kind", "性质"),
    "largest_violation": ("largest violation", "最大违背幅度"),
    "last": ("last draw", "末次抽样"),
    "literature": ("literature", "文献"),
    "loss_making": ("loss making", "亏损"),
    "low": ("low", "下限"),
    "low_value": ("low value", "低值"),
    "margin": ("margin", "利润"),
    "margin_p5": ("margin p5", "利润p5"),
    "margin_p95": ("margin p95", "利润p95"),
    "maximum": ("maximum", "最大后悔值"),
    "mean": ("mean", "均值"),
    "mean_difference": ("difference", "与下一名之差"),
    "mean_drawn": ("mean drawn", "抽样均值"),
    "mean_rank": ("mean rank", "平均名次"),
    "measure": ("measure", "项目"),
    "mechanism": ("mechanism", "机制"),
    "met": ("met", "达到占比"),
    "month": ("month", "月"),
    "months": ("months", "月数"),
    "mu": ("mu", "mu"),
    "mu_star": ("mu star", "mu*"),
    "mu_star_high": ("mu star high", "mu*上限"),
    "mu_star_low": ("mu star low", "mu*下限"),
    "name": ("name", "名称"),
    "net_benefit": ("net benefit", "净收益"),
    "net_benefit_p5": ("net benefit p5", "净收益p5"),
    "net_benefit_p95": ("net benefit p95", "净收益p95"),
    "never": ("never", "从未达到的门槛"),
    "next": ("next", "下一名"),
    "noise": ("noise", "噪声水平"),
    "note": ("note", "说明"),
    "order": ("order", "占优阶数"),
    "outcome": ("outcome", "指标"),
    "outcome_central": ("outcome at central value", "中间值时指标"),
    "outcome_high": ("outcome at high value", "高值时指标"),
    "outcome_low": ("outcome at low value", "低值时指标"),
    "owner": ("owner", "经营归属"),
    "p5": ("p5", "5%分位"),
    "p50": ("p50", "中位数"),
    "p95": ("p95", "95%分位"),
    "package": ("package", "软件包"),
    "part": ("part", "占比"),
    "partner": ("partner", "合伙人"),
    "pawn": ("pawn", "PAWN指标"),
    "pawn_high": ("pawn high", "PAWN上限"),
    "pawn_low": ("pawn low", "PAWN下限"),
    "payee": ("payee", "收款方"),
    "payer": ("payer", "付款方"),
    "paying_share": ("paying share", "缴费户比例"),
    "policy": ("policy", "方案"),
    "price": ("price", "个人支付"),
    "probability": ("probability", "最优概率"),
    "published": ("published", "已公布"),
    "reinvested": ("reinvested", "反哺"),
    "rerun": ("rerun", "重算"),
    "reservation": ("reservation", "保留收益"),
    "result": ("result", "经营结果"),
    "role": ("role", "角色"),
    "satisfaction": ("satisfaction", "满意度"),
    "saving": ("saving", "节约额"),
    "series": ("series", "序列"),
    "service": ("service", "服务标准"),
    "service_level": ("service level", "服务兑现率"),
    "service_received": ("service received", "所获服务"),
    "share": ("share", "占比"),
    "share_better": ("share better", "更优占比"),
    "share_of_draws_negative": ("share of draws negative", "多支出的抽样占比"),
    "sigma": ("sigma", "sigma"),
    "source": ("source", "来源"),
    "staffing_step_fte": ("staffing step [FTE]", "最小用工单位"),
    "stand_alone": ("stand-alone", "单独服务成本"),
    "stand_alone_cost": ("stand-alone cost", "单独服务成本"),
    "stays": ("stays", "留存"),
    "store": ("store", "存储值"),
    "subsidy": ("subsidy", "政府补贴"),
    "swing": ("swing", "摆幅"),
    "test": ("test", "判定"),
    "threshold": ("threshold", "门槛值"),
    "told_apart": ("told apart", "可分"),
    "top_up": ("top-up", "集体添"),
    "total": ("total order", "总效应"),
    "total_high": ("high", "总效应上限"),
    "total_low": ("low", "总效应下限"),
    "unexplained": ("unexplained", "未解释"),
    "unit": ("unit", "单位"),
    "units": ("units", "销量"),
    "value": ("value", "值"),
    "variance_from_assumptions": ("variance from assumptions", "方差来自假设的占比"),
    "variance_ratio": ("variance ratio", "方差比"),
    "venture": ("venture", "经营项目"),
    "what": ("what", "内容"),
    "worst_5_percent": ("worst 5 %", "最差5%均值"),
    "year": ("year", "年"),
}


# Charts scale some units (`UNIT_NAMES`); tables and texts have them as they are.
_UNSCALED_ZH = {
    "yuan": "元",
    "yuan/year": "元/年",
    "yuan/month": "元/月",
    "share": "比例",
    "share of retained profit": "占留存利润比例",
}


# Parts of the units of assumptions; symbols as km, kWh and m2 are the same in both languages.
_UNIT_PARTS_ZH = {
    "1": "1",
    "FTE": "折合全职人数",
    "call": "次上门",
    "committee": "业委会",
    "day": "天",
    "estate": "小区",
    "group": "组",
    "h": "小时",
    "hour": "小时",
    "household": "户",
    "issue": "议题",
    "item": "件",
    "m2": "平方米",
    "meal": "餐",
    "member": "人",
    "month": "月",
    "months": "月",
    "order": "单",
    "partner": "合伙人",
    "person": "人",
    "ratio": "比值",
    "share": "比例",
    "share of wage": "占工资比例",
    "space": "车位",
    "spaces": "车位",
    "stall": "摊位",
    "team": "队",
    "unit": "件",
    "visit": "次",
    "week": "周",
    "year": "年",
    "years": "年",
    "yuan": "元",
}


def unit_name(name: str, language: Language) -> str:
    """Return a unit in a language; one without a Chinese name stays as it is.

    Examples
    --------
    >>> unit_name("yuan/m2/month", "zh"), unit_name("h/(team·month)", "zh"), unit_name("km", "zh")
    ('元/平方米/月', '小时/(队·月)', 'km')
    """
    if language == "en":
        return name
    if name in UNIT_NAMES:
        return _UNSCALED_ZH.get(name, UNIT_NAMES[name][2])
    parts = re.split(r"([/()·])", name)
    return "".join(_UNIT_PARTS_ZH.get(part, part) for part in parts)


def named(names: tuple[str, str], language: Language) -> str:
    """Take one of two names, English before Chinese."""
    return names[1 if language == "zh" else 0]


_LETTER = re.compile(r"[A-Za-z]")


def in_language(name: str, language: Language) -> str:
    """Take one language of a name that holds both, Chinese before English; else the whole name.

    Examples
    --------
    >>> in_language("社区食堂 community canteen", "en"), in_language("小卖部", "en")
    ('community canteen', '小卖部')
    """
    letter = _LETTER.search(name)
    before = name[: letter.start()] if letter else ""
    chinese = before.rstrip()
    if letter is None or chinese == before or chinese.isascii() or chinese[-1].isascii():
        return name
    return name[letter.start() :] if language == "en" else chinese


def heading(column: str, language: Language) -> str:
    """Head a column of a table: by its name, or that of an outcome or of an assumption.

    Examples
    --------
    >>> heading("told_apart", "zh"), heading("fallback_per_year", "zh"), heading("p95", "zh")
    ('可分', '年均托底额', '95%分位')
    """
    if column in COLUMN_NAMES:
        return named(COLUMN_NAMES[column], language)
    found = OUTCOMES.get(column) or default_ledger().get(column)
    return column if found is None else named((found.label_en, found.label_zh), language)
