"""Section 15 of docs/model.md: outcomes."""

from __future__ import annotations

import math

from books import SECTORS
from months import Run
from plan import Plan
from production import Site, staffed_orders, steps_of, today, worth_of_work
from quantities import NAN, number, price_index, ratio, worth_left
from rates import rate_of_operator, rate_of_ventures
from standards import in_numbers
from welfare import burden, factor, gini_service, npv, social_net_benefit, value

from commpartner.programme import ServiceStandard

OWN_INCOME = (
    "fund_interest",
    "service_charges",
    "arrears_recovered",
    "common_property_income",
    "public_income",
    "partner_fees",
    "reinvested_profit",
    "collective_reinvestment",
)

REINVESTED = ("reinvested_profit", "collective_reinvestment")


def own_income(run: Run, first: int, last: int) -> float:
    paid_out = run.money.total(["common_income_to_owners", "collection_costs"], first, last)
    return run.money.total(OWN_INCOME, first, last) - paid_out


def month_without(missing: list[float], cost: list[float], run: Run) -> float:
    """First month from which nothing is missing to the end, a year or more."""
    if not run.plan.served:
        return NAN
    for t in range(run.months - 11):
        if all(missing[m] <= 1e-12 * cost[m] for m in range(t, run.months)):
            return t
    return NAN


def whether(month: float, missing: list[float], run: Run) -> float:
    """1 if there is such a month, 0 if the last one has a gap, NaN if it cannot be told."""
    if not math.isnan(month):
        return 1.0
    told = run.plan.served and run.months >= 12 and missing[-1] > 1e-9
    return 0.0 if told else NAN


def worth(run: Run) -> dict[str, float]:
    """What set-ups and ventures are worth after the last month, and what is owed, by payer."""
    plan, v, months = run.plan, run.plan.v, run.months
    found = dict.fromkeys(("government", "operator", "collective"), 0.0)
    if plan.centres_in_use and "centre_cost" in plan.policy.mechanisms:
        for centre in plan.centres_in_use:
            left = worth_left(months - plan.opens(centre), v["centre_setup_life"], v)
            setup = number(centre.setup_cost, v) * (1 + v["optimism_bias"])
            found["operator"] += setup * left * price_index(months, v)
    for business in plan.businesses:
        owner = "collective" if business.venture.owner == "collective" else "operator"
        found[owner] += business.worth(months, v)
    found["operator"] -= run.debt
    return found | {"lenders": run.debt}


def completion_rate(run: Run) -> float:
    """Orders closed in the last twelve months over those opened in them and open before."""
    first = max(run.months - 12, 0)
    before = run.backlog[first - 1] if first > 0 else 0.0
    whole = before + sum(run.opened[first:])
    if run.plan.policy.orders is None or whole == 0:
        return NAN
    return sum(run.closed[first:]) / whole


def order_times(run: Run) -> dict[str, float]:
    """Days until an order is closed, and the share closed by the deadline."""
    plan, first = run.plan, max(run.months - 12, 0)
    closed, waited = math.fsum(run.closed[first:]), math.fsum(run.waited[first:])
    found = {"order_wait_days": NAN, "orders_on_time": NAN}
    if plan.policy.orders is None or closed == waited == 0:
        return found
    sites = [plan.sites[e] for e in plan.served]
    orders = [staffed_orders(site, plan.v) for site in sites]
    promised = [site.standard.promise.target for site in sites]
    hours = sum(hour * n for hour, n in zip(promised, orders, strict=True)) / sum(orders)
    room = max(plan.v["order_deadline"] - hours / 24, 0.0)
    if closed > 0:
        days = 365 / 12 * waited / closed
        found["order_wait_days"] = hours / 24 + days
        found["orders_on_time"] = 1 - math.exp(-room / days) if days > 0 else float(room > 0)
    else:
        found["orders_on_time"] = 0.0
    return found


def collection(run: Run, first: int, billed: float) -> dict[str, float]:
    """Rates of collection of the months from `first` on; old debts lose a part every month."""
    at_start = run.owed[first - 1] if first > 0 else 0.0
    older, of_older = at_start, 0.0
    for t in range(first, run.months):
        before = run.owed[t - 1] if t > 0 else 0.0
        of_older += run.money.accounts["arrears_recovered"][t] * ratio(older, before)
        older -= older / run.plan.v["arrears_months"]
    received = run.money.total(["service_charges", "arrears_recovered"], first)
    rates = {
        "collection_rate_current": (received - of_older, billed),
        "collection_rate_overall": (received, billed + at_start),
        "collection_rate": (received, billed),
    }
    found = {name: part / of if billed > 0 else NAN for name, (part, of) in rates.items()}
    found["collection_rate_of_arrears"] = of_older / at_start if at_start > 0 else NAN
    return found


def against_today(plan: Plan, cost: float) -> dict[str, float]:
    """The cost of month 0 beside what the estates served buy today."""
    if not plan.served:
        nothing = ("savings_share_today", "today_cost_per_household_month", "service_gained")
        return {**dict.fromkeys(nothing, 0.0), "cost_per_service_point": NAN}
    v, central = plan.v, plan.central
    steps = steps_of(plan.policy, v)
    less = {e: today(plan.sites[e], steps, v, central) for e in plan.served}
    paid = sum(bill for bill, _ in less.values())
    offered = sum(worth_of_work(plan.sites[e], v) for e in plan.served)
    usual = {e: Site(plan.sites[e].estate, in_numbers(ServiceStandard(), v)) for e in plan.served}
    whole = sum(worth_of_work(site, v) for site in usual.values())
    bought = sum(worth_of_work(usual[e], v, part) for e, (_, part) in less.items())
    gained = (offered - bought) / whole if whole > 0 else 0.0
    per_household = (cost - paid) / plan.households
    return {
        "savings_share_today": ratio(paid - cost, paid),
        "today_cost_per_household_month": paid / plan.households,
        "service_gained": gained,
        "cost_per_service_point": per_household / (100 * gained) if gained >= 0.01 else NAN,
    }


def outcomes(run: Run) -> dict[str, float]:
    plan, months, total = run.plan, run.months, run.money.total
    years, first = months / 12, max(months - 12, 0)
    served, households, h = plan.served, plan.households, plan.h
    present = plan.present(months - 1)
    in_the_end = sum(h[e] for e in present)
    alone = {e: plan.before.alone[e].total() for e in served}
    cost = plan.before.cost
    stand_alone = sum(alone[e] for e in plan.clustered)
    saved = stand_alone - sum(cost[e] for e in plan.clustered)
    even = month_without(run.money.accounts["fallback"], run.whole_cost, run)
    missing = [run.whole_cost[t] - own_income(run, t, t + 1) for t in range(months)]
    covers = month_without(missing, run.whole_cost, run)
    collective = plan.programme.collective
    found = {
        "savings_per_year": 12 * saved,
        "savings_share": ratio(saved, stand_alone),
        "savings_per_household_month": ratio(saved, sum(h[e] for e in plan.clustered)),
        **against_today(plan, sum(cost)),
        "cost_per_household_month": ratio(sum(cost), households),
        "stand_alone_cost_per_household_month": ratio(sum(alone.values()), households),
        "staff": sum(one.staff for one in plan.before.producers),
        "reinvested_per_year": total(REINVESTED) / years,
        "reinvested_per_household_month": ratio(total(REINVESTED) / months, households),
        "fees_per_household_month": ratio(
            sum(one.fees for one in run.estates) / months, households
        ),
        "fallback_per_year": total(["fallback"]) / years,
        "fallback_repaid_per_year": total(["fallback_repaid"]) / years,
        "fallback_net_per_year": (total(["fallback"]) - total(["fallback_repaid"])) / years,
        "fallback_cumulative": total(["fallback"]),
        "fallback_peak_month": max(run.money.accounts["fallback"]),
        "covers_cost": whether(covers, missing, run),
        "covers_cost_month": covers,
        "breaks_even": whether(even, run.money.accounts["fallback"], run),
        "break_even_month": even,
        "paying_share": ratio(sum(h[e] * run.estates[e].x for e in present), in_the_end),
        "self_sufficiency_without_arrears": ratio(
            own_income(run, first, months)
            - total(["arrears_recovered"], first) * (1 - plan.v["collection_cost_share"]),
            sum(run.whole_cost[first:]),
        ),
        "service_level": ratio(
            total(["service_payments", "service_upgrades"]), sum(run.whole_cost)
        ),
        "satisfaction": 100 * sum(h[e] * run.satisfied(e) for e in plan.everyone) / sum(h),
        "satisfaction_served": NAN,
        "ventures_loss_making": NAN,
        "venture_profit_before_capital": sum(map(sum, run.before_capital)) / years,
        "venture_profit": sum(map(sum, run.after_capital)) / years,
        "venture_profit_economic": (sum(map(sum, run.after_capital)) - sum(run.forgone)) / years,
        "displaced_sales": sum(run.displaced) / years,
        "displaced_margin": plan.v["shop_margin"] * sum(run.displaced) / years,
        "gini_service": gini_service(run),
        "payment_burden": burden(run, 1.0),
        "payment_burden_low_income": burden(run, plan.v["low_income_ratio"]),
        "value_to_residents_per_year": sum(value(run, t) for t in range(months)) / years,
        "social_net_benefit": social_net_benefit(run, worth(run)),
        "abandoned_estates": float(
            sum(e not in present and not plan.programme.estates[e].managed for e in plan.everyone)
        ),
        "households_served": in_the_end / sum(h),
        "readiness": plan.mean_readiness,
        "completion_rate": completion_rate(run),
        **order_times(run),
        "partners_kept": plan.partners.kept,
        "partner_share_needed": plan.partners.share_needed,
        "in_kind_per_household_month": ratio(
            run.kind.total(run.kind.accounts) / months, households
        ),
        "public_spending_per_year": run.money.paid_by("government") / years,
        "collective_income_per_year": NAN,
        "dividends_per_member_year": NAN,
    }
    billed = sum(run.bills[first:])
    found |= collection(run, first, billed)
    if collective is not None:
        found["collective_income_per_year"] = total(["collective_income"]) / years
        found["dividends_per_member_year"] = total(["dividends"]) / years / collective.members
    if present:
        whole = sum(h[e] * run.estates[e].s for e in present)
        found["satisfaction_served"] = 100 * whole / in_the_end
    if plan.businesses:
        lost = (sum(one[first:]) < 0 for one in run.after_capital)
        found["ventures_loss_making"] = float(sum(lost))
    for year in (1, 3, 5, 10):
        if months >= 12 * year:
            months_of_year = 12 * (year - 1), 12 * year
            found[f"self_sufficiency_year_{year}"] = ratio(
                own_income(run, *months_of_year), sum(run.whole_cost[slice(*months_of_year)])
            )
    at_the_end = factor(run, months)
    kept = {sector: at_the_end * amount for sector, amount in worth(run).items()}
    for sector in SECTORS:
        if sector == "maintenance_funds":  # in the social net benefit alone
            continue
        name = "npv_residents_payments" if sector == "residents" else f"npv_{sector}"
        found[name] = npv(run, sector) + kept.get(sector, 0.0)
    found["operator_internal_rate"] = rate_of_operator(run)
    found["ventures_internal_rate"] = rate_of_ventures(run)
    found["residual_value"] = sum(kept.values())
    found["public_residual_value"] = kept["government"] + kept["operator"]
    left = sum(end.fund + end.relief + end.reserve for end in run.estates)
    found["estate_funds_left"] = left * at_the_end
    found["repairs_deferred"] = sum(run.estates[e].repairs for e in served)
    found["public_net_cost"] = -(found["npv_government"] + found["npv_operator"])
    return found
