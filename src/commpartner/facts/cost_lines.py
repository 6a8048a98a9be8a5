"""Define the lines of the official table of cost (定价成本), and the accounts of each.

The lines are those of 物业服务定价成本监审办法（试行）, 发改价格〔2007〕2285号, 2007-09-10.
Article 7 lists them and articles 8 to 17 define them. Its table 4 (物业服务定价成本核定表) has
their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.rows import both, rows


class CostLine(NamedTuple):
    """Describe a line: the article that defines it, its labels, and its accounts."""

    article: str
    label_en: str
    label_zh: str
    accounts: tuple[str, ...]


def _accounts_of(line: str) -> tuple[str, ...]:
    held = (row["account"] for row in rows("accounts") if row["cost_line"] == line)
    return tuple(name for name in held if name in ACCOUNTS)


COST_LINES: Mapping[str, CostLine] = {
    row["line"]: CostLine(row["article"], *both(row), _accounts_of(row["line"]))
    for row in rows("cost_lines")
}
# What has been spent on capital is charged over its life; the charge is in no account of its own.
DEPRECIATION = "depreciation"
