"""What a part costs: in a worker, with its travel, and in memory that the system hands out anew.

    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE python benchmarks/speed/part.py [--parts 12]

A part is 256 draws of four policies (Xiashan, 120 months). Each way has one worker, and they take
parts in turn; shown are medians.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import statistics
import time
from collections.abc import Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import NamedTuple

from dask import config
from distributed import Client, LocalCluster
from scaling import FOUR, KEEP

import commpartner as cp
from commpartner.experiments.running.experiment import Part, run_part
from commpartner.experiments.running.plan import planned, settings_of

DRAWS = 256


class Cost(NamedTuple):
    """Of one part."""

    seconds: float
    processor: float  # seconds, of user and system
    faults: float  # pages that the system handed out


def measured(payload: bytes, start: int) -> tuple[Part, Cost]:
    """Compute a part, and say what it cost here."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    part = run_part(payload, start, start + DRAWS)
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return part, Cost(seconds, busy, after.ru_minflt - before.ru_minflt)


def dask_worker(stack: ExitStack, settings: Mapping[str, str]) -> Executor:
    """Start one worker in a process of its own, with settings of its environment."""
    before = {f"distributed.nanny.pre-spawn-environ.{key}": text for key, text in settings.items()}
    with config.set(before):
        cluster = LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0")  # type: ignore[no-untyped-call]
    stack.enter_context(cluster)
    client = stack.enter_context(Client(cluster))  # type: ignore[no-untyped-call]
    executor: Executor = client.get_executor(pure=False)
    return executor


def payload_of(parts: int) -> bytes:
    programme = cp.datasets.load("xiashan")
    draws = DRAWS * (parts + 1)
    plan = planned(
        programme,
        {name: programme.policies[name] for name in FOUR},
        settings_of(months=120, draws=draws, seed=7, engine="numpy", part=DRAWS),
        programme.assumption_table(),
    )
    return pickle.dumps(plan.experiment)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", type=int, default=12)
    parts = parser.parse_args().parts
    payload = payload_of(parts)
    with ExitStack() as stack:
        spawn = get_context("spawn")
        ways = {
            "a process of a pool": stack.enter_context(ProcessPoolExecutor(1, mp_context=spawn)),
            "a Dask worker that keeps its memory": dask_worker(stack, KEEP),
            "a Dask worker as Dask starts it": dask_worker(stack, {}),
        }
        costs: dict[str, list[Cost]] = {way: [] for way in ways}
        whole: dict[str, list[float]] = {way: [] for way in ways}
        for number in range(parts + 1):
            for way, executor in ways.items():
                begun = time.perf_counter()
                part, cost = executor.submit(measured, payload, number * DRAWS).result()
                if number:  # the first warms up
                    costs[way].append(cost)
                    whole[way].append(time.perf_counter() - begun)
    print(f"sent {len(payload) / 1e6:.2f} MB, sent back {len(pickle.dumps(part)) / 1e6:.2f} MB")
    for way, found in costs.items():
        seconds, busy, faults = (statistics.median(each) for each in zip(*found, strict=True))
        travel = statistics.median(whole[way]) - seconds
        print(
            f"{way:36} {seconds:.3f} s, processor {busy:.3f} s, {faults:,.0f} pages, "
            f"travel {1e3 * travel:.0f} ms"
        )


if __name__ == "__main__":
    main()
