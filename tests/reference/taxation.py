"""Section 13 of docs/model.md: taxes of the operator, from the books of all months."""

from __future__ import annotations

from books import Book
from quantities import Values, number

from commpartner.programme import Policy

BOUGHT = (
    *("materials", "energy", "maintenance", "callouts", "overhead", "centre_rent"),
    *("centre_systems", "lifts", "pumped_water", "greening", "refuse_removal", "insurance"),
)


def add_taxes(policy: Policy, money: Book, months: int, v: Values, taxable: list[float]) -> None:
    """Book value added tax and surcharges month by month, then income tax year by year."""
    credit = 0.0
    for t in range(months):
        if policy.vat is None:
            break
        booked = {name: amounts[t] for name, amounts in money.accounts.items()}
        earned = booked["service_payments"] + booked["service_upgrades"]
        earned += booked["operator_margin"] + booked["operator_remuneration"]
        lost = booked["fallback"] - booked["fallback_repaid"] + booked["performance_withheld"]
        sales = max(earned - lost, 0.0) + taxable[t]
        if policy.vat == "small_scale":
            net = sales / (1 + v["vat_small_rate"])
            tax = net * v["vat_small_rate"] if net > v["vat_small_threshold"] else 0.0
            added = tax * v["vat_surcharge_rate"] * v["small_surcharge_share"]
        else:
            bought = sum(booked[name] for name in BOUGHT)
            output = sales - sales / (1 + v["vat_general_rate"])
            balance = output - v["vat_input_share"] * bought - credit
            tax, credit = max(balance, 0.0), max(-balance, 0.0)
            added = tax * v["vat_surcharge_rate"]
        money.add("value_added_tax", t, tax)
        money.add("tax_surcharges", t, added)
    rate = number(policy.income_tax, v)
    if rate == 0:
        return
    losses: list[tuple[int, float]] = []  # year and what is left of its loss
    for year, first in enumerate(range(0, months, 12)):
        last = min(first + 12, months) - 1
        profit = sum(money.net("operator", t) for t in range(first, last + 1))
        profit -= money.total(["loans_drawn"], first, last + 1)
        profit += money.total(["loans_repaid"], first, last + 1)
        losses = [(of, left) for of, left in losses if year - of <= 5]
        if profit < 0:
            losses.append((year, -profit))
            continue
        kept = []
        for of, left in losses:
            used = min(left, profit)
            profit -= used
            kept.append((of, left - used))
        losses = kept
        money.add("income_tax", last, rate * profit)
