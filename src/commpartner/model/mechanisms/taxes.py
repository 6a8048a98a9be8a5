"""Compute the operator's value added tax, surcharges and income tax (税费)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from commpartner.facts.accounts import ACCOUNTS, FINANCING, REMUNERATION, SPENDING
from commpartner.flows import taxes
from commpartner.flows.namespace import Array
from commpartner.model.mechanisms.trade import Trading, over_ventures
from commpartner.model.values import Values
from commpartner.programme.calendar import years
from commpartner.programme.policy import Policy

# What the operator is paid for, less what it pays for itself or does not get.
SALES = ("service_payments", "service_upgrades", "fallback_repaid", *REMUNERATION)
NO_SALES = ("fallback", "performance_withheld")
PURCHASES = tuple(name for name in SPENDING if name != "wages")


class Parameters(NamedTuple):
    """Hold the rates, shape (draw, 1) each; None if the tax is off.

    Attributes
    ----------
    rate
        Of value added tax.
    threshold
        Net sales that are exempt [yuan/month]; of a small-scale taxpayer only.
    inputs
        Input tax over purchases; of a general taxpayer only.
    surcharges
        Over value added tax.
    income
        Rate of income tax.
    trade
        Taxable sales of the operator's ventures [yuan/month], (draw, month); 0 without any.
    start
        First month of the programme, from which tax years follow.
    """

    rate: Array | None
    threshold: Array | None
    inputs: Array | None
    surcharges: Array | None
    income: Array | None
    trade: Array | float
    start: str | None


def parameters(
    policy: Policy, value: Values, ventures: Trading, start: str | None
) -> Parameters | None:
    """Look up the rates of a policy; None if it charges no tax."""
    if policy.vat is None and policy.income_tax == 0:
        return None
    draws = value.draws
    income = None if policy.income_tax == 0 else value(policy.income_tax)
    match policy.vat:
        case "small_scale":
            surcharges = draws["vat_surcharge_rate"] * draws["small_surcharge_share"]
            rate, threshold = draws["vat_small_rate"], draws["vat_small_threshold"]
            return Parameters(rate, threshold, None, surcharges, income, taxable(ventures), start)
        case "general":
            rate, inputs = draws["vat_general_rate"], draws["vat_input_share"]
            surcharges, sold = draws["vat_surcharge_rate"], taxable(ventures)
            return Parameters(rate, None, inputs, surcharges, income, sold, start)
        case None:
            return Parameters(None, None, None, None, income, 0.0, start)


def taxable(ventures: Trading) -> Array | float:
    """Sum what the operator's ventures receive, those that are exempt left out."""
    charged = ventures.owned_by("operator") * [not each.vat_exempt for each in ventures.opened]
    return over_ventures(ventures.trade.income * charged) if charged.any() else 0.0


def flows(given: Parameters | None, booked: Mapping[str, Array]) -> dict[str, Array]:
    """Compute the accounts of the taxes, (draw, month) [yuan/month].

    Sales are what the funds of the estates pay out of their own money, and what ventures of the
    operator receive. Profit is what the operator
    receives less what it pays in a tax year; capital is deducted when it is spent. Income tax is
    paid in the last month of the year.

    Parameters
    ----------
    booked
        All other accounts that have a flow.
    """
    if given is None:
        return {}
    found: dict[str, Array] = {}
    if given.rate is not None and given.surcharges is not None:
        vat = _value_added(given, booked)
        found = {"value_added_tax": vat, "tax_surcharges": vat * given.surcharges}
    if given.income is not None:
        profit = _net({**booked, **found})
        of = years(profit.shape[1], given.start)
        yearly = [np.add.reduce(profit[:, each.first : each.stop], axis=1) for each in of]
        tax = taxes.income_tax(np.stack(yearly, axis=1), given.income)
        found["income_tax"] = np.zeros_like(profit)
        found["income_tax"][:, [each.stop - 1 for each in of]] = tax
    return found


def _value_added(given: Parameters, booked: Mapping[str, Array]) -> Array:
    paid = sum(booked[name] for name in SALES if name in booked)
    service = np.maximum(paid - sum(booked[name] for name in NO_SALES if name in booked), 0.0)
    sales = service + given.trade
    assert given.rate is not None
    if given.threshold is not None:
        return taxes.small_scale_vat(sales, given.rate, given.threshold)
    assert given.inputs is not None
    bought = sum(booked[name] for name in PURCHASES)
    return taxes.general_vat(sales, given.rate, given.inputs * bought)


def _net(booked: Mapping[str, Array]) -> Array:
    """Compute what the operator receives less what it pays, principal of loans left out."""
    net = np.zeros_like(booked["service_payments"])
    for name, amount in booked.items():
        if name in FINANCING:
            continue
        if ACCOUNTS[name].payee == "operator":
            net = net + amount
        elif ACCOUNTS[name].payer == "operator":
            net = net - amount
    return net
