"""What a mechanism is, groups of accounts that move together, and tests of who uses one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from commpartner.programme import Policy, Programme

# Satisfaction moves paying, and paying what the operator must add.
FEEDBACK = frozenset({"service_charges", "arrears_recovered", "fallback"})
# What every change of the cost of the service moves.
COST = frozenset({"service_payments", "fallback"})
STAFF = COST | {"wages", "overhead"}
WHOLE_SERVICE = STAFF | {"materials", "energy", "maintenance", "callouts"}
CENTRE = frozenset({"centre_rent", "centre_systems", "centre_setup"})
TRADE = frozenset({"venture_sales", "venture_costs", "fallback"})
SPLIT = frozenset({"reinvested_profit", "retained_profit"})


class Mechanism(NamedTuple):
    """One mechanism of the published cases.

    Attributes
    ----------
    levers
        Fields of the policy by which it is chosen.
    accounts
        In money and in kind, that move when it is switched on.
    outcome, sign
        What it is for, and the direction in which it moves that: +1 or -1.
    is_on
        Whether a policy of a programme uses it.
    """

    number: int
    case: str
    term_en: str
    term_zh: str
    levers: tuple[str, ...]
    accounts: frozenset[str]
    outcome: str
    sign: int
    is_on: Callable[[Programme, Policy], bool]


def is_served(programme: Programme, policy: Policy) -> bool:
    """Somebody is served."""
    return policy.organisation != "unmanaged"


def is_clustered(programme: Programme, policy: Policy) -> bool:
    """Estates are served from centres."""
    return policy.organisation == "clustered"


def pools(mechanism: str) -> Callable[[Programme, Policy], bool]:
    """Make a test: centres pool by one of the six ways."""
    return lambda programme, policy: (
        is_clustered(programme, policy) and mechanism in policy.mechanisms
    )


def has(test: Callable[[Policy], object]) -> Callable[[Programme, Policy], bool]:
    """Make a test of the policy alone."""
    return lambda programme, policy: bool(test(policy))


def opens(test: Callable[..., object]) -> Callable[[Programme, Policy], bool]:
    """Make a test: a venture of a kind opens."""
    return lambda programme, policy: any(
        test(venture) for venture in programme.ventures if venture.id in policy.ventures
    )


def invites(test: Callable[..., object]) -> Callable[[Programme, Policy], bool]:
    """Make a test: partners of a kind are invited."""
    return lambda programme, policy: any(
        test(partner) for partner in programme.partners if partner.id in policy.partners
    )


def covers_all(programme: Programme, policy: Policy) -> bool:
    """Nobody who has no manager is left: no limit on what centres take, or the rest alone."""
    limited = policy.estates_per_centre is not None or policy.assignment
    return is_served(programme, policy) and (policy.others == "stand_alone" or not limited)


def shares_premises(programme: Programme, policy: Policy) -> bool:
    """A centre shares premises with the community."""
    shared = {centre.id for centre in programme.centres if centre.co_located}
    return is_clustered(programme, policy) and bool(shared & set(policy.centres))


def several_hubs(programme: Programme, policy: Policy) -> bool:
    """More than one centre opens."""
    return is_clustered(programme, policy) and len(policy.centres) > 1
