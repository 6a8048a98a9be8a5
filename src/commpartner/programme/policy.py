"""Describe a policy: everything that somebody can choose."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, model_validator

from commpartner.programme.governance import Governance
from commpartner.programme.loan import Loan
from commpartner.programme.maintenance import MaintenanceFund
from commpartner.programme.model import (
    Flag,
    Frozen,
    FrozenDict,
    Identifier,
    Members,
    Model,
    Months,
    NonNegative,
    Quantity,
    Share,
    ShareQuantity,
    Words,
    no_truth,
)
from commpartner.programme.orders import Appraisal, OrderFlow
from commpartner.programme.package import Package
from commpartner.texts import Text

Organisation = Literal["unmanaged", "stand_alone", "clustered"]
Mechanism = Literal[
    "staff_pooling",
    "manager_pooling",
    "queue_pooling",
    "procurement",
    "shared_overhead",
    "travel",
    "centre_cost",
]
Allocation = Literal["household", "floor_area", "equal", "deficit", "need_index", "shapley"]
Basis = Literal["profit", "income"]
CostSharing = Literal["stand_alone_cost", "household", "floor_area"]

Funder = Literal["government", "enterprise", "individual", "collective", "volunteers"]

FUNDERS: tuple[Funder, ...] = get_args(Funder)
MECHANISMS: tuple[Mechanism, ...] = get_args(Mechanism)
ALLOCATIONS: tuple[Allocation, ...] = get_args(Allocation)


class Policy(Model, frozen=True):
    """Describe a policy by its levers; default numbers are names of assumptions."""

    label_en: Words = ""
    label_zh: Words = ""
    description: Words = ""

    # Who is served, by whom
    organisation: Organisation = "clustered"
    centres: tuple[Identifier, ...] = ()
    takes_on: Literal["unmanaged", "all"] = "unmanaged"
    estates_per_centre: Members | None = None
    assignment: Frozen[Identifier] = FrozenDict()
    others: Literal["unmanaged", "stand_alone"] = "unmanaged"
    joins: Frozen[Months] = FrozenDict()

    # The service and how it is produced
    service: Identifier = "standard"
    staffing_step: Quantity | None = None
    mechanisms: tuple[Mechanism, ...] = MECHANISMS
    cost_sharing: CostSharing = "stand_alone_cost"

    # Fees
    fee: Quantity = "fee_per_m2"
    fee_basis: Literal["floor_area", "household"] = "floor_area"
    own_fees: Flag = False
    fee_growth: Quantity = "inflation"
    free_months: Months = 0
    onboarding: Quantity = 0.0
    fee_needs_consent: Flag = False
    menu: tuple[Package, ...] = ()
    menu_choice: Literal["estate", "household"] = "estate"
    common_income_to_fund: Share = 1.0
    fund_interest: ShareQuantity = 0.0

    # Self-government, work orders, appraisal
    governance: Governance = Governance()
    orders: OrderFlow | None = None
    appraisal: Appraisal | None = None

    # Partners
    partners: tuple[Identifier, ...] = ()
    participation: Flag = False
    partner_profit_share: Share = 0.0

    # Works and the collective
    works: tuple[Identifier, ...] = ()
    start_months: Frozen[Months] = FrozenDict()
    works_resident_share: ShareQuantity | None = None
    maintenance_fund: MaintenanceFund | None = None
    collective_reserve: ShareQuantity = "statutory_reserve"
    welfare_share: Share = 0.0
    dividend_share: Share = 0.0

    # Ventures and reinvestment
    ventures: tuple[Identifier, ...] = ()
    opening_months: Frozen[Months] = FrozenDict()
    funders: tuple[Funder, ...] = FUNDERS
    reinvestment_share: ShareQuantity = "reinvestment_share"
    reinvestment_basis: Basis = "profit"
    capital_charge: Flag = True
    settlement_months: Annotated[Literal[1, 3, 12], BeforeValidator(no_truth)] = 1
    allocation: Allocation = "household"
    deficit_first: Flag = True
    reserve_share: Share = 0.0
    fee_relief_share: Share = 0.0
    upgrade_share: Share = 0.0

    # Who stands behind it
    fallback_cap: NonNegative | None = None
    fallback_clawback: ShareQuantity = 0.0
    grant: Quantity = 0.0
    grant_months: Months = 0
    grant_taper: Share = 0.0

    # What the operator earns beside the cost
    operator_margin: ShareQuantity = 0.0
    remuneration_share: ShareQuantity = 0.0
    remuneration: Quantity = 0.0

    # Loans and taxes of the operator
    loans: tuple[Loan, ...] = ()
    vat: Literal["small_scale", "general"] | None = None
    income_tax: ShareQuantity = 0.0

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        shares = self.reserve_share + self.fee_relief_share + self.upgrade_share
        if shares > 1.0 + 1e-12:
            raise ValueError(Text("shares_above_1", shares=shares))
        for name in ("centres", "ventures", "partners", "mechanisms", "works", "funders"):
            values = getattr(self, name)
            if len(set(values)) != len(values):
                raise ValueError(Text("entry_twice", name=name))
        chosen = [package.service for package in self.menu]
        if len(set(chosen)) != len(chosen):
            raise ValueError(Text("service_twice"))
        if self.menu and self.own_fees:
            raise ValueError(Text("own_fees_or_menu"))
        if self.operator_margin != 0 and (self.remuneration_share, self.remuneration) != (0, 0):
            raise ValueError(Text("margin_or_remuneration"))
        if len(chosen) == 1:
            raise ValueError(Text("menu_of_two"))
        closed = set(self.assignment.values()) - set(self.centres) if self.centres else set()
        if closed:
            raise ValueError(Text("centres_closed", names=", ".join(sorted(closed))))
        nowhere = not self.centres and not self.assignment
        if nowhere and self.organisation == "clustered":
            raise ValueError(Text("clustered_needs_centres"))
        if nowhere and self.estates_per_centre is not None:
            raise ValueError(Text("per_centre_needs_centres"))
        return self
