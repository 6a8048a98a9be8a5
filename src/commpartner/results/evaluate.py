"""Compute the accounts and outcomes of a run of the months."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.namespace import Array
from commpartner.model.accounts import Flows, account_flows, in_kind_flows
from commpartner.model.balance import check_balance, net_by_sector
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.valuation import Valuation
from commpartner.results.incidence import fees_paid, service_received
from commpartner.results.possible import check_months, check_outcomes
from commpartner.results.reckoning import outcomes


class Measured(NamedTuple):
    """Hold the accounts and outcomes of a chunk of draws.

    Attributes
    ----------
    flows, in_kind
        Accounts in money and in kind, each (draw, month) [yuan/month].
    received, fees
        Service received and fees paid over all months [yuan], shape (draw, estate).
    outcomes
        Each of shape (draw,).
    imbalance
        The largest [yuan].
    """

    flows: Flows
    in_kind: Flows
    received: Array
    fees: Array
    outcomes: Flows
    imbalance: float


def evaluate_run(inputs: Inputs, run: Run, valued: Valuation, first_draw: int) -> Measured:
    """Compute the accounts, check that money is conserved, and compute the outcomes.

    Parameters
    ----------
    valued
        How months and payers are weighed.
    first_draw
        Number of the first draw, for the message if money does not balance.

    Raises
    ------
    ImbalanceError
        If money does not balance in some draw and month.
    ImpossibleResultError
        If a figure cannot be: not finite, a share or a score out of its range.
    """
    flows = account_flows(inputs, run)
    check_months(inputs, run, flows, first_draw)
    net = net_by_sector(flows)
    imbalance = check_balance(inputs, run, flows, net, first_draw)
    in_kind = in_kind_flows(inputs)
    received = service_received(inputs, run)
    fees = fees_paid(inputs, run, flows, received)
    found = outcomes(inputs, run, flows, net, in_kind, received, valued)
    check_outcomes(inputs, found, first_draw)
    return Measured(flows, in_kind, received, fees, found, imbalance)
