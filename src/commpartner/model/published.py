"""List the 29 mechanisms of the three cases: lever, effect, test and users.

The numbers and terms are those of the project's reading of the articles. What each mechanism
moves is stated in ``data/mechanisms.csv`` and measured by tests/model/test_published.py, which
switches every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.assumptions.table import Assumption, default_assumptions
from commpartner.facts.rows import both, listed, rows
from commpartner.programme import Policy, Programme

TEST = "tests/model/test_published.py::test_switching_a_mechanism_moves_its_accounts_and_no_other"
Condition = Callable[[Programme, Policy], bool]


class Mechanism(NamedTuple):
    """Describe one mechanism of the published cases.

    Attributes
    ----------
    levers
        Fields of the policy by which it is chosen.
    accounts
        In money and in kind, that move when it is switched on.
    outcome, sign
        What it is for, and the direction in which it moves that: +1 or -1; the other one in a
        draw in which its effect is below 0.
    effects
        Assumptions that say how well it works; below 0 it harms.
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
    effects: tuple[str, ...]
    is_on: Condition


def is_served(programme: Programme, policy: Policy) -> bool:
    """Return whether somebody is served."""
    return policy.organisation != "unmanaged"


def is_clustered(programme: Programme, policy: Policy) -> bool:
    """Return whether estates are served from centres."""
    return policy.organisation == "clustered"


def pools(mechanism: str) -> Callable[[Programme, Policy], bool]:
    """Make a test whether centres pool by one of the six ways."""
    return lambda programme, policy: (
        is_clustered(programme, policy) and mechanism in policy.mechanisms
    )


def has(test: Callable[[Policy], object]) -> Callable[[Programme, Policy], bool]:
    """Make a test of the policy alone."""
    return lambda programme, policy: bool(test(policy))


def opens(test: Callable[..., object]) -> Callable[[Programme, Policy], bool]:
    """Make a test whether a venture of a kind opens."""
    return lambda programme, policy: any(
        test(venture) for venture in programme.ventures if venture.id in policy.ventures
    )


def invites(test: Callable[..., object]) -> Callable[[Programme, Policy], bool]:
    """Make a test whether partners of a kind are invited."""
    return lambda programme, policy: any(
        test(partner) for partner in programme.partners if partner.id in policy.partners
    )


def covers_all(programme: Programme, policy: Policy) -> bool:
    """Return whether every estate without a manager is served."""
    limited = policy.estates_per_centre is not None or policy.assignment
    return is_served(programme, policy) and (policy.others == "stand_alone" or not limited)


def shares_premises(programme: Programme, policy: Policy) -> bool:
    """Return whether a centre shares premises with the community."""
    shared = {centre.id for centre in programme.centres if centre.co_located}
    return is_clustered(programme, policy) and bool(shared & set(policy.centres))


def several_hubs(programme: Programme, policy: Policy) -> bool:
    """Return whether more than one centre opens."""
    return is_clustered(programme, policy) and len(policy.centres) > 1


def reinvests(programme: Programme, policy: Policy) -> bool:
    """Return whether a part of the operator's venture income returns to the estates."""
    earns = opens(lambda venture: venture.owner == "operator")
    return policy.reinvestment_share != 0 and earns(programme, policy)


def underwrites(programme: Programme, policy: Policy) -> bool:
    """Return whether the operator covers the deficit of estates."""
    return is_served(programme, policy) and policy.fallback_cap != 0


_IS_ON: Mapping[int, Condition] = {
    1: underwrites,
    2: is_clustered,
    3: pools("shared_overhead"),
    4: pools("procurement"),
    5: opens(lambda venture: venture.asset is not None),
    6: opens(lambda venture: venture.owner == "operator"),
    7: reinvests,
    8: has(lambda policy: policy.fee_relief_share),
    9: has(lambda policy: policy.partners),
    10: invites(lambda partner: partner.hours != 0 or partner.concession != 0),
    11: has(lambda policy: policy.governance.branches or policy.governance.volunteer_teams),
    12: has(lambda policy: policy.orders and (policy.orders.taken or policy.orders.published)),
    13: has(lambda policy: policy.governance.nine_ones),
    14: lambda programme, policy: (
        len(policy.funders) > 1
        and opens(lambda venture: venture.concession != 0 or venture.top_up != 0)(programme, policy)
    ),
    15: opens(lambda venture: venture.owner == "collective"),
    16: has(lambda policy: policy.dividend_share),
    17: has(lambda policy: policy.works),
    18: opens(lambda venture: venture.owner == "owners"),
    19: has(lambda policy: policy.governance.joint_defence),
    20: has(lambda policy: policy.free_months),
    21: has(lambda policy: policy.menu),
    22: covers_all,
    23: has(lambda policy: policy.orders and (policy.orders.weekly_warning)),
    24: has(lambda policy: policy.appraisal),
    25: shares_premises,
    26: has(lambda policy: policy.governance.committees),
    27: has(lambda policy: policy.governance.repair_teams),
    28: has(lambda policy: policy.governance.council_issues),
    29: several_hubs,
}

MECHANISMS: Mapping[int, Mechanism] = {
    int(row["number"]): Mechanism(
        int(row["number"]),
        row["case"],
        *both(row),
        listed(row["levers"]),
        frozenset(listed(row["accounts"])),
        row["outcome"],
        {"up": +1, "down": -1}[row["direction"]],
        listed(row["effects"]),
        _IS_ON[int(row["number"])],
    )
    for row in rows("mechanisms")
}


def users(mechanism: Mechanism, programmes: Mapping[str, Programme]) -> dict[str, list[str]]:
    """List the policies of each programme that use a mechanism."""
    found = {
        name: [
            label
            for label, policy in programme.policies.items()
            if mechanism.is_on(programme, policy)
        ]
        for name, programme in programmes.items()
    }
    return {name: policies for name, policies in found.items() if policies}


def table(programmes: Mapping[str, Programme]) -> pd.DataFrame:
    """Tabulate every mechanism: lever, accounts, direction, test and the cases that use it.

    Parameters
    ----------
    programmes
        By name, searched for policies that use the mechanisms.

    Returns
    -------
    pandas.DataFrame
        One row a mechanism: number, case, term, 中文, lever, accounts, moves, may_harm, test,
        used_by.
    """
    rows = []
    for row in MECHANISMS.values():
        used = users(row, programmes)
        rows.append(
            {
                "number": row.number,
                "case": row.case,
                "term": row.term_en,
                "中文": row.term_zh,
                "lever": ", ".join(row.levers),
                "accounts": ", ".join(sorted(row.accounts)),
                "moves": f"{row.outcome} {'up' if row.sign > 0 else 'down'}",
                "may_harm": ", ".join(_harmful(row.effects)) or "none",
                "test": f"{TEST}[{row.number}]",
                "used_by": "; ".join(
                    f"{name}: {', '.join(policies)}" for name, policies in used.items()
                ),
            }
        )
    return pd.DataFrame(rows)


def _harmful(effects: Iterable[str]) -> Iterator[str]:
    """List the effects that may be below 0 with the probability that they are."""
    for name in effects:
        harm = probability_of_harm(default_assumptions()[name])
        if harm:
            yield f"{name} {harm:.0%}"


def probability_of_harm(row: Assumption) -> float:
    """Compute the probability that an effect is below 0, to a ten-thousandth.

    Examples
    --------
    >>> from commpartner.assumptions.table import default_assumptions
    >>> probability_of_harm(default_assumptions()["goodwill_effect"])
    0.25
    """
    if row.low >= 0:
        return 0.0
    middles = (np.arange(10_000) + 0.5) / 10_000
    return float(np.mean(row.quantile(middles) < 0))
