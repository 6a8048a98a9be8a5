"""What does not change from month to month: sections 2 to 12 of docs/model.md, put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import building
import standards
from enterprise import Business, businesses_of
from partnership import Partnership, partnership_of
from production import (
    Costs,
    Site,
    costs_of,
    new_orders,
    pooled_bill,
    reopened_share,
    steps_of,
)
from quantities import NAN, Values, price_index, ratio
from serving import ALONE, OUTSIDE, has_map, months_of_joining, places
from standards import Choice, Hours, MenuNumber, Promise

from commpartner.programme import Centre, Policy, Programme


@dataclass
class Plan:
    programme: Programme
    policy: Policy
    v: Values
    central: Values
    place: list[str]
    begins: list[int]
    choices: list[Choice]
    promise: Promise
    readiness: list[float]
    mean_readiness: float
    time_to_consent: float
    hours: Hours
    works: list[building.Site]
    sites: list[Site]
    before: Costs
    after: Costs
    businesses: list[Business]
    partners: Partnership

    @property
    def everyone(self) -> range:
        return range(len(self.place))

    @property
    def served(self) -> list[int]:
        return [e for e in self.everyone if self.place[e] != OUTSIDE]

    @property
    def clustered(self) -> list[int]:
        return [e for e in self.served if self.place[e] != ALONE]

    @property
    def h(self) -> list[int]:
        return [estate.households for estate in self.programme.estates]

    @property
    def households(self) -> int:
        """H: households served."""
        return sum(self.h[e] for e in self.served)

    @property
    def centres_in_use(self) -> list[Centre]:
        return [centre for centre in self.programme.centres if centre.id in self.place]

    def vacancy(self, e: int) -> float:
        """Section 9: share of homes that stand empty, the estate's own if it is known."""
        own = self.programme.estates[e].vacancy
        return self.v["vacancy_rate"] if own is None else own

    def occupied(self, e: int) -> float:
        return 1 - self.vacancy(e)

    def scope(self, e: int) -> float:
        return self.choices[e].standard.scope

    def present(self, t: int) -> list[int]:
        """Section 2: the estates served that have joined."""
        return [e for e in self.served if t >= self.begins[e]]

    def sharing(self, t: int) -> list[int]:
        """Section 2: those who share what returns; all if nobody has joined yet."""
        return self.present(t) or self.served

    def opens(self, centre: Centre) -> int:
        return min(self.begins[e] for e in self.served if self.place[e] == centre.id)

    def first_bill(self, e: int) -> float:
        """Section 9: when bills are first sent."""
        consent = self.time_to_consent if self.policy.fee_needs_consent else 0.0
        return self.begins[e] + max(self.policy.free_months, consent)

    def billing(self, e: int, t: int) -> bool:
        return t >= self.first_bill(e)

    def between(self, before: float, after: float, t: int) -> float:
        done = building.progress(self.works, t)
        return before + done * (after - before)

    def due(self, e: int, t: int) -> float:
        """Section 13, step 1: cost of estate `e` in a month."""
        wages = self.between(self.before.wages[e], self.after.wages[e], t)
        cost = self.between(self.before.cost[e], self.after.cost[e], t)
        wage_index = (1 + self.v["wage_growth"]) ** (t / 12)
        return float(wages * wage_index + (cost - wages) * price_index(t, self.v))

    def charged(self, e: int, t: int) -> float:
        """Section 2: what an estate that has joined owes in a month."""
        present = self.present(t)
        if e not in present:
            return 0.0
        before, after = self.before.added(e, present), self.after.added(e, present)
        return self.due(e, t) + self.between(before, after, t) * price_index(t, self.v)

    def new_orders(self, e: int, t: int) -> float:
        """n_e in a month."""
        renewed = replace(self.sites[e], faults=building.faults_left(self.works))
        before, after = new_orders(self.sites[e], self.v), new_orders(renewed, self.v)
        return self.between(before, after, t)

    @property
    def reopened_share(self) -> float:
        return reopened_share(self.policy.orders, self.v)

    def saving(self, coalition: Iterable[str]) -> float:
        """Saving of a month with these mechanisms, before works, at the prices of month 0."""
        mechanisms = set(coalition) & set(self.policy.mechanisms)
        steps = steps_of(self.policy, self.v)
        mapped = has_map(self.programme)
        saved = 0.0
        for centre in self.centres_in_use:
            mine = [e for e in self.clustered if self.place[e] == centre.id]
            members = [self.sites[e] for e in mine]
            alone = [self.before.alone[e] for e in mine]
            bill = pooled_bill(
                members,
                centre,
                mapped,
                self.promise,
                mechanisms,
                steps,
                self.v,
                self.central,
                alone,
            )
            saved += sum(one.total() for one in alone) - bill.total()
        return saved


def plan_of(
    programme: Programme, policy: Policy, v: Values, central: Values, menu_number: MenuNumber
) -> Plan:
    estates = programme.estates
    everyone = range(len(estates))
    place = places(programme, policy)  # section 2
    served = [e for e in everyone if place[e] != OUTSIDE]
    households = sum(estates[e].households for e in served)
    choices = standards.choices(programme, policy, v, menu_number)  # section 3

    # Section 4
    readiness = [standards.readiness(estate, policy, v) for estate in estates]
    mean_readiness = ratio(sum(estates[e].households * readiness[e] for e in served), households)
    consent = standards.time_to_consent(mean_readiness, policy, v)
    hours = standards.volunteer_hours(policy, households, v)

    # Sections 5 to 8 and 10: the service as it is, and as it is after all works
    works = building.sites_of(programme, policy, households, consent, v)
    promise = standards.promise_of_centres(programme, policy, v)
    sites = [
        Site(
            estate=estates[e],
            standard=choices[e].standard,
            hours=hours.part(estates[e].households / households) if e in served else Hours(),
            orders=policy.orders,
        )
        for e in everyone
    ]
    renewed = [replace(site, faults=building.faults_left(works)) for site in sites]
    before = costs_of(programme, policy, place, sites, promise, v, central)
    after = costs_of(programme, policy, place, renewed, promise, v, central)

    businesses = businesses_of(programme, policy, households, works)  # section 11
    return Plan(
        programme=programme,
        policy=policy,
        v=v,
        central=central,
        place=place,
        begins=months_of_joining(programme, policy),
        choices=choices,
        promise=promise,
        readiness=readiness,
        mean_readiness=mean_readiness if served else NAN,
        time_to_consent=consent,
        hours=hours,
        works=works,
        sites=sites,
        before=before,
        after=after,
        businesses=businesses,
        partners=partnership_of(programme, policy, businesses, v),  # section 12
    )
