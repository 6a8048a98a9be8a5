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
    billed: Array, paying_share: Array, arrears: Array, recovery: Array, leaving: Array
) -> Collection:
    """Compute the payments of a month's bills and of a part of the arrears.

    ``collected = paying_share * billed``; ``recovered = recovery * paying_share * arrears``;
    ``arrears' = (1 - leaving) * arrears + billed - collected``. What leaves and is not recovered
    is written off, so that billed = collected + recovered + change in arrears + written off
    (identity I5). Debts come in as bills do: who thinks the bill too dear for its service does not
    pay it later either. A share that answers to nothing would let revenue rise with the fee without
    end (enforcement raises no revenue from households who cannot pay: Spink 2022, water in Zambia).

    Parameters
    ----------
    billed
        Bills of the month, after relief [yuan/month], shape (draw, estate).
    paying_share
        Of what is billed, 0 to 1. Those who never pay are in it: no adoption share beside it.
    arrears
        Owed at the start of the month [yuan].
    recovery
        Of arrears, per month, were all bills paid; from `recovery_rate`, shape (draw, 1).
    leaving
        Of arrears, per month, recovered or written off; shape (draw, 1).
    """
    collected = paying_share * billed
    recovered = paying_share * (recovery * arrears)
    left = (1.0 - leaving) * arrears + (billed - collected)
    return Collection(collected, recovered, left)


@equation
def recovered_share(share: Array, effort: Array) -> Array:
    """Compute the share of a debt that comes in over its life, were all bills paid.

    ``1 - (1 - share) ** effort``: twice the effort is a second attempt at what is left, so no
    effort brings in more than the debt.

    Parameters
    ----------
    share
        At an effort of 1, shape (draw, 1).
    effort
        Relative to an estate without an owners' committee, shape (draw, 1).
    """
    return 1.0 - (1.0 - share) ** effort


@equation
def cash_at_rest(paying_share: Array, recovered: Array) -> Array:
    """Compute cash over bills once arrears are steady.

    ``x + (1 - x) * s * x``: of what is not paid in time, `recovered_share` times the paying share
    comes in later.
    """
    return paying_share + (1.0 - paying_share) * recovered * paying_share


@equation
def vacancy(vacant: Array, fee_share: Array, paying: Array) -> tuple[Array, Array]:
    """Compute the share of the full bills that is billed, and the most of it that is paid.

    ``billed = 1 - v * (1 - f)`` and ``most = (1 - v * (1 - f * q)) / billed``.

    Parameters
    ----------
    vacant
        v, homes that stand empty, share.
    fee_share
        f, of the full fee that an empty home is charged.
    paying
        q, share of empty homes that pay over that of occupied ones.
    """
    billed = 1.0 - vacant * (1.0 - fee_share)
    paid = 1.0 - vacant * (1.0 - fee_share * paying)
    xp = namespace(billed)
    return billed, xp.where(billed > 0, paid / xp.where(billed > 0, billed, 1.0), 0.0)


@equation
def paying_logit(intercept: Array, governance_effect: Array, governance: Array) -> Array:
    """Compute the part of the logit of paying that stays.

    ``a + d * governance``; see `next_paying_share`.

    Parameters
    ----------
    intercept, governance_effect
        [logit], shape (draw, 1).
    governance
        Readiness of branch, owners' committee and volunteers, 0 to 1, shape (estate,).
    """
    return intercept + governance_effect * governance


@equation
def price_logit(effect: Array, fee: Array, income: Array) -> Array:
    """Compute the part of the logit of paying that the fee takes, in month 0.

    ``c * 100 * fee / income``. In later months it grows with the fee over income.

    Parameters
    ----------
    effect
        [logit per % of income], negative.
    fee, income
        Per household [yuan/month].
    """
    return effect * (100.0 * fee / income)


@equation
def goodwill(free_months: int, effect: Array, months: Array, since: Array, lasting: Array) -> Array:
    """Compute the willingness to pay after a free trial [logit] (先服务后收费).

    ``effect * (1 - exp(-free_months / months)) * exp(-since / lasting)``: the longer the trial,
    the more, but ever less; and what it leaves fades. The sign is from a field experiment on free
    trials of other goods (Zhang & Duan 2025, doi:10.3389/fpsyg.2025.1568868), the size is assumed.
    Customers won by free trials leave sooner (Datta, Foubert & van Heerde 2015,
    doi:10.1509/jmr.12.0160).

    Parameters
    ----------
    since
        Months since the first bill, 0 or more, shape (draw, month).
    lasting
        Months after which 37 % of it is left, shape (draw, 1).
    """
    xp = namespace(effect)
    return effect * (1.0 - xp.exp(-free_months / months)) * xp.exp(-since / lasting)


@equation
def next_paying_share(
    share: Array,
    logit: Array,
    satisfaction_effect: Array,
    satisfaction: Array,
    speed: Array,
    most: Array | float = 1.0,
) -> Array:
    """Move the paying share toward its equilibrium.

    ``x' = (1 - speed) * x + speed * x*`` with
    ``x* = most / (1 + exp(-(logit + effect * satisfaction)))``: partial adjustment to a binary
    logit (McFadden 1974).

    Parameters
    ----------
    share
        Paying share, shape (draw, estate).
    logit
        Sum of `paying_logit`, `price_logit` and `goodwill`.
    satisfaction_effect
        [logit], shape (draw, 1).
    satisfaction
        0 to 1, shape (draw, estate).
    speed
        Part of the gap closed in a month, shape (draw, 1); 0 while nothing is billed.
    most
        Of what is billed, if every occupied home pays; from `vacancy`, shape (draw, 1).
    """
    xp = namespace(share)
    odds_against = xp.exp(-satisfaction_effect * satisfaction - logit)
    return (1.0 - speed) * share + (speed * most) / (1.0 + odds_against)
