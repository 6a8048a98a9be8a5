"""Run the months under a rule that sets levers every month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from commpartner.errors import CommpartnerError
from commpartner.flows.namespace import Array
from commpartner.model import tree
from commpartner.model.engines import Run, gathered_run
from commpartner.model.inputs import Inputs
from commpartner.model.month import Totals, month
from commpartner.model.observing import Observation, Record
from commpartner.problems.arguments import refused
from commpartner.programme import Policy
from commpartner.texts import Text

__all__ = ["Controls", "FeedbackPolicy", "Observation", "Rule"]


class Controls(NamedTuple):
    """Hold the levers of a month that a rule sets: numbers or arrays of shape (draw,).

    Attributes
    ----------
    reinvestment_share
        Of the profit or income to the estates, 0 to 1.
    billing
        1 if bills are sent, 0 in a trial. The planned trial decides the goodwill it leaves.
    fallback_cap
        [yuan/household/month, prices of month 0]; acts if the policy has a cap at all.
    """

    reinvestment_share: Array
    billing: Array
    fallback_cap: Array


Rule = Callable[[Observation, Controls], Controls]


class InterruptedRuleError(CommpartnerError):
    """Report that a rule was interrupted or raised an interruption; the run ends."""


@dataclass(frozen=True)
class FeedbackPolicy:
    """Combine a policy with a rule that sets some of its levers every month.

    Attributes
    ----------
    policy
        What is planned, and all levers that the rule leaves alone.
    rule
        Called when a month begins with what has happened and the planned levers, for all draws of
        a chunk at once. It must look at each draw by itself and keep nothing between calls, or
        results would depend on how the draws are cut into chunks. To travel to other processes it
        must be a function of a module.
    """

    policy: Policy
    rule: Rule


def run_controlled(inputs: Inputs, rule: Rule) -> tuple[Run, Inputs]:
    """Run the months under a rule with NumPy.

    Returns
    -------
    Run, Inputs
        The run, and the inputs with the bills as they were sent.

    Raises
    ------
    ValueError
        If the rule gives a lever out of its range.
    """
    path, state = inputs.path, inputs.start
    fixed, residents = inputs.fixed, path.residents
    rules = inputs.rules._replace(cap_waits_for_bills=fixed.cap is not None)
    no_cap = np.zeros_like(fixed.trade.share)
    each: list[Totals] = []
    record = Record(inputs)
    billed, sent = np.empty_like(residents.fee_index), np.empty_like(residents.billing)
    for index in range(residents.billing.shape[0]):
        now = tree.over(lambda part, index=index: part[index], path)
        # Copies: a rule may change them where they are, and other policies share the draws.
        planned_bills = now.residents.billing
        each_lever = (
            fixed.trade.share,
            np.max(planned_bills, axis=-1, keepdims=True, initial=0.0),
            no_cap if fixed.cap is None else fixed.cap,
        )
        planned = Controls(*(lever[:, 0].copy() for lever in each_lever))
        share, billing, cap = _checked(rule(record.observed(state), planned), planned)
        if now.residents.joined is not None:  # what a rule leaves is planned estate by estate
            kept = billing == planned.billing[:, None]
            billing = np.where(kept, planned_bills, billing * now.residents.joined)
        fee_index = inputs.fee_index[:, [index]] * billing
        billed[index], sent[index] = fee_index, billing
        state, totals = month(
            state,
            now._replace(residents=now.residents._replace(billing=billing, fee_index=fee_index)),
            fixed._replace(
                trade=fixed.trade._replace(share=share), cap=None if fixed.cap is None else cap
            ),
            rules,
        )
        each.append(totals)
        record.add(totals, fee_index)
    realised = replace(
        inputs, path=path._replace(residents=residents._replace(fee_index=billed, billing=sent))
    )
    return gathered_run(state, each), realised


def _checked(levers: Controls, planned: Controls) -> tuple[Array, Array, Array]:
    """Validate the levers of a rule and convert each to shape (draw, 1)."""
    shape = planned.billing.shape
    given = []
    for name, lever in zip(Controls._fields, levers, strict=True):
        values = np.asarray(lever)
        if values.dtype.kind not in "biuf":  # of complex numbers a half would be left out
            raise refused(f"rule, {name}", Text("dtype", dtype=values.dtype), Text("real_numbers"))
        given.append(values.astype(np.float64, copy=False))
    for name, values in zip(Controls._fields, given, strict=True):
        if values.shape not in ((), (1,), shape):
            allowed = Text("number_or_one_a_draw", first=shape[0])
            raise refused(f"rule, {name}", Text("shape", shape=values.shape), allowed)
    share, billing, cap = (np.broadcast_to(values, shape) for values in given)
    for name, values, fits, allowed in (
        ("reinvestment_share", share, (share >= 0) & (share <= 1), Text("share_0_to_1")),
        ("billing", billing, (billing == 0) | (billing == 1), Text("zero_or_one")),
        ("fallback_cap", cap, np.isfinite(cap) & (cap >= 0), Text("zero_or_more")),
    ):
        if not fits.all():
            raise refused(f"rule, {name}", float(values[~fits][0]), allowed)
    return share[:, None], billing[:, None], cap[:, None]
