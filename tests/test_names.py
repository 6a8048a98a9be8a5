"""Names of units in both languages."""

from __future__ import annotations

import re

from commpartner.assumptions import default_ledger
from commpartner.facts.labels import unit_name


def test_units_of_assumptions_are_chinese_but_for_symbols() -> None:
    words: set[str] = set()
    for row in default_ledger().values():
        words |= set(re.findall("[A-Za-z]+", unit_name(row.unit, "zh")))
    assert words <= {"km", "h", "kWh", "logit"}
