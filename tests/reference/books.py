"""Section 14 of docs/model.md: every flow with one payer and one payee, month by month."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PAYMENTS = {  # account: payer, payee
    "service_charges": ("residents", "estate_funds"),
    "arrears_recovered": ("residents", "estate_funds"),
    "common_property_income": ("outside", "estate_funds"),
    "public_income": ("ventures", "estate_funds"),
    "common_income_to_owners": ("estate_funds", "residents"),
    "collection_costs": ("estate_funds", "outside"),
    "fund_interest": ("outside", "estate_funds"),
    "grants": ("government", "estate_funds"),
    "partner_fees": ("partners", "estate_funds"),
    "partner_service_fees": ("operator", "partners"),
    "partner_profit": ("operator", "partners"),
    "partner_custom": ("outside", "partners"),
    "venture_sales": ("outside", "ventures"),
    "resident_sales": ("residents", "ventures"),
    "venture_subsidy": ("government", "ventures"),
    "collective_top_up": ("collective", "ventures"),
    "venture_costs": ("ventures", "outside"),
    "capital_charges": ("ventures", "operator"),
    "reinvested_profit": ("ventures", "estate_funds"),
    "retained_profit": ("ventures", "operator"),
    "collective_income": ("ventures", "collective"),
    "losses_made_good": ("ventures", "operator"),
    "losses_covered": ("operator", "ventures"),
    "welfare": ("collective", "residents"),
    "dividends": ("collective", "residents"),
    "collective_reinvestment": ("collective", "estate_funds"),
    "fallback": ("operator", "estate_funds"),
    "fallback_repaid": ("estate_funds", "operator"),
    "service_payments": ("estate_funds", "operator"),
    "performance_withheld": ("operator", "estate_funds"),
    "service_upgrades": ("estate_funds", "operator"),
    "operator_margin": ("estate_funds", "operator"),
    "operator_remuneration": ("estate_funds", "operator"),
    "wages": ("operator", "outside"),
    "materials": ("operator", "outside"),
    "energy": ("operator", "outside"),
    "maintenance": ("operator", "outside"),
    "callouts": ("operator", "outside"),
    "overhead": ("operator", "outside"),
    "centre_rent": ("operator", "outside"),
    "centre_systems": ("operator", "outside"),
    "lifts": ("operator", "outside"),
    "pumped_water": ("operator", "outside"),
    "greening": ("operator", "outside"),
    "refuse_removal": ("operator", "outside"),
    "insurance": ("operator", "outside"),
    "upgrade_spending": ("operator", "outside"),
    "large_repairs": ("estate_funds", "outside"),
    "maintenance_contributions": ("residents", "maintenance_funds"),
    "maintenance_interest": ("outside", "maintenance_funds"),
    "maintenance_repairs": ("maintenance_funds", "outside"),
    "maintenance_works": ("maintenance_funds", "outside"),
    "onboarding_repairs": ("operator", "outside"),
    "centre_setup": ("operator", "outside"),
    "loans_drawn": ("lenders", "operator"),
    "loan_interest": ("operator", "lenders"),
    "loans_repaid": ("operator", "lenders"),
    "value_added_tax": ("operator", "government"),
    "tax_surcharges": ("operator", "government"),
    "income_tax": ("operator", "government"),
    "venture_capital": ("operator", "outside"),
    "collective_capital": ("collective", "outside"),
    "works_residents": ("residents", "outside"),
    "works_government": ("government", "outside"),
    "works_operator": ("operator", "outside"),
    "works_collective": ("collective", "outside"),
    "governance_setup": ("government", "outside"),
    "governance_running": ("government", "outside"),
    "order_supervision": ("government", "outside"),
}
IN_KIND = {  # likewise, of what is no money
    "volunteer_hours": ("residents", "estate_funds"),
    "partner_services": ("partners", "residents"),
    "conceded_prices": ("partners", "residents"),
    "free_space": ("partners", "operator"),
    "shared_premises": ("government", "operator"),
    "conceded_costs": ("partners", "ventures"),
    "unit_volunteering": ("residents", "ventures"),
    "rent_forgone_operator": ("operator", "ventures"),
    "rent_forgone_government": ("government", "ventures"),
    "rent_forgone_collective": ("collective", "ventures"),
}
SECTORS = (
    "residents",
    "estate_funds",
    "maintenance_funds",
    "operator",
    "ventures",
    "partners",
    "government",
    "collective",
)


@dataclass
class Book:
    """Amounts of accounts in months [yuan]."""

    parties: Mapping[str, tuple[str, str]]
    months: int

    def __post_init__(self) -> None:
        self.accounts = {name: [0.0] * self.months for name in self.parties}

    def add(self, name: str, t: int, amount: float) -> None:
        self.accounts[name][t] += amount

    def total(self, names: Iterable[str], first: int = 0, last: int | None = None) -> float:
        return math.fsum(amount for name in names for amount in self.accounts[name][first:last])

    def paid_by(self, sector: str) -> float:
        return self.total(name for name, (payer, _) in self.parties.items() if payer == sector)

    def net(self, sector: str, t: int) -> float:
        """What a sector has of a month: what it is paid less what it pays."""
        got = sum(self.accounts[name][t] for name, (_, to) in self.parties.items() if to == sector)
        paid = sum(self.accounts[name][t] for name, (of, _) in self.parties.items() if of == sector)
        return got - paid
