"""Keep the months of a run so far, and show a rule what has happened in them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model import tree
from commpartner.model.accounts import (
    bills_sent,
    full_cost,
    gross_bills,
    income_flows,
    own_income,
    ratio,
)
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms.trade import over_ventures
from commpartner.model.month import State, Totals

PAST = 12  # months that a mean or a rate covers
UNKNOWN = np.full((), np.nan)  # of an observation made by hand without the later fields
UNKNOWN.setflags(write=False)


class Observation(NamedTuple):
    """Hold what a rule observes at the beginning of a month, shape (draw,) each.

    Means and rates are those of the last 12 months, or of the months there are; 0 in month 0.

    Attributes
    ----------
    month
        Number of the month that begins, from 0.
    paying_share
        Of the bills, households weighted.
    satisfaction
        Of the estates served, households weighted, 0 to 100.
    fund, arrears
        Stocks of the estates [yuan/household].
    fallback
        Mean [yuan/household/month].
    self_sufficiency
        Own income over cost, as in the outcomes ``self_sufficiency_year_1`` and so on.
    collection_rate
        What is collected, arrears included, over what is billed, as in the series of that name.
    venture_profit
        After the cost of capital, mean [yuan/household/month], as in the outcome of that name.
    """

    month: int
    paying_share: Array
    satisfaction: Array
    fund: Array
    arrears: Array
    fallback: Array
    self_sufficiency: Array = UNKNOWN
    collection_rate: Array = UNKNOWN
    venture_profit: Array = UNKNOWN


class Record:
    """Keep what a rule may observe of the months so far, shape (draw, month) each [yuan/month]."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs, self.months = inputs, 0
        self.cost = full_cost(inputs)
        self.profit = over_ventures(inputs.trading.after_capital)
        self.fallback, self.own, self.collected, self.bills = np.zeros((4, *self.cost.shape))

    def add(self, totals: Totals, fee_index: Array) -> None:
        """Add the month that has ended.

        Parameters
        ----------
        fee_index
            Of what was billed in it.
        """
        now = slice(self.months, self.months + 1)
        month = tree.over(lambda part: part[None], totals)
        flows = income_flows(self.inputs, month, now)
        self.fallback[:, now] = flows["fallback"]
        self.own[:, now] = own_income(flows)
        self.collected[:, now] = flows["service_charges"] + flows["arrears_recovered"]
        self.bills[:, now] = bills_sent(gross_bills(self.inputs, fee_index[None]), month)
        self.months += 1

    def observed(self, state: State) -> Observation:
        """Return what a rule observes when the next month begins."""
        households, joined = self.inputs.fixed.households, self.inputs.path.residents.joined
        if joined is not None:
            households = households * joined[self.months]
        whole = np.maximum(np.add.reduce(households, axis=-1), 1.0)
        past = range(max(self.months - PAST, 0), self.months)

        def by_household(values: Array) -> Array:
            return np.asarray(np.add.reduce(values, axis=-1) / whole)

        def mean(amounts: Array) -> Array:
            summed = sum((amounts[:, month] for month in past), np.zeros(len(self.cost)))
            return np.asarray(summed / whole / max(len(past), 1))

        def rate(part: Array, of: Array) -> Array:
            span = slice(past.start, past.stop)
            return ratio(np.add.reduce(part[:, span], axis=1), np.add.reduce(of[:, span], axis=1))

        return Observation(
            month=self.months,
            paying_share=by_household(state.residents.paying_share * households),
            satisfaction=100.0 * by_household(state.residents.satisfaction * households),
            fund=by_household(state.funds),
            arrears=by_household(state.residents.arrears),
            fallback=mean(self.fallback),
            self_sufficiency=rate(self.own, self.cost),
            collection_rate=rate(self.collected, self.bills),
            venture_profit=mean(self.profit),
        )
