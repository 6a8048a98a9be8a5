"""Plan every instance of a folder and print objective, bound, gap and time.

    python benchmarks/planning/median.py FOLDER [--seconds 60] [--real] [--optima FILE]

A file holds customers and p, then x, y, capacity and demand of each customer (Osman and
Christofides 1994, OR-Library). Distances are Euclidean, rounded down to whole numbers unless
``--real`` is given. FILE has lines of name and optimum.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import commpartner as cp

Array = NDArray[np.float64]


def read(path: Path, *, real: bool) -> tuple[Array, Array, Array, int]:
    """Read distance, demand, capacity and p."""
    numbers = path.read_text(encoding="utf-8").split()
    count, p = int(numbers[0]), int(numbers[1])
    rows = np.array(numbers[2 : 2 + 4 * count], dtype=float).reshape(count, 4)
    distance = np.sqrt(((rows[:, None, :2] - rows[None, :, :2]) ** 2).sum(axis=-1))
    return distance if real else np.floor(distance), rows[:, 3], rows[:, 2], p


def main() -> None:
    """Print one line for each instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--optima", type=Path)
    given = parser.parse_args()
    lines = given.optima.read_text(encoding="utf-8").splitlines() if given.optima else []
    optima = {name: float(value) for name, value in map(str.split, lines)}
    print(
        "| instance | n | p | objective | bound | gap % | above optimum % | CPU s | s | stopped |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for path in sorted(given.folder.glob("*.txt")):
        distance, demand, capacity, p = read(path, real=given.real)
        begun = time.process_time()
        plan = cp.planning.capacitated_p_median(
            distance, demand, capacity, p, time_limit=given.seconds, seed=given.seed
        )
        used = time.process_time() - begun
        best = optima.get(path.stem)
        above = f"{100 * (plan.objective / best - 1):.2f}" if best else ""
        load = np.bincount(plan.assignment, demand, len(demand))
        assert (load <= capacity * (1 + 1e-9)).all()
        print(
            f"| {path.stem} | {len(demand)} | {p} | {plan.objective:.2f} "
            f"| {plan.lower_bound:.2f} | {100 * plan.gap:.2f} | {above} | {used:.1f} "
            f"| {plan.seconds:.1f} | {plan.stopped} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
