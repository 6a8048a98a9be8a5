"""Sum the accounts of a run by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model.accounts import Flows, is_used
from commpartner.programme.calendar import Year


def by_year(flows: Flows, of: Sequence[Year]) -> Array:
    """Sum all accounts by year [yuan], shape (draw, account, year)."""
    some = next(iter(flows.values()))
    sums = np.zeros((len(some), len(flows), len(of)))
    for number, amount in enumerate(flows.values()):
        if is_used(amount):
            for place, year in enumerate(of):
                sums[:, number, place] = np.add.reduce(amount[:, year.first : year.stop], axis=1)
    return sums
