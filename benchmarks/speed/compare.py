"""Compare the engines with the yardstick: whole simulations, full ledger, one process.

    python benchmarks/speed/compare.py [--rounds 7] [--draws 128]

The three run in turn in every round, so that a machine whose speed drifts does not favour one. It
prints the median estate-months a second of each, the median of the rounds' ratios to the
yardstick, and the largest difference between the three.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

# One core a process, as on a cluster with one process a core. Before NumPy and JAX are imported,
# which count the cores that there are; the flags alone do not hold JAX to one thread.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)

import numpy as np
from programmes import mixed
from yardstick import run_numba

import commpartner as cp
from commpartner.model import engines
from commpartner.results.result import SimulationResult

MONTHS = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--draws", type=int, default=128)
    options = parser.parse_args()
    engines.RUNNERS["numba"] = run_numba
    engines.CHUNK["numba"] = 32  # type: ignore[index]
    programme = mixed()
    rollout = programme.policies["rollout"]
    policies = {
        "rollout": rollout,
        "rollout_capped": rollout.replace(fallback_cap=10.0),
        "everything": programme.policies["everything"],
    }
    work = len(programme.estates) * MONTHS * options.draws
    print(f"{len(programme.estates)} estates x {MONTHS} months x {options.draws} draws")
    for name, policy in policies.items():
        seconds: dict[str, list[float]] = {"numba": [], "numpy": [], "jax": []}
        results: dict[str, SimulationResult] = {}
        for turn in range(options.rounds + 1):  # the first compiles and is not counted
            for engine, spent in seconds.items():
                began = time.perf_counter()
                results[engine] = cp.simulate(
                    programme,
                    policy,
                    months=MONTHS,
                    draws=options.draws,
                    seed=7,
                    engine=engine,  # type: ignore[arg-type]
                )
                if turn:
                    spent.append(time.perf_counter() - began)
        print(f"{name}:")
        for engine, spent in seconds.items():
            speed = work / statistics.median(spent) / 1e6
            pairs = zip(seconds["numba"], spent, strict=True)
            ratio = statistics.median(yardstick / own for yardstick, own in pairs)
            gap = difference(results["numba"], results[engine])
            print(
                f"  {engine:6s} {speed:6.1f} million estate-months/s, "
                f"{100 * ratio:4.0f} % of the yardstick, largest relative difference {gap:.1e}"
            )


def difference(one: SimulationResult, other: SimulationResult) -> float:
    """Largest difference of an outcome over its largest value, or the money turned over."""
    turnover = float(one.ledger["mean"].sum())
    worst = 0.0
    for name, unit in one.outcomes.attrs["units"].items():
        a, b = one.outcomes[name].to_numpy(), other.outcomes[name].to_numpy()
        if not np.array_equal(np.isnan(a), np.isnan(b)):
            return float("inf")
        if np.isnan(a).all():
            continue
        scale = turnover if unit.startswith("yuan") and "household" not in unit else 1.0
        scale = max(float(np.nanmax(abs(a))), scale * 1e-3)
        worst = max(worst, float(np.nanmax(abs(a - b))) / scale)
    return worst


if __name__ == "__main__":
    main()
