"""Check which policies deliver the service standard."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commpartner.experiments.choosing.compared import Compared

# A policy delivers the standard where it gives at least this share of it, on average. An
# assumption: little enough for a bad month, too little for a cap that leaves the service short.
DELIVERED = 0.95
OUTCOMES_OF_DELIVERY = ("service_level", "households_served")


def that_deliver(comparison: Compared) -> list[str]:
    """Name the policies that deliver the standard; all of them if delivery is not known.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": ["a", "b"], "draw": [0, 0]}
    >>> rows |= {"service_level": [1.0, 0.0], "households_served": [0.5, 0.0]}
    >>> that_deliver(SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows)))
    ['a']
    """
    table = delivery(comparison)
    if table.empty:
        return list(comparison.policies)
    return table.loc[table["delivers"].astype(bool), "policy"].tolist()


def delivery(comparison: Compared) -> pd.DataFrame:
    """Tabulate the service that each policy delivers and mark those below the standard.

    Parameters
    ----------
    comparison
        Policies in the same draws.

    Returns
    -------
    pandas.DataFrame
        One row a policy: policy; service_level, the share of the standard that those served
        receive, and households_served, their share of all households, both as means over the
        draws; delivers, whether the service level is 0.95 or more and somebody is served. Empty
        if the comparison lacks these outcomes.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": ["a", "b"], "draw": [0, 0]}
    >>> rows |= {"service_level": [1.0, 0.0], "households_served": [0.5, 0.0]}
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> delivery(two)
      policy  service_level  households_served  delivers
    0      a            1.0                0.5      True
    1      b            0.0                0.0     False
    """
    columns = ["policy", *OUTCOMES_OF_DELIVERY, "delivers"]
    table = comparison.outcomes
    if not set(OUTCOMES_OF_DELIVERY) <= set(table):
        return pd.DataFrame(columns=columns)
    rows: list[dict[str, Any]] = []
    for policy in comparison.policies:
        of_policy = table.loc[table["policy"] == policy, [*OUTCOMES_OF_DELIVERY]].mean()
        level, served = (float(of_policy[name]) for name in OUTCOMES_OF_DELIVERY)
        delivers = bool(level >= DELIVERED and served > 0)
        rows.append(dict(zip(columns, (policy, level, served, delivers), strict=True)))
    return pd.DataFrame(rows, columns=columns)
