"""Settle the results of ventures (社区经济): losses first, then the share of the estates.

The operator's ventures give a share of their profit or income to the estates; those of the
owners and of the collective give all of it to them.
"""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows import waterfall
from commpartner.flows.namespace import Array, namespace
from commpartner.programme.policy import Basis


class Parameters(NamedTuple):
    """Hold the share of the estates, (draw, 1), and 1 for each venture of an owner, (venture,)."""

    share: Array  # of profit or income
    by_operator: Array
    owners: Owners | None
    by_collective: Array | None


class Owners(NamedTuple):
    """Hold the ventures of the estates' owners (公共收益) and the part that stays in the fund."""

    by_owners: Array  # (venture,)
    to_fund: Array  # share, (draw, 1)


class Month(NamedTuple):
    """Hold the results of a month, (draw, venture) [yuan], and whether it settles, shape ()."""

    result: Array  # operating result
    income: Array  # money received
    settles: Array  # 1 in months of settlement, else 0


class State(NamedTuple):
    """Hold the balances carried forward, shape (draw, venture) [yuan]."""

    loss: Array  # carried forward
    result: Array  # since the last settlement
    income: Array


class Totals(NamedTuple):
    """Hold the payments and balances of a settlement, shape (draw, venture) [yuan]."""

    reinvested: Array
    retained: Array
    made_good: Array
    covered: Array
    loss: Array
    unsettled: Array


class Settled(NamedTuple):
    """Hold the month's payments of ventures [yuan], (draw, 1) each; None without such an owner."""

    pool: Array  # to the estates, by the operator's ventures
    public: Array | None  # to the owners
    collective: Array | None


def settle(
    state: State, now: Month, given: Parameters, basis: Basis
) -> tuple[State, Totals, Settled]:
    """Add the month's result and, in a settlement month, distribute the balance."""
    xp = namespace(now.result)
    result = state.result + now.result
    income = state.income + now.income
    paid = waterfall.distribute(result, income, state.loss, given.share, now.settles, basis)
    to_pool = paid.reinvested
    if given.owners is not None or given.by_collective is not None:
        whole = xp.ones(1, dtype=now.result.dtype)
        all_of_it = waterfall.distribute(result, income, state.loss, whole, now.settles, "profit")
        theirs = given.by_operator == 0.0
        paid = waterfall.Distribution(
            *(xp.where(theirs, a, b) for a, b in zip(all_of_it, paid, strict=True))
        )
        to_pool = paid.reinvested * given.by_operator
    carry = 1.0 - now.settles

    def of(owned: Array | None) -> Array | None:
        if owned is None:
            return None
        return xp.sum(paid.reinvested * owned, axis=-1, keepdims=True)

    return (
        State(paid.loss, result * carry, income * carry),
        Totals(*paid, unsettled=result * carry),
        Settled(
            xp.sum(to_pool, axis=-1, keepdims=True),
            of(None if given.owners is None else given.owners.by_owners),
            of(given.by_collective),
        ),
    )
