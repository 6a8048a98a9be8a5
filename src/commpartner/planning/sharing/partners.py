"""Find the reinvestment shares that keep every partner in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.shown import Shown
from commpartner.flows.namespace import Array
from commpartner.model.inputs import month_inputs
from commpartner.model.mechanisms.partnership import retained_when_mature
from commpartner.model.mechanisms.trade import Trading
from commpartner.model.scheme import Scheme, build_scheme, named_policy
from commpartner.problems.arguments import check_arguments, one_number, refused
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

_CHUNK = 64
_HALVINGS = 60


@dataclass(frozen=True, eq=False, repr=False)
class PartnerInterval(Shown):
    """Hold the reinvestment shares that keep every partner in.

    Attributes
    ----------
    draws
        One row a draw: highest (largest reinvestment share that keeps all partners in, from 0 to 1;
        all smaller ones do, too; NaN if none does), binding (the group that leaves first as the
        share rises, or that leaves even at 0; empty if all stay at any share), shortfall (what this
        group lacks at a reinvestment share of 0 [yuan/partner/month]; 0 if it stays).
    possible
        Share of draws in which some reinvestment share keeps all in.
    """

    draws: pd.DataFrame
    possible: float

    def within(self, level: float = 0.95) -> tuple[float, float] | None:
        """Return the reinvestment shares that keep all in with a probability; None if none do.

        Parameters
        ----------
        level
            Least share of the draws in which all stay, above 0 and at most 1.

        Raises
        ------
        ArgumentError
            If the level is out of range.
        """
        allowed = Text("number_above_0_to", high=1)
        level = one_number("level", level, lambda x: 0 < x <= 1, allowed)
        highest = np.sort(self.draws["highest"].fillna(-1.0).to_numpy())[::-1]
        least = float(highest[int(np.ceil(level * len(highest) - 1e-9)) - 1])
        return None if least < 0 else (0.0, least)


def partner_interval(
    programme: Programme,
    policy: Policy | str,
    *,
    draws: int = 1000,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> PartnerInterval:
    """Find the reinvestment shares at which every invited partner reaches its reservation value.

    What is reinvested is not retained, and partners are paid a part of what is retained
    (`partner_profit_share`). So their net benefit falls as the share rises, and those shares that
    keep all in are an interval from 0. If a group lacks something even at 0, no share keeps all in:
    its shortfall is the proof. Benefits are those with all partners in, at the prices of month 0
    and with mature ventures, as the model lets partners decide (docs/model.md, section 9).

    Parameters
    ----------
    programme, policy, draws, seed, assumptions
        As in `simulate`, with which it shares its draws. The policy's own reinvestment share does
        not matter.

    Returns
    -------
    PartnerInterval

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If the policy invites no partner, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> found = cp.planning.partner_interval(xiashan, "partner_profit_sharing", draws=8, seed=7)
    >>> len(found.draws), 0.0 <= found.possible <= 1.0
    (8, True)
    """
    check_arguments(draws=draws, seed=seed)
    _, policy = named_policy(programme, policy)
    if not policy.partners:
        raise refused("policy", Text("none"), Text("policy_with_partners"))
    scheme = build_scheme(programme, policy)
    table = programme.assumption_table(assumptions)
    parts = [
        _of_draws(scheme, table.draw(seed, start, min(start + _CHUNK, draws)))
        for start in range(0, draws, _CHUNK)
    ]
    found = pd.concat(parts, ignore_index=True)
    found.index.name = "draw"
    return PartnerInterval(found, float(found["highest"].notna().mean()))


def _of_draws(scheme: Scheme, draws: Draws) -> pd.DataFrame:
    policy = scheme.policy.replace(participation=False, reinvestment_share=0.0)
    without = policy.replace(partner_profit_share=0.0)
    paid = month_inputs(replace(scheme, policy=policy), draws, 1)
    unpaid = month_inputs(replace(scheme, policy=without), draws, 1)
    base, most = unpaid.partnership.net, paid.partnership.net - unpaid.partnership.net
    lacking = paid.partnership.reservation - base
    part = np.divide(lacking, most, out=np.full_like(base, np.inf), where=most > 0)
    part = np.where(lacking > 0, part, 0.0)  # of the profit retained at 0 that each needs
    worst = np.argmax(part, axis=-1)
    row = np.arange(len(worst))
    needed = part[row, worst]
    highest = _highest(needed, policy.reinvestment_basis, paid.trading)
    short = np.maximum(lacking - most, 0.0)[row, worst]
    names = np.array([each.id for each in paid.partnership.invited], dtype=object)
    return pd.DataFrame(
        {
            "highest": np.where(needed > 1.0, np.nan, highest),
            "binding": np.where(needed > 0.0, names[worst], ""),
            "shortfall": np.where(needed > 1.0, short, 0.0),
        }
    )


def _highest(needed: Array, basis: str, trade: Trading) -> Array:
    """Find the largest reinvestment share at which a part of the profit is still retained.

    Parameters
    ----------
    needed
        Part of what is retained at a share of 0, shape (draw,).
    """
    least = np.minimum(needed, 1.0) * retained_when_mature(basis, 0.0, trade)
    low, high = np.zeros_like(needed), np.ones_like(needed)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        enough = retained_when_mature(basis, middle[:, None], trade) >= least
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    return np.where(needed > 0.0, low, 1.0)
