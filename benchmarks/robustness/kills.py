"""Kill a comparison at random moments, go on from its store, and see that no bit is lost.

``python benchmarks/robustness/kills.py --kills 20`` prints one line a kill. The exit status is 1
where a result differs from that of an undisturbed run, or where what a kill left is not a store.
With ``--workers 2`` take ``--draws 800``, or most kills fall on workers that start.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

import numpy as np

import commpartner as cp
from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running.rerunning import rerun

XIASHAN = cp.datasets.load("xiashan")
POLICIES = ("clustered", "partner_capped")
# A forked copy starts at once, so that kills fall on the work and not on imports.
FORK = multiprocessing.get_context("fork")


def run(draws: int, part: int, workers: int | None, store: Path | None) -> Comparison:
    return compare(
        XIASHAN,
        POLICIES,
        months=6,
        draws=draws,
        seed=870,
        part=part,
        executor=workers,
        store=store,
    )


def bits(comparison: Comparison) -> bytes:
    figures = comparison.outcomes.drop(columns=["policy", "draw"]).to_numpy(dtype=np.float64)
    return figures.tobytes() + comparison.assumptions.to_numpy(dtype=np.float64).tobytes()


def killed_after(seconds: float, draws: int, part: int, workers: int | None, store: Path) -> bool:
    """Run in a process of its own that is killed; whether it was not done before."""
    process = FORK.Process(target=run, args=(draws, part, workers, store))
    process.start()
    process.join(seconds)
    alive = process.exitcode is None
    process.kill()
    process.join()
    if not alive and process.exitcode != 0:
        sys.exit(f"the run ended with {process.exitcode}")
    return alive


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--draws", type=int, default=60)
    parser.add_argument("--part", type=int, default=2)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    moments = np.random.default_rng(given.seed)
    shape = (given.draws, given.part, given.workers)

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        undisturbed = bits(run(*shape, Path(folder) / "undisturbed"))
        whole = time.perf_counter() - begun
        print(f"undisturbed: {given.draws} draws in {whole:.2f} s")
        killed = 0
        for number in count():
            store = Path(folder) / f"killed {number}"
            while killed < given.kills:
                moment = float(moments.uniform(0.0, 0.4 * whole))
                if not killed_after(moment, *shape, store):
                    break
                killed += 1
                left = [*store.rglob("*.npz")]
                halves = [*store.rglob("*.tmp")]
                print(
                    f"kill {killed:3} of store {number} after {moment:.3f} s: "
                    f"{len(left)} parts kept, {len(halves)} begun"
                )
            if bits(run(*shape, store)) != undisturbed:
                sys.exit(f"store {number} differs from the undisturbed run")
            if [*(store / "parts").glob(".*")]:
                sys.exit(f"store {number} keeps files that were begun")
            print(f"store {number}: equal to the bit")
            if killed >= given.kills:
                break
        if not rerun(store).equal:
            sys.exit(f"store {number} cannot be computed again")


if __name__ == "__main__":
    main()
