"""Define the outcomes and monthly series with their units and labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, cast

from commpartner.facts.accounts import ACCOUNTS, IN_KIND, OWN_INCOME, RESOURCES, SPENDING, moved
from commpartner.facts.rows import both, listed, notes, rows

Better = Literal["more", "less", "neither"]


class Outcome(NamedTuple):
    """Describe a measure on which a planner decides.

    Attributes
    ----------
    note_en, note_zh
        For the dictionary, not for screens.
    accounts
        What it is made of.
    equations
        What it rests on beside the equations that fill its accounts.
    most
        The largest possible value, if it lies between 0 and that.
    """

    unit: str
    better: Better
    label_en: str
    label_zh: str
    note_en: str
    note_zh: str
    accounts: tuple[str, ...]
    equations: tuple[str, ...]
    most: float | None


def _accounts_of(cell: str) -> tuple[str, ...]:
    """Read the accounts of an outcome: names, and groups behind an @."""
    groups = {
        "@spending": SPENDING,
        "@own income": OWN_INCOME,
        "@in kind": tuple(IN_KIND),
        "@resources": RESOURCES,
        "@paid by government": tuple(
            name for name, account in ACCOUNTS.items() if account.payer == "government"
        ),
    }
    found: dict[str, None] = {}  # each once, in the order of the cell
    for part in listed(cell):
        if part.startswith("@of "):
            found |= dict.fromkeys(moved(*part.removeprefix("@of ").split(" and ")))
        else:
            found |= dict.fromkeys(groups.get(part, (part,)))
    return tuple(found)


_ROWS = rows("outcomes")
OUTCOMES: Mapping[str, Outcome] = {
    row["outcome"]: Outcome(
        row["unit"],
        cast(Better, row["better"]),
        *both(row),
        *notes(row),
        _accounts_of(row["accounts"]),
        listed(row["equations"]),
        float(row["most"]) if row["most"] else None,
    )
    for row in _ROWS
}
# Figures that a policy or a draw may not have: NaN says so. In any other NaN is a fault.
MAY_BE_ABSENT = frozenset(row["outcome"] for row in _ROWS if row["may_be_absent"])


class Series(NamedTuple):
    """Describe a monthly series that is shown over time."""

    unit: str
    label_en: str
    label_zh: str
    note_en: str
    note_zh: str


SERIES: Mapping[str, Series] = {
    row["series"]: Series(row["unit"], *both(row), *notes(row)) for row in rows("series")
}
