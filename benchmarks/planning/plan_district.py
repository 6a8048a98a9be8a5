"""Plan Xiashan by the model's own cost and compare with the case's centres and with chance.

    python benchmarks/planning/plan_district.py [--seconds 60] [--fresh 100] [--large]

Plans are made in 32 draws of seed 7 and compared in other draws, of seed 8. A saving is against
the same service to each estate alone. With ``--large`` a district of 870 estates and 60 candidates
is planned instead.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import commpartner as cp
from commpartner.model.mechanisms.costs import service_costs
from commpartner.model.scheme import build_scheme
from commpartner.planning.sharing.cluster import Rule

Array = NDArray[np.float64]
SEED, OTHER = 7, 8
RANDOM = 20  # triples of candidates at random
CASE = ("c01", "c02", "c03")
EACH = 20  # estates of a centre in the case
RULES: tuple[Rule, ...] = ("policy", "equal", "households", "floor_area", "scrb", "shapley")


def saving(programme: cp.Programme, policy: cp.Policy, draws: int) -> tuple[Array, Array]:
    """Compute the saving of the clusters and the cost alone of all served, by draw [yuan/year]."""
    held = programme.assumption_table().replace(estate_sizes=0.0).draw(OTHER, 0, draws)
    costs = service_costs(build_scheme(programme, policy), held)
    alone = 12.0 * costs.alone.total
    inside = np.where(costs.scheme.clustered, alone, 0.0).sum(axis=1)
    return inside - 12.0 * costs.together.total.sum(axis=1), alone.sum(axis=1)


def spread(values: Array) -> str:
    """Format mean and 5-95 % interval in million yuan."""
    low, high = np.quantile(values / 1e6, (0.05, 0.95))
    return f"{values.mean() / 1e6:.2f} ({low:.2f} to {high:.2f})"


def random_triples(programme: cp.Programme) -> list[tuple[str, ...]]:
    """Draw triples of the candidates."""
    rng, names = np.random.default_rng(SEED), [each.id for each in programme.centres]
    return [tuple(sorted(rng.choice(names, 3, replace=False))) for _ in range(RANDOM)]


def compare(
    programme: cp.Programme, nearest: cp.Policy, plans: dict[str, cp.DistrictPlan], draws: int
) -> None:
    """Print the saving of every plan, paired with that of the case's centres."""
    base, alone = saving(programme, nearest.replace(centres=CASE), draws)
    print("\n| plan | saving, million yuan/year | % of alone | more than the case |")
    print("|---|---|---|---|")
    print(f"| case: nearest of c01-c03 | {spread(base)} | {share(base, alone)} | |")
    each = [
        saving(programme, nearest.replace(centres=chosen), draws)[0]
        for chosen in random_triples(programme)
    ]
    mean = np.mean(each, axis=0)
    print(
        f"| nearest of three at random, mean of {RANDOM} | {spread(mean)} "
        f"| {share(mean, alone)} | {spread(mean - base)} |"
    )
    best = max(each, key=lambda values: float(values.mean()))
    print(
        f"| the best of these {RANDOM} | {spread(best)} | {share(best, alone)} "
        f"| {spread(best - base)} |"
    )
    for name, plan in plans.items():
        found, _ = saving(plan.programme, plan.policy(), draws)
        print(
            f"| {name} | {spread(found)} | {share(found, alone)} | {spread(found - base)} |",
            flush=True,
        )


def share(saved: Array, alone: Array) -> str:
    """Format the mean saving as a share of the cost alone."""
    return f"{100 * saved.mean() / alone.mean():.1f}"


def describe(plans: dict[str, cp.DistrictPlan]) -> None:
    """Print objective, surrogate, bound and gap of every plan."""
    print(
        "\n| plan | centres | estates alone | true cost | at the start | by the surrogate "
        "| bound | gap % | s | stopped |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, plan in plans.items():
        centres = " ".join(plan.centres) if len(plan.centres) < 5 else len(plan.centres)
        print(
            f"| {name} | {centres} | {(plan.estates['centre'] == '').sum()} "
            f"| {plan.objective / 1e6:.3f} | {plan.start / 1e6:.3f} | {plan.surrogate / 1e6:.3f} "
            f"| {plan.lower_bound / 1e6:.3f} | {100 * plan.gap:.1f} | {plan.seconds:.0f} "
            f"| {plan.stopped} |",
            flush=True,
        )


def pay_more(name: str, plan: cp.DistrictPlan, centres: Iterable[str], draws: int) -> None:
    """Print how many estates pay more than alone under each rule."""
    count, total = dict.fromkeys(RULES, 0), 0
    for centre in centres:
        found = cp.planning.share_cluster_costs(
            plan.programme, plan.policy(), centre, method=RULES, draws=draws, seed=OTHER, samples=40
        )
        for rule, more in zip(found.rules["rule"], found.rules["pay_more"], strict=True):
            count[rule] += int(more)
        total += len(found.by_rule["policy"].shares)
    figures = " | ".join(str(count[rule]) for rule in RULES)
    print(f"| {name} | {total} | {figures} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--fresh", type=int, default=100)
    parser.add_argument("--large", action="store_true")
    given = parser.parse_args()
    usual: dict[str, Any] = {"seed": SEED, "time_limit": given.seconds}
    if given.large:
        district = cp.datasets.synthetic(870, seed=1, centres=60)
        describe({"870 estates, 60 candidates": cp.plan_clusters(district, **usual)})
        return
    programme = cp.datasets.load("xiashan")
    scale: dict[str, Any] = {"base": "clustered", "estates_per_centre": EACH, "centres": 3}
    case = {
        "c01-c03, planned": cp.plan_clusters(programme, candidates=CASE, **scale, **usual),
        "three best": cp.plan_clusters(programme, **scale, **usual),
    }
    print(f"\nThree centres of {EACH} estates at most, the other unmanaged estates alone")
    describe(case)
    apart = programme.policies["clustered"].replace(others="stand_alone")
    compare(programme, apart, case, given.fresh)
    whole = {
        "c01-c03, planned": cp.plan_clusters(programme, candidates=CASE, centres=3, **usual),
        "three best": cp.plan_clusters(programme, centres=3, **usual),
        "everything": cp.plan_clusters(programme, **usual),
    }
    print("\nAll 721 estates")
    describe(whole)
    every = cp.Policy(centres=CASE, takes_on="all", service="standard")
    compare(programme, every, whole, given.fresh)
    print("\n| estates that pay more than alone | of | " + " | ".join(RULES) + " |")
    print("|---|---|" + "---|" * len(RULES))
    pay_more("three best of 20", case["three best"], case["three best"].centres, 20)
    pay_more("everything", whole["everything"], whole["everything"].centres, 10)


if __name__ == "__main__":
    main()
