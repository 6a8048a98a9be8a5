"""Xiashan: which policy is best for the public purse, how surely, where it fails, what to measure.

    python examples/choices.py [--draws 8192] [--processes 2] [--store FOLDER] [--pictures FOLDER]

Prints the tables of docs/cases/choices.md. All policies deliver the same standard to the same 60
estates, in the same draws; the purse is the net present value of operator and government over ten
years. With `--pictures` it writes the three charts, which needs the extra ``notebooks``.
The accounts and the turning points are means of 500 draws.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import commpartner as cp
from commpartner.experiments import compare_until, discover, switching_value

POLICIES = ["stand_alone", "clustered", "partner", "partner_ecosystem", "governance"]
PURSE = {"npv_operator": 1.0, "npv_government": 1.0}
OPERATOR = "npv_operator"
BOTH = ["operator", "government"]
FEWER = 500
TURNS = (
    ("clustered", "stand_alone", "overhead_surviving_share"),
    ("clustered", "stand_alone", "callout_price"),
    ("partner", "clustered", "idle_asset_conversion_cost"),
    ("partner", "clustered", "supermarket_sales"),
    ("partner", "clustered", "partner_fee"),
)


def purse(comparison: cp.Comparison) -> pd.DataFrame:
    """Net present value of the public purse, one row a draw, one column a policy [yuan]."""
    both = comparison.outcomes.assign(purse=comparison.outcomes[list(PURSE)].sum(axis=1))
    whole = both.pivot_table(index="draw", columns="policy", values="purse")
    return whole[list(comparison.policies)]


def table(frame: pd.DataFrame) -> None:
    print("| " + " | ".join(map(str, frame.columns)) + " |")
    print("|" + "---|" * len(frame.columns))
    for row in frame.itertuples(index=False):
        print("| " + " | ".join(map(str, row)) + " |")
    print()


def millions(value: Any) -> str:
    return f"{value / 1e6:,.2f}"


def best_policy(comparison: cp.Comparison) -> None:
    worth = purse(comparison)
    regret = worth.sub(worth.max(axis=1), axis=0).abs()
    less = worth.sub(worth["clustered"], axis=0)
    rows = [
        {
            "policy": name,
            "mean": millions(worth[name].mean()),
            "5-95 %": f"{millions(worth[name].quantile(0.05))} to "
            f"{millions(worth[name].quantile(0.95))}",
            "less clustered": millions(less[name].mean()),
            "best in": f"{(worth.idxmax(axis=1) == name).mean():.0%}",
            "expected regret": millions(regret[name].mean()),
            "largest regret": millions(regret[name].max()),
        }
        for name in worth
    ]
    print("Net present value of the public purse over ten years, million yuan:\n")
    table(pd.DataFrame(rows))
    for better, other in (("clustered", "stand_alone"), ("partner", "clustered")):
        gain = worth[better] - worth[other]
        print(
            f"{better} less {other}: above 0 in {(gain > 0).mean():.0%} of the draws, "
            f"{millions(gain.quantile(0.05))} to {millions(gain.quantile(0.95))}"
        )
    own = comparison.outcomes.pivot_table(index="draw", columns="policy", values=OPERATOR)
    best = own.idxmax(axis=1).value_counts(normalize=True)
    print("best for the operator: " + ", ".join(f"{k} {v:.0%}" for k, v in best.items()) + "\n")


def accounts(programme: cp.Programme) -> None:
    """Print what the purse pays and receives, less than under clustered [million yuan]."""
    found = {}
    for name in ("clustered", "partner", "governance"):
        money = cp.simulate(programme, name, months=120, draws=FEWER, seed=7).ledger
        received = money[money["payee"].isin(BOTH)].groupby("account")["mean"].sum()
        paid = money[money["payer"].isin(BOTH)].groupby("account")["mean"].sum()
        found[name] = received.sub(paid, fill_value=0.0)
    whole = pd.DataFrame(found).fillna(0.0)
    less = whole[["partner", "governance"]].sub(whole["clustered"], axis=0) / 1e6
    less = less[(less.abs() >= 0.005).any(axis=1)]
    less.loc["sum"] = less.sum()
    print("Money of the purse over ten years less clustered, not discounted, million yuan:\n")
    table(less.map("{:+.2f}".format).rename_axis("account").reset_index())


def turning_points(programme: cp.Programme) -> None:
    """Print where the mean net cost of the purse is the same for two policies."""
    for policy, baseline, assumption in TURNS:
        print(
            switching_value(
                programme,
                programme.policies[policy],
                "public_net_cost",
                assumption=assumption,
                baseline=baseline,
                draws=FEWER,
                seed=7,
                points=9,
            )
        )


def worth_measuring(comparison: cp.Comparison) -> cp.Information:
    found = cp.value_of_information(comparison, PURSE)
    print(
        f"To know everything is worth {found.perfect:,.0f} yuan "
        f"({found.low:,.0f} to {found.high:,.0f}); to know one assumption, yuan:\n"
    )
    rows = found.by_assumption.head(5)
    ends = zip(rows["low"], rows["high"], strict=True)
    table(
        pd.DataFrame(
            {
                "assumption": rows["assumption"],
                "worth": rows["value"].map("{:,.0f}".format),
                "95 %": [f"{low:,.0f} to {high:,.0f}" for low, high in ends],
                "kind": rows["kind"],
                "unit": rows["unit"],
            }
        )
    )
    by_kind = found.by_kind
    table(
        pd.DataFrame(
            {
                "kind of evidence": by_kind["kind"],
                "assumptions": by_kind["assumptions"],
                "worth": by_kind["value"].map("{:,.0f}".format),
            }
        )
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=8192)
    parser.add_argument("--processes", type=int)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args()
    xiashan = cp.datasets.load("xiashan")
    comparison = cp.compare(
        xiashan,
        POLICIES,
        draws=asked.draws,
        seed=7,
        executor=asked.processes,
        store=asked.store,
    )
    best_policy(comparison)
    accounts(xiashan)
    told = compare_until(xiashan, POLICIES, OPERATOR, seed=7, executor=asked.processes)
    print(told.verdict + "\n")
    found = worth_measuring(comparison)

    worth = purse(comparison)
    fails = (worth["partner"] < worth["clustered"]).rename("fails")
    rules = discover(comparison, "partner", fails, seed=7)
    print(rules.text() + "\n")
    turning_points(xiashan)
    if asked.pictures:
        pictures(comparison, found, fails, rules.bounds[0] if rules.bounds else {}, asked.pictures)


def pictures(
    comparison: cp.Comparison,
    found: cp.Information,
    fails: pd.Series,
    bounds: Mapping[str, tuple[float, float]],
    folder: Path,
) -> None:
    from commpartner import plots

    first, second = found.by_assumption["assumption"].head(2)
    few = fails.iloc[:2000]
    charts = {
        "best_zh": plots.chance_and_regret(comparison, OPERATOR, "zh"),
        "worth_zh": plots.worth_measuring(found, language="zh"),
        "fails_zh": plots.where_it_fails(comparison, few, (first, second), bounds, "zh"),
    }
    for name, chart in charts.items():
        chart.write_image(folder / f"{name}.png", width=900, scale=1.5)


if __name__ == "__main__":
    main()
