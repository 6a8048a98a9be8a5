"""Names on screen and in charts, each in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commpartner.accounts import Sector
from commpartner.outcomes import SERIES
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
    "venture": (1.0, "ventures", "个项目"),
    "month": (1.0, "month", "月"),
    "day": (1.0, "days", "天"),
}


# Charts scale some units (`UNIT_NAMES`); tables and texts have them as they are.
_UNSCALED_ZH = {
    "yuan": "元",
    "yuan/year": "元/年",
    "yuan/month": "元/月",
    "share": "比例",
    "share of retained profit": "占留存利润比例",
}


def unit_name(name: str, language: Language) -> str:
    """Return a unit in a language; one without a Chinese name stays as it is."""
    if language == "en" or name not in UNIT_NAMES:
        return name
    return _UNSCALED_ZH.get(name, UNIT_NAMES[name][2])


def named(names: tuple[str, str], language: Language) -> str:
    """Take one of two names, English before Chinese."""
    return names[1 if language == "zh" else 0]


def in_language(name: str, language: Language) -> str:
    """Take one language of a name that holds both, Chinese before English; else the whole name.

    Examples
    --------
    >>> in_language("社区食堂 community canteen", "en"), in_language("小卖部", "en")
    ('community canteen', '小卖部')
    """
    both = re.fullmatch(r"([^A-Za-z]*[^\x00-\x7f])\s+([A-Za-z].*)", name)
    return both.group(2 if language == "en" else 1) if both else name
