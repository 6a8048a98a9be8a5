"""Describe a policy: everything that somebody can choose."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, model_validator

from commpartner.facts.fields import described
from commpartner.programme.governance import Governance
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
    "staff_pooling", "queue_pooling", "procurement", "shared_overhead", "travel", "centre_cost"
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

    label_en: Annotated[Words, described("label in English", "英文名称")] = ""
    label_zh: Annotated[Words, described("label in Chinese", "中文名称")] = ""
    description: Annotated[Words, described("what it is, in a sentence", "一句话说明")] = ""

    # Who is served, by whom
    organisation: Annotated[
        Organisation,
        described(
            "unmanaged 现状, stand-alone fallback 最低限度方案, or clustered 片区统管",
            "现状（unmanaged）、单独托底（stand_alone）或片区统管（clustered）",
        ),
    ] = "clustered"
    centres: Annotated[
        tuple[Identifier, ...], described("ids of the centres that open", "开办的片区中心的标识")
    ] = ()
    takes_on: Annotated[
        Literal["unmanaged", "all"],
        described("which estates the scheme may take on", "可接管哪些小区：无人管理的，或全部"),
    ] = "unmanaged"
    estates_per_centre: Annotated[
        Members | None,
        described(
            "nearest estates that each centre takes; none: all it can",
            "每个中心接管的最近小区数；不填为尽其所能",
            "estate",
        ),
    ] = None
    assignment: Annotated[
        Frozen[Identifier],
        described(
            "estate id to centre id, where the user knows; replaces the rule",
            "已知的小区与中心对应关系；代替规则",
        ),
    ] = FrozenDict()
    others: Annotated[
        Literal["unmanaged", "stand_alone"],
        described("what happens to estates that no centre takes", "没有中心接管的小区如何处理"),
    ] = "unmanaged"

    # The service and how it is produced
    service: Annotated[Identifier, described("name of the service standard", "服务标准的名称")] = (
        "standard"
    )
    staffing_step: Annotated[
        Quantity,
        described(
            "smallest unit of a post; 0 is fully divisible", "最小用工单位；0为可任意拆分", "FTE"
        ),
    ] = "staffing_step"
    mechanisms: Annotated[
        tuple[Mechanism, ...],
        described(
            "what pooling changes; leave one out to switch it off",
            "统管所改变的成本机制；去掉即关闭",
        ),
    ] = MECHANISMS
    cost_sharing: Annotated[
        CostSharing,
        described("how estates of a centre share its cost", "同一中心的小区如何分摊成本"),
    ] = "stand_alone_cost"

    # Fees
    fee: Annotated[
        Quantity, described("service charge", "物业费", "yuan/m2/month or yuan/household/month")
    ] = "fee_per_m2"
    fee_basis: Annotated[
        Literal["floor_area", "household"],
        described("what the fee is charged on", "物业费的计费依据"),
    ] = "floor_area"
    fee_growth: Annotated[
        Quantity, described("growth of the fee", "物业费的年增长", "share/year")
    ] = "inflation"
    free_months: Annotated[
        Months,
        described(
            "months served before the first bill (先服务后收费)",
            "首次收费前的服务月数（先服务后收费）",
            "month",
        ),
    ] = 0
    onboarding: Annotated[
        Quantity,
        described(
            "free repairs when the scheme begins (进场维修)", "进场时的免费维修", "yuan/household"
        ),
    ] = 0.0
    fee_needs_consent: Annotated[
        Flag, described("no bill before the owners have agreed to it", "业主表决同意前不收费")
    ] = False
    menu: Annotated[
        tuple[Package, ...],
        described(
            "packages to choose from (点单式服务包); replaces service, fee, fee_basis",
            "可选套餐（点单式服务包）；代替服务标准与物业费",
        ),
    ] = ()
    menu_choice: Annotated[
        Literal["estate", "household"],
        described(
            "who chooses: the estate where a service cannot be withheld, or each household",
            "由谁选择：小区（服务无法只供部分住户时），或每户",
        ),
    ] = "estate"
    common_income_to_fund: Annotated[
        Share,
        described(
            "of owners' common income that they leave in the estate's fund; rest paid out",
            "业主公共收益中留在小区资金的部分；其余分给业主",
            "share",
        ),
    ] = 1.0

    # Self-government, work orders, appraisal
    governance: Annotated[
        Governance,
        described(
            "branches, committees, councils and volunteers that it adds",
            "方案增加的支部、业委会、议事会与志愿者",
        ),
    ] = Governance()
    orders: Annotated[
        OrderFlow | None,
        described(
            "work orders are followed with their backlog; none: all are done in time",
            "按月跟踪工单及积压；不填为全部按时办结",
        ),
    ] = None
    appraisal: Annotated[
        Appraisal | None,
        described(
            "part of the operator's fee depends on two scores (双轨制考评)",
            "部分服务费取决于两项评分（双轨制考评）",
        ),
    ] = None

    # Partners
    partners: Annotated[
        tuple[Identifier, ...],
        described("ids of the partners who are invited", "邀请的合伙人的标识"),
    ] = ()
    participation: Annotated[
        Flag,
        described(
            "partners below their reservation value walk away", "净收益低于保留值的合伙人退出"
        ),
    ] = False
    partner_profit_share: Annotated[
        Share,
        described(
            "of the profit that the operator retains: to the partners",
            "运营方留存利润中分给合伙人的部分",
            "share",
        ),
    ] = 0.0

    # Works and the collective
    works: Annotated[
        tuple[Identifier, ...],
        described("ids of the capital works carried out", "实施的改造工程的标识"),
    ] = ()
    works_resident_share: Annotated[
        ShareQuantity | None,
        described(
            "of the cost that residents pay, in place of the works' own",
            "居民承担的工程费用占比，代替工程自身的比例",
            "share",
        ),
    ] = None
    collective_reserve: Annotated[
        ShareQuantity,
        described(
            "of the collective's income to its reserve", "集体收入提取公积公益金的比例", "share"
        ),
    ] = "statutory_reserve"
    welfare_share: Annotated[
        Share,
        described(
            "of the collective's income to its members' welfare",
            "集体收入用于成员福利的比例",
            "share",
        ),
    ] = 0.0
    dividend_share: Annotated[
        Share,
        described(
            "of what is then left: dividends (分红); the rest goes to the estates",
            "其余额中的分红比例；剩下的投入小区",
            "share",
        ),
    ] = 0.0

    # Ventures and reinvestment
    ventures: Annotated[
        tuple[Identifier, ...], described("ids of the ventures that open", "开办的经营项目的标识")
    ] = ()
    funders: Annotated[
        tuple[Funder, ...],
        described("who of the five funders of a unit takes part", "五方出资中参加的各方"),
    ] = FUNDERS
    reinvestment_share: Annotated[
        ShareQuantity,
        described("returned to the estates (反哺比例)", "返还小区的比例（反哺比例）", "share"),
    ] = "reinvestment_share"
    reinvestment_basis: Annotated[
        Basis,
        described(
            "share of distributable profit, or of gross income", "按可分配利润，或按营业收入计算"
        ),
    ] = "profit"
    capital_charge: Annotated[
        Flag,
        described(
            "ventures repay their capital (annuity) before profit is counted",
            "经营项目先偿还资本（年金）再计利润",
        ),
    ] = False
    settlement_months: Annotated[
        Literal[1, 3, 12],
        BeforeValidator(no_truth),
        described(
            "profit is settled monthly, quarterly or yearly", "利润按月、按季或按年结算", "month"
        ),
    ] = 1
    allocation: Annotated[
        Allocation, described("how the estates share what returns", "小区之间的分配规则")
    ] = "household"
    deficit_first: Annotated[
        Flag,
        described(
            "an estate's part covers its deficit of the month before other uses",
            "小区所得先弥补当月缺口，再作他用",
        ),
    ] = True
    reserve_share: Annotated[
        Share,
        described(
            "of what is left: to the maintenance reserve", "其余额中转入维修储备的部分", "share"
        ),
    ] = 0.0
    fee_relief_share: Annotated[
        Share,
        described(
            "of what is left: to lower the next bills (逐步取代物业费)",
            "其余额中用于抵减下期物业费的部分（逐步取代物业费）",
            "share",
        ),
    ] = 0.0
    upgrade_share: Annotated[
        Share,
        described(
            "of what is left: to service above the standard", "其余额中用于提升服务的部分", "share"
        ),
    ] = 0.0

    # Who stands behind it
    fallback_cap: Annotated[
        NonNegative | None,
        described(
            "most that the operator underwrites (国企托底), growing with prices; "
            "none: no limit; 0: no fallback",
            "运营方托底的上限（国企托底），随物价增长；不填为不限；0为不托底",
            "yuan/household/month",
        ),
    ] = None
    grant: Annotated[
        Quantity,
        described("government grant to the estates", "政府对小区的补助", "yuan/household/month"),
    ] = 0.0
    grant_months: Annotated[
        Months,
        described("months for which the grant is paid", "发放补助的月数", "month"),
    ] = 0

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
