"""Define the accounts of the transaction-flow matrix: which sector pays which.

Every flow of money is one account with one payer and one payee, so what one sector pays another
receives (Godley & Lavoie 2007, Monetary Economics, ch. 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, cast, get_args

from commpartner.facts.rows import both, listed, rows

Sector = Literal[
    "residents",
    "estate_funds",
    "maintenance_funds",
    "operator",
    "ventures",
    "partners",
    "collective",
    "government",
    "lenders",
    "outside",
]
SECTORS: tuple[Sector, ...] = get_args(Sector)


class Account(NamedTuple):
    """Describe a kind of payment between two sectors [yuan/month].

    Attributes
    ----------
    filled_by
        Equations at which the walk back from the account begins.
    priced_at
        Assumptions that it multiplies with, beside what its equations read.
    """

    payer: Sector
    payee: Sector
    label_en: str
    label_zh: str
    filled_by: tuple[str, ...]
    priced_at: tuple[str, ...]


_ROWS = rows("accounts")


def _accounts(form: str) -> Mapping[str, Account]:
    return {
        row["account"]: Account(
            cast(Sector, row["payer"]),
            cast(Sector, row["payee"]),
            *both(row),
            listed(row["filled_by"]),
            listed(row["priced_at"]),
        )
        for row in _ROWS
        if row["form"] == form
    }


ACCOUNTS = _accounts("money")
# What is given in kind, at replacement cost: never money, never mixed with it.
IN_KIND = _accounts("kind")
ALL_ACCOUNTS: Mapping[str, Account] = {**ACCOUNTS, **IN_KIND}


def _group(name: str) -> tuple[str, ...]:
    return tuple(row["account"] for row in _ROWS if row["group"] == name)


SPENDING = _group("spending")  # on the service, which the operator pays
REMUNERATION = _group("remuneration")  # of the operator, beside the cost of the service
FINANCING = _group("financing")  # principal of loans: neither earned nor spent
# Given in kind that takes work or rooms, beside the residents' own payments and conceded prices,
# which only move what there is from one to another.
RESOURCES = _group("resources")
OWN_INCOME = _group("own income")  # of the estates' funds: neither grant nor fallback

# What a payer must find from its own means, by payer: neither paid out of what the estates' funds
# pay for the service, nor out of what ventures or the collective have earned. Gross: what a payer
# receives later (retained profit, capital charges) is not taken off. In the order of the screens.
OWN_MEANS: tuple[str, ...] = tuple(
    row["account"]
    for row in sorted(
        (row for row in _ROWS if row["own_means"]), key=lambda row: int(row["own_means"])
    )
)


def moved(*sectors: str) -> tuple[str, ...]:
    """List the accounts by which money enters or leaves a group of sectors.

    Examples
    --------
    >>> moved("collective")[:2]
    ('collective_top_up', 'collective_income')
    """
    return tuple(
        name for name, row in ACCOUNTS.items() if (row.payer in sectors) != (row.payee in sectors)
    )
