"""Section 15 of docs/model.md: what months, payers and the service are worth."""

from __future__ import annotations

import math

from months import Run
from quantities import NAN, price_index, ratio

INSIDE = (
    *("estate_funds", "maintenance_funds", "operator", "ventures", "partners"),
    *("collective", "government", "lenders"),
)
USED_UP = (
    "volunteer_hours",
    "partner_services",
    "free_space",
    "shared_premises",
    "conceded_costs",
    "unit_volunteering",
    "rent_forgone_operator",
    "rent_forgone_government",
    "rent_forgone_collective",
)


def factor(run: Run, t: float) -> float:
    """Present value of a yuan of month t."""
    v = run.plan.v
    mean, spread = math.log(1 + v["discount_rate_economic"]), v["discount_rate_spread"]
    real = math.exp(-mean * t / 12)
    if spread > 0 and mean > 0:
        shape = mean**2 / spread**2
        real = (1 + t / 12 / shape * mean) ** -shape
    return real / price_index(t, v)


def npv(run: Run, sector: str) -> float:
    return float(sum(run.money.net(sector, t) * factor(run, t) for t in range(run.months)))


def income_index(run: Run, t: float) -> float:
    return float((1 + run.plan.v["income_growth"]) ** (t / 12))


def value(run: Run, t: int) -> float:
    """What service and works of a month are worth to those who get them."""
    v = run.plan.v
    unserved, full = v["satisfaction_unserved"] / 100, v["satisfaction_full_service"] / 100
    lived_in = sum(run.plan.h[e] * run.plan.occupied(e) for e in run.plan.present(t))
    gained = run.pleased[t] - lived_in * unserved
    worth = v["service_value"] * income_index(run, t)
    service = worth * gained / (full - unserved) if full > unserved else 0.0
    return service + sum(site.value_in(t, v) for site in run.plan.works)


def social_net_benefit(run: Run, kept: dict[str, float]) -> float:
    """All that is gained less all that is used up; `kept` is worth after the last month."""
    v = run.plan.v
    weight = (v["median_income"] / v["household_income"]) ** v["welfare_elasticity"]
    left = sum(site.value_left(run.months, v) for site in run.plan.works)
    found: float = factor(run, run.months) * (weight * left + sum(kept.values()))
    for t in range(run.months):
        residents = run.money.net("residents", t) + value(run, t)
        for name, parties in run.money.parties.items():
            if parties == ("residents", "ventures"):  # goods, worth their price
                residents += run.money.accounts[name][t]
        others = sum(run.money.net(sector, t) for sector in INSIDE)
        used = sum(run.kind.accounts[name][t] for name in USED_UP)
        used += v["shop_margin"] * run.displaced[t]
        found += factor(run, t) * (weight * residents + others - used)
    return found


def gini_service(run: Run) -> float:
    """Of the part of the full scope received over all months, weighted by households."""
    plan = run.plan
    if not plan.served:
        return NAN
    part = {}
    for e in plan.served:
        months = range(run.months)
        whole = sum(plan.due(e, t) for t in months)
        since = sum(plan.due(e, t) for t in months if e in plan.present(t))
        charged = sum(plan.charged(e, t) for t in months)
        part[e] = plan.scope(e) * ratio(run.estates[e].received, charged) * since / whole
    mean = sum(plan.h[e] * part[e] for e in plan.served) / plan.households
    if mean <= 0:
        return NAN
    apart = sum(
        plan.h[i] * plan.h[j] * abs(part[i] - part[j]) for i in plan.served for j in plan.served
    )
    return apart / (2 * mean * plan.households**2)


def burden(run: Run, share: float) -> float:
    """Bills of the last year over the income of a household that has this share of the mean."""
    first = max(run.months - 12, 0)
    plan, months = run.plan, range(first, run.months)
    billed_homes = sum(plan.h[e] for t in months for e in plan.present(t)) / len(months)
    billed = ratio(sum(run.bills[first:]), max(billed_homes, 1))
    income = sum(income_index(run, t) for t in range(first, run.months))
    return billed / (run.plan.v["household_income"] * share * income)
