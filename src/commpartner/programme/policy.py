"""A policy: everything that somebody can choose."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from commpartner.programme.governance import Governance
from commpartner.programme.model import (
    Frozen,
    Identifier,
    Model,
    NonNegative,
    Quantity,
    Share,
    ShareQuantity,
    field,
)
from commpartner.programme.orders import Appraisal, OrderFlow
from commpartner.programme.package import Package

Organisation = Literal["unmanaged", "stand_alone", "clustered"]
Mechanism = Literal[
    "staff_pooling", "queue_pooling", "procurement", "shared_overhead", "travel", "centre_cost"
]
Allocation = Literal["household", "floor_area", "equal", "deficit", "need_index", "shapley"]
Basis = Literal["profit", "income"]
CostSharing = Literal["stand_alone_cost", "household", "floor_area"]

Funder = Literal["government", "enterprise", "individual", "collective", "volunteers"]

FUNDERS: tuple[Funder, ...] = get_args(Funder)
MECHANISMS: tuple[Mechanism, ...] = get_args(Mechanism)
ALLOCATIONS: tuple[Allocation, ...] = get_args(Allocation)


class Policy(Model):
    """The levers of one variant. Defaults that are numbers of the ledger are named, not copied."""

    label_en: str = ""
    label_zh: str = ""
    description: str = ""

    # Who is served, by whom
    organisation: Organisation = Field(
        "clustered",
        description="unmanaged 现状, stand-alone fallback 最低限度方案, or clustered 片区统管",
    )
    centres: tuple[Identifier, ...] = Field((), description="ids of the centres that open")
    takes_on: Literal["unmanaged", "all"] = Field(
        "unmanaged", description="which estates the scheme may take on"
    )
    estates_per_centre: Annotated[int, Field(ge=1)] | None = field(
        None, unit="estate", description="nearest estates that each centre takes; none: all it can"
    )
    assignment: Frozen[Identifier] = Field(
        {}, description="estate id to centre id, where the user knows; replaces the rule"
    )
    others: Literal["unmanaged", "stand_alone"] = Field(
        "unmanaged", description="what happens to estates that no centre takes"
    )

    # The service and how it is produced
    service: Identifier = Field("standard", description="name of the service standard")
    staffing_step: Quantity = field(
        "staffing_step", unit="FTE", description="smallest unit of a post; 0 is fully divisible"
    )
    mechanisms: tuple[Mechanism, ...] = Field(
        MECHANISMS, description="what pooling changes; leave one out to switch it off"
    )
    cost_sharing: CostSharing = Field(
        "stand_alone_cost", description="how estates of a centre share its cost"
    )

    # Fees
    fee: Quantity = field(
        "fee_per_m2", unit="yuan/m2/month or yuan/household/month", description="service charge"
    )
    fee_basis: Literal["floor_area", "household"] = Field(
        "floor_area", description="what the fee is charged on"
    )
    fee_growth: Quantity = field("inflation", unit="share/year", description="growth of the fee")
    free_months: Annotated[int, Field(ge=0)] = field(
        0, unit="month", description="months served before the first bill (先服务后收费)"
    )
    onboarding: Quantity = field(
        0.0, unit="yuan/household", description="free repairs when the scheme begins (进场维修)"
    )
    fee_needs_consent: bool = Field(
        default=False, description="no bill before the owners have agreed to it"
    )
    menu: tuple[Package, ...] = Field(
        (), description="packages to choose from (点单式服务包); replaces service, fee, fee_basis"
    )
    menu_choice: Literal["estate", "household"] = Field(
        "estate",
        description="who chooses: the estate where a service cannot be withheld, or each household",
    )
    common_income_to_fund: Share = field(
        1.0,
        unit="share",
        description="of owners' common income that they leave in the estate's fund; rest paid out",
    )

    # Self-government, work orders, appraisal
    governance: Governance = Field(
        Governance(), description="branches, committees, councils and volunteers that it adds"
    )
    orders: OrderFlow | None = Field(
        None, description="work orders are followed with their backlog; none: all are done in time"
    )
    appraisal: Appraisal | None = Field(
        None, description="part of the operator's fee depends on two scores (双轨制考评)"
    )

    # Partners
    partners: tuple[Identifier, ...] = Field((), description="ids of the partners who are invited")
    participation: bool = Field(
        default=False, description="partners below their reservation value walk away"
    )
    partner_profit_share: Share = field(
        0.0, unit="share", description="of the profit that the operator retains: to the partners"
    )

    # Works and the collective
    works: tuple[Identifier, ...] = Field((), description="ids of the capital works carried out")
    works_resident_share: ShareQuantity | None = field(
        None,
        unit="share",
        description="of the cost that residents pay, in place of the works' own",
    )
    collective_reserve: ShareQuantity = field(
        "statutory_reserve", unit="share", description="of the collective's income to its reserve"
    )
    welfare_share: Share = field(
        0.0, unit="share", description="of the collective's income to its members' welfare"
    )
    dividend_share: Share = field(
        0.0,
        unit="share",
        description="of what is then left: dividends (分红); the rest goes to the estates",
    )

    # Ventures and reinvestment
    ventures: tuple[Identifier, ...] = Field((), description="ids of the ventures that open")
    funders: tuple[Funder, ...] = Field(
        FUNDERS, description="who of the five funders of a unit takes part"
    )
    reinvestment_share: ShareQuantity = field(
        "reinvestment_share", unit="share", description="returned to the estates (反哺比例)"
    )
    reinvestment_basis: Basis = Field(
        "profit", description="share of distributable profit, or of gross income"
    )
    capital_charge: bool = Field(
        False, description="ventures repay their capital (annuity) before profit is counted"
    )
    settlement_months: Literal[1, 3, 12] = field(
        1, unit="month", description="profit is settled monthly, quarterly or yearly"
    )
    allocation: Allocation = Field("household", description="how the estates share what returns")
    deficit_first: bool = Field(
        True, description="an estate's part covers its deficit of the month before other uses"
    )
    reserve_share: Share = field(
        0.0, unit="share", description="of what is left: to the maintenance reserve"
    )
    fee_relief_share: Share = field(
        0.0, unit="share", description="of what is left: to lower the next bills (逐步取代物业费)"
    )
    upgrade_share: Share = field(
        0.0, unit="share", description="of what is left: to service above the standard"
    )

    # Who stands behind it
    fallback_cap: NonNegative | None = field(
        None,
        unit="yuan/household/month",
        description="most that the operator underwrites (国企托底), growing with prices; "
        "none: no limit; 0: no fallback",
    )
    grant: Quantity = field(
        0.0, unit="yuan/household/month", description="government grant to the estates"
    )
    grant_months: Annotated[int, Field(ge=0)] = field(
        0, unit="month", description="months for which the grant is paid"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        shares = self.reserve_share + self.fee_relief_share + self.upgrade_share
        if shares > 1.0 + 1e-12:
            raise ValueError(
                "reserve_share + fee_relief_share + upgrade_share must not exceed 1, "
                f"found {shares:g}"
            )
        for name in ("centres", "ventures", "partners", "mechanisms", "works", "funders"):
            values = getattr(self, name)
            if len(set(values)) != len(values):
                raise ValueError(f"{name} names one of its entries twice")
        chosen = [package.service for package in self.menu]
        if len(set(chosen)) != len(chosen):
            raise ValueError("menu offers one service twice")
        if len(chosen) == 1:
            raise ValueError("a menu needs two packages or more; for one, set service and fee")
        closed = set(self.assignment.values()) - set(self.centres) if self.centres else set()
        if closed:
            raise ValueError(
                f"assignment names centres that do not open: {', '.join(sorted(closed))}"
            )
        nowhere = not self.centres and not self.assignment
        if nowhere and self.organisation == "clustered":
            raise ValueError("organisation 'clustered' needs centres")
        if nowhere and self.estates_per_centre is not None:
            raise ValueError("estates_per_centre needs centres")
        return self
