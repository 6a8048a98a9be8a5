"""Compare two policies of a case on the same draws.

    python examples/compare_two_policies.py xiangyang orders_unsupervised orders_supervised

One seed gives both policies the same values of all assumptions, so what is uncertain for both
cancels: the difference draw by draw is known far better than either policy.
"""

from __future__ import annotations

import argparse

import pandas as pd

import commpartner as cp

OUTCOMES = ("fallback_per_year", "self_sufficiency_year_5", "satisfaction_served", "paying_share")


def compare(first: cp.SimulationResult, second: cp.SimulationResult) -> pd.DataFrame:
    """Mean of both, and mean, 5 % and 95 % of the second less the first."""
    table = pd.DataFrame({"first": first.outcomes.mean(), "second": second.outcomes.mean()})
    difference = second.outcomes - first.outcomes
    table["difference"] = difference.mean()
    table["p5"], table["p95"] = difference.quantile(0.05), difference.quantile(0.95)
    table.insert(0, "unit", pd.Series(first.outcomes.attrs["units"]))
    return table.loc[list(OUTCOMES)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", choices=("xiashan", "qingyunpu", "xiangyang"))
    parser.add_argument("first", help="name of a policy of the case")
    parser.add_argument("second", help="name of another")
    parser.add_argument("--draws", type=int, default=200)
    options = parser.parse_args()
    programme = cp.datasets.load(options.case)
    first, second = (
        cp.simulate(programme, policy, months=60, draws=options.draws, seed=7)
        for policy in (options.first, options.second)
    )
    if programme.synthetic:
        print("synthetic data")
    print(f"first: {options.first}; second: {options.second}; difference: second less first")
    print(compare(first, second).to_string(float_format="{:,.3f}".format))


if __name__ == "__main__":
    main()
