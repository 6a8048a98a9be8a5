"""Section 12 of docs/model.md: partners, and who of them stays."""

from __future__ import annotations

import math
from dataclasses import dataclass

from enterprise import Business
from quantities import NAN, Values, number, ratio

from commpartner.programme import Partner, Policy, Programme


@dataclass(frozen=True)
class Partnership:
    """Who stays, and what they give and get in a month at the prices of month 0 [yuan]."""

    invited: int
    stay: int
    rounds: int  # of decisions in which somebody left
    share_needed: float
    profit_claim: float  # part of the partners' part of the profit that those who stay get
    fees: float
    service_fees: float
    custom: float
    services: float
    conceded: float
    space: float

    @property
    def kept(self) -> float:
        return self.stay / self.invited if self.invited > 0 else NAN


def expected_profit(businesses: list[Business], policy: Policy, v: Values) -> float:
    """R: what the operator would retain of its mature ventures, of those that open at all."""
    share = number(policy.reinvestment_share, v)
    whole = 0.0
    for business in businesses:
        if business.venture.owner != "operator" or business.opens == math.inf:
            continue
        mature = business.mature(v)
        if policy.reinvestment_basis == "profit":
            whole += (1 - share) * max(mature.result(), 0.0)
        else:
            whole += max(mature.result() - share * mature.income(), 0.0)
    return whole


def services_of(partner: Partner, v: Values) -> float:
    return number(partner.hours, v) * v["volunteer_hour_value"]


def space_of(partner: Partner, v: Values) -> float:
    return number(partner.space, v) * v["idle_asset_rent"]


def net_benefit(
    partner: Partner, there: list[Partner], invited: list[Partner], profit: float, v: Values
) -> float:
    """net_j with these groups there and this monthly profit for the partners."""
    cost = number(partner.monthly_fee, v) + services_of(partner, v)
    cost += number(partner.concession, v) + space_of(partner, v)
    weights = sum(one.count * one.profit_weight for one in invited)
    part = ratio(profit * partner.profit_weight, weights)
    return custom(partner, there, invited, v) + number(partner.service_fee, v) + part - cost


def custom(partner: Partner, there: list[Partner], invited: list[Partner], v: Values) -> float:
    q = ratio(sum(one.count for one in there), sum(one.count for one in invited))
    z = 1.0 if any(one.role == "convenor" and one.count >= 1 for one in there) else 0.0
    network = 1 - v["footfall_network"] * (1 - q)
    return number(partner.footfall, v) * (1 + v["convenor_gain"] * z) * network


def partnership_of(
    programme: Programme, policy: Policy, businesses: list[Business], v: Values
) -> Partnership:
    invited = [partner for partner in programme.partners if partner.id in policy.partners]
    count = sum(partner.count for partner in invited)
    expected = expected_profit(businesses, policy, v)

    there, rounds = list(invited), 0
    while policy.participation:
        promised = policy.partner_profit_share * expected
        content = [
            partner
            for partner in there
            if net_benefit(partner, there, invited, promised, v) >= number(partner.reservation, v)
        ]
        if len(content) == len(there):
            break
        there, rounds = content, rounds + 1

    need = sum(
        one.count * max(number(one.reservation, v) - net_benefit(one, invited, invited, 0.0, v), 0)
        for one in invited
    )
    if count == 0:
        needed = NAN
    elif need == 0:
        needed = 0.0
    else:
        needed = need / expected if expected > 0 else NAN
    weights = sum(one.count * one.profit_weight for one in invited)
    return Partnership(
        invited=count,
        stay=sum(one.count for one in there),
        rounds=rounds,
        share_needed=needed,
        profit_claim=ratio(sum(one.count * one.profit_weight for one in there), weights),
        fees=sum(one.count * number(one.monthly_fee, v) for one in there),
        service_fees=sum(one.count * number(one.service_fee, v) for one in there),
        custom=sum(one.count * custom(one, there, invited, v) for one in there),
        services=sum(one.count * services_of(one, v) for one in there),
        conceded=sum(one.count * number(one.concession, v) for one in there),
        space=sum(one.count * space_of(one, v) for one in there),
    )
