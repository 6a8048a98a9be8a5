"""Mechanisms of Qingyunpu: canteen, collective, works."""

from __future__ import annotations

from commpartner.mechanisms.mechanism import (
    FEEDBACK,
    SPLIT,
    STAFF,
    TRADE,
    WHOLE_SERVICE,
    Mechanism,
    has,
    opens,
)

ROWS = (
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
            and opens(lambda venture: venture.concession != 0 or venture.top_up != 0)(
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
        opens(lambda venture: venture.owner == "collective"),
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
        has(lambda policy: policy.dividend_share),
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
        has(lambda policy: policy.works),
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
        opens(lambda venture: venture.owner == "owners"),
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
        has(lambda policy: policy.governance.joint_defence),
    ),
)
