"""The measures on which a planner decides and the series over time: units and names."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Outcome(NamedTuple):
    """A measure on which a planner decides; its note is for the dictionary, not for screens."""

    unit: str
    better: Literal["more", "less", "neither"]
    label_en: str
    label_zh: str
    note_en: str = ""
    note_zh: str = ""


_ABOVE_THE_STANDARD = (
    "may exceed 1 with upgrades, which are paid beyond the standard",
    "有提升服务时可大于1，因其在标准之外支出",
)

OUTCOMES: dict[str, Outcome] = {
    "savings_per_year": Outcome("yuan/year", "more", "saving of clusters", "片区统管年节约额"),
    "savings_share": Outcome("share", "more", "saving over stand-alone cost", "节约率"),
    "savings_per_household_month": Outcome(
        "yuan/household/month", "more", "saving per household", "户均月节约"
    ),
    "cost_per_household_month": Outcome(
        "yuan/household/month", "less", "cost of the service per household", "户均月服务成本"
    ),
    "stand_alone_cost_per_household_month": Outcome(
        "yuan/household/month",
        "neither",
        "the same service stand-alone",
        "同标准单独服务户均月成本",
    ),
    "staff": Outcome("FTE", "neither", "staff of the service", "服务人员"),
    "reinvested_per_year": Outcome("yuan/year", "more", "reinvested in estates", "年反哺额"),
    "reinvested_per_household_month": Outcome(
        "yuan/household/month", "more", "reinvested per household", "户均月反哺"
    ),
    "fees_per_household_month": Outcome(
        "yuan/household/month", "neither", "service charges paid per household", "户均月实缴物业费"
    ),
    "fallback_per_year": Outcome("yuan/year", "less", "fallback, mean of a year", "年均托底额"),
    "fallback_cumulative": Outcome("yuan", "less", "fallback over all months", "累计托底额"),
    "fallback_peak_month": Outcome(
        "yuan/month", "less", "fallback in its worst month", "托底峰值月额"
    ),
    "self_sufficiency_year_1": Outcome(
        "share", "more", "own income over cost, year 1", "第1年自给率"
    ),
    "self_sufficiency_year_3": Outcome(
        "share", "more", "own income over cost, year 3", "第3年自给率"
    ),
    "self_sufficiency_year_5": Outcome(
        "share", "more", "own income over cost, year 5", "第5年自给率"
    ),
    "self_sufficiency_year_10": Outcome(
        "share", "more", "own income over cost, year 10", "第10年自给率"
    ),
    "covers_cost": Outcome(
        "share", "more", "own income of all estates covers the cost", "自有收入合计覆盖成本"
    ),
    "covers_cost_month": Outcome(
        "month", "less", "month from which own income covers the cost", "自有收入合计覆盖成本起始月"
    ),
    "breaks_even": Outcome("share", "more", "fallback ends in every estate", "所有小区托底结束"),
    "break_even_month": Outcome("month", "less", "first month without fallback", "托底结束月"),
    "paying_share": Outcome("share", "more", "of households pay, end", "期末缴费户比例"),
    "collection_rate_current": Outcome(
        "share", "more", "of the last year's bills, paid", "末年当期收缴率"
    ),
    "collection_rate": Outcome(
        "share",
        "more",
        "of the last year's bills, received with arrears",
        "末年综合收缴率（含追缴欠费）",
    ),
    "self_sufficiency_without_arrears": Outcome(
        "share",
        "more",
        "own income but for arrears over cost, last year",
        "末年自给率（不计追缴欠费）",
    ),
    "service_level": Outcome(
        "share", "more", "of the standard delivered", "服务兑现率", *_ABOVE_THE_STANDARD
    ),
    "households_served": Outcome("share", "more", "of all households served", "服务覆盖率"),
    "satisfaction": Outcome(
        "score 0-100", "more", "satisfaction of all estates, end", "期末满意度"
    ),
    "satisfaction_served": Outcome(
        "score 0-100", "more", "satisfaction of the estates served, end", "服务小区期末满意度"
    ),
    "gini_net_benefit": Outcome(
        "ratio",
        "less",
        "Gini of net benefit per household",
        "户均净收益基尼系数",
        "may exceed 1 where the fees of some estates exceed the service they receive",
        "部分小区缴费多于所得服务时可大于1",
    ),
    "abandoned_estates": Outcome("estate", "less", "estates left without service", "弃管小区数"),
    "readiness": Outcome("share", "more", "readiness of self-government", "治理完备度"),
    "completion_rate": Outcome("share", "more", "work orders closed, last year", "工单办结率"),
    "order_wait_days": Outcome(
        "day", "less", "mean wait of a work order, last year", "工单平均等待"
    ),
    "partners_kept": Outcome("share", "more", "of invited partners who stay", "合伙人留存率"),
    "partner_share_needed": Outcome(
        "share of retained profit",
        "less",
        "share that keeps all partners",
        "留住全部合伙人所需分润",
    ),
    "ventures_loss_making": Outcome(
        "venture", "less", "ventures with a loss, last year", "末年亏损经营项目数"
    ),
    "in_kind_per_household_month": Outcome(
        "yuan/household/month", "more", "given in kind, at replacement cost", "户均月实物服务价值"
    ),
    "public_spending_per_year": Outcome(
        "yuan/year", "less", "spent by the government", "年均政府支出"
    ),
    # What the government and the operator, a public company, pay less what they receive.
    "public_net_cost": Outcome(
        "yuan", "less", "net cost to the public purse, present value", "公共财政净支出（现值）"
    ),
    "collective_income_per_year": Outcome(
        "yuan/year", "more", "income of the collective", "年均集体收入"
    ),
    "dividends_per_member_year": Outcome(
        "yuan/member/year", "more", "dividends a member", "人均年分红"
    ),
    **{
        f"npv_{sector}": Outcome(
            "yuan", "more", f"net present value of {sector.replace('_', ' ')}", label
        )
        for sector, label in (
            ("residents", "居民净现值"),
            ("estate_funds", "小区资金净现值"),
            ("operator", "运营方净现值"),
            ("ventures", "经营项目净现值"),
            ("partners", "合伙人净现值"),
            ("collective", "村集体净现值"),
            ("government", "政府净现值"),
        )
    },
}


# Figures that a policy or a draw may not have: NaN says so. In any other NaN is a fault.
MAY_BE_ABSENT = frozenset(
    {
        "covers_cost",
        "covers_cost_month",
        "breaks_even",
        "break_even_month",
        "collection_rate_current",
        "collection_rate",
        "gini_net_benefit",
        "satisfaction_served",
        "ventures_loss_making",
        "readiness",
        "completion_rate",
        "order_wait_days",
        "partners_kept",
        "partner_share_needed",
        "collective_income_per_year",
        "dividends_per_member_year",
    }
)


class Series(NamedTuple):
    """A figure of every month that is shown over time; its note is for the dictionary."""

    unit: str
    label_en: str
    label_zh: str
    note_en: str = ""
    note_zh: str = ""


SERIES: dict[str, Series] = {
    "service_cost": Series("yuan/month", "cost of the service", "服务成本"),
    "own_income": Series("yuan/month", "own income of the estates", "小区自有收入"),
    "reinvested": Series("yuan/month", "reinvested by ventures", "社区经济反哺"),
    "fallback": Series("yuan/month", "fallback of the operator", "国企托底"),
    "fallback_cumulative": Series("yuan", "fallback so far", "累计托底"),
    "estate_funds": Series("yuan", "in the funds of the estates", "小区资金余额"),
    "arrears": Series("yuan", "arrears", "欠费余额"),
    "collection_rate_current": Series("share", "of the month's bills, paid", "当期收缴率"),
    "collection_rate": Series(
        "share", "of the month's bills, received with arrears", "综合收缴率（含追缴欠费）"
    ),
    "service_level": Series(
        "share", "of the standard delivered", "服务兑现率", *_ABOVE_THE_STANDARD
    ),
    "satisfaction": Series("score 0-100", "satisfaction of all estates", "满意度"),
    "order_backlog": Series("order", "open work orders", "未结工单"),
    "collective_cash": Series("yuan", "cash of the collective so far", "村集体累计净收入"),
    "public_spending": Series("yuan/month", "spent by the government", "政府支出"),
}
