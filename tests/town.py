"""A small town with everything in it, on which mechanisms are switched one at a time."""

from __future__ import annotations

from typing import Any

from commpartner.programme import (
    Appraisal,
    Asset,
    Centre,
    Collective,
    Estate,
    Governance,
    OrderFlow,
    Package,
    Partner,
    Policy,
    Programme,
    ServiceStandard,
    Venture,
    Works,
)

TOWN = Programme(
    name="town",
    estates=tuple(
        Estate(
            id=f"e{number:02d}",
            households=90 + 37 * number,
            floor_area=6_000.0 + 2_900.0 * number,
            x_km=0.4 * (number % 4),
            y_km=0.5 * (number // 4),
            governance=0.1 * (number % 3),
        )
        for number in range(12)
    ),
    centres=(
        Centre(id="west", x_km=0.2, y_km=0.4),
        Centre(id="east", x_km=1.0, y_km=0.6),
        Centre(id="shared", x_km=0.2, y_km=0.4, co_located=True),
    ),
    services={
        "standard": ServiceStandard(patrol=0.3, scope=0.75),
        "basic": ServiceStandard(
            scope=0.45, cleaning=0.5, desk=0.5, repairs=False, maintenance=0.0
        ),
        "full": ServiceStandard(patrol=0.5, upkeep=0.5, maintenance=1.0),
    },
    assets=(Asset(id="store", area=400.0),),
    ventures=(
        Venture(
            id="letting", asset="store", capacity=400.0, price="idle_asset_rent", cost_share=0.1
        ),
        Venture(
            id="market",
            displaces="displaced_share",
            capacity="market_stalls",
            price="stall_rent",
            cost_share="market_operating_cost_share",
            capital=200_000.0,
        ),
        Venture(
            id="canteen",
            capacity="canteen_diners_day",
            times_per_month="canteen_days_per_month",
            price="canteen_elder_price",
            subsidy="canteen_subsidy",
            concession="meal_concession",
            top_up="meal_top_up",
            volunteer_hours="meal_volunteer_hours",
            unit_cost="canteen_cost",
            ramp_months=0.0,
        ),
        Venture(
            id="building",
            owner="collective",
            capacity=4_000.0,
            utilisation="collective_occupancy",
            price="collective_rent",
            cost_share=0.2,
            capital=500_000.0,
        ),
        Venture(
            id="parking",
            owner="owners",
            capacity="parking_spaces_per_household",
            utilisation="parking_occupancy",
            capacity_cost="parking_space_cost",
            per_household=True,
            price="parking_fee",
            cost_share="common_income_cost_share",
            resident_custom=1.0,
        ),
    ),
    partners=(
        Partner(id="convenor", role="convenor", monthly_fee=0.0),
        Partner(
            id="shops",
            count=12,
            footfall="partner_footfall",
            reservation="partner_reservation",
            profit_weight=1.0,
            service_fee=20.0,
        ),
        Partner(
            id="clinic",
            role="social_organisation",
            count=3,
            monthly_fee=0.0,
            hours=30.0,
            concession=900.0,
            space=40.0,
        ),
    ),
    works=(Works(id="pipes", duration=6),),
    collective=Collective(members=2_000),
    # So cheap that every work order is bought: what changes orders shows in one account.
    assumptions={
        "callout_price": {"distribution": "fixed", "low": 12.0, "central": 12.0, "high": 12.0}
    },
)

# Open-ended fallback, one centre, twenty yuan: what the switches start from.
BASE = Policy(
    centres=("west",),
    takes_on="all",
    fee="package_standard_fee",
    fee_basis="household",
    staffing_step=0.25,
)
SUPERVISED = OrderFlow(
    weekly_warning=True, monthly_review=True, quarterly_assessment=True, recheck=1.0
)
MENU = tuple(
    Package(service=service, fee=f"package_{service}_fee")
    for service in ("basic", "standard", "full")
)

# By number of the mechanism: levers while it is off, and what is changed to switch it on.
SWITCHES: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {
    1: ({"fallback_cap": 0.0}, {"fallback_cap": None}),
    # Posts of a whole shift are what makes pooling save; see the test beside for the opposite.
    2: (
        {"organisation": "stand_alone", "staffing_step": 3.0},
        {"organisation": "clustered"},
    ),
    3: (
        {
            "mechanisms": (
                "staff_pooling",
                "manager_pooling",
                "queue_pooling",
                "procurement",
                "travel",
                "centre_cost",
            )
        },
        {"mechanisms": BASE.mechanisms},
    ),
    4: (
        {
            "mechanisms": (
                "staff_pooling",
                "manager_pooling",
                "queue_pooling",
                "shared_overhead",
                "travel",
                "centre_cost",
            )
        },
        {"mechanisms": BASE.mechanisms},
    ),
    5: ({}, {"ventures": ("letting",)}),
    6: ({}, {"ventures": ("market",)}),
    7: ({"ventures": ("market",), "reinvestment_share": 0.0}, {"reinvestment_share": 0.7}),
    8: (
        {"ventures": ("market",), "deficit_first": False},
        {"fee_relief_share": 1.0},
    ),
    9: (
        {"ventures": ("market",), "partner_profit_share": 0.3, "participation": True},
        {"partners": ("convenor", "shops")},
    ),
    10: ({"partners": ("convenor",)}, {"partners": ("convenor", "clinic")}),
    11: ({}, {"governance": Governance(branches=1.0, volunteer_teams=12.0)}),
    12: ({"orders": OrderFlow()}, {"orders": OrderFlow(taken=1.0, published=True)}),
    13: ({}, {"governance": Governance(nine_ones=9)}),
    14: (
        {"ventures": ("canteen", "building"), "dividend_share": 0.5, "funders": ("individual",)},
        {"funders": BASE.funders},
    ),
    15: ({"dividend_share": 0.5}, {"ventures": ("building",)}),
    16: ({"ventures": ("building",)}, {"dividend_share": 1.0}),
    17: ({}, {"works": ("pipes",)}),
    18: ({}, {"ventures": ("parking",)}),
    19: ({}, {"governance": Governance(joint_defence=1.0)}),
    20: ({}, {"free_months": 3}),
    21: ({"service": "full", "fee": "package_full_fee"}, {"menu": MENU}),
    22: (
        {"estates_per_centre": 6, "takes_on": "unmanaged"},
        {"others": "stand_alone"},
    ),
    23: ({"orders": OrderFlow()}, {"orders": SUPERVISED}),
    24: ({}, {"appraisal": Appraisal(performance_share=0.2)}),
    25: ({}, {"centres": ("shared",)}),
    26: ({}, {"governance": Governance(committees=1.0, trained=0.5)}),
    27: ({}, {"governance": Governance(repair_teams=6.0)}),
    28: ({"fee_needs_consent": True}, {"governance": Governance(council_issues=12.0)}),
    29: ({}, {"centres": ("west", "east")}),
}
