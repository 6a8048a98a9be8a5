"""Convert the partners of a policy to arrays: participation, payments, concessions."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows import partners
from commpartner.flows.namespace import Array
from commpartner.model.mechanisms.trade import Trading
from commpartner.model.scheme import Scheme
from commpartner.model.values import Values
from commpartner.programme.partner import Partner


class Partnership(NamedTuple):
    """Hold the invited partners at the prices of month 0; groups are on the axis partner.

    Attributes
    ----------
    invited
        The groups, in the order of the policy.
    stays
        1 if a group stays, else 0, shape (draw, partner).
    net
        Net benefit of each partner as it decides [yuan/partner/month], (draw, partner).
    reservation
        Net benefit below which it leaves [yuan/partner/month], (draw, partner).
    kept
        Share of the invited who stay, shape (draw,); NaN if nobody is invited.
    share_needed
        Share of retained profit that would keep all, shape (draw,).
    fees, service_fees, custom, services, concessions, space
        Of those who stay [yuan/month], shape (draw, 1).
    profit_part
        Share of retained profit that partners are paid, shape (draw, 1).
    """

    invited: tuple[Partner, ...]
    stays: Array
    net: Array
    reservation: Array
    kept: Array
    share_needed: Array
    fees: Array
    service_fees: Array
    custom: Array
    services: Array
    concessions: Array
    space: Array
    profit_part: Array


def partnership(scheme: Scheme, value: Values, trade: Trading) -> Partnership:
    """Find the partners who stay, and their payments and goods in kind."""
    policy, draws = scheme.policy, value.draws
    if not policy.partners:
        return _nobody(value.count)
    known = {partner.id: partner for partner in scheme.programme.partners}
    invited = tuple(known[name] for name in policy.partners)
    count = np.array([float(partner.count) for partner in invited])
    convenor = np.array([float(partner.role == "convenor") for partner in invited])

    def row(field: str) -> Array:
        return value.row([getattr(partner, field) for partner in invited])

    def there(field: str) -> bool:
        return any(getattr(partner, field) != 0 for partner in invited)

    def priced(field: str, name: str) -> Array:
        return row(field) * draws[name] if there(field) else row(field)

    fee, concession = row("monthly_fee"), row("concession")
    services = priced("hours", "volunteer_hour_value")
    space = priced("space", "idle_asset_rent")
    footfall, service_fee = row("footfall"), row("service_fee")
    reservation = row("reservation")
    network = gain = np.zeros((value.count, 1))
    if there("footfall"):
        network, gain = draws["footfall_network"], draws["convenor_gain"]
    weights = np.array([partner.profit_weight for partner in invited])
    claims = float((count * weights).sum())
    claim = weights / claims if claims else weights
    profit = _retained_when_mature(scheme, value, trade)

    others = service_fee - (fee + services + concession + space)
    all_in = np.ones_like(footfall)
    with_profit = others + policy.partner_profit_share * profit[:, None] * claim

    def custom(stays: Array) -> Array:
        kept = partners.share_kept(stays, count)[:, None]
        convened = partners.convened(stays, count, convenor)[:, None]
        return partners.custom(footfall, kept, convened, network, gain)

    stays = all_in
    if policy.participation:
        stays = partners.who_stays(
            footfall, with_profit, reservation, count, convenor, network, gain
        )
    needed = np.full(value.count, np.nan)
    if count.sum():
        needed = partners.share_needed(custom(all_in) + others, reservation, count, profit)
    staying = stays * count

    def paid(each: Array) -> Array:
        return np.asarray(np.add.reduce(staying * each, axis=-1)[:, None])

    return Partnership(
        invited=invited,
        stays=stays,
        net=custom(stays) + with_profit,
        reservation=reservation,
        kept=partners.share_kept(stays, count) if count.sum() else np.full(value.count, np.nan),
        share_needed=needed,
        fees=paid(fee),
        service_fees=paid(service_fee),
        custom=paid(custom(stays)),
        services=paid(services),
        concessions=paid(concession),
        space=paid(space),
        profit_part=policy.partner_profit_share * paid(np.broadcast_to(claim, staying.shape)),
    )


def satisfaction(scheme: Scheme, draws: Draws, given: Partnership) -> Array:
    """Compute the satisfaction from what partners give in kind, 0 to 1, (draw, 1)."""
    in_kind = given.services + given.concessions
    # Whether anybody stays is drawn, and what is drawn must not decide which numbers are read.
    if all(partner.hours == 0 and partner.concession == 0 for partner in given.invited):
        return in_kind
    return np.asarray(draws["in_kind_effect"] / 100.0 * in_kind / scheme.households / 10.0)


def _nobody(rows: int) -> Partnership:
    """Return the partnership of a policy that invites nobody."""
    no_group, nothing, unknown = np.zeros((rows, 0)), np.zeros((rows, 1)), np.full(rows, np.nan)
    return Partnership(
        (), no_group, no_group, no_group, unknown, unknown, *itertools.repeat(nothing, 7)
    )


def _retained_when_mature(scheme: Scheme, value: Values, trade: Trading) -> Array:
    """Compute the retained profit of mature ventures [yuan/month], shape (draw,)."""
    policy = scheme.policy
    return retained_when_mature(policy.reinvestment_basis, value(policy.reinvestment_share), trade)


def retained_when_mature(basis: str, share: Array | float, trade: Trading) -> Array:
    """Compute the profit that mature ventures retain at a reinvestment share, shape (draw,).

    Parameters
    ----------
    basis
        As the lever `reinvestment_basis`.
    share
        Of reinvestment, one number or (draw, 1).
    """
    if basis == "profit":
        retained = (1.0 - share) * np.maximum(trade.mature_result, 0.0)
    else:
        retained = np.maximum(trade.mature_result - share * trade.mature_income, 0.0)
    return np.asarray(np.add.reduce(retained * trade.owned_by("operator"), axis=-1))


def flows(given: Partnership, price_index: Array, retained: Array) -> dict[str, Array]:
    """Compute the accounts of the partners, (draw, month) [yuan/month].

    Parameters
    ----------
    retained
        Profit that the operator retains of its ventures, (draw, month).
    """
    return {
        "partner_fees": given.fees * price_index,
        "partner_service_fees": given.service_fees * price_index,
        "partner_profit": given.profit_part * retained,
        "partner_custom": given.custom * price_index,
    }


def in_kind(given: Partnership, price_index: Array) -> dict[str, Array]:
    """Compute what partners give in kind, (draw, month) [yuan/month]."""
    return {
        "partner_services": given.services * price_index,
        "conceded_prices": given.concessions * price_index,
        "free_space": given.space * price_index,
    }
