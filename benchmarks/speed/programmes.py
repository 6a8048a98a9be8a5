"""What the benchmarks run: Xiashan's roll-out, and the same with every mechanism at once."""

from __future__ import annotations

import commpartner as cp
from commpartner.programme import (
    Appraisal,
    Collective,
    Governance,
    OrderFlow,
    Package,
    Partner,
    Venture,
    Works,
)


def mixed() -> cp.Programme:
    """Xiashan with a policy ``everything``: the roll-out with the mechanisms of all three cases."""
    xiashan = cp.datasets.load("xiashan")
    rollout = xiashan.policies["rollout"]
    park = Venture(
        id="park",
        owner="collective",
        capacity=30_000.0,
        utilisation="collective_occupancy",
        price="collective_rent",
        cost_share=0.2,
    )
    parking = Venture(
        id="parking",
        owner="owners",
        capacity="parking_spaces_per_household",
        per_household=True,
        price="parking_fee",
        cost_share="common_income_cost_share",
        after_works="pipes",
    )
    meals = Venture(
        id="meals",
        capacity="canteen_diners_day",
        times_per_month="canteen_days_per_month",
        price="canteen_elder_price",
        subsidy="canteen_subsidy",
        concession="meal_concession",
        top_up="meal_top_up",
        volunteer_hours="meal_volunteer_hours",
        unit_cost="canteen_cost",
        amenity=2.0,
    )
    stalls = Partner(
        id="stalls",
        count=40,
        footfall="partner_footfall",
        concession=60.0,
        reservation="partner_reservation",
        profit_weight=1.0,
    )
    everything = rollout.replace(
        ventures=("market", "supermarket", "meals", "park", "parking"),
        partners=("stalls",),
        participation=True,
        partner_profit_share=0.3,
        menu=tuple(
            Package(service=service, fee=f"package_{service}_fee")
            for service in ("basic", "standard", "full")
        ),
        free_months=3,
        onboarding="onboarding_repair_cost",
        fee_needs_consent=True,
        governance=Governance(
            branches=0.2,
            committees=0.3,
            trained=0.5,
            nine_ones=9,
            council_issues=12.0,
            volunteer_teams=73.0,
            repair_teams=20.0,
            joint_defence=0.2,
        ),
        orders=OrderFlow(placed=True, taken=1.0, weekly_warning=True, recheck=0.5, published=True),
        appraisal=Appraisal(),
        works=("pipes",),
        dividend_share=0.5,
        fallback_cap=20.0,
    )
    return xiashan.replace(
        collective=Collective(members=5000),
        works=(Works(id="pipes"),),
        ventures=(*xiashan.ventures, meals, park, parking),
        partners=(*xiashan.partners, stalls),
        policies={**xiashan.policies, "everything": everything},
    )
