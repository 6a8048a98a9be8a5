"""Section 11 of docs/model.md: ventures, whoever owns them and whoever pays for a unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import building
from quantities import Values, charge, is_new, number, price_index, worth_left

from commpartner.programme import Policy, Programme, Venture


@dataclass(frozen=True)
class Trade:
    """One venture in one month [yuan]."""

    sales: float = 0.0
    subsidy: float = 0.0
    top_up: float = 0.0
    costs: float = 0.0
    capital_charge: float = 0.0
    capital_cost: float = 0.0  # whoever spent the capital
    capital: float = 0.0
    conceded: float = 0.0  # in kind, by enterprises
    helped: float = 0.0  # in kind, by volunteers
    by_residents: float = 0.0  # of the sales
    forgone: float = 0.0  # rent of its rooms unconverted
    displaced: float = 0.0  # sales taken from existing shops

    def income(self) -> float:
        return self.sales + self.subsidy + self.top_up

    def result(self) -> float:
        return self.before_capital() - self.capital_charge

    def before_capital(self) -> float:
        return self.income() - self.costs

    def after_capital(self) -> float:
        return self.before_capital() - self.capital_cost


@dataclass(frozen=True)
class Business:
    """A venture as the policy opens it: from the month `opens` on, never where that is infinite."""

    venture: Venture
    programme: Programme
    policy: Policy
    households: float
    opens: float

    def capacity(self, v: Values) -> float:
        venture = self.venture
        capacity = number(venture.capacity, v)
        if venture.per_household:
            capacity *= self.households
        if venture.demand_per_household is not None:
            most = number(venture.demand_per_household, v) * self.households
            capacity = min(capacity, most)
        return capacity

    def units(self, ramp: float, v: Values) -> float:
        venture, capacity = self.venture, self.capacity(v)
        return capacity * number(venture.utilisation, v) * number(venture.times_per_month, v) * ramp

    def ramp(self, t: int, v: Values) -> float:
        t90 = number(self.venture.ramp_months, v)
        if t90 == 0:
            return 1.0
        return 1 - math.exp(-math.log(10) * ((t + 0.5 - self.opens) / t90) ** 2)

    def funders(self, v: Values) -> tuple[str, ...]:
        """Who pays for a unit; the lever is for ventures that customers do not pay for alone."""
        one = self.venture
        added = (one.subsidy, one.concession, one.top_up, one.volunteer_hours)
        if any(number(quantity, v) > 0 for quantity in added):
            return self.policy.funders
        return ("individual",)

    def traded(self, units: float, price_level: float, v: Values) -> Trade:
        """Flows of a month at these units, capital spending apart."""
        venture, funders = self.venture, self.funders(v)
        price = number(venture.price, v) if "individual" in funders else 0.0
        subsidy = number(venture.subsidy, v) if "government" in funders else 0.0
        top_up = number(venture.top_up, v) if "collective" in funders else 0.0
        concession = number(venture.concession, v) if "enterprise" in funders else 0.0
        help_per_unit = 0.0
        if "volunteers" in funders:
            help_per_unit = number(venture.volunteer_hours, v) * v["volunteer_hour_value"]
        cash = number(venture.unit_cost, v) - concession - help_per_unit
        assert cash >= 0
        sales = units * price
        forgone = 0.0
        for asset in self.programme.assets:
            if asset.id == venture.asset:
                rent = asset.area * number(asset.rent_forgone, v)
                forgone = rent * v["idle_letting_chance"]
        costs = number(venture.cost_share, v) * sales + units * cash
        costs += number(venture.fixed_cost, v)
        costs += self.capacity(v) * number(venture.capacity_cost, v)
        capital = charge(self.capital(v), v["venture_life"], v)
        charged = self.policy.capital_charge and venture.owner != "collective"
        paid = capital if charged else 0.0
        return Trade(
            sales=sales * price_level,
            subsidy=units * subsidy * price_level,
            top_up=units * top_up * price_level,
            costs=costs * price_level,
            capital_charge=paid * price_level,
            capital_cost=capital * price_level,
            conceded=units * concession * price_level,
            helped=units * help_per_unit * price_level,
            by_residents=number(venture.resident_custom, v) * sales * price_level,
            forgone=forgone * price_level,
            displaced=number(venture.displaces, v) * sales * price_level,
        )

    def capital(self, v: Values) -> float:
        conversion = 0.0
        for asset in self.programme.assets:
            if asset.id == self.venture.asset:
                conversion = asset.area * number(asset.conversion_cost, v)
        return (conversion + number(self.venture.capital, v)) * (1 + v["optimism_bias"])

    def trade(self, t: int, v: Values) -> Trade:
        """The month `t`; nothing before the opening."""
        if t < self.opens:
            return Trade()
        prices = price_index(t, v)
        flows = self.traded(self.units(self.ramp(t, v), v), prices, v)
        if not is_new(t - self.opens, v["venture_life"]):
            return flows
        return Trade(**{**vars(flows), "capital": self.capital(v) * prices})

    def worth(self, months: int, v: Values) -> float:
        """What its capital is worth after the last month, at the prices of that time."""
        left = worth_left(months - self.opens, v["venture_life"], v)
        return self.capital(v) * left * price_index(months, v)

    def mature(self, v: Values) -> Trade:
        """A month at full ramp and at the prices of month 0."""
        return self.traded(self.units(1.0, v), 1.0, v)

    def amenity(self, t: int, v: Values) -> float:
        return number(self.venture.amenity, v) / 100 if t >= self.opens else 0.0


def businesses_of(
    programme: Programme, policy: Policy, households: float, works: list[building.Site]
) -> list[Business]:
    found = []
    for venture in programme.ventures:
        if venture.id not in policy.ventures:
            continue
        opens = float(policy.opening_months.get(venture.id, venture.opening_month))
        if venture.after_works is not None:
            waited_for = [site.finished for site in works if site.id == venture.after_works]
            opens = max(opens, waited_for[0]) if waited_for else math.inf
        found.append(Business(venture, programme, policy, households, opens))
    return found
