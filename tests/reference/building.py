"""Section 10 of docs/model.md: capital works."""

from __future__ import annotations

import math
from dataclasses import dataclass

from quantities import Values, number, price_index

from commpartner.programme import Policy, Programme, Works


def annuity(months: float, rate: float) -> float:
    """Present value of a yuan in each of the months, but for a factor that cancels."""
    return months if rate == 0 else 1 - math.pow(1 + rate, -months / 12)


@dataclass(frozen=True)
class Site:
    """One programme of works: when it is built, and who pays which share of its cost."""

    id: str
    begins: float  # b
    ends: float  # b + duration
    planned: float  # yuan in all, at the prices of month 0
    cost: float  # more than planned
    residents: float
    government: float
    rest: float
    rest_from: str
    fault_reduction: float
    amenity: float

    @property
    def finished(self) -> int:
        """F: the first month with the works finished."""
        return math.ceil(self.ends)

    def cost_in(self, t: int, v: Values) -> float:
        overlap = max(min(t + 1, self.ends) - max(t, self.begins), 0.0)
        return self.cost * overlap / (self.ends - self.begins) * price_index(t, v)

    def value_in(self, t: int, v: Values) -> float:
        """What they are worth to residents in a month: an annuity over their life."""
        life = 12 * v["works_life"]
        rate = v["discount_rate_economic"]
        serves = max(min(t + 1, self.ends + life) - max(t, self.ends), 0.0)
        charge = v["works_value"] * self.planned * annuity(1.0, rate) / annuity(life, rate)
        return charge * serves * price_index(t, v)

    def value_left(self, months: int, v: Values) -> float:
        """What is built of it is worth to residents after the last month, at its prices."""
        life = 12 * v["works_life"]
        rate = v["discount_rate_economic"]
        built = max(min(months, self.ends) - self.begins, 0.0) / (self.ends - self.begins)
        left = min(max(life - (months - self.ends), 0.0), life)
        part = annuity(left, rate) / annuity(life, rate)
        return v["works_value"] * self.planned * built * part * price_index(months, v)


def site_of(
    works: Works, policy: Policy, households: float, time_to_consent: float, v: Values
) -> Site:
    if policy.works_resident_share is None:
        residents = number(works.resident_share, v)
    else:
        residents = number(policy.works_resident_share, v)
    government = number(works.government_share, v) * (1 - residents)
    delay = 1 + v["resident_share_delay"] * residents / 0.1
    start = policy.start_months.get(works.id, works.start_month)
    begins = start + time_to_consent * delay
    planned = number(works.cost_per_household, v) * households
    return Site(
        id=works.id,
        begins=begins,
        ends=begins + works.duration,
        planned=planned,
        cost=planned * (1 + v["optimism_bias"]),
        residents=residents,
        government=government,
        rest=1 - residents - government,
        rest_from=works.rest_from,
        fault_reduction=number(works.fault_reduction, v),
        amenity=number(works.amenity, v),
    )


def sites_of(
    programme: Programme, policy: Policy, households: float, time_to_consent: float, v: Values
) -> list[Site]:
    chosen = [works for works in programme.works if works.id in policy.works]
    return [site_of(works, policy, households, time_to_consent, v) for works in chosen]


def faults_left(sites: list[Site]) -> float:
    """Condition after all works over the condition before."""
    return math.prod(1 - site.fault_reduction for site in sites)


def progress(sites: list[Site], t: int) -> float:
    """P_t: where the month lies between the costs before and after works."""
    whole = sum(site.fault_reduction for site in sites)
    if whole == 0:
        return 0.0
    return sum(site.fault_reduction for site in sites if t >= site.finished) / whole


def amenity(sites: list[Site], t: int) -> float:
    return sum(site.amenity / 100 for site in sites if t >= site.finished)
