"""Define which assumptions and equations each equation depends on.

The map by which a figure is walked back to the numbers it rests on. Each entry is a function of the
package, whose docstring is the equation; its section in docs/model.md explains it. The models hold
the assumptions that a programme or a policy names itself (the price of a venture, a fee).
tests/results/test_explanation.py moves every assumption and checks that only figures move to which
the map leads.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from commpartner.facts.rows import listed, rows


class Equation(NamedTuple):
    """Describe one equation of the model.

    Attributes
    ----------
    section
        Of docs/model.md.
    reads
        Assumptions it reads by name; a word in capitals stands for the rows that this part
        of the programme, or the lever of this name, names.
    uses
        Other equations whose results go into it.
    only_with
        Levers of the policy without which it computes nothing.
    """

    section: int
    reads: tuple[str, ...]
    uses: tuple[str, ...]
    only_with: tuple[str, ...]


_ROWS = rows("equations")
EQUATIONS: Mapping[str, Equation] = {
    row["equation"]: Equation(
        int(row["section"]), listed(row["reads"]), listed(row["uses"]), listed(row["only_with"])
    )
    for row in _ROWS
    if row["section"]
}
# Functions that are a part of an equation above, or serve to measure it.
PARTS: Mapping[str, str] = {row["equation"]: row["part_of"] for row in _ROWS if row["part_of"]}


@cache
def in_chinese() -> Mapping[str, Mapping[str, str]]:
    """Return the description and formula of each equation in Chinese, by name."""
    source = resources.files("commpartner") / "data" / "equations.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return found
