"""Section 13 of docs/model.md: the month, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import building
import clock
import standards
from books import IN_KIND, PAYMENTS, Book
from plan import Plan
from production import unclosed
from quantities import is_new, logistic, number, price_index, ratio


@dataclass
class EstateState:
    """Stocks of an estate, and its flows over all months so far."""

    x: float = 0.0  # paying share
    s: float = 0.0  # satisfaction
    s0: float = 0.0  # the same before free repairs
    arrears: float = 0.0
    fund: float = 0.0
    relief: float = 0.0
    reserve: float = 0.0
    repairs: float = 0.0  # large ones, due and not paid
    maintenance: float = 0.0  # balance of the maintenance fund
    repaid: float = 0.0  # of the fallback
    open_orders: float = 0.0
    fees: float = 0.0
    reinvested: float = 0.0
    fallback: float = 0.0
    received: float = 0.0


@dataclass
class VentureState:
    losses: float = 0.0  # Λ
    result: float = 0.0  # since the last settlement
    income: float = 0.0


@dataclass
class Run:
    """One draw on its way through the months."""

    plan: Plan
    months: int
    shapley_weights: list[float] | None = None
    shortfall: float = 0.0  # S, of the collective
    debt: float = 0.0  # of the operator, after the last month
    branches: set[str] = field(default_factory=set)  # what the run has met, by name

    def __post_init__(self) -> None:
        self.money = Book(PAYMENTS, self.months)
        self.kind = Book(IN_KIND, self.months)
        self.before_capital = [[0.0] * self.months for _ in self.plan.businesses]
        self.after_capital = [[0.0] * self.months for _ in self.plan.businesses]
        self.forgone = [0.0] * self.months
        self.taxable = [0.0] * self.months  # income of the operator's ventures
        self.displaced = [0.0] * self.months
        self.whole_cost = [0.0] * self.months
        self.bills = [0.0] * self.months
        self.owed = [0.0] * self.months  # at the end of the month
        self.opened = [0.0] * self.months
        self.closed = [0.0] * self.months
        self.backlog = [0.0] * self.months  # at the end of the month
        self.waited = [0.0] * self.months  # time that orders were open [order month]
        self.pleased = [0.0] * self.months  # occupied homes times satisfaction
        self.ventures = [VentureState() for _ in self.plan.businesses]
        self.estates = [self.start(e) for e in self.plan.everyone]
        self.before_joining = [self.start(e).s0 for e in self.plan.everyone]

    def start(self, e: int) -> EstateState:
        plan, v = self.plan, self.plan.v
        managed, served = plan.programme.estates[e].managed, e in plan.served
        unserved, full = v["satisfaction_unserved"] / 100, v["satisfaction_full_service"] / 100
        state = EstateState(
            x=self.paying_at_start(e) if served else 0.0,
            maintenance=self.maintenance_at_start(e),
            s=v["baseline_satisfaction"] / 100 if managed else unserved,
        )
        state.s0 = state.s
        if served:  # free repairs when the estate joins
            reach = unserved + (full - unserved) * plan.scope(e)
            spent = number(plan.policy.onboarding, v)
            closed = min(v["onboarding_effect"] * spent / v["onboarding_repair_cost"], 1)
            state.s += max(reach - state.s, 0) * closed
        return state

    def satisfied(self, e: int) -> float:
        """Satisfaction at the end; as today if an estate has not joined."""
        joined = e in self.plan.present(self.months - 1)
        return self.estates[e].s if joined else self.before_joining[e]

    def paying_at_start(self, e: int) -> float:
        estate, v = self.plan.programme.estates[e], self.plan.v
        if estate.collection_rate is not None:
            self.branches.add("own collection rate")
            return estate.collection_rate
        return v["collection_rate_before"] if estate.managed else 0.0

    def maintenance_at_start(self, e: int) -> float:
        estate, fund = self.plan.programme.estates[e], self.plan.policy.maintenance_fund
        if fund is None or e not in self.plan.served:
            return 0.0
        if estate.maintenance_fund is not None:
            self.branches.add("own maintenance fund")
            return estate.maintenance_fund
        return number(fund.opening, self.plan.v) * estate.floor_area

    def month(self, t: int) -> None:
        pool_of_ventures, public_income = self.waterfall(t)
        partner_fees = self.partners(t)
        pool = pool_of_ventures + partner_fees + self.collective(t)
        self.service(t, pool, public_income)
        self.operator(t)
        self.works_and_governance(t)
        self.given_in_kind(t)

    # Step 2 ----------------------------------------------------------------------------------

    def waterfall(self, t: int) -> tuple[float, float]:
        """Ventures and their profit: what returns to the estates, and the owners' own."""
        plan, v, policy = self.plan, self.plan.v, self.plan.policy
        pool = public_income = 0.0
        for business, state, before, after in zip(
            plan.businesses, self.ventures, self.before_capital, self.after_capital, strict=True
        ):
            deal = business.trade(t, v)
            before[t], after[t] = deal.before_capital(), deal.after_capital()
            if business.venture.owner == "operator" and not business.venture.vat_exempt:
                self.taxable[t] += deal.income()
            owner = business.venture.owner
            self.money.add("venture_sales", t, deal.sales - deal.by_residents)
            self.money.add("resident_sales", t, deal.by_residents)
            self.money.add("venture_subsidy", t, deal.subsidy)
            self.money.add("collective_top_up", t, deal.top_up)
            self.money.add("venture_costs", t, deal.costs)
            self.money.add("capital_charges", t, deal.capital_charge)
            spender = "collective_capital" if owner == "collective" else "venture_capital"
            self.money.add(spender, t, deal.capital)
            self.kind.add("conceded_costs", t, deal.conceded)
            self.kind.add("unit_volunteering", t, deal.helped)
            for asset in plan.programme.assets:
                if asset.id == business.venture.asset:
                    self.kind.add(f"rent_forgone_{asset.owner}", t, deal.forgone)
            self.forgone[t] += deal.forgone
            self.displaced[t] += deal.displaced
            state.result += deal.result()
            state.income += deal.income()
            if (t + 1) % policy.settlement_months != 0 and t != self.months - 1:
                continue

            share = number(policy.reinvestment_share, v) if owner == "operator" else 1.0
            profit, income = state.result, state.income
            if policy.reinvestment_basis == "profit" or owner != "operator":
                made_good = min(max(profit, 0), state.losses)
                reinvested = share * (max(profit, 0) - made_good)
                covered = max(-profit, 0)
            else:
                reinvested = share * income
                made_good = min(max(profit - reinvested, 0), state.losses)
                covered = max(reinvested - profit, 0)
            state.losses = state.losses - made_good + covered
            state.result = state.income = 0.0
            self.money.add("losses_made_good", t, made_good)
            self.money.add("losses_covered", t, covered)
            if made_good > 1:
                self.branches.add(f"{owner}: losses made good")
            if reinvested > 1:
                self.branches.add(f"{owner}: profit")
            if owner == "operator":
                retained = profit + covered - reinvested - made_good
                self.money.add("reinvested_profit", t, reinvested)
                self.money.add("retained_profit", t, retained)
                claim = policy.partner_profit_share * plan.partners.profit_claim
                self.money.add("partner_profit", t, claim * retained)
                pool += reinvested
            elif owner == "owners":
                self.money.add("public_income", t, reinvested)
                public_income += reinvested
            else:
                self.money.add("collective_income", t, reinvested)
        return pool, public_income

    def partners(self, t: int) -> float:
        """Section 12: what partners pay and are paid, and their fees."""
        partners, prices = self.plan.partners, price_index(t, self.plan.v)
        self.money.add("partner_fees", t, partners.fees * prices)
        self.money.add("partner_service_fees", t, partners.service_fees * prices)
        self.money.add("partner_custom", t, partners.custom * prices)
        return partners.fees * prices

    # Step 3 ----------------------------------------------------------------------------------

    def collective(self, t: int) -> float:
        policy = self.plan.policy
        income = self.money.accounts["collective_income"][t]
        y = income - self.money.accounts["collective_top_up"][t]
        left = max(y - self.shortfall, 0)
        if self.shortfall > 1 and y > 0:
            self.branches.add("shortfall made up")
        self.shortfall = max(self.shortfall - y, 0)
        if self.shortfall > 1:
            self.branches.add("shortfall")
        reserve = number(policy.collective_reserve, self.plan.v) * left
        welfare = policy.welfare_share * left
        remainder = left - reserve - welfare
        dividends = policy.dividend_share * remainder
        self.money.add("welfare", t, welfare)
        self.money.add("dividends", t, dividends)
        self.money.add("collective_reinvestment", t, remainder - dividends)
        return remainder - dividends

    # Steps 1 and 4 to 9 ----------------------------------------------------------------------

    def service(self, t: int, pool: float, public_income: float) -> None:
        plan, v, policy = self.plan, self.plan.v, self.plan.policy
        prices = price_index(t, v)
        growth = (1 + number(policy.fee_growth, v)) ** (t / 12)
        present, sharing = plan.present(t), plan.sharing(t)
        fee_indices = {e: growth if plan.billing(e, t) else 0.0 for e in plan.served}
        if any(not plan.billing(e, t) and t >= policy.free_months for e in present):
            self.branches.add("consent delays the bill")
        if 0 < len(present) < len(plan.served):
            self.branches.add("some have joined")
        if not present and pool > 1:
            self.branches.add("money before anybody has joined")
        gain = 1 + v["committee_income_gain"] * policy.governance.committees
        effort = 1 + v["committee_recovery_gain"] * policy.governance.committees
        comes_in = 1 - (1 - v["arrears_recovered_share"]) ** effort
        due = [plan.charged(e, t) for e in plan.everyone]
        gross = [0.0 for _ in plan.everyone]
        relieved = [0.0 for _ in plan.everyone]
        own = [0.0 for _ in plan.everyone]
        self.whole_cost[t] = sum(due)

        for e in plan.served:
            state, h = self.estates[e], plan.h[e]
            occupied, empty = plan.occupied(e), plan.vacancy(e) * v["vacant_fee_share"]

            # Steps 1 and 4: bills and collection
            gross[e] = plan.choices[e].fee * (occupied + empty) * fee_indices[e]
            relieved[e] = min(state.relief, gross[e])
            bill = gross[e] - relieved[e]
            collected = state.x * bill
            leaving = state.arrears / v["arrears_months"]
            recovered = leaving * comes_in * state.x
            state.arrears += bill - collected - leaving
            collecting = v["collection_cost_share"] * (collected + recovered)
            state.fees += collected + recovered
            self.owed[t] += state.arrears
            self.bills[t] += bill

            # Step 5: own money
            common = v["public_income_per_household"] * (1 - v["common_income_cost_share"]) * h
            common *= prices * gain if e in present else 0.0
            among = sum(plan.h[other] for other in sharing)
            public = public_income * h / among if e in sharing else 0.0
            kept = policy.common_income_to_fund * (common + public)
            grant = number(policy.grant, v) * h if t < policy.grant_months and e in present else 0.0
            grant *= (1 - policy.grant_taper) ** (t // 12)
            interest = max(state.fund, 0) * number(policy.fund_interest, v) / 12
            own[e] = state.fund + collected + recovered - collecting
            own[e] += relieved[e] + kept + grant + interest
            agreed = number(policy.remuneration_share, v) * (collected + recovered - collecting)
            agreed += number(policy.remuneration, v) * h * prices if e in present else 0.0
            remuneration = min(agreed, max(own[e] - relieved[e], 0))
            own[e] -= remuneration
            self.money.add("operator_remuneration", t, remuneration)
            self.money.add("service_charges", t, collected)
            self.money.add("arrears_recovered", t, recovered)
            self.money.add("collection_costs", t, collecting)
            self.money.add("common_property_income", t, common)
            self.money.add("common_income_to_owners", t, common + public - kept)
            self.money.add("grants", t, grant)
            self.money.add("fund_interest", t, interest)

        # Step 6: allocation
        deficit = [max(due[e] - own[e], 0) for e in plan.everyone]
        part = self.allocation(pool, deficit, sharing)
        for e in plan.served:
            state, h = self.estates[e], plan.h[e]
            occupied, empty = plan.occupied(e), plan.vacancy(e) * v["vacant_fee_share"]
            covering = min(part[e], deficit[e]) if policy.deficit_first else 0.0
            rest = part[e] - covering
            to_reserve = policy.reserve_share * rest
            to_relief = policy.fee_relief_share * rest
            upgrade = policy.upgrade_share * rest
            if not present:
                to_reserve = to_relief = upgrade = 0.0
            available = own[e] + covering + rest - to_reserve - to_relief - upgrade

            # Step 7: fallback
            gap = max(due[e] - available, 0)
            cap = math.inf if policy.fallback_cap is None else policy.fallback_cap * h * prices
            if not plan.billing(e, t):
                if gap > cap + 1:
                    self.branches.add("cap does not bind before the first bill")
                cap = math.inf
            fallback = min(gap, cap)
            uncovered = gap - fallback
            begun = state.fund
            state.fund = max(available - due[e], 0)
            state.relief += to_relief - relieved[e]
            state.reserve += to_reserve
            self.large_repairs(e, t)
            provided = 1 - uncovered / due[e] if e in present else 1.0
            state.fallback += fallback
            margin = min(number(policy.operator_margin, v) * (due[e] - uncovered), state.fund)
            state.fund -= margin
            self.money.add("operator_margin", t, margin)
            self.claw_back(e, t, state.fund - begun)
            state.reinvested += part[e]
            state.received += due[e] - uncovered + upgrade
            self.money.add("fallback", t, fallback)
            self.money.add("service_payments", t, due[e] - uncovered)
            self.money.add("service_upgrades", t, upgrade)
            self.money.add("upgrade_spending", t, upgrade)

            if e not in present:
                continue

            # Step 8: work orders, satisfaction, appraisal
            still_open = self.work_orders(e, t, provided)
            quality = (provided + upgrade / due[e]) * (1 - v["order_weight"] * still_open)
            unserved, full = v["satisfaction_unserved"] / 100, v["satisfaction_full_service"] / 100
            target = unserved + (full - unserved) * plan.scope(e) * quality + self.amenity(t)
            if target > 1:
                self.branches.add("satisfaction at its most")
            state.s += v["satisfaction_speed"] * (min(target, 1) - state.s)
            self.pleased[t] += h * plan.occupied(e) * state.s
            state.fund += self.withheld(e, t, provided, still_open, due[e] - uncovered)

            # Step 9: paying share
            if plan.billing(e, t):
                income = v["household_income"] * (1 + v["income_growth"]) ** (t / 12)
                price = v["price_effect"] * 100 * plan.choices[e].fee * fee_indices[e] / h / income
                goodwill = v["goodwill_effect"] * (
                    1 - math.exp(-policy.free_months / v["goodwill_months"])
                )
                goodwill *= math.exp(-(t - plan.first_bill(e)) / v["goodwill_decay"])
                paid_if_occupied_pay = (occupied + empty * v["vacant_paying_share"]) / (
                    occupied + empty
                )
                x_target = logistic(
                    v["adoption_intercept"]
                    + v["satisfaction_effect"] * state.s
                    + price
                    + v["governance_effect"] * plan.readiness[e]
                    + goodwill
                    + (-price - v["moral_hazard_effect"]) * ratio(relieved[e], gross[e])
                )
                x_target *= paid_if_occupied_pay
                state.x += v["adoption_speed"] * (x_target - state.x)

    def large_repairs(self, e: int, t: int) -> None:
        plan, v, state = self.plan, self.plan.v, self.estates[e]
        a_year = (
            v["large_repair_hazard"] * v["large_repair_cost"] * plan.programme.estates[e].floor_area
        )
        state.repairs += a_year / 12 * price_index(t, v) if e in plan.present(t) else 0.0
        self.maintain(e, t)
        paid = min(state.repairs, state.reserve)
        state.repairs -= paid
        state.reserve -= paid
        self.money.add("large_repairs", t, paid)

    def maintain(self, e: int, t: int) -> None:
        """Move the maintenance fund: repairs are paid first, then owners' works."""
        plan, v, state = self.plan, self.plan.v, self.estates[e]
        fund = plan.policy.maintenance_fund
        if fund is None:
            return
        area = plan.programme.estates[e].floor_area
        prices = price_index(t, v) if e in plan.present(t) else 0.0
        interest = state.maintenance * number(fund.interest, v) / 12
        paid = number(fund.contribution, v) * area * prices
        first = number(fund.first_contribution, v) * area
        if state.maintenance < fund.renewed_below * first:
            again = number(fund.renewal, v) * area * prices
            paid += min(again, max(first - state.maintenance, 0))
            self.branches.add("maintenance fund renewed")
        self.money.add("maintenance_contributions", t, paid)
        self.money.add("maintenance_interest", t, interest)
        state.maintenance += paid + interest
        mended = min(state.repairs, state.maintenance)
        state.repairs -= mended
        state.maintenance -= mended
        self.money.add("maintenance_repairs", t, mended)
        owed = sum(site.residents * site.cost_in(t, v) for site in plan.works)
        of_works = min(owed * plan.h[e] / plan.households, state.maintenance)
        state.maintenance -= of_works
        self.money.add("maintenance_works", t, of_works)
        self.money.add("works_residents", t, -of_works)

    def claw_back(self, e: int, t: int, surplus: float) -> None:
        state = self.estates[e]
        share = number(self.plan.policy.fallback_clawback, self.plan.v)
        paid = min(share * max(surplus, 0), state.fallback - state.repaid)
        state.fund -= paid
        state.repaid += paid
        self.money.add("fallback_repaid", t, paid)

    def allocation(self, pool: float, deficit: list[float], sharing: list[int]) -> list[float]:
        plan = self.plan
        if not plan.served:
            return [0.0 for _ in plan.everyone]
        rule = plan.policy.allocation
        if rule == "deficit":
            return fill_deficits(pool, deficit, sharing, plan.h)
        if rule == "shapley":
            assert self.shapley_weights is not None
            size = self.shapley_weights
            return by_weight(pool, [size[e] if e in sharing else 0.0 for e in plan.everyone])
        estates = plan.programme.estates
        size = {
            "household": [float(one) for one in plan.h],
            "floor_area": [estate.floor_area for estate in estates],
            "equal": [1.0 for _ in plan.everyone],
            "need_index": [estate.households * estate.need_index for estate in estates],
        }[rule]
        if sum(size[e] for e in sharing) == 0:
            sharing = plan.served
        return by_weight(pool, [size[e] if e in sharing else 0.0 for e in plan.everyone])

    def work_orders(self, e: int, t: int, provided: float) -> float:
        """Move the open orders of an estate; share of all open ones that is still open."""
        plan, v, policy, state = self.plan, self.plan.v, self.plan.policy, self.estates[e]
        flow = policy.orders
        if flow is None:
            return 0.0
        stake = policy.appraisal.performance_share if policy.appraisal is not None else 0.0
        left = unclosed(
            1 - v["order_closing_rate"],
            [
                v["taking_effect"] * flow.taken,
                v["warning_effect"] * flow.weekly_warning,
                v["review_effect"] * flow.monthly_review,
                v["assessment_effect"] * flow.quarterly_assessment,
                v["publication_effect"] * flow.published,
                v["appraisal_effect"] * stake,
            ],
        )
        n, rho, before = plan.new_orders(e, t), plan.reopened_share, state.open_orders
        capacity = v["order_headroom"] * n / (1 - rho) * provided
        old, new = clock.month_of_one(left, rho, 1.0, 0.0), clock.month_of_one(left, rho, 0.0, 1.0)
        possible = before * old.closed + n * new.closed
        closed = min(possible, capacity)
        if closed < possible and closed > 0:
            self.branches.add("capacity binds")
        opened = n + rho * closed
        state.open_orders = before + opened - closed
        # A crew that is short saves its part of the time that one that suffices saves.
        saved = before * old.saved + n * new.saved
        waited = before + n / 2 - ratio(closed, possible) * saved
        reports = flow.weekly_warning + flow.monthly_review + flow.quarterly_assessment
        checked = v["recheck_cost"] * flow.recheck * closed
        paid = v["supervision_cost"] * reports * opened + checked
        self.money.add("order_supervision", t, paid * price_index(t, v))
        self.opened[t] += opened
        self.closed[t] += closed
        self.backlog[t] += state.open_orders
        self.waited[t] += waited
        return ratio(state.open_orders, before + opened)

    def amenity(self, t: int) -> float:
        plan, v = self.plan, self.plan.v
        given = plan.partners.services + plan.partners.conceded
        partners = v["in_kind_effect"] / 100 * ratio(given, plan.households) / 10
        ventures = sum(business.amenity(t, v) for business in plan.businesses)
        return partners + ventures + building.amenity(plan.works, t)

    def withheld(self, e: int, t: int, provided: float, still_open: float, payment: float) -> float:
        appraisal = self.plan.policy.appraisal
        if appraisal is None:
            return 0.0
        regulator = provided * (1 - still_open)
        weight = appraisal.regulator_weight
        score = weight * regulator + (1 - weight) * self.estates[e].s
        missing = max(1 - score / number(appraisal.target, self.plan.v), 0)
        if missing == 0:
            self.branches.add("whole performance part paid")
        amount = appraisal.performance_share * missing * payment
        self.money.add("performance_withheld", t, amount)
        return amount

    # What others spend -----------------------------------------------------------------------

    def operator(self, t: int) -> None:
        plan, v, policy = self.plan, self.plan.v, self.plan.policy
        prices = price_index(t, v)
        wage_index = (1 + v["wage_growth"]) ** (t / 12)
        delivered = ratio(self.money.accounts["service_payments"][t], self.whole_cost[t])
        for name in (
            "wages",
            "materials",
            "energy",
            "maintenance",
            "callouts",
            "overhead",
            "lifts",
            "pumped_water",
            "greening",
            "refuse_removal",
            "insurance",
            "centre_rent",
            "centre_systems",
        ):
            before = plan.before.amount(name, plan.present(t))
            after = plan.after.amount(name, plan.present(t))
            index = wage_index if name == "wages" else prices
            self.money.add(name, t, plan.between(before, after, t) * index * delivered)
        for centre in plan.centres_in_use:
            new = is_new(t - plan.opens(centre), v["centre_setup_life"])
            if new and "centre_cost" in policy.mechanisms:
                setup = number(centre.setup_cost, v) * (1 + v["optimism_bias"])
                self.money.add("centre_setup", t, setup * prices)
        entering = sum(plan.h[e] for e in plan.served if plan.begins[e] == t)
        spent = number(policy.onboarding, v) * entering * prices
        self.money.add("onboarding_repairs", t, spent)

    def works_and_governance(self, t: int) -> None:
        plan, v, policy = self.plan, self.plan.v, self.plan.policy
        for site in plan.works:
            cost = site.cost_in(t, v)
            self.money.add("works_residents", t, site.residents * cost)
            self.money.add("works_government", t, site.government * cost)
            self.money.add(f"works_{site.rest_from}", t, site.rest * cost)
            if t >= site.finished:
                self.branches.add("works finished")
        count = len(plan.served)
        entering = sum(plan.begins[e] == t for e in plan.served)
        setup = standards.governance_setup(policy, entering, v)
        self.money.add("governance_setup", t, setup * price_index(t, v))
        running = standards.governance_running(policy, count, v)
        running *= ratio(len(plan.present(t)), count)
        self.money.add("governance_running", t, running * price_index(t, v))

    def given_in_kind(self, t: int) -> None:
        """Section 14; what is given per unit of a venture stands with the ventures."""
        plan, v = self.plan, self.plan.v
        prices = price_index(t, v)
        hours = plan.hours.total() * v["volunteer_hour_value"]
        hours *= ratio(sum(plan.h[e] for e in plan.present(t)), plan.households)
        shared = sum(
            number(one.rent, v)
            for one in plan.centres_in_use
            if one.co_located and t >= plan.opens(one)
        )
        self.kind.add("volunteer_hours", t, hours * prices)
        self.kind.add("partner_services", t, plan.partners.services * prices)
        self.kind.add("conceded_prices", t, plan.partners.conceded * prices)
        self.kind.add("free_space", t, plan.partners.space * prices)
        self.kind.add("shared_premises", t, shared * prices)


def fill_deficits(
    pool: float, deficit: list[float], members: list[int], h: list[int]
) -> list[float]:
    """Fill the largest deficits per household first, down to one level, the rest by household."""
    served = [e in members for e in range(len(h))]
    if pool >= sum(deficit[e] for e in members):
        left = pool - sum(deficit[e] for e in members)
        households = sum(h[e] for e in members)
        return [deficit[e] + left * h[e] / households if served[e] else 0.0 for e in range(len(h))]
    # Walk down the deficits per household until the level is reached at which the pool is used up.
    levels = sorted({deficit[e] / h[e] for e in members} | {0.0}, reverse=True)
    used = 0.0
    level = levels[0]
    for lower in levels[1:]:
        above = sum(h[e] for e in members if deficit[e] / h[e] >= level)
        if used + above * (level - lower) >= pool:
            level -= (pool - used) / above
            break
        used += above * (level - lower)
        level = lower
    return [max(deficit[e] - level * h[e], 0.0) if served[e] else 0.0 for e in range(len(h))]


def by_weight(pool: float, weight: list[float]) -> list[float]:
    total = sum(weight)
    return [pool * one / total for one in weight]
