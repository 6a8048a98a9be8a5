"""Time cost shares: 20 players exactly, by function, mapping and array; 870 players by orders.

    python benchmarks/speed/sharing.py [--rounds 3]

The fastest of the rounds is printed, in seconds. The aim is 1 s for the Shapley value of 20 players
whose costs are given; with a function its million calls are in the time, too.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from itertools import combinations

import numpy as np

import commpartner as cp

PLAYERS = [f"estate {number}" for number in range(20)]
WORK = {player: 1.0 + number for number, player in enumerate(PLAYERS)}


def airport(who: tuple[str, ...]) -> float:
    return max([WORK[each] for each in who])


def fastest(rounds: int, step: Callable[[], object]) -> float:
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        step()
        spent.append(time.perf_counter() - began)
    return min(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    costs = {who: airport(who) for size in range(1, 21) for who in combinations(PLAYERS, size)}
    turned = {frozenset(who): cost for who, cost in costs.items()}
    number = np.arange(1 << 20)
    table = np.zeros(1 << 20)
    for place in range(20):
        table[number >> place & 1 == 1] = 1.0 + place
    district = range(870)

    def sizes(who: tuple[int, ...]) -> float:
        return math.sqrt(len(who))

    steps: dict[str, Callable[[], object]] = {
        "Shapley, 20 players, array": lambda: cp.share_costs(table, PLAYERS),
        "Shapley, 20 players, mapping by size": lambda: cp.share_costs(costs, PLAYERS),
        "Shapley, 20 players, mapping of sets": lambda: cp.share_costs(turned, PLAYERS),
        "Shapley, 20 players, function": lambda: cp.share_costs(airport, PLAYERS),
        "nucleolus, 20 players, array": lambda: cp.share_costs(table, PLAYERS, method="nucleolus"),
        "Shapley, 870 players, 20 orders": lambda: cp.share_costs(sizes, district, samples=20),
    }
    for name, step in steps.items():
        print(f"{name:40s} {fastest(rounds, step):7.2f} s")


if __name__ == "__main__":
    main()
