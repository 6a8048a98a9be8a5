"""Share the owners' common-property income (公共收益) between the estate's fund and the owners."""

from __future__ import annotations

from commpartner.flows import funds
from commpartner.flows.namespace import Array, namespace
from commpartner.model.mechanisms import trade
from commpartner.model.values import Values


def net_income(value: Values, gain: Array) -> Array:
    """Compute the net income at the prices of month 0 [yuan/household/month], (draw, 1).

    Parameters
    ----------
    gain
        Factor of self-government on the income, shape (draw, 1).
    """
    draws = value.draws
    return funds.common_income(
        draws["public_income_per_household"], draws["common_income_cost_share"], gain
    )


def to_fund(
    kept: Array,
    price_index: Array,
    owners: trade.Owners | None,
    public: Array | None,
    households: Array,
    holders: Array,
) -> Array:
    """Compute what stays in the funds of a month's income, (draw, estate) [yuan].

    Parameters
    ----------
    kept
        Of the common-property income, prices of month 0 [yuan/household/month], (draw, 1).
    public
        Income of the owners' ventures in all [yuan], (draw, 1).
    holders
        Households that share it; the same as `households` if all estates have joined.
    """
    per_household = kept * price_index
    if owners is None or public is None:
        return per_household * households
    xp = namespace(households)
    served = xp.sum(holders, axis=-1, keepdims=True)
    part = owners.to_fund * public / served
    if holders is households:
        return (per_household + part) * households
    return per_household * households + part * holders


def flows(net: Array, price_index: Array, public: Array, to_fund: float) -> dict[str, Array]:
    """Compute the accounts of the owners' income, (draw, month) [yuan/month].

    Parameters
    ----------
    net
        Net income of all estates served [yuan/month], prices of month 0, (draw, 1) or by month.
    public
        Income of the owners' ventures, (draw, month).
    to_fund
        Share that stays in the funds.
    """
    common = net * price_index
    return {
        "common_property_income": common,
        "public_income": public,
        "common_income_to_owners": (1.0 - to_fund) * (common + public),
    }
