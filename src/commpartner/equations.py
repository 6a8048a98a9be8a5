"""Which equation fills which account, from which assumptions and other equations.

The map by which a figure is walked back to the numbers it rests on. Each entry is a function of
the package, whose docstring is the equation; its section in docs/model.md explains it. Numbers of
the ledger that a programme or a policy names itself (the price of a venture, a fee) are found in
the models. tests/test_explanation.py moves every assumption and sees that no figure moves with one
that the map does not lead to.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple


class Equation(NamedTuple):
    """One function of the model.

    Attributes
    ----------
    section
        Of docs/model.md.
    reads
        Rows of the ledger it reads by name; a word in capitals stands for the rows that this part
        of the programme or policy names.
    uses
        Other equations whose results go into it.
    """

    section: int
    reads: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


WAGES = tuple(f"wage_{role}" for role in ("guard", "cleaner", "technician", "butler", "manager"))

EQUATIONS: Mapping[str, Equation] = {
    "flows.choice.worth": Equation(
        3, ("package_value", "price_effect", "household_income", "MENU", "SERVICES")
    ),
    "flows.choice.shares": Equation(3, (), ("flows.choice.worth",)),
    "flows.choice.chosen": Equation(3, (), ("flows.choice.worth",)),
    "flows.governance.close_gaps": Equation(
        4,
        (
            "branch_readiness",
            "committee_readiness",
            "training_readiness",
            "council_readiness",
            "nine_ones_readiness",
        ),
    ),
    "flows.governance.consent_time": Equation(
        4,
        ("consent_time", "readiness_time_saving", "council_time_saving"),
        ("flows.governance.close_gaps",),
    ),
    "flows.governance.replaced": Equation(
        4,
        (
            "volunteer_substitution",
            "volunteer_hours_per_team",
            "repair_hours_per_team",
            "households_per_defence_group",
            "joint_defence_hours",
            "mean_repair_time",
        ),
    ),
    "flows.orders.staffed_for": Equation(5, ("reopen_rate", "recheck_effect", "reporting_gain")),
    "flows.service_cost.workload": Equation(
        5,
        (
            "guard_hours_per_post_week",
            "working_hours_per_fte_week",
            "absence_rate",
            "m2_per_guard",
            "m2_per_cleaner",
            "households_per_butler",
            "households_per_technician",
            "work_order_rate",
        ),
        (
            "flows.choice.shares",
            "flows.choice.chosen",
            "flows.governance.replaced",
            "flows.orders.staffed_for",
        ),
    ),
    "flows.staffing.posts": Equation(5, ("POST",)),
    "flows.queueing.servers_for": Equation(
        6, ("mean_repair_time", "working_hours_per_fte_week", "SERVICES")
    ),
    "flows.procurement.volume_discount": Equation(
        7,
        (
            "procurement_discount_goods_max",
            "procurement_discount_services_max",
            "procurement_half_estates",
            "households_per_estate",
        ),
    ),
    "flows.service_cost.stand_alone_cost": Equation(
        7,
        (
            *WAGES,
            "wage_correlation",
            "employer_oncost_rate",
            "households_per_manager",
            "callout_price",
            "materials_cost",
            "public_energy_cost",
            "routine_maintenance_cost",
            "overhead_per_estate",
            "overhead_surviving_share",
        ),
        (
            "flows.service_cost.workload",
            "flows.staffing.posts",
            "flows.queueing.servers_for",
            "flows.procurement.volume_discount",
        ),
    ),
    "flows.travel.tour_length": Equation(
        8,
        (
            "distance_between_estates",
            "tour_constant",
            "detour_factor",
            "travel_speed",
            "rounds_per_month",
        ),
    ),
    "flows.travel.trip_time": Equation(
        8, ("distance_between_estates", "detour_factor", "travel_speed")
    ),
    "flows.centre.centre_cost": Equation(
        8, ("centre_setup_life", "discount_rate_financial", "CENTRES")
    ),
    "flows.service_cost.pooled_cost": Equation(
        8,
        ("span_of_control", "centre_overhead_share"),
        (
            "flows.service_cost.stand_alone_cost",
            "flows.travel.tour_length",
            "flows.travel.trip_time",
            "flows.centre.centre_cost",
        ),
    ),
    "flows.attribution.shapley_split": Equation(8, (), ("flows.service_cost.pooled_cost",)),
    "arrays.month_inputs": Equation(9, ("wage_growth", "inflation", "GROWTH")),
    "flows.works.part_of_month": Equation(
        10, ("resident_share_delay", "WORKS"), ("flows.governance.consent_time",)
    ),
    "flows.works.shares_of_cost": Equation(10, ("WORKS",)),
    "flows.works.progress": Equation(10, ("WORKS",), ("flows.works.part_of_month",)),
    "flows.ventures.ramp": Equation(11, ("VENTURES",)),
    "flows.ventures.trade": Equation(
        11,
        ("volunteer_hour_value", "VENTURES"),
        ("flows.ventures.ramp", "flows.works.progress", "arrays.month_inputs"),
    ),
    "measures.annuity": Equation(
        11, ("venture_life", "discount_rate_financial", "VENTURES"), ("flows.works.progress",)
    ),
    "flows.centre.renewals": Equation(
        13,
        ("centre_setup_life", "venture_life", "CENTRES", "VENTURES"),
        ("flows.works.progress", "arrays.month_inputs"),
    ),
    "flows.partners.custom": Equation(12, ("footfall_network", "convenor_gain", "PARTNERS")),
    "flows.partners.who_stays": Equation(
        12,
        ("volunteer_hour_value", "idle_asset_rent", "PARTNERS"),
        ("flows.partners.custom", "flows.waterfall.distribute"),
    ),
    "flows.partners.share_needed": Equation(12, (), ("flows.partners.who_stays",)),
    "flows.waterfall.distribute": Equation(
        13, ("SHARE",), ("flows.ventures.trade", "measures.annuity")
    ),
    "flows.collective.after_shortfall": Equation(13, (), ("flows.waterfall.distribute",)),
    "flows.collective.uses": Equation(13, ("RESERVE",), ("flows.collective.after_shortfall",)),
    "flows.funds.common_income": Equation(
        13,
        ("public_income_per_household", "common_income_cost_share", "committee_income_gain"),
        ("arrays.month_inputs",),
    ),
    "flows.fees.collect": Equation(
        13,
        ("arrears_recovery", "arrears_writeoff", "committee_recovery_gain", "FEE"),
        (
            "flows.fees.next_paying_share",
            "flows.choice.shares",
            "flows.choice.chosen",
            "flows.governance.consent_time",
            "arrays.month_inputs",
        ),
    ),
    "flows.waterfall.fill_deficits": Equation(13, (), ("flows.waterfall.distribute",)),
    "flows.waterfall.split_uses": Equation(13, (), ("flows.waterfall.distribute",)),
    "flows.allocation.shapley_of_posts": Equation(13, (), ("flows.service_cost.workload",)),
    "flows.funds.pay_for_service": Equation(
        13,
        ("FUND",),
        (
            "flows.service_cost.pooled_cost",
            "flows.service_cost.stand_alone_cost",
            "flows.works.progress",
            "flows.fees.collect",
            "flows.funds.common_income",
            "flows.waterfall.fill_deficits",
            "flows.waterfall.split_uses",
            "flows.partners.who_stays",
            "flows.collective.uses",
            "flows.appraisal.withheld_share",
            "arrays.month_inputs",
        ),
    ),
    "flows.orders.follow": Equation(
        13,
        (
            "order_closing_rate",
            "taking_effect",
            "warning_effect",
            "review_effect",
            "assessment_effect",
            "publication_effect",
            "appraisal_effect",
            "order_headroom",
        ),
        (
            "flows.orders.staffed_for",
            "flows.service_cost.workload",
            "flows.works.progress",
            "flows.funds.pay_for_service",
        ),
    ),
    "flows.satisfaction.at_start": Equation(
        13, ("onboarding_effect", "onboarding_repair_cost", "FREE_REPAIRS")
    ),
    "flows.satisfaction.next_satisfaction": Equation(
        13,
        (
            "baseline_satisfaction",
            "satisfaction_unserved",
            "satisfaction_full_service",
            "satisfaction_speed",
            "order_weight",
            "in_kind_effect",
            "SERVICES",
            "VENTURES",
        ),
        (
            "flows.satisfaction.at_start",
            "flows.choice.shares",
            "flows.choice.chosen",
            "flows.funds.pay_for_service",
            "flows.orders.follow",
            "flows.works.progress",
            "flows.partners.who_stays",
        ),
    ),
    "flows.appraisal.withheld_share": Equation(
        13,
        ("APPRAISAL",),
        ("flows.satisfaction.next_satisfaction", "flows.orders.follow"),
    ),
    "flows.fees.paying_logit": Equation(
        13,
        (
            "adoption_intercept",
            "governance_effect",
            "price_effect",
            "household_income",
            "FEE",
        ),
        ("flows.governance.close_gaps", "flows.choice.shares", "flows.choice.chosen"),
    ),
    "flows.fees.goodwill": Equation(13, ("goodwill_effect", "goodwill_months")),
    "flows.fees.next_paying_share": Equation(
        13,
        (
            "satisfaction_effect",
            "adoption_speed",
            "moral_hazard_effect",
            "collection_rate_before",
        ),
        (
            "flows.fees.paying_logit",
            "flows.fees.goodwill",
            "flows.satisfaction.next_satisfaction",
            "flows.waterfall.split_uses",
        ),
    ),
    "measures.discount_factors": Equation(15, ("discount_rate_economic",)),
    "measures.gini": Equation(15),
    "flows.loop.resting_points": Equation(16, (), ("flows.fees.next_paying_share",)),
}

_SERVICE = (
    "flows.service_cost.pooled_cost",
    "flows.service_cost.stand_alone_cost",
    "flows.works.progress",
    "arrays.month_inputs",
)
_CUT = (*_SERVICE, "flows.funds.pay_for_service")
_WATERFALL = ("flows.waterfall.distribute",)
_WORKS = ("flows.works.part_of_month", "flows.works.shares_of_cost", "arrays.month_inputs")
_TRADE = ("flows.ventures.trade",)
_PARTNERS = ("flows.partners.who_stays", "arrays.month_inputs")

# The equations at which the walk back from an account begins.
FILLED_BY: Mapping[str, tuple[str, ...]] = {
    "service_charges": ("flows.fees.collect",),
    "arrears_recovered": ("flows.fees.collect",),
    "common_property_income": ("flows.funds.common_income",),
    "public_income": _WATERFALL,
    "common_income_to_owners": ("flows.funds.common_income", *_WATERFALL),
    "grants": ("flows.funds.pay_for_service",),
    "partner_fees": _PARTNERS,
    "partner_service_fees": _PARTNERS,
    "partner_profit": (*_PARTNERS, *_WATERFALL),
    "partner_custom": (*_PARTNERS, "flows.partners.custom"),
    "venture_sales": _TRADE,
    "venture_subsidy": _TRADE,
    "collective_top_up": _TRADE,
    "venture_costs": _TRADE,
    "capital_charges": ("measures.annuity", "arrays.month_inputs"),
    "reinvested_profit": _WATERFALL,
    "retained_profit": _WATERFALL,
    "collective_income": _WATERFALL,
    "losses_made_good": _WATERFALL,
    "losses_covered": _WATERFALL,
    "welfare": ("flows.collective.uses",),
    "dividends": ("flows.collective.uses",),
    "collective_reinvestment": ("flows.collective.uses",),
    "fallback": ("flows.funds.pay_for_service",),
    "service_payments": _CUT,
    "performance_withheld": ("flows.appraisal.withheld_share",),
    "service_upgrades": ("flows.waterfall.split_uses", "flows.funds.pay_for_service"),
    **dict.fromkeys(
        (
            "wages",
            "materials",
            "energy",
            "maintenance",
            "callouts",
            "overhead",
            "centre_rent",
            "centre_systems",
        ),
        _CUT,
    ),
    "upgrade_spending": ("flows.waterfall.split_uses", "flows.funds.pay_for_service"),
    "onboarding_repairs": ("flows.satisfaction.at_start",),
    "centre_setup": ("flows.centre.renewals",),
    "venture_capital": ("flows.centre.renewals",),
    "collective_capital": ("flows.centre.renewals",),
    **dict.fromkeys(
        ("works_residents", "works_government", "works_operator", "works_collective"), _WORKS
    ),
    "governance_setup": ("flows.governance.close_gaps",),
    "governance_running": ("flows.governance.close_gaps", "arrays.month_inputs"),
    "order_supervision": ("flows.orders.follow", "arrays.month_inputs"),
    "volunteer_hours": ("flows.governance.replaced", "arrays.month_inputs"),
    "partner_services": _PARTNERS,
    "conceded_prices": _PARTNERS,
    "free_space": _PARTNERS,
    "shared_premises": ("flows.centre.centre_cost", "arrays.month_inputs"),
    "conceded_costs": _TRADE,
    "unit_volunteering": _TRADE,
}

# Prices that an account multiplies with, beside what its equations read.
PRICED_AT: Mapping[str, tuple[str, ...]] = {
    "governance_setup": ("governance_item_cost", "committee_setup_cost", "committee_training_cost"),
    "governance_running": ("council_issue_cost", "team_running_cost"),
    "order_supervision": ("supervision_cost", "recheck_cost"),
    "volunteer_hours": ("volunteer_hour_value",),
}

# Functions that are a part of an equation above, or serve to measure it.
PARTS: Mapping[str, str] = {
    "flows.staffing.cleaner_workload": "flows.service_cost.workload",
    "flows.staffing.gate_workload": "flows.service_cost.workload",
    "flows.staffing.household_workload": "flows.service_cost.workload",
    "flows.staffing.patrol_workload": "flows.service_cost.workload",
    "flows.staffing.productive_hours": "flows.service_cost.workload",
    "flows.queueing.erlang_c": "flows.queueing.servers_for",
    "flows.queueing.mean_wait": "flows.queueing.servers_for",
    "flows.travel.mean_distance": "flows.travel.tour_length",
    "flows.ventures.capped_by_catchment": "flows.ventures.trade",
    "flows.ventures.is_open": "flows.ventures.ramp",
    "flows.partners.convened": "flows.partners.who_stays",
    "flows.partners.share_kept": "flows.partners.who_stays",
    "flows.loop.next_share": "flows.loop.resting_points",
}


@cache
def in_chinese() -> Mapping[str, Mapping[str, str]]:
    """Return what each equation computes and its formula in Chinese, by name."""
    source = resources.files("commpartner") / "data" / "equations.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return found
