"""The residents' part of a month: who pays the bills, and what they think of the service.

Where nothing that money decides reaches the residents, all their months can be run before any
money moves. Policies that differ in what the service costs and in who bears it then share them.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np

from commpartner.flows import fees, satisfaction
from commpartner.flows.namespace import Array, namespace, total, weighted_total
from commpartner.month.parts import OFF, Fixed, Now, Rules, State

_Parts = TypeVar("_Parts", State, Now, Fixed)

# All that the residents' months depend on where they do not heed money.
_READ = frozenset(
    {
        "paying_share",
        "satisfaction",
        "arrears",
        "fee_index",
        "billing",
        "amenity",
        "fee",
        "size",
        "population",
        "paying_logit",
        "recovery",
        "writeoff",
        "satisfaction_effect",
        "paying_speed",
        "unserved",
        "reach",
        "satisfaction_speed",
    }
)


class Payment(NamedTuple):
    """Bills of a month and what is paid, by estate and in all [yuan/month]; arrears [yuan]."""

    gross_bill: Array  # (draw, estate)
    relieved: Array  # (draw, estate)
    received: Array  # (draw, estate)
    arrears: Array  # (draw, estate)
    collected: Array  # (draw,), of this month's bills
    recovered: Array  # (draw,), of old arrears
    owed: Array  # (draw,), at the end of the month


class Response(NamedTuple):
    """What residents make of a month: satisfaction and paying share, shape (draw, estate)."""

    satisfaction: Array
    paying_share: Array


class Known(NamedTuple):
    """What the rest of a month needs from the residents where their part was run before."""

    payment: Payment  # but for the parts by estate that nothing else looks at
    satisfaction: Array  # of the district, (draw,)


class Ahead(NamedTuple):
    """The residents' part of all months.

    Attributes
    ----------
    months
        One for each month.
    end
        Paying share, satisfaction and arrears after the last month; no other part.
    """

    months: list[Known]
    end: State


def pay(state: State, now: Now, fixed: Fixed, rules: Rules) -> Payment:
    """Send the bills, less what ventures relieve; who pays; arrears."""
    gross_bill = (fixed.fee * now.fee_index) * fixed.size
    bill, relieved = gross_bill, OFF
    if rules.relief_share:
        relieved = namespace(gross_bill).minimum(state.relief, gross_bill)
        bill = gross_bill - relieved
    paid = fees.collect(bill, state.paying_share, state.arrears, fixed.recovery, fixed.writeoff)
    return Payment(
        gross_bill=gross_bill,
        relieved=relieved,
        received=paid.collected + paid.recovered,
        arrears=paid.arrears,
        collected=total(paid.collected),
        recovered=fixed.recovery[..., 0] * total(state.arrears),
        owed=total(paid.arrears),
    )


def respond(
    state: State,
    now: Now,
    fixed: Fixed,
    rules: Rules,
    payment: Payment,
    delivered: Array,
    *,
    upgraded: bool = False,
) -> Response:
    """Satisfaction follows what was delivered, and the next paying share follows satisfaction."""
    satisfied = satisfaction.next_satisfaction(
        state.satisfaction,
        delivered,
        fixed.unserved,
        fixed.reach,
        fixed.satisfaction_speed,
        now.amenity if rules.has_amenity else None,
        may_exceed=upgraded,
    )
    logit = fixed.paying_logit
    if rules.relief_share:
        # Before the first bill there is nothing to relieve: 0 of 0 is 0.
        bill = payment.gross_bill
        relieved_share = payment.relieved / namespace(bill).where(bill > 0, bill, 1.0)
        logit = logit + fixed.relief_logit * relieved_share
    paying_share = fees.next_paying_share(
        state.paying_share,
        logit,
        fixed.satisfaction_effect,
        satisfied,
        fixed.paying_speed * now.billing,
    )
    return Response(satisfied, paying_share)


def district_satisfaction(satisfied: Array, fixed: Fixed) -> Array:
    """What the estates served add to the satisfaction of the district, shape (draw,)."""
    return weighted_total(satisfied, fixed.population)


def heeds_money(rules: Rules) -> bool:
    """Tell whether what residents are billed or get depends on the money there is."""
    return rules.has_cap or rules.has_uses or rules.has_orders or rules.has_appraisal


def residents_given(start: State, path: Now, fixed: Fixed, rules: Rules) -> tuple[Array, ...]:
    """Give all that the residents' months depend on; policies in which it is equal share them."""
    parts = (*_read(start), *_read(path), *_read(fixed))
    # Its bits differ where nothing pleases and where something might but does not.
    may_please = np.array(float(rules.has_amenity))
    return (may_please, *(part for part in parts if part is not OFF))


def run_ahead(start: State, path: Now, fixed: Fixed, rules: Rules) -> Ahead:
    """Run the residents' part of all months, with NumPy; see `heeds_money`."""
    state, each, fixed = _read(start), _read(path), _read(fixed)
    months = []
    delivered = namespace(state.arrears).ones(1, dtype=state.arrears.dtype)
    for index in range(path.billing.shape[0]):
        now = Now(*(part if part is OFF else part[index] for part in each))
        paid = pay(state, now, fixed, rules)
        response = respond(state, now, fixed, rules, paid, delivered)
        satisfied = district_satisfaction(response.satisfaction, fixed)
        lean = paid._replace(gross_bill=OFF, arrears=OFF)  # months of these fill the memory
        months.append(Known(lean, satisfied))
        state = state._replace(
            arrears=paid.arrears,
            satisfaction=response.satisfaction,
            paying_share=response.paying_share,
        )
    return Ahead(months, state)


def _read(parts: _Parts) -> _Parts:
    """Leave out what the residents' months do not look at, so that looking would fail."""
    kept = (part if name in _READ else OFF for name, part in parts._asdict().items())
    return type(parts)(*kept)
