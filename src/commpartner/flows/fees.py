"""Compute service charges: bills, payments, arrears, and the share of households that pay."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


class Collection(NamedTuple):
    """Hold a month of service charges by estate [yuan/month] and the arrears left [yuan]."""

    collected: Array
    recovered: Array
    arrears: Array


@equation
def collect(
    billed: Array, paying_share: Array, arrears: Array, recovery: Array, writeoff: Array
) -> Collection:
    """Compute the payments of a month's bills and of a part of the arrears.

    ``collected = paying_share * billed``; ``recovered = recovery * arrears``;
    ``arrears' = arrears + billed - collected - recovered - writeoff * arrears``, so that
    billed = collected + recovered + change in arrears + written off (identity I5).

    Parameters
    ----------
    billed
        Bills of the month, after relief [yuan/month], shape (draw, estate).
    paying_share
        Of what is billed, 0 to 1. Those who never pay are in it: no adoption share beside it.
    arrears
        Owed at the start of the month [yuan].
    recovery, writeoff
        Of arrears, per month, shape (draw, 1).
    """
    collected = paying_share * billed
    recovered = recovery * arrears
    left = arrears * (1.0 - recovery - writeoff) + (billed - collected)
    return Collection(collected, recovered, left)


@equation
def paying_logit(
    intercept: Array,
    governance_effect: Array,
    governance: Array,
    price_effect: Array,
    fee: Array,
    income: Array,
) -> Array:
    """Compute the constant part of the logit of paying.

    ``a + d * governance + c * 100 * fee / income``; see `next_paying_share`.

    Parameters
    ----------
    intercept, governance_effect
        [logit], shape (draw, 1).
    governance
        Readiness of branch, owners' committee and volunteers, 0 to 1, shape (estate,).
    price_effect
        [logit per % of income], negative.
    fee, income
        Per household [yuan/month].
    """
    return intercept + governance_effect * governance + price_effect * (100.0 * fee / income)


@equation
def goodwill(free_months: int, effect: Array, months: Array) -> Array:
    """Compute the willingness to pay after a free trial [logit] (先服务后收费).

    ``effect * (1 - exp(-free_months / months))``: the longer the trial, the more, but ever less.
    The sign is from a field experiment on free trials of other goods (Zhang & Duan 2025,
    doi:10.3389/fpsyg.2025.1568868), the size is assumed.
    """
    return effect * (1.0 - namespace(effect).exp(-free_months / months))


@equation
def next_paying_share(
    share: Array, logit: Array, satisfaction_effect: Array, satisfaction: Array, speed: Array
) -> Array:
    """Move the paying share toward its equilibrium.

    ``x' = (1 - speed) * x + speed * x*`` with
    ``x* = 1 / (1 + exp(-(logit + effect * satisfaction)))``: partial adjustment to a binary
    logit (McFadden 1974).

    Parameters
    ----------
    share
        Paying share, shape (draw, estate).
    logit
        From `paying_logit`.
    satisfaction_effect
        [logit], shape (draw, 1).
    satisfaction
        0 to 1, shape (draw, estate).
    speed
        Part of the gap closed in a month, shape (draw, 1); 0 while nothing is billed.
    """
    xp = namespace(share)
    odds_against = xp.exp(-satisfaction_effect * satisfaction - logit)
    return (1.0 - speed) * share + speed / (1.0 + odds_against)
