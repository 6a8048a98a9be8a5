"""All mechanisms by number, and a table of them with the policies that use each."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from commpartner.mechanisms import qingyunpu, xiangyang, xiashan
from commpartner.mechanisms.mechanism import Mechanism
from commpartner.programme import Programme

TEST = "tests/test_mechanisms.py::test_switching_a_mechanism_moves_its_accounts_and_no_other"

MECHANISMS: Mapping[int, Mechanism] = {
    row.number: row
    for row in sorted((*xiashan.ROWS, *qingyunpu.ROWS, *xiangyang.ROWS), key=lambda row: row.number)
}


def users(mechanism: Mechanism, programmes: Mapping[str, Programme]) -> dict[str, list[str]]:
    """Policies of each programme that use a mechanism, by programme; those without are left out."""
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
    """Tell of every mechanism its lever, accounts, direction, test and the cases that use it.

    Parameters
    ----------
    programmes
        By name, searched for policies that use the mechanisms.

    Returns
    -------
    pandas.DataFrame
        One row a mechanism: number, case, term, 中文, lever, accounts, moves, test, used_by.
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
                "test": f"{TEST}[{row.number}]",
                "used_by": "; ".join(
                    f"{name}: {', '.join(policies)}" for name, policies in used.items()
                ),
            }
        )
    return pd.DataFrame(rows)
